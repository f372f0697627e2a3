//! Every form of the language.

mod arguments;
mod at_hand;
mod failures;
mod finishes;
mod flow;
mod folds;
mod functions;
mod graphs;
mod handle;
mod items;
mod joins;
mod long_chains;
mod loops;
mod nested;
mod operators;
mod ports;
mod returns;
mod routes;
mod sinks;
mod sources;
