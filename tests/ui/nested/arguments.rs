use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn spell(n: u64) -> String { n.to_string() }

#[stage]
fn count(text: String) -> u64 { text.len() as u64 }

#[sink]
async fn store(_row: u64) {}

struct NotClone;

#[stage]
fn add(by: &u64, n: u64) -> u64 { n + by }

#[stage]
fn pass(_it: &NotClone, n: u64) -> u64 { n }

pipeline! {
    struct Adds { by: u64 }
    in  all: u64;
    out sums: u64;
    all => add(&by) => sums;
}

pipeline! {
    struct Owns { it: NotClone }
    in  all: u64;
    out same: u64;
    all => pass(&it) => same;
}

pipeline! {
    struct Missing;
    numbers => Adds => store;
}

pipeline! {
    struct TooMany { by: u64 }
    numbers => Adds(&by, &2) => store;
}

pipeline! {
    struct OtherType { by: String }
    numbers => Adds(&by) => store;
}

pipeline! {
    struct NoClone { it: NotClone }
    numbers => Owns(&it) => store;
}

pipeline! {
    struct State;
    numbers => Adds(&mut 0) => store;
}

pipeline! {
    struct NotLent { by: u64 }
    numbers => Adds(by) => store;
}

fn main() {}
