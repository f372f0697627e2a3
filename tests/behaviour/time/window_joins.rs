//! `join(a, b) { on, window }` in event time: pairs of what is in one window.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use super::has_taken;
use crate::common::{Seen, each};

/// Time in seconds, key, number.
type Item = (i64, u8, u32);
/// A left item, a right item, or both.
type Pair = (Option<Item>, Option<Item>);

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

/// What a kind emits, in one type.
trait Comes: Clone + Debug + Send + Sync + 'static {
    fn pair(&self) -> Pair;
}

impl Comes for (Item, Item) {
    fn pair(&self) -> Pair {
        (Some(self.0), Some(self.1))
    }
}

impl Comes for (Item, Option<Item>) {
    fn pair(&self) -> Pair {
        (Some(self.0), self.1)
    }
}

impl Comes for (Option<Item>, Item) {
    fn pair(&self) -> Pair {
        (self.0, Some(self.1))
    }
}

impl Comes for Pair {
    fn pair(&self) -> Pair {
        *self
    }
}

#[sink]
fn note<T: Comes>(seen: &Seen<Pair>, out: T) {
    seen.push(out.pair());
}

#[fold]
fn gathered<T: Comes>(pairs: &mut Vec<Pair>, out: T) {
    pairs.push(out.pair());
}

#[sink]
fn window(seen: &Seen<(Window, Vec<Pair>)>, window: (Window, Vec<Pair>)) {
    seen.push(window);
}

/// The pairs of each window, by its end: each window by itself.
fn model(
    lefts: &[Item],
    rights: &[Item],
    size: i64,
    every: i64,
    keeps: fn(bool, bool) -> bool,
) -> BTreeMap<i64, Vec<Pair>> {
    let starts = |item: &Item| {
        let at = item.0;
        (at.div_euclid(every) - size / every - 1..=at.div_euclid(every))
            .map(move |n| n * every)
            .filter(move |start| at < start + size)
    };
    let mut open = BTreeMap::<i64, [Vec<Item>; 2]>::new();
    for (side, item) in lefts.iter().map(|left| (0, left)).chain(rights.iter().map(|right| (1, right))) {
        starts(item).for_each(|start| open.entry(start).or_default()[side].push(*item));
    }
    let pairs = |[lefts, rights]: [Vec<Item>; 2]| {
        let mut pairs = Vec::new();
        for left in &lefts {
            let partners: Vec<_> = rights.iter().filter(|right| right.1 == left.1).collect();
            pairs.extend(partners.iter().map(|right| (Some(*left), Some(**right))));
            pairs.extend(partners.is_empty().then_some((Some(*left), None)));
        }
        let alone = rights.iter().filter(|right| !lefts.iter().any(|left| right.1 == left.1));
        pairs.extend(alone.map(|right| (None, Some(*right))));
        pairs.retain(|pair: &Pair| keeps(pair.0.is_some(), pair.1.is_some()));
        pairs.sort();
        pairs
    };
    let windows = open.into_iter().map(|(start, sides)| (start + size, pairs(sides)));
    windows.filter(|(_, pairs)| !pairs.is_empty()).collect()
}

/// Times that go on, fall back, repeat, and are far off now and then; items that come twice.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let far = prop_oneof![30 => Just(0i64), 1 => Just(-9_000_000), 1 => Just(900_000)];
    let item = (-40i64..300, 0u8..4, any::<u32>(), far, 1usize..3);
    prop::collection::vec(item, 0..50).prop_map(|items| {
        let twice = |(at, key, number, far, times)| std::iter::repeat_n((at + far, key, number), times);
        items.into_iter().flat_map(twice).collect()
    })
}

const LONGER_THAN_ALL: Duration = Duration::from_secs(100_000_000);

fn secs(seconds: i64) -> Duration {
    Duration::from_secs(seconds.unsigned_abs())
}

fn run<F: Future<Output = Result<aqueduct::Report, aqueduct::PipelineError>>>(run: F) -> aqueduct::Report {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let report = runtime.block_on(run).unwrap();
    assert!(report.balances(), "{report}");
    report
}

