use crate::ran::Ran;

/// `batch   1:  50 readings, full` as (50, "full").
fn batch(line: &str) -> Option<(u64, &str)> {
    let (_, rest) = line.strip_prefix("batch ")?.split_once(": ")?;
    let (readings, why) = rest.split_once(" readings, ")?;
    Some((readings.trim().parse().ok()?, why))
}

#[test]
fn batches_close_when_full_when_old_and_at_the_end() {
    let ran = Ran::example("batched_sink", ["--fast"]);
    let printed = ran.printed();
    let batches: Vec<_> = printed.lines().filter_map(batch).collect();
    let of = |reason| batches.iter().filter(move |batch| batch.1.starts_with(reason)).map(|batch| batch.0);

    assert_eq!(batches.iter().map(|batch| batch.0).sum::<u64>(), 1010, "{printed}");
    assert!(of("full").all(|readings| readings == 50), "{printed}");
    assert!(of("full").count() >= 10, "the burst fills its batches\n{printed}");
    assert!(of("its oldest had waited 0.").sum::<u64>() >= 1, "the trickle is flushed by time\n{printed}");
    assert!(batches.iter().all(|batch| (1..=50).contains(&batch.0)), "{printed}");
    let summary = printed.lines().last().expect(printed);
    assert!(summary.starts_with(&format!("1010 readings stored in {} batches of ", batches.len())), "{summary}");
    assert!(summary.ends_with(" to 50"), "{summary}");
}

/// The order of what is said: the trickle's batch is written before the last readings are sent.
#[test]
fn a_trickle_does_not_wait_for_the_end() {
    let ran = Ran::example("batched_sink", ["--fast"]);
    let printed = ran.printed();
    let (_, trickle) = printed.split_once("a trickle of 7\n").expect(printed);
    let (trickle, _) = trickle.split_once("the last 3, and the end\n").expect(printed);
    let flushed: Vec<_> = trickle.lines().filter_map(batch).collect();
    assert!(flushed.iter().any(|(_, why)| why.starts_with("its oldest had waited")), "{printed}");
}
