use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;
pub struct Priced;

#[stage]
fn price(_quote: Quote) -> Priced { Priced }

pipeline! {
    pub struct Prices {}

    in quotes: Quote;
    loop again: Quote;

    [quotes, again] => price => again;
}

fn main() {}
