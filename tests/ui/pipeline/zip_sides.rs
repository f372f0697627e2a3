use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    in more: u64;

    zip(numbers) => _;
    zip(more, numbers { name: others }, numbers { name: still_others }) => _;
}

fn main() {}
