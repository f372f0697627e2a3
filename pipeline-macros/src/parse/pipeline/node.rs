//! A function at work: `path::<T>(&args) { options }`; or a name, or `split.cards`.

use super::ast::{Call, Element, Lent, Node, PortRef};
use super::duration::rewrite;
use super::found::{error_here, expected, skip_all};
use super::options::{self, value};
use crate::errors::Errors;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::punctuated::Punctuated;
use syn::{AngleBracketedGenericArguments, Expr, Ident, Path, PathArguments, PathSegment, Token, parenthesized, token};

pub(super) fn parse(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<Element> {
    if starts_port(input) {
        return port(input, head, errors).map(Element::Port);
    }
    let path = path(input)?;
    refuse_pipeline(&path, errors);
    let parenthesized = input.peek(token::Paren);
    let args = if parenthesized { arguments(input, errors)? } else { Vec::new() };
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

/// Pipelines as stages come later; functions start with a lower-case letter.
fn refuse_pipeline(path: &Path, errors: &mut Errors) {
    let Some(last) = path.segments.last() else { return };
    let name = last.ident.unraw().to_string();
    if name.starts_with(char::is_uppercase) {
        let text = format!("a pipeline as a stage is not supported yet: `{name}` must be a function here");
        errors.at(last.ident.span(), text);
    }
}

fn arguments(input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<Lent>> {
    let content;
    parenthesized!(content in input);
    let mut args = Vec::new();
    while !content.is_empty() {
        match value::whole(&content) {
            Ok(expr) => args.extend(lent(expr, errors)),
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

fn lent(expr: Expr, errors: &mut Errors) -> Option<Lent> {
    match expr {
        Expr::Group(group) => lent(*group.expr, errors),
        Expr::Reference(reference) => {
            Some(Lent { mutable: reference.mutability.is_some(), expr: rewrite(*reference.expr) })
        }
        Expr::Path(path) => refuse(&path, &format!("write `&{}`", quote::quote!(#path)), errors),
        other => refuse(&other, "write `&` before it, or `&mut` for the initial state", errors),
    }
}

fn refuse(expr: &impl quote::ToTokens, mend: &str, errors: &mut Errors) -> Option<Lent> {
    errors.over(expr, format!("arguments are lent: {mend}"));
    None
}
