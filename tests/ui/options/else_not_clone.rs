use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn orders() -> Option<Order> { None }

#[stage]
fn check(order: Order) -> Result<Order, String> { Ok(order) }

#[sink]
fn store(_order: Order) {}

#[sink]
fn record(_failure: Failure) {}

pipeline! {
    pub struct Stores {}

    orders => check { else: bad } => store;
    bad => record;
}

fn main() {}
