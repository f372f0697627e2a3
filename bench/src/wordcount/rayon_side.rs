//! With rayon: it cuts the text, counts the parts in its threads and merges them two by two.

use std::fs;
use std::hash::BuildHasher;
use std::path::Path;

use rayon::iter::ParallelIterator;
use rayon::str::ParallelString;

use super::{Counts, Summary};
use crate::measure::Failure;

pub(super) fn parallel<S: BuildHasher + Default + Send>(path: &Path) -> Result<Summary, Failure> {
    let text = fs::read_to_string(path)?;
    let words = text.par_split_ascii_whitespace();
    let counts = words.fold(Counts::<&str, S>::default, |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    });
    Ok(Summary::of_map(&counts.reduce(Counts::default, merged)))
}

/// The smaller into the larger.
fn merged<'w, S: BuildHasher>(counts: Counts<&'w str, S>, other: Counts<&'w str, S>) -> Counts<&'w str, S> {
    let (mut large, small) = if counts.len() < other.len() { (other, counts) } else { (counts, other) };
    for (word, n) in small {
        *large.entry(word).or_default() += n;
    }
    large
}