macro_rules! kinds {
    ($($module:ident: $kind:ident gives $out:ty, keeps $keeps:expr;)+) => {$(
        mod $module {
            use super::*;

            pipeline! {
                /// The pairs, and the same by a window behind the join, in which each of its windows is by itself.
                struct Joined {
                    lefts: Vec<Item>,
                    rights: Vec<Item>,
                    size: Duration,
                    every: Duration,
                    lateness: Duration,
                    channel: usize,
                    seen: Seen<Pair>,
                    windows: Seen<(Window, Vec<Pair>)>,
                }

                options { channel: channel }

                join(
                    each::<Item>(&lefts) { time: time, name: lefts, lateness: lateness },
                    each::<Item>(&rights) { time: time, name: rights, lateness: lateness },
                ) { on: (|(_, key, _)| *key, |(_, key, _)| *key), window: sliding(size, every), kind: $kind }
                    => [note::<$out>(&seen), gathered::<$out> { window: tumbling(every) } => window(&windows)];
            }

            proptest! {
                #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

                #[test]
                fn pairs_are_those_in_one_window(
                    (lefts, rights) in (items(), items()),
                    size in 1i64..40,
                    every in prop_oneof![Just(0i64), 1i64..40],
                    channel in 1usize..20,
                ) {
                    // Half of them one after the other.
                    let every = if every == 0 { size } else { every };
                    let (seen, windows) = (Seen::default(), Seen::default());
                    let report = run(Joined {
                        lefts: lefts.clone(),
                        rights: rights.clone(),
                        size: secs(size),
                        every: secs(every),
                        lateness: LONGER_THAN_ALL,
                        channel,
                        seen: seen.clone(),
                        windows: windows.clone(),
                    }.run());
                    let expected = model(&lefts, &rights, size, every, $keeps);
                    let mut all: Vec<_> = expected.values().flatten().copied().collect();
                    all.sort();
                    prop_assert_eq!(seen.sorted(), all);
                    let node = report.node("join_1").unwrap();
                    prop_assert_eq!((node.late, node.done + node.filtered), (0, node.taken));
                    prop_assert_eq!(report.node("gathered").unwrap().late, 0);
                    // The window that a pair falls into behind the join is that in which its own one ends.
                    let behind = windows.take().into_iter().map(|(window, mut pairs)| {
                        pairs.sort();
                        (window.start.as_secs(), pairs)
                    });
                    let ends = expected.into_iter().map(|(end, pairs)| ((end - 1).div_euclid(every) * every, pairs));
                    prop_assert_eq!(behind.collect::<BTreeMap<_, _>>(), ends.collect::<BTreeMap<_, _>>());
                }
            }
        }
    )+};
}

kinds! {
    inner: inner gives (Item, Item), keeps |left, right| left && right;
    left: left gives (Item, Option<Item>), keeps |left, _| left;
    right: right gives (Option<Item>, Item), keeps |_, right| right;
    full: full gives Pair, keeps |_, _| true;
}

pipeline! {
    struct Counted;

    in lefts: Item { time: time };
    in rights: Item { time: time };
    out pairs: Pair;
    out windows: (Window, Vec<Pair>);

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), window: tumbling(10s), kind: full }
        => [pairs, gathered::<Pair> { window: tumbling(10s) } => windows];
}

fn span(start: i64) -> Window {
    Window { start: Timestamp::from_secs(start), end: Timestamp::from_secs(start + 10) }
}

/// Pairs come when the second of the two does, what is alone when the window closes, and both are in that window behind the join.
#[tokio::test]
async fn a_fold_by_the_same_window_has_all_that_came_of_it() {
    let running = Counted.start().unwrap();
    running.lefts.send((1, 0, 1)).await.unwrap();
    running.lefts.send((9, 1, 2)).await.unwrap();
    running.rights.send((8, 0, 3)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((1, 0, 1)), Some((8, 0, 3)))), "before the window closes");
    running.lefts.send((12, 0, 4)).await.unwrap();
    running.rights.send((10, 1, 5)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((9, 1, 2)), None)));
    let both = (Some((1, 0, 1)), Some((8, 0, 3)));
    assert_eq!(running.windows.recv().await, Some((span(0), vec![both, (Some((9, 1, 2)), None)])));
    running.lefts.close();
    running.rights.close();
    let mut alone = [running.pairs.recv().await.unwrap(), running.pairs.recv().await.unwrap()];
    alone.sort();
    assert_eq!(alone, [(None, Some((10, 1, 5))), (Some((12, 0, 4)), None)]);
    assert_eq!(running.pairs.recv().await, None);
    assert_eq!(running.windows.recv().await.map(|(window, pairs)| (window, pairs.len())), Some((span(10), 2)));
    let report = running.join().await.unwrap();
    assert!(report.balances(), "{report}");
    assert_eq!(report.node("gathered").unwrap().late, 0);
}

/// An item whose window has closed is late; before that it is not, however old.
#[tokio::test]
async fn an_item_is_late_when_its_windows_have_closed() {
    let running = Counted.start().unwrap();
    for (at, number) in [(9, 1), (0, 2), (10, 3)] {
        running.lefts.send((at, 0, number)).await.unwrap();
    }
    has_taken(3, || running.nodes.join_1.stats()).await;
    running.rights.send((3, 0, 4)).await.unwrap();
    // 0 is behind its own stream, but the window is open as long as the rights are in it.
    for left in [(0, 0, 2), (9, 0, 1)] {
        assert_eq!(running.pairs.recv().await, Some((Some(left), Some((3, 0, 4)))));
    }
    running.rights.send((11, 0, 5)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((10, 0, 3)), Some((11, 0, 5)))));
    running.rights.send((9, 0, 6)).await.unwrap();
    running.rights.send((10, 0, 7)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((10, 0, 3)), Some((10, 0, 7)))));
    let report = running.stop().await.unwrap();
    let node = report.node("join_1").unwrap();
    assert_eq!((node.taken, node.done, node.late, node.dropped), (7, 6, 1, 1), "{report}");
}
