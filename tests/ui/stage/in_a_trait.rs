use aqueduct::prelude::*;


pub trait Prices {
    #[stage]
    fn price(n: u64) -> u64;
}

fn main() {}
