use aqueduct::prelude::*;
use std::rc::Rc;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn share(n: u64) -> Rc<u64> { Rc::new(n) }

#[stage]
fn shares(n: u64) -> impl Iterator<Item = Rc<u64>> { std::iter::once(Rc::new(n)) }

#[stage]
async fn split(n: u64, even: &mut Out<Rc<u64>>) { let _ = (n, even); }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => share => map(|n| *n) => store;
}

fn main() {}
