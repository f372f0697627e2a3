//! The built-in operators.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, Pat};

use super::steps::Steps;
use super::{local, node, options};
use crate::expand::at;
use crate::graph::model::{Operator, OperatorStep};

pub(super) fn statement(
    steps: &Steps<'_>,
    name: &TokenStream,
    op: &OperatorStep,
    span: proc_macro2::Span,
) -> TokenStream {
    let (aq, b, out) = (&steps.names.aq, local("b"), steps.stream(op.out));
    // What is wrong about the call is wrong at the operator's word.
    let here = proc_macro2::Span::mixed_site().located_at(span);
    let word = Ident::new(op.operator.word(), here);
    let on_b = Ident::new("b", here);
    let marker = quote!(#aq::op::#word);
    let args: Vec<_> = op.args.iter().map(|arg| argument(arg, &steps.fields)).collect();
    let Some(input) = op.input else {
        return quote!(let #out = #b.tick::<#marker>(#name, #(#args),*););
    };
    let (cut, flow) = (cut(steps, name, op, input), steps.stream(input));
    let options = options::of_node(steps.names, &op.options, &steps.fields);
    if op.operator == Operator::Top {
        let begun = top(steps, op, &quote!(#flow, #name, #options));
        return node::provided(steps, op, input, &begun, &marker);
    }
    if op.has_failures() {
        let begun = firsts(steps, op, &quote!(#flow, #name, #options));
        return node::provided(steps, op, input, &begun, &marker);
    }
    let call = match op.operator {
        Operator::Map | Operator::FilterMap => {
            let sent = at(span, quote!(|__item| #aq::BecomesAnItem::sent(__item)));
            called(&word, &quote!(::<_, _, _, _, _, #marker>), &quote!(#flow, #name, #(#args),*, #sent))
        }
        Operator::FlatMap => {
            let gives = at(span, quote!(|__items| #aq::GivesItems::gives(__items)));
            called(&word, &quote!(::<_, _, _, _, _, #marker>), &quote!(#flow, #name, #(#args),*, #gives))
        }
        Operator::Filter | Operator::Inspect | Operator::TakeWhile => {
            called(&word, &quote!(::<_, _, #marker>), &quote!(#flow, #name, #(#args),*))
        }
        Operator::Scan => called(&word, &quote!(::<_, _, _, _, #marker>), &quote!(#flow, #name, #(#args),*)),
        Operator::Distinct => distinct(steps, op, span, &quote!(#flow), name, &options, &marker),
        Operator::Batch => match &op.options.weight {
            Some(weight) => {
                let value = options::closure(&weight.value, &steps.fields);
                quote!(batch_weighed::<_, _, #marker>(#flow, #name, &#options, #value))
            }
            None => quote!(batch::<_, #marker>(#flow, #name, &#options)),
        },
        Operator::Dedup => {
            let compared = at(span, quote!(|__item| #aq::CanBeCompared::compared(__item)));
            quote!(dedup::<_, _, _, #marker>(#flow, #name, #compared))
        }
        _ => called(&word, &quote!(::<_, #marker>), &quote!(#flow, #name, #(#args),*)),
    };
    let dot = at(span, quote!(.));
    quote!(#cut let #out = #on_b #dot #call;)
}

/// A closure that says what it takes, and a function by its path, are called by a closure that does not: a wrong type is then one
/// error, where the item is given to it.
fn argument(arg: &Expr, fields: &[Ident]) -> TokenStream {
    let value = options::closure(arg, fields);
    let place = arg.span();
    match arg {
        Expr::Closure(closure) if matches!(closure.inputs.first(), Some(Pat::Type(_))) && closure.inputs.len() == 1 => {
            let place = closure.inputs.span();
            let function = Ident::new("function", proc_macro2::Span::mixed_site().located_at(place));
            let call = at(place, quote!((__item)));
            let item = Ident::new("__item", place);
            quote!({ #[allow(unused_mut)] let mut #function = #value; move |#item| #function #call })
        }
        Expr::Path(path) if path.path.get_ident().is_none() => {
            let (call, item) = (at(place, quote!((__item))), Ident::new("__item", place));
            quote!(|#item| #value #call)
        }
        _ => value,
    }
}

/// By what it goes: the item itself, what a closure lends of it, or what one makes of it.
fn top(steps: &Steps<'_>, op: &OperatorStep, given: &TokenStream) -> TokenStream {
    let (aq, b, n) = (&steps.names.aq, local("b"), &op.args[0]);
    let n = options::value(n, &steps.fields);
    let Some(weight) = op.args.get(1) else {
        let ordered = at(op.word, quote!(|__item| #aq::HasAnOrder::lent(__item)));
        return quote!(#b.top_by_ref(#given, #n, |__item| __item, #ordered));
    };
    let (place, value) = (weight.span(), options::closure(weight, &steps.fields));
    match node::lends(weight) {
        true => {
            let ordered = at(place, quote!(|__weight| #aq::HasAnOrder::lent(__weight)));
            quote!(#b.top_by_ref(#given, #n, #value, #ordered))
        }
        false => {
            let ordered = at(place, quote!(|__weight| #aq::HasAnOrder::made(__weight)));
            quote!(#b.top_by_value(#given, #n, #value, #ordered))
        }
    }
}

/// `distinct` within a window: without `by` it goes by whole items.
fn firsts(steps: &Steps<'_>, op: &OperatorStep, given: &TokenStream) -> TokenStream {
    let (aq, b) = (&steps.names.aq, local("b"));
    let whole = op.options.by.is_none().then(|| {
        let apart = at(op.word, quote!(|__item| #aq::CanBeToldApart::told_apart(__item)));
        quote!(.by_ref_of(|__item| __item, #apart))
    });
    quote!(#b.distinct_within(#given) #whole)
}

/// A call whose parentheses are at its name.
fn called(word: &Ident, types: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments.clone());
    parentheses.set_span(word.span());
    quote!(#word #types #parentheses)
}

/// An inbox of the operator's own, where it asks for one.
fn cut(steps: &Steps<'_>, name: &TokenStream, op: &OperatorStep, input: usize) -> Option<TokenStream> {
    let (b, flow) = (local("b"), steps.stream(input));
    let options = options::of_node(steps.names, &op.options, &steps.fields);
    let asks = op.options.buffer.is_some() || op.options.overflow.is_some();
    asks.then(|| quote!(let #flow = { let options = #options; #b.cut(#flow, #name, &options) };))
}

fn distinct(
    steps: &Steps<'_>,
    op: &OperatorStep,
    span: proc_macro2::Span,
    flow: &TokenStream,
    name: &TokenStream,
    options: &TokenStream,
    marker: &TokenStream,
) -> TokenStream {
    let aq = &steps.names.aq;
    match &op.options.by {
        Some(by) => {
            let value = options::closure(&by.value, &steps.fields);
            match node::lends(&by.value) {
                true => {
                    let key = node::lent_key(aq, by);
                    quote!(distinct_by_ref::<_, _, _, _, _, #marker>(#flow, #name, &#options, #value, #key))
                }
                false => {
                    let key = node::owned_key(aq, by);
                    quote!(distinct_by_value::<_, _, _, _, _, #marker>(#flow, #name, &#options, #value, #key))
                }
            }
        }
        None => {
            let apart = at(span, quote!(|__item| #aq::CanBeToldApart::told_apart(__item)));
            quote!(distinct_by_ref::<_, _, _, _, _, #marker>(#flow, #name, &#options, |__item| __item, #apart))
        }
    }
}
