//! Input that nests so deeply, or goes on for so long, that a naive reader would overflow its stack. Run on the small
//! stack of a test thread.

use super::read;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// `before` over and over, then `after`.
fn repeat(before: &str, times: usize, after: &str) -> TokenStream {
    let mut tokens = String::new();
    for _ in 0..times {
        tokens.push_str(before);
        tokens.push(' ');
    }
    tokens.push_str(after);
    tokens.parse().unwrap()
}

/// At each place where an expression, a type or a pattern may stand.
fn places(inner: &TokenStream) -> Vec<TokenStream> {
    vec![
        quote::quote!(struct P; x => f(&#inner) => s;),
        quote::quote!(struct P; x => f { retry: #inner } => s;),
        quote::quote!(struct P; x => f { by: |i| #inner, else: [a => b] } => s;),
        quote::quote!(struct P; x => match { #inner => s };),
        quote::quote!(struct P; x => match { _ if #inner => s, _ => (#inner) => t };),
        quote::quote!(struct P; in a: #inner; a => s;),
        quote::quote!(struct P { a: #inner } x => s;),
        quote::quote!(struct P<#inner>; x => s;),
        quote::quote!(struct P; x => f::<#inner> => s;),
        quote::quote!(struct P; #inner => s;),
        quote::quote!(struct P; x => #inner;),
        quote::quote!(#inner),
    ]
}

const PATTERNS: [&str; 62] = [
    "-",
    "!",
    "*",
    "&",
    "&&",
    "& mut",
    "* const",
    "return",
    "break",
    "yield",
    "move ||",
    "|a|",
    "|a, b|",
    "||",
    "a =",
    "a +=",
    "a ..",
    "..",
    "..=",
    "a |",
    "|",
    "a @",
    "ref",
    "mut",
    "box",
    "a +",
    "a .",
    "a . b ( ) .",
    "a ?",
    "a as",
    "u8 as",
    "Vec <",
    "Vec < A ,",
    "a :: < A ,",
    "< A as",
    "fn ( ) ->",
    "Fn ( ) ->",
    "impl Fn ( ) ->",
    "dyn",
    "impl",
    "for < 'a >",
    "'a :",
    "if a { } else",
    "if a",
    "while a",
    "loop",
    "async",
    "unsafe",
    "const",
    "static",
    "match a",
    "let a =",
    "a = > b",
    "a =>",
    "a ,",
    "a ;",
    "# [ a ]",
    "a !",
    "a < b , c >",
    "[ ] .",
    "a ( ) ( )",
    "x | | a , b | c ,",
];

#[test]
fn repeated_tokens_never_overflow() {
    for pattern in PATTERNS {
        for times in [30, 38, 75, 150, 900] {
            for after in ["", "a"] {
                for tokens in places(&repeat(pattern, times, after)) {
                    read(tokens);
                }
            }
        }
    }
}

#[test]
fn nested_groups_never_overflow() {
    let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
    for (delimiter, before) in
        delimiters.into_iter().flat_map(|d| ["", "- a", "f", "x =>", "a |b|", "x => match"].map(|b| (d, b)))
    {
        for depth in [20, 30, 36, 38, 50, 5_000] {
            let mut inner: TokenStream = "a".parse().unwrap();
            for _ in 0..depth {
                let group = TokenTree::Group(Group::new(delimiter, inner));
                inner = before.parse().unwrap();
                inner.extend([group]);
            }
            for tokens in places(&inner) {
                read(tokens);
            }
        }
    }
}

#[test]
fn a_long_chain_is_no_problem() {
    let nodes: String = (0..3_000).map(|n| format!("f{n} => ")).collect();
    let (graph, errors) = read(format!("struct P; {nodes} s;").parse().unwrap());
    assert_eq!(graph.map(|graph| graph.steps.len()), Some(3_001), "{:?}", errors.texts());
}

#[test]
fn a_chain_that_is_one_long_cycle_is_reported() {
    let lets: String = (0..500).map(|n| format!("let s{n} = s{} => f{n};", (n + 1) % 500)).collect();
    let (graph, errors) = read(format!("struct P; {lets}").parse().unwrap());
    assert!(graph.is_none());
    assert_eq!(errors.texts().len(), 1);
}

#[test]
fn too_many_nodes_are_one_error() {
    let chain = |nodes: usize| (0..nodes).map(|n| format!("f{n} => ")).collect::<String>();
    let text = format!("struct P; {} s;", chain(5_000));
    let says = "a pipeline has at most 5000 nodes, merges and routes: make two of it, joined by ports";
    assert_eq!(read(text.parse().unwrap()).1.texts(), [says]);
    assert!(read(format!("struct P; {} s;", chain(4_999)).parse().unwrap()).0.is_some());
}

#[test]
fn a_pipeline_that_goes_on_for_ever_is_one_error() {
    let text = "a => b;".repeat(50_000);
    let (graph, errors) = read(format!("struct P {{ db: Db }} {text}").parse().unwrap());
    assert!(graph.is_none());
    assert_eq!(errors.texts(), ["this is too long to be read, it has more than 200000 tokens: make two of it"]);
}

#[test]
fn thousands_of_mistakes_are_told_in_time() {
    let lets: String = (0..4_000).map(|n| format!("let stream{n} = source{n};")).collect();
    let (_, errors) = read(format!("struct P; {lets}").parse().unwrap());
    let texts = errors.texts();
    assert_eq!(texts.len(), 101);
    assert_eq!(texts[100], "and more mistakes, from here on: mend those above first");
}

/// Merges of merges, named by `let`: each passes on what the one before it was given.
#[test]
fn merges_in_a_row_never_overflow() {
    let lets: String = (1..2_400).map(|n| format!("let m{n} = [m{}, s{n}];", n - 1)).collect();
    let text = format!("struct P; let m0 = s0; {lets} m2399 => sink;");
    assert!(!crate::expand::pipeline::expand(text.parse().unwrap()).is_empty());
}
