//! Every shape a stage may return, synchronous, `async` and `blocking`, over the numbers 1 to 4.

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, fallen, keep, numbers};

/// A pipeline of one stage: what comes out of it, what failed, and its books.
macro_rules! gives {
    ($($test:ident: $stage:ident => $out:expr, failing $fell:expr, filtered $filtered:expr;)+) => {$(
        #[tokio::test]
        async fn $test() {
            pipeline! {
                struct One { upto: u64, seen: Seen<u64>, fell: Seen<Fell> }
                numbers(&upto) => $stage { else: failed } => keep::<u64>(&seen);
                failed => fallen::<u64>(&fell);
            }
            let (seen, fell) = (Seen::default(), Seen::default());
            let pipeline = One { upto: 4, seen: seen.clone(), fell: fell.clone() };
            let report = ended(pipeline.run().await);
            let out: Vec<u64> = $out.into();
            let failing: Vec<u64> = $fell.into();
            let (failures, filtered) = (failing.len() as u64, $filtered);
            let done = 4 - failures - filtered;
            assert_eq!(books(&report, stringify!($stage)), (4, done, filtered, failures, out.len() as u64));
            assert_eq!(seen.take(), out);
            let fallen = failing.into_iter().map(|n| Fell(n, stringify!($stage), format!("{n} is odd"), 1));
            assert_eq!(fell.take(), fallen.collect::<Vec<_>>());
        }
    )+};
}

#[derive(Debug)]
struct Odd(u64);

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

fn even(n: u64) -> Result<u64, Odd> {
    if n.is_multiple_of(2) { Ok(n) } else { Err(Odd(n)) }
}

/// The same function as a stage of the three kinds that return what they make.
macro_rules! stages {
    ($($sync:ident $later:ident $blocking:ident ($n:ident) -> [$($ret:tt)+] $body:block)+) => {$(
        #[stage]
        fn $sync($n: u64) -> $($ret)+ $body

        #[stage]
        async fn $later($n: u64) -> $($ret)+ {
            tokio::task::yield_now().await;
            $body
        }

        #[stage(blocking)]
        fn $blocking($n: u64) -> $($ret)+ $body
    )+};
}

stages! {
    value value_later value_blocking (n) -> [u64] { n * 10 }
    option option_later option_blocking (n) -> [Option<u64>] { even(n).ok() }
    iterator iterator_later iterator_blocking (n) -> [impl Iterator<Item = u64>] { (0..n - 1).map(move |i| n * 10 + i) }
    fallible fallible_later fallible_blocking (n) -> [Result<u64, Odd>] { even(n) }
    maybe maybe_later maybe_blocking (n) -> [Result<Option<u64>, Odd>] { even(n).map(|n| (n > 2).then_some(n)) }
    several several_later several_blocking (n) -> [Result<impl Iterator<Item = u64>, Odd>] {
        even(n).map(|n| std::iter::repeat_n(n, n as usize - 2))
    }
}

gives! {
    a_value: value => [10, 20, 30, 40], failing [], filtered 0;
    a_value_later: value_later => [10, 20, 30, 40], failing [], filtered 0;
    a_value_blocking: value_blocking => [10, 20, 30, 40], failing [], filtered 0;
    an_option: option => [2, 4], failing [], filtered 2;
    an_option_later: option_later => [2, 4], failing [], filtered 2;
    an_option_blocking: option_blocking => [2, 4], failing [], filtered 2;
    an_iterator: iterator => [20, 30, 31, 40, 41, 42], failing [], filtered 1;
    an_iterator_later: iterator_later => [20, 30, 31, 40, 41, 42], failing [], filtered 1;
    an_iterator_blocking: iterator_blocking => [20, 30, 31, 40, 41, 42], failing [], filtered 1;
    a_stream: stream => [20, 30, 31, 40, 41, 42], failing [], filtered 1;
    a_stream_later: stream_later => [20, 30, 31, 40, 41, 42], failing [], filtered 1;
    a_result: fallible => [2, 4], failing [1, 3], filtered 0;
    a_result_later: fallible_later => [2, 4], failing [1, 3], filtered 0;
    a_result_blocking: fallible_blocking => [2, 4], failing [1, 3], filtered 0;
    a_result_of_option: maybe => [4], failing [1, 3], filtered 1;
    a_result_of_option_later: maybe_later => [4], failing [1, 3], filtered 1;
    a_result_of_option_blocking: maybe_blocking => [4], failing [1, 3], filtered 1;
    a_result_of_iterator: several => [4, 4], failing [1, 3], filtered 1;
    a_result_of_iterator_later: several_later => [4, 4], failing [1, 3], filtered 1;
    a_result_of_iterator_blocking: several_blocking => [4, 4], failing [1, 3], filtered 1;
    a_result_of_stream: fallible_stream => [4, 4], failing [1, 3], filtered 1;
    a_result_of_stream_later: fallible_stream_later => [4, 4], failing [1, 3], filtered 1;
    a_vector_taken_apart: apart => [2, 3, 3, 4, 4, 4], failing [], filtered 1;
    a_vector_taken_apart_later: apart_later => [2, 3, 3, 4, 4, 4], failing [], filtered 1;
    a_vector_taken_apart_blocking: apart_blocking => [2, 3, 3, 4, 4, 4], failing [], filtered 1;
    a_result_of_vector_taken_apart: apart_or_odd => [4, 4], failing [1, 3], filtered 1;
}

