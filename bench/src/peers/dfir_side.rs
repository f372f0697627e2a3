//! DFIR: one thread; what stands between two handoffs is one loop.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use dfir_rs::dfir_syntax;

use crate::fused::{flip, raise, triple};
use crate::measure::Failure;
use crate::passthrough::{Tally, pass};
use crate::wordcount::Summary;

pub(crate) fn passthrough(items: u64) -> Tally {
    let mut tally = Tally::default();
    let total = &mut tally;
    let mut flow = dfir_syntax! {
        source_iter(0..items) -> map(pass) -> for_each(|item| total.add(item));
    };
    flow.run_available_sync();
    drop(flow);
    tally
}

pub(crate) fn fused(items: u64) -> Tally {
    let mut tally = Tally::default();
    let total = &mut tally;
    let mut flow = dfir_syntax! {
        source_iter(0..items)
            -> map(pass)
            -> map(triple)
            -> map(flip)
            -> map(raise)
            -> for_each(|item| total.add(item));
    };
    flow.run_available_sync();
    drop(flow);
    tally
}

pub(crate) fn word_count(path: &Path) -> Result<Summary, Failure> {
    let lines = BufReader::new(File::open(path)?).lines().map_while(Result::ok);
    let mut counted = Vec::new();
    let counts = &mut counted;
    let mut flow = dfir_syntax! {
        source_iter(lines)
            -> flat_map(|line| line.split_ascii_whitespace().map(|word| (word.to_owned(), ())).collect::<Vec<_>>())
            -> fold_keyed::<'tick, String, u64>(|| 0, |n: &mut u64, ()| *n += 1)
            -> for_each(|word| counts.push(word));
    };
    flow.run_available_sync();
    drop(flow);
    Ok(Summary::of(counted.iter().map(|(word, n)| (word.as_str(), *n))))
}
