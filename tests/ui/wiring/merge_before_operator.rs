use aqueduct::prelude::*;

pub struct Order;
pub struct Delivery;

#[source]
async fn orders() -> Option<Order> { None }

#[source]
async fn deliveries() -> Option<Delivery> { None }

#[sink]
fn track(_order: Order) {}

pipeline! {
    pub struct Stock {}

    [orders, deliveries] => inspect(|_| ()) => track;
}

fn main() {}
