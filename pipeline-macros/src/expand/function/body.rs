//! What the tokens of a function's body show without being understood.

use proc_macro2::{TokenStream, TokenTree};

use crate::parse::function::Function;

/// Whether there is an `await` in it that no macro hides.
pub(super) fn awaits(body: &TokenTree) -> bool {
    any(body, &|tokens| tokens.into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "await")))
}

/// Whether nothing in it can wait: there is no `await`, no macro to hide one, and no attribute that may rewrite it.
pub(super) fn never_waits(function: &Function) -> bool {
    const HARMLESS: &[&str] = &["doc", "allow", "warn", "deny", "expect", "inline", "cold", "must_use", "cfg"];
    let harmless = |attr: &syn::Attribute| HARMLESS.iter().any(|name| attr.path().is_ident(name));
    !awaits(&function.body) && !calls_macros(&function.body) && function.attrs.iter().all(harmless)
}

/// Whether it calls a macro, in which there may be anything. (`return !(..)` looks like it too.)
pub(super) fn calls_macros(body: &TokenTree) -> bool {
    any(body, &|tokens| {
        let tokens: Vec<_> = tokens.into_iter().collect();
        tokens.windows(3).any(|three| {
            matches!(three, [TokenTree::Ident(_), TokenTree::Punct(not), TokenTree::Group(_)] if not.as_char() == '!')
        })
    })
}

/// Whether it is so of a group or of any within it.
fn any(token: &TokenTree, so: &impl Fn(TokenStream) -> bool) -> bool {
    let TokenTree::Group(group) = token else { return false };
    so(group.stream()) || group.stream().into_iter().any(|token| any(&token, so))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn body(tokens: TokenStream) -> TokenTree {
        proc_macro2::Group::new(proc_macro2::Delimiter::Brace, tokens).into()
    }

    #[test]
    fn an_await_is_found_wherever_it_stands() {
        assert!(awaits(&body(quote!(f(g().await)))));
        assert!(awaits(&body(quote!(select! { x = rx.recv() => { later(x).await } }))));
        assert!(!awaits(&body(quote!(f(await_it)))));
    }

    #[test]
    fn a_macro_is_found_and_a_comparison_is_none() {
        assert!(calls_macros(&body(quote!(if a {
            [later!(x)]
        }))));
        assert!(calls_macros(&body(quote!(tokio::join! { a, b }))));
        assert!(!calls_macros(&body(quote!(a != (b) && !(c) && x[!0] == 1))));
    }
}
