//! Of `window.ex`.

use std::time::Duration;

use aqueduct::prelude::*;

use super::Counts;
use crate::common::{Seen, each, ended, keep};

/// A word, and when it was said, in milliseconds.
type Said = (&'static str, i64);

fn at(said: &Said) -> Timestamp {
    Timestamp::from_millis(said.1)
}

#[fold]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

pipeline! {
    struct Global { list: Vec<u64>, seen: Seen<u64> }

    each::<u64>(&list) => sum { window: global, trigger: every(10), accumulating } => keep::<u64>(&seen);
}

/// ```elixir
/// iex> window = Flow.Window.global() |> Flow.Window.trigger_every(10)
/// iex> flow = Flow.from_enumerable(1..100) |> Flow.partition(window: window, stages: 1)
/// iex> flow |> Flow.reduce(fn -> 0 end, &(&1 + &2)) |> Flow.emit(:state) |> Enum.to_list()
/// [55, 210, 465, 820, 1275, 1830, 2485, 3240, 4095, 5050, 5050]
/// ```
#[tokio::test]
async fn global_window_with_a_trigger_every_ten() {
    let seen = Seen::default();
    ended(Global { list: (1..=100).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [55, 210, 465, 820, 1275, 1830, 2485, 3240, 4095, 5050, 5050]);
}

#[fold]
fn frequency(counts: &mut Counts, (word, _): Said) {
    *counts.entry(word).or_default() += 1;
}

pipeline! {
    struct Fixed { data: Vec<Said>, seen: Seen<(Window, Counts)> }

    each::<Said>(&data) { time: at } => frequency { window: tumbling(1h) } => keep::<(Window, Counts)>(&seen);
}

fn hours(seen: &Seen<(Window, Counts)>) -> Vec<Counts> {
    seen.take().into_iter().map(|(_, counts)| counts).collect()
}

/// ```elixir
/// iex> data = [{"elixir", 0}, {"elixir", 1_000}, {"erlang", 60_000},
/// ...>         {"concurrency", 3_200_000}, {"elixir", 4_000_000},
/// ...>         {"erlang", 5_000_000}, {"erlang", 6_000_000}]
/// iex> window = Flow.Window.fixed(1, :hour, fn {_word, timestamp} -> timestamp end)
/// iex> flow = Flow.from_enumerable(data, max_demand: 5, stages: 1)
/// iex> flow = Flow.partition(flow, window: window, stages: 1)
/// iex> flow = Flow.reduce(flow, fn -> %{} end, fn {word, _}, acc ->
/// ...>   Map.update(acc, word, 1, & &1 + 1)
/// ...> end)
/// iex> flow |> Flow.emit(:state) |> Enum.to_list
/// [%{"elixir" => 2, "erlang" => 1, "concurrency" => 1},
///  %{"elixir" => 1, "erlang" => 2}]
/// ```
#[tokio::test]
async fn fixed_windows() {
    let seen = Seen::default();
    let data = [
        ("elixir", 0),
        ("elixir", 1_000),
        ("erlang", 60_000),
        ("concurrency", 3_200_000),
        ("elixir", 4_000_000),
        ("erlang", 5_000_000),
        ("erlang", 6_000_000),
    ];
    ended(Fixed { data: data.to_vec(), seen: seen.clone() }.run().await);
    let first = Counts::from([("elixir", 2), ("erlang", 1), ("concurrency", 1)]);
    assert_eq!(hours(&seen), [first, Counts::from([("elixir", 1), ("erlang", 2)])]);
}

/// The first word at the end of the list.
fn out_of_order() -> Vec<Said> {
    vec![
        ("elixir", 1_000),
        ("erlang", 60_000),
        ("concurrency", 3_200_000),
        ("elixir", 4_000_000),
        ("erlang", 5_000_000),
        ("erlang", 6_000_000),
        ("elixir", 0),
    ]
}

/// ```elixir
/// iex> data = [{"elixir", 1_000}, {"erlang", 60_000},
/// ...>         {"concurrency", 3_200_000}, {"elixir", 4_000_000},
/// ...>         {"erlang", 5_000_000}, {"erlang", 6_000_000}, {"elixir", 0}]
/// iex> window = Flow.Window.fixed(1, :hour, fn {_word, timestamp} -> timestamp end)
/// iex> flow = Flow.from_enumerable(data) |> Flow.partition(window: window, stages: 1, max_demand: 5)
/// iex> flow = Flow.reduce(flow, fn -> %{} end, fn {word, _}, acc ->
/// ...>   Map.update(acc, word, 1, & &1 + 1)
/// ...> end)
/// iex> flow |> Flow.emit(:state) |> Enum.to_list
/// [%{"elixir" => 1, "erlang" => 1, "concurrency" => 1},
///  %{"elixir" => 1, "erlang" => 2}]
/// ```
#[tokio::test]
async fn what_is_late_is_lost() {
    let seen = Seen::default();
    let report = ended(Fixed { data: out_of_order(), seen: seen.clone() }.run().await);
    let first = Counts::from([("elixir", 1), ("erlang", 1), ("concurrency", 1)]);
    assert_eq!(hours(&seen), [first, Counts::from([("elixir", 1), ("erlang", 2)])]);
    assert_eq!(report.node("frequency").unwrap().late, 1);
}

pipeline! {
    struct Waiting { data: Vec<Said>, seen: Seen<(Window, Counts)> }

    each::<Said>(&data) { time: at } => frequency { window: tumbling(1h), lateness: 1h, accumulating } => keep::<(Window, Counts)>(&seen);
}

/// Flow waits for five minutes by the clock. Here it is event time that passes: the last word comes forty minutes after its window.
///
/// ```elixir
/// iex> window = Flow.Window.fixed(1, :hour, fn {_word, timestamp} -> timestamp end)
/// iex> window = Flow.Window.allowed_lateness(window, 5, :minute)
/// iex> flow = Flow.from_enumerable(data) |> Flow.partition(window: window, stages: 1, max_demand: 5)
/// iex> flow = Flow.reduce(flow, fn -> %{} end, fn {word, _}, acc ->
/// ...>   Map.update(acc, word, 1, & &1 + 1)
/// ...> end)
/// iex> flow |> Flow.emit(:state) |> Enum.to_list
/// [%{"concurrency" => 1, "elixir" => 1, "erlang" => 1},
///  %{"concurrency" => 1, "elixir" => 2, "erlang" => 1},
///  %{"elixir" => 1, "erlang" => 2}]
/// ```
#[tokio::test]
async fn allowed_lateness() {
    let seen = Seen::default();
    ended(Waiting { data: out_of_order(), seen: seen.clone() }.run().await);
    let expected = [
        Counts::from([("concurrency", 1), ("elixir", 1), ("erlang", 1)]),
        Counts::from([("concurrency", 1), ("elixir", 2), ("erlang", 1)]),
        Counts::from([("elixir", 1), ("erlang", 2)]),
    ];
    assert_eq!(hours(&seen), expected);
}

pipeline! {
    struct Periodic;

    in plain: u64;
    out sums: (Window, u64);
    in counted: u64;
    out triggered: (Window, u64);

    plain => sum { window: tumbling(100ms) } => sums;
    counted => sum { name: checkpoints, window: tumbling(100ms), trigger: every(5), accumulating } => triggered;
}

/// The documentation describes periodic windows in words; this is of Flow's own tests. Flow emits the empty windows of a silence, too;
/// here a window begins with an item.
///
/// ```elixir
/// Stream.concat(1..10, Stream.timer(60_000))
/// |> Flow.from_enumerable(max_demand: 5)
/// |> Flow.partition(window: Flow.Window.periodic(100, :millisecond), stages: 1, max_demand: 10)
/// |> Flow.reduce(fn -> 0 end, &(&1 + &2))
/// |> Flow.on_trigger(fn state, index, {:periodic, window, :done} -> {[{state, index, window}], state} end)
/// |> Enum.take(2)
/// assert result == [{55, {0, 1}, 0}, {0, {0, 1}, 1}]
/// ```
///
/// With `|> Flow.Window.trigger_every(5)`:
///
/// ```elixir
/// assert result == [{15, 0, {:every, 5}}, {55, 0, {:every, 5}}, {55, 0, :done}]
/// ```
#[tokio::test(start_paused = true)]
async fn periodic_windows() {
    let running = Periodic.start().unwrap();
    for n in 1..=10 {
        running.plain.send(n).await.unwrap();
        running.counted.send(n).await.unwrap();
    }
    let began = tokio::time::Instant::now();
    assert_eq!(running.sums.recv().await.map(|(_, sum)| sum), Some(55));
    assert!(began.elapsed() <= Duration::from_millis(101), "{:?}", began.elapsed());
    let silence = tokio::time::timeout(Duration::from_secs(60), running.sums.recv()).await;
    assert!(silence.is_err(), "no window without items");
    for expected in [15, 55, 55] {
        assert_eq!(running.triggered.recv().await.map(|(_, sum)| sum), Some(expected));
    }
    running.plain.send(1).await.unwrap();
    assert_eq!(running.sums.recv().await.map(|(_, sum)| sum), Some(1), "the next window begins anew");
    running.stop().await.unwrap();
}

pipeline! {
    struct Count { list: Vec<u64>, seen: Seen<u64> }

    each::<u64>(&list) => sum { window: count(10) } => keep::<u64>(&seen);
}

/// Flow's last result is that of a window that has begun and has no item. Here there is none.
///
/// ```elixir
/// iex> window = Flow.Window.count(10)
/// iex> flow = Flow.from_enumerable(1..100) |> Flow.partition(window: window, stages: 1)
/// iex> flow |> Flow.reduce(fn -> 0 end, &(&1 + &2)) |> Flow.emit(:state) |> Enum.to_list()
/// [55, 155, 255, 355, 455, 555, 655, 755, 855, 955, 0]
/// ```
#[tokio::test]
async fn windows_of_ten_items() {
    let seen = Seen::default();
    ended(Count { list: (1..=100).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [55, 155, 255, 355, 455, 555, 655, 755, 855, 955]);
    ended(Count { list: (1..=25).collect(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [55, 155, 115], "the rest at the end");
}

/// How many, and when the last one.
#[derive(Default)]
struct Session(u64, i64);

#[fold(merge = both, finish = told -> (u64, i64))]
fn gather(session: &mut Session, (_, time): Said) {
    *session = Session(session.0 + 1, session.1.max(time));
}

fn both(into: &mut Session, other: Session) {
    *into = Session(into.0 + other.0, into.1.max(other.1));
}

fn told(session: Session) -> (u64, i64) {
    (session.0, session.1)
}

type Told = (&'static str, Window, (u64, i64));

pipeline! {
    struct Sessions { data: Vec<Said>, seen: Seen<Told> }

    // A session ends where Flow's gap is exceeded, and here where it is reached: a millisecond later.
    each::<Said>(&data) { time: at }
        => gather { by: |(word, _)| *word, window: session(1_000_001ms) }
        => keep::<Told>(&seen);
}

/// ```elixir
/// iex> data = [
/// ...>   {"elixir", 2_000_000},
/// ...>   {"erlang", 3_100_000},
/// ...>   {"elixir", 3_200_000},
/// ...>   {"erlang", 4_000_000},
/// ...>   {"elixir", 4_100_000},
/// ...>   {"erlang", 4_150_000}
/// ...> ]
/// iex> max_gap_between_events = 1_000_000
/// iex> flow = Flow.from_enumerable(data) |> Flow.partition(key: fn {k, _} -> k end, stages: 1)
/// iex> flow =
/// ...>   Flow.emit_and_reduce(flow, fn -> %{} end, fn {word, time}, acc ->
/// ...>     {count, previous_time} = Map.get(acc, word, {1, time})
/// ...>
/// ...>     if time - previous_time > max_gap_between_events do
/// ...>       {[{word, {count, previous_time}}], Map.put(acc, word, {1, time})}
/// ...>     else
/// ...>       {[], Map.update(acc, word, {1, time}, fn {count, _} -> {count + 1, time} end)}
/// ...>     end
/// ...>   end)
/// iex> flow = Flow.on_trigger(flow, fn acc -> {Enum.to_list(acc), :unused} end)
/// iex> Enum.to_list(flow)
/// [{"elixir", {1, 2000000}}, {"elixir", {2, 4100000}}, {"erlang", {3, 4150000}}]
/// ```
#[tokio::test]
async fn session_windows() {
    let seen = Seen::default();
    let data = [
        ("elixir", 2_000_000),
        ("erlang", 3_100_000),
        ("elixir", 3_200_000),
        ("erlang", 4_000_000),
        ("elixir", 4_100_000),
        ("erlang", 4_150_000),
    ];
    ended(Sessions { data: data.to_vec(), seen: seen.clone() }.run().await);
    let sessions: Vec<_> = seen.take().into_iter().map(|(word, _, told)| (word, told)).collect();
    assert_eq!(sessions, [("elixir", (1, 2_000_000)), ("elixir", (2, 4_100_000)), ("erlang", (3, 4_150_000))]);
}
