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
    struct Splits;
    in  all: u64;
    out even: u64;
    out odd: u64;
    all => match { n if n % 2 == 0 => even, n => odd };
}

pipeline! {
    struct Stores;
    in all: u64;
    all => store;
}

pipeline! {
    struct Several;
    numbers => Splits => store;
}

pipeline! {
    struct Nothing;
    numbers => Stores => store;
}

pipeline! {
    struct Both;
    numbers => Splits => store;
    Splits.odd => _;
}

fn main() {}
