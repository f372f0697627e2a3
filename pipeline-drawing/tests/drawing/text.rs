//! What is drawn with characters. `BLESS=1 cargo test -p aqueduct-drawing` writes the expected drawings anew.

use crate::{graphs, random};
use std::path::Path;

const WIDTH: usize = 100;
const TYPE: &str = "Result<HashMap<String, Vec<Order>>, PaymentError>";

fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn drawings_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/expected");
    let bless = std::env::var_os("BLESS").is_some();
    for (name, made) in graphs::all() {
        let (drawn, file) = (made.graph().to_string(), folder.join(format!("{name}.txt")));
        if bless {
            std::fs::write(&file, &drawn).expect("the folder of expected drawings");
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(drawn == expected, "{}:\n{drawn}\nexpected:\n{expected}", file.display());
    }
}

#[test]
fn a_hundred_columns_are_enough() {
    for (name, made) in graphs::all() {
        let text = made.graph().to_string();
        assert!(width(&text) <= WIDTH, "{name}: {} columns\n{text}", width(&text));
    }
    for seed in 0..500 {
        let made = random::graph(seed, 30, 40);
        let text = made.graph().to_string();
        assert!(width(&text) <= WIDTH, "{seed}: {} columns\n{text}", width(&text));
    }
}

#[test]
fn graphs_of_the_promised_sizes_are_drawn() {
    for made in [graphs::fan(8, TYPE), graphs::fan(12, TYPE), graphs::chain(15, TYPE), graphs::large()] {
        let text = made.graph().to_string();
        assert!(text.contains('┌'), "{text}");
    }
}

#[test]
fn all_names_are_there() {
    for seed in 0..300 {
        let made = random::graph(seed, 40, 60);
        let (graph, text) = (made.graph(), made.graph().to_string());
        assert!(graph.nodes.iter().all(|node| text.contains(node.name)), "{seed}:\n{text}");
    }
}

#[test]
fn much_is_listed() {
    let text = graphs::chain(200, "Item").graph().to_string();
    assert!(text.contains("╰─▶ step_7\n╭───── Item → step_8\n"), "{text}");
    assert!(width(&text) <= WIDTH);
    let text = graphs::chain(
        70,
        concat!(
            "HashMap<SomeLongNameOfAType, (HashMap<SomeLongNameOfAType, Order>, ",
            "HashMap<SomeLongNameOfAType, Order>)>"
        ),
    )
    .graph()
    .to_string();
    assert!(width(&text) <= WIDTH, "{text}");
}

#[test]
fn very_long_names_are_cut() {
    let name =
        "a_name_that_somebody_had_much_time_for_when_he_wrote_it_down_so_that_it_goes_on_and_on_for_ever_and_ever";
    let made = graphs::made("Long").node(name, aqueduct_drawing::Kind::Source).node("b", aqueduct_drawing::Kind::Sink);
    let text = made.edge(name, "b", "u8").graph().to_string();
    assert!(text.contains("a_name_that_somebody") && text.contains('…') && width(&text) <= WIDTH, "{text}");
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(graphs::made("Empty").graph().to_string(), "");
}
