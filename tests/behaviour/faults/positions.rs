//! A panic, an error and a timeout in each position, with and without `else`.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::Instant;

use super::{Count, dead, quiet_panic};
use crate::common::{Fell, Seen, ended, failed, keep, numbers};

const ITEMS: u64 = 100;
/// Fails always.
const POISON: u64 = 25;
/// Fails once.
const UNLUCKY: u64 = 48;

const ALL: [Fault; 3] = [Fault::Panic, Fault::Error, Fault::Timeout];
/// What can befall a synchronous stage.
const AT_ONCE: [Fault; 2] = [Fault::Panic, Fault::Error];

#[derive(Clone, Copy, Debug)]
enum Fault {
    Panic,
    Error,
    Timeout,
}

impl Fault {
    fn cause(self) -> &'static str {
        match self {
            Self::Panic => "panicked",
            Self::Error => "an error",
            Self::Timeout => "took longer than its timeout",
        }
    }
}

/// Strikes one item always and another one once.
#[derive(Clone)]
struct Trouble {
    fault: Fault,
    struck: Count,
    unlucky: Count,
}

impl Trouble {
    fn new(fault: Fault) -> Self {
        Self { fault, struck: Count::default(), unlucky: Count::default() }
    }

    fn strikes(&self, n: u64) -> bool {
        let strikes = n == POISON || (n == UNLUCKY && self.unlucky.up() == 1);
        if strikes {
            self.struck.up();
        }
        strikes
    }

    fn at_once(&self, n: u64) -> Result<(), &'static str> {
        match self.fault {
            _ if !self.strikes(n) => Ok(()),
            Fault::Error => Err("an error"),
            _ => quiet_panic(),
        }
    }

    async fn later(&self, n: u64) -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        match self.fault {
            _ if !self.strikes(n) => Ok(()),
            Fault::Error => Err("an error"),
            Fault::Timeout => std::future::pending().await,
            Fault::Panic => quiet_panic(),
        }
    }
}

#[stage]
async fn lent(trouble: &Trouble, n: &u64) -> Result<u64, &'static str> {
    trouble.later(*n).await.map(|()| *n)
}

#[stage]
async fn moved(trouble: &Trouble, n: u64) -> Result<u64, &'static str> {
    trouble.later(n).await.map(|()| n)
}

#[stage]
fn lent_at_once(trouble: &Trouble, n: &u64) -> Result<u64, &'static str> {
    trouble.at_once(*n).map(|()| *n)
}

#[stage]
fn moved_at_once(trouble: &Trouble, n: u64) -> Result<u64, &'static str> {
    trouble.at_once(n).map(|()| n)
}

#[stage]
fn checked(trouble: &Trouble, n: &u64) -> Result<(), &'static str> {
    trouble.at_once(*n)
}

#[stage(blocking)]
fn blocking(trouble: &Trouble, n: &u64) -> Result<u64, &'static str> {
    trouble.at_once(*n).map(|()| *n)
}

#[stage]
async fn many(trouble: &Trouble, n: &u64) -> Result<impl Iterator<Item = u64>, &'static str> {
    trouble.later(*n).await.map(|()| std::iter::once(*n))
}

#[stage]
async fn ports(trouble: &Trouble, n: &u64, odd: &mut Out<u64>, even: &mut Out<u64>) -> Result<(), &'static str> {
    trouble.later(*n).await?;
    if n.is_multiple_of(2) {
        even.send(*n).await
    } else {
        odd.send(*n).await
    }
    Ok(())
}

/// The first of a batch that is struck strikes the batch.
#[stage(flatten)]
async fn all_of(trouble: &Trouble, batch: &[u64]) -> Result<Vec<u64>, &'static str> {
    for n in batch {
        trouble.later(*n).await?;
    }
    Ok(batch.to_vec())
}

#[stage]
fn batch_at_once(trouble: &Trouble, batch: Vec<u64>) -> Result<impl Iterator<Item = u64>, &'static str> {
    batch.iter().try_for_each(|n| trouble.at_once(*n))?;
    Ok(batch.into_iter())
}

