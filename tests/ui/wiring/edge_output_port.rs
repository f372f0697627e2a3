use aqueduct::prelude::*;

pub struct Card;
pub struct Pix;

#[source]
async fn payments() -> Option<u64> { None }

#[stage]
async fn split(_payment: u64, cards: &mut Out<Card>, pix: &mut Out<Pix>) {
    cards.send(Card).await;
    pix.send(Pix).await;
}

#[sink]
fn charge(_card: Card) {}

#[sink]
fn settle(_pix: Pix) {}

pipeline! {
    pub struct Pays {}

    payments => split;
    split.cards => settle;
    split.pix => settle_all;

    payments_again => charge;
}

#[source]
async fn payments_again() -> Option<Card> { None }

#[sink]
fn settle_all(_pix: Pix) {}

fn main() {}
