//! The works: each a pipeline of so many numbers, whose sum is checked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aqueduct::prelude::*;

use crate::Failure;

pub(crate) const NAMES: &[&str] = &[
    "passthrough3",
    "fused4",
    "batch50",
    "route3",
    "keyed",
    "async4",
    "flat",
    "workers",
    "unordered",
    "lanes",
    "retried",
    "strings",
    "lone",
    "timed",
    "slid",
];

#[source]
async fn numbers(end: &u64, next: &mut u64) -> Option<u64> {
    let item = *next;
    *next += 1;
    (item < *end).then_some(item)
}

/// Each item is on its way alone: all others run, and wait, before the next.
#[source]
async fn lone_numbers(end: &u64, next: &mut u64) -> Option<u64> {
    tokio::task::yield_now().await;
    let item = *next;
    *next += 1;
    (item < *end).then_some(item)
}

/// 128 bytes, and a text of its own on the heap.
struct Strung {
    numbers: [u64; 13],
    text: String,
}

#[source]
async fn strings(end: &u64, next: &mut u64) -> Option<Strung> {
    let item = *next;
    *next += 1;
    (item < *end).then(|| Strung { numbers: [item; 13], text: "an owned text".to_owned() })
}

#[stage]
fn pass_string(strung: Strung) -> Strung {
    std::hint::black_box(&strung);
    strung
}

#[sink]
fn add_string(total: &AtomicU64, strung: Strung) {
    total.fetch_add(strung.numbers[12] + u64::from(strung.text.is_empty()), Relaxed);
}

#[stage]
fn pass(n: u64) -> u64 {
    std::hint::black_box(n)
}

#[stage]
async fn pass_on(n: u64) -> u64 {
    std::hint::black_box(n)
}

#[stage]
fn same(n: u64) -> impl Iterator<Item = u64> {
    std::iter::once(n)
}

#[stage]
fn check(n: u64) -> Result<u64, &'static str> {
    if n == u64::MAX { Err("too great") } else { Ok(n) }
}

/// The sum of its key so far.
#[stage]
fn summed(sum: &mut u64, n: u64) -> u64 {
    *sum = sum.wrapping_add(n);
    std::hint::black_box(*sum);
    n
}

#[fold(merge = both)]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

fn both(sum: &mut u64, other: u64) {
    *sum += other;
}

#[sink]
fn add_window(total: &AtomicU64, (_, _, sum): (u64, Window, u64)) {
    total.fetch_add(sum, Relaxed);
}

/// Each item is in four windows, of which one begins at a multiple of their length.
#[sink]
fn add_fourth(total: &AtomicU64, (_, window, sum): (u64, Window, u64)) {
    if window.start.as_secs() % 4 == 0 {
        total.fetch_add(sum, Relaxed);
    }
}

fn time(n: &u64) -> Timestamp {
    Timestamp::from_millis(*n as i64)
}

#[sink]
fn add(total: &AtomicU64, n: u64) {
    total.fetch_add(n, Relaxed);
}

#[sink]
async fn add_batch(total: &AtomicU64, batch: &[u64]) {
    total.fetch_add(batch.iter().sum(), Relaxed);
}

macro_rules! works {
    ($($work:literal $name:ident { $($body:tt)* })*) => {
        $(pipeline! { struct $name { items: u64, total: Arc<AtomicU64> } $($body)* })*

        pub(crate) fn run(work: &str, items: u64) -> Result<(), Failure> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
            let total = Arc::new(AtomicU64::new(0));
            runtime.block_on(async {
                match work {
                    $($work => $name { items, total: Arc::clone(&total) }.start()?.join().await?,)*
                    _ => return Err(Failure::from(format!("there is no work {work}"))),
                };
                Ok(())
            })?;
            let (sum, right) = (total.load(Relaxed), items * items.saturating_sub(1) / 2);
            if sum == right { Ok(()) } else { Err(format!("{work}: {sum} instead of {right}").into()) }
        }
    };
}

works! {
    "passthrough3" Passthrough {
        numbers(&items, &mut 0) => pass { buffer: 1024 } => add(&total) { buffer: 1024 };
    }
    "fused4" Fused {
        numbers(&items, &mut 0) => pass => map(|n| n + 1) => map(|n| n - 1) => add(&total);
    }
    "batch50" Batched {
        numbers(&items, &mut 0) => add_batch(&total) { batch: 50, within: 4s };
    }
    "route3" Routed {
        numbers(&items, &mut 0)
            => match { n if n % 3 == 0 => n, n if n % 3 == 1 => n, n => n => pass }
            => add(&total);
    }
    "async4" Asynchronous {
        numbers(&items, &mut 0)
            => pass_on => pass_on { name: second } => pass_on { name: third } => pass_on { name: fourth } => add(&total);
    }
    "flat" Flat {
        numbers(&items, &mut 0) => same => add(&total);
    }
    "workers" Workers {
        numbers(&items, &mut 0) => pass { workers: 4 } => add(&total);
    }
    "unordered" Unordered {
        numbers(&items, &mut 0) => pass { workers: 4, unordered } => add(&total);
    }
    "lanes" Lanes {
        numbers(&items, &mut 0) => pass { by: |n| n % 64, workers: 4 } => add(&total);
    }
    "retried" Retried {
        numbers(&items, &mut 0) => check { retry: 3, else: failed } => add(&total);
        failed => _;
    }
    "strings" Strings {
        strings(&items, &mut 0) => pass_string { buffer: 1024 } => add_string(&total) { buffer: 1024 };
    }
    "lone" Lone {
        lone_numbers(&items, &mut 0) => pass { buffer: 1024 } => add(&total) { buffer: 1024 };
    }
    "keyed" Keyed {
        numbers(&items, &mut 0) => summed(&mut 0) { by: |n| n % 64 } => add(&total);
    }
    "timed" Times {
        numbers(&items, &mut 0) { time: time }
            => map(std::hint::black_box)
            => filter(|n| *n < u64::MAX)
            => sum { by: |n| n % 64, window: tumbling(1s) }
            => add_window(&total);
    }
    "slid" Slid {
        numbers(&items, &mut 0) { time: time }
            => sum { by: |n| n % 64, window: sliding(4s, 1s) }
            => add_fourth(&total);
    }
}
