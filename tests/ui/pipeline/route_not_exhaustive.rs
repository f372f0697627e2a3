use aqueduct::prelude::*;

pub enum Payment { Card(u64), Pix(u64), Cash }

#[source]
async fn payments() -> Option<Payment> { None }

#[sink]
fn charge(_card: u64) {}

#[sink]
fn settle(_pix: u64) {}

pipeline! {
    pub struct Pays {}

    payments => match {
        Payment::Card(card) => charge,
        Payment::Pix(pix) => settle,
    };
}

fn main() {}
