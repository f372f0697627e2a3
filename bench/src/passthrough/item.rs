//! What is passed through, and what the sink makes of it.

use std::hint::black_box;
use std::sync::Arc;

/// What the sink saw.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) items: u64,
    pub(crate) sum: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, item: u64) {
        self.items += 1;
        self.sum += item;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.items += other.items;
        self.sum += other.sum;
    }

    pub(crate) fn of_numbers_below(items: u64) -> Self {
        Self { items, sum: items * items.saturating_sub(1) / 2 }
    }
}

/// The middle stage. Opaque, or the plain loop would become one multiplication.
pub(crate) fn pass(item: u64) -> u64 {
    black_box(item)
}

/// Something that can be made from a number and tells it again.
pub(crate) trait Item: Send + 'static {
    fn nth(n: u64) -> Self;
    /// What the middle stage does.
    fn pass(self) -> Self;
    /// What the sink adds up.
    fn number(&self) -> u64;
}

impl Item for u64 {
    fn nth(n: u64) -> Self {
        n
    }

    fn pass(self) -> Self {
        pass(self)
    }

    fn number(&self) -> u64 {
        *self
    }
}

const TEXT: &str = "an owned text";

/// 128 bytes, and a text of its own on the heap.
pub(crate) struct Strung {
    numbers: [u64; 13],
    text: String,
}

impl Item for Strung {
    fn nth(n: u64) -> Self {
        Self { numbers: [n; 13], text: TEXT.to_owned() }
    }

    fn pass(self) -> Self {
        black_box(&self);
        self
    }

    /// Wrong if the text is.
    fn number(&self) -> u64 {
        self.numbers[12] + (self.text.len() - TEXT.len()) as u64
    }
}

/// As many bytes, behind a pointer.
pub(crate) type Shared = Arc<[u64; 16]>;

impl Item for Shared {
    fn nth(n: u64) -> Self {
        Arc::new([n; 16])
    }

    fn pass(self) -> Self {
        black_box(&self);
        self
    }

    fn number(&self) -> u64 {
        self[15]
    }
}
