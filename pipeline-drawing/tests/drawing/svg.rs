//! What is a picture: XML that can be read, with boxes that do not overlap and words inside of it.

use crate::{graphs, random};
use aqueduct_drawing::Graph;
use roxmltree::{Document, Node};

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).expect("a number")
}

/// Left, top, right, bottom.
fn extent(node: &Node<'_, '_>) -> [f64; 4] {
    if let Some(points) = node.attribute("points") {
        let points: Vec<Vec<f64>> = points
            .split(' ')
            .map(|point| point.split(',').map(|part| part.parse().expect("a number")).collect())
            .collect();
        let of =
            |at: usize, pick: fn(f64, f64) -> f64| points.iter().map(|point| point[at]).reduce(pick).expect("a point");
        return [of(0, f64::min), of(1, f64::min), of(0, f64::max), of(1, f64::max)];
    }
    let (x, y) = (number(node, "x"), number(node, "y"));
    [x, y, x + number(node, "width"), y + number(node, "height")]
}

/// What a text takes up, in a font of one width.
fn written(node: &Node<'_, '_>) -> [f64; 4] {
    let class = node.attribute("class").unwrap_or_default();
    let size = if class.contains("aq-title") {
        15.0
    } else if class.contains("aq-name") {
        13.0
    } else {
        11.0
    };
    let width = node.text().unwrap_or_default().chars().count() as f64 * size * 0.6;
    let middle = class.contains("aq-name") || class.contains("aq-option");
    let (x, y) = (number(node, "x") - if middle { width / 2.0 } else { 0.0 }, number(node, "y"));
    [x, y - size * 0.75, x + width, y + size * 0.2]
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn check(graph: &Graph<'_>) {
    let svg = graph.svg().to_string();
    let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{error}:\n{svg}"));
    let is = |node: &Node<'_, '_>, word: &str| node.attribute("class").is_some_and(|class| class.contains(word));
    let boxes: Vec<_> = document.descendants().filter(|node| is(node, "aq-box")).map(|node| extent(&node)).collect();
    let labels: Vec<_> =
        document.descendants().filter(|node| is(node, "aq-label")).map(|node| written(&node)).collect();
    assert_eq!(boxes.len(), graph.nodes.len());
    for (at, one) in boxes.iter().enumerate() {
        assert!(!boxes[at + 1..].iter().any(|other| overlap(one, other)), "boxes overlap:\n{svg}");
        assert!(!labels.iter().any(|label| overlap(one, label)), "a label is on a box:\n{svg}");
    }
    for (at, one) in labels.iter().enumerate() {
        assert!(!labels[at + 1..].iter().any(|other| overlap(one, other)), "labels overlap:\n{svg}");
    }
    let root = document.root_element();
    let (width, height) = (number(&root, "width"), number(&root, "height"));
    let inside = |part: [f64; 4]| part[0] >= 0.0 && part[1] >= 0.0 && part[2] <= width && part[3] <= height;
    let texts = document.descendants().filter(|node| is(node, "aq-text")).map(|node| written(&node));
    assert!(boxes.iter().copied().chain(texts).all(inside), "something is outside:\n{svg}");
}

#[test]
fn pictures_are_in_order() {
    graphs::all().iter().for_each(|(_, made)| check(&made.graph()));
}

#[test]
fn random_pictures_are_in_order() {
    (0..500).for_each(|seed| check(&random::graph(seed, 40, 70).graph()));
}

#[test]
fn nothing_is_a_picture() {
    check(&graphs::made("<Empty & \"so on\">").graph());
}

#[test]
fn shared_tasks_have_a_frame() {
    let svg = graphs::linear().graph().svg().to_string();
    assert!(svg.contains("in one task: parse + print"), "{svg}");
}
