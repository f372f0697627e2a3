//! First light.
use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Payment { id: u64 }
pub struct Receipt { id: u64 }
pub struct Gateway;

#[source]
async fn numbers(n: &mut u64) -> Option<u64> {
    *n += 1;
    (*n <= 1000).then_some(*n)
}

#[stage]
fn pay(id: u64) -> Payment { Payment { id } }

#[stage]
fn validate(p: &Payment) -> Result<(), String> {
    if p.id == 3 { Err("three".into()) } else { Ok(()) }
}

#[stage]
async fn charge(_gateway: &Gateway, p: &Payment) -> Result<Receipt, String> {
    tokio::task::yield_now().await;
    if p.id % 100 == 0 { Err("declined".to_owned()) } else { Ok(Receipt { id: p.id }) }
}

#[stage]
fn split_words(r: Receipt) -> impl Iterator<Item = u64> { [r.id, r.id].into_iter() }

#[fold]
fn count(n: &mut u64, id: u64) { *n += id.min(1) }

#[sink]
async fn store(out: &std::sync::Mutex<Vec<(u64, u64)>>, rows: &[(u64, u64)]) {
    out.lock().unwrap().extend(rows);
}

#[sink]
fn record(out: &std::sync::Mutex<Vec<String>>, f: Failure) { out.lock().unwrap().push(f.to_string()) }

pipeline! {
    /// Pays.
    pub struct Pays { gateway: Gateway, out: std::sync::Arc<std::sync::Mutex<Vec<(u64, u64)>>>, failed: std::sync::Arc<std::sync::Mutex<Vec<String>>> }

    numbers(&mut 0)
        => pay
        => validate { else: bad }
        => charge(&gateway) { workers: 5, retry: 1, timeout: 2s, else: bad }
        => split_words
        => match { n if n % 2 == 0 => filter(|_| true), _ => map(|n| n) }
        => count(&mut 0) { by: |n| n % 10 }
        => store(&out) { batch: 3, within: 1s };

    bad => record(&failed);
}

#[tokio::test]
async fn it_runs() {
    let (out, failed) = (std::sync::Arc::default(), std::sync::Arc::default());
    let report = Pays { gateway: Gateway, out: std::sync::Arc::clone(&out), failed: std::sync::Arc::clone(&failed) }.run().await.unwrap();
    println!("{report}");
    assert!(report.balances());
    let out = out.lock().unwrap();
    assert_eq!(out.iter().map(|(_, n)| n).sum::<u64>(), 2 * 989);
    assert_eq!(failed.lock().unwrap().len(), 11);
}
