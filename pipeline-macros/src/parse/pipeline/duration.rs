//! Durations as literals: `4s`, `50ms`, `1.5h`. rustc's lexer accepts any suffix; here the seven known ones become
//! `Duration` expressions before rustc sees them.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Lit};

/// Longer suffixes before those they end in.
const UNITS: [(&str, u128); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// The nanoseconds a duration literal means; `None` for every other literal.
pub(crate) fn nanoseconds(literal: &str) -> Option<u128> {
    let (digits, unit) = UNITS.iter().find_map(|(suffix, unit)| Some((literal.strip_suffix(suffix)?, unit)))?;
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let digits = digits.replace('_', "");
    match digits.parse::<u128>() {
        Ok(whole) => whole.checked_mul(*unit),
        Err(_) => fractional(&digits, *unit),
    }
}

fn fractional(digits: &str, unit: u128) -> Option<u128> {
    let nanos = digits.parse::<f64>().ok()? * unit as f64;
    (nanos.is_finite() && nanos < u64::MAX as f64 * 1e9).then_some(nanos.round() as u128)
}

/// The expression with every duration literal replaced, in nested groups too; untouched when there is none.
pub(crate) fn rewrite(expr: Expr) -> Expr {
    let tokens = expr.to_token_stream();
    if !contains(tokens.clone(), &|token| as_duration(token).is_some()) {
        return expr;
    }
    let tokens = rewrite_tokens(tokens);
    syn::parse2(tokens.clone()).unwrap_or(Expr::Verbatim(tokens))
}

/// Does the expression wait for something? Then it can only be evaluated where waiting is possible.
pub(crate) fn awaits(expr: &Expr) -> bool {
    contains(expr.to_token_stream(), &|token| matches!(token, TokenTree::Ident(word) if word == "await"))
}

/// The literal a value consists of, without the groups and parentheses a user's own macro may put around it, and
/// whether a minus stands before it.
pub(crate) fn literal(mut expr: &Expr) -> Option<(bool, &Lit)> {
    let mut minus = false;
    loop {
        expr = match expr {
            Expr::Group(group) => &group.expr,
            Expr::Paren(paren) => &paren.expr,
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
                minus = !minus;
                &unary.expr
            }
            Expr::Lit(literal) => return Some((minus, &literal.lit)),
            _ => return None,
        };
    }
}

/// Recursion is bounded: the guard has refused deep nesting.
fn contains(tokens: TokenStream, wanted: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match &token {
        TokenTree::Group(group) => contains(group.stream(), wanted),
        token => wanted(token),
    })
}

fn rewrite_tokens(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().flat_map(rewrite_token).collect()
}

fn rewrite_token(token: TokenTree) -> TokenStream {
    if let Some(duration) = as_duration(&token) {
        return duration;
    }
    let TokenTree::Group(group) = token else { return token.into() };
    let mut inner = Group::new(group.delimiter(), rewrite_tokens(group.stream()));
    inner.set_span(group.span());
    TokenTree::Group(inner).into()
}

fn as_duration(token: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Literal(literal) = token else { return None };
    let nanos = nanoseconds(&literal.to_string())?;
    let seconds = Literal::u64_suffixed(u64::try_from(nanos / 1_000_000_000).ok()?);
    let rest = Literal::u32_suffixed((nanos % 1_000_000_000) as u32);
    Some(quote_spanned!(literal.span()=> ::core::time::Duration::new(#seconds, #rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seven_units_and_nothing_else() {
        assert_eq!(nanoseconds("3ns"), Some(3));
        assert_eq!(nanoseconds("3us"), Some(3_000));
        assert_eq!(nanoseconds("1_000ms"), Some(1_000_000_000));
        assert_eq!(nanoseconds("2.5s"), Some(2_500_000_000));
        assert_eq!(nanoseconds("10min"), Some(600_000_000_000));
        assert_eq!(nanoseconds("1h"), Some(3_600_000_000_000));
        assert_eq!(nanoseconds("3d"), Some(259_200_000_000_000));
        for other in ["5", "5m", "0x5d", "5u8", "\"3s\"", "b's'", "5sec", "s"] {
            assert_eq!(nanoseconds(other), None, "{other}");
        }
    }

    #[test]
    fn literals_are_found_inside_groups_and_closures() {
        let expr: Expr = syn::parse_str("Retry::forever().between(10ms, { f(|a, b| 30s) })").unwrap();
        let tokens = rewrite(expr).to_token_stream().to_string();
        assert!(tokens.contains("Duration :: new (0u64 , 10000000u32)"), "{tokens}");
        assert!(tokens.contains("Duration :: new (30u64 , 0u32)"), "{tokens}");
    }
}
