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
/// item), `flush = f` (what the state still holds at the end of input, when a key is forgotten, when idle), `crate = path`.
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
/// ```
pub use aqueduct_macros::stage;

/// Makes a function a fold: it takes items into its `&mut` state, which is emitted when the input ends.
///
/// With `by` at the node there is a state per key, and `(key, state)` is emitted. It returns `()` or `Result<(), E>` and is not
/// `async`.
///
/// ```
/// use aqueduct::prelude::*;
///
/// #[fold]
/// fn count(n: &mut u64, _word: String) {
///     *n += 1;
/// }
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

#[doc(hidden)]
pub use aqueduct_runtime::__private;

/// Everything a pipeline is written with.
pub mod prelude {
    #[doc(no_inline)]
    pub use crate::{
        Bytes, Cause, Failed, Failure, Out, Overflow, Rate, Retry, Text, fold, pipeline, sink, source, stage,
    };
    #[doc(no_inline)]
    pub use futures_core::Stream;
}

/// The README's program is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
