//! `in`, `out`, `loop`, `let`, `else`, `options` and chains: each statement is read by itself.

use super::ast::{Pipeline, Port, Statement};
use super::chain;
use super::found::{error_here, expected, keyword};
use super::options::{self, parse_pipeline};
use crate::errors::Errors;
use crate::parse::guard;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token, Type, token};

mod kw {
    syn::custom_keyword!(out);
    syn::custom_keyword!(options);
}

/// Reads one statement into the pipeline; a bad one is reported and left out.
pub(super) fn parse(tokens: TokenStream, last: bool, pipeline: &mut Pipeline, errors: &mut Errors) {
    let before = errors.count();
    let read = |input: ParseStream| {
        let result = statement(input, pipeline, errors).and_then(|()| end(input));
        result.inspect_err(|_| super::found::skip_all(input))
    };
    match guard::check(&tokens).and_then(|()| read.parse2(tokens.clone())) {
        Err(error) => errors.hole(super::found::behind(error, &tokens)),
        Ok(()) if last && errors.count() == before => check_last(Some(&tokens), errors),
        Ok(()) => {}
    }
}

fn statement(input: ParseStream, pipeline: &mut Pipeline, errors: &mut Errors) -> syn::Result<()> {
    let attrs = input.call(Attribute::parse_outer)?;
    if input.peek(kw::options) && input.peek2(token::Brace) {
        no_attributes(&attrs, errors);
        return pipeline_options(input, pipeline, errors);
    }
    if input.peek(Token![struct]) || (input.peek(Token![pub]) && input.peek2(Token![struct])) {
        return Err(error_here(input, "a pipeline has one struct: this is a second one".to_owned()));
    }
    let statement = if input.peek(Token![in]) {
        input.parse::<Token![in]>()?;
        Statement::In(port(input, attrs, errors)?)
    } else if input.peek(kw::out) && input.peek2(Ident) {
        input.parse::<kw::out>()?;
        Statement::Out(port(input, attrs, errors)?)
    } else if input.peek(Token![loop]) {
        input.parse::<Token![loop]>()?;
        Statement::Loop(port(input, attrs, errors)?)
    } else {
        no_attributes(&attrs, errors);
        chained(input, errors)?
    };
    pipeline.statements.push(statement);
    Ok(())
}

fn chained(input: ParseStream, errors: &mut Errors) -> syn::Result<Statement> {
    if input.peek(Token![let]) {
        input.parse::<Token![let]>()?;
        let name = name(input, "a name for the stream")?;
        equals(input)?;
        return Ok(Statement::Let { name, chain: chain::parse(input, errors)? });
    }
    if input.peek(Token![else]) {
        let token = input.parse()?;
        let chain = chain::after_arrow(input, "`=>` and what takes the failures", errors)?;
        return Ok(Statement::Else { token, chain });
    }
    Ok(Statement::Chain(chain::parse(input, errors)?))
}

fn equals(input: ParseStream) -> syn::Result<()> {
    if input.peek(Token![=]) && !input.peek(Token![=>]) && !input.peek(Token![==]) {
        return input.parse::<Token![=]>().map(|_| ());
    }
    Err(expected(input, "`=` and a chain"))
}

fn port(input: ParseStream, attrs: Vec<Attribute>, errors: &mut Errors) -> syn::Result<Port> {
    let name = name(input, "the port's name")?;
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        return Err(expected(input, "`:` and the type of the items"));
    }
    input.parse::<Token![:]>()?;
    let ty = item_type(input, &name)?;
    Ok(Port { attrs, name, ty, options: options::parse(input, errors)? })
}

/// What is no type costs the port, and is said in our words: syn would list all tokens a type can begin with.
fn item_type(input: ParseStream, port: &Ident) -> syn::Result<Type> {
    let what = format!("a type behind `{port}:`, as in `{port}: u64`");
    match input.fork().parse::<Type>() {
        Ok(_) => input.parse(),
        Err(_) if input.is_empty() || input.peek(Token![;]) || input.peek(syn::Lit) => Err(expected(input, &what)),
        Err(_) => {
            let wrong = input.cursor().token_tree().map_or_else(|| input.span(), |(token, _)| token.span());
            Err(syn::Error::new(wrong, format!("expected {what}: this is none")))
        }
    }
}

fn name(input: ParseStream, what: &str) -> syn::Result<Ident> {
    if input.peek(Ident) { input.parse() } else { Err(keyword(input).unwrap_or_else(|| expected(input, what))) }
}

fn pipeline_options(input: ParseStream, pipeline: &mut Pipeline, errors: &mut Errors) -> syn::Result<()> {
    let is_port =
        |statement: &Statement| matches!(statement, Statement::In(_) | Statement::Out(_) | Statement::Loop(_));
    if !pipeline.statements.iter().all(is_port) {
        errors.at(input.span(), "`options` stands before the first chain: move it up");
    }
    input.parse::<kw::options>()?;
    parse_pipeline(&mut pipeline.options, input, errors)
}

fn no_attributes(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| !attr.path().is_ident("doc")) {
        errors.over(attr, "attributes have no meaning here: only ports, fields and the struct take them");
    }
}

/// `;`, or the end of the pipeline's options, which need none.
fn end(input: ParseStream) -> syn::Result<()> {
    if input.peek(Token![;]) {
        return input.parse::<Token![;]>().map(|_| ());
    }
    if input.is_empty() { Ok(()) } else { Err(chain::not_an_arrow(input, "`;`")) }
}

/// The last statement ends with `;` like all others.
fn check_last(last: Option<&TokenStream>, errors: &mut Errors) {
    let Some(token) = last.and_then(|statement| statement.clone().into_iter().last()) else { return };
    let ended = match &token {
        proc_macro2::TokenTree::Punct(punct) => punct.as_char() == ';',
        proc_macro2::TokenTree::Group(_) => last.is_some_and(is_options),
        _ => false,
    };
    if !ended {
        errors.at(token.span(), "expected `;` behind this: every statement ends with one");
    }
}

fn is_options(statement: &TokenStream) -> bool {
    let read = |input: ParseStream| {
        let yes = input.peek(kw::options) && input.peek2(token::Brace);
        super::found::skip_all(input);
        Ok(yes)
    };
    guard::check(statement).and_then(|()| read.parse2(statement.clone())).unwrap_or(true)
}
