use aqueduct::prelude::*;
use std::rc::Rc;

#[source]
async fn numbers() -> Option<Rc<u64>> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => map(|n| *n) => store;
}

fn main() {}
