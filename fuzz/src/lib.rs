//! The macros of aqueduct outside of a compiler, without the net that catches their panics, and what must hold for every
//! input: tokens or errors come back, in time, and no more of them than the input can account for.
#![allow(dead_code, unused_imports)]

extern crate proc_macro;

#[path = "../../pipeline-macros/src/errors.rs"]
mod errors;
#[path = "../../pipeline-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../pipeline-macros/src/graph/mod.rs"]
mod graph;
#[path = "../../pipeline-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../pipeline-macros/src/spell.rs"]
mod spell;

mod drawings;
mod functions;
mod words;

use proc_macro2::{TokenStream, TokenTree};

#[derive(Clone, Copy)]
pub enum Role {
    Source,
    Stage,
    Fold,
    Sink,
}

/// A node without anything is two tokens (`=> f`) and some three hundred of generated code.
const PER_TOKEN: usize = 200;
const ALWAYS: usize = 3_000;

/// The first line is in the attribute's parentheses, what follows is the function. A first byte of 255 says that the rest are
/// choices of a grammar.
pub fn function(role: Role, data: &[u8]) {
    let Some((attr, item)) = functions::read(role, data) else { return };
    let given = count(attr.clone()) + count(item.clone());
    let role = match role {
        Role::Source => parse::function::Role::Source,
        Role::Stage => parse::function::Role::Stage,
        Role::Fold => parse::function::Role::Fold,
        Role::Sink => parse::function::Role::Sink,
    };
    let tokens = expand::function::expand(role, attr, item);
    judge(given, tokens);
}

/// A drawing as text, or behind a first byte of 255 as choices of a grammar.
pub fn pipeline(data: &[u8]) {
    let Some(input) = drawings::read(data) else { return };
    let given = count(input.clone());
    judge(given, expand::pipeline::expand(input));
}

fn judge(given: usize, tokens: TokenStream) {
    let made = count(tokens);
    assert!(made <= PER_TOKEN * given + ALWAYS, "{made} tokens made of {given}");
}

/// All tokens, groups by themselves too.
fn count(tokens: TokenStream) -> usize {
    let (mut open, mut count) = (vec![tokens.into_iter()], 0);
    while let Some(level) = open.last_mut() {
        match level.next() {
            None => drop(open.pop()),
            Some(token) => {
                count += 1;
                if let TokenTree::Group(group) = token {
                    open.push(group.stream().into_iter());
                }
            }
        }
    }
    count
}
