//! A running pipeline: the part of every handle that is the same.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::attempt::{Attempted, poll_caught};
use crate::builder::{NodeCell, Task};
use crate::control::{Control, Gate};
use crate::edge::EdgeView;
use crate::error::PipelineError;
use crate::flow::Drive;
use crate::joined::Joined;
use crate::report::{NodeReport, Report};
use crate::stats::NodeStats;
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicBool, Ordering};

/// A running pipeline without its ports. Dropping it drains in the background.
pub struct Running {
    books: Arc<AllBooks>,
    tasks: Option<JoinSet<()>>,
    drain: Duration,
}

struct AllBooks {
    name: &'static str,
    started: Instant,
    control: Arc<Control>,
    nodes: Vec<NodeCell>,
    edges: Vec<Arc<dyn EdgeView>>,
}

impl Running {
    pub(crate) fn launch(
        name: &'static str,
        drain: Duration,
        control: Arc<Control>,
        tasks: Vec<Task>,
        nodes: Vec<NodeCell>,
        edges: Vec<Arc<dyn EdgeView>>,
    ) -> Self {
        let mut set = JoinSet::new();
        for mut parts in grouped(tasks, &control) {
            match parts.len() {
                1 => set.spawn(parts.remove(0)),
                _ => set.spawn(Joined::new(parts)),
            };
        }
        let books = AllBooks { name, started: Instant::now(), control, nodes, edges };
        Self { books: Arc::new(books), tasks: Some(set), drain }
    }

    /// Waits for the natural end: until the sources and `in` ports have ended and everything has drained.
    ///
    /// # Errors
    /// [`PipelineError`] when a node ended the pipeline.
    pub async fn join(mut self) -> Result<Report, PipelineError> {
        let Some(mut tasks) = self.tasks.take() else { return self.drained() };
        let mut stopping = pin!(self.books.control.stopping());
        loop {
            tokio::select! {
                ended = tasks.join_next() => if ended.is_none() { return self.drained() },
                () = &mut stopping => return self.drain(tasks).await,
            }
        }
    }

    /// Stops the sources and the `in` ports, drains within the pipeline's `drain` time, then aborts what is left.
    ///
    /// # Errors
    /// [`PipelineError`] when a node ended the pipeline, or when it was not drained in time.
    pub async fn stop(mut self) -> Result<Report, PipelineError> {
        self.books.control.stop();
        match self.tasks.take() {
            Some(tasks) => self.drain(tasks).await,
            None => self.drained(),
        }
    }

    /// Ends all tasks where they are. What was in them is counted as left.
    pub async fn abort(mut self) -> Report {
        self.books.control.stop();
        match self.tasks.take() {
            Some(tasks) => self.end(tasks).await,
            None => self.books.report(),
        }
    }

    /// Ends all tasks. What was on its way to them is left, not unread: nobody chose not to read it.
    async fn end(&self, mut tasks: JoinSet<()>) -> Report {
        let before = self.books.report();
        tasks.shutdown().await;
        self.books.report().aborted(&before)
    }

    /// As [`join`](Self::join), but ctrl-c and SIGTERM drain, and a second one aborts.
    ///
    /// # Errors
    /// As [`join`](Self::join).
    pub async fn run(self) -> Result<Report, PipelineError> {
        let control = Arc::clone(&self.books.control);
        let signals = tokio::spawn(async move {
            interrupted().await;
            control.stop();
            interrupted().await;
            control.abort();
        });
        let result = self.join().await;
        signals.abort();
        result
    }

    /// The counters so far.
    #[must_use]
    pub fn stats(&self) -> Report {
        self.books.report()
    }

    async fn drain(&self, mut tasks: JoinSet<()>) -> Result<Report, PipelineError> {
        let mut aborting = pin!(self.books.control.aborting());
        let all = async { while tasks.join_next().await.is_some() {} };
        let drained = tokio::select! {
            drained = tokio::time::timeout(self.drain, all) => drained.is_ok(),
            () = &mut aborting => false,
        };
        if drained {
            return self.drained();
        }
        let report = self.end(tasks).await;
        let left = report.nodes.iter().map(|node| (node.name.clone(), node.left));
        let queued = report.edges.iter().map(|edge| (format!("{} => {}", edge.from, edge.to), edge.queued + edge.left));
        let left = left.chain(queued).filter(|(_, left)| *left > 0).collect();
        self.result(Some(PipelineError::deadline(self.drain, left)), report)
    }

