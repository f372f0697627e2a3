//! Tokens as their writer spaced them, for drawings.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// The text of some tokens. Spaces are where the writer put them; what stood on several lines is on one.
pub(crate) fn spelled(tokens: &impl quote::ToTokens) -> String {
    let tokens = tokens.to_token_stream();
    if !proc_macro::is_available() {
        return tokens.to_string();
    }
    let mut speller = Speller::default();
    speller.stream(tokens);
    speller.text
}

#[derive(Default)]
struct Speller {
    text: String,
    /// Line and column where the last token ended.
    end: Option<(usize, usize)>,
}

impl Speller {
    /// Recursion is bounded: the guard has refused deep nesting.
    fn stream(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.group(&group),
                token => self.token(&token.to_string(), token.span()),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.stream(group.stream()),
        };
        self.token(open, group.span_open());
        self.stream(group.stream());
        self.token(close, group.span_close());
    }

    fn token(&mut self, text: &str, span: Span) {
        let span = span.unwrap();
        let (start, end) = (span.start(), span.end());
        let begins = Some((start.line(), start.column()));
        if self.end.is_some() && self.end != begins {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.end = Some((end.line(), end.column()));
    }
}

/// `parse::<_>`: rustc can infer it only where the function is used.
pub(crate) fn has_hole(path: &TokenStream) -> bool {
    path.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "_",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        TokenTree::Group(group) => has_hole(&group.stream()),
    })
}
