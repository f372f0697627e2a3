//! What can go wrong with a pipeline as a whole.

use std::error::Error;
use std::fmt;

use crate::report::Report;

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A pipeline that could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// `start()` and `run()` need a tokio runtime around them.
    NoRuntime,
    /// `run_blocking()` makes a tokio runtime of its own, and one is running here already.
    InRuntime,
    /// An option computed at run time has a value that cannot be.
    Option {
        /// The pipeline's node.
        node: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The runtime of `run_blocking()` could not be built.
    Runtime(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuntime => f.write_str(
                "a pipeline starts on a tokio runtime, and there is none here: call it inside `#[tokio::main]`, or use `run_blocking()`",
            ),
            Self::InRuntime => f.write_str(
                "`run_blocking()` makes a tokio runtime of its own, and one is running here already: call `run().await` instead",
            ),
            Self::Option { node, reason } => write!(f, "node `{node}`: {reason}"),
            Self::Runtime(error) => write!(f, "no tokio runtime could be built: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Runtime(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a pipeline ended other than by draining. It names the stage, the cause and the item's position, never its content.
pub struct PipelineError {
    kind: Kind,
    report: Option<Box<Report>>,
}

enum Kind {
    Start(StartError),
    Item { stage: String, cause: BoxError, position: Option<u64> },
    Source { stage: String, cause: BoxError, position: u64 },
    Restarts { stage: String, cause: BoxError, position: Option<u64> },
    Deadline { after: std::time::Duration, left: Vec<(String, u64)> },
    Internal { task: String },
}

impl PipelineError {
    pub(crate) fn item(stage: &str, cause: BoxError, position: Option<u64>) -> Self {
        Kind::Item { stage: stage.to_owned(), cause, position }.into()
    }

    pub(crate) fn restarts(stage: &str, cause: BoxError, position: Option<u64>) -> Self {
        Kind::Restarts { stage: stage.to_owned(), cause, position }.into()
    }

    pub(crate) fn source(stage: &str, cause: BoxError, position: u64) -> Self {
        Kind::Source { stage: stage.to_owned(), cause, position }.into()
    }

    pub(crate) fn deadline(after: std::time::Duration, left: Vec<(String, u64)>) -> Self {
        Kind::Deadline { after, left }.into()
    }

    pub(crate) fn internal(task: &str) -> Self {
        Kind::Internal { task: task.to_owned() }.into()
    }

    pub(crate) fn with_report(mut self, report: Report) -> Self {
        self.report = Some(Box::new(report));
        self
    }

    /// The node that ended the pipeline, where it was one.
    #[must_use]
    pub fn stage(&self) -> Option<&str> {
        match &self.kind {
            Kind::Item { stage, .. } | Kind::Restarts { stage, .. } | Kind::Source { stage, .. } => Some(stage),
            _ => None,
        }
    }

    /// Which of the node's items it was, counted from 1.
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        match &self.kind {
            Kind::Item { position, .. } | Kind::Restarts { position, .. } => *position,
            Kind::Source { position, .. } => Some(*position),
            _ => None,
        }
    }

    /// What was done until then, and what was left.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }
}

impl From<Kind> for PipelineError {
    fn from(kind: Kind) -> Self {
        Self { kind, report: None }
    }
}

impl From<StartError> for PipelineError {
    fn from(error: StartError) -> Self {
        Kind::Start(error).into()
    }
}

impl fmt::Display for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Start(error) => error.fmt(f),
            Kind::Item { stage, cause, position } => {
                write!(f, "`{stage}` failed{}, and nothing takes its failures: {cause}", At(*position))
            }
            Kind::Restarts { stage, cause, position } => {
                write!(
                    f,
                    "`{stage}` keeps failing{}, more often than `restart` and `max_restarts` allow; last: {cause}",
                    At(*position)
                )
            }
            Kind::Source { stage, cause, position } => {
                write!(f, "the source `{stage}` failed after {position} items, and its `restart_if` refuses: {cause}")
            }
            Kind::Deadline { after, left } => {
                write!(f, "not drained after {after:?}; left:")?;
                left.iter().try_for_each(|(node, items)| write!(f, " {items} in `{node}`"))
            }
            Kind::Internal { task } => write!(f, "the task of `{task}` ended by a panic outside of its stage"),
        }
    }
}

struct At(Option<u64>);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None | Some(0) => Ok(()),
            Some(position) => write!(f, " at its item {position}"),
        }
    }
}

impl fmt::Debug for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for PipelineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Start(error) => Some(error),
            Kind::Item { cause, .. } | Kind::Restarts { cause, .. } | Kind::Source { cause, .. } => Some(&**cause),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_before_its_first_item_fails_at_none() {
        let text = |position| PipelineError::restarts("stock", "it is on fire".into(), position).to_string();
        let why = "more often than `restart` and `max_restarts` allow; last: it is on fire";
        assert_eq!(text(Some(0)), format!("`stock` keeps failing, {why}"));
        assert_eq!(text(Some(7)), format!("`stock` keeps failing at its item 7, {why}"));
    }
}
