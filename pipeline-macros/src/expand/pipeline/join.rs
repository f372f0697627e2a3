//! `zip`, `latest` and `join`: what two streams become.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::steps::Steps;
use super::{local, node, options};
use crate::expand::at;
use crate::graph::model::{Else, JoinKind, JoinStep, Joining, NodeOptions, On, StreamId, Window};

pub(super) fn statement(steps: &Steps<'_>, name: &TokenStream, join: &JoinStep, marker: &TokenStream) -> TokenStream {
    let (b, out) = (local("b"), steps.stream(join.out));
    let late = late(steps, name, join, marker);
    let [left, right] = join.inputs.map(|input| steps.stream(input));
    let call = match joining_of(join) {
        Some(Made::Zip) => quote!(#b.zip::<_, _, #marker>(#left, #right, #name)),
        Some(Made::Latest) => {
            let [copy_left, copy_right] = join.inputs.map(|input| copy(steps, input));
            quote!(#b.latest_of::<_, _, #marker>(#left, #right, #name, (#copy_left, #copy_right)))
        }
        Some(Made::Join(on, by)) => by_key(steps, name, join, on, &by, marker),
        None => return TokenStream::new(),
    };
    quote!(#late let #out = #call;)
}

/// Where late items go, of a `join` that says so.
fn late(steps: &Steps<'_>, name: &TokenStream, join: &JoinStep, marker: &TokenStream) -> Option<TokenStream> {
    let (b, exit) = (local("b"), local("exit"));
    let [left, right] = join.inputs.map(|input| steps.stream(input));
    let failures = steps.stream(join.failures.stream()?);
    Some(quote!(let (#exit, #failures) = #b.late_of::<_, _, #marker>(&#left, &#right, #name);))
}

/// A join with what it cannot be without, which the parser has asked for.
enum Made<'a> {
    Zip,
    Latest,
    Join(&'a On, InTime<'a>),
}

/// What belongs together in time.
enum InTime<'a> {
    Apart(&'a Expr),
    AsOf,
    /// So long, and one begins each so often.
    Windows(&'a Expr, &'a Expr),
}

fn joining_of(join: &JoinStep) -> Option<Made<'_>> {
    match join.joining {
        Joining::Zip => Some(Made::Zip),
        Joining::Latest => Some(Made::Latest),
        Joining::Join => Some(Made::Join(&join.options.on.as_ref()?.value, in_time(&join.options)?)),
    }
}

fn in_time(options: &NodeOptions) -> Option<InTime<'_>> {
    if options.as_of.is_some() {
        return Some(InTime::AsOf);
    }
    match options.window.as_ref().map(|window| &window.value) {
        Some(Window::Tumbling(size)) => Some(InTime::Windows(size, size)),
        Some(Window::Sliding(size, every)) => Some(InTime::Windows(size, every)),
        Some(_) => None,
        None => Some(InTime::Apart(&options.apart.as_ref()?.value)),
    }
}

/// What is not `Clone` is an error of this closure, at the side it comes from.
fn copy(steps: &Steps<'_>, input: StreamId) -> TokenStream {
    let (aq, from) = (&steps.names.aq, steps.graph.streams[input].from);
    at(from, quote!(|__item: &_| #aq::join::Repeats::another(__item)))
}

fn by_key(
    steps: &Steps<'_>,
    name: &TokenStream,
    join: &JoinStep,
    on: &On,
    by: &InTime<'_>,
    marker: &TokenStream,
) -> TokenStream {
    let (aq, b) = (&steps.names.aq, local("b"));
    let [left, right] = join.inputs.map(|input| steps.stream(input));
    let [copy_left, copy_right] = join.inputs.map(|input| copy(steps, input));
    let options = options::of_node(steps.names, &join.options, &steps.fields);
    let (value, kind) = (|expr| options::value(expr, &steps.fields), kind(join));
    let (left_key, right_key) = (left_key(steps, &left, &on.left), right_key(steps, &left, &right, &on.right));
    let (on_left, on_right) = (local("on_left"), local("on_right"));
    let (method, more) = match by {
        InTime::Apart(apart) => {
            let apart = value(apart);
            ("join", quote!(#apart, (#copy_left, #copy_right),))
        }
        InTime::AsOf => ("join_as_of", copy_right),
        InTime::Windows(size, every) => {
            let (size, every) = (value(size), value(every));
            ("join_in_windows", quote!([#size, #every], (#copy_left, #copy_right),))
        }
    };
    let exit = match join.failures {
        Else::None | Else::Retry => quote!(None::<#aq::join::SkipExit>),
        Else::Skip => quote!(Some(#aq::join::SkipExit)),
        Else::Stop => quote!(Some(#aq::join::StopExit)),
        Else::To(_) | Else::Global(_) => {
            let exit = local("exit");
            quote!(Some(#exit))
        }
    };
    let method = local(method);
    quote! {{
        let #on_left = #left_key;
        let #on_right = #right_key;
        #b.#method::<#aq::join::#kind, _, _, _, _, _, #marker>(
            #left, #right, #name, &#options, ::core::option::Option::#exit, (#on_left, #on_right), #more
        )
    }}
}

fn left_key(steps: &Steps<'_>, flow: &Ident, key: &Expr) -> TokenStream {
    let (aq, value, place) = (&steps.names.aq, options::closure(key, &steps.fields), key.span());
    match node::lends(key) {
        true => {
            let is_key = at(place, quote!(|__key| #aq::join::LendsAKey::lent_key(__key)));
            quote_spanned!(place => #aq::join::left_by_ref(&#flow, #value, #is_key))
        }
        false => {
            let is_key = at(place, quote!(|__key| #aq::join::IsAKey::a_key(__key)));
            quote_spanned!(place => #aq::join::left_by_value(&#flow, #value, #is_key))
        }
    }
}

/// What is a key of another type than the left one is an error of this closure.
fn right_key(steps: &Steps<'_>, left: &Ident, flow: &Ident, key: &Expr) -> TokenStream {
    let (aq, value, place) = (&steps.names.aq, options::closure(key, &steps.fields), key.span());
    let left_key = local("on_left");
    match node::lends(key) {
        true => {
            let same = at(place, quote!(|__key, __left| #aq::join::LendsTheKeyOf::lent_key_of(__key, __left)));
            quote_spanned!(place => #aq::join::right_by_ref(&#left, &#left_key, &#flow, #value, #same))
        }
        false => {
            let same = at(place, quote!(|__key, __left| #aq::join::IsTheKeyOf::the_key_of(__key, __left)));
            quote_spanned!(place => #aq::join::right_by_value(&#left, &#left_key, &#flow, #value, #same))
        }
    }
}

fn kind(join: &JoinStep) -> TokenStream {
    match join.options.kind.as_ref().map_or(JoinKind::Inner, |kind| kind.value) {
        JoinKind::Inner => quote!(InnerJoin),
        JoinKind::Left => quote!(LeftJoin),
        JoinKind::Right => quote!(RightJoin),
        JoinKind::Full => quote!(FullJoin),
    }
}
