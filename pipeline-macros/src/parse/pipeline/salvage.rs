//! What can still be recognised of a drawing with mistakes, by its tokens alone: the functions at its nodes and the fields lent to
//! them. They are mentioned in code that never runs, so that an editor resolves, shows and completes them while a chain is half
//! typed; and the nodes stay fields of the handle.

use super::join::Joining;
use super::operator;
use crate::errors::closest;
use crate::spell::has_hole;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;
use std::collections::BTreeSet;
use syn::ext::IdentExt;

/// The parts that are whole.
#[derive(Default)]
pub(crate) struct Salvage {
    /// `parse::<Order>`, each in tokens of the user's.
    pub(crate) functions: Vec<TokenStream>,
    /// `gateway.pool` of `charge(&gateway.pool)`.
    pub(crate) lent: Vec<(Ident, TokenStream)>,
    /// The names of the nodes, each once.
    pub(crate) nodes: Vec<Ident>,
    /// Those of them that are pipelines.
    pub(crate) pipelines: Vec<Ident>,
    /// Ports, streams, failures: no functions.
    names: BTreeSet<String>,
}

/// Brackets within brackets, no deeper: what is deeper has been refused.
const DEPTH: usize = 8;

impl Salvage {
    pub(super) fn of<'a>(statements: impl Iterator<Item = &'a TokenStream> + Clone) -> Self {
        let mut salvage = Self::default();
        statements.clone().for_each(|statement| salvage.declared(statement.clone(), DEPTH));
        statements.for_each(|statement| salvage.chain(statement.clone(), DEPTH));
        salvage
    }

    /// `in name`, `out name`, `let name`, `else: name`.
    fn declared(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if is_declaring(word) => {
                    let behind = tokens[at + 1..].iter().find(|token| !matches!(token, TokenTree::Punct(_)));
                    if let Some(TokenTree::Ident(name)) = behind {
                        self.names.insert(name.unraw().to_string());
                    }
                }
                TokenTree::Group(group) if depth > 0 => self.declared(group.stream(), depth - 1),
                _ => {}
            }
        }
    }

    fn chain(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        let mut begins =
            !matches!(tokens.first(), Some(TokenTree::Ident(word)) if is_declaring(word) || word == "options");
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && depth > 0 => {
                    self.chain(group.stream(), depth - 1);
                }
                TokenTree::Ident(word) if begins && Joining::of(word).is_some() && depth > 0 => {
                    if let Some(TokenTree::Group(sides)) = tokens.get(at + 1) {
                        self.chain(sides.stream(), depth - 1);
                    }
                    at += 1;
                    begins = false;
                    continue;
                }
                TokenTree::Ident(_) if begins => {
                    at = self.node(&tokens, at);
                    begins = false;
                    continue;
                }
                _ => {}
            }
            let behind = at.checked_sub(1).map(|before| &tokens[before]);
            let arrow = |before: &&TokenTree| is(before, '=') || is(before, '-');
            begins = is(&tokens[at], '>') && behind.as_ref().is_some_and(arrow) || is(&tokens[at], ',');
            at += 1;
        }
    }

    /// A path, its arguments and its options, from the first word on; gives where they end.
    fn node(&mut self, tokens: &[TokenTree], start: usize) -> usize {
        let end = end_of_path(tokens, start);
        let Some(TokenTree::Ident(first)) = tokens.get(start) else { return end };
        let last = last_word(&tokens[start..end]).unwrap_or(first);
        let alone = end == start + 1;
        let (word, head) = (last.unraw().to_string(), tokens.get(end));
        // What is nearly one of the names is meant to be it, and is an error already.
        let is_name = self.names.contains(&word) || closest(&word, self.names.iter().map(String::as_str)).is_some();
        let no_function = alone && (is_name || operator::is_word(first) || is_taken(first))
            || head.is_some_and(|head| is(head, '.') || is(head, '<') || has_closure(head));
        if no_function {
            return end;
        }
        let path: TokenStream = tokens[start..end].iter().cloned().collect();
        // With a `_` its types are known only where its items are.
        self.functions.extend(Some(path).filter(|path| !has_hole(path)));
        let mut rest = end;
        if let Some(TokenTree::Group(group)) = head.filter(|head| is_group(head, Delimiter::Parenthesis)) {
            self.arguments(group.stream());
            rest += 1;
        }
        let named = match tokens.get(rest) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => name_option(group.stream()),
            _ => None,
        };
        let name = named.unwrap_or_else(|| last.clone());
        let nodes = if word.starts_with(char::is_uppercase) { &mut self.pipelines } else { &mut self.nodes };
        if !nodes.contains(&name) {
            nodes.push(name);
        }
        rest
    }

    /// `&field.inner`, and nothing more: what is more may be half typed.
    fn arguments(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for argument in tokens.split(|token| is(token, ',')) {
            let [lent, TokenTree::Ident(field), rest @ ..] = argument else { continue };
            let pairs = rest.chunks(2).all(|pair| matches!(pair, [dot, TokenTree::Ident(_)] if is(dot, '.')));
            if is(lent, '&') && pairs && field != "mut" {
                let rest: TokenStream = rest.iter().cloned().collect();
                self.lent.push((field.clone(), quote!(#field #rest)));
            }
        }
    }
}

/// A misspelt operator, about which enough is said.
fn has_closure(arguments: &TokenTree) -> bool {
    let TokenTree::Group(group) = arguments else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Parenthesis
        && first.is_some_and(|first| is(&first, '|') || first.to_string() == "move")
}

fn is_declaring(word: &Ident) -> bool {
    ["in", "out", "let", "else", "loop"].iter().any(|known| word == known)
}

/// Words of Rust that cannot name a function.
fn is_taken(word: &Ident) -> bool {
    syn::parse2::<Ident>(quote!(#word)).is_err()
}

fn is(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// `word`, `::word`, `::<..>`, as far as they go.
fn end_of_path(tokens: &[TokenTree], start: usize) -> usize {
    let mut at = start + 1;
    while let [colon, second, next, ..] = &tokens[at..] {
        if !is(colon, ':') || !is(second, ':') {
            break;
        }
        match next {
            TokenTree::Ident(_) => at += 3,
            angle if is(angle, '<') => match closing(&tokens[at + 2..]) {
                Some(length) => at += 2 + length,
                None => break,
            },
            _ => break,
        }
    }
    at
}

/// How many tokens there are up to the `>` that closes the first one.
fn closing(tokens: &[TokenTree]) -> Option<usize> {
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        open += usize::from(is(token, '<'));
        open = open.saturating_sub(usize::from(is(token, '>')));
        if open == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The function of a path: its last word outside of `<..>`.
fn last_word(tokens: &[TokenTree]) -> Option<&Ident> {
    let until = tokens.iter().position(|token| is(token, '<')).unwrap_or(tokens.len());
    tokens[..until].iter().rev().find_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    })
}

/// `name: another`.
fn name_option(tokens: TokenStream) -> Option<Ident> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    tokens.windows(3).find_map(|three| match three {
        [TokenTree::Ident(key), colon, TokenTree::Ident(name)] if key == "name" && is(colon, ':') => Some(name.clone()),
        _ => None,
    })
}
