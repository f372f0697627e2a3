//! Of `flow.ex`: what maps, and what reduces.

use aqueduct::prelude::*;

use super::Counts;
use crate::common::{Seen, each, ended, keep};

pipeline! {
    struct Mappers { list: Vec<u64>, even: Seen<u64>, doubled: Seen<u64>, with_double: Seen<u64>, odd: Seen<u64> }

    each::<u64>(&list) => [
        filter(|n| n % 2 == 0) => keep::<u64>(&even) { name: keep_even },
        map(|n| n * 2) => keep::<u64>(&doubled) { name: keep_doubled },
        flat_map(|n| [n, n * 2]) => keep::<u64>(&with_double) { name: keep_with_double },
        filter(|n| n % 2 != 0) => keep::<u64>(&odd) { name: keep_odd },
    ];
}

/// ```elixir
/// iex> flow = [1, 2, 3] |> Flow.from_enumerable() |> Flow.filter(&(rem(&1, 2) == 0))
/// iex> Enum.sort(flow)
/// [2]
/// iex> flow = [1, 2, 3] |> Flow.from_enumerable() |> Flow.map(&(&1 * 2))
/// iex> Enum.sort(flow)
/// [2, 4, 6]
/// iex> flow = [1, 2, 3] |> Flow.from_enumerable() |> Flow.flat_map(fn x -> [x, x * 2] end)
/// iex> Enum.sort(flow)
/// [1, 2, 2, 3, 4, 6]
/// iex> flow = [1, 2, 3] |> Flow.from_enumerable() |> Flow.reject(&(rem(&1, 2) == 0))
/// iex> Enum.sort(flow)
/// [1, 3]
/// ```
#[tokio::test]
async fn mappers() {
    let [even, doubled, with_double, odd] = <[Seen<u64>; 4]>::default();
    let seen = [&even, &doubled, &with_double, &odd].map(Seen::clone);
    let [e, d, w, o] = seen;
    ended(Mappers { list: vec![1, 2, 3], even: e, doubled: d, with_double: w, odd: o }.run().await);
    assert_eq!(even.take(), [2]);
    assert_eq!(doubled.take(), [2, 4, 6]);
    assert_eq!(with_double.sorted(), [1, 2, 2, 3, 4, 6]);
    assert_eq!(odd.take(), [1, 3]);
}

pipeline! {
    struct Merged { first: Vec<u64>, second: Vec<u64>, seen: Seen<u64> }

    [each::<u64>(&first) { name: first }, each::<u64>(&second) { name: second }] => map(|n| n * 2) => keep::<u64>(&seen);
}

/// ```elixir
/// iex> flow = Flow.from_enumerables([[1, 2, 3], 1..3]) |> Flow.map(&(&1 * 2))
/// iex> Enum.sort(flow)
/// [2, 2, 4, 4, 6, 6]
/// ```
#[tokio::test]
async fn several_enumerables() {
    let seen = Seen::default();
    ended(Merged { first: vec![1, 2, 3], second: (1..=3).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [2, 2, 4, 4, 6, 6]);
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(' ')
}

#[fold(merge = add)]
fn count(n: &mut u64, _word: &'static str) {
    *n += 1;
}

fn add(into: &mut u64, other: u64) {
    *into += other;
}

pipeline! {
    struct Words { lines: Vec<&'static str>, seen: Seen<(&'static str, u64)> }

    each::<&'static str>(&lines) => flat_map(words) => count { by: |word| *word, workers: 2 } => keep::<(&'static str, u64)>(&seen);
}

