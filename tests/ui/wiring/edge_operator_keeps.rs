use aqueduct::prelude::*;

pub struct Order { id: u64 }
pub struct Quote;

#[source]
async fn parse() -> Option<Order> { None }

#[sink]
fn store(_quote: Quote) {}

pipeline! {
    pub struct Stores {}

    parse => filter(|order| order.id > 0) => store;
}

fn main() {}
