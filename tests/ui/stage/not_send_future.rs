use aqueduct::prelude::*;
use std::rc::Rc;

async fn pause() {}

#[stage]
async fn price(order: u64) -> u64 {
    let cached = Rc::new(order);
    pause().await;
    *cached
}

fn main() {}
