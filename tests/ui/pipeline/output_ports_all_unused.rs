use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) {
    if n % 2 == 0 { even.send(n).await } else { odd.send(n).await }
}

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => split => store;
}

fn main() {}
