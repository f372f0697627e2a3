//! How the engine calls a function: the arguments in the order of its signature, its result as a verdict.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::node::{Kind, error, folded, how, item, item_param, kind, out, yields};
use super::{Expansion, body};
use crate::expand::located;
use crate::parse::function::{How, Param, Role, Shape, Slot};

pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    match kind(e) {
        Kind::Sync | Kind::Blocking => sync(e),
        Kind::Async => asynchronous(e),
        Kind::Many => many(e),
        Kind::Ports => ports(e),
        Kind::Folds => fold(e),
    }
}

/// The call itself.
pub(super) fn invocation(e: &Expansion<'_>) -> TokenStream {
    let f = e.function;
    let arguments = f.order.iter().map(|slot| argument(e, *slot));
    let name = f.name();
    let types: Vec<_> = f.generics.params.iter().filter_map(parameter).collect();
    let turbofish = (!types.is_empty()).then(|| quote!(::<#(#types),*>));
    let awaited = f.is_async().then(|| quote!(.await));
    quote!(#name #turbofish (#(#arguments),*) #awaited)
}

fn parameter(param: &syn::GenericParam) -> Option<&syn::Ident> {
    match param {
        syn::GenericParam::Type(param) => Some(&param.ident),
        syn::GenericParam::Const(param) => Some(&param.ident),
        syn::GenericParam::Lifetime(_) => None,
    }
}

fn argument(e: &Expansion<'_>, slot: Slot) -> TokenStream {
    let aq = &e.aq;
    match slot {
        Slot::Resource(at) => {
            let rest = (0..at).map(|_| quote!(.1));
            quote!(__res #(#rest)*.0)
        }
        Slot::State(_) if e.function.states.len() == 1 => quote!(__state),
        Slot::State(at) => {
            let at = syn::Index::from(at);
            quote!(&mut __state.#at)
        }
        Slot::Port(at) => {
            let at = syn::Index::from(at);
            quote!(&mut __ports.#at)
        }
        Slot::Item => match how(e) {
            How::Moved | How::Batch => quote!(#aq::take(__slot)),
            How::Lent => quote!(<Self as #aq::Accepts>::lend(#aq::held(__slot))),
            How::LentBatch => quote!(&#aq::held(__slot)[..]),
        },
    }
}

/// What a success value means. `value` is its name.
fn done(e: &Expansion<'_>, value: &TokenStream) -> TokenStream {
    let aq = &e.aq;
    let some = |value: TokenStream| quote!(#aq::Verdict::Done(::core::option::Option::Some(#value)));
    match &e.function.ret.shape {
        Shape::Unit if e.function.role == Role::Sink => some(quote!(#value)),
        Shape::Unit if how(e) == How::LentBatch => quote!({ let () = #value; #aq::Verdict::Done(#aq::take(__slot)) }),
        Shape::Unit => quote!({ let () = #value; #aq::Verdict::Done(__slot.take()) }),
        Shape::Option(_) => quote!(#aq::Verdict::Done(#value)),
        Shape::Each(_) => quote!(#aq::Verdict::Each(#value)),
        Shape::Iterator(_) | Shape::Flatten(_) => {
            quote!(#aq::Verdict::Done(::core::iter::Iterator::collect(::core::iter::IntoIterator::into_iter(#value))))
        }
        Shape::Value(_) | Shape::Stream(_) => some(quote!(#value)),
    }
}

fn verdict(e: &Expansion<'_>) -> TokenStream {
    let aq = &e.aq;
    let call = invocation(e);
    let value = quote!(value);
    let done = done(e, &value);
    match e.function.ret.is_fallible() {
        true => quote! {
            match #call {
                ::core::result::Result::Ok(value) => #done,
                ::core::result::Result::Err(error) => #aq::Verdict::Failed(error),
            }
        },
        false => quote!({ let value = #call; #done }),
    }
}

/// What one call takes.
fn unit(e: &Expansion<'_>) -> TokenStream {
    let item = item(&e.plain());
    match how(e).is_batch() {
        true => quote!(::std::vec::Vec<#item>),
        false => item,
    }
}

/// The type of a verdict.
fn verdict_of(e: &Expansion<'_>) -> TokenStream {
    let (aq, plain) = (&e.aq, e.plain());
    let (yields, out, error) = (yields(&plain), out(&plain), error(&plain));
    quote!(#aq::Verdict<#yields, #out, #error>)
}

/// The call as a future, at the function's name: there rustc points when it cannot be sent.
pub(super) fn future(e: &Expansion<'_>, body: &TokenStream) -> TokenStream {
    let future = quote_spanned!(e.function.name().span() => async move { #body });
    e.checked_value(&future)
}

/// The type of that future.
pub(super) fn of_future(e: &Expansion<'_>, output: &TokenStream) -> TokenStream {
    quote_spanned! { e.function.name().span() =>
        impl ::core::future::Future<Output = #output> + ::core::marker::Send + '__a
    }
}

/// The head of an impl of a call trait.
fn head(e: &Expansion<'_>, calls: &str) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&item_param(e).into_iter().collect::<Vec<_>>());
    let (impls, _, wheres) = generics.split_for_impl();
    let (item, calls) = (item(e), format_ident!("{calls}"));
    quote!(#[allow(unused_variables, clippy::all)] impl #impls #aq::#calls<#item> for #this #wheres)
}

fn sync(e: &Expansion<'_>) -> TokenStream {
    let (head, unit) = (head(e, "CallSync"), unit(e));
    let (verdict, verdict_of) = (verdict(e), verdict_of(e));
    let always_one = gives_one(e);
    quote! {
        #head {
            #always_one

            #[inline]
            fn call(
                __res: Self::Res<'_>,
                __state: &mut Self::State,
                __slot: &mut ::core::option::Option<#unit>,
            ) -> #verdict_of {
                #verdict
            }
        }
    }
}

/// What says that every item becomes one, and nothing can fail, where it is so.
fn gives_one(e: &Expansion<'_>) -> Option<TokenStream> {
    let by_item = matches!(how(e), How::Moved | How::Lent);
    let one = match e.function.ret.shape {
        Shape::Value(_) => true,
        Shape::Unit => e.function.role == Role::Sink,
        _ => false,
    };
    (by_item && one && !e.function.ret.is_fallible()).then(|| {
        quote!(
            const ALWAYS_ONE: ::core::primitive::bool = true;
        )
    })
}

fn asynchronous(e: &Expansion<'_>) -> TokenStream {
    let (head, unit) = (head(e, "CallAsync"), unit(e));
    let (future, returns) = (future(e, &verdict(e)), of_future(e, &verdict_of(e)));
    let never_waits = body::never_waits(e.function).then(|| {
        let always_one = gives_one(e);
        quote!(
            const NEVER_WAITS: ::core::primitive::bool = true;
            #always_one
        )
    });
    quote! {
        #head {
            #never_waits

            #[inline]
            fn call<'__a>(
                __res: Self::Res<'__a>,
                __state: &'__a mut Self::State,
                __slot: &'__a mut ::core::option::Option<#unit>,
            ) -> #returns {
                #future
            }
        }
    }
}

fn many(e: &Expansion<'_>) -> TokenStream {
    let aq = &e.aq;
    let (head, unit) = (head(e, "CallMany"), unit(e));
    let outputs = e.checked_value(&outputs(e, &error(e)));
    quote! {
        #head {
            #[inline]
            fn call<'__a>(
                __res: Self::Res<'__a>,
                __state: &'__a mut Self::State,
                __slot: &'__a mut ::core::option::Option<#unit>,
            ) -> impl #aq::Stream<Item = ::core::result::Result<Self::Out, Self::Err>> + ::core::marker::Send + '__a {
                #outputs
            }
        }
    }
}

/// The outputs of a function that returns an iterator or a stream, as one stream of results.
pub(super) fn outputs(e: &Expansion<'_>, error: &TokenStream) -> TokenStream {
    let aq = &e.aq;
    let call = invocation(e);
    let called = match e.function.ret.is_fallible() {
        true => quote!(#call),
        false => quote!(::core::result::Result::<_, #error>::Ok(#call)),
    };
    match (&e.function.ret.shape, e.function.is_async()) {
        (Shape::Stream(_), _) => {
            let future = future(e, &called);
            quote!(#aq::many::later(#future))
        }
        (_, false) => quote!(#aq::many::iter(move || #called)),
        (_, true) => {
            let future = future(e, &quote!(::core::result::Result::map(#called, #aq::many::ready_iter)));
            quote!(#aq::many::later(#future))
        }
    }
}

fn ports(e: &Expansion<'_>) -> TokenStream {
    let (head, unit) = (head(e, "CallPorts"), unit(e));
    let call = invocation(e);
    let result = match e.function.ret.is_fallible() {
        true => call,
        false => quote!({ #call; ::core::result::Result::Ok(()) }),
    };
    let (set, future) = (port_set(e), future(e, &result));
    let returns = of_future(e, &quote!(::core::result::Result<(), Self::Err>));
    let name = set_name(e);
    quote! {
        #set
        #head {
            type Ports = #name;

            fn call<'__a>(
                __res: Self::Res<'__a>,
                __state: &'__a mut Self::State,
                __ports: &'__a mut Self::Ports,
                __slot: &'__a mut ::core::option::Option<#unit>,
            ) -> #returns {
                #future
            }
        }
    }
}

fn set_name(e: &Expansion<'_>) -> TokenStream {
    let (_, arguments, _) = e.function.generics.split_for_impl();
    quote!(__Ports #arguments)
}

/// The ports as a tuple of senders, and as a struct of streams with the ports' names.
fn port_set(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, function, .. } = e;
    let generics = e.generics(&[]);
    let (impls, arguments, wheres) = generics.split_for_impl();
    // With a default, which rustc does not print: its errors name the struct.
    let stamped = e.generics(&[syn::parse_quote!(__Stamp: #aq::Stamping = #aq::Plain)]);
    let (_, of_stamp, _) = stamped.split_for_impl();
    let checked = |port: &Param| {
        let ty = &port.ty;
        e.checked(&quote!(#ty))
    };
    let types: Vec<_> = function.ports.iter().map(checked).collect();
    let names: Vec<_> = function.ports.iter().map(|port| &port.ident).collect();
    let texts: Vec<_> = names.iter().map(|name| name.to_string()).collect();
    let at: Vec<_> = (0..types.len()).map(syn::Index::from).collect();
    // Named when a port is taken that is not there.
    let flows = format_ident!("{}_ports", function.name());
    quote! {
        pub struct __Ports #impls (#(#aq::PortOut<#types>,)*) #wheres;
        #[allow(non_camel_case_types)]
        pub struct #flows #stamped #wheres { #(pub #names: #aq::EdgeFlow<#types, #this, __Stamp>,)* }

        impl #impls #aq::PortSet for __Ports #arguments #wheres {
            type Flows<__Stamp: #aq::Stamping> = #flows #of_stamp;
            const NAMES: &'static [&'static ::core::primitive::str] = &[#(#texts),*];

            fn open<__Stamp: #aq::Stamping>(
                opener: &mut #aq::PortOpener<'_, __Stamp>,
            ) -> (::std::vec::Vec<Self>, Self::Flows<__Stamp>) {
                #(let #names = #aq::PortOpener::port::<#types>(opener);)*
                let flows = #flows { #(#names: #aq::EdgeFlow::coming_from(#names.1),)* };
                #(let mut #names = ::core::iter::IntoIterator::into_iter(#names.0);)*
                let mut sets = ::std::vec::Vec::new();
                while let (#(::core::option::Option::Some(#names),)*) = (#(::core::iter::Iterator::next(&mut #names),)*) {
                    sets.push(__Ports(#(#names,)*));
                }
                (sets, flows)
            }

            fn sent(&self) -> ::core::primitive::u64 {
                0 #(+ self.#at.sent())*
            }
        }
    }
}

fn fold(e: &Expansion<'_>) -> TokenStream {
    let (head, unit) = (head(e, "CallFold"), unit(e));
    let call = invocation(e);
    let result = match e.function.ret.is_fallible() {
        true => call,
        false => quote!({ #call; ::core::result::Result::Ok(()) }),
    };
    let (emit, finish, merge, parts) = (folded(e), finish(e), merge(e), parts(e));
    quote! {
        #head {
            type Emit = #emit;
            #parts

            #[inline]
            fn call(
                __res: Self::Res<'_>,
                __state: &mut Self::State,
                __slot: &mut ::core::option::Option<#unit>,
            ) -> ::core::result::Result<(), Self::Err> {
                #result
            }

            fn finish(state: Self::State) -> Self::Emit {
                #finish
            }
        }
        #merge
    }
}

/// What is emitted: the state as it is, unless `finish` names a function of it.
fn finish(e: &Expansion<'_>) -> TokenStream {
    match &e.function.options.finish {
        Some(finish) => {
            asked(e, quote!(FinishesStates::<Self::State, Self::Emit, _>::finishes), &finish.path, &quote!(state))
        }
        None => quote!(state),
    }
}

/// Whether its states can be parts of others: `merge` puts them together, and whether they can be copied their type says.
fn parts(e: &Expansion<'_>) -> Option<TokenStream> {
    e.function.options.merge.as_ref()?;
    let (aq, state, item) = (&e.aq, super::node::state(e), item(e));
    Some(quote! {
        const PARTS: ::core::option::Option<#aq::Parts<Self::State>> = {
            #[allow(unused_imports)]
            use #aq::NotCopied as _;
            match #aq::Copied::<#state>::COPY {
                ::core::option::Option::Some(copy) => {
                    ::core::option::Option::Some(#aq::Parts { copy, merge: <Self as #aq::MergeFold<#item>>::merge })
                }
                ::core::option::Option::None => ::core::option::Option::None,
            }
        };
    })
}

/// `merge = add`
fn merge(e: &Expansion<'_>) -> Option<TokenStream> {
    let path = e.function.options.merge.as_ref()?;
    let head = head(e, "MergeFold");
    let call = asked(e, quote!(MergesStates::<Self::State, _>::merges), path, &quote!(into, other));
    Some(quote! {
        #head {
            #[inline]
            fn merge(into: &mut Self::State, other: Self::State) {
                #call
            }
        }
    })
}

/// A call through a trait that says, where an option names another function than it should, which one it should be.
fn asked(e: &Expansion<'_>, method: TokenStream, path: &syn::Path, arguments: &TokenStream) -> TokenStream {
    let (aq, place) = (&e.aq, path.span());
    let mut given = Group::new(Delimiter::Parenthesis, quote!(#path, #arguments));
    given.set_span(place);
    let method = located(place, quote!(#aq::#method));
    quote!(#method #given)
}

/// A call of what an option names, all of it at the path: what rustc says of it, it says there.
pub(super) fn called(path: &syn::Path, arguments: &TokenStream) -> TokenStream {
    let mut given = Group::new(Delimiter::Parenthesis, arguments.clone());
    given.set_span(path.span());
    quote!(#path #given)
}
