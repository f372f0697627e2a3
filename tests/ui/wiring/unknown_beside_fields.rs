//! Fields in options, lent and alone, are right: a name that is not there is the only mistake.

use std::time::Duration;

use aqueduct::prelude::*;

#[source]
fn numbers(list: &[u64]) -> impl Iterator<Item = u64> {
    list.iter().copied()
}

pipeline! {
    struct Batches { list: Vec<u64>, factor: u64, oldest: Duration }

    numbers(&list) => map(|n| n * factor) => batch { batch: 10, within: oldest } => batch { batch: 2, within: *oldest * 2 } => stroe;
}

fn main() {}