#[sink]
async fn last(trouble: &Trouble, seen: &Seen<u64>, n: &u64) -> Result<(), &'static str> {
    trouble.later(*n).await?;
    seen.push(*n);
    Ok(())
}

#[sink]
fn last_at_once(trouble: &Trouble, seen: &Seen<u64>, n: &u64) -> Result<(), &'static str> {
    trouble.at_once(*n)?;
    seen.push(*n);
    Ok(())
}

#[sink]
async fn last_batch(trouble: &Trouble, seen: &Seen<u64>, batch: &[u64]) -> Result<(), &'static str> {
    for n in batch {
        trouble.later(*n).await?;
    }
    batch.iter().for_each(|n| seen.push(*n));
    Ok(())
}

/// What fails, how often each was tried, and whether the order is kept.
struct Expected {
    dead: Vec<u64>,
    attempts: u32,
}

fn only_poison() -> Expected {
    Expected { dead: vec![POISON], attempts: 3 }
}

fn each_strike() -> Expected {
    Expected { dead: vec![POISON, UNLUCKY], attempts: 1 }
}

/// The batch of the poison: retried as a whole, and nothing of it got through.
fn its_batch() -> Expected {
    Expected { dead: (21..=30).collect(), attempts: 3 }
}

fn check(node: &str, fault: Fault, expected: &Expected, came: Vec<u64>, fell: Vec<Fell>, sorted: bool) {
    let (cause, mut fell) = (fault.cause(), fell);
    if !sorted {
        fell.sort();
    }
    assert_eq!(fell.iter().map(|f| f.0).collect::<Vec<_>>(), expected.dead, "{fault:?}");
    for f in &fell {
        assert_eq!((f.1, f.2.as_str(), f.3), (node, cause, expected.attempts), "{fault:?}");
    }
    let mut came = came;
    if !sorted {
        came.sort();
    }
    let through: Vec<u64> = (1..=ITEMS).filter(|n| !expected.dead.contains(n)).collect();
    assert_eq!(came, through, "{fault:?}: all others once and in order");
}

macro_rules! nothing_is_lost {
    ($faults:expr, $node:ident, $expected:expr, $sorted:expr) => {
        #[tokio::test(start_paused = true)]
        async fn nothing_is_lost() {
            for fault in $faults {
                let (trouble, seen, fell) = (Trouble::new(fault), Seen::default(), Seen::default());
                let pipeline = Struck { trouble: trouble.clone(), seen: seen.clone(), fell: fell.clone() };
                let report = ended(pipeline.run().await);
                assert!(trouble.struck.get() >= 2, "{fault:?} did not happen");
                let expected: Expected = $expected;
                check(stringify!($node), fault, &expected, seen.take(), fell.take(), $sorted);
                let node = report.node(stringify!($node)).expect("it is there");
                assert_eq!((node.failed, node.lost), (expected.dead.len() as u64, 0), "{fault:?}");
            }
        }
    };
}

mod first {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => lent(&trouble) { retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, lent, only_poison(), true);
}

mod first_moved {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => moved(&trouble) { retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, moved, only_poison(), true);
}

mod middle {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => map(|n| n) => lent(&trouble) { retry: 2, timeout: 1s, else: bad } => filter(|_| true) => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, lent, only_poison(), true);
}

mod on_workers {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => moved(&trouble) { workers: 4, retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, moved, only_poison(), true);
}

mod unordered {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => lent(&trouble) { workers: 4, unordered, retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, lent, only_poison(), false);
}

mod by_key {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => lent(&trouble) { by: |n| n % 10, workers: 4, retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, lent, only_poison(), false);
}

mod sink {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => last(&trouble, &seen) { retry: 2, timeout: 1s, else: bad };
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, last, only_poison(), true);
}

mod sink_at_once {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => last_at_once(&trouble, &seen) { retry: 2, else: bad };
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, last_at_once, only_poison(), true);
}

mod sink_on_workers {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => last(&trouble, &seen) { workers: 4, retry: 2, timeout: 1s, else: bad };
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, last, only_poison(), false);
}

