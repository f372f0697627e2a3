//! Pipelines as nodes of others: they are built into them, and every name in them stands behind theirs.

use std::sync::Arc;
use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{Nodes, Report};
use tokio::time::{Instant, sleep, timeout};

use crate::common::{Seen, balanced, books, ended, failed, keep, numbers};

#[stage]
fn add(by: &u64, n: u64) -> u64 {
    n + by
}

#[stage]
async fn double(n: u64) -> u64 {
    n * 2
}

#[stage]
fn halve(n: &u64) -> Result<u64, String> {
    if n.is_multiple_of(2) { Ok(n / 2) } else { Err(format!("{n} is odd")) }
}

#[sink]
fn note(seen: &Seen<String>, failure: Failure) {
    seen.push(format!("{}: {failure}", failure.stage()));
}

pipeline! {
    /// One `in`, one `out`; its first piece and its last are synchronous.
    pub struct Doubles { by: u64 }
    in  numbers: u64;
    out doubles: u64;
    numbers => add(&by) => double => map(|n| n + 1) => doubles;
}

pipeline! {
    /// Two `out`s, and failures that are its own.
    struct Halves { odd: Seen<String> }
    in  numbers: u64;
    out small: u64;
    out large: u64;
    numbers => halve { else: failed } => match {
        n if n < 10 => small,
        n => large,
    };
    failed => note(&odd);
}

pipeline! {
    /// No `out`.
    struct Keeps { seen: Seen<u64> }
    in numbers: u64;
    numbers => keep::<u64>(&seen);
}

fn names(report: &Report) -> Vec<&str> {
    report.nodes.iter().map(|node| &*node.name).collect()
}

