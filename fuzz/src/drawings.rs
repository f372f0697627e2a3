//! Pipelines.

use crate::words::{Words, choices};
use proc_macro2::TokenStream;

pub(crate) fn read(data: &[u8]) -> Option<TokenStream> {
    let Some(mut from) = choices(data) else { return std::str::from_utf8(data).ok()?.parse().ok() };
    let mut words = Words { from: &mut from };
    let text = drawing(&mut words);
    let tokens = text.parse().ok()?;
    Some(words.damaged(tokens))
}

const NAMES: [&str; 20] = [
    "a", "b", "c", "d", "p", "q", "r", "failed", "f", "g", "h", "i", "split", "x::f", "f::<u8>", "r#map", "s", "t",
    "u", "v",
];
const PLAIN: [&str; 14] = ["a", "b", "c", "p", "q", "r", "failed", "f", "g", "h", "i", "split", "db", "r#map"];

fn drawing(words: &mut Words<'_, '_>) -> String {
    let header = words.one(&[
        "struct P;",
        "struct P { db: Db, n: u64 }",
        "/// Docs.\n pub struct P<T: Send, const N: usize> where T: A { pub db: T }",
        "pub(crate) struct P<'a> { db: &'a Db }",
        "struct P(u8);",
        "struct;",
    ]);
    let options = if words.rarely() { options_of_pipeline(words) } else { String::new() };
    let statements = words.several(8, " ", statement);
    format!("{header} {options} {statements}")
}

fn options_of_pipeline(words: &mut Words<'_, '_>) -> String {
    let all = words.several(4, ", ", |words| match words.below(5) {
        0 => format!("drain: {}", words.expr(1)),
        1 => format!("max_restarts: {} per {}", words.expr(1), words.expr(1)),
        2 => format!("channel: {}", words.expr(1)),
        3 => "crate = ::aqueduct".to_owned(),
        _ => "delivery: at_least_once".to_owned(),
    });
    format!("options {{ {all} }}")
}

fn statement(words: &mut Words<'_, '_>) -> String {
    let name = words.one(&PLAIN);
    match words.below(10) {
        0 => format!("in {name}: {}{};", words.ty(2), options(words, 0)),
        1 => format!("out {name}: {};", words.ty(2)),
        2 => format!("let {name} = {};", chain(words, 2, true)),
        3 => format!("else => {};", chain(words, 1, false)),
        4 => format!("loop {name}: {};", words.ty(1)),
        _ => format!("{};", chain(words, 3, true)),
    }
}

fn chain(words: &mut Words<'_, '_>, depth: usize, head: bool) -> String {
    let first = element(words, depth, head);
    let rest = words.several(4, " => ", |words| element(words, depth, false));
    if rest.is_empty() { first } else { format!("{first} => {rest}") }
}

fn element(words: &mut Words<'_, '_>, depth: usize, head: bool) -> String {
    let kind = words.below(16);
    match kind {
        0 => operator(words, depth),
        1 => words.one(&["_", "split.cards", "P.x", "join(a, b)", "Enrich(&db)"]).to_owned(),
        2 | 3 if depth > 0 => {
            let branches = words.several(3, ", ", |words| chain(words, depth - 1, head));
            format!("[{branches}]{}", options(words, 0))
        }
        4 | 5 if depth > 0 => {
            let arms = words.several(3, ", ", |words| arm(words, depth - 1));
            format!("match {{ {arms} }}{}", options(words, 0))
        }
        _ => {
            let name = words.one(&NAMES);
            let args = words.several(2, ", ", |words| format!("{}{}", words.one(&["&", "&mut ", ""]), words.expr(1)));
            let args = if args.is_empty() { args } else { format!("({args})") };
            format!("{name}{args}{}", options(words, depth))
        }
    }
}

fn operator(words: &mut Words<'_, '_>, depth: usize) -> String {
    const WORDS: [&str; 20] = [
        "map",
        "filter",
        "filter_map",
        "flat_map",
        "inspect",
        "scan",
        "take",
        "take_while",
        "skip",
        "dedup",
        "distinct",
        "batch",
        "debounce",
        "sample",
        "delay",
        "tick",
        "top",
        "join",
        "zip",
        "latest",
    ];
    let word = words.one(&WORDS);
    let args = match word {
        "join" | "zip" | "latest" if depth > 0 => words.several(3, ", ", |words| chain(words, depth - 1, true)),
        _ => words.several(2, ", ", |words| words.expr(2)),
    };
    format!("{word}({args}){}", options(words, depth))
}

fn arm(words: &mut Words<'_, '_>, depth: usize) -> String {
    let pattern =
        words.one(&["A(x)", "B { a, b }", "_", "x @ C(_)", "A(y) | B(y)", "Some(Ok(1..=2))", "ref z", "&k", "D"]);
    let guard = if words.rarely() { format!(" if {}", words.expr(1)) } else { String::new() };
    let flow = words.one(&["", "", "x => ", "(a, b) => ", "(x) => "]);
    format!("{pattern}{guard} => {flow}{}", chain(words, depth, false))
}

fn options(words: &mut Words<'_, '_>, depth: usize) -> String {
    if words.below(3) > 0 {
        return String::new();
    }
    let all = words.several(4, ", ", |words| option(words, depth));
    format!(" {{ {all} }}")
}

fn option(words: &mut Words<'_, '_>, depth: usize) -> String {
    const KEYS: [&str; 18] = [
        "workers",
        "by",
        "keep",
        "max_keys",
        "buffer",
        "within",
        "weight",
        "max_weight",
        "retry",
        "retry_if",
        "timeout",
        "restart",
        "restart_if",
        "idle",
        "batch",
        "rate",
        "breaker",
        "time",
    ];
    match words.below(14) {
        0 => format!("else: [{}]", chain(words, depth.saturating_sub(1), false)),
        1 | 2 => format!("else: {}", words.one(&["failed", "skip", "stop", "a", "q", "_"])),
        3 => format!("overflow: {}", words.one(&["block", "drop_oldest", "drop_newest", "fail", "drop"])),
        4 => format!("rate: {} per {}{}", words.expr(1), words.expr(1), words.one(&["", " per key"])),
        5 => format!("batch: {}{}", words.expr(0), words.one(&["", " per key"])),
        6 => words
            .one(&[
                "unordered",
                "split",
                "fuse",
                "fuse: false",
                "prefer: first",
                "name: z",
                "name: a",
                "max_restarts: 3 per 5s",
                "by: |i| &i.k",
            ])
            .to_owned(),
        _ => format!("{}: {}", words.one(&KEYS), words.expr(2)),
    }
}
