//! The struct at the top. Its name is read first: whatever is wrong behind it, uses of the struct still resolve.

use super::ast::Header;
use super::found::{behind, expected, skip_all, skip_to_comma};
use crate::errors::Errors;
use crate::parse::guard;
use proc_macro2::TokenStream;
use syn::parse::{ParseBuffer, ParseStream, Parser};
use syn::{Attribute, Field, Generics, Ident, Token, Visibility, braced, token};

/// `None` when not even a name could be read.
pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Option<Header> {
    if let Err(error) = guard::check(&tokens) {
        errors.add(error);
        return None;
    }
    let all = tokens.clone();
    let read = |input: ParseStream| header(input, &all, errors);
    match read.parse2(tokens) {
        Ok(header) => Some(header),
        Err(error) => {
            errors.add(error);
            None
        }
    }
}

fn header(input: ParseStream, all: &TokenStream, errors: &mut Errors) -> syn::Result<Header> {
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
    if let Err(error) = rest(&mut header, input, errors) {
        errors.add(behind(error, all));
        skip_all(input);
    }
    Ok(header)
}

fn rest(header: &mut Header, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    header.generics = input.parse()?;
    if input.peek(token::Paren) {
        return Err(expected(input, "named fields in braces, or `;`"));
    }
    header.generics.where_clause = input.parse()?;
    if input.peek(token::Brace) {
        header.fields = fields(input, errors)?;
        return Ok(());
    }
    if !input.peek(Token![;]) {
        return Err(expected(input, "the pipeline's resources in braces, or `;`"));
    }
    input.parse::<Token![;]>().map(|_| ())
}

/// A bad field costs itself and no other.
fn fields(input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<Field>> {
    let content;
    braced!(content in input);
    let mut fields = Vec::new();
    while !content.is_empty() {
        match field(&content) {
            Ok(field) => fields.push(field),
            Err(error) => {
                errors.add(error);
                skip_to_comma(&content);
            }
        }
        // Nothing but a comma or the end can stand here.
        let _ = content.parse::<Option<Token![,]>>();
    }
    Ok(fields)
}

fn field(content: &ParseBuffer) -> syn::Result<Field> {
    let field = content.call(Field::parse_named);
    let field =
        field.map_err(|error| syn::Error::new(error.span(), "expected a field and its type, as in `db: Db`"))?;
    if content.is_empty() || content.peek(Token![,]) { Ok(field) } else { Err(expected(content, "`,` or `}`")) }
}
