//! `loop` ports: when they close, what they drop, what is left in a drain, and that they never stand still.

mod model;

use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{EdgeReport, Report};
use tokio::time::{Instant, sleep};

use crate::common::{Seen, balanced, books, ended, failed, keep, numbers};

fn edge<'a>(report: &'a Report, from: &str) -> &'a EdgeReport {
    report.edges.iter().find(|edge| edge.from == from).unwrap_or_else(|| panic!("no edge from `{from}` in {report:#?}"))
}

#[derive(Clone, Debug, PartialEq)]
struct Try {
    n: u64,
    tries: u32,
}

impl From<u64> for Try {
    fn from(n: u64) -> Self {
        Self { n, tries: 0 }
    }
}

impl From<Failed<Try, String>> for Try {
    fn from(failed: Failed<Try, String>) -> Self {
        Self { tries: failed.item.tries + 1, n: failed.item.n }
    }
}

/// A number needs as many tries as its last digit says.
#[stage]
fn attempt(item: &Try) -> Result<(u64, u32), String> {
    if u64::from(item.tries) < item.n % 10 { Err("again".to_owned()) } else { Ok((item.n, item.tries)) }
}

/// `else: again` leads failures straight into the loop, which converts them.
#[tokio::test(start_paused = true)]
async fn failures_go_round_until_they_get_through() {
    pipeline! {
        struct Tries { seen: Seen<(u64, u32)> }
        loop again: Try;
        [numbers(&100), again] => attempt { else: again } => keep::<(u64, u32)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Tries { seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), (1..=100).map(|n| (n, (n % 10) as u32)).collect::<Vec<_>>());
    assert_eq!(books(&report, "attempt"), (550, 100, 0, 450, 100));
    assert_eq!((edge(&report, "again").emitted, edge(&report, "again").taken), (450, 450));
}

/// The failures of the whole pipeline lead back, those of what they lead through not.
#[tokio::test(start_paused = true)]
async fn the_failures_of_all_go_round() {
    pipeline! {
        struct Tries { seen: Seen<(u64, u32)> }
        loop again: Try { buffer: 50, overflow: drop_newest };
        [numbers(&20), again] => attempt => keep::<(u64, u32)>(&seen) { else: stop };
        else => map(Try::from) => again;
    }
    let seen = Seen::default();
    ended(Tries { seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), (1..=20).map(|n| (n, (n % 10) as u32)).collect::<Vec<_>>());
}

/// What comes out of a pipeline with an `in` port, while items go round in it, and when the port is closed.
#[tokio::test(start_paused = true)]
async fn a_port_that_closes_lets_what_is_inside_go_round_to_its_end() {
    pipeline! {
        struct Tries;
        in  items: Try;
        out done: (u64, u32);
        loop again: Try;
        [items, again] => delay(1s) => attempt { else: again } => done;
    }
    let running = Tries.start().unwrap();
    for n in [9, 20, 31] {
        running.items.send(Try::from(n)).await.unwrap();
    }
    let began = Instant::now();
    running.items.close();
    let mut done = Vec::new();
    while let Some((n, tries)) = running.done.recv().await {
        done.push((n, tries, began.elapsed().as_secs()));
    }
    assert_eq!(done, [(20, 0, 1), (31, 1, 2), (9, 9, 10)]);
    ended(running.join().await);
}

/// Nothing ever entered.
#[tokio::test(start_paused = true)]
async fn an_empty_cycle_ends_with_its_input() {
    pipeline! {
        struct Tries;
        in  items: Try;
        out done: (u64, u32);
        loop again: Try;
        [items, again] => attempt { else: again } => done;
    }
    let running = Tries.start().unwrap();
    let done = running.done.clone();
    drop(running.items.clone());
    running.items.close();
    assert_eq!(done.recv().await, None);
    ended(running.join().await);
}

