//! Without tasks and channels: words are slices of the text, keys are borrowed.

use std::fs;
use std::hash::BuildHasher;
use std::path::Path;
use std::thread;

use super::{Counts, Summary};
use crate::measure::Failure;

/// `S` shows how much of the time is the hash.
pub(super) fn plain_loop<S: BuildHasher + Default>(path: &Path) -> Result<Summary, Failure> {
    let text = fs::read_to_string(path)?;
    Ok(Summary::of_map(&count::<S>(&text)))
}

/// Each counts its half, then the halves are merged.
pub(super) fn two_threads<S: BuildHasher + Default + Send>(path: &Path) -> Result<Summary, Failure> {
    let text = fs::read_to_string(path)?;
    let (left, right) = halves(&text);
    let (mut counts, other) = thread::scope(|scope| {
        let other = scope.spawn(|| count::<S>(right));
        (count::<S>(left), other.join())
    });
    for (word, n) in other.map_err(|_| "the second thread panicked")? {
        *counts.entry(word).or_default() += n;
    }
    Ok(Summary::of_map(&counts))
}

fn count<S: BuildHasher + Default>(text: &str) -> Counts<&str, S> {
    let mut counts = Counts::default();
    for word in text.split_ascii_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Cut at the first white space after the middle.
fn halves(text: &str) -> (&str, &str) {
    let middle = text.len() / 2;
    let cut = text.as_bytes()[middle..].iter().position(u8::is_ascii_whitespace).map_or(text.len(), |at| middle + at);
    text.split_at(cut)
}
