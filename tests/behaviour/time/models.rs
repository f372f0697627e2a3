//! Windows against plain models: over shuffled, repeated, late and far-off times, and however many workers there are.

use std::collections::BTreeMap;
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Seen, each, keep};

/// Time in seconds, key, value.
pub(super) type Item = (i64, u8, u64);

#[fold]
pub(super) fn total(sum: &mut u64, (_, _, value): Item) {
    *sum += value;
}

pub(super) fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

pipeline! {
    struct Tumbling { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, seen: Seen<(u8, Window, u64)> }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => map(|item| item) { buffer: channel }
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

pipeline! {
    struct Sliding {
        list: Vec<Item>,
        size: Duration,
        every: Duration,
        lateness: Duration,
        workers: usize,
        seen: Seen<(u8, Window, u64)>,
    }

    each::<Item>(&list) { time: time, lateness: lateness }
        => total { by: |(_, key, _)| *key, window: sliding(size, every), workers: workers }
        => keep::<(u8, Window, u64)>(&seen);
}

/// What the items come to, one by one; and how many are late.
pub(super) fn model(list: &[Item], size: i64, every: i64, lateness: i64) -> (BTreeMap<(u8, i64), u64>, u64) {
    let (mut sums, mut late, mut latest) = (BTreeMap::new(), 0, i64::MIN / 2);
    for (at, key, value) in list {
        let watermark = latest - lateness;
        let starts = (at - size + 1..=*at).filter(|start| start.rem_euclid(every) == 0);
        let (open, closed): (Vec<_>, Vec<_>) = starts.partition(|start| start + size > watermark);
        late += u64::from(open.is_empty() && !closed.is_empty());
        open.into_iter().for_each(|start| *sums.entry((*key, start)).or_default() += value);
        latest = latest.max(*at);
    }
    (sums, late)
}

#[fold(merge = add)]
fn summed(sum: &mut u64, (_, _, value): Item) {
    *sum += value;
}

fn add(sum: &mut u64, other: u64) {
    *sum += other;
}

pipeline! {
    struct Sessions { list: Vec<Item>, gap: Duration, lateness: Duration, workers: usize, seen: Seen<(u8, Window, u64)> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => summed { by: |(_, key, _)| *key, window: session(gap), workers: workers }
        => keep::<(u8, Window, u64)>(&seen);
}

/// The sessions, as `(key, start, end, sum)`, and how many items are late: those whose own session would be over, and that touch none
/// that is open.
fn model_of_sessions(list: &[Item], gap: i64, lateness: i64) -> (Vec<(u8, i64, i64, u64)>, u64) {
    let (mut open, mut closed, mut late, mut latest) = (Vec::new(), Vec::new(), 0, i64::MIN / 2);
    for (at, key, value) in list {
        let watermark = latest - lateness;
        let is_over = |session: &(u8, i64, i64, u64)| session.2 <= watermark;
        closed.extend(open.extract_if(.., |session| is_over(session)));
        let mut own = (*key, *at, at + gap, *value);
        let touching: Vec<_> = open
            .extract_if(.., |(other, start, end, _)| {
                let touches = other == key && *start < own.2 && own.1 < *end;
                (own.1, own.2) = if touches { (own.1.min(*start), own.2.max(*end)) } else { (own.1, own.2) };
                touches
            })
            .collect();
        match touching.is_empty() && at + gap <= watermark {
            true => late += 1,
            false => {
                own.3 += touching.iter().map(|session| session.3).sum::<u64>();
                open.push(own);
            }
        }
        latest = latest.max(*at);
    }
    closed.extend(open);
    closed.sort_unstable();
    (closed, late)
}

pub(super) fn sums(seen: &Seen<(u8, Window, u64)>, size: i64) -> BTreeMap<(u8, i64), u64> {
    let list = seen.take();
    let sums: BTreeMap<_, _> = list.iter().map(|(key, window, sum)| ((*key, window.start.as_secs()), *sum)).collect();
    assert_eq!(sums.len(), list.len(), "each window of a key is emitted once");
    assert!(list.iter().all(|(_, window, _)| window.end.since(window.start).as_secs() as i64 == size));
    sums
}

/// Times that go on, fall back, repeat, and are far off now and then.
pub(super) fn items() -> impl Strategy<Value = Vec<Item>> {
    let far = prop_oneof![40 => Just(0i64), 1 => Just(-9_000_000_000), 1 => Just(100_000)];
    let step = (-12i64..20, 0u8..4, 1u64..100, far);
    prop::collection::vec(step, 0..200).prop_map(|steps| {
        let mut now = 0;
        let next = |(step, key, value, far): (i64, u8, u64, i64)| {
            now += step;
            (now + far, key, value)
        };
        steps.into_iter().map(next).collect()
    })
}

pub(super) fn secs(seconds: i64) -> Duration {
    Duration::from_secs(seconds.unsigned_abs())
}

pub(super) fn run<F: Future<Output = Result<aqueduct::Report, aqueduct::PipelineError>>>(run: F) -> aqueduct::Report {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let report = runtime.block_on(run).unwrap();
    assert!(report.balances(), "{report}");
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn windows_one_after_the_other(list in items(), size in 1i64..40, lateness in 1i64..30, channel in 1usize..20) {
        let seen = Seen::default();
        let pipeline = Tumbling { list: list.clone(), size: secs(size), lateness: secs(lateness), channel, seen: seen.clone() };
        let report = run(pipeline.run());
        let (expected, late) = model(&list, size, size, lateness);
        prop_assert_eq!(sums(&seen, size), expected);
        prop_assert_eq!(report.node("total").unwrap().late, late);
    }

    #[test]
    fn sessions(list in items(), gap in 1i64..40, lateness in 1i64..30, workers in 1usize..4) {
        let seen = Seen::default();
        let pipeline =
            Sessions { list: list.clone(), gap: secs(gap), lateness: secs(lateness), workers, seen: seen.clone() };
        let report = run(pipeline.run());
        let (expected, late) = model_of_sessions(&list, gap, lateness);
        let got = seen.take().into_iter().map(|(key, window, sum)| (key, window.start.as_secs(), window.end.as_secs(), sum));
        let mut got: Vec<_> = got.collect();
        got.sort_unstable();
        prop_assert_eq!(got, expected);
        prop_assert_eq!(report.node("summed").unwrap().late, late);
    }

    #[test]
    fn windows_that_slide(list in items(), size in 1i64..40, every in 1i64..40, lateness in 1i64..30, workers in 1usize..4) {
        let seen = Seen::default();
        let pipeline = Sliding {
            list: list.clone(),
            size: secs(size),
            every: secs(every),
            lateness: secs(lateness),
            workers,
            seen: seen.clone(),
        };
        let report = run(pipeline.run());
        let (expected, late) = model(&list, size, every, lateness);
        prop_assert_eq!(sums(&seen, size), expected);
        prop_assert_eq!(report.node("total").unwrap().late, late);
    }
}
