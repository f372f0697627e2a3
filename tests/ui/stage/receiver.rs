use aqueduct::prelude::*;

struct Prices;

impl Prices {
    #[stage]
    fn price(&self, order: u64) -> u64 { order }
}

fn main() {}
