use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn orders() -> Option<Order> { None }

#[sink]
async fn store(_order: Order) -> Result<(), String> { Ok(()) }

pipeline! {
    pub struct Stores {}

    orders => store { retry: 3, else: skip };
}

fn main() {}
