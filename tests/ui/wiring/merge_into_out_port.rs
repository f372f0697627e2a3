use aqueduct::prelude::*;

pub struct Order;
pub struct Delivery;

#[source]
async fn deliveries() -> Option<Delivery> { None }

pipeline! {
    pub struct Stock {}

    in orders: Order;
    out events: Order;

    [orders, deliveries] => events;
}

fn main() {}
