//! The ways to draw a graph.

use crate::Graph;
use crate::dot::Dot;
use crate::json::Json;
use crate::mermaid::Mermaid;
use crate::svg::Svg;
use crate::text::Text;
use std::fmt;

impl<'a> Graph<'a> {
    /// Drawn with characters, at most 100 columns wide: from left to right where that fits, downwards otherwise, and as a list
    /// where it is too large (more than 60 nodes) or too tangled to be drawn. Types that have no room are numbered, and stand
    /// below. Failures are dashed; what leads back is marked with `↻`. Then follows which nodes share a task, and of what the
    /// most items in flight consist, where the graph knows it.
    ///
    /// ```
    /// # use aqueduct_drawing::{Buffer, Carries, Edge, Graph, Item, Kind, Node, Place};
    /// # const PLACE: Place = Place { line: 0, column: 0 };
    /// # const NODE: Node<'static> = Node {
    /// #     name: "", kind: Kind::Stage, function: None, calls: None, options: &[], workers: Some(1), in_hand: Some(1), place: PLACE,
    /// # };
    /// # const GRAPH: Graph<'static> = Graph {
    /// #     name: "Prices",
    /// #     nodes: &[
    /// #         Node { name: "lines", kind: Kind::Source, ..NODE },
    /// #         Node { name: "parse", options: &[("workers", "2")], in_hand: Some(2), ..NODE },
    /// #         Node { name: "print", kind: Kind::Sink, ..NODE },
    /// #     ],
    /// #     edges: &[
    /// #         Edge { from: 0, to: 1, label: None, carries: Carries::Items, item: Item::Written("String"), buffer: Buffer::Holds(64), joined: false },
    /// #         Edge { from: 1, to: 2, label: None, carries: Carries::Items, item: Item::Written("f64"), buffer: Buffer::Holds(64), joined: false },
    /// #     ],
    /// #     file: "src/main.rs",
    /// # };
    /// assert_eq!(
    ///     GRAPH.text().to_string(),
    ///     "\
    /// ┌───────┐            ┌───────────┐         ┌───────┐
    /// │ lines ├─ String ──▶│ parse     ├─ f64 ──▶│ print │
    /// └───────┘            │ workers 2 │         └───────┘
    ///                      └───────────┘
    ///
    /// at most 132 in flight: 64 lines -> parse, 64 parse -> print, 1 lines, 2 parse, 1 print
    /// "
    /// );
    /// assert_eq!(GRAPH.text().to_string(), GRAPH.to_string());
    /// ```
    #[must_use]
    pub const fn text(&'a self) -> Text<'a> {
        Text(self)
    }

    /// For [Mermaid](https://mermaid.js.org), which GitHub and many others show in Markdown: a `flowchart`.
    ///
    /// ```
    /// # use aqueduct_drawing::Graph;
    /// # const GRAPH: Graph<'static> = Graph { name: "Prices", nodes: &[], edges: &[], file: "src/main.rs" };
    /// let chart = GRAPH.mermaid().to_string();
    /// assert!(chart.starts_with("flowchart LR\n"));
    /// ```
    #[must_use]
    pub const fn mermaid(&'a self) -> Mermaid<'a> {
        Mermaid(self)
    }

    /// For [Graphviz](https://graphviz.org): `dot -Tsvg`.
    ///
    /// ```
    /// # use aqueduct_drawing::Graph;
    /// # const GRAPH: Graph<'static> = Graph { name: "Prices", nodes: &[], edges: &[], file: "src/main.rs" };
    /// let dot = GRAPH.dot().to_string();
    /// assert!(dot.starts_with("digraph \"Prices\" {\n"));
    /// ```
    #[must_use]
    pub const fn dot(&'a self) -> Dot<'a> {
        Dot(self)
    }

    /// A picture: one file that needs nothing else, in light or dark as its reader likes it. Nodes and edges say more when they
    /// are pointed at; a frame is around nodes that share a task.
    ///
    /// ```no_run
    /// # use aqueduct_drawing::Graph;
    /// # const GRAPH: Graph<'static> = Graph { name: "Prices", nodes: &[], edges: &[], file: "src/main.rs" };
    /// std::fs::write("prices.svg", GRAPH.svg().to_string())?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub const fn svg(&'a self) -> Svg<'a> {
        Svg(self)
    }

    /// For other programs. One object; whatever is not known, or computed when the pipeline starts, is `null`:
    ///
    /// | field | |
    /// |---|---|
    /// | `name`, `file` | of the pipeline |
    /// | `nodes` | objects, producers before takers |
    /// | `edges` | objects, in the order of their takers |
    /// | `max_in_flight` | [`Graph::max_in_flight`] |
    ///
    /// A node:
    ///
    /// | field | |
    /// |---|---|
    /// | `name` | unique in the pipeline |
    /// | `kind` | `in`, `out`, `loop`, `source`, `stage`, `fold`, `sink`, `operator`, `broadcast`, `route`, `discard`, `pipeline` |
    /// | `function` | where it is called otherwise than the node |
    /// | `calls` | `sync`, `async`, `blocking`, `many`, `ports`, `folds` |
    /// | `options` | an object of strings, empty ones for words that stand alone |
    /// | `workers`, `in_hand`, `line`, `column` | numbers |
    /// | `task` | a number: nodes with the same are in one task |
    ///
    /// An edge:
    ///
    /// | field | |
    /// |---|---|
    /// | `from`, `to` | names of nodes |
    /// | `label` | an output port's name, or the pattern of a route's arm |
    /// | `carries` | `items`, `failures` |
    /// | `item` | the type |
    /// | `buffer` | how many items it holds; 0 inside of a loop |
    /// | `fused` | whether it is inside of a task |
    ///
    /// ```
    /// # use aqueduct_drawing::Graph;
    /// # const GRAPH: Graph<'static> = Graph { name: "Prices", nodes: &[], edges: &[], file: "src/main.rs" };
    /// let json = GRAPH.json().to_string();
    /// assert!(json.contains(r#""name": "Prices""#));
    /// ```
    #[must_use]
    pub const fn json(&'a self) -> Json<'a> {
        Json(self)
    }
}

/// As [`Graph::text`].
impl fmt::Display for Graph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text(self).fmt(f)
    }
}
