use aqueduct::prelude::*;

pub struct Order;
pub struct Row;

#[source]
async fn parse() -> Option<Order> { None }

#[sink]
async fn store(_rows: &[Row]) {}

pipeline! {
    pub struct Stores {}

    parse => store { batch: 10 };
}

fn main() {}
