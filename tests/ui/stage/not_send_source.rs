use aqueduct::prelude::*;
use std::rc::Rc;

async fn pause() {}

#[source]
async fn orders(n: &mut u64) -> Option<u64> {
    let next = Rc::new(*n + 1);
    pause().await;
    Some(*next)
}

fn main() {}
