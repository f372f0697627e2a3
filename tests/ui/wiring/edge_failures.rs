use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
fn check(_order: &Order) -> Result<(), String> { Ok(()) }

#[sink]
fn store(_order: Order) {}

#[sink]
fn record(_failed: Failed<Order, std::io::Error>) {}

pipeline! {
    pub struct Stores {}

    parse => check { else: bad } => store;
    bad => record;
}

fn main() {}
