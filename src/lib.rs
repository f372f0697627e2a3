//! Pipelines declared in code, checked by the compiler, compiled into plain tokio code.
//!
//! Annotate ordinary functions, draw the graph, run it:
//!
//! ```
//! use aqueduct::prelude::*;
//!
//! #[source]
//! async fn numbers(next: &mut u64) -> Option<u64> {
//!     *next += 1;
//!     (*next <= 3).then_some(*next)
//! }
//!
//! #[stage]
//! fn halve(n: &u64) -> Result<u64, String> {
//!     if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) }
//! }
//!
//! #[sink]
//! fn print(n: u64) {
//!     println!("{n}");
//! }
//!
//! #[sink]
//! fn complain(failure: Failure) {
//!     println!("{failure}");
//! }
//!
//! pipeline! {
//!     struct Halves;
//!
//!     numbers => halve { else: failed } => print;
//!     failed => complain;
//! }
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let report = Halves.run().await?;
//! assert_eq!(report.node("halve").map(|halve| (halve.done, halve.failed)), Some((1, 2)));
//! # Ok::<(), aqueduct::PipelineError>(()) }).unwrap();
//! ```
//!
//! * [`macro@source`], [`macro@stage`], [`macro@fold`] and [`macro@sink`] make functions pluggable; they stay functions.
//! * [`pipeline!`] draws the graph and generates a struct: its fields are what the pipeline needs, `start()` gives a handle
//!   with the ports, `run()` runs it to its end.
//! * A wrong drawing does not compile: types that do not fit, failures nobody takes, streams nobody reads, routes that are not
//!   exhaustive.
//! * Every edge is bounded; what fails is retried, routed or counted, never lost without a trace: see [`Report`].
//!
//! The project's README has the options and the operators at a glance, its `examples` the programs.

#![forbid(unsafe_code)]

/// Makes a function a source: the beginning of a chain.
///
/// *Polled*, it is called again and again; `None` ends the stream. Its `&mut` state survives a failure: after an `Err` it is
/// called again with the state as it is, after a panic with the state from before that call where that is `Clone` (otherwise
/// with a new one), so nothing is skipped and nothing is read twice. It must be cancel safe: a stop drops the future.
/// *Streamed* (`impl Stream`, `impl Iterator`), it is opened once, and anew after an `Err`.
///
/// Restarts back off and are limited: `restart`, `restart_if`, `max_restarts` (3 per 5 s unless said) at the node.
///
/// ```
/// use aqueduct::prelude::*;
///
/// /// Polled; the offset is its state, given at the node: `clicks(&log, &mut 0)`.
/// #[source]
/// async fn clicks(log: &Vec<String>, offset: &mut usize) -> std::io::Result<Option<String>> {
///     *offset += 1;
///     Ok(log.get(*offset - 1).cloned())
/// }
///
/// /// Streamed.
/// #[source]
/// fn countdown(from: &u32) -> impl Iterator<Item = u32> + use<> {
///     (0..*from).rev()
/// }
/// ```
pub use aqueduct_macros::source;

