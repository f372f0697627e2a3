//! One mistake, one error, in plain words.

use super::wrong;
use expect_test::{Expect, expect};

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&wrong(statements));
}

#[test]
fn names_used_twice() {
    check(
        "in a: A; in a: B; a => s;",
        expect![[r#"
            the name `a` is used twice: for an `in` port, and here for an `in` port: rename one
        "#]],
    );
    check(
        "in a: A; let b = a => f; let b = x => g; b => s;",
        expect![[r#"
            the name `b` is used twice: for a stream, and here for a stream: rename one
        "#]],
    );
    check(
        "in a: A; a => f { else: record } => s; x => record(&db); record => t;",
        expect![[r#"
            the name `record` is used twice: for a stream of failures, and here for a node: rename one; to send failures straight to the function, write `{ else: [record] }`
        "#]],
    );
    check(
        "in a: A; a => f { else: a } => s;",
        expect![[r#"
            the name `a` is used twice: for an `in` port, and here for a stream of failures: rename one
        "#]],
    );
    check(
        "in f: A; f => g { name: f } => s;",
        expect![[r#"
            the name `f` is used twice: for an `in` port, and here for a node: rename one
        "#]],
    );
}

#[test]
fn functions_used_twice() {
    check(
        "a => charge => s; b => charge => t;",
        expect![[r#"
            `charge` is used twice: give one of them a name of its own: `charge { name: charge_2 }`
        "#]],
    );
    check(
        "a => charge => check => charge => t;",
        expect![[r#"
            `charge` is used twice, in `charge => check => charge`. A chain leads back only through a `loop` port; if a second `charge` is meant, give one of them a name of its own: `charge { name: charge_2 }`
        "#]],
    );
    check(
        "a => charge { name: x } => s; b => filter(f) { name: x } => t;",
        expect![[r#"
            `x` is used twice: give one of them a name of its own: `x { name: x_2 }`
        "#]],
    );
}

#[test]
fn unknown_names_with_a_hint() {
    check(
        "in payments: A; paymnets => s;",
        expect![[r#"
            nothing takes the `in` port `payments`: write `payments => ..`; a chain starts at `paymnets`: are the two meant to be one?
        "#]],
    );
    check(
        "out receipts: A; a => reciepts;",
        expect![[r#"
            nothing feeds the `out` port `receipts`: end a chain with `=> receipts`; a chain ends at `reciepts`: are the two meant to be one?
        "#]],
    );
    check(
        "a => f { else: faield } => s; failed => t;",
        expect![[r#"
            nothing takes the failures sent to `faield`: write `faield => ..`; a chain starts at `failed`: are the two meant to be one?
        "#]],
    );
    check(
        "a => split => s; spilt.cards => t;",
        expect![[r#"
        there is no stage `spilt` with a port `cards`; did you mean `split`?
    "#]],
    );
    check(
        "splitter.cards => t;",
        expect![[r#"
        there is no stage `splitter` with a port `cards`
    "#]],
    );
    check(
        "x => map(f) { name: m } => s; m.cards => t;",
        expect![[r#"
        `m` has no output ports: only stages have some
    "#]],
    );
}

#[test]
fn orphans() {
    check(
        "in a: A; in b: B; b => s;",
        expect![[r#"
        nothing takes the `in` port `a`: write `a => ..`
    "#]],
    );
    check(
        "let a = x => f; y => s;",
        expect![[r#"
            nothing takes the stream `a`: write `a => ..`
        "#]],
    );
    check(
        "out o: O; x => s;",
        expect![[r#"
            nothing feeds the `out` port `o`: end a chain with `=> o`
        "#]],
    );
    check(
        "x => f { else: failed } => s;",
        expect![[r#"
        nothing takes the failures sent to `failed`: write `failed => ..`
    "#]],
    );
    check(
        "clicks;",
        expect![[r#"
        nothing takes what comes out of `clicks`: write what takes its items, as in `clicks => sink`
    "#]],
    );
    check(
        "in a: A; a;",
        expect![[r#"
        nothing takes what comes out of `a`: write what takes its items, as in `a => sink`
    "#]],
    );
    check(
        "x => map(f);",
        expect![[r#"
        nothing takes what comes out of `map`: end the chain with a sink, an `out` port, or `_` to discard
    "#]],
    );
    check(
        "x => match { A(a) => a, B(b) => s };",
        expect![[r#"
            nothing takes what comes out of this arm: end the chain with a sink, an `out` port, or `_` to discard
        "#]],
    );
    check(
        "[a, b];",
        expect![[r#"
        nothing takes what comes out of `[..]`: write what takes its items, as in `[..] => sink`
    "#]],
    );
    check(
        "x => s { else: skip }; else => t;",
        expect![[r#"
        this `else` takes nothing: every stage and sink says where its own failures go; remove it
    "#]],
    );
    check(
        "",
        expect![[r#"
        this pipeline has no chain: write `source => sink;`
    "#]],
    );
}

#[test]
fn two_takers() {
    check(
        "in a: A; a => s; a => t;",
        expect![[r#"
        `a` has two takers, `s` and `t`, and a stream has one: to give every item to both, write `a => [.., ..]`
    "#]],
    );
    check(
        "in a: A; a => f => s; [a, b] => t;",
        expect![[r#"
        `a` has two takers, `f` and another stream, and a stream has one: to give every item to both, write `a => [.., ..]`
    "#]],
    );
    check(
        "x => split; split.cards => s; split.cards => t;",
        expect![[r#"
        `split.cards` has two takers, `s` and `t`, and a stream has one: to give every item to both, write `split.cards => [.., ..]`
    "#]],
    );
}

#[test]
fn unreachable_nodes() {
    check(
        "x => _ => s;",
        expect![[r#"
        `s` gets nothing: the stream ends at `_`; move one of them
    "#]],
    );
    check(
        "out o: O; x => o => s;",
        expect![[r#"
        `s` gets nothing: the stream ends at `o`; move one of them
    "#]],
    );
    check(
        "out o: O; x => [o, f => _] => s;",
        expect![[r#"
        `s` gets nothing: the stream ends at `[..]`; move one of them
    "#]],
    );
    check(
        "x => match { A => _, B => _ } => s;",
        expect![[r#"
        `s` gets nothing: the stream ends at `match`; move one of them
    "#]],
    );
    check(
        "out o: O; o => s; x => o;",
        expect![[r#"
        `o` is an `out` port: its items leave the pipeline, so no chain can start with it
    "#]],
    );
    check(
        "let a = x => _; y => s;",
        expect![[r#"
            nothing comes out of this chain, so `a` names no stream: drop `let a =`
        "#]],
    );
    check(
        "x => [s, _];",
        expect![[r#"
        this branch has no effect: remove it (to drop failures, write `else: skip`)
    "#]],
    );
    check(
        "x => s; else => t; else => u;",
        expect![[r#"
        there is an `else =>` statement already: bring both into one chain
    "#]],
    );
}

#[test]
fn cycles() {
    check(
        "in a: A; a => f => a;",
        expect![[r#"
            `a => f => a` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check(
        "let a = b => f; let b = a => g;",
        expect![[r#"
            `f => g => f` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check(
        "let a = [x, b] => f; let b = a => map(m) => g;",
        expect![[r#"
            `f => map => g => f` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check(
        "x => f { else: failed } => s; failed => again { else: failed };",
        expect![[r#"
            `again => again` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check(
        "let a = a; x => s;",
        expect![[r#"
        the stream `a` is made of nothing but itself: start its chain at a source
    "#]],
    );
    check(
        "let a = [x, b] => f; let b = a => g; let c = [y, d] => h; let d = c => i;",
        expect![[r#"
            `f => g => f` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
            `h => i => h` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check(
        "in a: A; in b: B; a => f => b; b => s;",
        expect![[r#"
        `b` is an `in` port, so no chain can lead into it; to take both together, write `[b, ..] => taker`
    "#]],
    );
    check(
        "x => f { else: failed } => failed; failed => s;",
        expect![[r#"
        `failed` is a stream of failures, so no chain can lead into it; to take both together, write `[failed, ..] => taker`
    "#]],
    );
}

#[test]
fn loops() {
    check(
        "loop l: L; [x, l] => f => s;",
        expect![[r#"
        nothing feeds the `loop` port `l`: end a chain with `=> l`
    "#]],
    );
    check(
        "loop l: L; x => f => l;",
        expect![[r#"
        nothing takes the `loop` port `l`: write `[.., l] => ..` where the cycle begins
    "#]],
    );
    check(
        "loop l: L; x => s;",
        expect![[r#"
        nothing takes the `loop` port `l`: write `[.., l] => ..` where the cycle begins
        nothing feeds the `loop` port `l`: end a chain with `=> l`
    "#]],
    );
    check(
        "loop l: L; x => l; l => s;",
        expect![[r#"
        the `loop` port `l` closes no cycle: nothing that comes out of it leads back into it; to name a stream, write `let l = ..`
    "#]],
    );
    check(
        "loop l: L; l => f => l;",
        expect![[r#"
        nothing ever enters the cycle `l => f => l`: lead a source or an `in` port into it
    "#]],
    );
    check(
        "loop l: L { overflow: block }; [x, l] => f => [s, g => l];",
        expect![[r#"
        a `loop` port cannot block: in the cycle `l => f => g => l` each could wait for room behind the next one, and all of them for ever; write `overflow: drop_oldest` or `drop_newest`
    "#]],
    );
    check(
        "loop l: L { overflow: fail }; [x, l] => f => l;",
        expect![[r#"
        `l` has no `else`, so what finds no room there cannot fail: write `overflow: drop_oldest` or `drop_newest`
    "#]],
    );
    check(
        "loop l: L { overflow: block }; x => s;",
        expect![[r#"
        a `loop` port cannot block: in a cycle each could wait for room behind the next one, and all of them for ever; write `overflow: drop_oldest` or `drop_newest`
        nothing takes the `loop` port `l`: write `[.., l] => ..` where the cycle begins
        nothing feeds the `loop` port `l`: end a chain with `=> l`
    "#]],
    );
    check(
        "loop l: L { workers: 4, bufer: 3 }; [x, l] => f => l;",
        expect![[r#"
            there is no option `bufer`; did you mean `buffer`?
            `workers` has no meaning at the `loop` port `l`, which takes `buffer`, `overflow`, `time`, `lateness`, `idle_input` and `max_skew`
        "#]],
    );
    check(
        "loop l: L; [x, l] => f => l; l => s;",
        expect![[r#"
        `l` has two takers, another stream and `s`, and a stream has one: to give every item to both, write `l => [.., ..]`
    "#]],
    );
    check(
        "in l: A; loop l: L; [x, l] => f => l;",
        expect![[r#"
        the name `l` is used twice: for an `in` port, and here for a `loop` port: rename one
        `l => f => l` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
    "#]],
    );
    check(
        "loop l: L; [x, l] => f => l { buffer: 3 };",
        expect![[r#"
        `l` is no node, so it has no options here: write them where it is declared or made
    "#]],
    );
    check(
        "loop l: L; loop m: L; [x, l] => f => m; m => s;",
        expect![[r#"
        nothing feeds the `loop` port `l`: end a chain with `=> l`
        the `loop` port `m` closes no cycle: nothing that comes out of it leads back into it; to name a stream, write `let m = ..`
    "#]],
    );
    check(
        "loop l L; [x, l] => f => l;",
        expect![[r#"
        expected `:` and the type of the items, found `L`
        `l` is used twice, in `l => f => l`. A chain leads back only through a `loop` port; if a second `l` is meant, give one of them a name of its own: `l { name: l_2 }`
    "#]],
    );
    check(
        "loop again: L; [x, agian] => f => again;",
        expect![[r#"
        nothing takes the `loop` port `again`: write `[.., again] => ..` where the cycle begins; a chain starts at `agian`: are the two meant to be one?
    "#]],
    );
}

#[test]
fn arms_that_do_not_say_what_flows() {
    check(
        "x => match { Order { id, total, .. } => review, _ => _ };",
        expect![[r#"
        this pattern binds `id`, `total`, so the arm must say what flows: write `=> id => ..` for one of them, or `=> (id, total) => ..` for all
    "#]],
    );
}

#[test]
fn several_mistakes_give_several_errors() {
    check(
        "in a: A; out o: O; x => f -> s; y => g { wokers: 3 } => t; z => ;",
        expect![[r#"
        expected `=>` between two nodes, found `->`
        there is no option `wokers`; did you mean `workers`?
        expected a stage, an operator, brackets, `match` or `_`, found `;`
    "#]],
    );
    check(
        "in a: A; out o: O; y => g { wokers: 3 } => t;",
        expect![[r#"
            there is no option `wokers`; did you mean `workers`?
            nothing takes the `in` port `a`: write `a => ..`
            nothing feeds the `out` port `o`: end a chain with `=> o`
        "#]],
    );
}
