//! What a stage, fold or sink says of its function: its items, its shape, its kind, what it makes and fails with.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericParam, parse_quote};

use super::{Expansion, call, checks, described, takes};
use crate::parse::function::{How, ResultType, Role, Shape};

pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    let accepts = accepts(e);
    let node = node(e);
    let call = call::expand(e);
    let takes = takes::expand(e);
    let role = role(e);
    let arguments = arguments(e);
    let described = described::expand(e);
    let checks = checks::expand(e);
    quote!(#checks #accepts #node #call #takes #role #arguments #described)
}

/// How a function is called, which decides where it runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sync,
    Async,
    Blocking,
    Many,
    Ports,
    Folds,
}

pub(super) fn kind(e: &Expansion<'_>) -> Kind {
    let f = e.function;
    match &f.ret.shape {
        _ if f.role == Role::Fold => Kind::Folds,
        _ if !f.ports.is_empty() => Kind::Ports,
        _ if f.options.blocking.is_some() => Kind::Blocking,
        Shape::Iterator(_) | Shape::Stream(_) | Shape::Flatten(_) => Kind::Many,
        _ if f.is_async() => Kind::Async,
        _ => Kind::Sync,
    }
}

pub(super) fn how(e: &Expansion<'_>) -> How {
    e.function.item.as_ref().map_or(How::Moved, |item| item.how)
}

