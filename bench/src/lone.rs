//! A lone item every 100 us through three tasks: how long it takes from the source to the sink.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::CAPACITY;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};

pub(crate) const NAME: &str = "lone";
const EVERY: Duration = Duration::from_micros(100);
const PERCENTILES: [(&str, f64); 3] = [("_p50", 0.5), ("_p99", 0.99), ("_p999", 0.999)];

pub(crate) fn work<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 500;
    let systems = vec![
        System::measuring_itself("tokio_mpsc", move || percentiles(items, runtime.block_on(tokio_mpsc(items))?)),
        #[cfg(feature = "aqueduct")]
        System::measuring_itself("aqueduct", move || {
            percentiles(items, runtime.block_on(crate::aqueduct_side::lone(items))?)
        }),
    ];
    // The times are an item's own already.
    Ok(vec![Work { systems, ..Work::new(NAME, 1, &["tokio_mpsc"]) }])
}

/// Yields until the nth item is due; a timer of tokio would be off by a millisecond. The time at which it leaves.
pub(crate) async fn leaves(start: Instant, nth: u64) -> Instant {
    let due = start + EVERY * nth as u32;
    loop {
        let now = Instant::now();
        if now >= due {
            return now;
        }
        tokio::task::yield_now().await;
    }
}

fn percentiles(items: u64, mut delays: Vec<Duration>) -> Result<Vec<(&'static str, Duration)>, Failure> {
    expect_equal(&(delays.len() as u64), &items)?;
    delays.sort_unstable();
    let at = |part: f64| delays[((delays.len() - 1) as f64 * part) as usize];
    Ok(PERCENTILES.map(|(name, part)| (name, at(part))).to_vec())
}

async fn tokio_mpsc(items: u64) -> Result<Vec<Duration>, Failure> {
    let (to_middle, mut middle) = mpsc::channel(CAPACITY);
    let (to_sink, mut sink) = mpsc::channel::<Instant>(CAPACITY);
    let source = tokio::spawn(async move {
        let start = Instant::now();
        for nth in 0..items {
            to_middle.send(leaves(start, nth).await).await?;
        }
        Ok::<_, Failure>(())
    });
    let middle = tokio::spawn(async move {
        while let Some(left) = middle.recv().await {
            to_sink.send(left).await?;
        }
        Ok::<_, Failure>(())
    });
    let sink = tokio::spawn(async move {
        let mut delays = Vec::new();
        while let Some(left) = sink.recv().await {
            delays.push(left.elapsed());
        }
        delays
    });
    source.await??;
    middle.await??;
    Ok(sink.await?)
}
