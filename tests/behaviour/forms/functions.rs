//! Stages are functions: callable, generic, from other modules and crates.

use std::fmt::Display;
use std::str::FromStr;

use aqueduct::prelude::*;

use crate::common::{Seen, each, ended, keep, numbers};

mod parsing {
    use super::*;

    /// Turns text into what it says.
    #[stage]
    pub fn parse<T>(text: &str) -> Result<T, T::Err>
    where
        T: FromStr<Err: Display + Send + Sync + 'static> + Send,
    {
        text.trim().parse()
    }

    pub(crate) mod deeper {
        use super::*;

        #[stage]
        pub(crate) async fn show<T: Display + Send + Sync, const WIDTH: usize>(value: &T) -> String {
            tokio::task::yield_now().await;
            format!("{value:>WIDTH$}")
        }
    }
}

/// As a stage of another crate is named: by a path from its root, re-exported on the way.
mod elsewhere {
    pub use super::parsing::parse as read;
}

#[tokio::test]
async fn generic_stages_of_other_modules() {
    pipeline! {
        struct Parses { list: Vec<String>, seen: Seen<String> }
        each::<String>(&list)
            => parsing::parse::<i32> { else: skip }
            => crate::forms::functions::parsing::deeper::show::<i32, 4>
            => elsewhere::read::<i64> { else: skip }
            => map(|n| n + 1)
            => self::parsing::deeper::show::<i64, 2> { name: show_again }
            => keep::<String>(&seen);
    }
    let seen = Seen::default();
    let list = ["1", "x", " 22 "].map(str::to_owned).to_vec();
    ended(Parses { list, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [" 2", "23"]);
}

#[tokio::test]
async fn a_stage_is_still_the_function_it_was() {
    assert_eq!(parsing::parse::<u8>(" 7 "), Ok(7));
    assert_eq!(parsing::deeper::show::<u8, 3>(&7).await, "  7");
    let parse: fn(&str) -> Result<u8, _> = parsing::parse;
    assert!(parse("x").is_err());
    assert_eq!(numbers(&3).sum::<u64>(), 6);
    let seen = Seen::default();
    keep(&seen, 5);
    assert_eq!(seen.take(), [5]);
    assert_eq!(map(&2, 4), 8);
}

/// A function with the name of an operator is reached as a raw name.
#[stage]
fn map(factor: &u64, n: u64) -> u64 {
    n * factor
}

#[stage]
fn r#match(n: u64) -> u64 {
    n + 1
}

#[tokio::test]
async fn ones_own_map() {
    pipeline! {
        struct Own { upto: u64, factor: u64, seen: Seen<u64> }
        numbers(&upto) => r#map(&factor) => map(|n| n + 1) => r#match => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Own { upto: 3, factor: 100, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [102, 202, 302]);
}

pub trait Price: Clone + Send + Sync + 'static {
    fn price(&self) -> u64;
}

#[derive(Clone)]
struct Book(u64);

impl Price for Book {
    fn price(&self) -> u64 {
        self.0
    }
}

#[stage]
fn priced<T: Price>(add: &u64, item: &T) -> u64 {
    item.price() + add
}

mod generic {
    use super::*;

    pipeline! {
        /// Prices whatever has a price.
        #[derive(Clone)]
        pub(crate) struct Prices<T: Price, const ADD: u64 = 0>
        where
            T: std::panic::UnwindSafe,
        {
            /// What is priced.
            pub(crate) items: Vec<T>,
            pub(crate) add: u64,
        }

        /// What they cost.
        out prices: u64;

        each::<T>(&items) => priced::<T>(&add) => map(|price| price + ADD) => prices;
    }
}

#[tokio::test]
async fn a_generic_pipeline_in_a_module() {
    let prices = generic::Prices::<Book, 1000> { items: vec![Book(5), Book(6)], add: 100 };
    for running in [prices.clone().start().unwrap(), prices.start().unwrap()] {
        let mut seen = Vec::new();
        while let Some(price) = running.prices.recv().await {
            seen.push(price);
        }
        assert_eq!(seen, [1105, 1106]);
        ended(running.join().await);
    }
}

/// Two functions used twice, one of them under a name of its own.
#[tokio::test]
async fn a_function_used_twice() {
    pipeline! {
        struct Twice { upto: u64, factor: u64, seen: Seen<u64> }
        numbers(&upto) => r#map(&factor) { name: first_map } => r#map(&factor) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Twice { upto: 2, factor: 10, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [100, 200]);
    assert!(report.node("first_map").is_some() && report.node("map").is_some(), "{report}");
}

fn in_a_function_of_its_own(upto: u64) -> impl Future<Output = u64> {
    #[fold]
    fn sum(sum: &mut u64, n: u64) {
        *sum += n;
    }
    pipeline! {
        struct Local { upto: u64, seen: Seen<u64> }
        numbers(&upto) => sum(&mut 0) => keep::<u64>(&seen);
    }
    async move {
        let seen = Seen::default();
        ended(Local { upto, seen: seen.clone() }.run().await);
        seen.take()[0]
    }
}

#[tokio::test]
async fn a_pipeline_inside_a_function() {
    assert_eq!(in_a_function_of_its_own(4).await, 10);
}

/// Names that generated code uses itself.
#[tokio::test]
async fn fields_and_nodes_may_have_any_name() {
    #[stage]
    fn draft(item: &u64, env: u64) -> u64 {
        item + env
    }
    #[stage]
    fn state(fields: &mut u64, n: u64) -> u64 {
        *fields += n;
        *fields
    }
    pipeline! {
        struct Names { item: u64, b: u64, builder: u64, env: u64, fields: u64, options: u64, res: u64, nodes: Seen<u64> }
        in input: u64;
        input
            => draft(&item) { name: b }
            => draft(&env) { name: item }
            => map(|x| x) { name: env }
            => state(&mut (*fields + *b + *builder + *res)) { buffer: *options as usize }
            => match { whole if whole > 1_000_000 => _, arms => map(|x| x) { name: flows } }
            => draft(&(options + 1)) { name: builder, else: failures }
            => keep::<u64>(&nodes) { name: fields };
        failures => map(|x| x) { name: draft_failures } => _;
    }
    let seen = Seen::default();
    let pipeline =
        Names { item: 1, b: 10, builder: 100, env: 1000, fields: 10_000, options: 2, res: 5, nodes: seen.clone() };
    let running = pipeline.start().unwrap();
    running.input.send(7).await.unwrap();
    ended(running.stop().await);
    assert_eq!(seen.take(), [7 + 1 + 1000 + 10_115 + 3]);
}
