//! Payments through a gateway that is often down. What fails goes to the end of the line, and is given up after three tries.
//!
//! A `loop` port: the only way to lead a chain back. Unlike `retry`, which tries in place and holds back what comes after it, this
//! lets others go first. The program ends by itself, when the source has ended and nothing goes round any more.
//!
//! ```sh
//! cargo run --release --example again
//! ```

use aqueduct::prelude::*;
use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How many there are.
const PAYMENTS: u64 = 40;
/// How often each is tried.
const TRIES: u32 = 3;

pipeline! {
    /// Charges payments, each in its turn again where the gateway was down.
    pub(crate) struct Payments { gateway: Gateway, ledger: Arc<Ledger> }

    loop again: Payment { buffer: 100 };

    [payments(&PAYMENTS), again]
        => charge(&gateway) { workers: 4, else: failed }
        => book(&ledger);

    failed => next_try => match {
        payment if payment.tries < TRIES => again,
        payment => give_up(&ledger),
    };
}

#[derive(Clone, Copy)]
struct Payment {
    id: u64,
    /// So often it has failed.
    tries: u32,
}

/// The gateway did not answer.
struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the gateway is down")
    }
}

/// Of every five payments, one never gets through, one does at the third try, one at the second.
struct Gateway;

impl Gateway {
    async fn charge(&self, payment: &Payment) -> Result<(), Down> {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let needs = match payment.id % 5 {
            0 => TRIES,
            1 => 2,
            2 => 1,
            _ => 0,
        };
        if payment.tries < needs { Err(Down) } else { Ok(()) }
    }
}

#[source]
fn payments(upto: &u64) -> impl Iterator<Item = Payment> + use<> {
    (1..=*upto).map(|id| Payment { id, tries: 0 })
}

/// A payment that was charged, or one that goes to `failed`.
#[stage]
async fn charge(gateway: &Gateway, payment: &Payment) -> Result<Payment, Down> {
    gateway.charge(payment).await.map(|()| *payment)
}

#[stage]
fn next_try(failed: Failed<Payment, Down>) -> Payment {
    Payment { tries: failed.item.tries + 1, ..failed.item }
}

#[sink]
fn book(ledger: &Ledger, payment: Payment) {
    println!("payment {:>2}  charged at try {}", payment.id, payment.tries + 1);
    *ledger.lock().entry(format!("charged at try {}", payment.tries + 1)).or_default() += 1;
}

#[sink]
fn give_up(ledger: &Ledger, payment: Payment) {
    println!("payment {:>2}  given up after {} tries", payment.id, payment.tries);
    *ledger.lock().entry("given up".to_owned()).or_default() += 1;
}

/// How many ended how.
#[derive(Default)]
struct Ledger(Mutex<BTreeMap<String, u64>>);

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ledger = Arc::new(Ledger::default());
    let report = Payments { gateway: Gateway, ledger: ledger.clone() }.run().await?;
    println!();
    for (fate, payments) in ledger.lock().iter() {
        println!("{payments:>3} payments {fate}");
    }
    println!("\n{report}");
    Ok(())
}
