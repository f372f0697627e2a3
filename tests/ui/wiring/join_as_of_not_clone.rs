use aqueduct::prelude::*;

pub struct Order { currency: u64 }

pub struct Rate { currency: u64 }

pipeline! {
    pub struct Priced {}
    in orders: Order;
    in rates: Rate;
    join(orders, rates) { on: (|o| o.currency, |r| r.currency), as_of, kind: left } => _;
}

fn main() {}
