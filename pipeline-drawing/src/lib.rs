//! What a pipeline looks like. Use it through the `aqueduct` crate: `Name::GRAPH`.

mod item;
mod model;

pub use item::{Item, TypeName};
pub use model::{Buffer, Calls, Carries, Edge, Graph, InFlight, Kind, Node, Place};
