//! The words of a text, counted.

use std::collections::HashMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use aqueduct::Text;
use aqueduct::prelude::*;
use compact_str::CompactString;

use crate::measure::Failure;
use crate::wordcount::Summary;

/// A line is a slice of the text.
#[source]
async fn lines(text: &Text, at: &mut usize) -> Option<Text> {
    let rest = &text[*at..];
    let line = &rest[..rest.find('\n').map_or(rest.len(), |end| end + 1)];
    *at += line.len();
    (!line.is_empty()).then(|| text.slice_ref(line))
}

/// A word is short and copied: as a slice of the text each would be counted in one place, to which all cores write.
#[stage]
fn words(line: Text) -> impl Iterator<Item = CompactString> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line[at..].trim_ascii_start();
        let word = &rest[..rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())];
        at = line.len() - rest.len() + word.len();
        (!word.is_empty()).then(|| CompactString::new(word))
    })
}

type Counted = Mutex<Vec<(CompactString, u64)>>;

#[sink]
fn collect(counted: &Counted, word: (CompactString, u64)) {
    counted.lock().unwrap_or_else(PoisonError::into_inner).push(word);
}

#[fold]
fn count(n: &mut u64, _word: CompactString) {
    *n += 1;
}

pipeline! {
    /// Each word goes to the worker of its key.
    struct WordCount { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0)
        => words
        => count { by: |word| word, workers: 2 }
        => collect(&counted);
}

#[fold(merge = add_up)]
fn count_locally(n: &mut u64, _word: CompactString) {
    *n += 1;
}

fn add_up(n: &mut u64, other: u64) {
    *n += other;
}

pipeline! {
    /// A word is counted by who finds it, and what was counted of it is added up by the worker of its key.
    struct LocalWordCount { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0)
        => words { workers: 2, unordered }
        => count_locally { by: |word| word, workers: 2 }
        => collect(&counted);
}

type Counts<S> = HashMap<String, u64, S>;

/// Each worker counts the words of the lines it takes, where they stand.
#[fold(merge = add_all)]
fn count_words<S: BuildHasher + Default + Send + 'static>(counts: &mut Counts<S>, line: &str) {
    for word in line.split_ascii_whitespace() {
        match counts.get_mut(word) {
            Some(n) => *n += 1,
            None => drop(counts.insert(word.to_owned(), 1)),
        }
    }
}

fn add_all<S: BuildHasher>(counts: &mut Counts<S>, others: Counts<S>) {
    for (word, n) in others {
        *counts.entry(word).or_default() += n;
    }
}

#[sink]
fn collect_all<S: Send + 'static>(counted: &Counted, counts: Counts<S>) {
    let counts = counts.into_iter().map(|(word, n)| (word.into(), n));
    counted.lock().unwrap_or_else(PoisonError::into_inner).extend(counts);
}

pipeline! {
    struct WordCountByLine { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0) => count_words::<RandomState> { workers: 2 } => collect_all::<RandomState>(&counted);
}

type Foldhash = foldhash::fast::RandomState;

pipeline! {
    struct WordCountByLineFoldhash { text: Text, counted: Arc<Counted> }

    lines(&text, &mut 0) => count_words::<Foldhash> { workers: 2 } => collect_all::<Foldhash>(&counted);
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
    word_count_by_line_foldhash: WordCountByLineFoldhash;
}
