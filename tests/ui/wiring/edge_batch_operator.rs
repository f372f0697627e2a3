use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
fn store(_number: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => batch { batch: 10 } => store;
}

fn main() {}
