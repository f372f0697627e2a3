//! Pipelines declared in code, checked by the compiler, compiled into plain tokio code.
#![forbid(unsafe_code)]

pub use aqueduct_macros::{fold, pipeline, sink, source, stage};
pub use aqueduct_runtime::*;

#[doc(hidden)]
pub use aqueduct_runtime::__private;

/// Everything a pipeline is written with.
pub mod prelude {
    pub use aqueduct_macros::{fold, pipeline, sink, source, stage};
    pub use aqueduct_runtime::{Bytes, Cause, Failed, Failure, Out, Overflow, Rate, Retry, Text};
    pub use futures_core::Stream;
}
