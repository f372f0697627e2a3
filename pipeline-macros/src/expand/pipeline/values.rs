//! The arguments of a node: its resources lent, its initial state made.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use syn::Expr;
use syn::spanned::Spanned;

use super::{Names, local, options};
use crate::expand::at;
use crate::graph::model::{ArgValue, Call};

/// What a node's arguments become.
pub(super) struct Values {
    /// Evaluated before the node, once.
    pub(super) before: TokenStream,
    /// What the node's closures are lent: the fields, or the fields and what was evaluated.
    pub(super) env: TokenStream,
    /// `|env| (&env.gateway, ())`
    pub(super) res: TokenStream,
    /// Whether it lends nothing, and has no parameter.
    pub(super) alone: bool,
    /// How the initial state is made.
    pub(super) init: TokenStream,
}

pub(super) fn of(names: &Names, fields: &[Ident], call: &Call) -> Values {
    let own: Vec<&Expr> = call
        .args
        .iter()
        .filter_map(|arg| match &arg.value {
            ArgValue::Value(expr) => Some(expr),
            _ => None,
        })
        .collect();
    let (shared, env) = (local("fields"), local("env"));
    let before = match own.is_empty() {
        true => TokenStream::new(),
        false => quote!(let #env = ::std::sync::Arc::new((::core::clone::Clone::clone(&#shared), #(#own),*));),
    };
    let lent = if own.is_empty() { quote!(&#shared) } else { quote!(&#env) };
    let type_of_env = env_type(own.len());
    Values {
        before,
        env: lent,
        res: resources(call, !own.is_empty()),
        alone: !lends(call),
        init: init(names, fields, call, &type_of_env, !own.is_empty()),
    }
}

fn env_type(own: usize) -> TokenStream {
    let holes = (0..own).map(|_| quote!(_));
    match own {
        0 => quote!(Self),
        _ => quote!((::std::sync::Arc<Self>, #(#holes),*)),
    }
}

/// The function that makes or lends what stands before the item: its place is the node's.
fn function(call: &Call, name: &str) -> TokenStream {
    let path = &call.path;
    let place = path.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
    let (open, name) = (at(place, quote!(<)), Ident::new(name, place));
    let close = at(place, quote!(>::#name));
    quote!(#open #path #close)
}

/// A call with parentheses at the node: what is missing is missing there.
fn called(call: &Call, name: &str, arguments: TokenStream) -> TokenStream {
    let (function, mut arguments) = (function(call, name), Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(place(call));
    quote!(#function #arguments)
}

fn place(call: &Call) -> Span {
    call.path.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
}

fn lends(call: &Call) -> bool {
    call.args.iter().any(|arg| !matches!(arg.value, ArgValue::State(_)))
}

/// Each resource first gets a name where it is written: an error about it points there.
fn resources(call: &Call, has_own: bool) -> TokenStream {
    let env = local("env");
    let (mut own, mut lets, mut names) = (0, Vec::new(), Vec::new());
    for arg in &call.args {
        let (span, lent) = match &arg.value {
            ArgValue::Field(place) if has_own => (place.span(), quote!(&#env.0.#place)),
            ArgValue::Field(place) => (place.span(), quote!(&#env.#place)),
            ArgValue::Value(value) => {
                own += 1;
                let at = syn::Index::from(own);
                (value.span(), quote!(&#env.#at))
            }
            ArgValue::State(_) => continue,
        };
        let name = Ident::new(&format!("__lent{}", names.len()), span);
        lets.push(quote!(let #name = #lent;));
        names.push(name);
    }
    let lends = called(call, "__lent", quote!(#(#names),*));
    match lets.is_empty() {
        true => quote!(|_| #lends),
        false => quote!(|#env| { #(#lets)* #lends }),
    }
}

fn init(names: &Names, fields: &[Ident], call: &Call, env_type: &TokenStream, has_own: bool) -> TokenStream {
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
    if states.is_empty() {
        let begins = at(place(call), quote!(#aq::Begins::begin()));
        // A pointer: whether a closure can be sent stays open to rustc until the whole of `start` has been read, and all that is
        // open is asked again at every node.
        return quote!(#aq::StateBegins::<fn() -> _>(|| #begins));
    }
    let state = called(call, "__made", quote!(#(#exprs),*));
    let env = local("env");
    let from = if has_own { quote!(&*#env.0) } else { quote!(&*#env) };
    let scope = options::named_in_scope(&quote!(#state), fields, &from);
    let made = quote!(::core::result::Result::<_, #krate::BoxError>::Ok(#state));
    match states.iter().any(|(_, awaits)| *awaits) {
        true => quote! {
            #aq::StateLater(|#env: ::std::sync::Arc<#env_type>| async move { #scope #made })
        },
        false => quote! {
            #aq::StateNow::<fn(&#env_type) -> _>(|#env: &#env_type| -> ::core::result::Result<_, #krate::BoxError> { #scope #made })
        },
    }
}