/// Makes a function a stage: what stands in the middle of a chain.
///
/// The last parameter that is not an output port is the item: `T` moved, `&T` lent, `&[T]` or `Vec<T>` a batch. Before it stand
/// shared resources (`&R`) and the stage's own state (`&mut S`). A lent item is kept by the engine, so a retry or an `else` needs
/// no `Clone`. Returns `T`, `Option<T>` (a filter), `impl Iterator` or `impl Stream` (a flat map), each also in a `Result`;
/// `()` from a lent item is a check: the item itself flows on.
///
/// Attribute arguments: `blocking` (runs off the async workers), `flatten` (a collection is many items), `item` (a `Vec` is one
/// item), `flush = f` (what the state still holds at the end of input, when a key is forgotten, when idle), `tick = f` (what the
/// state lets out at an interval), `crate = path`.
///
/// # A timer of its own
///
/// `#[stage(tick = beat)]` with `fn beat(state: &mut S) -> Option<T>`, at a node that says how often: `tick: 1s`. One without the
/// other does not compile.
///
/// * *Emits* what `beat` returns, at each tick of tokio's clock, counted from the start and then from the last tick: a tick that
///   comes late, because the stage was at work or its task had no room, moves those behind it, and none is made up. With `by` each
///   key's state is asked, one after the other, in the order in which the keys came (in no order where a stage with keys waits); with
///   `workers` each worker's.
/// * *Holds back* nothing that would have come without it: items go on as they come. A `beat` waits while there is no room for what
///   it may return, while an item is at work in an `async` stage, and, where keys wait, while somebody works on that key. It does not
///   count as use of a key for `keep`, `max_keys` and `idle`, and a cycle does not wait for it.
/// * *Completes* with its input: there is no tick after the last item. What is still in the state goes with it, unless a `flush` lets
///   it out.
/// * *Fails* as `flush` does: a panic in `beat` takes no item with it, so it ends the pipeline with an error that names the node.
///
/// ```
/// use aqueduct::prelude::*;
///
/// #[stage]
/// fn parse(line: &str) -> Result<u64, std::num::ParseIntError> {
///     line.trim().parse()
/// }
///
/// #[stage]
/// fn digits(n: u64) -> impl Iterator<Item = char> {
///     n.to_string().chars().collect::<Vec<_>>().into_iter()
/// }
///
/// // Still functions:
/// assert_eq!(parse(" 17"), Ok(17));
/// assert!(digits(17).eq(['1', '7']));
///
/// /// Says at each tick how many items have come since the last.
/// #[stage(tick = how_many)]
/// fn meter(items: &mut u64, _item: u64) -> Option<u64> {
///     *items += 1;
///     None
/// }
///
/// fn how_many(items: &mut u64) -> Option<u64> {
///     Some(std::mem::take(items))
/// }
///
/// pipeline! {
///     struct Metered;
///
///     in  items: u64;
///     out each_second: u64;
///
///     items => meter { tick: 1s } => each_second;
/// }
/// ```
pub use aqueduct_macros::stage;

