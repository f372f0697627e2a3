//! What is generated, for a function of each kind and the pipelines of four examples. `UPDATE_EXPECT=1 cargo test` writes
//! the files anew: read what changed.

mod corpus;
mod linear;

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use syn::{File, Item};

use super::{function, pipeline};
use crate::parse::function::Role;

/// Generated code as a file, formatted.
fn formatted(tokens: TokenStream) -> String {
    let file: File = syn::parse2(tokens).expect("generated code parses");
    format!("// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.\n\n{}", prettyplease::unparse(&file))
}

fn of_function(role: Role, options: &str, text: &str, expected: &ExpectFile) {
    let generated = function::expand(role, options.parse().unwrap(), text.parse().unwrap());
    expected.assert_eq(&formatted(generated));
}

/// The `pipeline!` of an example.
fn of_example(text: &str, expected: &ExpectFile) {
    let file: File = syn::parse_str(text).expect("the example parses");
    let pipelines = file.items.into_iter().filter_map(|item| match item {
        Item::Macro(item) if item.mac.path.is_ident("pipeline") => Some(item.mac.tokens),
        _ => None,
    });
    let generated = pipelines.map(pipeline::expand).collect();
    expected.assert_eq(&formatted(generated));
}

macro_rules! functions {
    ($($name:ident: $role:ident ($options:literal) $text:literal;)+) => {$(
        #[test]
        fn $name() {
            let expected = expect_file![concat!("functions/", stringify!($name), ".rs")];
            of_function(Role::$role, $options, $text, &expected);
        }
    )+};
}

functions! {
    source_polled: Source ("") "async fn clicks(log: &Log, offset: &mut u64) -> Result<Option<Click>, LogError> { read(log, offset).await }";
    source_streamed: Source ("") "fn lines(path: &Path) -> impl Stream<Item = io::Result<String>> { open(path) }";
    stage_moved: Stage ("") "/// Prices an order.\npub fn price(order: Order) -> Priced { Priced(order) }";
    stage_filter: Stage ("") "fn paid(order: Order) -> Option<Order> { order.paid.then_some(order) }";
    stage_check: Stage ("") "fn check(rules: &Rules, order: &Order) -> Result<(), Refusal> { rules.check(order) }";
    stage_async: Stage ("") "async fn fetch(http: &Client, url: Url) -> Result<Page, HttpError> { http.get(url).await }";
    stage_blocking: Stage ("blocking") "fn resize(image: Image) -> Result<Image, ImageError> { image.half() }";
    stage_many: Stage ("") "fn words(line: String) -> impl Iterator<Item = String> { split(line) }";
    stage_state: Stage ("flush = rest") "fn assemble(open: &mut Option<Record>, line: Line) -> Option<Record> { join(open, line) }";
    stage_ports: Stage ("") "async fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) { send(n, even, odd).await }";
    stage_generic: Stage ("") "fn parse<T: Decode>(text: &str) -> Result<T, T::Error> { T::decode(text) }";
    fold: Fold ("") "fn count(n: &mut u64, _word: String) { *n += 1 }";
    sink_batch: Sink ("") "async fn store(db: &Db, rows: &[Row]) -> Result<(), DbError> { db.insert(rows).await }";
    refused: Stage ("") "fn price() -> u64 { 1 }";
}

macro_rules! examples {
    ($($name:ident from $path:literal;)+) => {$(
        #[test]
        fn $name() {
            let text = include_str!(concat!("../../../../examples/", $path));
            of_example(text, &expect_file![concat!("pipelines/", stringify!($name), ".rs")]);
        }
    )+};
}

#[test]
fn joins() {
    let text = "pipeline! {
        struct Joins { offset: u64 }
        in  orders: Order;
        in  payments: Payment;
        out pairs: (u64, (Order, Option<Payment>));
        let paid = join(orders, payments) { on: (|o| &o.id, |p| p.order + offset), apart: 10min, kind: left, max_keys: 1_000 };
        let newest = latest(tick(1s), numbers(&offset)) => map(|(_, n)| n);
        zip(newest, paid) => pairs;
    }";
    of_example(text, &expect_file!["pipelines/joins.rs"]);
}

/// By the version of an item's time, and by window.
#[test]
fn joins_in_time() {
    let text = "pipeline! {
        struct Priced { size: Duration }
        in  orders: Order { time: |o| o.at };
        in  rates: Rate { time: |r| r.at };
        out views: ((Order, Option<Rate>), View);
        let priced = join(orders, rates) { on: (|o| &o.currency, |r| &r.currency), as_of, kind: left, max_keys: 200, else: [note] };
        join(priced, viewed { time: |v| v.at }) { on: (|(o, _)| o.id, |v| v.order), window: sliding(size, 1min) } => views;
    }";
    of_example(text, &expect_file!["pipelines/joins_in_time.rs"]);
}

/// A pipeline in another.
#[test]
fn nested() {
    let text = "pipeline! {
            pub struct Enrich { cache: Cache }
            options { channel: 8 }
            in  orders: Order;
            out enriched: Enriched;
            orders => look_up(&cache) { else: skip } => enriched;
        }
        pipeline! {
            struct Shop { cache: Cache }
            orders => shop::Enrich(&cache) { name: enrich, buffer: 16 } => store;
         }";
    of_example(text, &expect_file!["pipelines/nested.rs"]);
}

/// Breakers, and a budget.
#[test]
fn guarded() {
    let text = "pipeline! {
        struct Guarded { service: Service, breaker: Breaker, budget: Budget }
        orders => call(&service) { breaker: breaker.fail_fast(), retry: Retry::times(3).budget(&budget), else: bad }
            => store { breaker: &breaker };
        bad => write_down { breaker: Breaker::default() };
    }";
    of_example(text, &expect_file!["pipelines/guarded.rs"]);
}

examples! {
    payments from "payments.rs";
    stock from "stock.rs";
    flights from "flights/main.rs";
    wordcount from "wordcount.rs";
    clicks from "clicks.rs";
    batched_sink from "batched_sink.rs";
    again from "again.rs";
}
