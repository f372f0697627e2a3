//! With tokio tasks and channels, as people write it: a `String` a line, a `String` a word.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;

use super::{Counts, Summary};
use crate::CAPACITY;
use crate::measure::Failure;

const WORKERS: usize = 2;

type Words = Vec<String>;

/// One task reads and splits, one counts; every word is sent on its own.
pub(super) async fn word_by_word(path: &Path) -> Result<Summary, Failure> {
    let lines = open_lines(path)?;
    let (edge, mut inbox) = mpsc::channel(CAPACITY);
    let reader = tokio::spawn(async move {
        for line in lines {
            for word in line?.split_ascii_whitespace() {
                edge.send(word.to_owned()).await?;
            }
        }
        Ok::<_, Failure>(())
    });
    let counter = tokio::spawn(async move {
        let mut counts = Counts::<String>::default();
        while let Some(word) = inbox.recv().await {
            *counts.entry(word).or_default() += 1;
        }
        Summary::of_map(&counts)
    });
    reader.await??;
    Ok(counter.await?)
}

/// A reader deals lines to two splitters; each sends a line's words on to two counters, by key, a vector each.
pub(super) async fn keyed_by_line(path: &Path) -> Result<Summary, Failure> {
    let lines = open_lines(path)?;
    let mut feeders = JoinSet::new();
    let mut counters = JoinSet::new();
    let to_counters: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (edge, inbox) = mpsc::channel(CAPACITY);
            counters.spawn(count_words(inbox));
            edge
        })
        .collect();
    let to_splitters: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (edge, inbox) = mpsc::channel(CAPACITY);
            feeders.spawn(shuffle(inbox, to_counters.clone()));
            edge
        })
        .collect();
    drop(to_counters);
    feeders.spawn(deal(lines, to_splitters));
    while let Some(done) = feeders.join_next().await {
        done??;
    }
    Ok(counters.join_all().await.into_iter().fold(Summary::default(), Summary::plus))
}

async fn deal(
    lines: impl Iterator<Item = io::Result<String>>,
    to_splitters: Vec<Sender<String>>,
) -> Result<(), Failure> {
    for (line, splitter) in lines.zip(to_splitters.iter().cycle()) {
        splitter.send(line?).await?;
    }
    Ok(())
}

async fn shuffle(mut lines: Receiver<String>, to_counters: Vec<Sender<Words>>) -> Result<(), Failure> {
    while let Some(line) = lines.recv().await {
        let mut parts: [Words; WORKERS] = Default::default();
        for word in line.split_ascii_whitespace() {
            parts[worker_of(word)].push(word.to_owned());
        }
        for (words, counter) in parts.into_iter().zip(&to_counters) {
            counter.send(words).await?;
        }
    }
    Ok(())
}

async fn count_words(mut inbox: Receiver<Words>) -> Summary {
    let mut counts = Counts::<String>::default();
    while let Some(words) = inbox.recv().await {
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    Summary::of_map(&counts)
}

fn worker_of(word: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish() as usize % WORKERS
}

fn open_lines(path: &Path) -> io::Result<impl Iterator<Item = io::Result<String>> + use<>> {
    Ok(BufReader::new(File::open(path)?).lines())
}
