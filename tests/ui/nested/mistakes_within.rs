use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn spell(n: u64) -> String { n.to_string() }

#[stage]
fn count(text: String) -> u64 { text.len() as u64 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    struct Wrong;
    in  all: u64;
    out same: u64;
    all -> same;
}

pipeline! {
    struct Mistyped;
    in  all: u64;
    out same: u64;
    all => spell => same;
}

pipeline! {
    struct NotSent;
    in  all: std::rc::Rc<u64>;
    out same: u64;
    all => map(|n| *n) => same;
}

// None of these is a mistake.
pipeline! {
    struct Outer;
    numbers => Wrong => Mistyped => store;
}

pipeline! {
    struct Another;
    in all: u64;
    all => map(std::rc::Rc::new) => _;
}

fn main() {}
