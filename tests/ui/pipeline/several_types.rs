use aqueduct::prelude::*;

pub struct Order;
pub struct Gateway;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn double(n: u64) -> Result<u64, String> { Ok(n * 2) }

#[stage]
fn price(_order: Order) -> Order { Order }

#[sink]
async fn store(_rows: &[Order]) {}

pipeline! {
    pub struct Stores { gateway: Gateway }

    numbers => double => price { timeout: 3s } => store;
}

fn main() {}
