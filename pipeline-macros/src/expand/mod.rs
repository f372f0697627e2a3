//! From models to tokens: one generated artifact a file. Generated code is names and types; what it does is written in the
//! runtime.

pub(crate) mod function;
pub(crate) mod pipeline;

#[cfg(test)]
mod tests;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Path;

/// The crate that generated code refers to.
fn krate(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::aqueduct), |path| quote!(#path))
}

/// All of `tokens` at one place of the user's, their names as they are: an error about them points there and nowhere else.
fn located(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = |token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), located(span, group.stream()));
            moved.set_span(span.resolved_at(group.span()));
            TokenTree::Group(moved)
        }
        mut other => {
            other.set_span(span.resolved_at(other.span()));
            other
        }
    };
    tokens.into_iter().map(moved).collect()
}

/// All of `tokens` at one place of the user's, as if written there: an error about them points there and nowhere else.
/// Not for locals of generated code, which would lose their hygiene.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = |token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), at(span, group.stream()));
            moved.set_span(span);
            TokenTree::Group(moved)
        }
        // What `$crate` means is in its span: the crate of the `macro_rules!` that wrote it.
        TokenTree::Ident(mut word) if word == "$crate" => {
            word.set_span(span.resolved_at(word.span()));
            TokenTree::Ident(word)
        }
        mut other => {
            other.set_span(span);
            other
        }
    };
    tokens.into_iter().map(moved).collect()
}
