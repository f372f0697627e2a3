use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;
pub struct Priced;
pub struct Rates;

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
async fn price(_rates: &Rates, _quote: Quote) -> Priced { Priced }

#[sink]
fn store(_priced: Priced) {}

pipeline! {
    pub struct Prices { rates: Rates }

    parse
        => price(&rates) { workers: 4, unordered }
        => store;
}

fn main() {}