mod in_a_batch {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => all_of(&trouble) { batch: 10, retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, all_of, its_batch(), true);
}

mod in_a_split_batch {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => all_of(&trouble) { batch: 10, split, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, all_of, Expected { dead: vec![POISON], attempts: 5 }, true);
}

mod in_a_moved_batch {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => batch_at_once(&trouble) { batch: 10, retry: 2, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, batch_at_once, its_batch(), true);
}

mod in_a_fused_batch {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => batch_at_once(&trouble) { batch: 10, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, batch_at_once, Expected { dead: (21..=30).chain(41..=50).collect(), attempts: 1 }, true);
}

mod in_a_batch_at_the_end {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => last_batch(&trouble, &seen) { batch: 10, retry: 2, timeout: 1s, else: bad };
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, last_batch, its_batch(), true);
}

mod fused {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => map(|n| n) => lent_at_once(&trouble) { else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, lent_at_once, each_strike(), true);
}

mod fused_moved {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => map(|n| n) => moved_at_once(&trouble) { else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, moved_at_once, each_strike(), true);
}

mod fused_check {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => checked(&trouble) { else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, checked, each_strike(), true);
}

mod fused_sink {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => last_at_once(&trouble, &seen) { else: bad };
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, last_at_once, each_strike(), true);
}

mod fused_by_key {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => lent_at_once(&trouble) { by: |n| n % 10, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, lent_at_once, each_strike(), true);
}

mod lanes {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => moved_at_once(&trouble) { by: |n| n % 10, workers: 3, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, moved_at_once, each_strike(), false);
}

mod blocking_stage {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => blocking(&trouble) { retry: 2, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(AT_ONCE, blocking, only_poison(), true);
}

mod many_outputs {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => many(&trouble) { retry: 2, timeout: 1s, else: bad } => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, many, only_poison(), true);
}

mod output_ports {
    use super::*;

    pipeline! {
        struct Struck { trouble: Trouble, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&ITEMS) => ports(&trouble) { retry: 2, timeout: 1s, else: bad };
        [ports.odd, ports.even] => keep::<u64>(&seen);
        bad => dead::<u64, &'static str>(&fell);
    }

    nothing_is_lost!(ALL, ports, only_poison(), false);
}

/// Runs a pipeline whose failures nobody takes: it ends with an error that names the stage, the cause and the position, and
/// what had been read is worked off.
macro_rules! it_stops {
    ($faults:expr, $node:ident, $positions:expr) => {
        #[tokio::test(start_paused = true)]
        async fn it_stops() {
            for fault in $faults {
                let (trouble, seen) = (Trouble::new(fault), Seen::default());
                let started = Instant::now();
                let pipeline = Stops { trouble: trouble.clone(), seen: seen.clone() };
                let error = failed(pipeline.run().await);
                assert!(trouble.struck.get() >= 1, "{fault:?} did not happen");
                assert!(started.elapsed() < Duration::from_secs(10), "{fault:?}: it drains, not waits");
                assert_eq!(error.stage(), Some(stringify!($node)), "{fault:?}: {error}");
                let positions = $positions;
                assert!(error.position().is_some_and(|at| positions.contains(&at)), "{fault:?}: {error}");
                let text = error.to_string();
                assert!(text.contains(stringify!($node)) && text.contains(fault.cause()), "{text}");
                let report = error.report().expect("it ran");
                let (read, failed) = (report.nodes[0].out, report.nodes.iter().map(|node| node.failed).sum::<u64>());
                assert_eq!(report.left(), 0, "{fault:?}: {report:#?}");
                assert_eq!(read, seen.take().len() as u64 + failed, "{fault:?}: what was read is worked off");
                assert_eq!(
                    report.node(stringify!($node)).map(|node| node.lost),
                    Some(failed),
                    "what nobody takes is lost"
                );
            }
        }
    };
}

mod unrouted {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => lent(&trouble) { timeout: 1s, else: stop } => keep::<u64>(&seen);
    }

    it_stops!(ALL, lent, 25..=25);
}

