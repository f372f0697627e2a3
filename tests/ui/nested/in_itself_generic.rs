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
    struct Itself<T: Clone + Send + Sync + 'static> { like: Option<T> }
    in  all: T;
    out same: T;
    all => Other::<T>(&like) => same;
}

pipeline! {
    struct Other<T: Clone + Send + Sync + 'static> { like: Option<T> }
    in  all: T;
    out same: T;
    all => Itself::<T>(&like) => same;
}

pipeline! {
    struct Outer;
    numbers => Itself::<u64>(&None::<u64>) => store;
}

fn main() {}
