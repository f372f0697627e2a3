//! Functions of each kind, pipelines with each option and operator, in modules and in functions, with each visibility.

use ::aqueduct::{fold, pipeline, sink, source, stage};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::iter::Iterator;
use ::std::marker::{Send, Sync};
use ::std::option::Option::{self, None, Some};
use ::std::result::Result::{self, Err, Ok};
use ::std::string::String;
use ::std::vec::Vec;

/// What flows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    id: u64,
    text: String,
}

/// What is lent.
#[derive(Debug)]
pub struct Shop {
    least: u64,
}

/// A refusal.
#[derive(Debug)]
pub struct Refusal;

impl ::std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str("refused")
    }
}

impl ::std::error::Error for Refusal {}

/// Polled.
///
/// # Errors
/// Where it is too much.
#[source]
pub async fn polled(shop: &Shop, next: &mut u64) -> Result<Option<u64>, Refusal> {
    ::std::future::ready(()).await;
    *next += 1;
    if *next > shop.least { Ok(None) } else { Ok(Some(*next)) }
}

/// Streamed.
#[source]
pub fn streamed(most: &u64) -> impl Iterator<Item = u64> + Send + 'static {
    0..*most
}

/// Moved.
#[stage]
#[must_use]
pub fn order(id: u64) -> Order {
    Order { id, text: String::new() }
}

/// Lent, a check.
///
/// # Errors
/// Where it is too much.
#[stage]
pub fn check(shop: &Shop, order: &Order) -> Result<(), Refusal> {
    if order.id < shop.least { Ok(()) } else { Err(Refusal) }
}

/// Asynchronous.
///
/// # Errors
/// Where it is too much.
#[stage]
pub async fn ask(order: Order) -> Result<Order, Refusal> {
    ::std::future::ready(Ok(order)).await
}

/// Blocking.
#[stage(blocking)]
#[must_use]
pub fn resize(order: Order) -> Order {
    order
}

/// Many.
#[stage]
pub fn several(order: Order) -> impl Iterator<Item = Order> + Send {
    ::std::iter::once(order)
}

/// Flattened.
#[stage(flatten)]
#[must_use]
pub fn parts(order: Order) -> Vec<Order> {
    ::std::iter::once(order).collect()
}

/// With a state, and a rest.
#[stage(flush = rest)]
#[must_use]
pub fn last(open: &mut Option<Order>, order: Order) -> Option<Order> {
    open.replace(order)
}

fn rest(open: &mut Option<Order>) -> Option<Order> {
    open.take()
}

/// Each of a batch.
#[stage]
#[must_use]
pub fn each(orders: &[Order]) -> Vec<Result<u64, Refusal>> {
    orders.iter().map(|order| Ok(order.id)).collect()
}

/// With ports.
#[stage]
pub async fn split(order: Order, cards: &mut ::aqueduct::Out<Order>, others: &mut ::aqueduct::Out<u64>) {
    let id = order.id;
    cards.send(order).await;
    others.send(id).await;
}

/// Generic.
#[stage]
#[must_use]
pub fn same<T, const N: usize>(item: T) -> T
where
    T: Clone + Send,
{
    item
}

/// A fold.
#[fold]
pub fn count(all: &mut u64, _order: Order) {
    *all += 1;
}

/// A sink.
#[sink]
pub fn drop_it(_order: Order) {}

/// Another.
#[sink]
pub fn drop_number(_n: u64) {}

/// Of batches.
///
/// # Errors
/// Where it is too much.
#[sink]
pub async fn store(shop: &Shop, orders: &[Order]) -> Result<(), Refusal> {
    ::std::future::ready(()).await;
    if orders.len() as u64 > shop.least { Err(Refusal) } else { Ok(()) }
}

/// Of failures.
#[sink]
pub fn complain(_failure: ::aqueduct::Failure) {}

pipeline! {
    /// Without ports or fields.
    pub struct Plain;

    streamed(&9) => order => drop_it;
}

