use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Order { weight: f64, name: Name }

#[derive(Clone)]
pub struct Name(String);

pipeline! {
    pub struct Made {}
    in left: Order;
    in right: Order;
    join(left, right) { on: (|o| o.weight, |o| o.weight), apart: 1s } => _;
}

pipeline! {
    pub struct Lent {}
    in left: Order;
    in right: Order;
    join(left, right) { on: (|o| &o.name, |o| &o.name), apart: 1s } => _;
}

fn main() {}
