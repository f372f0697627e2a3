use aqueduct::prelude::*;
use std::rc::Rc;

pipeline! {
    pub struct Stores {}

    in rows: Rc<u64>;
    rows => map(|n| *n) => _;
}

fn main() {}