pipeline! {
    /// Much of it.
    pub struct Much { shop: Shop, factor: u64 }

    options { drain: 3s, max_restarts: 3 per 5s, channel: 64 }

    /// What comes in.
    in  orders: Order { buffer: 100, overflow: drop_oldest };
    out numbers: u64 { buffer: 10 };

    let made = polled(&shop, &mut 0) { max_restarts: 2 per 1s, restart_if: |_| true } => order;

    [orders, made]
        => check(&shop) { else: failed }
        => ask { workers: 4, retry: 2, retry_if: |_| false, timeout: 1s, rate: 100 per 1s,
            breaker: ::aqueduct::Breaker::new().fail_fast(), else: failed }
        => last(&mut None) { by: |order| order.id, keep: 1s, max_keys: 10 }
        => match {
            Order { id, text } if id > *factor => (Order { id, text }) => [parts => drop_it, resize => split],
            other => other => several => same::<Order, 3> => filter(|order| order.id < *factor)
                => each { batch: 10, within: 1s, else: skip } => numbers,
        };

    split.cards => store(&shop) { batch: 10, within: 1s, retry: 1, split, else: stop };
    split.others => map(|n| n + 1) => inspect(|n| ::std::assert_ne!(*n, 0)) => scan(0, |all: &mut u64, n| { *all += n; Some(*all) })
        => take(9) => skip(1) => dedup() => filter_map(Some) => take_while(|n| *n < 7) => drop_number;

    failed => complain { name: told };
}

pipeline! {
    /// A fold, folded by key.
    pub(crate) struct Folded { most: u64 }

    streamed(&most) => order => count(&mut 0) { by: |order| order.id } => map(|(_, n)| n) => drop_number { name: counted };
    tick(10ms) => take(1) => map(|_| 1) => _;
}

pipeline! {
    /// Two streams as one.
    pub struct Paired { shop: Shop, apart: ::std::time::Duration }

    in  orders: Order;
    in  returns: Order;
    out pairs: (Option<Order>, Option<Order>);

    join(orders, returns) { on: (|order| &order.id, |order| order.id - shop.least), apart: *apart, kind: full, max_keys: 10 }
        => pairs;
    join(streamed(&4) { name: asked }, streamed(&4) { name: table })
        { on: (|n| *n, |n| *n - shop.least), as_of, kind: left, max_keys: 10 } => map(|(n, _)| n) => drop_number { name: looked_up };
    join(streamed(&4) { name: first }, streamed(&4) { name: second })
        { on: (|n| *n, |n| *n), window: sliding(*apart * 2, apart) } => map(|(n, _)| n) => drop_number { name: in_one_window };
    let newest = latest(tick(10ms) => take(2), streamed(&4)) { name: newest_of_both } => map(|(_, n)| n);
    zip(newest, polled(&shop, &mut 0)) => map(|(a, b)| a + b) => drop_number;
}

pipeline! {
    /// Generic, with bounds of each kind.
    pub struct Generic<T: Clone + Send + Sync + 'static, const N: usize>
    where
        T: Debug,
    {
        /// What is lent.
        pub value: T,
    }

    in  items: T;
    out same_items: T;

    items => same::<T, N> => same_items;
}

pipeline! {
    /// Others in it: one that goes on, one whose `out` is taken by name, one that is not public.
    pub struct Nests { value: String, shop: String }

    in  strings: String;
    out more: String;

    strings => Generic::<String, 3>(&value) => [Generic::<String, 4>(&shop) { name: named, buffer: 3 }, Ends];
    named.same_items => more;
}

pipeline! {
    struct Ends;

    in strings: String;

    strings => _;
}

/// Uses all of them.
pub async fn all(shop: Shop) -> bool {
    let much = Much { shop, factor: 3 };
    let generic = Generic::<u64, 3> { value: 3 }.start();
    let paired = Paired { shop: Shop { least: 3 }, apart: ::std::time::Duration::from_secs(1) }.start();
    Folded { most: 3 }.run().await.is_ok() && much.start().is_ok() && generic.is_ok() && paired.is_ok() && inner::runs()
}

/// Deeper.
pub mod inner {
    use super::{drop_it, order, streamed};
    use ::aqueduct::pipeline;

    pub mod deep {
        //! Deeper still.
        use ::aqueduct::pipeline;

        pipeline! {
            /// Seen by its parent.
            pub(super) struct Seen { pub(super) most: u64 }

            super::super::streamed(&most) => super::order => super::super::drop_it;
        }
    }

    pipeline! {
        /// Private.
        struct Hidden;

        streamed(&3) => order => drop_it;
    }

    pub(super) fn runs() -> bool {
        Hidden.run_blocking().is_ok() && deep::Seen { most: 2 }.run_blocking().is_ok()
    }
}

/// In a function.
///
/// # Errors
/// When it cannot run.
pub async fn in_a_function(most: u64) -> Result<(), ::aqueduct::PipelineError> {
    #[stage]
    fn local(n: u64) -> u64 {
        n + 1
    }

    pipeline! {
        /// Local.
        struct Local { most: u64 }

        streamed(&most) => local => drop_number;
    }

    Local { most }.run().await.map(|_| ())
}
