use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores { pub name: String }

    in more: u64;
    out rows: u64;

    numbers => _;
    more => rowz;
}

async fn runs() {
    let running = Stores { name: String::new() }.start().unwrap();
    running.more.send(1).await.unwrap();
    let _ = running.rows.recv().await;
    let _ = running.stop().await;
}

fn main() { drop(runs()); }