/// Every item becomes three, every edge holds one: what finds no room in the loop is dropped, nothing waits for it.
#[tokio::test(start_paused = true)]
async fn an_overloaded_cycle_of_tiny_edges_drops_and_ends() {
    pipeline! {
        struct Flood { seen: Seen<u64> }
        options { channel: 1 }
        loop again: u64 { buffer: 1 };
        [numbers(&200) => map(|_| 6u64), again]
            => inspect(|_| ()) { buffer: 1 }
            => [keep::<u64>(&seen), filter(|left| *left > 0) => flat_map(|left| [left - 1; 3]) => again];
    }
    let seen = Seen::default();
    let report = ended(Flood { seen: seen.clone() }.run().await);
    let port = edge(&report, "again");
    assert_eq!((port.capacity, port.emitted), (1, port.taken + port.dropped));
    assert!(port.dropped > 100, "{report}");
    assert_eq!(seen.len() as u64, 200 + port.taken);
}

/// The same with several workers, in real time on several threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_overloaded_cycle_of_workers_ends() {
    #[stage]
    async fn hop(left: u64) -> u64 {
        tokio::task::yield_now().await;
        left
    }
    pipeline! {
        struct Flood { seen: Seen<u64> }
        options { channel: 1 }
        loop again: u64 { buffer: 2, overflow: drop_newest };
        [numbers(&500) => map(|_| 6u64), again]
            => hop { workers: 3 }
            => [keep::<u64>(&seen), filter(|left| *left > 0) => flat_map(|left| [left - 1; 3]) => again];
    }
    let seen = Seen::default();
    let report = ended(Flood { seen: seen.clone() }.run().await);
    let port = edge(&report, "again");
    assert_eq!((seen.len() as u64, port.emitted), (500 + port.taken, port.taken + port.dropped));
    assert!(port.dropped > 0, "{report}");
}

/// The oldest, or the newest: three enter at once a loop that holds two.
#[tokio::test(start_paused = true)]
async fn what_a_full_loop_drops_is_what_it_says() {
    macro_rules! sees {
        ($overflow:tt) => {{
            pipeline! {
                struct Burst { seen: Seen<u64> }
                loop again: u64 { buffer: 2, overflow: $overflow };
                [numbers(&1) => map(|_| 0), again]
                    => flat_map(|n| if n == 0 { 1..=3 } else { n + 10..=n + 10 })
                    => match { n if n > 10 => keep::<u64>(&seen), n => again };
            }
            let seen = Seen::default();
            let report = ended(Burst { seen: seen.clone() }.run().await);
            assert_eq!(edge(&report, "again").dropped, 1);
            seen.take()
        }};
    }
    assert_eq!(sees!(drop_oldest), [12, 13]);
    assert_eq!(sees!(drop_newest), [11, 12]);
}

