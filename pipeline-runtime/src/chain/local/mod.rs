//! Folds on several workers whose states can be merged: each worker folds what it gets into states of its own, and what they have
//! come to is merged behind them. States are no items: they stand in no report, and cross edges that no drawing shows.

mod keys;
mod merge;
mod whole;

pub use keys::{LocalKeys, most_keys};
pub use merge::{ByPart, MergeCore, MergeKeys};
pub use whole::{LocalFold, Total};

use hashbrown::HashTable;

/// What one worker has made of a key. Its hash goes with it, so that a key is hashed where it comes and nowhere else.
pub struct Part<K, S> {
    pub(crate) hash: u64,
    key: K,
    state: S,
    /// The state is in the hands of a function: one that panics leaves it so.
    in_use: bool,
}

impl<K, S> Part<K, S> {
    fn new(hash: u64, key: K, state: S) -> Self {
        Self { hash, key, state, in_use: false }
    }
}

/// Parts by their keys.
type Parts<K, S> = HashTable<Part<K, S>>;

fn insert<K, S>(parts: &mut Parts<K, S>, part: Part<K, S>) {
    parts.insert_unique(part.hash, part, |part| part.hash);
}

/// Takes out the part whose state a panic has left in no state to be used; whether there is one.
#[cold]
fn remove_broken<K, S>(parts: &mut Parts<K, S>, hash: u64) -> bool {
    parts.find_entry(hash, |part| part.in_use).map(|broken| broken.remove()).is_ok()
}
