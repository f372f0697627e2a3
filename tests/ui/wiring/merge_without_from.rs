use aqueduct::prelude::*;

pub struct Order;
pub struct Delivery;
pub struct StockEvent;

impl From<Order> for StockEvent {
    fn from(_: Order) -> Self { StockEvent }
}

#[source]
async fn orders() -> Option<Order> { None }

#[source]
async fn deliveries() -> Option<Delivery> { None }

#[sink]
fn track(_event: StockEvent) {}

pipeline! {
    pub struct Stock {}

    [orders, deliveries] => track;
}

fn main() {}
