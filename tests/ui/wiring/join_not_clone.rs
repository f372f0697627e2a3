use aqueduct::prelude::*;

pub struct Order { id: u64 }

#[derive(Clone)]
pub struct Payment { order: u64 }

pipeline! {
    pub struct Joins {}
    in orders: Order;
    in payments: Payment;
    join(orders, payments) { on: (|o| o.id, |p| p.order), apart: 1s } => _;
}

pipeline! {
    pub struct Newest {}
    in orders: Order;
    in payments: Payment;
    latest(payments, orders) => _;
}

fn main() {}
