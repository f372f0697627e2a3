use aqueduct::prelude::*;
use std::convert::Infallible;

#[derive(Clone)]
pub struct Order;

#[derive(Clone)]
pub struct Payment;

#[sink]
fn record(_late: Failed<Order, Infallible>) {}

pipeline! {
    pub struct Paid {}

    in orders: Order;
    in payments: Payment;

    join(orders, payments) { on: (|_| 0, |_| 0), apart: 1h, else: late } => _;
    late => record;
}

fn main() {}
