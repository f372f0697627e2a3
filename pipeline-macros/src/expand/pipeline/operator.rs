//! The built-in operators.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::steps::Steps;
use super::{local, node, options};
use crate::expand::at;
use crate::graph::model::{Operator, OperatorStep};

pub(super) fn statement(steps: &Steps<'_>, name: &str, op: &OperatorStep, span: proc_macro2::Span) -> TokenStream {
    let (aq, b, out) = (&steps.names.aq, local("b"), steps.stream(op.out));
    let word = Ident::new(op.operator.word(), proc_macro2::Span::mixed_site());
    let marker = quote!(#aq::op::#word);
    let args: Vec<_> = op.args.iter().map(|arg| options::closure(arg, &steps.fields)).collect();
    let Some(input) = op.input else {
        return quote!(let #out = #b.tick::<#marker>(#name, #(#args),*););
    };
    let (cut, flow) = (cut(steps, name, op, input), steps.stream(input));
    let options = options::of_node(steps.names, &op.options, &steps.fields);
    let call = match op.operator {
        Operator::Map | Operator::FilterMap | Operator::FlatMap => {
            quote!(#word::<_, _, _, #marker>(#flow, #name, #(#args),*))
        }
        Operator::Filter | Operator::Inspect | Operator::TakeWhile => {
            quote!(#word::<_, _, #marker>(#flow, #name, #(#args),*))
        }
        Operator::Scan => quote!(scan::<_, _, _, _, #marker>(#flow, #name, #(#args),*)),
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
        _ => quote!(#word::<_, #marker>(#flow, #name, #(#args),*)),
    };
    quote!(#cut let #out = #b.#call;)
}

/// An inbox of the operator's own, where it asks for one.
fn cut(steps: &Steps<'_>, name: &str, op: &OperatorStep, input: usize) -> Option<TokenStream> {
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
    name: &str,
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
