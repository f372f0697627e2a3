//! Every form of the language.

mod arguments;
mod folds;
mod functions;
mod items;
mod ports;
mod returns;
mod sinks;
mod sources;
