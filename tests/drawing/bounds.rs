//! `MAX_IN_FLIGHT`, `max_in_flight()`, `options { max_in_flight: n }`: a pipeline says how many items it can hold, and under
//! overload it holds no more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aqueduct::drawing::Buffer;
use aqueduct::prelude::*;
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// How many items there are, and how many there were at most.
#[derive(Clone, Default)]
struct Count(Arc<(AtomicUsize, AtomicUsize)>);

impl Count {
    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }

    fn item(&self, id: u64) -> Live {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
        Live { id, count: self.clone() }
    }
}

/// An item that is counted as long as it lives.
struct Live {
    id: u64,
    count: Count,
}

impl Clone for Live {
    fn clone(&self) -> Self {
        self.count.item(self.id)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.count.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Shut until it is opened.
#[derive(Clone)]
struct Door(Arc<Semaphore>);

impl Door {
    async fn pass(&self) {
        let _passed = self.0.acquire().await;
    }
}

#[stage]
fn pass(item: Live) -> Live {
    item
}

#[stage]
async fn step(item: Live) -> Live {
    tokio::task::yield_now().await;
    item
}

#[stage]
fn triple(item: Live) -> impl Iterator<Item = Live> {
    [item.clone(), item.clone(), item].into_iter()
}

#[stage]
fn look(_batch: &[Live]) {}

#[stage]
async fn refuse(item: &Live) -> Result<(), String> {
    if item.id.is_multiple_of(2) { Err("even".to_owned()) } else { Ok(()) }
}

#[stage]
async fn refuse_all(_batch: &[Live]) -> Result<(), String> {
    Err("all of them".to_owned())
}

#[stage]
async fn split(item: Live, even: &mut Out<Live>, odd: &mut Out<Live>) {
    if item.id.is_multiple_of(2) { even.send(item).await } else { odd.send(item).await }
}

#[sink]
async fn hold(door: &Door, _item: Live) {
    door.pass().await;
}

#[sink]
async fn hold_batch(door: &Door, _batch: Vec<Live>) {
    door.pass().await;
}

#[sink]
async fn hold_failed(door: &Door, _failed: &Failed<Live, String>) {
    door.pass().await;
}

pipeline! {
    struct Fused { door: Door }
    in items: Live { buffer: 10 };
    items => pass => step => filter(|_| true) => hold(&door);
}

pipeline! {
    struct Joined { door: Door }
    options { channel: 8 }
    in items: Live;
    items
        => step
        => step { name: second, fuse }
        => flat_map(|i: Live| [i.clone(), i]) { fuse }
        => match { i if i.id % 3 == 0 => step { name: third, fuse }, i => pass { name: rest, fuse } }
        => hold(&door) { fuse };
}

pipeline! {
    struct Ordered { door: Door }
    options { channel: 16 }
    in items: Live;
    items => step { workers: 4, buffer: 20 } => pass => hold(&door) { workers: 3 };
}

pipeline! {
    struct Batches { door: Door }
    options { channel: 8 }
    in items: Live;
    items => look { batch: 5 } => step => hold_batch(&door) { batch: 7, workers: 2 };
}

pipeline! {
    struct Weighed { door: Door }
    options { channel: 8 }
    in items: Live;
    items => hold_batch(&door) { weight: |_| 0u64, max_weight: 30 };
}

pipeline! {
    struct Keys { door: Door }
    options { channel: 8 }
    in items: Live;
    items => step { by: |i| i.id % 3, retry: 2, workers: 2, buffer: 12 }
        => hold_batch(&door) { by: |i| i.id % 5, batch: 4 per key, workers: 3 };
}

pipeline! {
    struct Lanes { door: Door }
    options { channel: 8 }
    in items: Live;
    items => pass { by: |i| i.id, workers: 3 } => hold(&door) { by: |i| i.id };
}

pipeline! {
    struct Branches { door: Door }
    options { channel: 4 }
    in items: Live;
    let passed = items => pass;
    passed
        => match { i if i.id % 2 == 0 => step { name: even }, i => pass { name: odd } }
        => [pass { name: one }, step { name: two }, filter(|i| i.id % 3 == 0)]
        => hold(&door) { buffer: 6 };
}

pipeline! {
    struct Failures { door: Door }
    options { channel: 4 }
    in items: Live;
    items => refuse { else: failed, workers: 2 } => refuse_all { batch: 9, else: failed } => hold_batch(&door) { batch: 2 };
    failed => hold_failed(&door);
}

pipeline! {
    struct Ports { door: Door }
    options { channel: 4 }
    in items: Live;
    items => split { workers: 2 };
    split.even => hold(&door) { name: hold_even };
    split.odd => batch { batch: 3 } => map(|mut batch: Vec<Live>| batch.remove(0)) => hold(&door) { name: hold_odd };
}

pipeline! {
    struct Waiting { door: Door }
    options { channel: 4 }
    in items: Live;
    items => delay(10ms) => triple => debounce(1ms) { buffer: 5 } => flat_map(|i: Live| [i.clone(), i]) => hold(&door);
}

pipeline! {
    struct Dropping { door: Door }
    options { channel: 4 }
    in items: Live { buffer: 3, overflow: drop_oldest };
    items => pass { buffer: 5, overflow: drop_newest } => step { workers: 2, buffer: 7, overflow: drop_oldest } => hold(&door);
}

/// More than there are items.
#[source]
fn counts() -> impl Iterator<Item = u64> {
    0..1_000_000
}

#[source]
fn one() -> impl Iterator<Item = u64> {
    [1].into_iter()
}

pipeline! {
    struct Zipped { door: Door }
    options { channel: 8 }
    in items: Live { buffer: 10 };
    zip(items => step => step { name: second, buffer: 20 }, counts => map(|n| n) { buffer: 1 })
        => map(|(item, _): (Live, u64)| item) => hold(&door);
}

pipeline! {
    struct Newest { door: Door }
    options { channel: 8 }
    in items: Live { buffer: 10 };
    latest(items => pass, one) => map(|(item, _): (Live, u64)| item) => step => hold(&door);
}

pipeline! {
    struct Again { door: Door }
    options { channel: 4 }
    in items: Live;
    loop again: Live { buffer: 9 };
    [items, again] => step => triple => match { i if i.id.is_multiple_of(3) => map(|mut i: Live| { i.id += 1; i }) => again, i => hold(&door) };
}

#[fold(merge = add)]
fn census(seen: &mut u64, _item: Live) {
    *seen += 1;
}

fn add(seen: &mut u64, more: u64) {
    *seen += more;
}

#[sink]
async fn hold_count(door: &Door, _count: u64) {
    door.pass().await;
}

#[sink]
async fn hold_counted(door: &Door, _counted: (u64, u64)) {
    door.pass().await;
}

// What waits behind the workers are states.
pipeline! {
    struct Folded { door: Door }
    options { channel: 8 }
    in items: Live;
    items => step => census { workers: 3 } => hold_count(&door) { retry: 1 };
}

pipeline! {
    struct FoldedBehind { door: Door }
    options { channel: 8 }
    in items: Live;
    items => step => census { workers: 3, buffer: 20 } => map(|n| n) => hold_count(&door);
}

pipeline! {
    struct FoldedByKey { door: Door }
    options { channel: 8 }
    in items: Live;
    items => step => census { by: |i| i.id, workers: 3 } => hold_counted(&door);
}

pipeline! {
    struct FoldedByKeyBehind { door: Door }
    options { channel: 8 }
    in items: Live;
    items => step => census { by: |i| i.id, workers: 3, buffer: 20, overflow: drop_oldest } => hold_counted(&door);
}

pipeline! {
    struct Inner;
    options { channel: 6 }
    in  items: Live;
    out same: Live;
    items => pass => step => pass { name: after } => same;
}

pipeline! {
    struct Same;
    in  items: Live;
    out same: Live;
    items => same;
}

pipeline! {
    struct Halves;
    options { channel: 5 }
    in  items: Live;
    out even: Live;
    out odd: Live;
    items => match { i if i.id % 2 == 0 => even, i => pass => odd };
}

pipeline! {
    struct Ends { door: Door }
    options { channel: 7 }
    in items: Live;
    items => batch { batch: 3 } => map(|mut batch: Vec<Live>| batch.remove(0)) => hold(&door) { workers: 2 };
}

pipeline! {
    struct Nested { door: Door }
    options { channel: 10 }
    in items: Live;
    items => Inner => step { workers: 3 } => Same => Inner { name: second, buffer: 9 } => Same { name: last } => Ends(&door);
}

pipeline! {
    struct Outs { door: Door }
    options { channel: 4 }
    in items: Live;
    items => flat_map(|i: Live| [i.clone(), i]) => debounce(1ms) => Halves { name: first };
    [first.odd => Same, first.even] => Halves { name: second, overflow: drop_oldest };
    second.even => debounce(1ms) => Inner => hold(&door) { buffer: 20 };
    second.odd => Ends(&door);
}

/// Sends as much as the pipeline takes, again and again.
async fn overload(items: &aqueduct::In<Live>, count: &Count) {
    for id in 0..4_000 {
        if items.try_send(count.item(id)).is_err() || id % 100 == 0 {
            // The clock is paused: it goes on when every task waits.
            sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Overloads it behind a shut door, opens the door, sends more, and lets it end.
macro_rules! holds_no_more {
    ($($test:ident: $pipeline:ident, fills $percent:literal;)+) => {$(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (door, count) = (Door(Arc::new(Semaphore::new(0))), Count::default());
            let running = $pipeline { door: door.clone() }.start().unwrap();
            overload(&running.items, &count).await;
            let stuck = count.most();
            door.0.add_permits(1_000);
            for id in 0..1_000 {
                running.items.send(count.item(id)).await.unwrap();
            }
            running.items.close();
            let report = running.join().await.unwrap();
            assert!(report.balances(), "{report}");
            let (most, bound) = (count.most(), $pipeline::MAX_IN_FLIGHT);
            // One more is in the hand that sends.
            assert!(most <= bound + 1, "{most} were in flight, {bound} can be");
            assert!(stuck * 100 >= bound * $percent, "only {stuck} were in flight, {bound} can be");
        }
    )+};
}

holds_no_more! {
    a_fused_pipeline: Fused, fills 95;
    a_joined_pipeline: Joined, fills 70;
    ordered_workers: Ordered, fills 50;
    batches: Batches, fills 50;
    batches_by_weight: Weighed, fills 40;
    keys: Keys, fills 70;
    lanes: Lanes, fills 50;
    branches: Branches, fills 70;
    failures: Failures, fills 30;
    ports: Ports, fills 40;
    waiting_operators: Waiting, fills 60;
    loops: Again, fills 35;
    zipped: Zipped, fills 60;
    the_newest_of_both: Newest, fills 60;
    dropping_inboxes: Dropping, fills 40;
    nested_pipelines: Nested, fills 50;
    nested_pipelines_with_outs: Outs, fills 20;
}

/// What the drawing says of edges is what the running pipeline has.
macro_rules! edges_are_drawn {
    ($test:ident: $($pipeline:ident),+) => {
        #[tokio::test]
        async fn $test() {
            $({
                let running = $pipeline { door: Door(Arc::new(Semaphore::new(0))) }.start().unwrap();
                let real: usize = running.stats().edges.iter().map(|edge| edge.capacity).sum();
                let drawn = $pipeline::GRAPH.edges.iter().map(|edge| match edge.buffer {
                    Buffer::Holds(items) => items,
                    _ => 0,
                });
                assert_eq!(real, drawn.sum::<usize>(), "{}", running.stats());
                running.abort().await;
            })+
        }
    };
}

// Not `Batches` (its edge holds two batches, drawn as their items), `Lanes` (its sink has an edge of `()` behind it) and
// `Branches` (a `buffer` behind a merge is drawn in the hands of its node).
edges_are_drawn!(
    edges_are_as_the_drawing_says: Fused, Joined, Ordered, Weighed, Keys, Failures, Ports, Waiting, Dropping, Again, Zipped, Newest
);
edges_are_drawn!(those_of_local_folds_too: Folded, FoldedBehind, FoldedByKey, FoldedByKeyBehind);

const ROOM: usize = 3;

pipeline! {
    struct Constant;
    options { channel: ROOM, max_in_flight: 20 }
    in items: u64 { buffer: 2 * ROOM };
    out same: u64 { buffer: ROOM + 1 };
    items => map(|n| n) => same;
}

pipeline! {
    struct AtStart { room: usize, most: usize }
    options { channel: room - 1, max_in_flight: *most }
    in items: u64 { buffer: *room };
    out same: u64;
    items => map(|n| n) => same;
}

#[test]
fn what_is_within_counts() {
    pipeline! {
        struct One { door: Door }
        options { channel: 4 }
        in items: Live { buffer: 2 };
        items => Inner => hold(&door);
    }
    // As if its chain stood there; and of a pipeline that does nothing there is nothing.
    pipeline! {
        struct Flat { door: Door }
        options { channel: 4 }
        in items: Live { buffer: 2 };
        items => pass => step { buffer: 6 } => pass { name: after } => hold(&door);
    }
    pipeline! {
        struct Two { door: Door }
        options { channel: 4 }
        in items: Live { buffer: 2 };
        items => Same => Inner => Same { name: last } => hold(&door);
    }
    assert_eq!([One::MAX_IN_FLIGHT, Two::MAX_IN_FLIGHT], [Flat::MAX_IN_FLIGHT; 2]);
}

#[test]
fn constants_make_a_constant() {
    // 6 in the inbox, 4 at the exit, and one that is on its way.
    assert_eq!(Constant::MAX_IN_FLIGHT, 11);
    assert_eq!(Constant::GRAPH.max_in_flight(), Some(11));
}

#[test]
fn options_of_a_value_make_a_method() {
    assert_eq!(AtStart { room: 6, most: 0 }.max_in_flight(), 12);
    assert_eq!(AtStart::GRAPH.max_in_flight(), None);
}

#[tokio::test]
async fn what_is_computed_is_checked_at_the_start_in_the_same_words() {
    let error = AtStart { room: 6, most: 11 }.start().unwrap_err().to_string();
    let says =
        "12 items can be in flight, and `max_in_flight` allows 11: 6 in items => map_1, 5 in map_1 => same, 1 at same";
    assert!(error.contains(says), "{error}");
    AtStart { room: 6, most: 12 }.start().unwrap().abort().await;
}
