//! Payments from the outside, charged at a flaky gateway: what became of each, and why.
//!
//! Ports in and out, five workers, retries, a timeout, and failures of every kind (invalid, declined, timeout, panic) on their way
//! into one batched record. Two payments meet a bug in the gateway's client: its panics are printed, and harm nothing else.
//!
//! ```sh
//! cargo run --release --example payments
//! ```

use aqueduct::prelude::*;
use std::{
    collections::HashMap,
    error::Error,
    fmt,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const PAYMENTS: u64 = 60;

pipeline! {
    /// Validates, charges and confirms payments.
    pub(crate) struct Payments { gateway: Gateway, record: Arc<Record> }

    in  payments: Payment { buffer: 1000 };
    out receipts: Receipt;

    payments
        => validate { else: failed }
        => charge(&gateway) { workers: 5, retry: 3, retry_if: |e| e.is_passing(), timeout: 100ms, else: failed }
        => confirm
        => receipts;

    failed => record_failure(&record) { batch: 100, within: 200ms };
}

struct Payment {
    id: u64,
    cents: i64,
}

struct Charge {
    payment: u64,
    cents: i64,
    reference: u64,
}

struct Receipt {
    payment: u64,
    text: String,
}

/// A check: the payment is lent, and flows on by itself.
#[stage]
fn validate(payment: &Payment) -> Result<(), Invalid> {
    if payment.cents > 0 { Ok(()) } else { Err(Invalid { cents: payment.cents }) }
}

#[stage]
async fn charge(gateway: &Gateway, payment: &Payment) -> Result<Charge, GatewayError> {
    let reference = gateway.charge(payment).await?;
    Ok(Charge { payment: payment.id, cents: payment.cents, reference })
}

#[stage]
fn confirm(charge: Charge) -> Receipt {
    let (euros, cents) = (charge.cents / 100, charge.cents % 100);
    Receipt {
        payment: charge.payment,
        text: format!("{euros}.{cents:02} EUR charged, reference {:08x}", charge.reference),
    }
}

/// Failed payments of any stage and kind, some at a time.
#[sink]
async fn record_failure(record: &Record, failures: Vec<Refused>) {
    println!("{:>4} failures recorded together", failures.len());
    record.lock().extend(failures);
}

/// A payment that did not get through, whichever stage it failed at.
struct Refused {
    payment: u64,
    kind: &'static str,
    why: String,
}

impl<E: fmt::Display> From<Failed<Payment, E>> for Refused {
    fn from(failed: Failed<Payment, E>) -> Refused {
        let kind = match &failed.cause {
            Cause::Timeout => "timeout",
            Cause::Panic => "panic",
            _ if failed.stage == "validate" => "invalid",
            _ => "declined",
        };
        let why = format!("{} at `{}`, attempt {}", failed.cause, failed.stage, failed.attempts);
        Refused { payment: failed.item.id, kind, why }
    }
}

#[derive(Default)]
struct Record(Mutex<Vec<Refused>>);

impl Record {
    fn lock(&self) -> MutexGuard<'_, Vec<Refused>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stands for a service on the network. What it does with the nth attempt of a payment depends on nothing else, so every run ends
/// alike, in whatever order the workers come.
#[derive(Default)]
struct Gateway {
    attempts: Mutex<HashMap<u64, u64>>,
}

impl Gateway {
    async fn charge(&self, payment: &Payment) -> Result<u64, GatewayError> {
        let mut dice = fastrand::Rng::with_seed(payment.id << 8 | self.attempt(payment.id));
        tokio::time::sleep(Duration::from_millis(dice.u64(1..20))).await;
        match payment.id {
            id if id % 25 == 7 => pending().await, // hangs: only the timeout ends it
            id if id % 30 == 11 => panic!("the gateway's client has a bug"),
            id if id % 13 == 5 => Err(GatewayError::Declined),
            _ if dice.u8(..100) < 15 => Err(GatewayError::Busy),
            _ => Ok(dice.u32(..).into()),
        }
    }

    fn attempt(&self, payment: u64) -> u64 {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let attempt = attempts.entry(payment).or_default();
        *attempt += 1;
        *attempt
    }
}

#[derive(Debug)]
enum GatewayError {
    Busy,
    Declined,
}

impl GatewayError {
    /// Whether another attempt may succeed.
    fn is_passing(&self) -> bool {
        matches!(self, GatewayError::Busy)
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GatewayError::Busy => "the gateway is busy",
            GatewayError::Declined => "the card was declined",
        })
    }
}

impl Error for GatewayError {}

#[derive(Debug)]
struct Invalid {
    cents: i64,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cents cannot be charged", self.cents)
    }
}

impl Error for Invalid {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let record = Arc::new(Record::default());
    let running = Payments { gateway: Gateway::default(), record: record.clone() }.start()?;

    let payments = running.payments.clone();
    let sender = tokio::spawn(async move {
        let mut dice = fastrand::Rng::with_seed(2013);
        for id in 1..=PAYMENTS {
            let cents = if id % 17 == 0 { -dice.i64(1..5_000) } else { dice.i64(1..50_000) };
            payments.send(Payment { id, cents }).await?;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        payments.close();
        Ok::<_, Box<dyn Error + Send + Sync>>(())
    });

    let mut fates: Vec<(u64, &str, String)> = Vec::new();
    while let Some(receipt) = running.receipts.recv().await {
        fates.push((receipt.payment, "confirmed", receipt.text));
    }
    sender.await??;
    let report = running.join().await?;

    fates.extend(record.lock().drain(..).map(|refused| (refused.payment, refused.kind, refused.why)));
    fates.sort();
    for (id, kind, text) in &fates {
        println!("{id:>4}  {kind:<9}  {text}");
    }
    println!("\n{report}\n\n{PAYMENTS} payments sent, {} accounted for:", fates.len());
    for kind in ["confirmed", "invalid", "declined", "timeout", "panic"] {
        println!("{:>4}  {kind}", fates.iter().filter(|fate| fate.1 == kind).count());
    }
    Ok(())
}
