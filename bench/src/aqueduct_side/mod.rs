//! The same works written with aqueduct, as its user would write them.

pub(crate) mod items;
pub(crate) mod overload;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aqueduct::prelude::*;

use crate::batching::Store;
use crate::fanout::{Arrived, Job, Order};
use crate::joins::Parcel;
use crate::measure::Failure;
use crate::passthrough::Tally;
use crate::wordcount::Summary;

/// Runs a pipeline whose one output is its total.
macro_rules! totals {
    ($($function:ident: $pipeline:ident;)*) => {$(
        pub(crate) async fn $function(items: u64) -> Result<Tally, Failure> {
            let running = $pipeline { items }.start()?;
            let total = running.total.recv().await;
            running.join().await?;
            total.ok_or_else(|| "no total came out".into())
        }
    )*};
}
use totals;

#[source]
async fn numbers(end: &u64, next: &mut u64) -> Option<u64> {
    let item = *next;
    *next += 1;
    (item < *end).then_some(item)
}

#[stage]
fn pass(item: u64) -> u64 {
    crate::passthrough::pass(item)
}

#[fold]
fn add(tally: &mut Tally, item: u64) {
    tally.add(item);
}

pipeline! {
    /// Two edges: each `buffer` starts a task, which synchronous stages would not do by themselves.
    struct Passthrough { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => pass { buffer: 1024 }
        => add { buffer: 1024 }
        => total;
}

#[sink]
async fn insert(store: &Store, batch: &[u64]) {
    store.insert(batch);
}

pipeline! {
    struct Batching { items: u64, store: Arc<Store> }

    numbers(&items, &mut 0) => insert(&store) { buffer: 1024, batch: 50, within: 4s };
}

pub(crate) async fn batching(items: u64) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::default());
    Batching { items, store: Arc::clone(&store) }.run().await?;
    Ok(store)
}

/// A line is a slice of the text, and a word a slice of its line.
#[source]
async fn lines(text: &Text, at: &mut usize) -> Option<Text> {
    let rest = &text[*at..];
    let line = rest.lines().next()?;
    *at += rest.find('\n').map_or(rest.len(), |end| end + 1);
    Some(text.slice_ref(line))
}

#[stage]
fn words(line: Text) -> impl Iterator<Item = Text> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line[at..].trim_ascii_start();
        let word = &rest[..rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())];
        at = line.len() - rest.len() + word.len();
        (!word.is_empty()).then(|| line.slice_ref(word))
    })
}

#[fold]
fn count(n: &mut u64, _word: Text) {
    *n += 1;
}

type Counted = Mutex<Vec<(String, u64)>>;

#[sink]
fn collect(counted: &Counted, word: (String, u64)) {
    counted.lock().unwrap_or_else(PoisonError::into_inner).push(word);
}

pipeline! {
    struct WordCount { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0)
        => words
        => count { by: |word| &word[..], workers: 2 }
        => collect(&counted);
}

/// The same, but a word is counted by whoever takes it, and what was counted of it is added up.
#[fold(merge = add_up)]
fn count_locally(n: &mut u64, _word: Text) {
    *n += 1;
}

fn add_up(n: &mut u64, other: u64) {
    *n += other;
}

pipeline! {
    struct LocalWordCount { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0)
        => words
        => count_locally { by: |word| &word[..], workers: 2 }
        => collect(&counted);
}

type Counts = HashMap<String, u64>;

/// Each worker counts the words of the lines it takes, where they stand.
#[fold(merge = add_all)]
fn count_words(counts: &mut Counts, line: &str) {
    for word in line.split_ascii_whitespace() {
        match counts.get_mut(word) {
            Some(n) => *n += 1,
            None => drop(counts.insert(word.to_owned(), 1)),
        }
    }
}

fn add_all(counts: &mut Counts, others: Counts) {
    for (word, n) in others {
        *counts.entry(word).or_default() += n;
    }
}

#[sink]
fn collect_all(counted: &Counted, counts: Counts) {
    counted.lock().unwrap_or_else(PoisonError::into_inner).extend(counts);
}

pipeline! {
    struct WordCountByLine { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0) => count_words { workers: 2 } => collect_all(&counted);
}

/// Reads the text and sums up what a pipeline has counted in it.
macro_rules! word_counts {
    ($($function:ident: $pipeline:ident;)*) => {$(
        pub(crate) async fn $function(path: &Path) -> Result<Summary, Failure> {
            let text = Text::from(fs::read_to_string(path)?);
            let counted = Arc::new(Counted::default());
            $pipeline { text, counted: Arc::clone(&counted) }.run().await?;
            let counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(Summary::of(counted.iter().map(|(word, n)| (word.as_str(), *n))))
        }
    )*};
}

word_counts! {
    word_count: WordCount;
    word_count_locally: LocalWordCount;
    word_count_by_line: WordCountByLine;
}

#[stage]
fn triple(item: u64) -> u64 {
    crate::fused::triple(item)
}

#[stage]
fn flip(item: u64) -> u64 {
    crate::fused::flip(item)
}

#[stage]
fn raise(item: u64) -> u64 {
    crate::fused::raise(item)
}

