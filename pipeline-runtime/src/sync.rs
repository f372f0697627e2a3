//! Locks and atomics: what they are, and in the models (`loom_models`) what loom has for them.

#[cfg(not(all(test, aqueduct_loom)))]
mod real {
    pub use std::sync::{Mutex, MutexGuard, atomic};
    pub use tokio::sync::Notify;
}

#[cfg(all(test, aqueduct_loom))]
mod real {
    pub use crate::loom_models::notify::Notify;
    pub use loom::sync::{Mutex, MutexGuard, atomic};
}

pub use real::*;
