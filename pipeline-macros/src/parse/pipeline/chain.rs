//! `a => b => c` and what stands between the arrows.

use super::ast::{Bracket, Chain, Element};
use super::found::{error_here, expected, found};
use super::{join, node, operator, options, route};
use crate::errors::Errors;
use proc_macro2::Span;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Token, bracketed, token};

/// A chain that starts here.
pub(super) fn parse(input: ParseStream, errors: &mut Errors) -> syn::Result<Chain> {
    elements(input, true, errors)
}

/// A chain whose items come from what stands before it.
pub(super) fn continued(input: ParseStream, errors: &mut Errors) -> syn::Result<Chain> {
    elements(input, false, errors)
}

/// `=> a => b`.
pub(super) fn after_arrow(input: ParseStream, what: &str, errors: &mut Errors) -> syn::Result<Chain> {
    if !input.peek(Token![=>]) {
        return Err(expected(input, what));
    }
    input.parse::<Token![=>]>()?;
    continued(input, errors)
}

fn elements(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<Chain> {
    let mut elements = vec![element(input, head, errors)?];
    while input.peek(Token![=>]) {
        input.parse::<Token![=>]>()?;
        elements.push(element(input, false, errors)?);
    }
    Ok(Chain { elements })
}

fn element(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<Element> {
    operator::refuse_later(input)?;
    if input.peek(token::Bracket) {
        bracket(input, head, errors).map(Element::Bracket)
    } else if input.peek(Token![match]) {
        no_start(input, head, "`match` routes a stream", errors);
        route::parse(input, errors).map(Element::Match)
    } else if input.peek(Token![_]) {
        no_start(input, head, "`_` discards a stream", errors);
        Ok(Element::Discard(input.parse::<Token![_]>()?.spans[0]))
    } else if join::ahead(input).is_some() {
        join::parse(input, head, errors).map(Element::Join)
    } else if operator::ahead(input, head).is_some() {
        operator::parse(input, head, errors).map(Element::Operator)
    } else {
        node::parse(input, head, errors)
    }
}

fn no_start(input: ParseStream, head: bool, what: &str, errors: &mut Errors) {
    if head {
        errors.add(error_here(input, format!("{what}, so it cannot start a chain: write `source => ..`")));
    }
}

fn bracket(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<Bracket> {
    let content;
    let span = bracketed!(content in input).span.open();
    let branches = list(&content, head, "`,` or `]`", errors)?;
    refuse_empty(&branches, span, errors);
    Ok(Bracket { span, branches, options: options::parse(input, errors)? })
}

/// The chains inside brackets that continue a stream.
pub(super) fn branches(content: &ParseBuffer, span: Span, errors: &mut Errors) -> syn::Result<Vec<Chain>> {
    let branches = list(content, false, "`,` or `]`", errors)?;
    refuse_empty(&branches, span, errors);
    Ok(branches)
}

/// The chains that become one stream of pairs.
pub(super) fn operands(content: &ParseBuffer, errors: &mut Errors) -> syn::Result<Vec<Chain>> {
    list(content, true, "`,` or `)`", errors)
}

fn list(content: &ParseBuffer, head: bool, end: &str, errors: &mut Errors) -> syn::Result<Vec<Chain>> {
    let mut branches = Vec::new();
    while !content.is_empty() {
        branches.push(elements(content, head, errors)?);
        comma(content, end)?;
    }
    Ok(branches)
}

/// A comma between two entries; the last may go without.
pub(super) fn comma(content: &ParseBuffer, end: &str) -> syn::Result<()> {
    if content.is_empty() {
        return Ok(());
    }
    if !content.peek(Token![,]) {
        return Err(not_an_arrow(content, end));
    }
    content.parse::<Token![,]>().map(|_| ())
}

fn refuse_empty(branches: &[Chain], span: Span, errors: &mut Errors) {
    if branches.is_empty() {
        errors.at(span, "these brackets are empty: write the chains between them, as in `[store, log]`");
    }
}

/// A chain has been read, and what stands here neither continues nor ends it.
pub(super) fn not_an_arrow(input: ParseStream, end: &str) -> syn::Error {
    let text = found(input);
    let like_an_arrow =
        matches!(text.as_str(), "`->`" | "`=`" | "`>`" | "`|`" | "`|>`" | "`>>`" | "`-`" | "`~`" | "`==`");
    if like_an_arrow {
        return error_here(input, format!("expected `=>` between two nodes, found {text}"));
    }
    expected(input, &format!("`=>` or {end}"))
}
