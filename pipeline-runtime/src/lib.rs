//! The runtime of `aqueduct`. Use it through the `aqueduct` crate.
//!
//! A pipeline is a set of tasks joined by bounded edges. Each task has a head (an edge to read, a source, an asynchronous
//! stage), a chain of synchronous stages fused behind it, and a tail that carries the items away.

mod ask;
mod attempt;
mod beat;
mod breaker;
mod budget;
mod builder;
mod chain;
mod circle;
mod control;
mod draft;
mod edge;
mod error;
mod failure;
mod flow;
mod head;
mod input;
#[doc(hidden)]
pub mod join;
mod joined;
mod keys;
#[cfg(all(test, aqueduct_loom))]
mod loom_models;
#[doc(hidden)]
pub mod many;
mod nested;
mod node;
mod options;
mod outcome;
#[cfg(test)]
mod parked;
#[doc(hidden)]
pub mod plan;
mod push;
mod rate;
mod report;
mod retry;
mod running;
mod side;
mod source;
mod spread;
mod state;
mod stats;
mod sync;
mod tail;
mod takes;
mod time;
mod top;

pub use aqueduct_drawing::Graph;
pub use breaker::{Breaker, BreakerCounts, BreakerState, FailFast, FailureIf};
pub use budget::Budget;
pub use bytes::Bytes;
pub use bytestring::ByteString as Text;
pub use edge::{DEFAULT_CAPACITY, In, OutPort, Overflow, SendError, TrySendError};
pub use error::{BoxError, PipelineError, StartError};
pub use failure::{Cause, Failed, Failure};
pub use head::Out;
pub use nested::Nodes;
pub use rate::Rate;
pub use report::{EdgeReport, NodeReport, Report};
pub use retry::{Intensity, Retries, Retry};
pub use running::Node;
pub use side::Side;
pub use time::{Pane, Timestamp, Timing, Window};

pub use builder::Opener;
pub use draft::PortOpener;

/// What a drawing is checked for: the compiler names these where it is wrong. Nothing to call.
pub mod checks {
    pub use crate::ask::{
        BecomesAnItem, GivesItems, LeavesItsTask, SaysWhatWentWrong, errors_are_shared, errors_are_shown,
        items_are_sent, resources_are_sent, resources_are_shared, state_is_sent,
    };
    pub use crate::breaker::{Breaks, BreaksWithoutElse, GoesToElse, Guarded, HoldsBack};
    pub use crate::join::{IsAKey, IsTheKeyOf, LendsAKey, LendsTheKeyOf, Repeats};
    pub use crate::keys::{CanBeCompared, CanBeKey, CanBeToldApart, CanLendKey, Key};
    pub use crate::nested::{Gives, GoesOn, HasFields, HasOneIn, HasOneOut, IsMadeOf, Outer, StandsAsANode};
    pub use crate::node::{Begins, CanFail, CannotFail, Lent, Moved};
    pub use crate::outcome::Keeps;
    pub use crate::source::Source;
    pub use crate::tail::{Branches, Copies};
    pub use crate::takes::{
        Arrives, BeginsAChain, CanTimeOut, EndsAChain, Flushes, Is, IsOneWith, Leaves, Merges, NeedsNoElse,
    };
    pub use crate::takes::{
        SendsToPorts, SharesItsWork, StandsInAChain, Takes, TakesBatches, TakesItems, Ticks, Tries, op, option,
    };
    pub use crate::top::HasAnOrder;
}

/// What a [`Graph`] consists of.
pub mod drawing {
    pub use aqueduct_drawing::{Buffer, Calls, Carries, Edge, InFlight, Item, Kind, Node, Place, TypeName};
}

/// What generated code uses. Not for anybody else: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use aqueduct_drawing as drawing;
    pub use bytes::Bytes;
    pub use bytestring::ByteString as Text;
    pub use futures_core::Stream;

    pub use crate::ask::*;
    pub use crate::breaker::{Breaks, BreaksWithoutElse};
    pub use crate::builder::{Builder, LoopPort, Merging, Opener, PipelineOptions};
    pub use crate::draft::{Draft, ItemOf, PortOpener, SourceDraft, coming_from, failures_from, node, source};
    pub use crate::flow::{EdgeFlow, Flow, Seg};
    pub use crate::head::Out as PortOut;
    pub use crate::join;
    pub use crate::keys::{CanBeCompared, CanBeKey, CanBeToldApart, CanLendKey};
    pub use crate::many;
    pub use crate::nested::{
        Flows, Gives, GoesOn, HasFields, HasOneIn, HasOneOut, IsMadeOf, Open, Outer, StandsAsANode, nest, open,
    };
    pub use crate::node::*;
    pub use crate::options::NodeOptions;
    pub use crate::outcome::Keeps;
    pub use crate::plan;
    pub use crate::plan::Described;
    pub use crate::running::{Running, block_on};
    pub use crate::source::{Polled, PolledSource, Source, Streamed, StreamedSource};
    pub use crate::tail::{Arm, Arms, Branches, Copies};
    pub use crate::takes::*;
    pub use crate::time::{
        Accumulates, Alone, ByKey, ByKeyAndWindow, ByWindow, CarriesTime, Firing, Global, IsTimestamp, KeptFor, Plain,
        Session, Sliding, Stamping, TimeOptions, Tumbling,
    };
    pub use crate::top::HasAnOrder;
}
