use aqueduct::prelude::*;
use std::rc::Rc;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn remember(_last: &mut Rc<u64>, n: u64) -> u64 { n }

#[fold]
fn gather(_all: &mut Rc<u64>, _n: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => remember => gather => _;
}

fn main() {}
