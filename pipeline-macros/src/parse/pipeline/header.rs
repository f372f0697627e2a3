//! The struct at the top. Its name is read first: whatever is wrong behind it, uses of the struct still resolve.

use super::ast::Header;
use super::found::{expected, skip_all};
use crate::errors::Errors;
use crate::parse::guard;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Generics, Ident, Token, Visibility, braced, token};

/// `None` when not even a name could be read.
pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Option<Header> {
    if let Err(error) = guard::check(&tokens) {
        errors.add(error);
        return None;
    }
    let read = |input: ParseStream| header(input, errors);
    match read.parse2(tokens) {
        Ok(header) => Some(header),
        Err(error) => {
            errors.add(error);
            None
        }
    }
}

fn header(input: ParseStream, errors: &mut Errors) -> syn::Result<Header> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis: Visibility = input.parse()?;
    if !input.peek(Token![struct]) {
        return Err(expected(input, "a struct that names the pipeline, as in `pub struct Payments { db: Db }`"));
    }
    input.parse::<Token![struct]>()?;
    if !input.peek(Ident) {
        return Err(expected(input, "the pipeline's name"));
    }
    let name = input.parse()?;
    let mut header = Header { attrs, vis, name, generics: Generics::default(), fields: Vec::new() };
    if let Err(error) = rest(&mut header, input) {
        errors.add(error);
        skip_all(input);
    }
    Ok(header)
}

fn rest(header: &mut Header, input: ParseStream) -> syn::Result<()> {
    header.generics = input.parse()?;
    if input.peek(token::Paren) {
        return Err(expected(input, "named fields in braces, or `;`"));
    }
    header.generics.where_clause = input.parse()?;
    if input.peek(token::Brace) {
        header.fields = fields(input)?;
        return Ok(());
    }
    if !input.peek(Token![;]) {
        return Err(expected(input, "the pipeline's resources in braces, or `;`"));
    }
    input.parse::<Token![;]>().map(|_| ())
}

fn fields(input: ParseStream) -> syn::Result<Vec<Field>> {
    let content;
    braced!(content in input);
    let fields = Punctuated::<Field, Token![,]>::parse_terminated_with(&content, Field::parse_named);
    Ok(fields.inspect_err(|_| skip_all(&content))?.into_iter().collect())
}
