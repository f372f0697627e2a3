//! `examples/README.md` pairs each example with its drawing and its expansion. `UPDATE_EXPECT=1 cargo test --test drawing`
//! writes it anew: read what changed.

use std::fs;
use std::path::{Path, PathBuf};

use aqueduct::Graph;
use expect_test::expect_file;

macro_rules! examples {
    ($($name:ident: $pipeline:ident in $path:literal;)+) => {
        $(
            #[allow(dead_code, unused_imports, private_interfaces, unreachable_pub)]
            #[path = $path]
            mod $name;
        )+

        const EXAMPLES: &[(&str, &str, Graph<'static>)] = &[$((stringify!($name), $path, $name::$pipeline::GRAPH)),+];
    };
}

examples! {
    flights: Flights in "../../examples/flights/main.rs";
    wordcount: WordCount in "../../examples/wordcount.rs";
    payments: Payments in "../../examples/payments.rs";
    clicks: Clicks in "../../examples/clicks.rs";
    stock: Shop in "../../examples/stock.rs";
    again: Payments in "../../examples/again.rs";
    batched_sink: Readings in "../../examples/batched_sink.rs";
}

const BEGINS: &str = "## What they look like\n";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The first sentence that an example says of itself.
fn says(path: &str) -> String {
    let text = fs::read_to_string(root(&path["../../".len()..])).expect("the example is there");
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The file as its reader knows it, not as this test includes it.
fn from_root(graph: &Graph<'static>) -> Graph<'static> {
    let begins = graph.file.find("examples/").unwrap_or_default();
    Graph { file: &graph.file[begins..], ..*graph }
}

fn section(name: &str, path: &str, graph: &Graph<'_>) -> String {
    let (source, says) = (&path["../../examples/".len()..], says(path));
    let expansion = format!("../pipeline-macros/src/expand/tests/pipelines/{name}.rs");
    format!(
        "\n### {name}\n\n{says}\n\n[Source]({source}), [what the macro makes of its pipeline]({expansion}).\n\n\
         ![{name}](drawings/{name}.svg)\n\n```text\n{graph}```\n"
    )
}

#[test]
fn the_index_shows_what_the_examples_are() {
    let file = root("examples/README.md");
    let text = fs::read_to_string(&file).expect("the index is there");
    let own = text.split_once(BEGINS).map_or(text.as_str(), |(own, _)| own);
    let sections = EXAMPLES.iter().map(|(name, path, graph)| section(name, path, &from_root(graph)));
    let about = "\nPrinted by `NAME::GRAPH`, here as SVG and as text; written by `UPDATE_EXPECT=1 cargo test --test drawing`.\n";
    let whole = format!("{own}{BEGINS}{about}{}", sections.collect::<String>());
    expect_file![file].assert_eq(&whole);
}

#[test]
fn the_pictures_are_those_of_the_examples() {
    for (name, _, graph) in EXAMPLES {
        let graph = from_root(graph);
        expect_file![root(&format!("examples/drawings/{name}.svg"))].assert_eq(&graph.svg().to_string());
    }
}

#[test]
fn every_expansion_is_there() {
    for (name, _, _) in EXAMPLES {
        assert!(root(&format!("pipeline-macros/src/expand/tests/pipelines/{name}.rs")).exists(), "{name}");
    }
}
