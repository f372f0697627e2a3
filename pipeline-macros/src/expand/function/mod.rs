//! `#[stage]` and its sisters: the function as it was, a type of its name beside it, and what the type says of it.

mod body;
mod call;
mod checks;
mod described;
mod node;
mod source;
mod takes;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{GenericParam, Generics};

use crate::parse::function::{self, Function, Rejected, Role};

/// Everything an attribute leaves behind.
pub(crate) fn expand(role: Role, attr: TokenStream, item: TokenStream) -> TokenStream {
    match function::read(role, attr, item.clone()) {
        Ok(function) => accepted(&Expansion::new(&function)),
        Err(rejected) => refused(None, *rejected, &item),
    }
}

/// The errors, and in the place of the function's type one of which nothing more is said, so that uses of the name resolve and are
/// no errors of their own.
fn refused(krate: Option<&syn::Path>, rejected: Rejected, item: &TokenStream) -> TokenStream {
    let function = if rejected.rustc_refuses { TokenStream::new() } else { without_roles(item) };
    let marker = rejected.head.as_ref().map(|head| marker(&head.vis, &head.name, &head.generics));
    if rejected.in_impl {
        let errors = rejected.combined().map(|error| error.into_compile_error());
        return quote!(#item #errors);
    }
    let fits = rejected.head.as_ref().filter(|head| head.generics.params.is_empty());
    let fits = fits.map(|head| checks::fits_everywhere(&super::krate(krate), &head.name));
    let errors = rejected.combined().map(|error| error.into_compile_error());
    match fits {
        Some(fits) => quote! {
            #function
            #marker
            const _: () = {
                const __CHECKED: ::core::primitive::usize = { #errors 0 };
                #fits
            };
        },
        None => quote! {
            #function
            #marker
            const _: () = { #errors };
        },
    }
}

/// Keeps a second role from generating a second type of the same name.
fn without_roles(item: &TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter().peekable();
    let mut kept = Vec::new();
    while let Some(token) = tokens.next() {
        let hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if hash && tokens.next_if(is_role).is_some() {
            continue;
        }
        kept.push(token);
    }
    kept.into_iter().collect()
}

/// `[stage]`, `[stage(..)]`
fn is_role(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    match group.stream().into_iter().next() {
        Some(TokenTree::Ident(word)) => {
            group.delimiter() == Delimiter::Bracket && Role::ALL.iter().any(|role| word == role.name())
        }
        _ => false,
    }
}

/// A function with the names that its expansion shares.
struct Expansion<'a> {
    function: &'a Function,
    /// `::aqueduct::__private`
    aq: TokenStream,
    /// The type as it is named in impls: `parse<T>`.
    this: TokenStream,
    /// Whether types are named as they are, where nothing is asked of them.
    plain: bool,
}

impl<'a> Expansion<'a> {
    fn new(function: &'a Function) -> Self {
        let krate = super::krate(function.options.krate.as_ref());
        let name = function.name();
        let (_, arguments, _) = function.generics.split_for_impl();
        Self { function, aq: quote!(#krate::__private), this: quote!(#name #arguments), plain: false }
    }

    /// The same for what asks nothing of its types: each `If` costs rustc the time of an evaluation.
    fn plain(&self) -> Self {
        Self { function: self.function, aq: self.aq.clone(), this: self.this.clone(), plain: true }
    }

    /// A type of the signature, if all of them are what they must be: a wrong one is an error once, and no type from there on.
    fn checked(&self, ty: &TokenStream) -> TokenStream {
        let aq = &self.aq;
        match checks::possible(self) && !self.plain {
            true => quote!(<#ty as #aq::If<__CHECKED>>::It),
            false => ty.clone(),
        }
    }

    /// A value whose type is one of these.
    fn checked_value(&self, value: &TokenStream) -> TokenStream {
        let aq = &self.aq;
        match checks::possible(self) {
            true => quote!(#aq::If::<__CHECKED>::it(#value)),
            false => value.clone(),
        }
    }

    /// The function's generics with more parameters behind them.
    fn generics(&self, more: &[GenericParam]) -> Generics {
        let mut generics = self.function.generics.clone();
        generics.params.extend(more.iter().cloned());
        let statics = self.function.generics.type_params().map(|param| {
            let name = &param.ident;
            syn::parse_quote!(#name: 'static)
        });
        let statics: Vec<syn::WherePredicate> = statics.collect();
        generics.make_where_clause().predicates.extend(statics);
        generics
    }
}

fn accepted(expansion: &Expansion<'_>) -> TokenStream {
    let Function { role, attrs, vis, sig, body, .. } = expansion.function;
    let says = format!("\n\n{}", expansion.function.describe());
    let marker = marker(vis, expansion.function.name(), &expansion.function.generics);
    let about = match role {
        Role::Source => source::expand(expansion),
        _ => node::expand(expansion),
    };
    let cfgs: Vec<_> = expansion.function.cfgs().collect();
    quote! {
        #(#attrs)*
        #[doc = #says]
        #vis #sig #body
        #(#cfgs)*
        #marker
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = { #about };
    }
}

/// The type that stands for the function in a pipeline. Braced, so that the function stays callable under the same name.
fn marker(vis: &syn::Visibility, name: &syn::Ident, generics: &Generics) -> TokenStream {
    let params = generics.params.iter().map(|param| match param {
        GenericParam::Type(param) => {
            let name = &param.ident;
            quote!(#name)
        }
        GenericParam::Const(param) => {
            let (name, ty) = (&param.ident, &param.ty);
            quote!(const #name: #ty)
        }
        GenericParam::Lifetime(param) => quote!(#param),
    });
    let params: Vec<_> = params.collect();
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let (angled, field) = match (params.is_empty(), types.is_empty()) {
        (true, _) => (None, None),
        (false, true) => (Some(quote!(<#(#params),*>)), None),
        (false, false) => {
            let field = format_ident!("__types");
            (Some(quote!(<#(#params),*>)), Some(quote!(#field: ::core::marker::PhantomData<fn() -> (#(#types,)*)>)))
        }
    };
    let structure = super::at(name.span(), quote!(struct #name #angled { #field }));
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
        #vis #structure
    }
}
