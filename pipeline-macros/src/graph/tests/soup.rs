//! Random tokens: every stream gives a graph or an error, never a panic.

use super::drawing::draw;
use super::read;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// A small generator, always the same sequence.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

const WORDS: [&str; 54] = [
    "a", "b", "c", "f", "g", "s", "failed", "split", "in", "out", "let", "else", "match", "if", "loop", "options",
    "struct", "_", "map", "filter", "batch", "tick", "join", "workers", "by", "batch", "within", "rate", "per", "key",
    "name", "prefer", "first", "skip", "stop", "overflow", "fail", "drain", "crate", "mut", "self", "A", "Some",
    "move", "await", "async", "where", "true", "zip", "latest", "on", "apart", "kind", "left",
];
const PUNCTS: [&str; 26] = [
    "=>", "=>", "=>", "=>", ";", ";", ";", ",", ",", ":", "::", ".", "..", "&", "|", "->", "=", "<", ">", "-", "!",
    "?", "*", "#", "@", "'",
];
const LITERALS: [&str; 8] = ["0", "1", "5s", "0ms", "2.5h", "\"text\"", "7min", "3u8"];

fn soup(dice: &mut Dice, length: usize, depth: usize) -> TokenStream {
    (0..length).flat_map(|_| token(dice, depth)).collect()
}

fn token(dice: &mut Dice, depth: usize) -> Vec<TokenTree> {
    match dice.roll(12) {
        0..=4 => vec![Ident::new(dice.pick(&WORDS), Span::call_site()).into()],
        5..=8 => puncts(dice.pick(&PUNCTS)),
        9 => vec![dice.pick(&LITERALS).parse::<Literal>().unwrap().into()],
        _ if depth == 0 => Vec::new(),
        _ => {
            let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
            let (delimiter, length) = (dice.pick(&delimiters), dice.roll(9));
            vec![Group::new(delimiter, soup(dice, length, depth - 1)).into()]
        }
    }
}

fn puncts(text: &str) -> Vec<TokenTree> {
    let last = text.len() - 1;
    let spacing = |at: usize| if at < last || text == "'" { Spacing::Joint } else { Spacing::Alone };
    text.char_indices().map(|(at, punct)| Punct::new(punct, spacing(at)).into()).collect()
}

fn judge(tokens: TokenStream) -> bool {
    let text = tokens.to_string();
    let (graph, errors) = read(tokens);
    assert_eq!(graph.is_some(), errors.is_empty(), "{text}");
    graph.as_ref().map(draw).is_some()
}

#[test]
fn random_tokens() {
    let mut dice = Dice(1);
    for _ in 0..4_000 {
        let length = dice.roll(40);
        let body = soup(&mut dice, length, 4);
        let header: TokenStream = dice.pick(&["struct P;", "struct P { a: A }", "", "pub struct"]).parse().unwrap();
        judge(header.into_iter().chain(body).collect());
    }
}

/// Statements that are almost right, so that many of them get through to the graph.
#[test]
fn random_statements() {
    let mut dice = Dice(2);
    let mut right = 0;
    for _ in 0..6_000 {
        let count = 1 + dice.roll(4);
        let statements: String = (0..count).map(|_| statement(&mut dice)).collect();
        right += usize::from(judge(format!("struct P {{ db: Db }} {statements}").parse().unwrap()));
    }
    assert!(right > 100, "only {right} were right: the test has lost its point");
}

fn statement(dice: &mut Dice) -> String {
    let name = dice.pick(&["p", "q", "r", "failed"]);
    match dice.roll(9) {
        0 => format!("in {name}: A;"),
        1 => format!("out {name}: A;"),
        2 => format!("let {name} = {};", chain(dice, 2, true)),
        3 => format!("else => {};", chain(dice, 1, false)),
        _ => format!("{};", chain(dice, 2, true)),
    }
}

fn chain(dice: &mut Dice, depth: usize, head: bool) -> String {
    let length = 1 + dice.roll(4);
    let elements: Vec<_> = (0..length).map(|at| element(dice, depth, head && at == 0)).collect();
    elements.join(" => ")
}

fn element(dice: &mut Dice, depth: usize, head: bool) -> String {
    const NAMES: [&str; 14] = ["p", "q", "r", "failed", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"];
    let name = dice.pick(&NAMES);
    match dice.roll(16) {
        0 => "map(|x| x)".to_owned(),
        1 if !head => "_".to_owned(),
        2 if head => format!("{name}.cards"),
        3 => format!("{name} {{ else: {} }}", dice.pick(&NAMES)),
        4 if depth > 0 => format!("{name} {{ else: [{}] }}", chain(dice, depth - 1, false)),
        5 | 6 if depth > 0 => format!("[{}, {}]", chain(dice, depth - 1, head), chain(dice, depth - 1, head)),
        7 if depth > 0 && !head => {
            format!(
                "match {{ A(x) => {}, B(y) => y => {} }}",
                chain(dice, depth - 1, false),
                chain(dice, depth - 1, false)
            )
        }
        9 if depth > 0 && (head || dice.roll(9) == 0) => {
            let (word, options) =
                dice.pick(&[("zip", ""), ("latest", " { fuse }"), ("join", " { on: (f, g), apart: 1s }")]);
            format!("{word}({}, {}){options}", chain(dice, depth - 1, true), chain(dice, depth - 1, true))
        }
        8 => format!("{name} {{ workers: 3, name: {} }}", dice.pick(&NAMES)),
        _ => name.to_owned(),
    }
}
