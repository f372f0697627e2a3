//! What stands at a place, in the words of an error: "expected .., found `->`".

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};

/// The next token as the user sees it: `->` is one, a group is its opening bracket.
pub(super) fn found(input: ParseStream) -> String {
    match input.cursor().token_tree() {
        None => "the end".to_owned(),
        Some((TokenTree::Group(group), _)) => format!("`{}`", opening(group.delimiter())),
        Some((TokenTree::Punct(punct), _)) => format!("`{}`", puncts(punct, input).to_string().replace(' ', "")),
        Some((token, _)) => format!("`{token}`"),
    }
}

/// `expected {what}, found ..` at the next token.
pub(super) fn expected(input: ParseStream, what: &str) -> syn::Error {
    error_here(input, format!("expected {what}, found {}", found(input)))
}

/// A keyword where a name should stand.
pub(super) fn keyword(input: ParseStream) -> Option<syn::Error> {
    let word = input.fork().call(syn::Ident::parse_any).ok().filter(|_| !input.peek(syn::Ident))?;
    let raw = !matches!(word.to_string().as_str(), "_" | "self" | "Self" | "super" | "crate");
    let mend = if raw { format!(", or write `r#{word}`") } else { String::new() };
    Some(syn::Error::new(word.span(), format!("`{word}` is a word of Rust: use another name{mend}")))
}

/// An error at the next token: at all of `->`, at the opening bracket of a group.
pub(super) fn error_here(input: ParseStream, text: String) -> syn::Error {
    match input.cursor().token_tree() {
        Some((TokenTree::Group(group), _)) => syn::Error::new(group.span_open(), text),
        Some((TokenTree::Punct(punct), _)) => syn::Error::new_spanned(puncts(punct, input), text),
        _ => syn::Error::new(input.span(), text),
    }
}

/// What is missing at the end of `tokens` is missing behind the last of them, not at the whole macro.
pub(super) fn behind(error: syn::Error, tokens: &TokenStream) -> syn::Error {
    let text = error.to_string();
    match tokens.clone().into_iter().last() {
        Some(last) if text.ends_with("found the end") => {
            let place = if let TokenTree::Group(group) = &last { group.span_close() } else { last.span() };
            syn::Error::new(place, text)
        }
        _ => error,
    }
}

/// Takes tokens up to the next comma that is not inside a group, without it.
pub(super) fn skip_to_comma(input: &ParseBuffer) {
    while !input.is_empty() && !input.peek(syn::Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Takes whatever is left, so that syn does not complain about it a second time.
pub(super) fn skip_all(input: &ParseBuffer) {
    while !input.is_empty() {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

fn opening(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Parenthesis => "(",
        Delimiter::Brace => "{",
        Delimiter::Bracket => "[",
        Delimiter::None => "",
    }
}

/// At most three that are written without a space between.
fn puncts(first: Punct, input: ParseStream) -> TokenStream {
    let mut joint = first.spacing() == Spacing::Joint;
    let mut all = vec![TokenTree::Punct(first)];
    let mut cursor = input.cursor().token_tree().map(|(_, rest)| rest);
    while let (true, Some((TokenTree::Punct(punct), rest))) = (joint, cursor.and_then(|cursor| cursor.token_tree())) {
        if all.len() == 3 || matches!(punct.as_char(), ',' | ';') {
            break;
        }
        joint = punct.spacing() == Spacing::Joint;
        cursor = Some(rest);
        all.push(punct.into());
    }
    all.into_iter().collect()
}
