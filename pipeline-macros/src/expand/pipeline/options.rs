//! Options as the runtime takes them.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use std::collections::BTreeSet;
use syn::Expr;

use super::{Names, local};
use crate::graph::model::{MaxRestarts, NodeOptions, Overflow, PipelineOptions, Rate};
use crate::parse::pipeline::Outline;

/// The struct's fields by name, lent.
pub(super) fn fields_in_scope(outline: &Outline, from: &TokenStream) -> TokenStream {
    let names: Vec<_> = outline.header.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    match names.is_empty() {
        true => TokenStream::new(),
        false => quote! {
            #[allow(unused_variables)]
            let Self { #(#names),* } = #from;
        },
    }
}

/// The same out of what is shared. `ref`, since behind a mistake the struct has a type about which rustc says nothing more, and would
/// take its fields for moved: an option that is a field would be an error of its own.
pub(super) fn shared_fields_in_scope(outline: &Outline) -> TokenStream {
    let (fields, names) = (local("fields"), outline.header.fields.iter().filter_map(|field| field.ident.as_ref()));
    let names: Vec<_> = names.collect();
    match names.is_empty() {
        true => TokenStream::new(),
        false => quote! {
            #[allow(unused_variables)]
            let Self { #(ref #names),* } = *#fields;
        },
    }
}

/// Those of the struct's fields that some tokens name, lent: all of them at every node would be fields times nodes.
pub(super) fn named_in_scope(tokens: &TokenStream, fields: &[Ident], from: &TokenStream) -> TokenStream {
    let named = mentioned(tokens, fields);
    match named.is_empty() {
        true => TokenStream::new(),
        false => quote!(#[allow(unused_variables)] let Self { #(#named,)* .. } = #from;),
    }
}

/// A closure outlives `start`, so it keeps the fields that it names: `|n| n * factor`.
pub(super) fn closure(expr: &Expr, fields: &[Ident]) -> TokenStream {
    let Expr::Closure(closure) = expr else { return quote!(#expr) };
    let (inputs, body) = (&closure.inputs, &closure.body);
    let mut named = mentioned(&quote!(#body), fields);
    let hidden = mentioned(&quote!(#inputs), fields);
    named.retain(|name| !hidden.contains(name));
    if named.is_empty() {
        return quote!(#expr);
    }
    let (kept, scope) = keeping(&named);
    let mut closure = closure.clone();
    closure.capture = Some(Default::default());
    *closure.body = syn::parse_quote!({ #scope #body });
    quote!({ #kept #closure })
}

/// Before a closure that keeps fields, and at the beginning of its body.
pub(super) fn keeping(named: &[Ident]) -> (TokenStream, TokenStream) {
    let fields = local("fields");
    match named.is_empty() {
        true => Default::default(),
        false => (
            quote!(let #fields = ::core::clone::Clone::clone(&#fields);),
            quote!(#[allow(unused_variables)] let Self { #(ref #named,)* .. } = *#fields;),
        ),
    }
}

/// The fields that some tokens name.
pub(super) fn mentioned(tokens: &TokenStream, fields: &[Ident]) -> Vec<Ident> {
    if fields.is_empty() {
        return Vec::new();
    }
    let mut words = Words::default();
    words.collect(tokens.clone());
    fields.iter().filter(|field| words.name(field)).cloned().collect()
}

/// What is written in some tokens.
#[derive(Default)]
struct Words {
    names: BTreeSet<String>,
    /// Literals such as `"{name}"`, which name what `format!` takes.
    formats: Vec<String>,
}

impl Words {
    /// Recursion is bounded: the guard has refused deep nesting.
    fn collect(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => drop(self.names.insert(ident.to_string())),
                TokenTree::Group(group) => self.collect(group.stream()),
                TokenTree::Literal(literal) => {
                    self.formats.extend(Some(literal.to_string()).filter(|it| it.contains('{')))
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn name(&self, field: &Ident) -> bool {
        let name = field.to_string();
        self.names.contains(&name) || self.formats.iter().any(|text| text.contains(&format!("{{{name}")))
    }
}

/// A value. A field alone is copied out of the struct, which lends it.
pub(super) fn value(expr: &Expr, fields: &[Ident]) -> TokenStream {
    match expr {
        Expr::Path(path) if path.path.get_ident().is_some_and(|name| fields.contains(name)) => {
            quote!(::core::clone::Clone::clone(#expr))
        }
        _ => quote!(#expr),
    }
}

pub(super) fn of_pipeline(names: &Names, options: &PipelineOptions, fields: &[Ident]) -> TokenStream {
    let Names { aq, .. } = names;
    let drain = options.drain.as_ref().map(|drain| {
        let value = value(&drain.value, fields);
        quote!(drain: #value,)
    });
    let restarts = options.max_restarts.as_ref().map(|restarts| {
        let value = intensity(names, &restarts.value, fields);
        quote!(max_restarts: #value,)
    });
    let channel = options.channel.as_ref().map(|channel| {
        let value = value(&channel.value, fields);
        quote!(channel: #value,)
    });
    quote! {
        #[allow(clippy::needless_update)]
        #aq::PipelineOptions { #drain #restarts #channel ..::core::default::Default::default() }
    }
}

fn intensity(names: &Names, restarts: &MaxRestarts, fields: &[Ident]) -> TokenStream {
    let krate = &names.krate;
    let (count, per) = (value(&restarts.count, fields), value(&restarts.per, fields));
    quote!(#krate::Intensity::new(#count, #per))
}

fn rate(names: &Names, rate: &Rate, fields: &[Ident]) -> TokenStream {
    let krate = &names.krate;
    match &rate.per {
        Some(per) => {
            let (amount, per) = (value(&rate.amount, fields), value(per, fields));
            quote!(&#krate::Rate::new(#amount, #per))
        }
        None => {
            let amount = &rate.amount;
            quote!(#amount)
        }
    }
}

/// The policy's name in the runtime.
pub(super) fn policy(overflow: Overflow) -> TokenStream {
    match overflow {
        Overflow::Block => quote!(Block),
        Overflow::DropOldest => quote!(DropOldest),
        Overflow::DropNewest => quote!(DropNewest),
        Overflow::Fail => quote!(Fail),
    }
}

/// The options of a node that need no type of their own.
pub(super) fn of_node(names: &Names, options: &NodeOptions, fields: &[Ident]) -> TokenStream {
    let Names { krate, aq, .. } = names;
    let plain = [
        ("workers", &options.workers),
        ("buffer", &options.buffer),
        ("within", &options.within),
        ("max_weight", &options.max_weight),
        ("timeout", &options.timeout),
        ("idle", &options.idle),
        ("tick", &options.tick),
        ("keep", &options.keep),
        ("max_keys", &options.max_keys),
        ("retry", &options.retry),
        ("restart", &options.restart),
    ];
    let mut calls: Vec<TokenStream> = Vec::new();
    for (name, option) in plain {
        if let Some(option) = option {
            let (name, value) = (Ident::new(name, option.key), value(&option.value, fields));
            calls.push(quote_spanned!(option.key => .#name(#value)));
        }
    }
    calls.extend(options.unordered.map(|_| quote!(.unordered(true))));
    calls.extend(options.split.map(|_| quote!(.split(true))));
    if let Some(overflow) = &options.overflow {
        let policy = policy(overflow.value);
        calls.push(quote!(.overflow(#krate::Overflow::#policy)));
    }
    if let Some(batch) = &options.batch {
        let size = value(&batch.value.size, fields);
        calls.push(quote!(.batch(#size)));
    }
    if let Some(limit) = &options.rate {
        let (value, per_key) = (rate(names, &limit.value, fields), limit.value.per_key.is_some());
        calls.push(quote!(.rate(#value)));
        calls.extend(per_key.then(|| quote!(.rate_per_key(true))));
    }
    if let Some(restarts) = &options.max_restarts {
        let value = intensity(names, &restarts.value, fields);
        calls.push(quote!(.max_restarts(#value)));
    }
    quote!(#aq::NodeOptions::new() #(#calls)*)
}
