//! What the tests share: where items come from, where they are seen, and the books at the end.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aqueduct::prelude::*;
use aqueduct::{PipelineError, Report};

/// Collects what arrives somewhere. Clones share it.
pub struct Seen<T>(Arc<Mutex<Vec<T>>>);

impl<T> Seen<T> {
    pub fn push(&self, item: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    /// What has arrived since the last call.
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How much has arrived since.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub fn sorted(&self) -> Vec<T>
    where
        T: Ord,
    {
        let mut items = self.take();
        items.sort();
        items
    }
}

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// The numbers from 1.
#[source]
pub fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    1..=*upto
}

/// All of a list.
#[source]
pub fn each<T: Clone + Send + Sync>(list: &[T]) -> impl Iterator<Item = T> {
    list.iter().cloned()
}

/// Keeps what arrives.
#[sink]
pub fn keep<T: Send>(seen: &Seen<T>, item: T) {
    seen.push(item);
}

/// A failed number of any stage: the number, the stage, the cause, the attempts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fell<T = u64>(pub T, pub &'static str, pub String, pub u32);

impl<T, E: fmt::Display> From<Failed<T, E>> for Fell<T> {
    fn from(failed: Failed<T, E>) -> Self {
        Self(failed.item, failed.stage, failed.cause.to_string(), failed.attempts)
    }
}

/// Keeps what failed.
#[sink]
pub fn fallen<T: Send>(fell: &Seen<Fell<T>>, item: Fell<T>) {
    fell.push(item);
}

/// The books balance and nothing is left.
pub fn balanced(report: Report) -> Report {
    assert!(report.balances(), "{report:#?}");
    assert_eq!(report.left(), 0, "{report:#?}");
    report
}

/// A pipeline that ended well, with its books in order.
pub fn ended(result: Result<Report, PipelineError>) -> Report {
    balanced(result.expect("the pipeline ends well"))
}

/// A pipeline that did not: its error, with books that balance.
pub fn failed(result: Result<Report, PipelineError>) -> PipelineError {
    let error = result.expect_err("the pipeline fails");
    let report = error.report().expect("an error of a running pipeline has a report");
    assert!(report.balances(), "{report:#?}");
    error
}

/// The input and output of a node, as a test states them: taken, done, filtered, failed, out.
pub fn books(report: &Report, node: &str) -> (u64, u64, u64, u64, u64) {
    let node = report.node(node).unwrap_or_else(|| panic!("no node `{node}` in {report:#?}"));
    (node.taken, node.done, node.filtered, node.failed, node.out)
}
