use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn spell(n: u64) -> String { n.to_string() }

#[stage]
fn count(text: String) -> u64 { text.len() as u64 }

#[sink]
async fn store(_row: u64) {}

struct Plain;

pipeline! {
    struct Alone;
    numbers => store;
}

pipeline! {
    struct Two;
    in some: u64;
    in more: u64;
    [some, more] => store;
}

pipeline! {
    struct A;
    numbers => Plain;
}

pipeline! {
    struct B;
    numbers => Alone => store;
}

pipeline! {
    struct C;
    numbers => Two;
}

pipeline! {
    struct D;
    numbers => Missing;
}

fn main() {}
