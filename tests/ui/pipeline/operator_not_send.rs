use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => map(|n| std::rc::Rc::new(n)) => flat_map(|n| *n) => _;
}

fn main() {}
