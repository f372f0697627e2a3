//! Renoir: what stands between two shuffles is one block, with a thread for each of its replicas.

use std::collections::HashMap;
use std::path::Path;

use renoir::Stream;
use renoir::operator::Operator;
use renoir::prelude::*;

use crate::fused::{flip, raise, triple};
use crate::measure::Failure;
use crate::passthrough::{Tally, pass};
use crate::wordcount::Summary;

/// What its own examples use.
const BATCH: usize = 1024;
const WORKERS: u64 = 2;

type Added = (u64, u64);

fn add(total: &mut Added, item: u64) {
    *total = (total.0 + 1, total.1 + item);
}

fn merge(total: &mut Added, other: Added) {
    *total = (total.0 + other.0, total.1 + other.1);
}

fn tally(output: StreamOutput<Vec<Added>>) -> Result<Tally, Failure> {
    // Nothing to fold is no output.
    let (items, sum) = only(output)?.unwrap_or_default();
    Ok(Tally { items, sum })
}

fn only<T>(output: StreamOutput<Vec<T>>) -> Result<Option<T>, Failure> {
    Ok(output.get().ok_or("no output came")?.pop())
}

/// Three blocks of one replica each, batches of 1,024 between them.
pub(crate) fn passthrough(items: u64) -> Result<Tally, Failure> {
    let context = StreamContext::new(RuntimeConfig::local(WORKERS)?);
    let numbers = context.stream_iter(0..items).batch_mode(BatchMode::fixed(BATCH));
    // `fold` makes a block of one replica by itself.
    let total = numbers.replication(Replication::One).map(pass).fold((0, 0), add).collect_vec();
    context.execute_blocking();
    tally(total)
}

/// One block: only the sum leaves it.
pub(crate) fn fused(items: u64) -> Result<Tally, Failure> {
    let context = StreamContext::new(RuntimeConfig::local(1)?);
    let numbers = context.stream_iter(0..items).map(pass).map(triple).map(flip).map(raise);
    let total = numbers.fold_assoc((0, 0), add, merge).collect_vec();
    context.execute_blocking();
    tally(total)
}

type Counts = HashMap<String, u64>;

/// A map in each replica, merged at the end; nothing else leaves a replica.
pub(crate) fn local_fold(path: &Path) -> Result<Summary, Failure> {
    let context = StreamContext::new(RuntimeConfig::local(WORKERS)?);
    let lines = context.stream_file(path).batch_mode(BatchMode::fixed(BATCH));
    let counts = lines.fold_assoc(Counts::default(), count_line, merge_counts).collect_vec();
    context.execute_blocking();
    Ok(Summary::of_map(&only(counts)?.unwrap_or_default()))
}

fn count_line(counts: &mut Counts, line: String) {
    for word in line.split_ascii_whitespace() {
        match counts.get_mut(word) {
            Some(n) => *n += 1,
            None => drop(counts.insert(word.to_owned(), 1)),
        }
    }
}

fn merge_counts(counts: &mut Counts, other: Counts) {
    for (word, n) in other {
        *counts.entry(word).or_default() += n;
    }
}

/// Counted by key where they are, then sent to their key's replica and added up.
pub(crate) fn preaggregated(path: &Path) -> Result<Summary, Failure> {
    let context = StreamContext::new(RuntimeConfig::local(WORKERS)?);
    let counts = words(&context, path).group_by_fold(String::clone, 0, |n, _| *n += 1, |n, more| *n += more);
    let counts = counts.collect_vec();
    context.execute_blocking();
    summary(counts)
}

/// Every word is sent to its key's replica.
pub(crate) fn shuffled(path: &Path) -> Result<Summary, Failure> {
    let context = StreamContext::new(RuntimeConfig::local(WORKERS)?);
    let counts = words(&context, path).group_by(String::clone).fold(0, |n, _| *n += 1).collect_vec();
    context.execute_blocking();
    summary(counts)
}

fn words(context: &StreamContext, path: &Path) -> Stream<impl Operator<Out = String> + use<>> {
    let lines = context.stream_file(path).batch_mode(BatchMode::fixed(BATCH));
    lines.flat_map(|line| line.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>())
}

fn summary(counts: StreamOutput<Vec<(String, u64)>>) -> Result<Summary, Failure> {
    let counts = counts.get().ok_or("no output came")?;
    Ok(Summary::of(counts.iter().map(|(word, n)| (word.as_str(), *n))))
}
