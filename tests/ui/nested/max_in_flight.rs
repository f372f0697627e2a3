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
    struct Slow;
    in  all: u64;
    out same: u64;
    all => delay(1s) => same;
}

pipeline! {
    struct Roomy { room: usize }
    options { channel: room }
    in  all: u64;
    out same: u64;
    all => delay(1s) => same;
}

pipeline! {
    struct TooMany;
    options { max_in_flight: 100, channel: 10 }
    numbers => Slow => store;
}

pipeline! {
    struct Unknown;
    options { max_in_flight: 100, channel: 10 }
    numbers => Roomy(&10) => store;
}

fn main() {}