/// The item as the signature has it.
pub(super) fn taken(e: &Expansion<'_>) -> TokenStream {
    e.function.item.as_ref().map_or_else(
        || quote!(()),
        |item| {
            let ty = &item.ty;
            quote!(#ty)
        },
    )
}

/// The parameter for the item of a function that is lent it: a `String` and a `Text` both lend a `str`.
pub(super) fn item_param(e: &Expansion<'_>) -> Option<GenericParam> {
    (how(e) == How::Lent).then(|| parse_quote!(__Item: ::core::marker::Send + 'static))
}

/// The item that flows.
pub(super) fn item(e: &Expansion<'_>) -> TokenStream {
    match how(e) {
        How::Lent => quote!(__Item),
        _ => e.checked(&taken(e)),
    }
}

fn accepts(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let (taken, ports, lend) = (taken(e), ports(e), takes::lend(e));
    let flows = match how(e) {
        How::Lent => quote!(__Emitted),
        _ => e.checked(&taken),
    };
    let res = resources(e);
    let merged = e.function.item.as_ref().map_or_else(|| quote!(()), |item| takes::merged(item, aq));
    quote! {
        impl #impls #aq::Accepts for #this #wheres {
            #ports
            type Taken = #taken;
            type In<__Emitted: ::core::marker::Send + 'static> = #flows;
            type Merged = #merged;
            type Res<'__a> = #res;
            #lend
        }
    }
}

/// The names of the output ports, and what to say of one that goes nowhere.
fn ports(e: &Expansion<'_>) -> Option<TokenStream> {
    let ports = &e.function.ports;
    let name = e.function.name().to_string();
    let names: Vec<_> = ports.iter().map(|port| port.ident.to_string()).collect();
    let texts = names.iter().map(|port| {
        format!("output port `{port}` of `{name}` goes nowhere: write `{name}.{port} => ..;`, or `{name}.{port} => _;` to discard")
    });
    (!ports.is_empty())
        .then(|| quote!(const PORTS: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] = &[#((#names, #texts)),*];))
}

fn node(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&item_param(e).into_iter().collect::<Vec<_>>());
    let (impls, _, wheres) = generics.split_for_impl();
    let item = item(e);
    let markers = markers(e);
    let (out, err, yields) = (out(e), error(e), yields(e));
    let state = state(e);
    let (flush, tick) = (flush(e), tick(e));
    quote! {
        impl #impls #aq::Node<#item> for #this #wheres {
            #markers
            type Out = #out;
            type Err = #err;
            type State = #state;
            type Yield = #yields;
            #flush
            #tick
        }
    }
}

fn markers(e: &Expansion<'_>) -> TokenStream {
    let aq = &e.aq;
    let shape = if how(e).is_batch() { quote!(Batch) } else { quote!(One) };
    let mode = if how(e).is_lent() { quote!(Lent) } else { quote!(Moved) };
    let kind = match kind(e) {
        Kind::Sync => quote!(Sync),
        Kind::Async => quote!(Async),
        Kind::Blocking => quote!(Blocking),
        Kind::Many => quote!(Many),
        Kind::Ports => quote!(Ports),
        Kind::Folds if e.function.options.merge.is_some() => quote!(Folds<#aq::Mergeable>),
        Kind::Folds => quote!(Folds),
    };
    let fails = match error_type(e) {
        Some(_) => quote!(CanFail),
        None => quote!(CannotFail),
    };
    quote! {
        type Shape = #aq::#shape;
        type Mode = #aq::#mode;
        type Kind = #aq::#kind;
        type Fails = #aq::#fails;
    }
}

/// What one item becomes.
pub(super) fn out(e: &Expansion<'_>) -> TokenStream {
    let f = e.function;
    match &f.ret.shape {
        _ if f.role != Role::Stage || !f.ports.is_empty() => quote!(()),
        Shape::Unit => item(e),
        _ => e.checked(&given(e)),
    }
}

/// What is emitted of a fold's state: the state itself, or what `finish` makes of it.
pub(super) fn folded(e: &Expansion<'_>) -> TokenStream {
    match &e.function.options.finish {
        Some(finish) => {
            let ty = &finish.ty;
            e.checked(&quote!(#ty))
        }
        None => state(e),
    }
}

/// What a stage returns, one by one.
pub(super) fn given(e: &Expansion<'_>) -> TokenStream {
    match &e.function.ret.shape {
        Shape::Unit => quote!(()),
        Shape::Value(ty) | Shape::Option(ty) => quote!(#ty),
        Shape::Iterator(items) | Shape::Stream(items) => {
            let ty = &items.ty;
            quote!(#ty)
        }
        Shape::Flatten(ty) => quote!(<#ty as ::core::iter::IntoIterator>::Item),
        Shape::Each(result) => {
            let ok = &result.ok;
            quote!(#ok)
        }
    }
}

pub(super) fn error_type<'a>(e: &'a Expansion<'_>) -> Option<&'a ResultType> {
    match &e.function.ret {
        ret if ret.result.is_some() => ret.result.as_ref(),
        ret => match &ret.shape {
            Shape::Each(result) => Some(result),
            _ => None,
        },
    }
}

pub(super) fn error(e: &Expansion<'_>) -> TokenStream {
    match error_type(e) {
        Some(result) => e.checked(&error_of(&e.aq, result)),
        None => quote!(::core::convert::Infallible),
    }
}

pub(super) fn error_of(aq: &TokenStream, result: &ResultType) -> TokenStream {
    let probe = &result.probe;
    match &result.err {
        Some(err) => quote!(#err),
        None => quote!(<#probe as #aq::many::ResultOf>::Err),
    }
}

/// What one call gives: at most one output, or as many as the batch has items.
pub(super) fn yields(e: &Expansion<'_>) -> TokenStream {
    let out = out(e);
    match &e.function.ret.shape {
        Shape::Unit if e.function.role == Role::Stage && how(e) == How::LentBatch => quote!(::std::vec::Vec<#out>),
        Shape::Each(_) => quote!(::std::vec::Vec<#out>),
        Shape::Iterator(_) | Shape::Flatten(_) if kind(e) == Kind::Blocking => quote!(::std::vec::Vec<#out>),
        _ => quote!(::core::option::Option<#out>),
    }
}

pub(super) fn resources(e: &Expansion<'_>) -> TokenStream {
    let types = e.function.resources.iter().map(|resource| {
        let ty = &resource.ty;
        e.checked(&quote!(#ty))
    });
    listed(types.map(|ty| quote!(&'__a #ty)))
}

/// `(a, (b, ()))`
fn listed(parts: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    parts.rev().fold(quote!(()), |rest, first| quote!((#first, #rest)))
}

/// One state is itself, several are a tuple.
pub(super) fn state(e: &Expansion<'_>) -> TokenStream {
    match e.function.states.as_slice() {
        [one] => {
            let ty = &one.ty;
            e.checked(&quote!(#ty))
        }
        several => {
            let types = several.iter().map(|state| {
                let ty = &state.ty;
                e.checked(&quote!(#ty))
            });
            quote!((#(#types,)*))
        }
    }
}

fn flush(e: &Expansion<'_>) -> Option<TokenStream> {
    let path = e.function.options.flush.as_ref()?;
    let states = all_states(e);
    Some(quote! {
        const FLUSHES: ::core::primitive::bool = true;

        fn flush(__state: &mut Self::State) -> ::core::option::Option<Self::Out> {
            #path(#states)
        }
    })
}

fn tick(e: &Expansion<'_>) -> Option<TokenStream> {
    let path = e.function.options.tick.as_ref()?;
    let called = call::called(path, &all_states(e));
    Some(quote! {
        fn tick(__state: &mut Self::State) -> ::core::option::Option<Self::Out> {
            #called
        }
    })
}

/// The states, as a function takes them that has nothing else.
fn all_states(e: &Expansion<'_>) -> TokenStream {
    match e.function.states.len() {
        1 => quote!(__state),
        several => {
            let at = (0..several).map(syn::Index::from);
            quote!(#(&mut __state.#at),*)
        }
    }
}

/// Where in a chain it may stand, and what it needs there.
fn role(e: &Expansion<'_>) -> TokenStream {
    let stands = stands(
        e,
        match e.function.role {
            Role::Sink => "EndsAChain",
            _ if kind(e) == Kind::Ports => "SendsToPorts",
            _ => "StandsInAChain",
        },
    );
    let mut facts = vec![if how(e).is_batch() { "TakesBatches" } else { "TakesItems" }];
    facts.extend(matches!(kind(e), Kind::Async | Kind::Many | Kind::Ports).then_some("CanTimeOut"));
    facts.extend(e.function.options.flush.as_ref().map(|_| "Flushes"));
    facts.extend(e.function.options.tick.as_ref().map(|_| "Ticks"));
    facts.extend(error_type(e).is_none().then_some("NeverFails"));
    let facts = facts.into_iter().map(|fact| is(e, fact));
    let is_tried = kind(e) != Kind::Folds;
    let tries = is_tried.then(|| tries(e));
    let shares = (is_tried || e.function.options.merge.is_some()).then(|| self::stands(e, "SharesItsWork"));
    let folds = (!is_tried).then(|| self::stands(e, "FoldsItems"));
    quote!(#stands #(#facts)* #tries #shares #folds)
}

/// Where in a chain it stands, and nowhere else; or what else a node can ask of it.
pub(super) fn stands(e: &Expansion<'_>, role: &str) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let role = quote::format_ident!("{role}");
    at(e, quote!(impl #impls #aq::#role for #this #wheres { type It = Self; }))
}

/// What stands before the item, as a function: rustc counts and checks the arguments of a node, and says what it says of any
/// call.
pub(super) fn arguments(e: &Expansion<'_>) -> TokenStream {
    let Expansion { this, function, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let named = |name: &str| proc_macro2::Ident::new(name, function.name().span());
    let (lent, made) = (named("__lent"), named("__made"));
    let resources = function.resources.iter().map(|param| (&param.ident, &param.ty));
    let (names, types): (Vec<_>, Vec<_>) = resources.unzip();
    let (states, owned): (Vec<_>, Vec<_>) = function.states.iter().map(|param| (&param.ident, &param.ty)).unzip();
    let (state, lends) = (state(e), self::resources(e));
    let checked = checks::result(e);
    let given = listed(names.iter().map(|name| quote!(#name)));
    let begun = match states.as_slice() {
        [one] => quote!(#one),
        several => quote!((#(#several,)*)),
    };
    quote! {
        #[allow(private_interfaces, clippy::all)]
        impl #impls #this #wheres {
            #checked

            #[doc(hidden)]
            #[inline]
            pub fn #lent<'__a>(#(#names: &'__a #types),*) -> #lends {
                #given
            }

            #[doc(hidden)]
            #[inline]
            #[allow(dead_code)]
            pub fn #made(#(#states: #owned),*) -> #state {
                #begun
            }
        }
    }
}

/// Everything but a fold is called for each item, and can be called again.
fn tries(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[parse_quote!(AnyOption)]);
    let (impls, _, wheres) = generics.split_for_impl();
    at(e, quote!(impl #impls #aq::Tries<AnyOption> for #this #wheres { type It = Self; }))
}

/// At the function's name.
fn at(e: &Expansion<'_>, tokens: TokenStream) -> TokenStream {
    crate::expand::at(e.function.name().span(), tokens)
}

/// Says so of the function.
pub(super) fn is(e: &Expansion<'_>, fact: &str) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let fact = quote::format_ident!("{fact}");
    at(e, quote!(impl #impls #aq::Is<#aq::fact::#fact> for #this #wheres {}))
}
