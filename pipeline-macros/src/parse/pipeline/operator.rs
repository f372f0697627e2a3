//! The operators the grammar knows by their lower-case words.

use super::ast::OperatorNode;
use super::found::{error_here, expected, skip_all};
use super::join::{self, Joining};
use super::options::{self, Key, value};
use crate::errors::Errors;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Expr, Ident, Token, parenthesized, token};

/// A built-in operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Map,
    Filter,
    FilterMap,
    FlatMap,
    Inspect,
    Scan,
    Take,
    TakeWhile,
    Skip,
    Dedup,
    Distinct,
    Top,
    Batch,
    Debounce,
    Sample,
    Delay,
    Tick,
}

/// Word, operator, how it is written.
const OPERATORS: [(&str, Operator, &str); 17] = [
    ("map", Operator::Map, "map(|item| ..)"),
    ("filter", Operator::Filter, "filter(|item| ..)"),
    ("filter_map", Operator::FilterMap, "filter_map(|item| ..)"),
    ("flat_map", Operator::FlatMap, "flat_map(|item| ..)"),
    ("inspect", Operator::Inspect, "inspect(|item| ..)"),
    ("scan", Operator::Scan, "scan(init, |state, item| ..)"),
    ("take", Operator::Take, "take(n)"),
    ("take_while", Operator::TakeWhile, "take_while(|item| ..)"),
    ("skip", Operator::Skip, "skip(n)"),
    ("dedup", Operator::Dedup, "dedup()"),
    ("distinct", Operator::Distinct, "distinct { by: |item| .. }"),
    ("top", Operator::Top, "top(10, |item| item.weight)"),
    ("batch", Operator::Batch, "batch { batch: 100, within: 1s }"),
    ("debounce", Operator::Debounce, "debounce(1s)"),
    ("sample", Operator::Sample, "sample(1s)"),
    ("delay", Operator::Delay, "delay(1s)"),
    ("tick", Operator::Tick, "tick(1s)"),
];

/// A word of the grammar, of this version or a later one.
pub(super) fn is_word(word: &Ident) -> bool {
    let known = Operator::of(word).is_some() || Joining::of(word).is_some();
    known || LATER.iter().any(|later| word == later) || word == "skip" || word == "stop"
}

/// All of them.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().map(|(word, ..)| *word).chain(join::words())
}

/// Words of operators that a later version will know.
const LATER: [&str; 1] = ["loop"];

impl Operator {
    /// The operator a word stands for. A raw `r#map` is the user's own function.
    pub(crate) fn of(word: &Ident) -> Option<Operator> {
        OPERATORS.iter().find(|(known, ..)| word == known).map(|(_, operator, _)| *operator)
    }

    /// The word it is written with.
    pub(crate) fn word(self) -> &'static str {
        self.row().0
    }

    /// Does its argument say how long?
    fn takes_duration(self) -> bool {
        matches!(self, Operator::Debounce | Operator::Sample | Operator::Delay | Operator::Tick)
    }

    fn usage(self) -> &'static str {
        self.row().2
    }

    /// The least and the most arguments.
    fn arity(self) -> (usize, usize) {
        match self {
            Operator::Dedup | Operator::Distinct | Operator::Batch => (0, 0),
            Operator::Scan => (2, 2),
            Operator::Top => (1, 2),
            _ => (1, 1),
        }
    }

    fn row(self) -> &'static (&'static str, Operator, &'static str) {
        OPERATORS.iter().find(|(_, operator, _)| *operator == self).unwrap_or(&OPERATORS[0])
    }
}

/// Is the next word an operator here? At the start of a chain only a word with arguments is, for it may be a name.
pub(super) fn ahead(input: ParseStream, head: bool) -> Option<Operator> {
    let operator = next_word(input).as_ref().and_then(Operator::of)?;
    let in_path = input.peek2(Token![::]) || input.peek2(Token![.]);
    let written_out = input.peek2(token::Paren) || input.peek2(token::Brace);
    (!in_path && (written_out || !head)).then_some(operator)
}

