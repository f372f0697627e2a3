use crate::ran::{Ran, number_before};
use std::collections::BTreeMap;

/// `   7  timeout    took longer ..` as (7, ("timeout", "took longer ..")).
fn fate(line: &str) -> Option<(u64, (&str, &str))> {
    let (id, rest) = line.trim_start().split_once("  ")?;
    let (kind, text) = rest.split_once(' ')?;
    Some((id.parse().ok()?, (kind, text.trim())))
}

fn ids_of(fates: &BTreeMap<u64, (&str, &str)>, kind: &str) -> Vec<u64> {
    fates.iter().filter(|(_, fate)| fate.0 == kind).map(|(id, _)| *id).collect()
}

/// The panics of the gateway's client are told on the standard error: four attempts of two payments.
fn printed(ran: &Ran) -> &str {
    assert_eq!(ran.err.matches("the gateway's client has a bug").count(), 8, "{}", ran.err);
    assert!(ran.status.success(), "{}", ran.status);
    &ran.out
}

#[test]
fn every_payment_is_confirmed_or_recorded_with_its_reason() {
    let ran = Ran::example("payments", [""; 0]);
    let printed = printed(&ran);
    let lines = printed.lines().filter(|line| line.len() > 6 && line.as_bytes()[4..6] == *b"  ");
    let fates: BTreeMap<_, _> = lines.filter_map(fate).collect();
    assert!(fates.keys().copied().eq(1..=60), "{printed}");

    // What the gateway does with which payment is its definition; the negative amounts never get there.
    assert_eq!(ids_of(&fates, "invalid"), [17, 34, 51], "{printed}");
    assert_eq!(ids_of(&fates, "timeout"), [7, 32, 57], "{printed}");
    assert_eq!(ids_of(&fates, "panic"), [11, 41], "{printed}");
    let declined = ids_of(&fates, "declined");
    assert!([5, 18, 31, 44].iter().all(|id| declined.contains(id)), "{printed}");
    assert!(declined.len() <= 6, "being busy four times is rare: {declined:?}");
    assert!(printed.contains("60 payments sent, 60 accounted for:"), "{printed}");
    for kind in ["confirmed", "invalid", "declined", "timeout", "panic"] {
        assert_eq!(number_before(printed, &format!("  {kind}")), ids_of(&fates, kind).len() as u64, "{printed}");
    }
}

#[test]
fn failures_say_where_and_after_how_many_attempts_and_are_recorded_in_batches() {
    let ran = Ran::example("payments", [""; 0]);
    let printed = printed(&ran);
    for text in [
        "invalid    -712 cents cannot be charged at `validate`, attempt 1",
        "timeout    took longer than its timeout at `charge`, attempt 4",
        "panic      panicked at `charge`, attempt 4",
        "declined   the card was declined at `charge`, attempt 1",
    ] {
        assert!(printed.contains(text), "`{text}`\n{printed}");
    }
    let confirmed = number_before(printed, "  confirmed");
    let recorded = printed.lines().filter_map(|line| line.trim().strip_suffix(" failures recorded together"));
    let recorded: Vec<u64> = recorded.map(|n| n.parse().unwrap()).collect();
    assert_eq!(recorded.iter().sum::<u64>(), 60 - confirmed, "{printed}");
    assert!(recorded.len() < recorded.iter().sum::<u64>() as usize, "some came together: {recorded:?}");
}
