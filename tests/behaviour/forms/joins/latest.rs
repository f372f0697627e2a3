//! `latest(a, b)`: the newest of both, whenever either changes.

use aqueduct::prelude::*;

use super::{edge, settle};
use crate::common::{Seen, balanced, books, ended, failed, keep, numbers};

pipeline! {
    struct Pairs { seen: Seen<(u64, char)> }
    in numbers: u64;
    in letters: char;
    latest(numbers, letters) => keep::<(u64, char)>(&seen);
}

/// What comes one by one, in any order, against the plainest model of it.
#[tokio::test]
async fn each_item_pairs_with_the_newest_of_the_other_side() {
    let mut dice = fastrand::Rng::with_seed(13);
    for round in 0..40 {
        let seen = Seen::default();
        let running = Pairs { seen: seen.clone() }.start().unwrap();
        let (mut newest, mut expected) = ((None, None), Vec::new());
        let (mut alone, mut used) = (0_u64, (false, false));
        for _ in 0..dice.usize(0..40) {
            if dice.bool() {
                let n = dice.u64(..);
                running.numbers.send(n).await.unwrap();
                alone += u64::from(newest.0.is_some() && !used.0);
                (newest.0, used.0) = (Some(n), false);
            } else {
                let letter = dice.alphabetic();
                running.letters.send(letter).await.unwrap();
                alone += u64::from(newest.1.is_some() && !used.1);
                (newest.1, used.1) = (Some(letter), false);
            }
            if let (Some(n), Some(letter)) = newest {
                expected.push((n, letter));
                used = (true, true);
            }
            settle().await;
        }
        let report = ended(running.stop().await);
        alone += u64::from(newest.0.is_some() && !used.0) + u64::from(newest.1.is_some() && !used.1);
        let node = report.node("latest_1").unwrap();
        assert_eq!((node.filtered, node.out), (alone, expected.len() as u64), "round {round}: {report}");
        assert_eq!(seen.take(), expected, "round {round}");
    }
}

/// One side may end long before the other: its last item stays.
#[tokio::test]
async fn the_last_item_of_a_side_that_has_ended_stays() {
    let seen = Seen::default();
    let running = Pairs { seen: seen.clone() }.start().unwrap();
    running.numbers.send(1).await.unwrap();
    running.numbers.close();
    settle().await;
    for letter in ['a', 'b', 'c'] {
        running.letters.send(letter).await.unwrap();
    }
    running.letters.close();
    let report = ended(running.join().await);
    assert_eq!(seen.take(), [(1, 'a'), (1, 'b'), (1, 'c')]);
    assert_eq!(books(&report, "latest_1"), (4, 4, 0, 0, 3));
}

/// A side that ended without an item leaves the other without a partner for ever.
#[tokio::test]
async fn it_ends_where_no_pair_can_come() {
    let seen = Seen::default();
    let running = Pairs { seen: seen.clone() }.start().unwrap();
    let letters = running.letters.clone();
    letters.send('a').await.unwrap();
    settle().await;
    running.numbers.close();
    let report = ended(running.join().await);
    assert_eq!((seen.take(), books(&report, "latest_1")), (vec![], (1, 0, 1, 0, 0)));
    assert!(letters.send('b').await.is_err(), "nobody takes it any more");
}

/// Neither side waits for the other, and neither is left aside.
#[tokio::test]
async fn an_endless_side_does_not_starve_the_other() {
    pipeline! {
        struct Both { seen: Seen<(u64, u64)> }
        latest(numbers(&u64::MAX) { name: endless }, numbers(&500)) => take_while(|(_, few)| *few < 500) => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = balanced(Both { seen: seen.clone() }.run().await.unwrap());
    let pairs = seen.take();
    assert!(pairs.is_sorted_by_key(|pair| pair.0) && pairs.is_sorted_by_key(|pair| pair.1));
    assert!(edge(&report, "endless").taken < 1_000_000, "{report}");
}

/// A copy that panics.
#[derive(Debug)]
struct Fragile(u64);

impl Clone for Fragile {
    fn clone(&self) -> Self {
        assert!(self.0 != 3, "not this one");
        Self(self.0)
    }
}

#[tokio::test]
async fn a_copy_that_panics_ends_the_pipeline_with_its_name() {
    pipeline! {
        struct Breaks { seen: Seen<u64> }
        in numbers: u64;
        in letters: char;
        latest(numbers => map(Fragile), letters) { name: both } => map(|(n, _): (Fragile, char)| n.0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let running = Breaks { seen: seen.clone() }.start().unwrap();
    running.letters.send('a').await.unwrap();
    settle().await;
    for n in 1..=3 {
        running.numbers.send(n).await.unwrap();
        settle().await;
    }
    let error = failed(running.join().await);
    let text = error.to_string();
    let node = error.report().unwrap().node("both").unwrap().clone();
    assert!(text.contains("both") && text.contains("panic"), "{text}");
    assert_eq!((seen.take(), node.done, node.failed, node.lost), (vec![1, 2], 3, 1, 1), "{text}");
}
