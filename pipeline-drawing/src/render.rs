//! The ways to draw a graph.

use crate::Graph;
use crate::dot::Dot;
use crate::json::Json;
use crate::mermaid::Mermaid;
use crate::svg::Svg;
use crate::text::Text;
use std::fmt;

impl<'a> Graph<'a> {
    /// Drawn with characters.
    #[must_use]
    pub fn text(&'a self) -> Text<'a> {
        Text(self)
    }

    /// For Mermaid.
    #[must_use]
    pub fn mermaid(&'a self) -> Mermaid<'a> {
        Mermaid(self)
    }

    /// For Graphviz.
    #[must_use]
    pub fn dot(&'a self) -> Dot<'a> {
        Dot(self)
    }

    /// A picture.
    #[must_use]
    pub fn svg(&'a self) -> Svg<'a> {
        Svg(self)
    }

    /// For other programs.
    #[must_use]
    pub fn json(&'a self) -> Json<'a> {
        Json(self)
    }
}

/// As [`Graph::text`].
impl fmt::Display for Graph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text(self).fmt(f)
    }
}
