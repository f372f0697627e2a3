//! `match { pattern if guard => binding => chain, .. }`.

use super::ast::{Arm, Chain, Match};
use super::found::expected;
use super::{chain, options, pattern};
use crate::errors::Errors;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Expr, Ident, Pat, Token, braced, token};

pub(super) fn parse(input: ParseStream, errors: &mut Errors) -> syn::Result<Match> {
    let span = input.parse::<Token![match]>()?.span;
    if !input.peek(token::Brace) {
        return Err(expected(input, "`{` (what is matched is the item that flows)"));
    }
    let content;
    braced!(content in input);
    let mut arms = Vec::new();
    while !content.is_empty() {
        arms.push(arm(&content, errors)?);
        chain::comma(&content, "`,` or `}`")?;
    }
    if arms.is_empty() {
        errors.at(span, "this `match` has no arms: write `pattern => stage` between its braces");
    }
    Ok(Match { span, arms, options: options::parse(input, errors)? })
}

fn arm(input: &ParseBuffer, errors: &mut Errors) -> syn::Result<Arm> {
    let pat = Pat::parse_multi_with_leading_vert(input)?;
    let guard = guard(input)?;
    if !input.peek(Token![=>]) {
        return Err(expected(input, "`=>` behind the pattern"));
    }
    input.parse::<Token![=>]>()?;
    let bindings = pattern::bindings(&pat);
    let flow = flow(input, &bindings)?;
    let chain = if flow.is_some() { rest(input, errors)? } else { chain::continued(input, errors)? };
    Ok(Arm { pat, guard, bindings, flow, chain })
}

fn guard(input: ParseStream) -> syn::Result<Option<Expr>> {
    if !input.peek(Token![if]) {
        return Ok(None);
    }
    input.parse::<Token![if]>()?;
    input.parse().map(Some)
}

/// What flows: an expression in parentheses, or one of the pattern's bindings.
fn flow(input: ParseStream, bindings: &[Ident]) -> syn::Result<Option<Expr>> {
    let named = input.fork().parse::<Ident>().is_ok_and(|word| bindings.contains(&word));
    let alone = input.peek2(Token![=>]) || input.peek2(Token![,]) || !more(input);
    if input.peek(token::Paren) || (named && alone) {
        return input.call(atom).map(Some);
    }
    Ok(None)
}

/// Does anything stand behind the next token?
fn more(input: ParseStream) -> bool {
    input.cursor().token_tree().is_some_and(|(_, rest)| !rest.eof())
}

/// One token: parentheses or a name. Nothing behind it belongs to it.
fn atom(input: ParseStream) -> syn::Result<Expr> {
    let token: proc_macro2::TokenTree = input.parse()?;
    syn::parse2(token.into())
}

fn rest(input: ParseStream, errors: &mut Errors) -> syn::Result<Chain> {
    if input.peek(Token![=>]) {
        return chain::after_arrow(input, "`=>`", errors);
    }
    Ok(Chain { elements: Vec::new() })
}
