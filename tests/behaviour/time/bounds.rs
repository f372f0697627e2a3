//! What is open is bounded by number, whatever keys and times come, and nothing is lost by that.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Seen, each, keep};

/// Counts the states that are alive, and how many there were at once.
#[derive(Default)]
pub struct Alive {
    now: AtomicI64,
    most: AtomicI64,
}

/// Time in seconds, key, value, and who counts.
#[derive(Clone)]
pub struct Item {
    at: i64,
    key: u64,
    value: u64,
    alive: Arc<Alive>,
}

/// The values of a state that is counted while it is alive: from its first item on.
#[derive(Default)]
pub struct Counted {
    values: Vec<u64>,
    alive: Option<Arc<Alive>>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(alive) = &self.alive {
            alive.now.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

fn add(counted: &mut Counted, item: &Item) {
    if counted.alive.is_none() {
        counted.alive = Some(Arc::clone(&item.alive));
        let now = item.alive.now.fetch_add(1, Ordering::Relaxed) + 1;
        item.alive.most.fetch_max(now, Ordering::Relaxed);
    }
    counted.values.push(item.value);
}

fn values(mut counted: Counted) -> Vec<u64> {
    std::mem::take(&mut counted.values)
}

fn both(into: &mut Counted, mut other: Counted) {
    into.values.append(&mut other.values);
}

#[fold(merge = both, finish = values -> Vec<u64>)]
fn counted(counted: &mut Counted, item: &Item) {
    add(counted, item);
}

#[fold(merge = together, finish = inner -> Vec<u64>)]
fn shared(counted: &mut Shared, item: &Item) {
    add(&mut counted.0, item);
}

/// The same with `Clone`, so that windows share panes; a copy counts, too.
#[derive(Default)]
pub struct Shared(Counted);

impl Clone for Shared {
    fn clone(&self) -> Self {
        Self(Counted { values: self.0.values.clone(), alive: None })
    }
}

fn together(into: &mut Shared, other: Shared) {
    both(&mut into.0, other.0);
}

fn inner(shared: Shared) -> Vec<u64> {
    values(shared.0)
}

fn time(item: &Item) -> Timestamp {
    Timestamp::from_secs(item.at)
}

type Out = (u64, Window, Vec<u64>);

pipeline! {
    struct Tumbling { list: Vec<Item>, one: Duration, lateness: Duration, most: usize, seen: Seen<Out> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => counted { by: |item| item.key, window: tumbling(one), max_windows: most }
        => keep::<Out>(&seen);
}

pipeline! {
    struct Often { list: Vec<Item>, one: Duration, lateness: Duration, most: usize, seen: Seen<Out> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => counted { by: |item| item.key, window: tumbling(one), max_windows: most, trigger: every(2), discarding }
        => keep::<Out>(&seen);
}

pipeline! {
    struct Sliding { list: Vec<Item>, one: Duration, two: Duration, lateness: Duration, most: usize, seen: Seen<Out> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => counted { by: |item| item.key, window: sliding(one, two), max_windows: most }
        => keep::<Out>(&seen);
}

pipeline! {
    struct Panes { list: Vec<Item>, one: Duration, two: Duration, lateness: Duration, most: usize, seen: Seen<Out> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => shared { by: |item| item.key, window: sliding(one, two), max_windows: most }
        => keep::<Out>(&seen);
}

pipeline! {
    struct Sessions { list: Vec<Item>, one: Duration, lateness: Duration, most: usize, seen: Seen<Out> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => counted { by: |item| item.key, window: session(one), max_windows: most }
        => keep::<Out>(&seen);
}

pipeline! {
    struct Kept { list: Vec<Item>, keep: Duration, most: usize, seen: Seen<(u64, Vec<u64>)> }

    each::<Item>(&list) { time: time }
        => counted { by: |item| item.key, window: global, keep: keep, max_keys: most }
        => keep::<(u64, Vec<u64>)>(&seen);
}

/// Every item a new key, one key for ever, more keys in one window than there may be, times far in the past and the future by turns, sessions that are joined again and again,
/// and none of that.
fn streams() -> impl Strategy<Value = Vec<(i64, u64)>> {
    let any =
        |times: BoxedStrategy<i64>, keys: BoxedStrategy<u64>| prop::collection::vec((times, keys), 0..300).boxed();
    let far =
        prop_oneof![Just(i64::MIN), Just(-9_223_372_036i64), Just(-9_223_372_030), Just(9_223_372_000), -50i64..50]
            .boxed();
    let fresh = prop::collection::vec(-100i64..400, 0..300)
        .prop_map(|times| times.into_iter().zip(0..).collect::<Vec<_>>())
        .boxed();
    // 10 ahead, and then what joins it with what is behind.
    let joined = (5i64..15, 1u64..3).prop_map(|(step, keys)| {
        let there = (0..150).flat_map(move |n| [(2 * n + 2) * step, (2 * n + 1) * step]);
        there.zip(0u64..).map(|(at, n)| (at, n % keys)).collect::<Vec<_>>()
    });
    prop_oneof![
        any((-100i64..400).boxed(), (0u64..8).boxed()),
        any(far, (0u64..40).boxed()),
        any((0i64..10).boxed(), Just(1).boxed()),
        any((0i64..10).boxed(), (0u64..40).boxed()),
        fresh,
        joined.boxed(),
    ]
}

fn items(stream: &[(i64, u64)]) -> (Vec<Item>, Arc<Alive>) {
    let alive = Arc::<Alive>::default();
    let item = |((at, key), value): (&(i64, u64), u64)| Item { at: *at, key: *key, value, alive: Arc::clone(&alive) };
    (stream.iter().zip(0..).map(item).collect(), alive)
}

/// When the windows of an item begin that it comes in time for, in nanoseconds; those before the first time there is are one.
fn starts(at: i64, size: i64, every: i64, watermark: i64) -> Vec<i64> {
    let (size, every) = (i128::from(size) * 1_000_000_000, i128::from(every) * 1_000_000_000);
    let at = i128::from(Timestamp::from_secs(at).as_nanos());
    let last = at - at.rem_euclid(every);
    let starts = (0..=size / every).map(|back| last - back * every).filter(|start| start + size > at);
    let there = starts.filter(|start| start + every > i128::from(i64::MIN));
    let clamped = there.map(|start| start.max(i64::MIN.into()) as i64);
    clamped.filter(|start| i128::from(*start) + size > i128::from(watermark)).collect()
}

/// The values of each key and window, and how many items are late.
fn model(stream: &[(i64, u64)], size: i64, every: i64, lateness: i64) -> (BTreeMap<(u64, i64), Vec<u64>>, u64) {
    let (mut windows, mut late, mut latest): (BTreeMap<_, Vec<u64>>, _, _) = (BTreeMap::new(), 0, i64::MIN);
    for ((at, key), value) in stream.iter().zip(0..) {
        let watermark = latest.saturating_sub(lateness.saturating_mul(1_000_000_000));
        let open = starts(*at, size, every, watermark);
        late += u64::from(open.is_empty() && !starts(*at, size, every, i64::MIN).is_empty());
        open.into_iter().for_each(|start| windows.entry((*key, start)).or_default().push(value));
        latest = latest.max(Timestamp::from_secs(*at).as_nanos());
    }
    (windows, late)
}

/// All that was emitted of each key and window together.
fn together_of(seen: Vec<Out>) -> BTreeMap<(u64, i64), Vec<u64>> {
    let mut all: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for (key, window, values) in seen {
        assert!(!values.is_empty(), "nothing is emitted of nothing");
        all.entry((key, window.start.as_nanos())).or_default().extend(values);
    }
    all.values_mut().for_each(|values| values.sort_unstable());
    all
}

fn run<F: Future<Output = Result<aqueduct::Report, aqueduct::PipelineError>>>(run: F) -> aqueduct::Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let report = runtime.block_on(run).unwrap();
    assert!(report.balances(), "{report}");
    report
}

fn secs(seconds: i64) -> Duration {
    Duration::from_secs(seconds.unsigned_abs())
}

macro_rules! run_windowed {
    ($name:ident, $stream:expr, $one:expr, $lateness:expr, $most:expr $(, two: $two:expr)?) => {{
        let ((list, alive), seen) = (items($stream), Seen::default());
        let (one, lateness) = (secs($one), secs($lateness));
        let report = run($name { list, one, $(two: secs($two),)? lateness, most: $most, seen: seen.clone() }.run());
        let most = usize::try_from(alive.most.load(Ordering::Relaxed)).unwrap();
        // One more while it is emitted to make room.
        prop_assert!(most <= $most + 1, "{} states at once", most);
        prop_assert_eq!(alive.now.load(Ordering::Relaxed), 0);
        (seen.take(), report)
    }};
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn windows_of_one_length(stream in streams(), size in 1i64..40, lateness in 0i64..100, most in 1usize..30) {
        let (expected, late) = model(&stream, size, size, lateness);
        let (seen, report) = run_windowed!(Tumbling, &stream, size, lateness, most);
        let node = report.node("counted").unwrap();
        prop_assert_eq!(seen.len() as u64, node.out);
        prop_assert!(node.out <= expected.len() as u64 + node.forgotten, "only what was forgotten is emitted again");
        prop_assert_eq!(together_of(seen), expected.clone());
        prop_assert_eq!(node.late, late);
        let (seen, report) = run_windowed!(Often, &stream, size, lateness, most);
        prop_assert_eq!(together_of(seen), expected);
        prop_assert_eq!(report.node("counted").unwrap().late, late);
    }

    #[test]
    fn windows_that_slide(stream in streams(), size in 1i64..40, every in 1i64..40, lateness in 0i64..100, most in 1usize..30) {
        let (expected, late) = model(&stream, size, every, lateness);
        let (seen, report) = run_windowed!(Sliding, &stream, size, lateness, most, two: every);
        prop_assert_eq!(together_of(seen), expected.clone());
        prop_assert_eq!(report.node("counted").unwrap().late, late);
        let (seen, report) = run_windowed!(Panes, &stream, size, lateness, most, two: every);
        let node = report.node("shared").unwrap();
        prop_assert!(node.out <= expected.len() as u64 + node.forgotten);
        prop_assert_eq!(together_of(seen), expected);
        prop_assert_eq!(node.late, late);
    }

    /// Which sessions there are depends on what was forgotten: but each item is in one, or late.
    #[test]
    fn sessions(stream in streams(), gap in 1i64..40, lateness in 0i64..100, most in 1usize..30) {
        let (seen, report) = run_windowed!(Sessions, &stream, gap, lateness, most);
        let node = report.node("counted").unwrap();
        let mut got: Vec<u64> = Vec::new();
        for (key, window, values) in &seen {
            let times = values.iter().map(|value| stream[*value as usize]);
            prop_assert!(times.clone().all(|(at, of)| of == *key && Timestamp::from_secs(at) >= window.start));
            prop_assert!(times.map(|(at, _)| Timestamp::from_secs(at)).all(|at| at < window.end || at == Timestamp::MAX));
            got.extend(values);
        }
        got.sort_unstable();
        prop_assert!(got.windows(2).all(|pair| pair[0] < pair[1]), "each is in one");
        prop_assert_eq!(got.len() as u64 + node.late, stream.len() as u64);
        prop_assert_eq!(node.late, node.dropped);
    }

    #[test]
    fn keys_that_are_kept(stream in streams(), keep in 1i64..40, most in 1usize..30) {
        let ((list, alive), seen) = (items(&stream), Seen::default());
        let report = run(Kept { list, keep: secs(keep), most, seen: seen.clone() }.run());
        prop_assert!(alive.most.load(Ordering::Relaxed) <= most as i64 + 1);
        let mut of_key: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for (key, values) in seen.take() {
            of_key.entry(key).or_default().extend(values);
        }
        let mut expected: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for ((_, key), value) in stream.iter().zip(0..) {
            expected.entry(*key).or_default().push(value);
        }
        prop_assert_eq!(of_key, expected, "all of each key, in order");
        prop_assert_eq!(report.node("counted").unwrap().late, 0);
    }
}

/// A session that every item makes longer is never over, and is one state.
#[test]
fn a_session_that_never_ends_is_one_state() {
    let stream: Vec<_> = (0..20_000).map(|at| (at, 1)).collect();
    let ((list, alive), seen) = (items(&stream), Seen::default());
    let (one, lateness) = (secs(5), secs(1_000_000));
    let report = run(Sessions { list, one, lateness, most: 10, seen: seen.clone() }.run());
    assert_eq!(alive.most.load(Ordering::Relaxed), 1);
    let sessions = seen.take();
    assert_eq!((sessions.len(), sessions[0].2.len()), (1, 20_000));
    assert_eq!(report.node("counted").unwrap().forgotten, 0);
}
