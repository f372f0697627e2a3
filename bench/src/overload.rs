//! A source ten times as fast as the sink, for a minute: memory must stay flat, and no edge may hold more than it says.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver, Sender, WeakSender};

use crate::CAPACITY;
use crate::args::Args;
use crate::fanout::{ROUNDS_A_MICRO, toil};
use crate::measure::{Failure, expect_equal};
use crate::passthrough::Tally;

pub(crate) const NAME: &str = "overload";
const TO_MAKE: Duration = Duration::from_micros(2);
const TO_DIGEST: Duration = Duration::from_micros(20);
const DEPTH_EVERY: Duration = Duration::from_millis(100);
const DEPTHS_PER_RSS: u32 = 10;
/// What memory may grow by: a fifth, and what an allocator may do as it likes.
const MAY_GROW: (f64, u64) = (1.2, 8_000_000);

/// A kilobyte each, so that a queue without an end would be seen within a second.
pub(crate) struct Load {
    number: u64,
    bytes: Vec<u8>,
}

impl Load {
    pub(crate) fn made(nth: u64) -> Self {
        Self { number: toil(nth, TO_MAKE), bytes: vec![nth as u8; 1024] }
    }

    /// The sink's work. Wrong if the bytes are.
    pub(crate) fn digested(self, tally: &mut Tally) {
        let number = toil(self.number, TO_DIGEST);
        let damaged = self.bytes.iter().any(|byte| *byte != number as u8);
        tally.add(if damaged { 0 } else { number });
    }
}

/// When the source ends, and how much it made.
#[derive(Clone)]
pub(crate) struct Flood {
    until: Instant,
    made: Arc<AtomicU64>,
}

impl Flood {
    fn lasting(time: Duration) -> Self {
        Self { until: Instant::now() + time, made: Arc::default() }
    }

    pub(crate) fn next(&self) -> Option<Load> {
        (Instant::now() < self.until).then(|| Load::made(self.made.fetch_add(1, Relaxed)))
    }

    fn check(&self, tally: Tally) -> Result<(), Failure> {
        expect_equal(&tally, &Tally::of_numbers_below(self.made.load(Relaxed)))
    }
}

/// Memory before, each second from then on, and the most items seen in one edge.
struct Observed {
    rss: Vec<u64>,
    depth: u64,
}

impl Observed {
    fn start() -> Result<Self, Failure> {
        Ok(Self { rss: vec![resident()?], depth: 0 })
    }

