//! What cannot be read, and what a later version will be able to read.

use super::{wrong, wrong_pipeline};
use expect_test::{Expect, expect};

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&wrong(statements));
}

#[test]
fn the_struct() {
    let check = |text: &str, expected: Expect| expected.assert_eq(&wrong_pipeline(text));
    check(
        "",
        expect![[r#"
        expected a struct that names the pipeline, as in `pub struct Payments { db: Db }`, found the end
    "#]],
    );
    check(
        "enum P {} a => s;",
        expect![[r#"
        expected a struct that names the pipeline, as in `pub struct Payments { db: Db }`, found `enum`
    "#]],
    );
    check(
        "struct; a => s;",
        expect![[r#"
        expected the pipeline's name, found `;`
    "#]],
    );
    check(
        "struct P(u8); a => s;",
        expect![[r#"
        expected named fields in braces, or `;`, found `(`
    "#]],
    );
    check(
        "struct P { a } a => s -> t;",
        expect![[r#"
            expected a field and its type, as in `db: Db`
            expected `=>` between two nodes, found `->`
        "#]],
    );
    check(
        "struct P a => s;",
        expect![[r#"
        expected the pipeline's resources in braces, or `;`, found `a`
    "#]],
    );
}

#[test]
fn syntax() {
    check(
        "x -> s;",
        expect![[r#"
        expected `=>` between two nodes, found `->`
    "#]],
    );
    check(
        "x = s;",
        expect![[r#"
        expected `=>` between two nodes, found `=`
    "#]],
    );
    check(
        "x => ;",
        expect![[r#"
        expected a stage, an operator, brackets, `match` or `_`, found `;`
    "#]],
    );
    check(
        "x => s",
        expect![[r#"
        expected `;` behind this: every statement ends with one
    "#]],
    );
    check(
        "x => f s;",
        expect![[r#"
        expected `=>` or `;`, found `s`
    "#]],
    );
    check(
        "=> s;",
        expect![[r#"
        expected a stage, an operator, brackets, `match` or `_`, found `=>`
    "#]],
    );
    check(
        "x => [];",
        expect![[r#"
        these brackets are empty: write the chains between them, as in `[store, log]`
    "#]],
    );
    check(
        "x => [s t];",
        expect![[r#"
        expected `=>` or `,` or `]`, found `t`
    "#]],
    );
    check(
        "x => match {};",
        expect![[r#"
        this `match` has no arms: write `pattern => stage` between its braces
    "#]],
    );
    check(
        "x => match y { A => s };",
        expect![[r#"
        expected `{` (what is matched is the item that flows), found `y`
    "#]],
    );
    check(
        "x => match { A -> s };",
        expect![[r#"
        expected `=>` behind the pattern, found `->`
    "#]],
    );
    check(
        "x => match { A => s B => t };",
        expect![[r#"
        expected `=>` or `,` or `}`, found `B`
    "#]],
    );
    check(
        "match { A => s };",
        expect![[r#"
        `match` routes a stream, so it cannot start a chain: write `source => ..`
    "#]],
    );
    check(
        "_ => s;",
        expect![[r#"
        `_` discards a stream, so it cannot start a chain: write `source => ..`
    "#]],
    );
    check(
        "x => f.cards => s;",
        expect![[r#"
        `f.cards` is an output port: it can only start a chain
    "#]],
    );
    check(
        "x => parse<Order> => s;",
        expect![[r#"
        write `parse::<..>`: types behind a function need the `::`
    "#]],
    );
    check(
        "x => f(gateway, 3, &db, move || 1) => s;",
        expect![[r#"
            arguments are lent: write `&gateway`, if it is a field of the pipeline; the item itself is not written
            arguments are lent: write `&` before it, or `&mut` for the initial state
            only operators take closures, and there is no operator `f`
        "#]],
    );
    check(
        "x => f(&a, => s;) => s;",
        expect![[r#"
        expected an expression
    "#]],
    );
    check(
        "in a A; a => s;",
        expect![[r#"
        expected `:` and the type of the items, found `A`
    "#]],
    );
    check(
        "in : A; x => s;",
        expect![[r#"
        expected the port's name, found `:`
    "#]],
    );
    check(
        "let = x;",
        expect![[r#"
        expected a name for the stream, found `=`
    "#]],
    );
    check(
        "let a => x;",
        expect![[r#"
        expected `=` and a chain, found `=>`
    "#]],
    );
    check(
        "else s;",
        expect![[r#"
        expected `=>` and what takes the failures, found `s`
    "#]],
    );
    check(
        "#[cfg(x)] x => s;",
        expect![[r#"
        attributes have no meaning here: only ports, fields and the struct take them
    "#]],
    );
    check(
        "x => s; options { drain: 1s }",
        expect![[r#"
        `options` stands before the first chain: move it up
    "#]],
    );
    check(
        "x => for => s;",
        expect![[r#"
        expected a stage, an operator, brackets, `match` or `_`, found `for`
    "#]],
    );
}

#[test]
fn operators() {
    check(
        "x => map => s;",
        expect![[r#"
        `map` takes one argument: `map(|item| ..)`; a function of yours with this name is written `r#map`
    "#]],
    );
    check(
        "x => scan(0) => s;",
        expect![[r#"
        `scan` takes 2 arguments: `scan(init, |state, item| ..)`; a function of yours with this name is written `r#scan`
    "#]],
    );
    check(
        "x => dedup(1) => s;",
        expect![[r#"
        `dedup` takes no argument: `dedup()`; a function of yours with this name is written `r#dedup`
    "#]],
    );
    check(
        "map(f) => s;",
        expect![[r#"
        `map` changes a stream, so it cannot start one: write `source => map`
    "#]],
    );
    check(
        "x => tick(1s) => s;",
        expect![[r#"
        `tick` is a source: it can only start a chain
    "#]],
    );
    check(
        "x => batch => s;",
        expect![[r#"
        `batch` does not say how many: write `batch { batch: 100, within: 1s }`
    "#]],
    );
    check(
        "x => sample(0s) => delay(5) => debounce(3sec) => s;",
        expect![[r#"
        `sample` cannot be zero: write a duration such as `1s`
        `delay` needs a duration, and `5` is none: its unit is one of `ns us ms s min h d`, as in `5s`
        `debounce` needs a duration, and `3sec` is none: its unit is one of `ns us ms s min h d`, as in `5s`
    "#]],
    );
}

#[test]
fn what_comes_later() {
    check(
        "in a: A { reply: r }; a => s;",
        expect![[r#"
        `reply` is not supported yet
    "#]],
    );
    check(
        "options { delivery: at_least_once, drain: 3s } x => s;",
        expect![[r#"
        `delivery` is not supported yet
    "#]],
    );
}

#[test]
fn the_outline_outlives_mistakes() {
    let reading = crate::graph::read("pub struct P<T> { db: T } in a: A; out o: O; a -> o; x => ;".parse().unwrap());
    let outline = reading.outline.unwrap();
    assert_eq!((outline.header.name.to_string(), outline.header.fields.len()), ("P".to_owned(), 1));
    assert_eq!((outline.ins.len(), outline.outs.len()), (1, 1));
    assert_eq!(reading.errors.texts().len(), 2);
}
