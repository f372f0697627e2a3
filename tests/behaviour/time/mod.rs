//! Event time: folds by window, lateness, watermarks.

mod as_of;
mod bounds;
mod carried;
mod distinct;
mod flow;
mod handlers;
mod joins;
mod kept;
mod late;
mod models;
mod panes;
mod pieces;
mod tops;
mod window_joins;
mod windows;

/// Waits until a node has taken so many items.
async fn has_taken(items: u64, stats: impl Fn() -> aqueduct::NodeReport) {
    while stats().taken < items {
        tokio::task::yield_now().await;
    }
}
