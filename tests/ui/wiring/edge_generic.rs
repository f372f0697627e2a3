use aqueduct::prelude::*;

pub struct Order;

#[source]
async fn lines() -> Option<String> { None }

#[stage]
fn parse<T: Send + 'static>(_line: u64) -> Option<T> { None }

#[sink]
fn store(_order: Order) {}

pipeline! {
    pub struct Stores {}

    lines => parse::<Order> => store;
}

fn main() {}
