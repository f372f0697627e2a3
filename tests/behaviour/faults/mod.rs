//! What is promised about faults (ENGINE.md section 4): errors, panics and timeouts, wherever they strike, lose nothing that
//! was promised to be kept.

mod dead_end;
mod million;
mod positions;
mod sources;
mod states;
mod stops;

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aqueduct::prelude::*;

use crate::common::{Fell, Seen};

/// A panic without its message, which would be printed a thousand times.
fn quiet_panic() -> ! {
    std::panic::resume_unwind(Box::new("expected"))
}

/// Counts how often something happened: a test whose fault did not happen shows nothing.
#[derive(Clone, Default)]
struct Count(Arc<AtomicU64>);

impl Count {
    fn up(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Keeps what failed at one node.
#[sink]
fn dead<T: Send + 'static, E: Display + Send + Sync + 'static>(fell: &Seen<Fell<T>>, failed: Failed<T, E>) {
    fell.push(failed.into());
}
