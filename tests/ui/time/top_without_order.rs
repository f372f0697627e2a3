use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Bid { price: f64, name: String }

#[source]
async fn bids() -> Option<Bid> { None }

#[sink(item)]
async fn store(_greatest: Vec<Bid>) {}

pipeline! {
    pub struct Stores {}

    let all = bids => map(|bid| bid);
    all => [
        top(3) => store,
        top(3, |bid| bid.price) => store { name: by_price },
        top(3, |bid| &bid.price) => store { name: by_lent },
        top(3, |bid| &bid.name) => store { name: by_name },
    ];
}

fn main() {}
