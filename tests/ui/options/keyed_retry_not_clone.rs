use aqueduct::prelude::*;

pub struct Order { id: u64 }

#[source]
async fn orders() -> Option<Order> { None }

#[sink]
async fn store(_order: Order) -> Result<(), String> { Ok(()) }

pipeline! {
    pub struct Stores {}

    orders => store { by: |order| order.id, workers: 2, retry: 3, else: skip };
}

fn main() {}