pipeline! {
    /// One task: nothing here waits.
    struct Fused { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass => triple => flip => raise => add => total;
}

#[stage]
async fn pass_later(item: u64) -> u64 {
    crate::passthrough::pass(item)
}

#[stage]
async fn triple_later(item: u64) -> u64 {
    crate::fused::triple(item)
}

#[stage]
async fn flip_later(item: u64) -> u64 {
    crate::fused::flip(item)
}

#[stage]
async fn raise_later(item: u64) -> u64 {
    crate::fused::raise(item)
}

pipeline! {
    /// Each asynchronous stage is a task.
    struct Asynchronous { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass_later => triple_later => flip_later => raise_later => add => total;
}

pipeline! {
    /// The same in one task.
    struct AsynchronousFused { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => pass_later { fuse: true }
        => triple_later { fuse: true }
        => flip_later { fuse: true }
        => raise_later { fuse: true }
        => add
        => total;
}

#[stage]
fn toil(work: &Duration, item: u64) -> u64 {
    crate::fanout::toil(item, *work)
}

#[fold]
fn arrive(arrived: &mut Arrived, item: u64) {
    arrived.add(item);
}

pipeline! {
    struct Unordered { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0) => toil(&work) { workers: workers, unordered } => arrive => arrived;
}

pipeline! {
    struct Ordered { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0) => toil(&work) { workers: workers } => arrive => arrived;
}

pipeline! {
    struct ByKey { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0)
        => toil(&work) { by: |item| crate::fanout::key(*item), workers: workers }
        => arrive
        => arrived;
}

pub(crate) async fn fanout(job: Job) -> Result<Arrived, Failure> {
    let Job { items, workers, work, order } = job;
    macro_rules! run {
        ($pipeline:ident) => {{
            let running = $pipeline { items, workers, work }.start()?;
            let arrived = running.arrived.recv().await;
            running.join().await?;
            arrived
        }};
    }
    let arrived = match order {
        Order::None => run!(Unordered),
        Order::Whole => run!(Ordered),
        Order::Key => run!(ByKey),
    };
    arrived.ok_or_else(|| "nothing came out".into())
}

pipeline! {
    struct FanIn { each: u64 }

    out total: Tally;

    [
        numbers(&each, &mut 0) { name: first },
        numbers(&each, &mut 0) { name: second },
        numbers(&each, &mut 0) { name: third },
        numbers(&each, &mut 0) { name: fourth },
    ] => add => total;
}

pub(crate) async fn fanin(each: u64) -> Result<Tally, Failure> {
    let running = FanIn { each }.start()?;
    let total = running.total.recv().await;
    running.join().await?;
    total.ok_or_else(|| "no total came out".into())
}

pipeline! {
    struct Broadcast { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => [
            add { name: first, buffer: 1024 },
            add { name: second, buffer: 1024 },
            add { name: third, buffer: 1024 },
        ]
        => total;
}

pub(crate) async fn broadcast(items: u64) -> Result<Tally, Failure> {
    let running = Broadcast { items }.start()?;
    let mut all = Tally::default();
    while let Some(tally) = running.total.recv().await {
        all.merge(tally);
    }
    running.join().await?;
    Ok(all)
}

#[stage]
fn parcel(item: u64) -> Parcel {
    Parcel::of(item)
}

pipeline! {
    struct Route { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => parcel
        => match {
            Parcel::Small(item) => add { name: small, buffer: 1024 },
            Parcel::Middle(item) => add { name: middle, buffer: 1024 },
            Parcel::Large(item) => add { name: large, buffer: 1024 },
        }
        => total;
}

pub(crate) async fn route(items: u64) -> Result<Tally, Failure> {
    let running = Route { items }.start()?;
    let mut all = Tally::default();
    while let Some(tally) = running.total.recv().await {
        all.merge(tally);
    }
    running.join().await?;
    Ok(all)
}

#[source]
async fn departures(items: &u64, next: &mut u64, start: &mut Instant) -> Option<Instant> {
    let nth = *next;
    if nth == *items {
        return None;
    }
    let left = crate::lone::leaves(*start, nth).await;
    *next += 1;
    Some(left)
}

#[stage]
fn pass_on(left: Instant) -> Instant {
    left
}

#[fold]
fn clock(delays: &mut Vec<Duration>, left: Instant) {
    delays.push(left.elapsed());
}

pipeline! {
    struct Lone { items: u64 }

    out taken: Vec<Duration>;

    departures(&items, &mut 0, &mut Instant::now())
        => pass_on { buffer: 1024 }
        => clock { buffer: 1024 }
        => taken;
}

pub(crate) async fn lone(items: u64) -> Result<Vec<Duration>, Failure> {
    let running = Lone { items }.start()?;
    let delays = running.taken.recv().await;
    running.join().await?;
    delays.ok_or_else(|| "no delays came out".into())
}

/// Nothing in these pipelines fails; the type says that it could.
#[derive(Debug)]
struct Never;

impl std::fmt::Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("never")
    }
}

impl std::error::Error for Never {}

#[stage]
async fn try_pass(item: &u64) -> Result<u64, Never> {
    Ok(crate::passthrough::pass(*item))
}

#[sink]
fn discard(_failed: Failed<u64, Never>) {}

pipeline! {
    struct Plainly { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass_later => add => total;
}

pipeline! {
    struct WithElse { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => try_pass { else: bad } => add => total;
    bad => discard;
}

pipeline! {
    struct WithRetry { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => try_pass { retry: 3, else: bad } => add => total;
    bad => discard;
}

totals! {
    passthrough: Passthrough;
    fused: Fused;
    asynchronous: Asynchronous;
    asynchronous_fused: AsynchronousFused;
    plainly: Plainly;
    with_else: WithElse;
    with_retry: WithRetry;
}

#[stage(blocking)]
fn toil_blocking(work: &Duration, item: u64) -> u64 {
    crate::fanout::toil(item, *work)
}

pipeline! {
    struct Blocks { items: u64, work: Duration }

    out total: Tally;

    numbers(&items, &mut 0) => toil_blocking(&work) => add => total;
}

pub(crate) async fn blocking(items: u64, work: Duration) -> Result<Tally, Failure> {
    let running = Blocks { items, work }.start()?;
    let total = running.total.recv().await;
    running.join().await?;
    total.ok_or_else(|| "no total came out".into())
}