/// Of the first pages: the lines, and "the list (in no particular order)".
///
/// ```elixir
/// # M1 - "roses are red"
/// # M2 - "violets are blue"
/// File.stream!("path/to/some/file")
/// |> Flow.from_enumerable()
/// |> Flow.flat_map(&String.split(&1, " "))
/// |> Flow.partition()
/// |> Flow.reduce(fn -> %{} end, fn word, acc ->
///   Map.update(acc, word, 1, & &1 + 1)
/// end)
/// |> Enum.to_list()
/// [{"roses", 1}, {"are", 2}, {"red", 1}, {"violets", 1}, {"blue", 1}]
/// ```
#[tokio::test]
async fn word_count() {
    let seen = Seen::default();
    ended(Words { lines: vec!["roses are red", "violets are blue"], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [("are", 2), ("blue", 1), ("red", 1), ("roses", 1), ("violets", 1)]);
}

#[fold]
fn letters(n: &mut u64, _letter: char) {
    *n += 1;
}

#[fold]
fn how_many(n: &mut u64, _letter: (char, u64)) {
    *n += 1;
}

pipeline! {
    struct Letters { lines: Vec<&'static str>, seen: Seen<(char, u64)>, unique: Seen<u64> }

    each::<&'static str>(&lines)
        => flat_map(str::chars)
        => letters { by: |letter| *letter, workers: 2 }
        => [keep::<(char, u64)>(&seen), how_many => keep::<u64>(&unique) { name: keep_unique }];
}

/// ```elixir
/// iex> flow = Flow.from_enumerable(["the quick brown fox"]) |> Flow.flat_map(fn word ->
/// ...>    String.graphemes(word)
/// ...> end)
/// iex> flow = flow |> Flow.partition |> Flow.reduce(fn -> %{} end, fn grapheme, map ->
/// ...>   Map.update(map, grapheme, 1, & &1 + 1)
/// ...> end)
/// iex> Enum.sort(flow)
/// [{" ", 3}, {"b", 1}, {"c", 1}, {"e", 1}, {"f", 1},
///  {"h", 1}, {"i", 1}, {"k", 1}, {"n", 1}, {"o", 2},
///  {"q", 1}, {"r", 1}, {"t", 1}, {"u", 1}, {"w", 1},
///  {"x", 1}]
/// ```
///
/// And, of `on_trigger`, how many there are:
///
/// ```elixir
/// iex> flow = Flow.partition(flow)
/// iex> flow = Flow.reduce(flow, fn -> %{} end, &Map.put(&2, &1, true))
/// iex> flow |> Flow.on_trigger(fn map -> {[map_size(map)], map} end) |> Enum.sum()
/// 16
/// ```
#[tokio::test]
async fn reduce_and_on_trigger() {
    let (seen, unique) = (Seen::default(), Seen::default());
    ended(Letters { lines: vec!["the quick brown fox"], seen: seen.clone(), unique: unique.clone() }.run().await);
    let of = |letter| match letter {
        ' ' => 3,
        'o' => 2,
        _ => 1,
    };
    assert_eq!(seen.sorted(), " bcefhiknoqrtuwx".chars().map(|letter| (letter, of(letter))).collect::<Vec<_>>());
    assert_eq!(unique.take(), [16]);
}

pipeline! {
    struct LastThree { list: Vec<u64>, seen: Seen<Vec<u64>> }

    each::<u64>(&list)
        => scan(Vec::new(), |last: &mut Vec<u64>, n| {
            last.push(n);
            if last.len() > 3 {
                last.remove(0);
            }
            Some(last.clone())
        })
        => keep::<Vec<u64>>(&seen);
}

/// ```elixir
/// iex> flow = Flow.from_enumerable(1..5, stages: 1)
/// iex> flow = flow |> Flow.emit_and_reduce(fn -> [] end, fn event, acc ->
/// ...>   acc = [event | acc] |> Enum.take(3)
/// ...>   {[Enum.reverse(acc)], acc}
/// ...> end)
/// iex> flow |> Enum.filter(&is_list/1)
/// [[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]]
/// ```
#[tokio::test]
async fn emit_and_reduce() {
    let seen = Seen::default();
    ended(LastThree { list: (1..=5).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [vec![1], vec![1, 2], vec![1, 2, 3], vec![2, 3, 4], vec![3, 4, 5]]);
}

/// The latest first, as Flow's lists are.
#[fold]
fn latest_first<T: Send>(group: &mut Vec<T>, item: T) {
    group.insert(0, item);
}

pipeline! {
    struct ByLength { words: Vec<&'static str>, seen: Seen<(usize, Vec<&'static str>)> }

    each::<&'static str>(&words) => latest_first::<&'static str> { by: |word| word.len() } => keep::<(usize, Vec<&'static str>)>(&seen);
}

/// ```elixir
/// iex> flow = Flow.from_enumerable(~w[the quick brown fox], stages: 1)
/// iex> flow |> Flow.group_by(&String.length/1) |> Enum.sort()
/// [{3, ["fox", "the"]}, {5, ["brown", "quick"]}]
/// ```
#[tokio::test]
async fn group_by() {
    let seen = Seen::default();
    ended(ByLength { words: vec!["the", "quick", "brown", "fox"], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [(3, vec!["fox", "the"]), (5, vec!["brown", "quick"])]);
}

type Numbered = (&'static str, u64);

/// Only the values.
#[fold]
fn values(group: &mut Vec<u64>, (_, value): Numbered) {
    group.insert(0, value);
}

pipeline! {
    struct ByKey { pairs: Vec<Numbered>, seen: Seen<(&'static str, Vec<u64>)>, doubled: Seen<Numbered> }

    each::<Numbered>(&pairs) => [
        values { by: |(key, _)| *key } => keep::<(&'static str, Vec<u64>)>(&seen),
        map(|(key, value)| (key, value * 2)) => keep::<Numbered>(&doubled) { name: keep_doubled },
    ];
}

/// ```elixir
/// iex> flow = Flow.from_enumerable([foo: 1, foo: 2, bar: 3, foo: 4, bar: 5], stages: 1)
/// iex> flow |> Flow.group_by_key() |> Flow.emit(:state) |> Enum.to_list()
/// [%{foo: [4, 2, 1], bar: [5, 3]}]
/// ```
#[tokio::test]
async fn group_by_key() {
    let (seen, doubled) = (Seen::default(), Seen::default());
    let pairs = vec![("foo", 1), ("foo", 2), ("bar", 3), ("foo", 4), ("bar", 5)];
    ended(ByKey { pairs, seen: seen.clone(), doubled: doubled.clone() }.run().await);
    assert_eq!(seen.sorted(), [("bar", vec![5, 3]), ("foo", vec![4, 2, 1])]);
}

/// ```elixir
/// iex> flow = Flow.from_enumerable([a: 1, b: 2, c: 3, d: 4, e: 5], stages: 1)
/// iex> flow |> Flow.map_values(& &1 * 2) |> Enum.sort()
/// [a: 2, b: 4, c: 6, d: 8, e: 10]
/// ```
#[tokio::test]
async fn map_values() {
    let (seen, doubled) = (Seen::default(), Seen::default());
    let pairs = vec![("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)];
    ended(ByKey { pairs, seen: seen.clone(), doubled: doubled.clone() }.run().await);
    assert_eq!(doubled.take(), [("a", 2), ("b", 4), ("c", 6), ("d", 8), ("e", 10)]);
}

pipeline! {
    struct FirstOfEach { list: Vec<u64>, seen: Seen<u64> }

    each::<u64>(&list) => distinct { by: |n| n % 2 } => keep::<u64>(&seen);
}

/// ```elixir
/// iex> flow = Flow.from_enumerable(1..100)
/// iex> flow = Flow.partition(flow, stages: 1)
/// iex> flow |> Flow.uniq_by(&rem(&1, 2)) |> Enum.sort()
/// [1, 2]
/// ```
#[tokio::test]
async fn uniq_by() {
    let seen = Seen::default();
    ended(FirstOfEach { list: (1..=100).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2]);
}

/// The most frequent, as many as `most`.
#[derive(Default)]
struct Top(Vec<(&'static str, u64)>);

const MOST: usize = 1;

impl Top {
    fn keep_most(&mut self) {
        self.0.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.0.truncate(MOST);
    }
}

#[fold(merge = top_of_both, finish = sorted -> Vec<(&'static str, u64)>)]
fn take_sort(top: &mut Top, counted: (&'static str, u64)) {
    top.0.push(counted);
    top.keep_most();
}

fn top_of_both(into: &mut Top, other: Top) {
    into.0.extend(other.0);
    into.keep_most();
}

fn sorted(top: Top) -> Vec<(&'static str, u64)> {
    top.0
}

pipeline! {
    struct MostAccessed { urls: Vec<&'static str>, seen: Seen<Vec<(&'static str, u64)>> }

    each::<&'static str>(&urls)
        => count { by: |url| *url, workers: 2 }
        => take_sort { workers: 2 }
        => keep::<Vec<(&'static str, u64)>>(&seen);
}

/// ```elixir
/// iex> urls = ~w(www.foo.com www.bar.com www.foo.com www.foo.com www.baz.com)
/// iex> flow = urls |> Flow.from_enumerable() |> Flow.partition()
/// iex> flow = flow |> Flow.reduce(fn -> %{} end, fn url, map ->
/// ...>   Map.update(map, url, 1, & &1 + 1)
/// ...> end)
/// iex> flow = flow |> Flow.take_sort(1, fn {_url_a, count_a}, {_url_b, count_b} ->
/// ...>   count_b <= count_a
/// ...> end)
/// iex> Enum.to_list(flow)
/// [[{"www.foo.com", 3}]]
/// ```
#[tokio::test]
async fn take_the_top_of_each_partition_and_of_those() {
    let seen = Seen::default();
    let urls = vec!["www.foo.com", "www.bar.com", "www.foo.com", "www.foo.com", "www.baz.com"];
    ended(MostAccessed { urls, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [[("www.foo.com", 3)]]);
}

#[fold(merge = departition)]
fn reduce(counts: &mut Counts, word: &'static str) {
    *counts.entry(word).or_default() += 1;
}

fn departition(into: &mut Counts, other: Counts) {
    for (word, n) in other {
        *into.entry(word).or_default() += n;
    }
}

/// As a step of its own, of what was emitted since the last time.
#[fold]
fn merged(into: &mut Counts, other: Counts) {
    departition(into, other);
}

pipeline! {
    struct Departitioned { lines: Vec<&'static str>, whole: Seen<Counts>, parts: Seen<Counts>, sum: Seen<Counts> }

    each::<&'static str>(&lines) => flat_map(words) => [
        reduce { workers: 4 } => keep::<Counts>(&whole),
        reduce { name: reduce_some, window: global, trigger: every(4), discarding } => [
            keep::<Counts>(&parts) { name: keep_parts },
            merged => keep::<Counts>(&sum) { name: keep_sum },
        ],
    ];
}

/// The documentation has a file for input and shows no result; the lines are those of its first pages, and every four words take the
/// place of every thousand.
///
/// ```elixir
/// File.stream!("path/to/some/file")
/// |> Flow.from_enumerable()
/// |> Flow.map(&String.split/1)
/// |> Flow.partition()
/// |> Flow.reduce(fn -> %{} end, fn event, acc -> Map.update(acc, event, 1, & &1 + 1) end)
/// |> Flow.departition(&Map.new/0, &Map.merge/2, &(&1))
/// |> Enum.to_list
/// ```
///
/// ```elixir
/// |> Flow.partition(window: Flow.Window.global |> Flow.Window.trigger_every(1000))
/// |> Flow.reduce(fn -> %{} end, fn event, acc -> Map.update(acc, event, 1, & &1 + 1) end)
/// |> Flow.on_trigger(fn acc -> {[acc], %{}} end)
/// |> Flow.departition(&Map.new/0, &Map.merge(&1, &2, fn _, v1, v2 -> v1 + v2 end), &(&1))
/// ```
#[tokio::test]
async fn one_map_of_all_partitions() {
    let [whole, parts, sum] = <[Seen<Counts>; 3]>::default();
    let lines = vec!["roses are red", "violets are blue"];
    let pipeline = Departitioned { lines, whole: whole.clone(), parts: parts.clone(), sum: sum.clone() };
    ended(pipeline.run().await);
    let all = Counts::from([("roses", 1), ("are", 2), ("red", 1), ("violets", 1), ("blue", 1)]);
    assert_eq!(whole.take(), std::slice::from_ref(&all));
    let first = Counts::from([("roses", 1), ("are", 1), ("red", 1), ("violets", 1)]);
    assert_eq!(parts.take(), [first, Counts::from([("are", 1), ("blue", 1)])]);
    assert_eq!(sum.take(), [all]);
}
