use aqueduct::prelude::*;

#[stage]
async fn price(id: u64) -> u64 { id }

pipeline! {
    struct Orders;
    options { max_in_flight: 500 }

    in ids: u64 { buffer: 300 };
    out prices: u64;

    ids => price => prices;
}

fn main() {}
