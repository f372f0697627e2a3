//! `zip(a, b)`, `latest(a, b)` and `join(a, b) { .. }`: two streams become one of pairs.

use super::ast::JoinNode;
use super::chain;
use super::found::skip_all;
use super::options::{self, JoinKind, Key, NodeOptions, Window};
use crate::errors::Errors;
use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, Token, parenthesized, token};

/// How two streams become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Joining {
    /// By position.
    Zip,
    /// The newest of both.
    Latest,
    /// By key and time.
    Join,
}

/// Word, what it stands for, how it is written.
const JOINS: [(&str, Joining, &str); 3] = [
    ("zip", Joining::Zip, "zip(a, b) => .."),
    ("latest", Joining::Latest, "latest(a, b) => .."),
    ("join", Joining::Join, "join(a, b) { on: (|a| &a.id, |b| &b.id), apart: 10min } => .."),
];

impl Joining {
    pub(super) fn of(word: &Ident) -> Option<Joining> {
        JOINS.iter().find(|(known, ..)| word == known).map(|(_, joining, _)| *joining)
    }

    /// The word it is written with.
    pub(crate) fn word(self) -> &'static str {
        self.row().0
    }

    fn usage(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (&'static str, Joining, &'static str) {
        JOINS.iter().find(|(_, joining, _)| *joining == self).unwrap_or(&JOINS[0])
    }
}

/// All of them.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    JOINS.iter().map(|(word, ..)| *word)
}

/// Does one stand here? Without parentheses the word may be a name.
pub(super) fn ahead(input: ParseStream) -> Option<Joining> {
    let (word, _) = input.cursor().ident()?;
    Joining::of(&word).filter(|_| input.peek2(token::Paren))
}

/// `word(chain, chain) { options }`.
pub(super) fn parse(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<JoinNode> {
    let joining = ahead(input).unwrap_or(Joining::Zip);
    let word: Ident = input.parse()?;
    if !head {
        return Err(syn::Error::new(word.span(), in_the_middle(joining)));
    }
    let content;
    parenthesized!(content in input);
    if content.peek(Token![&]) {
        skip_all(&content);
        return Err(syn::Error::new(word.span(), takes_two(joining, "none is")));
    }
    let operands = chain::operands(&content, errors).inspect_err(|_| skip_all(&content))?;
    if operands.len() != 2 {
        let given = match operands.len() {
            0 => "none is".to_owned(),
            1 => "one is".to_owned(),
            n => format!("{n} are"),
        };
        errors.at(word.span(), takes_two(joining, &given));
    }
    let options = options::parse(input, errors)?;
    if joining == Joining::Join {
        check_complete(&options, word.span(), errors);
    }
    Ok(JoinNode { joining, word, operands, options })
}

fn in_the_middle(joining: Joining) -> String {
    let (word, usage) = (joining.word(), joining.usage());
    format!(
        "`{word}` makes one stream of two, so it starts a chain, with both between its parentheses: `{usage}`; a function of \
         yours with this name is written `r#{word}`"
    )
}

fn takes_two(joining: Joining, given: &str) -> String {
    let (word, usage) = (joining.word(), joining.usage());
    format!(
        "`{word}` takes two streams, and {given} given: `{usage}`; a function of yours with this name is written `r#{word}`"
    )
}

/// Which items belong together has to be said, by key and in time, which is how long one is kept for the other: nothing is kept for
/// ever.
fn check_complete(options: &NodeOptions, place: Span, errors: &mut Errors) {
    if !options.has(Key::On) {
        let text =
            "`join` does not say which items belong together: add `on: (|a| &a.id, |b| &b.id)`, the key of either side";
        errors.at(place, text);
    }
    let given = [Key::Apart, Key::AsOf, Key::Window].map(|key| Some((key, options.place_of(key)?)));
    match *given.into_iter().flatten().collect::<Vec<_>>() {
        [] => errors.at(place, NOT_IN_TIME),
        [_] => {}
        [(first, _), ref more @ ..] => more.iter().for_each(|(other, span)| {
            let text = format!("{} and {}: keep one of the two", sense(first), sense(*other));
            errors.at(*span, text);
        }),
    }
    check_kind(options, errors);
    check_window(options, errors);
}

const NOT_IN_TIME: &str = "`join` does not say which items belong together in time, and so how long it keeps one for the other: add \
                           `apart: 10min`, how far apart the two of a pair may be; `window: tumbling(1h)`, for those of one window; or \
                           `as_of`, for the latest of the right side at the time of a left one";

/// What pairs are, where an option says so.
fn sense(key: Key) -> &'static str {
    match key {
        Key::Apart => "`apart` pairs what is near in time",
        Key::AsOf => "`as_of` pairs an item with the latest of the right side",
        _ => "`window` pairs what is in one window",
    }
}

/// A version of the table stays, however many items have met it.
fn check_kind(options: &NodeOptions, errors: &mut Errors) {
    let (Some(_), Some(kind)) = (options.as_of, &options.kind) else { return };
    let word = match kind.value {
        JoinKind::Inner | JoinKind::Left => return,
        JoinKind::Right => "right",
        JoinKind::Full => "full",
    };
    let text = format!(
        "with `as_of` the right side is a table that left items look something up in, and a version of it does not come out \
         alone: write `kind: left` or `kind: inner`, not `{word}`"
    );
    errors.at(kind.key, text);
}

fn check_window(options: &NodeOptions, errors: &mut Errors) {
    let Some(window) = &options.window else { return };
    let word = match window.value {
        Window::Tumbling(_) | Window::Sliding(..) => return,
        Window::Session(_) => "session",
        Window::Count(_) => "count",
        Window::Global => "global",
    };
    let text = format!(
        "a `join` takes windows that are the same spans of time on both sides, `tumbling(1min)` or `sliding(1h, 5min)`, not `{word}`"
    );
    errors.at(window.key, text);
}
