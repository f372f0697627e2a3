use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;

#[sink]
fn store(_quote: &Quote) {}

pipeline! {
    pub struct Stores {}

    in orders: Order { buffer: 10 };

    orders => store;
}

fn main() {}
