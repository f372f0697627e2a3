//! `{ option: value, flag, .. }` behind a node, and `options { .. }` of the pipeline.

mod key;
mod model;
mod pipeline;
pub(super) mod value;
mod window;

pub(crate) use key::Key;
pub(crate) use model::{
    JoinKind, MaxRestarts, NodeOptions, On, Opt, Otherwise, Overflow, PipelineOptions, Rate, Trigger, Window,
};
pub(super) use pipeline::parse as parse_pipeline;

use super::chain;
use super::found::{error_here, expected, found, skip_all, skip_to_comma};
use crate::errors::{Errors, closest};
use crate::spell::spelled;
use proc_macro2::{Span, TokenStream};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Expr, Ident, Token, braced, bracketed, token};

/// Options, if an opening brace stands next. Each mistake costs one option, not the rest.
pub(super) fn parse(input: ParseStream, errors: &mut Errors) -> syn::Result<Box<NodeOptions>> {
    let mut options = Box::<NodeOptions>::default();
    if input.peek(token::Brace) {
        let content;
        braced!(content in input);
        each(&content, errors, |content, errors| one(&mut options, content, errors));
    }
    Ok(options)
}

/// Reads entries between commas; after a bad one it goes on behind the next comma.
fn each(content: &ParseBuffer, errors: &mut Errors, mut read: impl FnMut(ParseStream, &mut Errors) -> syn::Result<()>) {
    while !content.is_empty() {
        if let Err(error) = read(content, errors).and_then(|()| separated(content)) {
            errors.add(error);
            skip_to_comma(content);
        }
        // Nothing but a comma or the end can stand here.
        let _ = content.parse::<Option<Token![,]>>();
    }
}

fn separated(content: ParseStream) -> syn::Result<()> {
    if content.is_empty() || content.peek(Token![,]) { Ok(()) } else { Err(expected(content, "`,` or `}`")) }
}

fn one(options: &mut NodeOptions, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    let word = key_word(input)?;
    let Some(key) = Key::of(&word.to_string()) else { return Err(unknown(&word, &key::LATER, Key::words())) };
    colon(input, &word, key)?;
    if options.has(key) {
        errors.at(word.span(), format!("`{word}` is written twice: keep one of them"));
        let mut ignored = Box::<NodeOptions>::default();
        return read(&mut ignored, key, word.span(), input, &mut Errors::default());
    }
    options.given.push((key, word.span()));
    let value = input.cursor();
    read(options, key, word.span(), input, errors)?;
    options.written.push((key, between(value, input.cursor())));
    Ok(())
}

/// What stands between two places of the same input, as it was written.
fn between(mut from: Cursor<'_>, to: Cursor<'_>) -> String {
    let mut tokens = TokenStream::new();
    while from != to
        && let Some((token, next)) = from.token_tree()
    {
        tokens.extend([token]);
        from = next;
    }
    spelled(&tokens)
}

fn key_word(input: ParseStream) -> syn::Result<Ident> {
    if input.peek(Ident::peek_any) { input.call(Ident::parse_any) } else { Err(expected(input, "an option")) }
}

fn unknown<'a>(word: &Ident, later: &[&str], known: impl Iterator<Item = &'a str>) -> syn::Error {
    let text = word.to_string();
    if later.contains(&text.as_str()) {
        return syn::Error::new(word.span(), format!("`{word}` is not supported yet"));
    }
    let hint = key::meant(&text)
        .or_else(|| closest(&text, known))
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    syn::Error::new(word.span(), format!("there is no option `{word}`{hint}"))
}

/// `:` before a value, and none after a flag.
fn colon(input: ParseStream, word: &Ident, key: Key) -> syn::Result<()> {
    match (key.is_flag(), input.peek(Token![:])) {
        (true, true) => Err(error_here(input, format!("`{word}` stands by itself, without a value"))),
        (true, false) => Ok(()),
        (false, false) if key.is_switch() => Ok(()),
        (false, true) => input.parse::<Token![:]>().map(|_| ()),
        (false, false) => {
            let text = format!("expected `:` and a value, as in `{}`, found {}", key.example(), found(input));
            Err(error_here(input, text))
        }
    }
}

