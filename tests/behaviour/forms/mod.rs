//! Every form of the language.

mod arguments;
mod failures;
mod folds;
mod functions;
mod graphs;
mod items;
mod ports;
mod returns;
mod routes;
mod sinks;
mod sources;
