use aqueduct::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores { factor: Cell<u64>, name: Rc<str> }

    numbers => map(|n| n * factor.get()) => _;
}

fn main() {}
