//! `zip`, `latest`, `join`: two streams as one of pairs.

mod as_of;
mod by_key;
mod latest;
mod windows;
mod zip;

use aqueduct::{EdgeReport, Report};

/// Lets every task run that can, without the clock moving.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

fn edge<'a>(report: &'a Report, from: &str) -> &'a EdgeReport {
    report.edges.iter().find(|edge| edge.from == from).unwrap_or_else(|| panic!("no edge from `{from}` in {report:#?}"))
}
