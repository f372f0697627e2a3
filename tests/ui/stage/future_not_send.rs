use aqueduct::prelude::*;
use std::rc::Rc;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn think(n: u64) -> u64 {
    let shared = Rc::new(n);
    std::future::ready(()).await;
    *shared
}

pipeline! {
    pub struct Stores {}

    numbers => think => _;
}

fn main() {}
