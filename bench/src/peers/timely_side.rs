//! timely: every worker runs the whole dataflow, its operators in turns, over its own part of the input.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::rc::Rc;

use timely::Config;
use timely::dataflow::operators::vec::{Map, ToStream};
use timely::dataflow::operators::{Exchange, Inspect, Probe};
use timely::dataflow::{ProbeHandle, StreamVec};
use timely::worker::Worker;

use crate::fused::{flip, raise, triple};
use crate::measure::Failure;
use crate::passthrough::{Tally, pass};
use crate::wordcount::Summary;

type Numbers<'scope> = StreamVec<'scope, usize, u64>;

/// What each of the workers made of its part.
fn execute<T: Send + 'static>(
    workers: usize,
    one: impl Fn(&mut Worker) -> Result<T, Failure> + Send + Sync + 'static,
) -> Result<Vec<T>, Failure> {
    let guards = timely::execute(Config::process(workers), move |worker| one(worker))?;
    guards.join().into_iter().map(|outcome| outcome?).collect()
}

/// Each worker makes every so-manieth number, and passes all that it made or got from the other.
fn numbers(
    workers: usize,
    items: u64,
    stages: impl for<'scope> Fn(Numbers<'scope>) -> Numbers<'scope> + Send + Sync + 'static,
) -> Result<Tally, Failure> {
    let tallies = execute(workers, move |worker| {
        let own = (worker.index() as u64..items).step_by(worker.peers());
        let tally = Rc::new(Cell::new(Tally::default()));
        let total = Rc::clone(&tally);
        let probe = worker.dataflow::<usize, _, _>(|scope| add(stages(own.to_stream(scope)), total));
        finish(worker, &probe);
        Ok(tally.get())
    })?;
    Ok(tallies.into_iter().fold(Tally::default(), |mut all, one| {
        all.merge(one);
        all
    }))
}

fn add(numbers: Numbers<'_>, total: Rc<Cell<Tally>>) -> ProbeHandle<usize> {
    let added = numbers.inspect_core(move |event| {
        if let Ok((_, batch)) = event {
            let mut tally = total.get();
            batch.iter().for_each(|item| tally.add(*item));
            total.set(tally);
        }
    });
    added.probe().0
}

fn finish(worker: &mut Worker, probe: &ProbeHandle<usize>) {
    while !probe.done() {
        worker.step();
    }
}

/// Three operators. Without `exchanged` nothing leaves its worker; with it, half of the numbers go to the other one.
pub(crate) fn passthrough(items: u64, workers: usize, exchanged: bool) -> Result<Tally, Failure> {
    numbers(workers, items, move |numbers| {
        // By the upper bits: the lower ones say who made it.
        let numbers = if exchanged { numbers.exchange(|item| item >> 1) } else { numbers };
        numbers.map(pass)
    })
}

/// One worker; timely has no other way to fuse than a closure that calls all four.
pub(crate) fn four_operators(items: u64) -> Result<Tally, Failure> {
    numbers(1, items, |numbers| numbers.map(pass).map(triple).map(flip).map(raise))
}

/// Each worker takes every other line; words go to the worker of their hash.
pub(crate) fn word_count(path: &Path) -> Result<Summary, Failure> {
    const WORKERS: usize = 2;
    let path = path.to_owned();
    let summaries = execute(WORKERS, move |worker| {
        let lines = BufReader::new(File::open(&path)?).lines().skip(worker.index()).step_by(worker.peers());
        let counts = Rc::new(RefCell::new(HashMap::<String, u64>::new()));
        let counting = Rc::clone(&counts);
        let probe = worker.dataflow::<usize, _, _>(|scope| {
            let words = lines.map_while(Result::ok).to_stream(scope).flat_map(words_of);
            count(words.exchange(|word: &String| hash(word)), counting)
        });
        finish(worker, &probe);
        Ok(Summary::of_map(&counts.borrow()))
    })?;
    Ok(summaries.into_iter().fold(Summary::default(), Summary::plus))
}

fn words_of(line: String) -> Vec<String> {
    line.split_ascii_whitespace().map(str::to_owned).collect()
}

fn hash(word: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(word)
}

fn count(words: StreamVec<'_, usize, String>, counts: Rc<RefCell<HashMap<String, u64>>>) -> ProbeHandle<usize> {
    let counted = words.inspect_core(move |event| {
        let Ok((_, batch)) = event else { return };
        let mut counts = counts.borrow_mut();
        for word in batch {
            match counts.get_mut(word) {
                Some(n) => *n += 1,
                None => drop(counts.insert(word.clone(), 1)),
            }
        }
    });
    counted.probe().0
}
