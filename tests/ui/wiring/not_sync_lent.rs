use aqueduct::prelude::*;
use std::cell::Cell;

pub struct Order { id: Cell<u64> }

#[source]
async fn orders() -> Option<Order> { None }

#[stage]
async fn check(order: &Order) -> Result<(), String> { order.id.set(1); Ok(()) }

#[sink]
fn store(_order: Order) {}

pipeline! {
    pub struct Stores {}

    orders => check { else: skip } => store;
}

fn main() {}
