//! The four attributes: from a function's tokens to what it says about itself, or to all that is wrong with it.

mod checks;
mod describe;
mod model;
mod options;
mod params;
mod returns;
#[cfg(test)]
mod tests;
mod types;
mod wording;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Error, Generics, Signature, Visibility};

use super::guard;

pub(crate) use model::{Function, How, Item, Items, Param, ResultType, Role, Shape, Slot};
pub(crate) use options::Options;

/// A function that breaks a rule: everything wrong with it, and what can still be emitted so that nothing cascades.
pub(crate) struct Rejected {
    /// At least one.
    pub(crate) errors: Vec<Error>,
    /// What could be read of it; without it not even a name was found.
    pub(crate) head: Option<Head>,
    /// Whether rustc refuses the function by itself (`self`, `...`, `-> &str` from nowhere): emitting it would say
    /// the same thing twice.
    pub(crate) rustc_refuses: bool,
    /// Whether it has a `self`, so that it stands in an `impl`, where no type and no constant can stand beside it.
    pub(crate) in_impl: bool,
}

/// Enough of a function to put something in its place.
pub(crate) struct Head {
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    /// Type and const parameters; empty when the signature could not be read.
    pub(crate) generics: Generics,
}

impl Rejected {
    /// All errors as one, which prints them all.
    pub(crate) fn combined(self) -> Option<Error> {
        self.errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }

    fn unread(tokens: TokenStream, error: Error) -> Self {
        let name = name_in(tokens);
        let head = name.map(|name| Head { vis: Visibility::Inherited, name, generics: Generics::default() });
        Rejected { errors: vec![error], head, rustc_refuses: false, in_impl: false }
    }
}

/// The function as written: everything before the body parsed, the body as it is.
struct Written {
    attrs: Vec<Attribute>,
    vis: Visibility,
    sig: Signature,
    body: TokenTree,
}

/// Reads `#[role(attr)] item`.
pub(crate) fn read(role: Role, attr: TokenStream, item: TokenStream) -> Result<Function, Box<Rejected>> {
    let item = unwrapped(item);
    let mut errors = Vec::new();
    let options = options::read(role, attr, &mut errors);
    match parse(role, item.clone()) {
        Ok(written) => analyze(role, options, written, errors),
        Err(error) => {
            // Without a body it stands in a trait, most probably.
            let bodiless = !item.clone().into_iter().last().is_some_and(|last| is_body(&last));
            let mut rejected = Rejected::unread(item, error);
            rejected.in_impl = bodiless && rejected.head.is_some();
            rejected.errors.splice(0..0, errors);
            Err(Box::new(rejected))
        }
    }
}

fn parse(role: Role, item: TokenStream) -> Result<Written, Error> {
    let mut tokens: Vec<_> = item.into_iter().collect();
    let body = tokens.pop_if(|last| is_body(last));
    let after = tokens.chunks_exact(2).take_while(|pair| is_attribute(pair)).count() * 2;
    let head: TokenStream = tokens.split_off(after).into_iter().collect();
    let attrs = attributes(tokens)?;
    guard::check(&head)?;
    if name_in(head.clone()).is_none() {
        let at = head.into_iter().next().map_or_else(Span::call_site, |first| first.span());
        return Err(Error::new(at, wording::not_a_function(role)));
    }
    let Some(body) = body else {
        return Err(Error::new_spanned(head.into_iter().last(), wording::no_body(role)));
    };
    let parser = |input: ParseStream<'_>| Ok((input.parse()?, input.parse()?));
    let (vis, sig) = parser.parse2(head).map_err(|error| {
        // syn would list all tokens that could stand here; what is wrong rustc has said by itself.
        let lists =
            ["expected one of", "unexpected end of input"].iter().any(|text| error.to_string().starts_with(text));
        if lists { Error::new(error.span(), wording::unreadable(role)) } else { error }
    })?;
    Ok(Written { attrs, vis, sig, body })
}

/// Each is guarded by itself: documentation may be as long as it likes.
fn attributes(tokens: Vec<TokenTree>) -> Result<Vec<Attribute>, Error> {
    tokens.iter().try_for_each(|token| guard::check(&token.clone().into()))?;
    Attribute::parse_outer.parse2(tokens.into_iter().collect())
}

fn is_attribute(pair: &[TokenTree]) -> bool {
    match pair {
        [TokenTree::Punct(hash), TokenTree::Group(group)] => {
            hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket
        }
        _ => false,
    }
}

/// All rules run, so that all errors come in one pass.
fn analyze(
    role: Role,
    options: Options,
    Written { attrs, vis, sig, body }: Written,
    mut errors: Vec<Error>,
) -> Result<Function, Box<Rejected>> {
    checks::one_role(role, &attrs, &mut errors);
    // With two roles, nobody knows whose rules are broken.
    if checks::has_two_roles(&attrs) {
        let generics = checks::generics(&sig.generics, &mut Vec::new());
        let head = Head { vis, name: sig.ident, generics };
        return Err(Box::new(Rejected { errors, head: Some(head), rustc_refuses: false, in_impl: false }));
    }
    checks::qualifiers(role, &sig, &mut errors);
    let generics = checks::generics(&sig.generics, &mut errors);
    let params = params::read(role, &options, &sig, &mut errors);
    checks::options(role, &options, &sig, &params, &mut errors);
    checks::ports(&sig, &params, &mut errors);
    if role == Role::Fold {
        checks::fold(&sig, &params, &mut errors);
    }
    let ret = returns::read(&returns::Context { role, options: &options, sig: &sig, params: &params });
    let ret = ret.map_err(|error| errors.push(error)).ok();
    let Some(ret) = ret.filter(|_| errors.is_empty()) else {
        let rustc_refuses = checks::rustc_refuses(&sig);
        let in_impl = sig.receiver().is_some();
        let head = Head { vis, name: sig.ident, generics };
        return Err(Box::new(Rejected { errors, head: Some(head), rustc_refuses, in_impl }));
    };
    let params::Params { resources, states, item, ports, order } = params;
    Ok(Function { role, options, attrs, vis, sig, body, generics, resources, states, item, ports, order, ret })
}

/// A body is in braces, also when a `macro_rules!` block fragment wraps them once more.
fn is_body(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    match group.delimiter() {
        Delimiter::Brace => true,
        Delimiter::None => {
            let mut inner = group.stream().into_iter();
            matches!(inner.next(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
                && inner.next().is_none()
        }
        _ => false,
    }
}

/// An item that arrives from a `macro_rules!` fragment is one invisible group: what is in it.
fn unwrapped(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens;
    loop {
        let mut all = tokens.clone().into_iter();
        match (all.next(), all.next()) {
            (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => tokens = group.stream(),
            _ => return tokens,
        }
    }
}

/// What follows the first `fn`: the name, found also where the rest cannot be parsed.
fn name_in(tokens: TokenStream) -> Option<Ident> {
    let mut tokens = tokens.into_iter().skip_while(|token| !matches!(token, TokenTree::Ident(word) if word == "fn"));
    match tokens.nth(1) {
        Some(TokenTree::Ident(name)) => Some(name),
        _ => None,
    }
}
