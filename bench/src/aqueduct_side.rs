//! The same works written with aqueduct, as its user would write them.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use aqueduct::prelude::*;

use crate::batching::Store;
use crate::measure::Failure;
use crate::passthrough::Tally;
use crate::wordcount::Summary;

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

pub(crate) async fn passthrough(items: u64) -> Result<Tally, Failure> {
    let running = Passthrough { items }.start()?;
    let total = running.total.recv().await;
    running.join().await?;
    total.ok_or_else(|| "no total came out".into())
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

pub(crate) async fn word_count(path: &Path) -> Result<Summary, Failure> {
    let text = Text::from(fs::read_to_string(path)?);
    let counted = Arc::new(Counted::default());
    WordCount { text, counted: Arc::clone(&counted) }.run().await?;
    let counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Summary::of(counted.iter().map(|(word, n)| (word.as_str(), *n))))
}
