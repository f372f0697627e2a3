use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Order { id: u64, customer: String }

#[derive(Clone)]
pub struct Payment { order: i32, payer: Vec<u8> }

pipeline! {
    pub struct Made {}
    in orders: Order;
    in payments: Payment;
    join(orders, payments) { on: (|o| o.id, |p| p.order), apart: 1s } => _;
}

pipeline! {
    pub struct LentAndMade {}
    in orders: Order;
    in payments: Payment;
    join(orders, payments) { on: (|o| &o.customer, |p| p.order), apart: 1s } => _;
}

pipeline! {
    pub struct Both {}
    in orders: Order;
    in payments: Payment;
    join(orders, payments) { on: (|o| &o.customer, |p| &p.payer), apart: 1s } => _;
}

fn main() {}