pipeline! {
    /// Everything goes round for ever.
    struct Endless { seen: Seen<u64> }
    in items: u64;
    loop again: u64;
    [items, again] => delay(1s) => [keep::<u64>(&seen), again];
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_let_anything_go_round_again() {
    let seen = Seen::default();
    let running = Endless { seen: seen.clone() }.start().unwrap();
    for n in 0..5 {
        running.items.send(n).await.unwrap();
    }
    sleep(Duration::from_millis(3500)).await;
    assert_eq!(seen.len(), 15);
    let report = running.stop().await.unwrap();
    assert!(report.balances(), "{report:#?}");
    assert_eq!((report.left(), edge(&report, "again").left), (5, 5));
    assert_eq!(seen.len(), 20, "what was on its way is done");
    assert!(report.to_string().contains("again -> delay_1: 0 dropped, 0 unread, 5 left, 0 queued of 20"), "{report}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_handle_and_an_abort_end_a_cycle() {
    let seen = Seen::default();
    let running = Endless { seen: seen.clone() }.start().unwrap();
    running.items.send(1).await.unwrap();
    sleep(Duration::from_secs(10)).await;
    let report = running.abort().await;
    assert!(report.balances() && report.left() == 1, "{report:#?}");

    let running = Endless { seen: seen.clone() }.start().unwrap();
    running.items.send(1).await.unwrap();
    sleep(Duration::from_millis(2500)).await;
    drop(running);
    seen.take();
    sleep(Duration::from_secs(10)).await;
    assert_eq!(seen.take(), [1]);
}

/// While a cycle is paused, it does not end, whatever its inputs do.
#[tokio::test(start_paused = true)]
async fn a_paused_cycle_keeps_what_it_has() {
    pipeline! {
        struct Tries { seen: Seen<(u64, u32)> }
        in  items: Try;
        loop again: Try;
        [items, again] => attempt { else: again } => keep::<(u64, u32)>(&seen);
    }
    let seen = Seen::default();
    let running = Tries { seen: seen.clone() }.start().unwrap();
    running.nodes.attempt.pause();
    running.items.send(Try::from(3)).await.unwrap();
    running.items.close();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(seen.len(), 0);
    running.nodes.attempt.resume();
    ended(running.join().await);
    assert_eq!(seen.take(), [(3, 3)]);
}

/// One loop after the other: the second closes when the first has.
#[tokio::test(start_paused = true)]
async fn loops_one_behind_the_other() {
    pipeline! {
        struct Two { seen: Seen<u64> }
        loop left: u64;
        loop right: u64;
        let first = [numbers(&10), left] => delay(1s) => match { n if n < 100 => (n + 50) => left, n => map(|n| n) };
        [first, right] => delay(1s) => match { n if n < 1000 => (n + 500) => right, n => keep::<u64>(&seen) };
    }
    let seen = Seen::default();
    let report = ended(Two { seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), (1..=10).map(|n| n + 1100).collect::<Vec<_>>());
    assert_eq!((edge(&report, "left").taken, edge(&report, "right").taken), (20, 20));
}

/// An inner cycle in an outer one; both loops lead to the same steps.
#[tokio::test(start_paused = true)]
async fn a_loop_in_a_loop() {
    pipeline! {
        struct Nested { seen: Seen<u64> }
        loop outer: u64;
        loop inner: u64;
        let begun = [numbers(&10), outer] => delay(1s);
        [begun, inner]
            => delay(1s)
            => match {
                n if n % 10 != 0 => (n + 1) => inner,
                n if n < 100 => (n + 7) => outer,
                n => keep::<u64>(&seen),
            };
    }
    let seen = Seen::default();
    ended(Nested { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [100; 10]);
}

/// Two loops that close one cycle between them.
#[tokio::test(start_paused = true)]
async fn loops_that_lead_into_each_other() {
    pipeline! {
        struct Figure { seen: Seen<u64> }
        loop one: u64;
        loop two: u64;
        [numbers(&10), one] => map(|n| n + 10) => two;
        two => match { n if n < 50 => one, n => keep::<u64>(&seen) };
    }
    let seen = Seen::default();
    ended(Figure { seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), (50..60).collect::<Vec<_>>());
}

/// The loop does not wait for a source that does not lead into its cycle, nor for what stands behind it.
#[tokio::test(start_paused = true)]
async fn a_cycle_ends_by_itself_beside_what_goes_on() {
    pipeline! {
        struct Beside { seen: Seen<u64> }
        in  others: u64;
        in  items: u64;
        out done: u64;
        out rest: u64 { buffer: 1 };
        loop again: u64;
        [items, again]
            => match { n if n < 10 => (n + 1) => again, n => [map(|n| n) => done, map(|n| n) => rest] };
        others => keep::<u64>(&seen);
    }
    let running = Beside { seen: Seen::default() }.start().unwrap();
    for n in 0..5 {
        running.items.send(n).await.unwrap();
    }
    running.items.close();
    for _ in 0..5 {
        assert_eq!(running.done.recv().await, Some(10));
    }
    assert_eq!(running.done.recv().await, None, "though nobody reads `rest`, and `others` is open");
    for _ in 0..5 {
        assert_eq!(running.rest.recv().await, Some(10));
    }
    assert_eq!(running.rest.recv().await, None);
    running.others.close();
    ended(running.join().await);
}

/// An `out` port that nobody reads holds the cycle back, and a stop ends it.
#[tokio::test(start_paused = true)]
async fn an_unread_port_holds_a_cycle_back() {
    pipeline! {
        struct Unread;
        in  items: u64;
        out done: u64 { buffer: 1 };
        loop again: u64 { buffer: 1000 };
        [items, again] => match { n if n < 10 => (n + 1) => again, n => done };
    }
    let running = Unread.start().unwrap();
    for n in 0..100 {
        running.items.send(n % 10).await.unwrap();
    }
    sleep(Duration::from_secs(5)).await;
    let report = running.stop().await.unwrap();
    assert!(report.balances(), "{report:#?}");
}

/// What a fold has gathered in a cycle comes out when the loop closes, and cannot go round again.
#[tokio::test(start_paused = true)]
async fn what_a_fold_in_a_cycle_lets_out_at_the_end_is_left() {
    #[fold]
    fn total(sum: &mut u64, n: u64) {
        *sum += n;
    }
    pipeline! {
        struct Total { seen: Seen<u64> }
        loop again: u64;
        [numbers(&4), again] => total(&mut 0) => [keep::<u64>(&seen), again];
    }
    let seen = Seen::default();
    let report = Total { seen: seen.clone() }.run().await.unwrap();
    assert!(report.balances(), "{report:#?}");
    assert_eq!((seen.take(), report.left()), (vec![10], 1));
}

/// The taker of the loop ends by itself: what leads into it ends too.
#[tokio::test(start_paused = true)]
async fn a_taker_that_has_enough_ends_its_cycle() {
    pipeline! {
        struct Enough { seen: Seen<u64> }
        in items: u64;
        loop again: u64;
        [items, again] => take(25) => [keep::<u64>(&seen), again];
    }
    let seen = Seen::default();
    let running = Enough { seen: seen.clone() }.start().unwrap();
    for n in 0..5 {
        running.items.send(n).await.unwrap();
    }
    let report = running.join().await.unwrap();
    assert!(report.balances(), "{report:#?}");
    assert_eq!(seen.len(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_failing_or_panicking_stage_in_a_cycle_ends_the_pipeline() {
    #[stage]
    fn refuse(n: u64) -> Result<u64, String> {
        assert!(n != 30, "thirty");
        if n == 20 { Err("twenty".to_owned()) } else { Ok(n + 1) }
    }
    pipeline! {
        struct Refuses { from: u64 }
        in items: u64;
        loop again: u64;
        [items, again] => delay(1s) => refuse { else: stop } => again;
    }
    for from in [15, 25] {
        let running = Refuses { from }.start().unwrap();
        running.items.send(from).await.unwrap();
        running.items.send(0).await.unwrap();
        let _open = running.items.clone();
        let error = failed(running.join().await);
        assert!(error.to_string().contains("refuse"), "{error}");
    }
}

/// The merge before the cycle, the loop behind it, several chains into it: the same stage is fed from everywhere.
#[tokio::test(start_paused = true)]
async fn several_chains_lead_into_a_loop() {
    pipeline! {
        struct Several { seen: Seen<u64> }
        loop again: u64;
        numbers(&5) => again;
        numbers(&5) { name: more } => map(|n| n + 10) => again;
        again => match { n if n < 100 => (n + 100) => again, n => keep::<u64>(&seen) };
    }
    let seen = Seen::default();
    let report = balanced(Several { seen: seen.clone() }.run().await.unwrap());
    assert_eq!(seen.sorted(), [101, 102, 103, 104, 105, 111, 112, 113, 114, 115]);
    assert_eq!(edge(&report, "again").taken, 20);
}
