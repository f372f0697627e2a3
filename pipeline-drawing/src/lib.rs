//! What a pipeline looks like. Use it through the `aqueduct` crate: `Name::GRAPH`.

mod dot;
mod item;
mod json;
mod layout;
mod mermaid;
mod model;
mod nets;
mod render;
mod svg;
mod text;
mod words;

pub use dot::Dot;
pub use item::{Item, TypeName};
pub use json::Json;
pub use mermaid::Mermaid;
pub use model::{Buffer, Calls, Carries, Edge, Graph, InFlight, Kind, Node, Place};
pub use svg::Svg;
pub use text::Text;
