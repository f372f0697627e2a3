//! `options { drain: 30s, max_restarts: 3 per 5s, channel: 256, max_in_flight: 10_000 }`, before the first chain.

use super::{Opt, PipelineOptions, each, key_word, unknown, value};
use crate::errors::Errors;
use crate::parse::pipeline::found::expected;
use syn::parse::ParseStream;
use syn::{Ident, Path, Token, braced};

const KEYS: [&str; 5] = ["drain", "max_restarts", "channel", "max_in_flight", "crate"];
const LATER: [&str; 3] = ["delivery", "checkpoint", "checkpoint_every"];

/// The braces behind the word `options`.
pub(in crate::parse::pipeline) fn parse(
    options: &mut PipelineOptions,
    input: ParseStream,
    errors: &mut Errors,
) -> syn::Result<()> {
    let content;
    braced!(content in input);
    each(&content, errors, |content, errors| one(options, content, errors));
    Ok(())
}

fn one(options: &mut PipelineOptions, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    let word = key_word(input)?;
    if !KEYS.iter().any(|known| word == known) {
        return Err(unknown(&word, &LATER, KEYS.iter().copied()));
    }
    separator(input, &word)?;
    let key = word.span();
    let repeated = match word.to_string().as_str() {
        "drain" => options.drain.replace(Opt { key, value: value::duration("drain", input, errors)? }).is_some(),
        "channel" => options.channel.replace(Opt { key, value: value::count("channel", input, errors)? }).is_some(),
        "max_in_flight" => {
            let value = value::count("max_in_flight", input, errors)?;
            options.max_in_flight.replace(Opt { key, value }).is_some()
        }
        "crate" => options.krate.replace(Opt { key, value: input.call(Path::parse_mod_style)? }).is_some(),
        _ => options.max_restarts.replace(Opt { key, value: value::max_restarts(input, errors)? }).is_some(),
    };
    if repeated {
        errors.at(key, format!("`{word}` is written twice: keep one of them"));
    }
    Ok(())
}

/// `:`, or for `crate` also the `=` that serde and others have made usual.
fn separator(input: ParseStream, word: &Ident) -> syn::Result<()> {
    if word == "crate" && input.peek(Token![=]) && !input.peek(Token![=>]) {
        return input.parse::<Token![=]>().map(|_| ());
    }
    if input.peek(Token![:]) { input.parse::<Token![:]>().map(|_| ()) } else { Err(expected(input, "`:` and a value")) }
}