/// Refuses words that belong to a later version of the language.
pub(super) fn refuse_later(input: ParseStream) -> syn::Result<()> {
    let Some(word) = next_word(input) else { return Ok(()) };
    let is_name = !input.peek2(token::Paren) && word != "loop";
    if is_name || !LATER.iter().any(|later| word == later) {
        return Ok(());
    }
    Err(error_here(input, format!("`{word}` is not supported yet")))
}

fn next_word(input: ParseStream) -> Option<Ident> {
    input.cursor().ident().map(|(word, _)| word)
}

/// `word(args) { options }`.
pub(super) fn parse(input: ParseStream, head: bool, errors: &mut Errors) -> syn::Result<OperatorNode> {
    let word: Ident = input.parse()?;
    let Some(operator) = Operator::of(&word) else { return Err(expected(input, "an operator")) };
    if head && operator != Operator::Tick {
        errors.at(word.span(), format!("`{word}` changes a stream, so it cannot start one: write `source => {word}`"));
    } else if !head && operator == Operator::Tick {
        errors.at(word.span(), "`tick` is a source: it can only start a chain");
    }
    let args = if input.peek(token::Paren) { arguments(input, operator, errors)? } else { Vec::new() };
    check_count(&word, operator, args.len(), errors);
    let options = options::parse(input, errors)?;
    if operator == Operator::Batch && !options.has(Key::Batch) && !options.has(Key::MaxWeight) {
        errors.at(word.span(), "`batch` does not say how many: write `batch { batch: 100, within: 1s }`");
    }
    let args = args.into_iter().map(super::duration::rewrite).collect();
    Ok(OperatorNode { operator, word, args, options })
}

fn arguments(input: ParseStream, operator: Operator, errors: &mut Errors) -> syn::Result<Vec<Expr>> {
    let content;
    parenthesized!(content in input);
    let mut args = Vec::new();
    while !content.is_empty() {
        args.push(value::whole(&content).inspect_err(|_| skip_all(&content))?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    args.iter().for_each(|arg| check_closure(operator, arg, errors));
    if matches!(operator, Operator::Take | Operator::Skip) {
        args.iter().for_each(|arg| value::check_number(operator.word(), arg, errors));
    }
    if operator == Operator::Top {
        args.iter().take(1).for_each(|arg| value::check_count(operator.word(), arg, errors));
        args.iter().skip(1).take(1).for_each(|arg| check_weight(arg, errors));
    }
    if operator.takes_duration() {
        args.iter().for_each(|arg| value::check_duration(operator.word(), arg, errors));
    }
    Ok(args)
}

/// By what `top` goes: a literal says nothing of an item.
fn check_weight(arg: &Expr, errors: &mut Errors) {
    if matches!(arg, Expr::Lit(_)) {
        errors.over(arg, "the second argument of `top` says what to go by: write `top(10, |item| item.weight)`");
    }
}

/// What can be seen of a closure: how many parameters it has, and that it does not wait.
fn check_closure(operator: Operator, arg: &Expr, errors: &mut Errors) {
    let Expr::Closure(closure) = arg else { return };
    let wanted = if operator == Operator::Scan { 2 } else { 1 };
    let (word, usage) = (operator.word(), operator.usage());
    if closure.inputs.len() != wanted {
        let parameters = if wanted == 1 { "one parameter" } else { "two parameters" };
        errors.over(&closure.inputs, format!("the closure of `{word}` has {parameters}: `{usage}`"));
    }
    let waits = matches!(&*closure.body, Expr::Async(_));
    if let Some(place) = closure.asyncness.map(|token| token.span).or(waits.then(|| closure.body.span())) {
        errors.at(place, format!("the closure of `{word}` cannot wait: make it an `async fn` with `#[stage]`"));
    }
}

fn check_count(word: &Ident, operator: Operator, given: usize, errors: &mut Errors) {
    let (least, most) = operator.arity();
    if (least..=most).contains(&given) {
        return;
    }
    let arguments = match most {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        n if least < n => format!("{least} or {n} arguments"),
        n => format!("{n} arguments"),
    };
    let usage = operator.usage();
    let text =
        format!("`{word}` takes {arguments}: `{usage}`; a function of yours with this name is written `r#{word}`");
    errors.at(word.span(), text);
}
