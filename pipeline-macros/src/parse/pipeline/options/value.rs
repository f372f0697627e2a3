//! Values of options: expressions, `per`, closed lists of words, and what is wrong with a literal at first sight.

use super::model::{Batch, JoinKind, MaxRestarts, On, Overflow, Prefer, Rate};
use crate::errors::Errors;
use crate::parse::pipeline::duration::{self, nanoseconds, rewrite};
use crate::parse::pipeline::found::{error_here, expected, found};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Lit, Token};

mod kw {
    syn::custom_keyword!(per);
    syn::custom_keyword!(key);
}

/// A Rust expression that ends at a comma, at `per` or at the end.
pub(in crate::parse::pipeline) fn whole(input: ParseStream) -> syn::Result<Expr> {
    let expr = raw(input)?;
    if input.is_empty() || input.peek(Token![,]) { Ok(expr) } else { Err(expected(input, "`,`")) }
}

fn raw(input: ParseStream) -> syn::Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(expected(input, "a value"));
    }
    input.parse()
}

/// An expression that counts something: no literal zero, nothing negative.
pub(super) fn count(word: &str, input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    let expr = raw(input)?;
    check_count(word, &expr, errors);
    Ok(rewrite(expr))
}

/// A duration, or an expression that makes one.
pub(super) fn duration(word: &str, input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    let expr = raw(input)?;
    if let (Some((_, Lit::Int(_) | Lit::Float(_))), Some((unit, _))) =
        (duration::literal(&expr), input.cursor().ident())
    {
        let number = quote::ToTokens::to_token_stream(&expr);
        if nanoseconds(&format!("1{unit}")).is_some() {
            return Err(error_here(input, format!("a duration is one word: write `{number}{unit}`")));
        }
    }
    check_duration(word, &expr, errors);
    Ok(rewrite(expr))
}

/// Any expression.
pub(super) fn any(input: ParseStream) -> syn::Result<Expr> {
    Ok(rewrite(raw(input)?))
}

/// `n` or `n per key`.
pub(super) fn batch(input: ParseStream, errors: &mut Errors) -> syn::Result<Batch> {
    let size = count("batch", input, errors)?;
    let per_key = per_key(input)?;
    if per_key.is_none() && input.peek(kw::per) {
        return Err(expected(input, "`per key`"));
    }
    Ok(Batch { size, per_key })
}

/// `n per duration`, `n per duration per key`, or a limit.
pub(super) fn rate(input: ParseStream, errors: &mut Errors) -> syn::Result<Rate> {
    let raw = raw(input)?;
    let mut per_key = per_key(input)?;
    let mut per = None;
    if per_key.is_none() && input.peek(kw::per) {
        per = Some(per_duration("rate", input, errors)?);
        per_key = self::per_key(input)?;
    }
    check_rate(&raw, per.is_some(), errors);
    Ok(Rate { amount: rewrite(raw), per, per_key })
}

/// `n per duration`.
pub(super) fn max_restarts(input: ParseStream, errors: &mut Errors) -> syn::Result<MaxRestarts> {
    let count = any(input)?;
    if !input.peek(kw::per) {
        return Err(expected(input, "`per` and a duration, as in `max_restarts: 3 per 5s`"));
    }
    Ok(MaxRestarts { count, per: per_duration("max_restarts", input, errors)? })
}

/// A function of the item or of the error; a literal is none.
pub(super) fn function(key: super::Key, input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    let expr = raw(input)?;
    if duration::literal(&expr).is_some() {
        errors.over(&expr, format!("`{}` is a closure: write `{}`", key.word(), key.example()));
    }
    Ok(rewrite(expr))
}

/// How often: a literal that is no number, or less than none, is no policy.
pub(super) fn retry(input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    let expr = raw(input)?;
    match duration::literal(&expr) {
        Some((false, Lit::Int(_))) | None => {}
        Some(_) => errors
            .over(&expr, "`retry` is how many times more: write `retry: 3`, or a policy such as `Retry::forever()`"),
    }
    Ok(rewrite(expr))
}

/// A literal is no breaker.
pub(super) fn breaker(input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    let expr = raw(input)?;
    if duration::literal(&expr).is_some() {
        let text =
            "`breaker` is a circuit breaker: write `breaker: Breaker::default()`, or lend one, `breaker: &breaker`";
        errors.over(&expr, text);
    }
    Ok(rewrite(expr))
}

pub(super) fn overflow(input: ParseStream) -> syn::Result<Overflow> {
    let words = [
        ("block", Overflow::Block),
        ("drop_oldest", Overflow::DropOldest),
        ("drop_newest", Overflow::DropNewest),
        ("fail", Overflow::Fail),
    ];
    word_of(input, &words)
}

/// `true` or `false`, or nothing, which is `true`.
pub(super) fn switch(input: ParseStream) -> syn::Result<bool> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(true);
    }
    word_of(input, &[("true", true), ("false", false)])
}

pub(super) fn prefer(input: ParseStream) -> syn::Result<Prefer> {
    word_of(input, &[("first", Prefer::First)])
}

