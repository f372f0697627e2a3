//! Windows that slide and share panes, against windows that do not: those of a fold whose states cannot be put together.

use std::cell::Cell;
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Seen, each, keep};

/// Time in seconds, key, value.
type Item = (i64, u8, u64);

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

thread_local! {
    static FOLDED: Cell<u64> = const { Cell::new(0) };
}

#[fold(merge = both)]
fn shared(values: &mut Vec<u64>, (_, _, value): &Item) {
    FOLDED.set(FOLDED.get() + 1);
    values.push(*value);
}

fn both(into: &mut Vec<u64>, other: Vec<u64>) {
    into.extend(other);
}

#[fold(finish = sorted -> Vec<u64>)]
fn apart(values: &mut Vec<u64>, (_, _, value): &Item) {
    values.push(*value);
}

#[fold(merge = both, finish = sorted -> Vec<u64>)]
fn parts(values: &mut Vec<u64>, (_, _, value): &Item) {
    values.push(*value);
}

fn sorted(mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    values
}

/// No `Clone`.
#[derive(Default)]
pub struct Sum(u64);

#[fold(merge = summed, finish = taken -> u64)]
fn sum(sum: &mut Sum, (_, _, value): &Item) {
    sum.0 += value;
}

fn summed(into: &mut Sum, other: Sum) {
    into.0 += other.0;
}

fn taken(sum: Sum) -> u64 {
    sum.0
}

type Out = (u8, Window, Vec<u64>);

pipeline! {
    struct Once { list: Vec<Item>, seen: Seen<(Window, Vec<u64>)>, sums: Seen<(Window, u64)> }

    each::<Item>(&list) { time: time } => [
        shared { window: sliding(60s, 1s) } => keep::<(Window, Vec<u64>)>(&seen),
        sum { window: sliding(10s, 5s) } => keep::<(Window, u64)>(&sums) { name: keep_sums },
    ];
}

#[tokio::test]
async fn each_item_is_folded_once_and_is_in_all_of_its_windows() {
    FOLDED.set(0);
    let (seen, sums) = (Seen::default(), Seen::default());
    let list = (0..100).map(|at| (at, 0, at as u64)).collect();
    let report = Once { list, seen: seen.clone(), sums: sums.clone() }.run().await.unwrap();
    assert!(report.balances());
    let windows = seen.take();
    assert_eq!(windows.len(), 159);
    for (window, values) in windows {
        let (start, end) = (window.start.as_secs(), window.end.as_secs());
        let expected: Vec<_> = (start.max(0)..end.min(100)).map(|at| at as u64).collect();
        assert_eq!((values, end - start), (expected, 60));
    }
    assert_eq!(FOLDED.get(), 100);
    let sums: Vec<_> = sums.take().iter().map(|(_, sum)| *sum).collect();
    assert_eq!((sums[0], sums[1], sums.len()), (10, 45, 21), "a state that is not `Clone` has no parts");
}

pipeline! {
    struct Both {
        list: Vec<Item>,
        size: Duration,
        every: Duration,
        lateness: Duration,
        workers: usize,
        shared: Seen<Out>,
        apart: Seen<Out>,
        late: Seen<Out>,
    }

    each::<Item>(&list) { time: time, lateness: lateness } => [
        parts { by: |(_, key, _)| *key, window: sliding(size, every), workers: workers } => keep::<Out>(&shared) { name: keep_shared },
        apart { by: |(_, key, _)| *key, window: sliding(size, every), workers: workers } => keep::<Out>(&apart) { name: keep_apart },
        parts { name: again, by: |(_, key, _)| *key, window: sliding(size, every), lateness: lateness, accumulating }
            => keep::<Out>(&late) { name: keep_late },
    ];
}

pipeline! {
    struct Together { list: Vec<Item>, seen: Seen<Out> }

    each::<Item>(&list) => parts { by: |(_, key, _)| *key, window: tumbling(1s), workers: 3 } => keep::<Out>(&seen);
}

pipeline! {
    struct Alone { list: Vec<Item>, seen: Seen<Out> }

    each::<Item>(&list) => apart { by: |(_, key, _)| *key, window: tumbling(1s), workers: 3 } => keep::<Out>(&seen);
}

/// Its windows are not merged, so its workers have an edge each, as those of any fold by window.
#[test]
fn a_fold_with_merge_holds_as_much_as_one_without() {
    assert_eq!(Together::MAX_IN_FLIGHT, Alone::MAX_IN_FLIGHT);
    assert_eq!(Together::GRAPH.tasks().len(), Alone::GRAPH.tasks().len());
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let far = prop_oneof![40 => Just(0i64), 1 => Just(-9_223_372_036), 1 => Just(9_000_000_000i64)];
    let step = (-12i64..20, 0u8..4, far);
    prop::collection::vec(step, 0..150).prop_map(|steps| {
        let mut now = 0;
        let next = |((step, key, far), value): ((i64, u8, i64), u64)| {
            now += step;
            (if far == 0 { now } else { far }, key, value)
        };
        steps.into_iter().zip(0..).map(next).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_emitted_is_the_same(
        list in items(),
        size in 1i64..60,
        every in 1i64..40,
        lateness in 1i64..30,
        workers in 1usize..3,
    ) {
        let secs = |seconds: i64| Duration::from_secs(seconds.unsigned_abs());
        let pipeline = Both {
            list,
            size: secs(size),
            every: secs(every),
            lateness: secs(lateness),
            workers,
            shared: Seen::default(),
            apart: Seen::default(),
            late: Seen::default(),
        };
        let (shared, apart, late) = (pipeline.shared.clone(), pipeline.apart.clone(), pipeline.late.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let report = runtime.block_on(pipeline.run()).unwrap();
        prop_assert!(report.balances());
        prop_assert_eq!(shared.sorted(), apart.sorted());
        let books = |name: &str| {
            let node = report.node(name).unwrap();
            (node.done, node.filtered, node.late, node.out)
        };
        prop_assert_eq!(books("parts"), books("apart"));
        prop_assert!(late.len() >= books("parts").3 as usize);
    }
}
