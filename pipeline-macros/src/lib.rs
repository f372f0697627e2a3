//! The macros of `aqueduct`. Use them through the `aqueduct` crate.

mod caught;
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
    function(Role::Source, attr, item)
}

/// Makes a function a stage: what stands in the middle of a chain.
#[proc_macro_attribute]
pub fn stage(attr: TokenStream, item: TokenStream) -> TokenStream {
    function(Role::Stage, attr, item)
}

/// Makes a function a fold: it takes items into a state, which is emitted at the end.
#[proc_macro_attribute]
pub fn fold(attr: TokenStream, item: TokenStream) -> TokenStream {
    function(Role::Fold, attr, item)
}

/// Makes a function a sink: the end of a chain.
#[proc_macro_attribute]
pub fn sink(attr: TokenStream, item: TokenStream) -> TokenStream {
    function(Role::Sink, attr, item)
}

/// Declares a pipeline.
#[proc_macro]
pub fn pipeline(input: TokenStream) -> TokenStream {
    let input = proc_macro2::TokenStream::from(input);
    caught::caught(|| parse::pipeline::header_tokens(input.clone()), || expand::pipeline::expand(input.clone())).into()
}

fn function(role: Role, attr: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    caught::caught(|| item.clone(), || expand::function::expand(role, attr.into(), item.clone())).into()
}