#[stage]
fn stream(n: u64) -> impl Stream<Item = u64> {
    futures::stream::iter((0..n - 1).map(move |i| n * 10 + i))
}

#[stage]
async fn stream_later(n: u64) -> impl Stream<Item = u64> {
    tokio::task::yield_now().await;
    futures::stream::unfold(0, move |i| async move {
        tokio::task::yield_now().await;
        (i < n - 1).then_some((n * 10 + i, i + 1))
    })
}

#[stage]
fn fallible_stream(n: u64) -> Result<impl Stream<Item = u64>, Odd> {
    even(n).map(|n| futures::stream::iter(std::iter::repeat_n(n, n as usize - 2)))
}

#[stage]
async fn fallible_stream_later(n: u64) -> Result<impl Stream<Item = u64>, Odd> {
    tokio::task::yield_now().await;
    even(n).map(|n| futures::stream::iter(std::iter::repeat_n(n, n as usize - 2)))
}

#[stage(flatten)]
fn apart(n: u64) -> Vec<u64> {
    vec![n; n as usize - 1]
}

#[stage(flatten)]
async fn apart_later(n: u64) -> Vec<u64> {
    tokio::task::yield_now().await;
    vec![n; n as usize - 1]
}

#[stage(flatten, blocking)]
fn apart_blocking(n: u64) -> Vec<u64> {
    vec![n; n as usize - 1]
}

#[stage(flatten)]
fn apart_or_odd(n: u64) -> Result<Vec<u64>, Odd> {
    even(n).map(|n| vec![n; n as usize - 2])
}

/// Any type whose last segment is `Result`, also an alias with the error inside.
#[stage]
fn io_result(n: u64) -> std::io::Result<u64> {
    even(n).map_err(|odd| std::io::Error::other(odd.to_string()))
}

#[stage]
fn several_io(n: u64) -> std::io::Result<impl Iterator<Item = u64>> {
    io_result(n).map(|n| std::iter::repeat_n(n, n as usize - 2))
}

gives! {
    a_result_of_another_crate: io_result => [2, 4], failing [1, 3], filtered 0;
    a_result_of_another_crate_with_an_iterator: several_io => [4, 4], failing [1, 3], filtered 1;
}

/// `Vec` is one item unless `flatten` is said.
#[stage]
fn list(n: u64) -> Vec<u64> {
    (0..n).collect()
}

#[tokio::test]
async fn a_vector_is_one_item() {
    pipeline! {
        struct Lists { seen: Seen<Vec<u64>> }
        numbers(&2) => list => keep::<Vec<u64>>(&seen);
    }
    let seen = Seen::default();
    ended(Lists { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [vec![0], vec![0, 1]]);
}

/// `blocking` runs on a thread that may block; an ordinary stage runs on the runtime's only one.
#[tokio::test]
async fn blocking_runs_off_the_async_worker() {
    #[stage(blocking)]
    fn thread_of(_: u64) -> std::thread::ThreadId {
        std::thread::current().id()
    }
    pipeline! {
        struct Threads { seen: Seen<std::thread::ThreadId> }
        numbers(&3) => thread_of => keep::<std::thread::ThreadId>(&seen);
    }
    let seen = Seen::default();
    ended(Threads { seen: seen.clone() }.run().await);
    let here = std::thread::current().id();
    let threads = seen.take();
    assert_eq!(threads.len(), 3);
    assert!(threads.into_iter().all(|thread| thread != here));
}