    fn drained(&self) -> Result<Report, PipelineError> {
        self.result(None, self.books.report())
    }

    fn result(&self, late: Option<PipelineError>, report: Report) -> Result<Report, PipelineError> {
        match self.books.control.take_error().or(late) {
            Some(error) => Err(error.with_report(report)),
            None => Ok(report),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mut tasks) = self.tasks.take() else { return };
        self.books.control.stop();
        let drain = self.drain;
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let all = async { while tasks.join_next().await.is_some() {} };
                let _ = tokio::time::timeout(drain, all).await;
            });
        } else {
            tasks.detach_all();
        }
    }
}

impl AllBooks {
    fn report(&self) -> Report {
        Report {
            pipeline: self.name.to_owned(),
            elapsed: self.started.elapsed(),
            nodes: self.nodes.iter().map(|cell| cell.stats.report(cell.name)).collect(),
            edges: self.edges.iter().map(|edge| edge.report()).collect(),
        }
    }
}

/// The parts of each task, takers before producers.
fn grouped(tasks: Vec<Task>, control: &Arc<Control>) -> Vec<Vec<Drive>> {
    let mut groups: BTreeMap<usize, Vec<Drive>> = BTreeMap::new();
    // Producers were made first.
    for task in tasks.into_iter().rev() {
        groups.entry(task.joined).or_default().push(Box::pin(watched(task, Arc::clone(control))));
    }
    groups.into_values().collect()
}

/// A task whose own panic (not that of a stage, which is caught) ends the pipeline with an error.
async fn watched(task: Task, control: Arc<Control>) {
    let mut future = task.future;
    let ended = std::future::poll_fn(|cx| poll_caught(future.as_mut(), cx)).await;
    if !matches!(ended, Attempted::Returned(())) {
        control.fail(PipelineError::internal(task.name));
    }
    // Its edges close here, also after a panic.
    let _ = std::panic::catch_unwind(AssertUnwindSafe(move || drop(future)));
}

/// Resolves at ctrl-c or SIGTERM; never on a runtime without I/O, which cannot hear them (tokio panics there).
async fn interrupted() {
    let mut heard = pin!(heard());
    let heard = std::future::poll_fn(|cx| poll_caught(heard.as_mut(), cx)).await;
    if !matches!(heard, Attempted::Returned(())) {
        std::future::pending::<()>().await;
    }
}

async fn heard() {
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// A node of a running pipeline: `running.nodes.charge`.
#[derive(Clone)]
pub struct Node {
    name: String,
    stats: Arc<NodeStats>,
    gates: Arc<Mutex<Vec<Arc<Gate>>>>,
    paused: Arc<AtomicBool>,
}

impl Node {
    pub(crate) fn new(name: String, cell: Option<&NodeCell>) -> Self {
        let (stats, gates) = match cell {
            Some(cell) => (Arc::clone(&cell.stats), Arc::clone(&cell.gates)),
            None => Default::default(),
        };
        Self { name, stats, gates, paused: Arc::default() }
    }

    /// Holds the node's task back before its next item (a fused node's before its next run), until
    /// [`resume`](Self::resume) or until the pipeline stops. What waits before it backs up to the source.
    pub fn pause(&self) {
        self.turn(true, Gate::close);
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.turn(false, Gate::open);
    }

    /// Its counters so far.
    #[must_use]
    pub fn stats(&self) -> NodeReport {
        self.stats.report(&self.name)
    }

    /// Under one lock, so that a gate is never opened by one before it is closed by another: it would wake nobody.
    fn turn(&self, paused: bool, act: impl Fn(&Gate)) {
        let gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if self.paused.swap(paused, Ordering::AcqRel) != paused {
            gates.iter().for_each(|gate| act(gate));
        }
    }
}

/// Runs a pipeline on a runtime of its own.
///
/// # Errors
/// As the pipeline, and when no runtime can be built.
pub fn block_on<F>(run: F) -> Result<Report, PipelineError>
where
    F: Future<Output = Result<Report, PipelineError>>,
{
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(crate::error::StartError::InRuntime.into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(crate::error::StartError::Runtime)?.block_on(run)
}
