//! Mistakes, collected: every phase pushes what it finds and goes on, so that one compilation shows them all.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

const MANY: usize = 100;

/// All mistakes found so far, in the order they were found.
#[derive(Default)]
pub(crate) struct Errors {
    list: Vec<syn::Error>,
    holes: bool,
}

impl Errors {
    /// One mistake at one token.
    pub(crate) fn at(&mut self, span: Span, text: impl Display) {
        self.add(syn::Error::new(span, text));
    }

    /// One mistake that underlines everything from the first to the last of `tokens`.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, text: impl Display) {
        self.add(syn::Error::new_spanned(tokens, text));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        self.list.push(error);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A mistake that made a part of the input unreadable: from here on, what seems to be missing may stand in there.
    pub(crate) fn hole(&mut self, error: syn::Error) {
        self.holes = true;
        self.add(error);
    }

    /// Was any part of the input unreadable?
    pub(crate) fn has_holes(&self) -> bool {
        self.holes
    }

    /// More mistakes than anyone reads: what costs time for each of them, such as looking for a name that is near, can stop.
    pub(crate) fn are_many(&self) -> bool {
        self.list.len() > MANY
    }

    /// Keeps as many mistakes as anyone reads, and says that there are more.
    pub(crate) fn shorten(&mut self) {
        if let Some(next) = self.list.get(MANY).map(syn::Error::span) {
            self.list.truncate(MANY);
            self.at(next, "and more mistakes, from here on: mend those above first");
        }
    }

    /// One `compile_error!` per mistake. Put them inside `const _: () = { .. };`: at crate level they would hide rustc's
    /// own "cannot find" errors.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.list.iter().map(syn::Error::to_compile_error).collect()
    }

    /// The texts alone, one per mistake.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<String> {
        self.list.iter().flat_map(|error| error.clone().into_iter()).map(|error| error.to_string()).collect()
    }
}

/// ` on line 12`, where the compiler can say so: outside a macro call (unit tests) it cannot.
pub(crate) fn line_of(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    format!(" on line {}", span.unwrap().line())
}

/// The candidate that `word` most probably was meant to be, if one is near enough.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = word.chars().count() / 3;
    let measured = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    measured.filter(|(steps, _)| (1..=allowed).contains(steps)).min_by_key(|(steps, _)| *steps).map(|(_, near)| near)
}

/// How many letters must be added, dropped, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > a.len() {
        return usize::MAX;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let row = next_row(&a, &b, i, &rows);
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

fn next_row(a: &[char], b: &[char], i: usize, rows: &[Vec<usize>]) -> Vec<usize> {
    let mut row = vec![i];
    for j in 1..=b.len() {
        let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
        let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
            best = best.min(rows[i - 2][j - 2] + 1);
        }
        row.push(best);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_is_near_enough_or_none() {
        assert_eq!(closest("wokers", ["workers", "within"]), Some("workers"));
        assert_eq!(closest("faield", ["failed", "paid"]), Some("failed"));
        assert_eq!(closest("bananas", ["failed", "paid"]), None);
        assert_eq!(closest("same", ["same"]), None);
    }
}