mod unrouted_retried {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => moved(&trouble) { retry: 2, timeout: 1s, else: stop } => keep::<u64>(&seen);
    }

    it_stops!(ALL, moved, 25..=25);
}

mod unrouted_sink {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => last(&trouble, &seen) { timeout: 1s, else: stop };
    }

    it_stops!(ALL, last, 25..=25);
}

mod unrouted_batch {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => last_batch(&trouble, &seen) { batch: 10, timeout: 1s, else: stop };
    }

    it_stops!(ALL, last_batch, 21..=30);
}

mod unrouted_fused {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => lent_at_once(&trouble) { else: stop } => keep::<u64>(&seen);
    }

    it_stops!(AT_ONCE, lent_at_once, 25..=25);
}

mod unrouted_by_key {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => lent_at_once(&trouble) { by: |n| n % 10, else: stop } => keep::<u64>(&seen);
    }

    it_stops!(AT_ONCE, lent_at_once, 25..=25);
}

mod unrouted_on_workers {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => lent(&trouble) { workers: 4, timeout: 1s, else: stop } => keep::<u64>(&seen);
    }

    it_stops!(ALL, lent, 1..=100);
}

mod unrouted_by_key_on_workers {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => lent(&trouble) { by: |n| n % 10, workers: 4, timeout: 1s, else: stop } => keep::<u64>(&seen);
    }

    it_stops!(ALL, lent, 1..=100);
}

/// A panic of a stage that cannot fail: nobody needs to take it, and then it stops the pipeline.
#[stage]
fn infallible(trouble: &Trouble, n: u64) -> u64 {
    trouble.at_once(n).map_or(0, |()| n)
}

mod untaken {
    use super::*;

    pipeline! {
        struct Stops { trouble: Trouble, seen: Seen<u64> }
        numbers(&ITEMS) => infallible(&trouble) => keep::<u64>(&seen);
    }

    it_stops!([Fault::Panic], infallible, 25..=25);
}

/// Owned, and not `Clone`.
struct Only(u64);

#[stage]
fn own(n: u64) -> Only {
    Only(n)
}

#[stage]
fn use_up(trouble: &Trouble, only: Only) -> u64 {
    trouble.at_once(only.0).map_or(0, |()| only.0)
}

pipeline! {
    struct Skips { trouble: Trouble, seen: Seen<u64> }
    numbers(&ITEMS) => own => use_up(&trouble) { else: skip } => keep::<u64>(&seen);
}

#[tokio::test]
async fn what_cannot_be_kept_is_counted() {
    let (trouble, seen) = (Trouble::new(Fault::Panic), Seen::default());
    let report = ended(Skips { trouble: trouble.clone(), seen: seen.clone() }.run().await);
    let node = report.node("use_up").expect("it is there");
    assert_eq!((trouble.struck.get(), node.failed, node.done), (2, 2, 98));
    assert_eq!(seen.take().len(), 98);
}

pipeline! {
    struct Global { trouble: Trouble, seen: Seen<u64>, failures: Seen<(String, u32)> }
    numbers(&ITEMS) => lent_at_once(&trouble) => moved(&trouble) { timeout: 1s } => keep::<u64>(&seen);
    else => note(&failures);
}

#[sink]
fn note(failures: &Seen<(String, u32)>, failure: Failure) {
    failures.push((format!("{}: {}", failure.stage(), failure.error()), failure.attempts()));
}

#[tokio::test]
async fn the_else_of_the_pipeline_takes_what_no_node_routed() {
    for fault in AT_ONCE {
        let (trouble, seen, failures) = (Trouble::new(fault), Seen::default(), Seen::default());
        let pipeline = Global { trouble: trouble.clone(), seen: seen.clone(), failures: failures.clone() };
        let report = ended(pipeline.run().await);
        // The poison fails at the first stage, and the unlucky one is past its bad luck at the second.
        let text = format!("lent_at_once: {}", fault.cause());
        assert_eq!(failures.take(), [(text.clone(), 1), (text, 1)]);
        assert_eq!(seen.take().len(), 98);
        assert_eq!(report.nodes.iter().map(|node| node.lost).sum::<u64>(), 0);
    }
}