/// Makes a function a fold: it takes items into its `&mut` state, which is emitted when the input ends, or its window.
///
/// With `by` at the node there is a state per key, and `(key, state)` is emitted. It returns `()` or `Result<(), E>` and is not
/// `async`.
///
/// Attribute arguments: `finish = mean -> f64` (what `mean` makes of the state is emitted in its place; the type is written, since an
/// attribute cannot see what a function returns), `merge = add` (how two states become one), `item`, `crate = path`. A panic in
/// either function ends the pipeline with an error that names the node.
///
/// # Several workers
///
/// With `merge`, `workers: n` at the node folds locally: each worker takes items by demand and folds them into a state of its own,
/// with `by` into one for each key it meets, and what they have come to is merged at the end, in the order of the workers. So the
/// initial state must be one that merging does not change, as 0 is for a sum, and it must not matter which worker gets an item. With
/// `by`, a worker that has met 262,144 keys hands over what it has made of them and begins anew, so its memory is bounded;
/// `max_keys` and `keep` forget keys where their states are merged, `keep` up to a quarter of its time later than with one worker.
/// Without `merge`, a fold with `by` and `workers` gives each key to one worker, and one without `by` has one.
///
/// Behind a stage that has as many workers and says `unordered`, each of these folds what it makes, and no item goes to another
/// task: `=> words { workers: 2, unordered } => count { by: |word| &word[..], workers: 2 }`. A `buffer` at the fold keeps them apart.
///
/// ```
/// use aqueduct::prelude::*;
///
/// #[fold(merge = add)]
/// fn count(n: &mut u64, _word: String) {
///     *n += 1;
/// }
///
/// fn add(n: &mut u64, other: u64) {
///     *n += other;
/// }
///
/// #[derive(Default)]
/// struct Sum { of: f64, items: u64 }
///
/// #[fold(finish = mean -> Option<f64>)]
/// fn average(sum: &mut Sum, x: f64) {
///     sum.of += x;
///     sum.items += 1;
/// }
///
/// fn mean(sum: Sum) -> Option<f64> {
///     (sum.items > 0).then(|| sum.of / sum.items as f64)
/// }
///
/// pipeline! {
///     struct Reads;
///
///     in  words: String;
///     out counts: (String, u64);
///     in  lengths: f64;
///     out means: Option<f64>;
///
///     words => count { by: |word| word, workers: 4 } => counts;
///     lengths => average => means;
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let running = Reads.start()?;
/// for word in ["tick", "tock", "tick"] {
///     running.words.send(word.to_owned()).await?;
///     running.lengths.send(word.len() as f64).await?;
/// }
/// running.words.close();
/// running.lengths.close();
/// let mut counts = [running.counts.recv().await, running.counts.recv().await];
/// counts.sort();
/// assert_eq!(counts, [("tick", 2), ("tock", 1)].map(|(word, n)| Some((word.to_owned(), n))));
/// assert_eq!(running.means.recv().await, Some(Some(4.0)));
/// # running.join().await?;
/// # Ok(())
/// # })
/// # }
/// ```
///
/// # Windows
///
/// `window` at the node says which items are taken together; what is emitted names the window: `(key, Window, state)`, without `by`
/// `(Window, state)`. `tumbling(d)` windows follow each other, `sliding(d, every)` overlap (an item is in several: it is lent, or cloned), a
/// `session(gap)` of a key lasts as long as its items come less than `gap` apart (it needs `merge`, for an item between two). They go
/// by event time where `time: |i| ..` stands at the node or before it, otherwise by the clock: an item's time is when it comes.
/// `count(n)` takes `n` items of a key, `global` all of them; these emit `(key, state)`, without `by` the state. There `keep: d` bounds how old a
/// key gets: one without an item for `d` is emitted as it is, forgotten, and counted `forgotten`; by the watermark where the items have event times (an item
/// that is older than it counts from when it came), else by the clock. Windows of time end by themselves, so `keep` is refused there.
///
/// Windows that slide share what they have in common where the fold has a `merge` and its state is `Clone`: each item is folded once, into a
/// pane as long as the longest time that divides both lengths, and a window is the merge of copies of its panes in the order of their times. So an initial state must be
/// one that merging does not change, as with `workers`; `max_windows` counts panes of keys then. With a `trigger`, or `lateness` at the window, each window has a
/// state of its own, as without `merge`: an item is folded into each.
///
/// Where `time` stands event time begins: the closure gives a [`Timestamp`], a `SystemTime`, or a `Duration` since the Unix epoch, and all that is made
/// of an item has its time (a batch that of its last item). The watermark follows the latest time at a distance of `lateness` (none unless said) and travels with the
/// items; several streams together have the least of theirs, but for one that has been silent for `idle_input` (never unless said). An
/// item ahead of the clock by more than `max_skew` (any, unless said) moves nothing and is late.
///
/// * **Emits** a window when the watermark reaches its end; before that after every `n` items of a key (`trigger: every(n)`), each `d`
///   by the clock where something has changed (`periodically(d)`), or when the state satisfies a closure (`trigger: |s| *s > 10`), or whichever of several in
///   brackets comes first. `accumulating` emits a copy of the state and goes on with it; `discarding` begins anew; with `emit: |state, pane| ..` a
///   handler returns what is emitted, or `None`, and the state goes on as the handler leaves it ([`Pane`] says why it is asked; `finish` has no part in
///   this). With `lateness` at a window that goes by a time from before, an item that comes so long after the end is taken in, and the window
///   emitted again at once.
/// * **Holds back** its input while a window closes and what it emits has no room.
/// * **Completes** when its input has ended and all that is open has been emitted. A drain does not wait for windows either.
/// * **Fails** as the fold does. What comes later than the window waits goes to `else` as [`Cause::Late`]; without one it is dropped. Either
///   way it is counted (`late` in the report). At most `max_windows` states are open at once (1,048,576 unless said): beyond, the
///   earliest window is emitted early, and counted `forgotten`.
///
/// ```
/// use aqueduct::prelude::*;
///
/// struct Sale { shop: String, at: i64, cents: u64 }
///
/// #[fold]
/// fn takings(sum: &mut u64, sale: &Sale) {
///     *sum += sale.cents;
/// }
///
/// pipeline! {
///     struct Hourly;
///
///     in  sales: Sale { time: |sale| Timestamp::from_secs(sale.at), lateness: 5min };
///     out hours: (String, Window, u64);
///
///     sales => takings { by: |sale| &sale.shop, window: tumbling(1h) } => hours;
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let running = Hourly.start()?;
/// // The second sale is later than the third, but not by more than five minutes.
/// for (at, cents) in [(0, 250), (3_700, 100), (3_500, 120), (3_900, 80)] {
///     running.sales.send(Sale { shop: "Oslo".into(), at, cents }).await?;
/// }
/// let (shop, hour, sum) = running.hours.recv().await.ok_or("closed by the sale at 3,900")?;
/// assert_eq!((shop.as_str(), hour.start, hour.end.as_secs(), sum), ("Oslo", Timestamp::EPOCH, 3_600, 370));
/// running.sales.close();
/// assert_eq!(running.hours.recv().await.map(|(_, _, sum)| sum), Some(180));
/// # running.join().await?;
/// # Ok(())
/// # })
/// # }
/// ```
pub use aqueduct_macros::fold;

