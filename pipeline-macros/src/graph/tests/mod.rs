//! Whole pipelines: text to graph, text to errors.

mod drawing;
mod endless;
mod good;
mod joins;
mod samples;
mod soup;
mod wrong;
mod wrong_options;
mod wrong_syntax;

use super::model::Graph;
use crate::errors::Errors;
use drawing::draw;
use proc_macro2::TokenStream;

fn read(tokens: TokenStream) -> (Option<Graph>, Errors) {
    let reading = super::read(tokens);
    (reading.graph, reading.errors)
}

/// The graph of a pipeline without mistakes.
fn graph(text: &str) -> Graph {
    let (graph, errors) = read(text.parse().unwrap());
    graph.unwrap_or_else(|| panic!("{:#?}\nin {text}", errors.texts()))
}

/// The steps of a pipeline without mistakes, as text.
fn drawn(statements: &str) -> String {
    draw(&graph(&format!("struct P {{ gateway: Gateway, db: Db }} {statements}")))
}

/// All errors, one on each line.
fn wrong(statements: &str) -> String {
    wrong_pipeline(&format!("struct P {{ gateway: Gateway, db: Db }} {statements}"))
}

fn wrong_pipeline(text: &str) -> String {
    let (graph, errors) = read(text.parse().unwrap());
    assert!(graph.is_none(), "no mistake found in {text}");
    assert!(!errors.is_empty(), "no graph, and nobody says why: {text}");
    errors.texts().iter().map(|text| format!("{text}\n")).collect()
}
