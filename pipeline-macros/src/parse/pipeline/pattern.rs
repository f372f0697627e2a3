//! The names a pattern binds, in the order they are written.

use syn::ext::IdentExt;
use syn::{Ident, Pat, PatIdent};

pub(super) fn bindings(pat: &Pat) -> Vec<Ident> {
    let mut found = Vec::new();
    collect(pat, &mut found);
    found
}

/// Recursion is bounded: the guard has refused deep nesting.
fn collect(pat: &Pat, found: &mut Vec<Ident>) {
    match pat {
        Pat::Ident(pat) => ident(pat, found),
        // Every case binds the same names, or rustc says so.
        Pat::Or(pat) => pat.cases.first().into_iter().for_each(|pat| collect(pat, found)),
        Pat::Paren(pat) => collect(&pat.pat, found),
        Pat::Reference(pat) => collect(&pat.pat, found),
        Pat::Type(pat) => collect(&pat.pat, found),
        Pat::Guard(pat) => collect(&pat.pat, found),
        Pat::Slice(pat) => pat.elems.iter().for_each(|pat| collect(pat, found)),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| collect(pat, found)),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| collect(pat, found)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| collect(&field.pat, found)),
        _ => {}
    }
}

/// An upper-case name alone is a constant or a variant, as everywhere in Rust.
fn ident(pat: &PatIdent, found: &mut Vec<Ident>) {
    let marked = pat.by_ref.is_some() || pat.mutability.is_some() || pat.subpat.is_some();
    let lower = !pat.ident.unraw().to_string().starts_with(char::is_uppercase);
    if (marked || lower) && !found.contains(&pat.ident) {
        found.push(pat.ident.clone());
    }
    if let Some((_, inner)) = &pat.subpat {
        collect(inner, found);
    }
}
