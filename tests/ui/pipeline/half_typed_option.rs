use aqueduct::prelude::*;

pub struct Gateway;

#[stage]
async fn charge(_gateway: &Gateway, n: u64) -> u64 { n }

pipeline! {
    pub struct Stores { gateway: Gateway }

    in payments: u64 { buf };
    out receipts: u64;
    payments => charge(&gateway) { wor } => receipts;
}

async fn program(gateway: Gateway) {
    let stores = Stores { gateway }.start().unwrap();
    stores.payments.send(1).await.unwrap();
    stores.nodes.charge.pause();
    let _receipt: Option<u64> = stores.receipts.recv().await;
    stores.stop().await.unwrap();
}

fn main() {}
