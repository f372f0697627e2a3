//! `window: tumbling(1h)` and `trigger: every(100)`: closed lists of words, each with its arguments.

use super::model::{Trigger, Window};
use super::value;
use crate::errors::{Errors, closest};
use crate::parse::pipeline::found::{error_here, expected, found};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token, bracketed, parenthesized, token};

const WINDOWS: [&str; 5] = ["global", "count(100)", "tumbling(1min)", "sliding(1h, 5min)", "session(30min)"];
const TRIGGERS: [&str; 3] = ["every(100)", "periodically(1s)", "|state| .."];

pub(super) fn window(input: ParseStream, errors: &mut Errors) -> syn::Result<Window> {
    let (word, given) = word(input, &WINDOWS)?;
    let mut arguments = Arguments::new(&word, input, given)?;
    let window = match given {
        "global" => Window::Global,
        "count(100)" => Window::Count(arguments.count(errors)?),
        "tumbling(1min)" => Window::Tumbling(arguments.duration(errors)?),
        "sliding(1h, 5min)" => Window::Sliding(arguments.duration(errors)?, arguments.duration(errors)?),
        _ => Window::Session(arguments.duration(errors)?),
    };
    arguments.end().map(|()| window)
}

/// One, or several in brackets: whichever comes first.
pub(super) fn triggers(input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<Trigger>> {
    if !input.peek(token::Bracket) {
        return Ok(vec![trigger(input, errors)?]);
    }
    let content;
    bracketed!(content in input);
    let mut triggers = Vec::new();
    while !content.is_empty() {
        triggers.push(trigger(&content, errors)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if triggers.is_empty() {
        Err(expected(&content, "a trigger, as in `[every(100), periodically(1s)]`"))
    } else {
        Ok(triggers)
    }
}

fn trigger(input: ParseStream, errors: &mut Errors) -> syn::Result<Trigger> {
    if input.peek(Token![|]) || input.peek(Token![||]) || input.peek(Token![move]) {
        return value::any(input).map(Trigger::When);
    }
    let (word, given) = word(input, &TRIGGERS)?;
    let mut arguments = Arguments::new(&word, input, given)?;
    let trigger = match given {
        "every(100)" => Trigger::Every(arguments.count(errors)?),
        _ => Trigger::Periodically(arguments.duration(errors)?),
    };
    arguments.end().map(|()| trigger)
}

/// A word of a list, and how it is written.
fn word(input: ParseStream, list: &[&'static str]) -> syn::Result<(Ident, &'static str)> {
    let bare = |usage: &&'static str| usage.split('(').next().unwrap_or_default();
    let given: Option<Ident> = input.fork().call(Ident::parse_any).ok();
    let known = given.as_ref().and_then(|word| list.iter().find(|usage| *word == bare(usage)));
    let (Some(word), Some(usage)) = (&given, known) else {
        let all: Vec<_> = list.iter().map(|usage| format!("`{usage}`")).collect();
        let text = given.map(|word| word.to_string()).unwrap_or_default();
        let hint = closest(&text, list.iter().map(bare));
        let hint = hint.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let text = format!("expected one of {}, found {}{hint}", all.join(", "), found(input));
        return Err(error_here(input, text));
    };
    input.call(Ident::parse_any)?;
    Ok((word.clone(), usage))
}

/// What stands in the parentheses behind a word.
struct Arguments {
    word: String,
    span: Span,
    usage: &'static str,
    given: std::vec::IntoIter<Expr>,
}

impl Arguments {
    fn new(word: &Ident, input: ParseStream, usage: &'static str) -> syn::Result<Self> {
        let mut given = Vec::new();
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            while !content.is_empty() {
                given.push(value::whole(&content)?);
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
        }
        Ok(Self { word: word.to_string(), span: word.span(), usage, given: given.into_iter() })
    }

    fn wrong(&self) -> syn::Error {
        syn::Error::new(self.span, format!("write `{}`", self.usage))
    }

    fn next(&mut self) -> syn::Result<Expr> {
        self.given.next().ok_or_else(|| self.wrong())
    }

    fn count(&mut self, errors: &mut Errors) -> syn::Result<Expr> {
        let expr = self.next()?;
        value::check_count(&self.word, &expr, errors);
        Ok(super::super::duration::rewrite(expr))
    }

    fn duration(&mut self, errors: &mut Errors) -> syn::Result<Expr> {
        let expr = self.next()?;
        value::check_duration(&self.word, &expr, errors);
        Ok(super::super::duration::rewrite(expr))
    }

    fn end(mut self) -> syn::Result<()> {
        if self.given.next().is_some() { Err(self.wrong()) } else { Ok(()) }
    }
}
