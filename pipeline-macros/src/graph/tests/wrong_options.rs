//! Mistakes in options.

use super::wrong;
use expect_test::{Expect, expect};

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&wrong(statements));
}

#[test]
fn unknown_and_repeated() {
    check(
        "x => f { wokers: 3 } => s;",
        expect![[r#"
        there is no option `wokers`; did you mean `workers`?
    "#]],
    );
    check(
        "x => f { bananas, workers: 3 } => s;",
        expect![[r#"
        there is no option `bananas`
    "#]],
    );
    check(
        "x => f { workers: 3, workers: 4 } => s;",
        expect![[r#"
        `workers` is written twice: keep one of them
    "#]],
    );
    check(
        "options { drian: 3s, drain: 3s, drain: 4s } x => s;",
        expect![[r#"
        there is no option `drian`; did you mean `drain`?
        `drain` is written twice: keep one of them
    "#]],
    );
}

#[test]
fn zero_and_negative() {
    check(
        "x => f { workers: 0, buffer: 0, batch: 0 } => s;",
        expect![[r#"
        `workers` cannot be zero: write 1 or more
        `buffer` cannot be zero: write 1 or more
        `batch` cannot be zero: write 1 or more
    "#]],
    );
    check(
        "x => f { workers: -1, timeout: 0s, idle: -5s } => s;",
        expect![[r#"
        `workers` cannot be negative: write 1 or more
        `timeout` cannot be zero: write a duration such as `1s`
        `idle` cannot be negative: write a duration such as `1s`
    "#]],
    );
    check(
        "x => f { timeout: 5, idle: 5m, rate: 0 per 0ms } => s;",
        expect![[r#"
        `timeout` needs a duration, and `5` is none: its unit is one of `ns us ms s min h d`, as in `5s`
        `idle` needs a duration, and `5m` is none: its unit is one of `ns us ms s min h d`, as in `5s`
        `rate` cannot be zero: write a duration such as `1s`
        `rate` cannot be zero: write 1 or more
    "#]],
    );
    check(
        "options { channel: 0, drain: 0s, max_restarts: 3 per 0s } x => s;",
        expect![[r#"
        `channel` cannot be zero: write 1 or more
        `drain` cannot be zero: write a duration such as `1s`
        `max_restarts` cannot be zero: write a duration such as `1s`
    "#]],
    );
}

#[test]
fn values() {
    check(
        "x => f { workers, unordered: true } => s;",
        expect![[r#"
        expected `:` and a value, as in `workers: 4`, found `,`
        `unordered` stands by itself, without a value
    "#]],
    );
    check(
        "x => f { workers: } => s;",
        expect![[r#"
        expected a value, found the end
    "#]],
    );
    check(
        "x => f { overflow: drop, retry: 3 4 } => s;",
        expect![[r#"
            expected `block`, `drop_oldest`, `drop_newest` or `fail`, found `drop`
            expected `,` or `}`, found `4`
        "#]],
    );
    check(
        "x => f { batch: 3 per 4s, rate: 100, max_restarts: 3 } => s;",
        expect![[r#"
        expected `per key`, found `per`
        `rate` does not say in what time: write `rate: 100 per 1s`
        expected `per` and a duration, as in `max_restarts: 3 per 5s`, found the end
    "#]],
    );
    check(
        "x => f { name: 3, else: 4 } => s;",
        expect![[r#"
        expected a name, found `3`
        expected `skip`, `stop`, a name, or a chain in brackets, found `4`
    "#]],
    );
    check(
        "x => f { else: [a => ], workers: 0 } => s;",
        expect![[r#"
        expected a stage, an operator, brackets, `match` or `_`, found the end
        `workers` cannot be zero: write 1 or more
    "#]],
    );
    check(
        "x => f { 3: 4 } => s;",
        expect![[r#"
        expected an option, found `3`
    "#]],
    );
}

#[test]
fn without_what_they_need() {
    check(
        "x => f { within: 1s } => s;",
        expect![[r#"
        `within` at `f` has no meaning by itself: add `batch: 100`
    "#]],
    );
    check(
        "x => f { keep: 1s, max_keys: 4 } => s;",
        expect![[r#"
        `keep` at `f` has no meaning by itself: add `by: |item| item.key`
        `max_keys` at `f` has no meaning by itself: add `by: |item| item.key`
    "#]],
    );
    check(
        "x => f { batch: 4 per key, rate: 1 per 1s per key } => s;",
        expect![[r#"
        `per key` at `f` has no meaning by itself: add `by: |item| item.key`
        `per key` at `f` has no meaning by itself: add `by: |item| item.key`
    "#]],
    );
    check(
        "x => f { by: |i| i, batch: 4 } => s;",
        expect![[r#"
        with `by` each key has a batch of its own: write `batch: n per key`
    "#]],
    );
    check(
        "x => f { split, retry_if: |e| true } => s;",
        expect![[r#"
        `split` at `f` has no meaning by itself: add `batch: 100`
        `retry_if` at `f` has no meaning by itself: add `retry: 3`
    "#]],
    );
    check(
        "x => f { max_weight: 3 } => s { batch: 3, weight: |i| 1 };",
        expect![[r#"
        `max_weight` at `f` has no meaning by itself: add `weight: |item| item.len()`
        `weight` at `s` has no meaning by itself: add `max_weight: 1_000_000`
    "#]],
    );
    check(
        "x => f { overflow: fail } => map(f) { overflow: fail } => s;",
        expect![[r#"
        `overflow: fail` at `f` has no meaning by itself: add `else: failed`
        the failures of an operator go nowhere: write `overflow: drop_newest`, or `block`
    "#]],
    );
}

#[test]
fn where_they_have_no_meaning() {
    check(
        "x => map(f) { restart: 3 } => s;",
        expect![[r#"
            `restart` has no meaning at `map`, which takes `name`, `buffer`, `overflow`, `fuse`, `time`, `lateness`, `idle_input` and `max_skew`
        "#]],
    );
    check(
        "x { workers: 3, else: skip } => s;",
        expect![[r#"
            `workers` has no meaning at the source `x`, which takes `name`, `rate`, `restart`, `restart_if`, `max_restarts`, `time`, `lateness`, `idle_input` and `max_skew`
            `else` has no meaning at the source `x`, which takes `name`, `rate`, `restart`, `restart_if`, `max_restarts`, `time`, `lateness`, `idle_input` and `max_skew`
        "#]],
    );
    check(
        "in a: A { workers: 3 }; out o: O { overflow: block }; a => o;",
        expect![[r#"
            `workers` has no meaning at the `in` port `a`, which takes `buffer`, `overflow`, `time`, `lateness`, `idle_input` and `max_skew`
            `overflow` has no meaning at the `out` port `o`, which takes `buffer`
        "#]],
    );
    check(
        "tick(1s) { buffer: 3 } => s;",
        expect![[r#"
        `buffer` has no meaning at `tick`, which takes `name`
    "#]],
    );
    check(
        "x => f { prefer: first } => s;",
        expect![[r#"
            `prefer` has no meaning at `f`, only behind brackets whose branches merge
        "#]],
    );
    check(
        "in a: A; a { buffer: 3 } => s;",
        expect![[r#"
        `a` is no node, so it has no options here: write them where it is declared or made
    "#]],
    );
    check(
        "[a] { prefer: first } => s; [b, c] { workers: 3 } => t;",
        expect![[r#"
        `prefer` has no meaning here: these branches do not merge
        `workers` has no meaning at `[..]`: write it at a node inside or behind it
    "#]],
    );
    check(
        "x => [s, t] { prefer: first };",
        expect![[r#"
        `prefer` has no meaning here: these branches do not merge
    "#]],
    );
}

#[test]
fn fused_with_what_is_not_one_task() {
    check(
        "x => f { fuse, buffer: 1 } => g { fuse: true, workers: 2 } => h { fuse, by: |i| i, retry: 1 } => s { fuse };",
        expect![[r#"
            `buffer` gives `f` a task of its own behind its inbox, and `fuse` joins it to the task before it: keep one of the two
            `workers` are tasks of their own, and `fuse` joins `g` to the task before it: keep one of the two
            with `by` and `retry`, `h` is called by workers that serve whatever key is ready, and `fuse` joins it to the task before it: leave one of them out
            `fuse` joins `h` to the task before it, and `g` works in several (`workers`): leave `fuse` out
        "#]],
    );
    check(
        "[x, x2] => [f { fuse }, g { workers: 2 }] => s { fuse };",
        expect![[r#"
        `fuse` joins `s` to the task before it, and `g` works in several (`workers`): leave `fuse` out
    "#]],
    );
    check(
        "src { fuse } => f { fuse: 1 } => map(f) { fuse: false, buffer: 2 } => tick(1s) { fuse } => s;",
        expect![[r#"
            expected `true` or `false`, found `1`
            `tick` is a source: it can only start a chain
            `fuse` has no meaning at the source `src`, which takes `name`, `rate`, `restart`, `restart_if`, `max_restarts`, `time`, `lateness`, `idle_input` and `max_skew`
            `fuse` has no meaning at `tick`, which takes `name`
        "#]],
    );
    check(
        "x => [f, g] { fuse } => s;",
        expect![[r#"
        `fuse` has no meaning at `[..]`: write it at a node inside or behind it
    "#]],
    );
}
