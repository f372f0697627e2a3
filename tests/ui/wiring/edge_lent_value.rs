use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;
pub struct Priced;

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
async fn price(_quote: &Quote) -> Priced { Priced }

#[sink]
fn store(_priced: Priced) {}

pipeline! {
    pub struct Prices {}

    parse => price => store;
}

fn main() {}
