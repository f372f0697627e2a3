use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

#[stage]
fn convert<T: From<u64> + Send>(n: u64) -> T { T::from(n) }

pipeline! {
    pub struct Stores {}

    numbers => convert<u64> => _;
}

fn main() {}
