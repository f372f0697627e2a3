use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
fn check(_order: &Order) -> Result<(), String> { Ok(()) }

#[sink]
fn store(_order: Order) {}

#[sink]
fn record(_order: Order) {}

pipeline! {
    pub struct Stores {}

    parse => check { else: [record] } => store;
}

fn main() {}
