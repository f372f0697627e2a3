//! `zip`, `latest`, `join`: the graph they become, and what can be written wrong.

use super::{drawn, wrong};
use expect_test::{Expect, expect};

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&drawn(statements));
}

fn check_wrong(statements: &str, expected: Expect) {
    expected.assert_eq(&wrong(statements));
}

#[test]
fn two_streams_in_order() {
    check(
        "in a: A; in b: B; zip(b, a) => s;",
        expect![[r#"
        a = in A
        b = in B
        zip_1 = zip <- b, a
        s = sink s() <- zip_1
    "#]],
    );
    check(
        "let pairs = latest(x, y(&db)) { name: newest }; pairs => f => s;",
        expect![[r#"
        x = source x()
        y = source y(field db)
        newest = latest <- x, y
        f = stage f() <- newest
        s = sink s() <- f
    "#]],
    );
    check(
        "in a: A; in b: B; join(a, b) { on: (|a| &a.id, |b| b.id), apart: 10min, kind: left, max_keys: 100 } => s;",
        expect![[r#"
            a = in A
            b = in B
            join_1 = join <- a, b
            s = sink s() <- join_1
        "#]],
    );
}

#[test]
fn a_side_is_whatever_begins_a_chain() {
    check(
        "x => split; let named = y => f { else: bad };
         zip(zip(named, split.low => g), [split.high, bad => h]) => s;",
        expect![[r#"
            x = source x()
            split = stage split() <- x (ends)
            y = source y()
            f = stage f() <- y, else h
            g = stage g() <- split.low
            zip_1 = zip <- f, g
            h = stage h() <- f!, else Retry, fed by failures
            merge_1 = merge for Operator <- split.high, h
            zip_2 = zip <- zip_1, merge_1
            s = sink s() <- zip_2
        "#]],
    );
}

#[test]
fn the_words_are_names_where_no_parenthesis_follows() {
    check(
        "let zip = x => f; zip => r#join(&db) => latest; out latest: A;",
        expect![[r#"
        x = source x()
        f = stage f() <- x
        r#join = stage r#join(field db) <- f
        latest = out A <- r#join
    "#]],
    );
}

#[test]
fn not_two_streams() {
    check_wrong(
        "zip(a) => s; latest() { name: none } => t; zip(b, c, d) => u; join(e, f,) { on: (k, k) } => v;",
        expect![[r#"
            `zip` takes two streams, and one is given: `zip(a, b) => ..`; a function of yours with this name is written `r#zip`
            `latest` takes two streams, and none is given: `latest(a, b) => ..`; a function of yours with this name is written `r#latest`
            `zip` takes two streams, and 3 are given: `zip(a, b) => ..`; a function of yours with this name is written `r#zip`
            `join` does not say which items belong together in time, and so how long it keeps one for the other: add `apart: 10min`, how far apart the two of a pair may be; `window: tumbling(1h)`, for those of one window; or `as_of`, for the latest of the right side at the time of a left one
        "#]],
    );
    // Most probably a function of the user's.
    check_wrong(
        "latest(&db, &mut 0) => s;",
        expect![[r#"
        `latest` takes two streams, and none is given: `latest(a, b) => ..`; a function of yours with this name is written `r#latest`
    "#]],
    );
    check_wrong(
        "in a: A; x => zip(a) => s;",
        expect![[r#"
        `zip` makes one stream of two, so it starts a chain, with both between its parentheses: `zip(a, b) => ..`; a function of yours with this name is written `r#zip`
    "#]],
    );
    check_wrong(
        "zip(a b) => s; zip(a => , b) => t;",
        expect![[r#"
        expected `=>` or `,` or `)`, found `b`
        expected a stage, an operator, brackets, `match` or `_`, found `,`
    "#]],
    );
    check_wrong(
        "out o: A; zip(a => o, b) => s;",
        expect![[r#"
        nothing comes out of one of the two chains of `zip`: end it with a stage
    "#]],
    );
    check_wrong(
        "in a: A; zip(a, a) => s; zip(b, nothing) => t; in c: C;",
        expect![[r#"
            nothing takes the `in` port `c`: write `c => ..`
            `a` has two takers, `zip` and `zip`, and a stream has one: to give every item to both, write `a => [.., ..]`
        "#]],
    );
    check_wrong(
        "zip(a, b);",
        expect![[r#"
            nothing takes what comes out of `zip(..)`: write what takes its items, as in `zip(..) => sink`
        "#]],
    );
}

#[test]
fn options_of_joins() {
    check_wrong(
        "join(a, b) => s; join(c, d) { apart: 1s } => t;",
        expect![[r#"
            `join` does not say which items belong together: add `on: (|a| &a.id, |b| &b.id)`, the key of either side
            `join` does not say which items belong together in time, and so how long it keeps one for the other: add `apart: 10min`, how far apart the two of a pair may be; `window: tumbling(1h)`, for those of one window; or `as_of`, for the latest of the right side at the time of a left one
            `join` does not say which items belong together: add `on: (|a| &a.id, |b| &b.id)`, the key of either side
        "#]],
    );
    check_wrong(
        "join(a, b) { on: |a| &a.id, apart: 5 } => s;
         join(c, d) { on: (|c| c.id, |c, d| d.id, |e| e), apart: 0s, kind: outer } => t;
         join(e, f) { on: (|c, d| d.id, 5), apart: 1s, kind: rihgt } => u;",
        expect![[r#"
            `on` is a pair of closures, the key of either side: write `on: (|a| &a.id, |b| &b.id)`
            `apart` needs a duration, and `5` is none: its unit is one of `ns us ms s min h d`, as in `5s`
            `on` is a pair of closures, the key of either side: write `on: (|a| &a.id, |b| &b.id)`
            `apart` cannot be zero: write a duration such as `1s`
            expected `inner`, `left`, `right` or `full`, found `outer`
            each closure of `on` takes the item of its side: `on: (|a| &a.id, |b| &b.id)`
            `on` is a pair of closures, the key of either side: write `on: (|a| &a.id, |b| &b.id)`
            expected `inner`, `left`, `right` or `full`, found `rihgt`; did you mean `right`?
        "#]],
    );
    check_wrong(
        "zip(a, b) { on: (f, g), buffer: 5 } => s { on: (f, g), kind: left };
         join(c, d) { on: (f, g), apart: 1s, overflow: drop_oldest, by: |i| i } => t;
         [x, y] { apart: 1s } => u;",
        expect![[r#"
            `on` has no meaning at `zip`, which takes `name` and `fuse`
            `buffer` has no meaning at `zip`, which takes `name` and `fuse`
            `on` has no meaning at `s`, only at `join`
            `kind` has no meaning at `s`, only at `join`
            `overflow` has no meaning at `join`, which takes `name`, `fuse`, `on`, `apart`, `as_of`, `window`, `kind`, `max_keys` and `else`
            `by` has no meaning at `join`, which takes `name`, `fuse`, `on`, `apart`, `as_of`, `window`, `kind`, `max_keys` and `else`
            `apart` has no meaning at `[..]`: write it at a node inside or behind it
        "#]],
    );
}

/// One of three ways to belong together in time, with what goes with it.
#[test]
fn joins_in_time() {
    check(
        "join(a, b) { on: (f, g), as_of } => s; join(c, d) { on: (f, g), as_of, kind: left, max_keys: 5 } => t;
         join(e, f) { on: (f, g), window: tumbling(1h), kind: full, max_keys: 5 } => u;
         join(g, h) { on: (f, g), window: sliding(d, 5min), name: slid } => v;",
        expect![[r#"
            a = source a()
            b = source b()
            join_1 = join <- a, b
            s = sink s() <- join_1
            c = source c()
            d = source d()
            join_2 = join <- c, d
            t = sink t() <- join_2
            e = source e()
            f = source f()
            join_3 = join <- e, f
            u = sink u() <- join_3
            g = source g()
            h = source h()
            slid = join <- g, h
            v = sink v() <- slid
        "#]],
    );
    check_wrong(
        "join(a, b) { on: (f, g), as_of, kind: right } => s; join(c, d) { on: (f, g), as_of, kind: full, apart: 1s } => t;
         join(e, f) { on: (f, g), as_of: true, window: tumbling(1h) } => u; x { as_of } => y { as_of };
         zip(g, h) { as_of, window: tumbling(1h) } => v;",
        expect![[r#"
            with `as_of` the right side is a table that left items look something up in, and a version of it does not come out alone: write `kind: left` or `kind: inner`, not `right`
            `apart` pairs what is near in time and `as_of` pairs an item with the latest of the right side: keep one of the two
            with `as_of` the right side is a table that left items look something up in, and a version of it does not come out alone: write `kind: left` or `kind: inner`, not `full`
            `as_of` stands by itself, without a value
            `as_of` has no meaning at the source `x`, which takes `name`, `rate`, `restart`, `restart_if`, `max_restarts`, `time`, `lateness`, `idle_input` and `max_skew`
            `as_of` has no meaning at `y`, only at `join`
            `as_of` has no meaning at `zip`, which takes `name` and `fuse`
            `window` has no meaning at `zip`, which takes `name` and `fuse`
        "#]],
    );
    check_wrong(
        "join(a, b) { on: (f, g), window: session(1h) } => s; join(c, d) { on: (f, g), window: count(5) } => t;
         join(e, f) { on: (f, g), window: global, apart: 5s } => u; join(g, h) { on: (f, g), window: tumbling(0s) } => v;
         join(i, j) { on: (f, g), window: sliding(1h) } => w;
         join(k, l) { on: (f, g), window: tumbling(1h), max_windows: 5, trigger: every(5), lateness: 1s } => x;
         join(m, n) { on: (f, g), window: hopping(1h, 5min) } => z;",
        expect![[r#"
            a `join` takes windows that are the same spans of time on both sides, `tumbling(1min)` or `sliding(1h, 5min)`, not `session`
            a `join` takes windows that are the same spans of time on both sides, `tumbling(1min)` or `sliding(1h, 5min)`, not `count`
            `apart` pairs what is near in time and `window` pairs what is in one window: keep one of the two
            a `join` takes windows that are the same spans of time on both sides, `tumbling(1min)` or `sliding(1h, 5min)`, not `global`
            `tumbling` cannot be zero: write a duration such as `1s`
            write `sliding(1h, 5min)`
            expected one of `global`, `count(100)`, `tumbling(1min)`, `sliding(1h, 5min)`, `session(30min)`, found `hopping`
            `max_windows` has no meaning at `join`, which takes `name`, `fuse`, `on`, `apart`, `as_of`, `window`, `kind`, `max_keys` and `else`
            `trigger` has no meaning at `join`, which takes `name`, `fuse`, `on`, `apart`, `as_of`, `window`, `kind`, `max_keys` and `else`
            `lateness` has no meaning at `join`, which takes `name`, `fuse`, `on`, `apart`, `as_of`, `window`, `kind`, `max_keys` and `else`
        "#]],
    );
}

/// What is late is the only failure of a join, and goes where failures of other nodes go.
#[test]
fn late_items_go_to_else() {
    check(
        "join(a, b) { on: (f, g), apart: 1s, else: bad } => s; join(c, d) { on: (f, g), as_of, else: skip } => t;
         join(e, f) { on: (f, g), window: tumbling(1h), else: [h => i] } => u;
         join(j, k) { on: (f, g), as_of, else: stop } => v; join(l, m) { on: (f, g), as_of } => w; zip(n, o) => x;
         join(bad, p) { on: (f, g), as_of } => y; else => z;",
        expect![[r#"
            a = source a()
            b = source b()
            join_1 = join <- a, b, else join_6
            s = sink s() <- join_1, else (global) failures_1
            c = source c()
            d = source d()
            join_2 = join <- c, d, else Skip
            t = sink t() <- join_2, else (global) failures_1
            e = source e()
            f = source f()
            join_3 = join <- e, f, else h
            h = stage h() <- join_3!, else (global) failures_1, fed by failures
            i = sink i() <- h, else (global) failures_1, fed by failures
            u = sink u() <- join_3, else (global) failures_1
            j = source j()
            k = source k()
            join_4 = join <- j, k, else Stop
            v = sink v() <- join_4, else (global) failures_1
            l = source l()
            m = source m()
            join_5 = join <- l, m, else (global) failures_1
            w = sink w() <- join_5, else (global) failures_1
            n = source n()
            o = source o()
            zip_1 = zip <- n, o
            x = sink x() <- zip_1, else (global) failures_1
            p = source p()
            join_6 = join <- join_1!, p, else (global) failures_1
            y = sink y() <- join_6, else (global) failures_1
            failures_1 = merge for Function <- s!, t!, h!, i!, u!, v!, join_5!, w!, x!, join_6!, y!
            z = sink z() <- failures_1, else Retry, fed by failures
        "#]],
    );
    check_wrong(
        "zip(a, b) { else: bad } => s; bad => t;",
        expect![[r#"
            `else` has no meaning at `zip`, which takes `name` and `fuse`
        "#]],
    );
}

#[test]
fn nothing_that_gives_up_the_order_stands_before_what_needs_it() {
    check_wrong(
        "zip(a => f { workers: 4, unordered } => map(|x| x), b) => s;
         x => g { workers: n, unordered } => dedup() => h { workers: 2, unordered } => scan(0, |s, i| i) => t;",
        expect![[r#"
            `f` gives up the order of its items, and `zip` behind it pairs by position: leave `unordered` out, and `f` keeps the order of what came in
            `g` gives up the order of its items, and `dedup` behind it compares neighbours: leave `unordered` out, and `g` keeps the order of what came in
            `h` gives up the order of its items, and `scan` behind it goes from one item to the next: leave `unordered` out, and `h` keeps the order of what came in
        "#]],
    );
    check(
        "let merged = [a => f { workers: 4, unordered }, b]; zip(merged, c => g { unordered }) => s;
         latest(x => h { workers: 4, unordered }, y) => dedup() => t;",
        expect![[r#"
            a = source a()
            f = stage f() <- a
            b = source b()
            merge_1 = merge for Let <- f, b
            c = source c()
            g = stage g() <- c
            zip_1 = zip <- merge_1, g
            s = sink s() <- zip_1
            x = source x()
            h = stage h() <- x
            y = source y()
            latest_1 = latest <- h, y
            dedup_1 = operator Dedup/0 <- latest_1
            t = sink t() <- dedup_1
        "#]],
    );
}

#[test]
fn a_cycle_through_a_side() {
    check_wrong(
        "let a = zip(x, b) => f; let b = a => g; b => s;",
        expect![[r#"
            `b` has two takers, `zip` and `s`, and a stream has one: to give every item to both, write `b => [.., ..]`
            `zip => f => g => zip` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins
        "#]],
    );
    check_wrong(
        "zip(x, y) => f => a; loop a: A; a => s;",
        expect![[r#"
        the `loop` port `a` closes no cycle: nothing that comes out of it leads back into it; to name a stream, write `let a = ..`
    "#]],
    );
}
