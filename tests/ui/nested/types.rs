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
    struct Same<T: Send + Sync + 'static> { _like: Option<T> }
    in  all: T;
    out same: T;
    all => same;
}

pipeline! {
    struct Hole;
    numbers => Same::<_>(&None::<u64>) => store;
}

pipeline! {
    struct Other;
    numbers => Same::<String>(&None::<String>) => store;
}

fn main() {}
