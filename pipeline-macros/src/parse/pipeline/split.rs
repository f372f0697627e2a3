//! Cuts the input into its header and its statements before anything is parsed: a mistake in one statement then costs
//! that statement and no other. Works on top-level tokens alone, so it cannot overflow.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The struct, and each statement with the `;` that ends it.
pub(super) struct Pieces {
    pub(super) header: TokenStream,
    pub(super) statements: Vec<TokenStream>,
}

pub(super) fn split(input: TokenStream) -> Pieces {
    let mut tokens = input.into_iter();
    let header = header(&mut tokens);
    Pieces { header, statements: statements(tokens) }
}

/// The struct as it is written, read by nobody; nothing where there is none.
pub(crate) fn header_tokens(input: TokenStream) -> TokenStream {
    let header = header(&mut input.into_iter());
    let is_struct = header.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "struct"));
    if is_struct { header } else { TokenStream::new() }
}

/// Up to the braces or the semicolon that end the struct; braces between `<` and `>` are constants.
fn header(tokens: &mut impl Iterator<Item = TokenTree>) -> TokenStream {
    let (mut header, mut angles, mut arrow) = (Vec::new(), 0_usize, false);
    for token in tokens {
        let end = is_punct(&token, ';') || (angles == 0 && is_brace(&token));
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => angles += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' && !arrow => angles = angles.saturating_sub(1),
            _ => {}
        }
        arrow = is_punct(&token, '-');
        header.push(token);
        if end {
            break;
        }
    }
    header.into_iter().collect()
}

fn statements(tokens: impl Iterator<Item = TokenTree>) -> Vec<TokenStream> {
    let mut all = vec![Vec::new()];
    for token in tokens {
        let statement: &mut Vec<TokenTree> = match all.last_mut() {
            Some(statement) => statement,
            None => return Vec::new(),
        };
        let end = is_punct(&token, ';') || (is_options(statement) && is_brace(&token));
        statement.push(token);
        if end {
            all.push(Vec::new());
        }
    }
    all.retain(|statement| !matches!(statement.as_slice(), [] | [TokenTree::Punct(_)] if is_empty(statement)));
    all.into_iter().map(TokenStream::from_iter).collect()
}

/// Nothing at all, or only its `;`.
fn is_empty(statement: &[TokenTree]) -> bool {
    statement.iter().all(|token| is_punct(token, ';'))
}

/// `options` so far: its braces end it, no `;` is needed.
fn is_options(statement: &[TokenTree]) -> bool {
    matches!(statement, [TokenTree::Ident(word)] if word == "options")
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

#[cfg(test)]
mod tests {
    use super::header_tokens;

    #[test]
    fn the_struct_is_kept_when_all_else_fails() {
        let kept = |text: &str| header_tokens(text.parse().unwrap()).to_string();
        assert_eq!(kept("/// Docs. \n pub struct P<const N: usize> { db: Db } a => b;").matches("struct P").count(), 1);
        assert_eq!(kept("pub struct P; a => b;"), "pub struct P ;");
        assert_eq!(kept("a => b;"), "");
    }
}
