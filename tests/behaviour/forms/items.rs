//! How a function takes its item: moved, lent, batched either way, and what lends what.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aqueduct::Text;
use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, each, ended, fallen, keep, numbers};

/// Neither `Clone` nor `Debug`: the engine asks for neither where items are only moved or lent.
pub struct Parcel(u64);

#[stage]
fn pack(n: u64) -> Parcel {
    Parcel(n)
}

#[stage]
fn unpack(parcel: Parcel) -> u64 {
    parcel.0
}

#[stage]
fn look(parcel: &Parcel) -> u64 {
    parcel.0
}

#[stage]
async fn look_later(parcel: &Parcel) -> u64 {
    tokio::task::yield_now().await;
    parcel.0
}

#[stage(blocking)]
fn look_blocking(parcel: &Parcel) -> u64 {
    parcel.0
}

/// A check: what is lent to a function that returns `()` flows on.
#[stage]
fn check(parcel: &Parcel) -> Result<(), String> {
    if parcel.0 == 2 { Err("two".to_owned()) } else { Ok(()) }
}

#[stage]
async fn check_later(parcel: &Parcel) -> Result<(), String> {
    tokio::task::yield_now().await;
    check(parcel)
}

#[stage(blocking)]
fn check_blocking(parcel: &Parcel) -> Result<(), String> {
    check(parcel)
}

#[stage]
fn note(seen: &Seen<u64>, parcel: &Parcel) {
    seen.push(parcel.0);
}

impl From<Failed<Parcel, String>> for Fell {
    fn from(failed: Failed<Parcel, String>) -> Self {
        Self(failed.item.0, failed.stage, failed.cause.to_string(), failed.attempts)
    }
}

#[tokio::test]
async fn moved_or_lent_to_every_kind() {
    pipeline! {
        struct Looks { upto: u64, moved: Seen<u64>, lent: Seen<u64>, later: Seen<u64>, blocking: Seen<u64> }
        numbers(&upto) => [
            pack => unpack => keep::<u64>(&moved) { name: a },
            pack { name: pack_2 } => look => keep::<u64>(&lent) { name: b },
            pack { name: pack_3 } => look_later => keep::<u64>(&later) { name: c },
            pack { name: pack_4 } => look_blocking => keep::<u64>(&blocking) { name: d },
        ];
    }
    let seen: [Seen<u64>; 4] = Default::default();
    let [moved, lent, later, blocking] = seen.clone();
    ended(Looks { upto: 3, moved, lent, later, blocking }.run().await);
    seen.iter().for_each(|seen| assert_eq!(seen.take(), [1, 2, 3]));
}

