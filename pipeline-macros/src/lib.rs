//! The macros of `aqueduct`. Use them through the `aqueduct` crate.

mod errors;
mod expand;
mod graph;
mod parse;
mod spell;

use parse::function::Role;
use proc_macro::TokenStream;

/// Makes a function a source: the beginning of a chain.
#[proc_macro_attribute]
pub fn source(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::expand(Role::Source, attr.into(), item.into()).into()
}

/// Makes a function a stage: what stands in the middle of a chain.
#[proc_macro_attribute]
pub fn stage(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::expand(Role::Stage, attr.into(), item.into()).into()
}

/// Makes a function a fold: it takes items into a state, which is emitted at the end.
#[proc_macro_attribute]
pub fn fold(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::expand(Role::Fold, attr.into(), item.into()).into()
}

/// Makes a function a sink: the end of a chain.
#[proc_macro_attribute]
pub fn sink(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::function::expand(Role::Sink, attr.into(), item.into()).into()
}

/// Declares a pipeline.
#[proc_macro]
pub fn pipeline(input: TokenStream) -> TokenStream {
    expand::pipeline::expand(input.into()).into()
}
