use aqueduct::prelude::*;

pub struct Card;
pub struct Pix;
pub enum Payment { Card(Card), Pix(Pix) }

#[source]
async fn payments() -> Option<Payment> { None }

#[sink]
fn charge(_card: Card) {}

#[sink]
fn settle(_pix: Pix) {}

pipeline! {
    pub struct Pays {}

    payments => match {
        Payment::Card(card) => settle,
        Payment::Pix(pix) => charge,
    };
}

fn main() {}