#[tokio::test]
async fn what_is_only_lent_flows_on() {
    pipeline! {
        struct Checks { upto: u64, noted: Seen<u64>, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto)
            => pack
            => check { else: bad }
            => check_later { else: bad }
            => check_blocking { else: bad }
            => note(&noted)
            => unpack
            => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
    }
    let (noted, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Checks { upto: 3, noted: noted.clone(), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(noted.take(), [1, 3]);
    assert_eq!(seen.take(), [1, 3]);
    assert_eq!(fell.take(), [Fell(2, "check", "two".to_owned(), 1)]);
    assert_eq!(books(&report, "check"), (3, 2, 0, 1, 2));
    assert_eq!(books(&report, "check_later"), (2, 2, 0, 0, 2));
}

#[stage]
fn sum(batch: Vec<u64>) -> u64 {
    batch.into_iter().sum()
}

#[stage]
async fn sum_lent(batch: &[u64]) -> u64 {
    tokio::task::yield_now().await;
    batch.iter().sum()
}

#[stage]
fn refuse_threes(batch: &[u64]) -> Result<(), String> {
    if batch.contains(&3) { Err("a three".to_owned()) } else { Ok(()) }
}

#[tokio::test]
async fn batches_moved_and_lent() {
    pipeline! {
        struct Sums { upto: u64, moved: Seen<u64>, lent: Seen<u64> }
        numbers(&upto) => [
            sum { batch: 2 } => keep::<u64>(&moved),
            sum_lent { batch: 3 } => keep::<u64>(&lent) { name: keep_lent },
        ];
    }
    let (moved, lent) = (Seen::default(), Seen::default());
    let report = ended(Sums { upto: 7, moved: moved.clone(), lent: lent.clone() }.run().await);
    assert_eq!(moved.take(), [3, 7, 11, 7]);
    assert_eq!(lent.take(), [6, 15, 7]);
    assert_eq!(books(&report, "sum"), (7, 7, 0, 0, 4), "in items, but for what comes out");
    assert_eq!(books(&report, "sum_lent"), (7, 7, 0, 0, 3));
}

#[tokio::test]
async fn the_items_of_a_lent_batch_flow_on_by_themselves() {
    pipeline! {
        struct Checks { upto: u64, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => refuse_threes { batch: 2, else: bad } => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Checks { upto: 7, seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 5, 6, 7]);
    let bad = |n| Fell(n, "refuse_threes", "a three".to_owned(), 1);
    assert_eq!(fell.take(), [bad(3), bad(4)], "one failure an item, also from batches");
    assert_eq!(books(&report, "refuse_threes"), (7, 5, 0, 2, 5));
}

#[stage]
fn halves(batch: &[u64]) -> Vec<Result<u64, String>> {
    batch.iter().map(|n| if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} has no half")) }).collect()
}

#[stage]
async fn halves_moved(batch: Vec<u64>) -> Vec<Result<u64, String>> {
    tokio::task::yield_now().await;
    halves(&batch)
}

#[tokio::test]
async fn each_item_of_a_batch_has_its_own_result() {
    pipeline! {
        struct Halves { upto: u64, lent: Seen<u64>, moved: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => [
            halves { batch: 4, else: bad } => keep::<u64>(&lent),
            halves_moved { batch: 4, else: bad } => keep::<u64>(&moved) { name: keep_moved },
        ];
        bad => fallen::<u64>(&fell);
    }
    let (lent, moved, fell) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Halves { upto: 6, lent: lent.clone(), moved: moved.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!((lent.take(), moved.take()), (vec![1, 2, 3], vec![1, 2, 3]));
    let fell = fell.sorted().into_iter().map(|Fell(n, stage, cause, _)| (n, stage, cause)).collect::<Vec<_>>();
    let expected = [1, 3, 5].map(|n| ["halves", "halves_moved"].map(|stage| (n, stage, format!("{n} has no half"))));
    assert_eq!(fell, expected.concat());
    assert_eq!(books(&report, "halves"), (6, 3, 0, 3, 3));
}

/// `item`: the whole `Vec`, or slice, is one item.
#[stage(item)]
fn length(bytes: Vec<u8>) -> usize {
    bytes.len()
}

#[stage(item)]
fn first(bytes: &[u8]) -> u8 {
    bytes[0]
}

#[tokio::test]
async fn a_collection_may_be_one_item() {
    pipeline! {
        struct Collections { list: Vec<Vec<u8>>, lengths: Seen<usize>, firsts: Seen<u8> }
        each::<Vec<u8>>(&list) => [
            length => keep::<usize>(&lengths),
            first => keep::<u8>(&firsts) { name: keep_firsts },
        ];
    }
    let (lengths, firsts) = (Seen::default(), Seen::default());
    let list = vec![vec![7, 8], vec![9]];
    ended(Collections { list, lengths: lengths.clone(), firsts: firsts.clone() }.run().await);
    assert_eq!((lengths.take(), firsts.take()), (vec![2, 1], vec![7, 9]));
}

#[stage]
fn letters(text: &str) -> usize {
    text.len()
}

#[stage]
async fn not_blank(text: &str) -> Result<(), String> {
    tokio::task::yield_now().await;
    if text.trim().is_empty() { Err("blank".to_owned()) } else { Ok(()) }
}

#[stage]
fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().into_owned())
}

#[stage]
fn number(n: &u64) -> u64 {
    *n
}

#[stage]
async fn number_later(n: &u64) -> u64 {
    tokio::task::yield_now().await;
    *n
}

#[stage]
fn shout(line: &dyn Say) -> String {
    line.say()
}

pub trait Say: Send + Sync {
    fn say(&self) -> String;
}

impl Say for u64 {
    fn say(&self) -> String {
        format!("{self}!")
    }
}

#[tokio::test]
async fn str_lends_string_and_text() {
    pipeline! {
        struct Letters { strings: Vec<String>, texts: Vec<Text>, seen: Seen<usize>, kept: Seen<Text> }
        each::<String>(&strings) => letters { name: of_string } => counts;
        each::<Text>(&texts) { name: texts }
            => not_blank { else: skip }
            => [letters { name: of_text } => counts, keep::<Text>(&kept)];
        out counts: usize;
    }
    let kept = Seen::default();
    let strings = vec!["a".to_owned(), "bcd".to_owned()];
    let texts = vec![Text::from_static("four"), Text::from_static(" "), Text::from_static("fives")];
    let running = Letters { strings, texts, seen: Seen::default(), kept: kept.clone() }.start().unwrap();
    let mut counts = Vec::new();
    while let Some(count) = running.counts.recv().await {
        counts.push(count);
    }
    counts.sort_unstable();
    assert_eq!(counts, [1, 3, 4, 5]);
    ended(running.join().await);
    assert_eq!(kept.take(), ["four", "fives"], "what is lent as `str` flows on as what it is");
}

#[tokio::test]
async fn path_lends_path_buf() {
    pipeline! {
        struct Paths { list: Vec<PathBuf>, seen: Seen<String> }
        each::<PathBuf>(&list) => extension => keep::<String>(&seen);
    }
    let seen = Seen::default();
    let list = ["a.rs", "b", "c/d.toml"].map(PathBuf::from).to_vec();
    ended(Paths { list, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), ["rs", "toml"]);
}

#[tokio::test]
async fn an_arc_lends_what_it_holds() {
    pipeline! {
        struct Arcs { list: Vec<Arc<u64>>, seen: Seen<u64>, later: Seen<u64> }
        each::<Arc<u64>>(&list) => [
            number => keep::<u64>(&seen),
            number_later => keep::<u64>(&later) { name: keep_later },
        ];
    }
    let (seen, later) = (Seen::default(), Seen::default());
    ended(Arcs { list: vec![Arc::new(1), Arc::new(2)], seen: seen.clone(), later: later.clone() }.run().await);
    assert_eq!((seen.take(), later.take()), (vec![1, 2], vec![1, 2]));
}

#[tokio::test]
async fn a_trait_object_is_lent_by_its_box() {
    pipeline! {
        struct Objects { upto: u64, seen: Seen<String> }
        numbers(&upto) => map(|n| Box::new(n) as Box<dyn Say>) => shout => keep::<String>(&seen);
    }
    let seen = Seen::default();
    ended(Objects { upto: 2, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), ["1!", "2!"]);
}

/// Two streams of the same type merge before a function that is only lent what it takes.
#[tokio::test]
async fn strings_merge_before_a_function_that_is_lent_a_str() {
    pipeline! {
        struct Merged { some: Vec<String>, more: Vec<String>, seen: Seen<usize> }
        [each::<String>(&some) { name: a }, each::<String>(&more) { name: b }] => letters => keep::<usize>(&seen);
    }
    let seen = Seen::default();
    let some = vec!["a".to_owned()];
    ended(Merged { some, more: vec!["bc".to_owned(), "def".to_owned()], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [1, 2, 3]);
}
