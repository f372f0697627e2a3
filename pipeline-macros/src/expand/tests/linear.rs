//! Twice as large a drawing is twice as much generated code, in whatever it is large.

use super::pipeline;
use proc_macro2::{TokenStream, TokenTree};

/// All tokens, groups by themselves too; none of them an error.
fn count(tokens: TokenStream) -> usize {
    let counted = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        TokenTree::Ident(word) if word == "compile_error" => panic!("a mistake in the drawing"),
        _ => 1,
    };
    tokens.into_iter().map(counted).sum()
}

fn generated(text: &str) -> usize {
    count(pipeline::expand(text.parse().expect("tokens")))
}

fn each(n: usize, with: &str, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect::<Vec<_>>().join(with)
}

/// The sizes at which `n` is a matter of the drawing alone.
fn is_linear(what: &str, drawing: impl Fn(usize) -> String) {
    for n in [10, 100, 1_000] {
        let [half, one, two] = [n / 2, n, 2 * n].map(|n| generated(&drawing(n)));
        let growth = (two - one) as f64 / (one - half) as f64;
        assert!((1.95..2.05).contains(&growth), "{what}: {half}, {one} and {two} tokens for {n} and its neighbours");
    }
}

#[test]
fn in_the_length_of_a_chain() {
    is_linear("chain", |n| format!("struct P; source => {} => sink;", each(n, " => ", |i| format!("f{i}"))));
}

#[test]
fn in_fields_and_those_who_name_them() {
    is_linear("fields", |n| {
        let fields = each(n, ", ", |i| format!("field{i}: Field"));
        let nodes =
            each(n, " => ", |i| format!("f{i}(&field{i}, &mut field{i}.state()) {{ by: |x| field{i}.key(x) }}"));
        format!("struct P {{ {fields} }} source => {nodes} => sink;")
    });
}

#[test]
fn in_what_is_fused() {
    is_linear("fused", |n| format!("struct P; source => {} => sink;", each(n, " => ", |i| format!("f{i} {{ fuse }}"))));
    is_linear("fused merge", |n| {
        format!("struct P; [{}] => sink {{ fuse }};", each(n, ", ", |i| format!("source{i} => f{i} {{ fuse }}")))
    });
}

#[test]
fn in_the_width_of_a_broadcast() {
    is_linear("broadcast", |n| format!("struct P; source => [{}];", each(n, ", ", |i| format!("f{i} => sink{i}"))));
}

#[test]
fn in_the_width_of_a_merge() {
    is_linear("merge", |n| format!("struct P; [{}] => sink;", each(n, ", ", |i| format!("source{i}"))));
    is_linear("both", |n| format!("struct P; source => [{}] => sink;", each(n, ", ", |i| format!("f{i}"))));
}

#[test]
fn in_merges_of_merges() {
    is_linear("row", |n| {
        let lets = each(n, " ", |i| format!("let m{} = [m{i}, s{i}];", i + 1));
        format!("struct P; let m0 = source; {lets} m{n} => sink;")
    });
}

#[test]
fn in_failures_into_one_name() {
    is_linear("failures", |n| {
        let nodes = each(n, " => ", |i| format!("f{i} {{ else: failed }}"));
        format!("struct P; source => {nodes} => sink; failed => record;")
    });
    is_linear("global", |n| {
        let nodes = each(n, " => ", |i| format!("f{i}"));
        format!("struct P; source => {nodes} => sink {{ else: stop }}; else => record;")
    });
}

#[test]
fn in_arms() {
    is_linear("arms", |n| {
        let arms = each(n, ", ", |i| format!("Kind::K{i}(x) => f{i} => sink{i}"));
        format!("struct P; source => match {{ {arms} }};")
    });
}

#[test]
fn in_ports() {
    is_linear("ports", |n| {
        let ports = each(n, " ", |i| format!("in p{i}: Item; out q{i}: Item; p{i} => q{i};"));
        format!("struct P; {ports}")
    });
    is_linear("outputs", |n| {
        let taken = each(n, " ", |i| format!("split.port{i} => sink{i};"));
        format!("struct P; source => split; {taken}")
    });
}
