//! Every form of the language.

mod arguments;
mod items;
mod ports;
mod returns;