pub(super) fn kind(input: ParseStream) -> syn::Result<JoinKind> {
    let words =
        [("inner", JoinKind::Inner), ("left", JoinKind::Left), ("right", JoinKind::Right), ("full", JoinKind::Full)];
    word_of(input, &words)
}

/// Two closures, the key of either side.
pub(super) fn on(input: ParseStream, errors: &mut Errors) -> syn::Result<On> {
    let expr = raw(input)?;
    let pair = match &expr {
        Expr::Tuple(pair) if pair.elems.len() == 2 => pair.elems.iter().cloned().map(rewrite).collect(),
        _ => Vec::new(),
    };
    let Ok([left, right]) = <[Expr; 2]>::try_from(pair) else { return Err(syn::Error::new_spanned(&expr, NO_PAIR)) };
    for key in [&left, &right] {
        check_key(key, errors);
    }
    Ok(On { left, right })
}

const NO_PAIR: &str = "`on` is a pair of closures, the key of either side: write `on: (|a| &a.id, |b| &b.id)`";

/// What can be seen of it: that it is no literal, and that it takes one item.
fn check_key(key: &Expr, errors: &mut Errors) {
    match key {
        Expr::Closure(closure) if closure.inputs.len() != 1 => {
            errors
                .over(&closure.inputs, "each closure of `on` takes the item of its side: `on: (|a| &a.id, |b| &b.id)`");
        }
        key if duration::literal(key).is_some() => errors.over(key, NO_PAIR),
        _ => {}
    }
}

fn word_of<T: Copy>(input: ParseStream, words: &[(&str, T)]) -> syn::Result<T> {
    let given = if input.peek(Ident::peek_any) { input.fork().call(Ident::parse_any).ok() } else { None };
    let known = given.and_then(|given| words.iter().find(|(word, _)| given == word));
    let Some((_, value)) = known else {
        let list: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let (last, others) = list
            .split_last()
            .map_or((String::new(), String::new()), |(last, others)| (last.clone(), others.join(", ")));
        let list = if others.is_empty() { last } else { format!("{others} or {last}") };
        let given = input.cursor().ident().map(|(given, _)| given.to_string()).unwrap_or_default();
        let near = crate::errors::closest(&given, words.iter().map(|(word, _)| *word));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(error_here(input, format!("expected {list}, found {}{hint}", found(input))));
    };
    input.call(Ident::parse_any)?;
    Ok(*value)
}

fn per_key(input: ParseStream) -> syn::Result<Option<Span>> {
    if !(input.peek(kw::per) && input.peek2(kw::key)) {
        return Ok(None);
    }
    let per: kw::per = input.parse()?;
    input.parse::<kw::key>()?;
    Ok(Some(per.span))
}

fn per_duration(word: &str, input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    input.parse::<kw::per>()?;
    duration(word, input, errors)
}

/// A literal where a number of items is wanted must be one.
pub(in crate::parse::pipeline) fn check_number(word: &str, expr: &Expr, errors: &mut Errors) {
    if !matches!(duration::literal(expr), None | Some((false, Lit::Int(_)))) {
        errors.over(expr, format!("`{word}` takes a number of items: write `{word}(10)`"));
    }
}

pub(in crate::parse::pipeline) fn check_count(word: &str, expr: &Expr, errors: &mut Errors) {
    let (minus, int) = match duration::literal(expr) {
        None => return,
        Some((minus, Lit::Int(int))) => (minus, int),
        Some(_) => return errors.over(expr, format!("`{word}` is a whole number: write 1 or more")),
    };
    let zero = int.base10_parse::<u128>().is_ok_and(|n| n == 0);
    if minus {
        errors.over(expr, format!("`{word}` cannot be negative: write 1 or more"));
    } else if zero {
        errors.over(expr, format!("`{word}` cannot be zero: write 1 or more"));
    }
}

/// A literal where a duration is wanted must be one, longer than nothing.
pub(in crate::parse::pipeline) fn check_duration(word: &str, expr: &Expr, errors: &mut Errors) {
    let Some((minus, literal)) = duration::literal(expr) else { return };
    let text = quote::ToTokens::to_token_stream(literal).to_string();
    match nanoseconds(&text) {
        Some(_) if minus => errors.over(expr, format!("`{word}` cannot be negative: write a duration such as `1s`")),
        Some(0) => errors.over(expr, format!("`{word}` cannot be zero: write a duration such as `1s`")),
        Some(_) => {}
        None => errors.over(expr, not_a_duration(word, &text)),
    }
}

fn not_a_duration(word: &str, text: &str) -> String {
    format!("`{word}` needs a duration, and `{text}` is none: its unit is one of `ns us ms s min h d`, as in `5s`")
}

fn check_rate(amount: &Expr, per: bool, errors: &mut Errors) {
    let Some((_, literal)) = duration::literal(amount) else { return };
    if per {
        check_count("rate", amount, errors);
    } else {
        errors.at(literal.span(), "`rate` does not say in what time: write `rate: 100 per 1s`");
    }
}
