use aqueduct::prelude::*;

pub struct Bid { at: i64, price: u64 }

#[source]
async fn bids() -> Option<Bid> { None }

#[sink]
async fn store(_greatest: (Window, Vec<Bid>)) {}

#[sink]
async fn note(_failed: Failure) {}

pipeline! {
    pub struct Slides {}

    bids { time: |bid| Timestamp::from_secs(bid.at) } => top(3, |bid| bid.price) { window: sliding(10s, 5s) } => store;
}

pipeline! {
    pub struct Routes {}

    bids { time: |bid| Timestamp::from_secs(bid.at) } => top(3, |bid| bid.price) { window: tumbling(10s), else: late } => store;
    late => note;
}

pipeline! {
    pub struct Wrong {}

    bids => top(3, |bid| bid.price) => store;
}

fn main() {}