/// Makes a function a sink: the end of a chain. It takes an item or a batch and returns `()` or `Result<(), E>`.
///
/// ```
/// use aqueduct::prelude::*;
/// use std::sync::Mutex;
///
/// #[sink]
/// async fn store(db: &Mutex<Vec<u64>>, rows: &[u64]) {
///     db.lock().unwrap().extend(rows);
/// }
/// ```
pub use aqueduct_macros::sink;

/// Declares a pipeline: a struct, its ports and its chains.
///
/// ```
/// use aqueduct::prelude::*;
///
/// #[stage]
/// fn double(n: u64) -> u64 {
///     n * 2
/// }
///
/// pipeline! {
///     /// Doubles what comes in.
///     struct Doubles;
///
///     in  numbers: u64 { buffer: 16 };
///     out doubles: u64;
///
///     numbers => double => doubles;
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Doubles.start()?;
/// running.numbers.send(21).await?;
/// assert_eq!(running.doubles.recv().await, Some(42));
/// let report = running.stop().await?;
/// assert!(report.balances());
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// A chain leads back through a `loop` port, and only there. The port is bounded and never makes anybody wait, so a cycle
/// cannot stand still: what finds no room is dropped and counted (`overflow: drop_oldest` unless `drop_newest` is written). It
/// closes by itself when everything that leads into its cycle has ended and nothing is in it; what a pipeline that is stopped
/// would let go round again is counted `left`.
///
/// ```
/// use aqueduct::prelude::*;
///
/// #[stage]
/// fn halve(n: u64) -> u64 {
///     n / 2
/// }
///
/// pipeline! {
///     /// Halves what comes in until it is odd.
///     struct Halves;
///
///     in   numbers: u64;
///     out  odd: u64;
///     loop again: u64 { buffer: 100 };
///
///     [numbers, again] => match {
///         n if n % 2 == 0 => halve => again,
///         n => odd,
///     };
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Halves.start()?;
/// running.numbers.send(40).await?;
/// running.numbers.close();
/// assert_eq!(running.odd.recv().await, Some(5));
/// assert_eq!(running.odd.recv().await, None);
/// assert!(running.join().await?.balances());
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// What calls a service leaves it alone while it is down: `breaker` ([`Breaker`]) holds items back, or with `fail_fast()` sends them to
/// `else`; `retry` within a [`Budget`] cannot multiply the load; `rate` ([`Rate`]) bounds it. Each is a value of the node, or a field that
/// nodes and pipelines share, for whoever holds it to look at and to change.
///
/// ```
/// use aqueduct::prelude::*;
/// use std::time::Duration;
///
/// #[stage]
/// async fn look_up(n: &u64) -> Result<u64, std::io::Error> {
///     Ok(n * 2)
/// }
///
/// pipeline! {
///     struct LooksUp { service: Breaker, budget: Budget, limit: Rate }
///
///     in  numbers: u64;
///     out found: u64;
///
///     numbers
///         => look_up { breaker: &service, retry: Retry::times(3).budget(&budget), rate: &limit, timeout: 1s, else: skip }
///         => found;
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let (service, budget) = (Breaker::new().at_least(5).open_for(Duration::from_secs(5)), Budget::new());
/// let limit = Rate::new(100, Duration::from_secs(1));
/// let running = LooksUp { service: service.clone(), budget, limit: limit.clone() }.start()?;
/// limit.set(1_000, Duration::from_secs(1));
/// service.force_open();
/// running.numbers.send(21).await?; // waits before `look_up`
/// service.reset();
/// assert_eq!(running.found.recv().await, Some(42));
/// running.stop().await?;
/// assert_eq!(service.counts().calls, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// Two streams become one of pairs at the beginning of a chain. Each side is whatever begins a chain: a port, a stream, a source,
/// a chain. In drawings the sides are `left` and `right`.
///
/// `zip(a, b)`: by position, as [`Iterator::zip`].
///
/// * **emits** `(A, B)` when both sides have an item;
/// * **holds back** the side that is ahead, of which no more is taken than its edge holds;
/// * **completes** when a side has ended and its items have been paired: what the other side has left counts as `unread` on its
///   edge, and whoever makes it ends;
/// * **fails** never. Two sides that come out of one stage wait for each other: where one may get much more than the other, the
///   stage stands still as soon as the edge of that one is full.
///
/// What gives up the order of its items (`unordered`) cannot stand before it.
///
/// ```
/// # use aqueduct::prelude::*;
/// #[source]
/// fn words() -> impl Iterator<Item = &'static str> {
///     ["one", "two", "three"].into_iter()
/// }
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u32> {
///     1..
/// }
///
/// #[sink]
/// fn spell((number, word): (u32, &'static str)) {
///     println!("{number} is {word}");
/// }
///
/// pipeline! {
///     struct Spells;
///     zip(numbers, words) => spell;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let report = Spells.run().await?;
/// assert_eq!(report.node("zip_1").map(|zip| (zip.taken, zip.out)), Some((6, 3)));
/// # Ok::<(), aqueduct::PipelineError>(()) }).unwrap();
/// ```
///
/// `latest(a, b)`: the newest of both. Items are `Clone`.
///
/// * **emits** `(A, B)` whenever a side gives an item, once both have given one;
/// * **holds back** neither side;
/// * **completes** when both have ended, or one of them without an item;
/// * **fails** where a clone panics, which ends the pipeline. An item that was replaced before the other side gave its first counts as
///   `filtered`.
///
/// ```
/// # use aqueduct::prelude::*;
/// pipeline! {
///     struct Prices;
///     in  amounts: u64;
///     in  prices: u64;
///     out values: u64;
///
///     latest(amounts, prices) => map(|(amount, price)| amount * price) => values;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Prices.start()?;
/// running.amounts.send(3).await?;
/// running.prices.send(5).await?;
/// assert_eq!(running.values.recv().await, Some(15));
/// running.prices.send(6).await?;
/// assert_eq!(running.values.recv().await, Some(18));
/// # running.stop().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// `join(a, b) { on: (|a| &a.id, |b| &b.id), .. }`: by key and time. Each closure of `on` lends the key of its side (a body that begins
/// with `&`) or makes it; both keys are of one type, which is `Hash + Eq + Clone`. The time of an item is its event time where both
/// sides have one, otherwise when it came here, by tokio's clock. What belongs together in time is one of three: `apart: 10min`,
/// `window: tumbling(1h)`, `as_of`. `kind` says what comes out:
///
/// | `kind` | emits | alone |
/// |---|---|---|
/// | `inner`, unless said | `(A, B)` | nothing; such items count as `filtered` |
/// | `left` | `(A, Option<B>)` | items of the left side |
/// | `right` | `(Option<A>, B)` | items of the right side |
/// | `full` | `(Option<A>, Option<B>)` | items of both |
///
/// What a join keeps is its state, bounded by time and not by number, so it is not in `MAX_IN_FLIGHT`. With `max_keys: n` the idlest
/// key is forgotten when there are more, and counted as `forgotten`.
///
/// In event time an item may come too late to come to anything, as is said below of each of the three. With an `else` it goes there, as a
/// `Failed<Side<A, B>, Infallible>` that says by [`Side`] which of the two streams it is of, with the cause [`Cause::Late`]; with
/// `else: stop` the first one ends the pipeline. Without an `else` it is dropped. Either way it is counted (`late` in the report).
///
/// ```
/// # use aqueduct::prelude::*;
/// use std::convert::Infallible;
///
/// #[derive(Clone)]
/// struct Call {
///     cell: u32,
///     at: i64,
/// }
///
/// #[derive(Clone)]
/// struct Fault {
///     cell: u32,
///     at: i64,
/// }
///
/// #[stage]
/// fn describe(late: Failed<Side<Call, Fault>, Infallible>) -> String {
///     match late.item {
///         Side::Left(call) => format!("call at {}: {}", call.at, late.cause),
///         Side::Right(fault) => format!("fault at {}: {}", fault.at, late.cause),
///     }
/// }
///
/// pipeline! {
///     /// Calls and the faults of their cell in one minute; what comes when that is over is described.
///     struct Disturbed;
///     in  calls: Call { time: |call| Timestamp::from_secs(call.at) };
///     in  faults: Fault { time: |fault| Timestamp::from_secs(fault.at) };
///     out disturbed: (Call, Fault);
///     out missed: String;
///
///     join(calls, faults) { on: (|c| c.cell, |f| f.cell), window: tumbling(1min), else: late } => disturbed;
///     late => describe => missed;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Disturbed.start()?;
/// running.calls.send(Call { cell: 7, at: 70 }).await?;
/// for at in [65, 66] {
///     running.faults.send(Fault { cell: 7, at }).await?;
///     assert_eq!(running.disturbed.recv().await.map(|(call, fault)| (call.at, fault.at)), Some((70, at)));
/// }
/// running.calls.send(Call { cell: 7, at: 20 }).await?;
/// assert_eq!(running.missed.recv().await.as_deref(), Some("call at 20: came too late"));
/// # running.calls.close();
/// # running.faults.close();
/// # running.join().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// **`apart: 10min`**: what is at most so far apart. Items are `Clone`.
///
/// * **emits** every such pair once, when the second of the two comes, with the later one of their times; and what `kind` says of an
///   item that found no partner, once it can find none any more;
/// * **holds back** neither side. Each item is kept for `apart`, also when its side has ended: by the clock, or until the watermark of
///   both sides is so much later. It lets its own watermark out `apart` later, which is how much older a pair may be. The items of a
///   key that is forgotten come out as if their time were over. An item is late where nothing it could pair with is kept any more;
/// * **completes** when both sides have ended, and what is alone then comes out at once;
/// * **fails** for what is late, and where a closure of `on` or a clone panics, which ends the pipeline.
///
/// ```
/// # use aqueduct::prelude::*;
/// #[derive(Clone, Debug, PartialEq)]
/// struct Order {
///     id: String,
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Payment {
///     order_id: String,
///     amount: u64,
/// }
///
/// pipeline! {
///     /// Each order with its payment, or without one after ten minutes.
///     struct Matched;
///     in  orders: Order;
///     in  payments: Payment;
///     out matched: (Order, Option<Payment>);
///
///     join(orders, payments) { on: (|o| &o.id, |p| &p.order_id), apart: 10min, kind: left } => matched;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Matched.start()?;
/// let (paid, open) = (Order { id: "a".into() }, Order { id: "b".into() });
/// let payment = Payment { order_id: "a".into(), amount: 5 };
/// running.orders.send(paid.clone()).await?;
/// running.orders.send(open.clone()).await?;
/// running.payments.send(payment.clone()).await?;
/// assert_eq!(running.matched.recv().await, Some((paid, Some(payment))));
/// running.orders.close();
/// running.payments.close();
/// assert_eq!(running.matched.recv().await, Some((open, None)));
/// # running.join().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// **`window: tumbling(1h)`**, or `sliding(1h, 5min)`: what is in one window. Items are `Clone`. Other windows are an error: those of a
/// session are not the same on both sides, and those of `count` and `global` are no spans of time.
///
/// * **emits** every pair of a window when the second of the two comes, and what `kind` says of an item without a partner when the
///   window closes. A pair in several windows comes once for each, and an item is alone in each window by itself. In event time all of
///   it has the last instant of its window as its time, as what a fold by window emits: a fold by the same `tumbling(d)` behind the
///   join has all that came of a window, and nothing else; behind `sliding(d, every)` a fold by `tumbling(every)` has each window of
///   the join by itself, named by the span in which that ends;
/// * **holds back** neither side. Each item is kept until its last window closes: when the watermark of both sides reaches its end, or
///   by the clock, whose windows begin at whole multiples of their length, as those of folds do. By the clock a fold behind it has a
///   pair when it comes, and what is alone in the window after. A forgotten key's items come out as if all windows had closed. An item
///   whose windows have all closed is late, and one between two windows (`every` longer than `d`) counts as `filtered`;
/// * **completes** when both sides have ended, and all windows then close at once;
/// * **fails** for what is late, and where a closure of `on` or a clone panics, which ends the pipeline.
///
/// ```
/// # use aqueduct::prelude::*;
/// #[derive(Clone, Debug, PartialEq)]
/// struct View {
///     page: u32,
///     at: i64,
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Click {
///     page: u32,
///     at: i64,
/// }
///
/// #[fold]
/// fn count(n: &mut u32, _pair: (View, Click)) {
///     *n += 1;
/// }
///
/// pipeline! {
///     /// How many pairs of a view and a click on one page there were in each minute.
///     struct Seen;
///     in  views: View { time: |v| Timestamp::from_secs(v.at) };
///     in  clicks: Click { time: |c| Timestamp::from_secs(c.at) };
///     out counts: (Window, u32);
///
///     join(views, clicks) { on: (|v| v.page, |c| c.page), window: tumbling(1min) }
///         => count { window: tumbling(1min) }
///         => counts;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Seen.start()?;
/// running.views.send(View { page: 1, at: 50 }).await?;
/// for at in [55, 58, 61] {
///     running.clicks.send(Click { page: 1, at }).await?;
/// }
/// running.views.close();
/// running.clicks.close();
/// let minute = Window { start: Timestamp::from_secs(0), end: Timestamp::from_secs(60) };
/// assert_eq!(running.counts.recv().await, Some((minute, 2)));
/// assert_eq!(running.counts.recv().await, None);
/// # running.join().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// **`as_of`**: the right side is a table that changes, and each left item meets, once, the version of its key that held at its time:
/// the latest that is not after it. `B` is `Clone`. `kind` is `inner` or `left`; a version does not come out alone.
///
/// * **emits** each left item with its version, or what `kind` says of one without; in event time with the left item's time, and in
///   the order of those times, of equal ones in the order in which they came. Of versions of the very same time the last holds;
/// * **holds back** neither side. In event time a left item is kept until the watermark of both sides is past its time, since a version
///   from before it may come still: where the table is silent for long, its side says so with `idle_input`. Of each key the versions
///   later than the watermark are kept, and the latest before it. By the clock a left item meets the latest that has come, at once, and
///   one version of each key is kept. A key that is forgotten has no version until the next. Late are a left item older than the
///   watermark, and a version that a later one had replaced by the watermark already;
/// * **completes** when both sides have ended, and all that waits has met its version. Versions that nobody met count as `filtered`;
/// * **fails** for what is late, and where a closure of `on` or a clone panics, which ends the pipeline.
///
/// ```
/// # use aqueduct::prelude::*;
/// #[derive(Debug, PartialEq)]
/// struct Order {
///     currency: &'static str,
///     amount: u64,
///     at: i64,
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Rate {
///     currency: &'static str,
///     percent: u64,
///     from: i64,
/// }
///
/// pipeline! {
///     /// Each order in our currency, by the rate of its time.
///     struct Priced;
///     in  orders: Order { time: |o| Timestamp::from_secs(o.at) };
///     in  rates: Rate { time: |r| Timestamp::from_secs(r.from) };
///     out amounts: u64;
///
///     join(orders, rates) { on: (|o| &o.currency, |r| &r.currency), as_of, max_keys: 200 }
///         => map(|(order, rate)| order.amount * rate.percent / 100)
///         => amounts;
/// }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Priced.start()?;
/// for (percent, from) in [(90, 0), (95, 60)] {
///     running.rates.send(Rate { currency: "CHF", percent, from }).await?;
/// }
/// for at in [59, 60, 61] {
///     running.orders.send(Order { currency: "CHF", amount: 1_000, at }).await?;
/// }
/// running.orders.close();
/// running.rates.close();
/// assert_eq!(running.amounts.recv().await, Some(900));
/// assert_eq!(running.amounts.recv().await, Some(950));
/// assert_eq!(running.amounts.recv().await, Some(950));
/// # running.join().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// A synchronous node runs in the loop of the one before it; one that can wait has a task of its own, as has what stands behind a
/// branch or a merge. `buffer` cuts a task in two, and `fuse` joins: the node runs in the task of those that lead to it, so no item
/// crosses threads on its way, and none of them works while another does.
///
/// ```
/// # use aqueduct::prelude::*;
/// # #[source]
/// # fn numbers() -> impl Iterator<Item = u64> { 1..=3 }
/// # #[stage]
/// # async fn ask(n: u64) -> u64 { n }
/// # #[sink]
/// # async fn store(_n: u64) {}
/// pipeline! {
///     struct One;
///     numbers => ask { fuse: true } => store { fuse: true };
/// }
///
/// pipeline! {
///     struct Three;
///     numbers => ask => store;
/// }
///
/// assert_eq!((One::GRAPH.tasks().len(), Three::GRAPH.tasks().len()), (1, 3));
/// ```
///
/// A pipeline with one `in` is a stage of others. What stands in its parentheses are its fields, in the order of its struct: each
/// gets a clone, so a resource is best an `Arc` or a handle. It goes on by its `out`, or ends its chain, and several `out`s are taken
/// by name. It is built into the tasks of the pipeline around it, as if its chains were written there: drained, supervised,
/// counted and reported with it. The names of its nodes stand behind its own: in reports, in [`Failure::stage`], in errors. All of it
/// is paused at once by `running.nodes.enrich` ([`Nodes`]).
///
/// ```
/// use aqueduct::prelude::*;
/// use std::collections::HashMap;
/// use std::sync::Arc;
///
/// #[stage]
/// fn look_up(names: &HashMap<u64, String>, id: &u64) -> Result<String, String> {
///     names.get(id).cloned().ok_or(format!("nobody has the number {id}"))
/// }
///
/// pipeline! {
///     /// Finds names.
///     pub struct Enrich { names: Arc<HashMap<u64, String>> }
///
///     in  ids: u64;
///     out named: String;
///     out unknown: Failure;
///
///     ids => look_up(&names) { else: unknown } => named;
/// }
///
/// pipeline! {
///     struct Greets { names: Arc<HashMap<u64, String>> }
///
///     in  ids: u64;
///     out greetings: String;
///
///     ids => Enrich(&names) { name: enrich };
///     enrich.named => map(|name| format!("Hello, {name}")) => greetings;
///     enrich.unknown => map(|failure: Failure| format!("{} failed", failure.stage())) => greetings;
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let running = Greets { names: Arc::new(HashMap::from([(7, "Ada".to_owned())])) }.start()?;
/// running.ids.send(7).await?;
/// assert_eq!(running.greetings.recv().await.as_deref(), Some("Hello, Ada"));
/// running.ids.send(8).await?;
/// assert_eq!(running.greetings.recv().await.as_deref(), Some("enrich.look_up failed"));
/// let report = running.stop().await?;
/// assert_eq!(report.node("enrich.look_up").map(|node| (node.done, node.failed)), Some((1, 1)));
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
///
/// At its node stand `name`, `buffer` and `overflow` (its inbox). Its own options `channel` and `max_restarts` apply within it, or
/// their defaults; `drain` is the outermost pipeline's, and what its ports say in their braces is for who stands outside, so it has no
/// meaning there. `GRAPH` shows it as one node, with all that it holds in its hands; where something in it has a size that is no
/// constant, `MAX_IN_FLIGHT` of what is around it is `usize::MAX`. What begins with an upper-case letter is a pipeline, anything
/// else a function; its path may lead to another module or crate.
///
/// It generates the struct as declared; `start()`, and without ports `run()` and `run_blocking()`; and the handle, named like
/// the struct with `Handle` behind it: the ports as fields, `nodes`, `join()`, `stop()`, `abort()` and `stats()`.
///
/// The struct's documentation begins with its drawing. `GRAPH` is the same as a constant, with the types of all items, the tasks
/// and what everything holds; `MAX_IN_FLIGHT` is the sum of that, in items. Where the size of a buffer, a batch or a number of
/// workers is no constant (a literal, an UPPER_CASE name or arithmetic on them), there is a method `max_in_flight(&self)` in its
/// place. `options { max_in_flight: n }` refuses to compile a drawing that can hold more, or to start it with
/// [`StartError::Option`].
///
/// ```
/// # use aqueduct::prelude::*;
/// # #[stage]
/// # fn double(n: u64) -> u64 { n * 2 }
/// pipeline! {
///     struct Bounded;
///     options { max_in_flight: 100 }
///
///     in  numbers: u64 { buffer: 16 };
///     out doubles: u64 { buffer: 4 };
///
///     numbers => double => doubles;
/// }
///
/// // 16 before `double`, 4 behind it, and the one it has in hand.
/// assert_eq!(Bounded::MAX_IN_FLIGHT, 21);
/// assert!(Bounded::GRAPH.to_string().contains("in numbers"));
/// assert!(Bounded::GRAPH.mermaid().to_string().starts_with("flowchart LR"));
/// ```
pub use aqueduct_macros::pipeline;
pub use aqueduct_runtime::*;

/// An embedded durable log, with the feature `log`.
#[cfg(feature = "log")]
pub use aqueduct_log as log;

#[doc(hidden)]
pub use aqueduct_runtime::__private;

#[doc = include_str!("operators.md")]
pub mod operators {}

/// Everything a pipeline is written with.
pub mod prelude {
    #[doc(no_inline)]
    pub use crate::{
        Breaker, Budget, Bytes, Cause, Failed, Failure, Out, Overflow, Rate, Retry, Side, Text, Timestamp, Window,
        fold, pipeline, sink, source, stage,
    };
    #[doc(no_inline)]
    pub use futures_core::Stream;
}

/// The README's program is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
