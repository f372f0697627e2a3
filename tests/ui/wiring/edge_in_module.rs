use aqueduct::prelude::*;

pub struct Order;
pub struct Quote;

mod steps {
    use aqueduct::prelude::*;

    #[sink]
    pub fn store(_quote: super::Quote) {}
}

#[source]
async fn parse() -> Option<Order> { None }

pipeline! {
    pub struct Stores {}

    parse => steps::store;
}

fn main() {}
