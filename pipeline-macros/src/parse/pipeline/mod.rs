//! `pipeline!`: tokens to syntax tree. The struct's name is read first and survives every later mistake; a bad statement
//! is reported, skipped up to its `;`, and reading goes on.

pub(crate) mod ast;
mod chain;
mod duration;
mod found;
mod header;
mod join;
mod node;
mod operator;
pub(crate) mod options;
mod outline;
mod pattern;
mod route;
mod salvage;
mod split;
mod statement;

pub(crate) use duration::awaits;
pub(crate) use join::Joining;
pub(crate) use operator::Operator;
pub(crate) use outline::{Outline, PortOutline};
pub(crate) use salvage::Salvage;
pub(crate) use split::header_tokens;

use crate::errors::Errors;
use crate::parse::guard;
use ast::Pipeline;
use options::PipelineOptions;
use proc_macro2::TokenStream;

/// What can be recognised of a drawing that is wrong.
pub(crate) fn salvage(input: TokenStream) -> Salvage {
    let statements = split::split(input).statements;
    Salvage::of(statements.iter())
}

/// `None` only when there is no struct with a name.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Option<Pipeline> {
    let length = guard::check_length(&input);
    let mut pieces = split::split(input);
    if let Err(error) = length {
        errors.hole(error);
        pieces.statements.clear();
    }
    let header = header::parse(pieces.header, errors)?;
    let options = PipelineOptions::default();
    let mut pipeline = Pipeline { header, options, statements: Vec::new() };
    let count = pieces.statements.len();
    for (at, statement) in pieces.statements.into_iter().enumerate() {
        statement::parse(statement, at + 1 == count, &mut pipeline, errors);
    }
    Some(pipeline)
}
