use aqueduct::prelude::*;

pub struct Order;

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in orders: Order;
    orders => store;
}

pipeline! {
    pub struct Others {}

    in orders: Order;
    orders => _;
}

fn main() {}
