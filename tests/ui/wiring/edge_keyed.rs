use aqueduct::prelude::*;

pub struct Order { id: u64 }
pub struct Row { id: u64 }

#[source]
async fn parse() -> Option<Order> { None }

#[stage]
fn newest(_seen: &mut u64, row: Row) -> Row { row }

#[sink]
fn store(_row: Row) {}

pipeline! {
    pub struct Stores {}

    parse => newest(&mut 0) { by: |row| row.id } => store;
}

fn main() { let _ = Order { id: 1 }.id; }
