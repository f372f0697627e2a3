use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Order;
pub struct Quote;

#[source]
async fn parse() -> Option<Order> { None }

#[sink]
fn store(_order: Order) {}

#[sink]
fn audit(_quote: &Quote) {}

pipeline! {
    pub struct Stores {}

    parse => [store, audit];
}

fn main() {}
