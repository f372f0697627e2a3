use aqueduct::prelude::*;

pub struct Order { id: u64 }
pub struct Quote { id: u64 }
#[derive(Clone)]
pub struct Priced { id: u64 }

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
async fn price(quote: &Quote) -> Result<Priced, String> { Ok(Priced { id: quote.id }) }

#[fold]
fn sum(sum: &mut u64, priced: Priced) { *sum += priced.id; }

#[sink]
async fn store(_rows: &[(u64, u64)]) {}

#[sink]
fn record(_failure: Failure) {}

pipeline! {
    pub struct Prices {}

    parse
        => price { workers: 3, retry: 2, timeout: 1s, else: bad }
        => filter(|priced| priced.id > 0)
        => sum(&mut 0) { by: |priced| priced.id }
        => store { batch: 10 };
    bad => record;
}

fn main() { let _ = Order { id: 1 }.id; }
