use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
fn check(_quote: &Quote) -> Result<(), String> { Ok(()) }

#[sink]
fn store(_order: Order) {}

pipeline! {
    pub struct Checks {}

    parse => check { else: skip } => store;
}

fn main() {}
