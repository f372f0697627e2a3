//! What Aqueduct costs a compilation: the macros by themselves, and whole crates of many functions and nodes.
#![allow(dead_code, unused_imports)]

extern crate proc_macro;

#[path = "../../../pipeline-macros/src/errors.rs"]
mod errors;
#[path = "../../../pipeline-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../../pipeline-macros/src/graph/mod.rs"]
mod graph;
#[path = "../../../pipeline-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../../pipeline-macros/src/spell.rs"]
mod spell;

mod crates;
mod drawings;

use std::time::Instant;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    if only.is_empty() || only.iter().any(|word| word == "macros") {
        macros();
    }
    if only.is_empty() || only.iter().any(|word| word == "crates") {
        crates::measure();
    }
}

/// The macro alone: tokens to tokens, without a compiler.
fn macros() {
    println!("`pipeline!` alone, ms (us a node)\n");
    println!("| drawing | 200 | 1,000 | 4,000 |\n|---|---|---|---|");
    for (name, drawing) in drawings::ALL {
        let cells = [200, 1_000, 4_000].map(|nodes| {
            let ms = expand_ms(&drawing(nodes));
            format!("{ms:.1} ({:.0})", ms * 1e3 / nodes as f64)
        });
        println!("| {name} | {} |", cells.join(" | "));
    }
    println!();
}

/// The fastest of three.
fn expand_ms(text: &str) -> f64 {
    let run = |_| {
        let input: proc_macro2::TokenStream = text.parse().expect("tokens");
        let begin = Instant::now();
        let made = expand::pipeline::expand(input);
        let took = begin.elapsed().as_secs_f64() * 1e3;
        assert!(!made.to_string().contains("compile_error"), "a mistake in the drawing");
        took
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}
