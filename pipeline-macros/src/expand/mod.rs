//! From models to tokens: one generated artifact a file. Generated code is names and types; what it does is written in the
//! runtime.

pub(crate) mod function;
pub(crate) mod pipeline;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// The crate that generated code refers to.
fn krate(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::aqueduct), |path| quote!(#path))
}