fn read(options: &mut NodeOptions, key: Key, span: Span, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    match key {
        Key::Unordered => options.unordered = Some(span),
        Key::Split => options.split = Some(span),
        Key::Accumulating => options.accumulating = Some(span),
        Key::Discarding => options.discarding = Some(span),
        Key::AsOf => options.as_of = Some(span),
        Key::Window => options.window = Some(Opt { key: span, value: window::window(input, errors)? }),
        Key::Trigger => options.trigger = Some(Opt { key: span, value: window::triggers(input, errors)? }),
        Key::Fuse => options.fuse = value::switch(input)?.then_some(span),
        Key::Overflow => options.overflow = Some(Opt { key: span, value: value::overflow(input)? }),
        Key::Prefer => options.prefer = Some(Opt { key: span, value: value::prefer(input)? }),
        Key::On => options.on = Some(Opt { key: span, value: value::on(input, errors)? }),
        Key::Kind => options.kind = Some(Opt { key: span, value: value::kind(input)? }),
        Key::Batch => options.batch = Some(Opt { key: span, value: value::batch(input, errors)? }),
        Key::Rate => options.rate = Some(Opt { key: span, value: value::rate(input, errors)? }),
        Key::MaxRestarts => {
            options.max_restarts = Some(Opt { key: span, value: value::max_restarts(input, errors)? });
        }
        Key::Name => options.name = Some(Opt { key: span, value: name(input)? }),
        Key::Else => match otherwise(input, errors) {
            Ok(value) => options.otherwise = Some(Opt { key: span, value }),
            Err(error) => lost(error, input, errors),
        },
        _ => {
            let value = expression(key, input, errors)?;
            if let Some(slot) = options.slot(key) {
                *slot = Some(Opt { key: span, value });
            }
        }
    }
    Ok(())
}

/// Failures went somewhere, and now nobody knows where.
fn lost(error: syn::Error, input: ParseStream, errors: &mut Errors) {
    errors.hole(error);
    skip_to_comma(input);
}

fn expression(key: Key, input: ParseStream, errors: &mut Errors) -> syn::Result<Expr> {
    match key {
        Key::Workers | Key::Buffer | Key::MaxKeys | Key::MaxWeight | Key::MaxWindows => {
            value::count(key.word(), input, errors)
        }
        Key::Keep | Key::Within | Key::Timeout | Key::Idle | Key::Tick | Key::Apart => {
            value::duration(key.word(), input, errors)
        }
        Key::Lateness | Key::IdleInput | Key::MaxSkew => value::duration(key.word(), input, errors),
        Key::By | Key::Weight | Key::RetryIf | Key::RestartIf | Key::Time | Key::Emit => {
            value::function(key, input, errors)
        }
        Key::Retry => value::retry(input, errors),
        Key::Breaker => value::breaker(input, errors),
        _ => value::any(input),
    }
}

impl NodeOptions {
    /// Where the value of an option that is one expression goes.
    fn slot(&mut self, key: Key) -> Option<&mut Option<Opt<Expr>>> {
        Some(match key {
            Key::Workers => &mut self.workers,
            Key::By => &mut self.by,
            Key::Keep => &mut self.keep,
            Key::MaxKeys => &mut self.max_keys,
            Key::Buffer => &mut self.buffer,
            Key::Within => &mut self.within,
            Key::Weight => &mut self.weight,
            Key::MaxWeight => &mut self.max_weight,
            Key::Retry => &mut self.retry,
            Key::RetryIf => &mut self.retry_if,
            Key::Timeout => &mut self.timeout,
            Key::Breaker => &mut self.breaker,
            Key::Restart => &mut self.restart,
            Key::RestartIf => &mut self.restart_if,
            Key::Idle => &mut self.idle,
            Key::Time => &mut self.time,
            Key::Lateness => &mut self.lateness,
            Key::IdleInput => &mut self.idle_input,
            Key::MaxSkew => &mut self.max_skew,
            Key::MaxWindows => &mut self.max_windows,
            Key::Tick => &mut self.tick,
            Key::Emit => &mut self.emit,
            Key::Apart => &mut self.apart,
            _ => return None,
        })
    }
}

fn name(input: ParseStream) -> syn::Result<Ident> {
    if input.peek(Ident) { input.parse() } else { Err(expected(input, "a name")) }
}

fn otherwise(input: ParseStream, errors: &mut Errors) -> syn::Result<Otherwise> {
    if input.peek(token::Bracket) {
        let content;
        let span = bracketed!(content in input).span.open();
        let branches = chain::branches(&content, span, errors).inspect_err(|_| skip_all(&content))?;
        return Ok(Otherwise::Inline { span, branches });
    }
    if !input.peek(Ident) {
        return Err(expected(input, "`skip`, `stop`, a name, or a chain in brackets"));
    }
    let word: Ident = input.parse()?;
    Ok(match word.to_string().as_str() {
        "skip" => Otherwise::Skip,
        "stop" => Otherwise::Stop,
        _ => Otherwise::To(word),
    })
}