    /// From a thread that no busy task can hold up.
    fn watch(&mut self, time: Duration, depth: impl Fn() -> u64) -> Result<(), Failure> {
        let samples = (time.as_secs_f64() / DEPTH_EVERY.as_secs_f64()) as u32;
        for nth in 1..samples {
            thread::sleep(DEPTH_EVERY);
            self.depth = self.depth.max(depth());
            if nth % DEPTHS_PER_RSS == 0 {
                self.rss.push(resident()?);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Failure> {
        let (start, most) = (self.rss[0], self.rss.iter().copied().max().unwrap_or_default());
        if most as f64 > start as f64 * MAY_GROW.0 + MAY_GROW.1 as f64 {
            return Err(format!("memory grew from {start} to {most} bytes").into());
        }
        if self.depth > CAPACITY as u64 {
            return Err(format!("an edge of {CAPACITY} held {}", self.depth).into());
        }
        if self.depth < CAPACITY as u64 / 2 {
            return Err(format!("no overload: no edge of {CAPACITY} held more than {}", self.depth).into());
        }
        Ok(())
    }

    fn json(&self, system: &str, items: u64) -> String {
        let (Self { rss, depth }, [start, half, end]) = (self, self.rss_at());
        let what = format!(r#""work":"{NAME}","system":"{system}","items":{items},"max_depth":{depth}"#);
        let memory = format!(r#""rss_start":{start},"rss_half":{half},"rss_end":{end},"rss":{rss:?}"#);
        format!(r#"{{{what},"capacity":{CAPACITY},{memory}}}"#)
    }

    fn words(&self, system: &str) -> String {
        let [start, half, end] = self.rss_at().map(|bytes| bytes as f64 / 1e6);
        let memory = format!("{start:.1} MB at the start, {half:.1} half way, {end:.1} at the end");
        format!("  {system:<22}{memory}; the fullest edge held {} of {CAPACITY}", self.depth)
    }

    /// At the start, half way and at the end.
    fn rss_at(&self) -> [u64; 3] {
        let rss = &self.rss;
        [rss[0], rss[rss.len() / 2], rss[rss.len() - 1]]
    }
}

/// What one system's run came to, for programs and for people.
pub(crate) struct Lines {
    pub(crate) json: String,
    pub(crate) words: String,
}

/// Linux alone tells.
pub(crate) fn can_be_measured() -> bool {
    resident().is_ok()
}

fn resident() -> Result<u64, Failure> {
    const PAGE: u64 = 4096;
    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm.split_whitespace().nth(1).ok_or("no second number in statm")?.parse()?;
    Ok(pages * PAGE)
}

pub(crate) fn measure(args: &Args, runtime: &Runtime) -> Result<Vec<Lines>, Failure> {
    LazyLock::force(&ROUNDS_A_MICRO);
    Ok(vec![
        named("tokio_mpsc", tokio_mpsc(args.overload, runtime))?,
        #[cfg(feature = "aqueduct")]
        named("aqueduct", aqueduct(args.overload, runtime))?,
    ])
}

fn named(system: &str, outcome: Result<(Observed, u64), Failure>) -> Result<Lines, Failure> {
    let (observed, items) = outcome.map_err(|failure| format!("{NAME} {system}: {failure}"))?;
    observed.check().map_err(|failure| format!("{NAME} {system}: {failure}"))?;
    Ok(Lines { json: observed.json(system, items), words: observed.words(system) })
}

#[cfg(feature = "aqueduct")]
fn aqueduct(time: Duration, runtime: &Runtime) -> Result<(Observed, u64), Failure> {
    let mut observed = Observed::start()?;
    let flood = Flood::lasting(time);
    let running = runtime.block_on(async { crate::aqueduct_side::overload::start(flood.clone()) })?;
    observed.watch(time, || running.deepest())?;
    let tally = runtime.block_on(running.total())?;
    flood.check(tally)?;
    Ok((observed, tally.items))
}

fn tokio_mpsc(time: Duration, runtime: &Runtime) -> Result<(Observed, u64), Failure> {
    let mut observed = Observed::start()?;
    let flood = Flood::lasting(time);
    let (to_middle, middle) = mpsc::channel(CAPACITY);
    let (to_sink, sink) = mpsc::channel(CAPACITY);
    let edges = [to_middle.downgrade(), to_sink.downgrade()];
    let source = runtime.spawn(pour(flood.clone(), to_middle));
    let middle = runtime.spawn(relay(middle, to_sink));
    let sink = runtime.spawn(digest(sink));
    observed.watch(time, || edges.iter().map(depth).max().unwrap_or_default())?;
    let tally = runtime.block_on(async {
        source.await??;
        middle.await??;
        Ok::<_, Failure>(sink.await?)
    })?;
    flood.check(tally)?;
    Ok((observed, tally.items))
}

fn depth(edge: &WeakSender<Load>) -> u64 {
    edge.upgrade().map_or(0, |edge| (edge.max_capacity() - edge.capacity()) as u64)
}

async fn pour(flood: Flood, edge: Sender<Load>) -> Result<(), Failure> {
    while let Some(load) = flood.next() {
        edge.send(load).await.map_err(|_| "the next stage is gone")?;
    }
    Ok(())
}

async fn relay(mut inbox: Receiver<Load>, edge: Sender<Load>) -> Result<(), Failure> {
    while let Some(load) = inbox.recv().await {
        edge.send(load).await.map_err(|_| "the next stage is gone")?;
    }
    Ok(())
}

async fn digest(mut inbox: Receiver<Load>) -> Tally {
    let mut tally = Tally::default();
    while let Some(load) = inbox.recv().await {
        load.digested(&mut tally);
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(rss: &[u64], depth: u64) -> Observed {
        Observed { rss: rss.to_vec(), depth }
    }

    #[test]
    fn what_grows_is_noticed() {
        observed(&[10_000_000, 19_000_000, 11_000_000], 1_024).check().unwrap();
        assert!(observed(&[10_000_000, 21_000_000, 11_000_000], 1_024).check().is_err());
    }

    #[test]
    fn so_is_an_edge_that_holds_too_much_or_never_filled() {
        assert!(observed(&[1], 1_025).check().unwrap_err().to_string().contains("held 1025"));
        assert!(observed(&[1], 3).check().unwrap_err().to_string().contains("no overload"));
    }

    #[test]
    fn a_damaged_load_is_noticed() {
        let mut tally = Tally::default();
        Load { number: 7, bytes: vec![8; 3] }.digested(&mut tally);
        assert_eq!(tally, Tally { items: 1, sum: 0 });
        assert!(Flood::lasting(Duration::ZERO).check(tally).is_err());
    }

    #[test]
    fn a_line_says_start_half_and_end() {
        let json = observed(&[1, 2, 3, 4], 5).json("a", 6);
        let wanted = r#""rss_start":1,"rss_half":3,"rss_end":4,"rss":[1, 2, 3, 4]}"#;
        assert!(json.ends_with(wanted), "{json}");
    }
}