/// In the middle of a chain, fused with what is before and behind it, and counted with it.
#[tokio::test(start_paused = true)]
async fn one_out_goes_on() {
    pipeline! {
        struct Outer { by: u64, seen: Seen<u64> }
        numbers(&5) => inspect(|_n| {}) => Doubles(&by) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Outer { by: 10, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [23, 25, 27, 29, 31]);
    assert_eq!(names(&report), ["numbers", "inspect_1", "Doubles.add", "Doubles.double", "Doubles.map_1", "keep"]);
    assert_eq!(books(&report, "Doubles.double"), (5, 5, 0, 0, 5));
    // One edge: before what can wait. What is synchronous is in one task with its neighbours outside.
    let edges: Vec<_> = report.edges.iter().map(|edge| (&*edge.from, &*edge.to, edge.emitted)).collect();
    assert_eq!(edges, [("Doubles.add", "Doubles.double", 5)]);
}

/// Its `out`s by name, and without an `out` at the end of a chain.
#[tokio::test(start_paused = true)]
async fn several_outs_are_taken_by_name() {
    pipeline! {
        struct Outer { odd: Seen<String>, small: Seen<u64>, large: Seen<u64> }
        numbers(&30) => Halves(&odd) { name: halves };
        halves.small => keep::<u64>(&small);
        halves.large => Keeps(&large);
    }
    let (odd, small, large) = (Seen::default(), Seen::default(), Seen::default());
    let outer = Outer { odd: odd.clone(), small: small.clone(), large: large.clone() };
    let report = ended(outer.run().await);
    assert_eq!(small.take(), (1..10).collect::<Vec<_>>());
    assert_eq!(large.take(), (10..=15).collect::<Vec<_>>());
    // Its failures are routed within it, and told with its name.
    assert_eq!(odd.take()[0], "halves.halve: `halves.halve` failed after 1 attempt(s): 1 is odd");
    assert_eq!(books(&report, "halves.halve"), (30, 15, 0, 15, 15));
    assert_eq!(books(&report, "Keeps.keep"), (6, 6, 0, 0, 6));
}

/// The same pipeline twice, one of them merged into, one in an arm; and a pipeline behind ports.
#[tokio::test(start_paused = true)]
async fn as_any_stage_it_takes_merges_and_branches() {
    pipeline! {
        struct Outer { by: u64, seen: Seen<u64> }
        in  small: u32;
        in  large: u64;
        out rest: u64;
        [small, large] => Doubles(&by) { name: first } => match {
            n if n > 100 => Doubles(&1) { name: second, buffer: 8 } => rest,
            n => [Keeps(&seen) { name: left }, Keeps(&seen) { name: right }],
        };
    }
    let seen = Seen::default();
    let running = Outer { by: 0, seen: seen.clone() }.start().unwrap();
    running.small.send(4).await.unwrap();
    running.large.send(100).await.unwrap();
    running.small.close();
    running.large.close();
    assert_eq!(running.rest.recv().await, Some(405));
    assert_eq!(running.rest.recv().await, None);
    let report = ended(running.join().await);
    assert_eq!(seen.take(), [9, 9]);
    assert_eq!(books(&report, "second.double"), (1, 1, 0, 0, 1));
}

mod shop {
    use super::*;

    pipeline! {
        /// A pipeline in a pipeline.
        pub struct Twice { by: u64 }
        in  numbers: u64;
        out doubles: u64;
        numbers => Doubles(&by) { name: first } => Doubles(&by) { name: second } => doubles;
    }

    pub fn twice() -> Twice {
        Twice { by: 0 }
    }
}

/// Two deep, in a module of its own, where its fields are private.
#[tokio::test(start_paused = true)]
async fn names_stand_behind_names() {
    pipeline! {
        struct Outer { by: u64, seen: Seen<u64> }
        numbers(&2) => shop::Twice(&by) { name: twice } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Outer { by: 1, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [13, 17]);
    assert_eq!(
        names(&report)[1..5],
        ["twice.first.add", "twice.first.double", "twice.first.map_1", "twice.second.add"]
    );
    assert_eq!(report.node("twice.second.double").map(|node| node.done), Some(2));
}

/// Still a pipeline of its own, with names of its own.
#[tokio::test(start_paused = true)]
async fn it_starts_by_itself_too() {
    let running = shop::twice().start().unwrap();
    running.numbers.send(3).await.unwrap();
    assert_eq!(running.doubles.recv().await, Some(15));
    let report = ended(running.stop().await);
    assert_eq!(names(&report)[0], "first.add");
    assert_eq!(report.edges[0].from, "numbers");
}

pipeline! {
    struct Generic<T: Clone + Send + Sync + 'static> { more: Vec<T> }
    in  items: T;
    out all: T;
    items => flat_map({
        let more = more.clone();
        move |item| std::iter::once(item).chain(more.clone()).collect::<Vec<_>>()
    }) => all;
}

/// With its types written out; what it is given is a clone, of a field or of a value.
#[tokio::test(start_paused = true)]
async fn generic_ones_say_their_types() {
    pipeline! {
        struct Outer { seen: Seen<u64> }
        numbers(&2) => Generic::<u64>(&vec![7]) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Outer { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 7, 2, 7]);
}

#[stage]
async fn fussy(n: u64) -> u64 {
    assert!(n != 3, "not 3");
    n
}

/// Nobody takes a panic in it: the outermost pipeline stops, and says where.
#[tokio::test(start_paused = true)]
async fn a_panic_in_it_stops_everything() {
    pipeline! {
        struct Inner;
        in  numbers: u64;
        out same: u64;
        numbers => fussy => same;
    }
    pipeline! {
        struct Outer { seen: Seen<u64> }
        numbers(&100) => Inner { name: inner } => keep::<u64>(&seen);
    }
    let error = failed(Outer { seen: Seen::default() }.run().await);
    assert_eq!(error.stage(), Some("inner.fussy"));
    assert!(error.to_string().contains("inner.fussy"), "{error}");
}

#[stage]
async fn slowly(n: u64) -> u64 {
    sleep(Duration::from_secs(1)).await;
    n
}

/// A stop drains what is in it, and its deadline is the outer one's.
#[tokio::test(start_paused = true)]
async fn it_is_drained_with_the_rest() {
    pipeline! {
        struct Slow;
        options { drain: 1s, channel: 2, max_restarts: 1 per 1s }
        in  numbers: u64;
        out same: u64;
        numbers => slowly => same;
    }
    pipeline! {
        struct Outer { seen: Seen<u64> }
        options { drain: 10s, channel: 4 }
        in numbers: u64;
        numbers => Slow { name: slow } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let running = Outer { seen: seen.clone() }.start().unwrap();
    let began = Instant::now();
    for n in 0..5 {
        running.numbers.send(n).await.unwrap();
    }
    let report = ended(running.stop().await);
    assert_eq!((seen.len(), began.elapsed().as_secs()), (5, 5));
    assert_eq!(books(&report, "slow.slowly"), (5, 5, 0, 0, 5));
}

/// Its own `channel` applies inside, the outer one's outside.
#[tokio::test(start_paused = true)]
async fn its_edges_hold_what_it_says() {
    pipeline! {
        struct Slow;
        options { channel: 3 }
        in  numbers: u64 { buffer: 1000 };
        out same: u64 { buffer: 1000 };
        numbers => add(&0) => slowly => same;
    }
    pipeline! {
        struct Outer { seen: Seen<u64> }
        options { channel: 50 }
        numbers(&1000) => Slow => delay(1h) => keep::<u64>(&seen);
    }
    let running = Outer { seen: Seen::default() }.start().unwrap();
    let report = running.stats();
    let room: Vec<_> = report.edges.iter().map(|edge| (&*edge.from, &*edge.to, edge.capacity)).collect();
    // What its ports say is for who stands outside: here nobody does.
    assert_eq!(room, [("Slow.add", "Slow.slowly", 3), ("Slow.slowly", "delay_1", 50)]);
    balanced(running.abort().await);
}

/// All of it is held back and let go by one handle, and each node by its own.
#[tokio::test(start_paused = true)]
async fn it_pauses_as_a_whole() {
    pipeline! {
        struct Outer { seen: Seen<u64> }
        in numbers: u64;
        numbers => Doubles(&0) => delay(1ms) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let running = Outer { seen: seen.clone() }.start().unwrap();
    let inner: &Nodes = &running.nodes.Doubles;
    inner.pause();
    running.numbers.send(1).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(seen.len(), 0);
    inner.resume();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(seen.take(), [3]);
    inner.node("double").expect("it has a stage `double`").pause();
    running.numbers.send(2).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let taken: Vec<_> = inner.stats().into_iter().map(|node| (node.name, node.taken)).collect();
    let expected = [("Doubles.add", 2), ("Doubles.double", 1), ("Doubles.map_1", 1)];
    assert_eq!(taken, expected.map(|(name, taken)| (name.to_owned(), taken)));
    assert!(inner.node("Doubles.double").is_none());
    ended(running.stop().await);
    assert_eq!(seen.take(), [5]);
}

/// An inbox of the node's own drops what finds no room, and says so before its first stage.
#[tokio::test(start_paused = true)]
async fn its_inbox_may_drop() {
    pipeline! {
        struct Slow;
        in  numbers: u64;
        out same: u64;
        numbers => slowly => same;
    }
    pipeline! {
        struct Outer { seen: Seen<u64> }
        numbers(&100) => Slow { buffer: 2, overflow: drop_oldest } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Outer { seen: seen.clone() }.run().await);
    assert_eq!(seen.take().last(), Some(&100));
    let edge = &report.edges[0];
    assert_eq!((&*edge.from, &*edge.to, edge.emitted, edge.taken + edge.dropped), ("numbers", "Slow.slowly", 100, 100));
    assert!(edge.dropped > 90, "{edge:?}");
}

pipeline! {
    /// Halves what is even until it is odd.
    struct Odd;
    in   numbers: u64;
    out  odd: u64;
    loop again: u64;
    [numbers, again] => match {
        n if n % 2 == 0 => slowly => map(|n| n / 2) => again,
        n => odd,
    };
}

/// A `loop` in it closes when what leads to the pipeline has ended, wherever that is, and not before.
#[tokio::test(start_paused = true)]
async fn a_loop_in_it_waits_for_what_is_before_it() {
    #[source]
    async fn sparse(next: &mut u64) -> Option<u64> {
        sleep(Duration::from_secs(60)).await;
        *next += 1;
        (*next < 5).then_some(*next * 8)
    }
    pipeline! {
        struct Outer;
        in  early: u64;
        out done: u64;
        [early, sparse => slowly { name: before }] => Odd => done;
        // Not before it, and without an end.
        tick(1h) => _;
    }
    let running = Outer.start().unwrap();
    running.early.send(12).await.unwrap();
    running.early.close();
    let mut done = Vec::new();
    let all = async {
        while let Some(n) = running.done.recv().await {
            done.push(n);
        }
    };
    timeout(Duration::from_secs(36_000), all).await.expect("it closes though the pipeline goes on");
    assert_eq!(done, [3, 1, 1, 3, 1]);
    ended(running.stop().await);
}

/// And the pipeline ends by itself then.
#[tokio::test(start_paused = true)]
async fn a_pipeline_ends_with_a_loop_in_one_of_its_nodes() {
    pipeline! {
        struct Outer { seen: Seen<u64> }
        numbers(&16) => slowly { workers: 4, name: before } => Odd { name: odd } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Outer { seen: seen.clone() }.run().await);
    assert_eq!(seen.len(), 16);
    assert!(seen.take().iter().all(|n| n % 2 == 1));
}

/// On a cycle of the outer pipeline, with one of its own: both are one circle, and close together.
#[tokio::test(start_paused = true)]
async fn a_loop_around_a_loop() {
    pipeline! {
        struct Outer { seen: Seen<u64> }
        loop back: u64;
        [numbers(&20), back] => Odd => match {
            n if n > 1 => map(|n| n - 1) => back,
            n => keep::<u64>(&seen),
        };
    }
    let seen = Seen::default();
    ended(Outer { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1; 20]);
}

/// What cannot be, is said with its name.
#[tokio::test]
async fn options_are_checked_with_its_name() {
    pipeline! {
        struct Inner { room: usize }
        options { channel: *room }
        in  numbers: u64;
        out same: u64;
        numbers => double { buffer: *room } => same;
    }
    pipeline! {
        struct Outer { room: usize, seen: Seen<u64> }
        numbers(&1) => Inner(&room) { name: inner } => keep::<u64>(&seen);
    }
    let error = Outer { room: 0, seen: Seen::default() }.run().await.expect_err("no room");
    assert!(error.to_string().contains("`inner`") && error.to_string().contains("`channel`"), "{error}");
}

/// Fields are shared as they are outside: a handle is cloned, not what is behind it.
#[tokio::test(start_paused = true)]
async fn it_owns_clones() {
    struct NotClone;
    #[stage]
    fn pass(_it: &NotClone, n: u64) -> u64 {
        n
    }
    pipeline! {
        struct Inner { it: Arc<NotClone> }
        in  numbers: u64;
        out same: u64;
        numbers => pass(&it) => same;
    }
    pipeline! {
        struct Outer { it: Arc<NotClone>, seen: Seen<u64> }
        numbers(&1) => Inner(&it) => keep::<u64>(&seen);
    }
    let it = Arc::new(NotClone);
    ended(Outer { it: Arc::clone(&it), seen: Seen::default() }.run().await);
    assert_eq!(Arc::strong_count(&it), 1);
}
