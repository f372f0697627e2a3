//! The arguments of a node: its resources lent, its initial state made.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::{Names, local, options};
use crate::graph::model::{ArgValue, Call};
use crate::parse::pipeline::Outline;

/// What a node's arguments become.
pub(super) struct Values {
    /// Evaluated before the node, once.
    pub(super) before: TokenStream,
    /// What the node's closures are lent: the fields, or the fields and what was evaluated.
    pub(super) env: TokenStream,
    /// `|env| (&env.gateway,)`
    pub(super) res: TokenStream,
    /// How the initial state is made.
    pub(super) init: TokenStream,
}

pub(super) fn of(names: &Names, outline: &Outline, call: &Call) -> Values {
    let own: Vec<&Expr> = call
        .args
        .iter()
        .filter_map(|arg| match &arg.value {
            ArgValue::Value(expr) => Some(expr),
            _ => None,
        })
        .collect();
    let (fields, env) = (local("fields"), local("env"));
    let before = match own.is_empty() {
        true => TokenStream::new(),
        false => quote!(let #env = ::std::sync::Arc::new((::std::sync::Arc::clone(&#fields), #(#own),*));),
    };
    let lent = if own.is_empty() { quote!(&#fields) } else { quote!(&#env) };
    let type_of_env = env_type(own.len());
    Values {
        before,
        env: lent,
        res: resources(call, !own.is_empty()),
        init: init(names, outline, call, &type_of_env, !own.is_empty()),
    }
}

fn env_type(own: usize) -> TokenStream {
    let holes = (0..own).map(|_| quote!(_));
    match own {
        0 => quote!(Self),
        _ => quote!((::std::sync::Arc<Self>, #(#holes),*)),
    }
}

fn resources(call: &Call, has_own: bool) -> TokenStream {
    let env = local("env");
    let mut at = 0;
    let lent: Vec<TokenStream> = call
        .args
        .iter()
        .filter_map(|arg| match &arg.value {
            ArgValue::Field(place) if has_own => Some(quote!(&#env.0.#place)),
            ArgValue::Field(place) => Some(quote!(&#env.#place)),
            ArgValue::Value(_) => {
                at += 1;
                let at = syn::Index::from(at);
                Some(quote!(&#env.#at))
            }
            ArgValue::State(_) => None,
        })
        .collect();
    match lent.is_empty() {
        true => quote!(|_| ()),
        false => quote!(|#env| (#(#lent,)*)),
    }
}

fn init(names: &Names, outline: &Outline, call: &Call, env_type: &TokenStream, has_own: bool) -> TokenStream {
    let Names { krate, aq, .. } = names;
    let states: Vec<(&Expr, bool)> = call
        .args
        .iter()
        .filter_map(|arg| match &arg.value {
            ArgValue::State(expr) => Some((expr, arg.awaits)),
            _ => None,
        })
        .collect();
    let exprs = states.iter().map(|(expr, _)| expr);
    let state = match states.as_slice() {
        [] => return quote!(#aq::Stateless),
        [(one, _)] => quote!(#one),
        _ => quote!((#(#exprs,)*)),
    };
    let env = local("env");
    let from = if has_own { quote!(&*#env.0) } else { quote!(&*#env) };
    let scope = options::fields_in_scope(outline, &from);
    let made = quote!(::core::result::Result::<_, #krate::BoxError>::Ok(#state));
    match states.iter().any(|(_, awaits)| *awaits) {
        true => quote! {
            #aq::StateLater(|#env: ::std::sync::Arc<#env_type>| async move { #scope #made })
        },
        false => quote! {
            #aq::StateNow(|#env: &#env_type| -> ::core::result::Result<_, #krate::BoxError> { #scope #made })
        },
    }
}
