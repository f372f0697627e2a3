//! A panic of ours is told as one, and takes nothing of the user's program with it.

use proc_macro2::{Span, TokenStream};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `expand` gives; if it panics, `kept` and the request to report it. Not inside `const _: () = { .. };`, because `kept`
/// may stand in an `impl`.
pub(crate) fn caught(kept: impl FnOnce() -> TokenStream, expand: impl FnOnce() -> TokenStream) -> TokenStream {
    match catch_unwind(AssertUnwindSafe(expand)) {
        Ok(tokens) => tokens,
        Err(panic) => {
            let mut tokens = kept();
            tokens.extend(syn::Error::new(Span::call_site(), says(&*panic)).to_compile_error());
            tokens
        }
    }
}

fn says(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without a message");
    format!("aqueduct: the macro panicked ({text}); this is a bug of ours, please report it with this input")
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn a_panic_keeps_the_item_and_asks_for_a_report() {
        let item = quote!(
            fn price(order: Order) -> Priced {}
        );
        let formatted = caught(|| item.clone(), || panic!("no step {}", 7)).to_string();
        assert!(formatted.starts_with(&item.to_string()), "{formatted}");
        let says = "aqueduct: the macro panicked (no step 7); this is a bug of ours, please report it with this input";
        assert!(formatted.contains(says), "{formatted}");
        assert!(caught(|| item.clone(), || panic!("plain")).to_string().contains("panicked (plain)"));
        let odd = caught(|| item.clone(), || std::panic::panic_any(7));
        assert!(odd.to_string().contains("panicked (without a message)"));
    }

    #[test]
    fn without_a_panic_nothing_is_added() {
        assert_eq!(caught(|| quote!(a), || quote!(b)).to_string(), "b");
    }
}
