//! Orders and deliveries merged into one event, the stock of every item kept running, low stock sent out.
//!
//! A merge of two types through `From`, state by key, a broadcast, and an `out` port.
//!
//! ```sh
//! cargo run --release --example stock
//! ```

use aqueduct::prelude::*;
use futures::stream;
use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What there is of every item in the morning.
const OPENING: i64 = 150;
/// Below this, an item has to be bought.
const LOW: i64 = 20;

pipeline! {
    /// Keeps the stock of a shop.
    pub(crate) struct Shop { book: Arc<Book>, shelf: Arc<Shelf> }

    out low_stock: StockLevel;

    [orders(&book), deliveries(&book)]
        => track(&mut Stock(OPENING)) { by: |event| event.item }
        => [
            put(&shelf),
            filter(|level| level.before >= LOW && level.now < LOW) => low_stock,
        ];
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Item {
    Bolts,
    Nuts,
    Screws,
    Washers,
}

#[derive(Clone, Copy)]
struct Order {
    item: Item,
    pieces: i64,
}

#[derive(Clone, Copy)]
struct Delivery {
    item: Item,
    pieces: i64,
}

/// What both are to the stock: a change.
struct StockEvent {
    item: Item,
    change: i64,
}

impl From<Order> for StockEvent {
    fn from(order: Order) -> StockEvent {
        StockEvent { item: order.item, change: -order.pieces }
    }
}

impl From<Delivery> for StockEvent {
    fn from(delivery: Delivery) -> StockEvent {
        StockEvent { item: delivery.item, change: delivery.pieces }
    }
}

/// The stock of one item: every key has its own.
struct Stock(i64);

#[derive(Clone, Copy)]
struct StockLevel {
    item: Item,
    before: i64,
    now: i64,
}

#[source]
fn orders(book: &Book) -> impl Stream<Item = Order> {
    stream::iter(book.orders.clone())
}

#[source]
fn deliveries(book: &Book) -> impl Stream<Item = Delivery> {
    stream::iter(book.deliveries.clone())
}

#[stage]
fn track(stock: &mut Stock, event: StockEvent) -> StockLevel {
    let before = stock.0;
    stock.0 += event.change;
    StockLevel { item: event.item, before, now: stock.0 }
}

/// The level of each item as it was seen last.
#[sink]
fn put(shelf: &Shelf, level: StockLevel) {
    shelf.lock().insert(level.item, level.now);
}

#[derive(Default)]
struct Shelf(Mutex<BTreeMap<Item, i64>>);

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Item, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A day's orders and deliveries, the same in every run.
struct Book {
    orders: Vec<Order>,
    deliveries: Vec<Delivery>,
}

impl Book {
    fn of_a_day() -> Book {
        let mut dice = fastrand::Rng::with_seed(1);
        let items = [Item::Bolts, Item::Nuts, Item::Screws, Item::Washers];
        let orders = (0..2000).map(|n| Order { item: items[n % 4], pieces: dice.i64(1..=5) }).collect();
        let deliveries = (0..400).map(|n| Delivery { item: items[n % 4], pieces: dice.i64(13..=15) }).collect();
        Book { orders, deliveries }
    }

    /// What must be left of an item, whichever came first.
    fn left(&self, item: Item) -> i64 {
        let came: i64 = self.deliveries.iter().filter(|d| d.item == item).map(|d| d.pieces).sum();
        let went: i64 = self.orders.iter().filter(|o| o.item == item).map(|o| o.pieces).sum();
        OPENING + came - went
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (book, shelf) = (Arc::new(Book::of_a_day()), Arc::new(Shelf::default()));
    let running = Shop { book: book.clone(), shelf: shelf.clone() }.start()?;

    let mut low = BTreeMap::<Item, u64>::new();
    while let Some(level) = running.low_stock.recv().await {
        *low.entry(level.item).or_default() += 1;
        println!("low: {:?}, {} left", level.item, level.now);
    }
    running.join().await?;

    println!("\n{} orders, {} deliveries", book.orders.len(), book.deliveries.len());
    println!("{:<8} {:>5} {:>8} {:>6}", "item", "left", "by book", "low");
    for (&item, &left) in shelf.lock().iter() {
        let times = low.get(&item).copied().unwrap_or_default();
        println!("{:<8} {left:>5} {:>8} {times:>5}x", format!("{item:?}"), book.left(item));
    }
    Ok(())
}
