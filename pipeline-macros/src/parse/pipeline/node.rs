//! A function at work: `path::<T>(&args) { options }`; or a name, or `split.cards`.

use super::ast::{Call, Element, Lent, Node, PortRef};
use super::duration::rewrite;
use super::found::{error_here, expected, skip_all};
use super::options::{self, value};
use crate::errors::{Errors, closest};
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::punctuated::Punctuated;
use syn::{AngleBracketedGenericArguments, Expr, Ident, Path, PathArguments, PathSegment, Token, parenthesized, token};

pub(super) fn parse(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<Element> {
    if starts_port(input) {
        return port(input, head, errors).map(Element::Port);
    }
    let path = path(input)?;
    let parenthesized = input.peek(token::Paren);
    let args = if parenthesized { arguments(&path, input, errors)? } else { Vec::new() };
    let options = options::parse(input, errors)?;
    Ok(Element::Node(Node { call: Call { path, parenthesized, args }, options }))
}

fn starts_port(input: ParseStream) -> bool {
    input.peek(Ident) && input.peek2(Token![.]) && !input.peek2(Token![..])
}

fn port(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<PortRef> {
    let node: Ident = input.parse()?;
    input.parse::<Token![.]>()?;
    if !input.peek(Ident) {
        return Err(expected(input, "the name of an output port"));
    }
    let port: Ident = input.parse()?;
    if input.peek(token::Paren) {
        let text = format!("operators and stages stand behind an arrow: write `{node} => {port}(..)`");
        return Err(syn::Error::new(port.span(), text));
    }
    if !head {
        let text = format!("`{node}.{port}` is an output port: it can only start a chain");
        errors.at(node.span(), text);
    }
    Ok(PortRef { node, port })
}

/// By hand, because syn's own would read `f(..)` as the type of a closure, and to say what was expected.
fn path(input: ParseStream) -> syn::Result<Path> {
    let leading_colon = input.parse::<Option<Token![::]>>()?;
    let mut segments = Punctuated::new();
    segments.push_value(segment(input)?);
    while input.peek(Token![::]) {
        segments.push_punct(input.parse()?);
        segments.push_value(segment(input)?);
    }
    Ok(Path { leading_colon, segments })
}

fn segment(input: ParseStream) -> syn::Result<PathSegment> {
    let root = input.peek(Token![crate]) || input.peek(Token![self]) || input.peek(Token![super]);
    if !root && (input.peek(Token![|]) || input.peek(Token![||]) || input.peek(Token![move])) {
        return Err(error_here(input, "a closure stands in an operator: write `map(|item| ..)`".to_owned()));
    }
    if !root && !input.peek(Ident) {
        return Err(expected(input, "a stage, an operator, brackets, `match` or `_`"));
    }
    let ident = input.call(Ident::parse_any)?;
    if input.peek(Token![<]) {
        return Err(error_here(input, format!("write `{ident}::<..>`: types behind a function need the `::`")));
    }
    let turbofish = input.peek(Token![::]) && input.peek3(Token![<]);
    let arguments = if turbofish {
        PathArguments::AngleBracketed(AngleBracketedGenericArguments::parse_turbofish(input)?)
    } else {
        PathArguments::None
    };
    Ok(PathSegment { ident, arguments })
}

fn arguments(path: &Path, input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<Lent>> {
    let content;
    parenthesized!(content in input);
    let mut args = Vec::new();
    while !content.is_empty() {
        match value::whole(&content) {
            Ok(expr) => args.extend(lent(path, expr, errors)),
            Err(error) => {
                errors.add(error);
                skip_all(&content);
            }
        }
        comma(&content)?;
    }
    Ok(args)
}

fn comma(content: &ParseBuffer) -> syn::Result<()> {
    content.parse::<Option<Token![,]>>().map(|_| ())
}

fn lent(path: &Path, expr: Expr, errors: &mut Errors) -> Option<Lent> {
    match expr {
        Expr::Group(group) => lent(path, *group.expr, errors),
        Expr::Closure(_) => {
            no_operator(path, errors);
            None
        }
        Expr::Reference(reference) if is_of_self(&reference.expr) => {
            errors.over(&reference, "fields are named alone, without `self`: write `&field`");
            None
        }
        Expr::Reference(reference) => {
            Some(Lent { mutable: reference.mutability.is_some(), expr: rewrite(*reference.expr) })
        }
        Expr::Path(path) => {
            let mend = format!(
                "write `&{}`, if it is a field of the pipeline; the item itself is not written",
                quote::quote!(#path)
            );
            refuse(&path, &mend, errors)
        }
        other => refuse(&other, "write `&` before it, or `&mut` for the initial state", errors),
    }
}

/// `self.gateway`, `self.gateway.pool`.
fn is_of_self(mut expr: &Expr) -> bool {
    while let Expr::Field(field) = expr {
        expr = &field.base;
    }
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

/// Only operators take closures: a function with one is a misspelt operator, most probably.
fn no_operator(path: &Path, errors: &mut Errors) {
    let Some(last) = path.segments.last() else { return };
    let word = last.ident.unraw().to_string();
    let near = closest(&word, super::operator::words());
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    errors.at(last.ident.span(), format!("only operators take closures, and there is no operator `{word}`{hint}"));
}

fn refuse(expr: &impl quote::ToTokens, mend: &str, errors: &mut Errors) -> Option<Lent> {
    errors.over(expr, format!("arguments are lent: {mend}"));
    None
}
