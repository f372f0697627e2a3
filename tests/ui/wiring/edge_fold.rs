use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn parse() -> Option<Order> { None }

#[fold]
fn count(n: &mut u64, order: u64) { *n += order; }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Counts {}

    parse => count(&mut 0) => store;
}

fn main() {}
