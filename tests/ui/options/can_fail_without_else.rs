use aqueduct::prelude::*;

pub struct Order;
pub struct Gateway;
pub struct Declined;

impl std::fmt::Display for Declined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("declined") }
}

#[source]
async fn orders() -> Option<Order> { None }

#[stage]
async fn charge(_gateway: &Gateway, _order: &Order) -> Result<(), Declined> { Ok(()) }

#[sink]
fn store(_order: Order) {}

pipeline! {
    pub struct Pays { gateway: Gateway }

    orders => charge(&gateway) { workers: 5 } => store;
}

fn main() {}
