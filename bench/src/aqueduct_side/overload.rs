//! Two edges before a sink that is ten times as slow as the source.

use aqueduct::prelude::*;

use crate::measure::Failure;
use crate::overload::{Flood, Load};
use crate::passthrough::Tally;

#[source]
async fn pour(flood: &Flood) -> Option<Load> {
    flood.next()
}

#[stage]
fn relay(load: Load) -> Load {
    load
}

#[fold]
fn digest(tally: &mut Tally, load: Load) {
    load.digested(tally);
}

pipeline! {
    struct Overload { flood: Flood }

    out total: Tally;

    pour(&flood)
        => relay { buffer: 1024 }
        => digest { buffer: 1024 }
        => total;
}

/// One that has been started.
pub(crate) struct Started(OverloadHandle);

pub(crate) fn start(flood: Flood) -> Result<Started, Failure> {
    Ok(Started(Overload { flood }.start()?))
}

impl Started {
    /// What the fullest edge holds now.
    pub(crate) fn deepest(&self) -> u64 {
        self.0.stats().edges.iter().map(|edge| edge.queued).max().unwrap_or_default()
    }

    pub(crate) async fn total(self) -> Result<Tally, Failure> {
        let total = self.0.total.recv().await;
        self.0.join().await?;
        total.ok_or_else(|| "no total came out".into())
    }
}
