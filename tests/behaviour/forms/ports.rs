//! Stages with several output ports.

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, fallen, keep, numbers};

#[stage]
async fn split(n: u64, odd: &mut Out<u64>, even: &mut Out<String>) {
    match n % 2 {
        0 => even.send(n.to_string()).await,
        _ => odd.send(n).await,
    }
}

#[stage]
async fn split_lent(
    skip: &u64,
    seen: &mut u64,
    n: &u64,
    twice: &mut Out<u64>,
    once: &mut Out<u64>,
) -> Result<(), String> {
    *seen += 1;
    if *n == 4 {
        return Err("four".to_owned());
    }
    if n > skip {
        twice.send(*n).await;
        twice.send(*n).await;
        once.send(*seen).await;
    }
    Ok(())
}

#[tokio::test]
async fn every_port_has_its_own_type_and_taker() {
    pipeline! {
        struct Splits { upto: u64, odd: Seen<u64>, even: Seen<String> }
        numbers(&upto) => split;
        split.odd => keep::<u64>(&odd) { name: keep_odd };
        split.even => keep::<String>(&even) { name: keep_even };
    }
    let (odd, even) = (Seen::default(), Seen::default());
    let report = ended(Splits { upto: 5, odd: odd.clone(), even: even.clone() }.run().await);
    assert_eq!(odd.take(), [1, 3, 5]);
    assert_eq!(even.take(), ["2", "4"]);
    assert_eq!(books(&report, "split"), (5, 5, 0, 0, 5));
}

#[tokio::test]
async fn ports_merge_are_discarded_and_fail_like_any_stage() {
    pipeline! {
        struct Splits { upto: u64, skip: u64, both: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => split_lent(&skip, &mut 0) { else: bad, name: splitter };
        [splitter.twice, splitter.once => map(|n| n + 100)] => keep::<u64>(&both);
        bad => fallen::<u64>(&fell);
    }
    let (both, fell) = (Seen::default(), Seen::default());
    let report = ended(Splits { upto: 5, skip: 2, both: both.clone(), fell: fell.clone() }.run().await);
    assert_eq!(both.sorted(), [3, 3, 5, 5, 103, 105]);
    assert_eq!(fell.take(), [Fell(4, "splitter", "four".to_owned(), 1)]);
    assert_eq!(books(&report, "splitter"), (5, 2, 2, 1, 6));
}

#[tokio::test]
async fn a_port_may_be_discarded() {
    pipeline! {
        struct Splits { upto: u64, even: Seen<String> }
        numbers(&upto) => split;
        split.odd => _;
        split.even => keep::<String>(&even);
    }
    let even = Seen::default();
    let report = ended(Splits { upto: 5, even: even.clone() }.run().await);
    assert_eq!(even.take(), ["2", "4"]);
    assert_eq!(books(&report, "discard_1").0, 3);
}

#[tokio::test]
async fn workers_share_the_ports() {
    pipeline! {
        struct Splits { upto: u64, odd: Seen<u64>, even: Seen<String> }
        numbers(&upto) => split { workers: 4 };
        split.odd => keep::<u64>(&odd) { name: keep_odd };
        split.even => keep::<String>(&even) { name: keep_even };
    }
    let (odd, even) = (Seen::default(), Seen::default());
    let report = ended(Splits { upto: 2000, odd: odd.clone(), even: even.clone() }.run().await);
    assert_eq!(odd.sorted(), (1..=2000).step_by(2).collect::<Vec<_>>());
    assert_eq!(even.take().len(), 1000);
    assert_eq!(books(&report, "split"), (2000, 2000, 0, 0, 2000));
}

/// More is sent than any edge holds: the stage waits in its own `send`, and what one port holds up does not fill another.
#[tokio::test]
async fn a_port_holds_its_stage_back() {
    #[stage]
    async fn many(n: u64, numbers: &mut Out<u64>) {
        for i in 0..n {
            numbers.send(i).await;
        }
    }
    pipeline! {
        struct Many { upto: u64 }
        out outs: u64 { buffer: 4 };
        numbers(&upto) => map(|n| n * 10_000) => many;
        many.numbers => outs;
    }
    let running = Many { upto: 1 }.start().unwrap();
    let outs = running.outs.clone();
    assert_eq!(outs.recv().await, Some(0));
    for expected in 1..10_000 {
        let stats = running.stats();
        let queued: u64 = stats.edges.iter().map(|edge| edge.queued).sum();
        assert!(queued <= 300, "{queued} items queued: {stats}");
        assert_eq!(outs.recv().await, Some(expected));
    }
    assert_eq!(outs.recv().await, None);
    ended(running.join().await);
}
