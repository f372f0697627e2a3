//! The same for the same, and an end to it.

use crate::{graphs, random};
use aqueduct_drawing::{Edge, Graph, Kind};
use std::time::{Duration, Instant};

fn all(graph: &Graph<'_>) -> [String; 5] {
    [
        graph.text().to_string(),
        graph.svg().to_string(),
        graph.dot().to_string(),
        graph.mermaid().to_string(),
        graph.json().to_string(),
    ]
}

#[test]
fn the_same_graph_is_drawn_the_same() {
    for seed in 0..100 {
        assert_eq!(all(&random::graph(seed, 30, 50).graph()), all(&random::graph(seed, 30, 50).graph()));
    }
}

#[test]
fn a_thousand_nodes_are_drawn_soon() {
    let made = graphs::chain(1000, "Item");
    let mut edges = made.graph().edges.to_vec();
    let mut dice = random::Dice::new(7);
    for _ in 0..300 {
        edges.push(Edge { from: dice.below(1000), to: dice.below(1000), ..edges[0] });
    }
    let begun = Instant::now();
    let drawn = all(&Graph { edges: &edges, ..made.graph() });
    assert!(drawn.iter().all(|text| text.contains("999")));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn a_wide_graph_is_drawn_soon() {
    let begun = Instant::now();
    all(&graphs::fan(500, "Item").graph());
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

/// Where the drawings go that somebody wants to look at.
#[test]
fn drawings_to_look_at() {
    let Ok(folder) = std::env::var("DRAWINGS") else { return };
    for (name, made) in graphs::all() {
        for (text, end) in all(&made.graph()).iter().zip(["txt", "svg", "dot", "mmd", "json"]) {
            std::fs::write(format!("{folder}/{name}.{end}"), text).expect("a folder");
        }
    }
    let odd = graphs::made("Odd <&> \"x\"").with("a", Kind::Stage, &[("by", "|x| \"<b>\" & `y`")]);
    for (text, end) in all(&odd.graph()).iter().zip(["txt", "svg", "dot", "mmd", "json"]) {
        std::fs::write(format!("{folder}/odd.{end}"), text).expect("a folder");
    }
    for seed in 0..40 {
        for (text, end) in all(&random::graph(seed, 30, 40).graph()).iter().zip(["txt", "svg", "dot", "mmd", "json"]) {
            std::fs::write(format!("{folder}/random_{seed}.{end}"), text).expect("a folder");
        }
    }
}
