use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in rows u64;
    out more: ;
    numbers => ;
    => store;
    numbers => store { workers };
}

fn main() {}
