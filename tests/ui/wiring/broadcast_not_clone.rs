use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn parse() -> Option<Order> { None }

#[sink]
fn store(_order: Order) {}

#[sink]
fn audit(_order: Order) {}

pipeline! {
    pub struct Stores {}

    parse => [store, audit];
}

fn main() {}
