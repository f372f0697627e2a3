//! Every form of the language, and the graph it becomes.

use super::{drawn, graph};
use crate::graph::model::{ArgValue, StepKind};
use expect_test::{Expect, expect};
use quote::ToTokens;

fn check(statements: &str, expected: Expect) {
    expected.assert_eq(&drawn(statements));
}

#[test]
fn a_chain_with_ports() {
    check(
        "in a: A; out b: B; a => f => map(|x| x) => b;",
        expect![[r#"
        a = in A
        f = stage f() <- a
        map_1 = operator Map/1 <- f
        b = out B <- map_1
    "#]],
    );
}

#[test]
fn sources_sinks_and_operators() {
    check(
        "lines(&path) => words => store(&db); tick(1s) => inspect(|t| log(t)) => _;",
        expect![[r#"
        lines = source lines(value path)
        words = stage words() <- lines
        store = sink store(field db) <- words
        tick_1 = operator Tick/1 <- 
        inspect_1 = operator Inspect/1 <- tick_1
        discard_1 = discard <- inspect_1
    "#]],
    );
}

#[test]
fn arguments_are_fields_values_and_states() {
    check(
        "read(&gateway, &gateway.client, &(db.pool), &db.pool(), &mut connect(&db).await?, &3) => sink;",
        expect![[r#"
            read = source read(field gateway, field gateway . client, field (db . pool), value db . pool (), state connect (& db) . await ? awaits, value 3)
            sink = sink sink() <- read
        "#]],
    );
}

#[test]
fn generic_functions_and_other_modules() {
    check(
        "crate::io::read::<Order> => a::b::parse::<A, B>(&db) => r#map => ::x::sink;",
        expect![[r#"
        read = source crate :: io :: read :: < Order >()
        parse = stage a :: b :: parse :: < A , B >(field db) <- read
        r#map = stage r#map() <- parse
        sink = sink :: x :: sink() <- r#map
    "#]],
    );
}

#[test]
fn a_named_stream_below_its_use() {
    check(
        "valid => store; let valid = lines => parse;",
        expect![[r#"
        lines = source lines()
        parse = stage parse() <- lines
        store = sink store() <- parse
    "#]],
    );
}

#[test]
fn a_merge_before_each_taker() {
    check(
        "in a: A; in b: A; in c: A; in d: A; out o: A;
         let ab = [a, b]; [ab, c => f] { prefer: first } => [g, d_sink]; [d] => o;",
        expect![[r#"
            a = in A
            b = in A
            c = in A
            d = in A
            o = out A <- d
            merge_1 = merge for Let <- a, b
            f = stage f() <- c
            merge_2 = merge prefer first for Broadcast <- merge_1, f
            broadcast_1 = broadcast to 2 <- merge_2
            g = sink g() <- broadcast_1
            d_sink = sink d_sink() <- broadcast_1
        "#]],
    );
    check(
        "[a, b] => track => _; [c, d] => map(f) => _; [e, [f, g]] => match { X => _, Y => s };",
        expect![[r#"
        a = source a()
        b = source b()
        merge_1 = merge for Function <- a, b
        track = stage track() <- merge_1
        discard_1 = discard <- track
        c = source c()
        d = source d()
        merge_2 = merge for Operator <- c, d
        map_1 = operator Map/1 <- merge_2
        discard_2 = discard <- map_1
        e = source e()
        f = source f()
        g = source g()
        merge_3 = merge for Merge <- f, g
        merge_4 = merge for Route <- e, merge_3
        route_1 = route [X: whole dropped | Y: whole] <- merge_4
        s = sink s() <- route_1
    "#]],
    );
}

#[test]
fn a_broadcast_that_ends_and_one_that_goes_on() {
    check(
        "a => [store(&db), audit => log];",
        expect![[r#"
        a = source a()
        broadcast_1 = broadcast to 2 <- a
        store = sink store(field db) <- broadcast_1
        audit = stage audit() <- broadcast_1
        log = sink log() <- audit
    "#]],
    );
    check(
        "out o: O; a => [f, g => h, o] => s;",
        expect![[r#"
        a = source a()
        broadcast_1 = broadcast to 3 <- a
        o = out O <- broadcast_1
        f = stage f() <- broadcast_1
        g = stage g() <- broadcast_1
        h = stage h() <- g
        merge_1 = merge for Function <- f, h
        s = sink s() <- merge_1
    "#]],
    );
    check(
        "let x = a => [f, g]; x => s;",
        expect![[r#"
        a = source a()
        broadcast_1 = broadcast to 2 <- a
        f = stage f() <- broadcast_1
        g = stage g() <- broadcast_1
        merge_1 = merge for Let <- f, g
        s = sink s() <- merge_1
    "#]],
    );
    check(
        "a => [f] => s;",
        expect![[r#"
        a = source a()
        f = stage f() <- a
        s = sink s() <- f
    "#]],
    );
}

#[test]
fn loops() {
    check(
        "loop l: L { buffer: 3 }; [x, l] => f => [s, l];",
        expect![[r#"
        l = loop L
        x = source x()
        merge_1 = merge for Function <- x, l
        f = stage f() <- merge_1
        broadcast_1 = broadcast to 2 <- f
        into_l = L into l <- broadcast_1
        s = sink s() <- broadcast_1
    "#]],
    );
    check(
        "a => f { else: l } => b; g => l; l => h => m; loop l: L; out b: B; in a: A; [c, m] => l; loop m: M;",
        expect![[r#"
        g = source g()
        l = loop L
        h = stage h() <- l
        a = in A
        f = stage f() <- a, else merge_l
        b = out B <- f
        c = source c()
        m = loop M
        merge_1 = merge for Merge <- c, m
        into_m = M into m <- h
        merge_l = merge for Out <- f!, g, merge_1
        into_l = L into l <- merge_l
    "#]],
    );
    check(
        "[x, l] => f { else: l } => s; loop l: L; [y, f2 { name: into_l }] => l;",
        expect![[r#"
        x = source x()
        l = loop L
        merge_1 = merge for Function <- x, l
        f = stage f() <- merge_1, else merge_l
        s = sink s() <- f
        y = source y()
        into_l = source f2()
        merge_2 = merge for Merge <- y, into_l
        merge_l = merge for Out <- f!, merge_2
        into_1 = L into l <- merge_l
    "#]],
    );
}

#[test]
fn the_circles_of_loops() {
    let circles = |statements: &str| {
        let names = |names: &[syn::Ident]| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let circle = |c: &crate::graph::model::Circle| format!("{} | {}\n", names(&c.before), names(&c.inside));
        graph(&format!("struct P; {statements}")).circles.iter().map(circle).collect::<String>()
    };
    let check = |statements, expected: Expect| expected.assert_eq(&circles(statements));
    check("in a: A; a => f => s; other => t;", expect![]);
    check(
        "loop l: L; [x => f, l] => g => [s, h => l]; other => t;",
        expect![[r#"
        x f | l into_l merge_1 g broadcast_1 h
    "#]],
    );
    check(
        "loop l: L; loop m: M; let a = [x, l] => f { else: l } => g; [a, m] => h { else: m } => s;",
        expect![[r#"
        x | l into_l merge_1 f
        l into_l x merge_1 f g | m into_m merge_2 h
    "#]],
    );
    check(
        "loop l: L; loop m: M; let a = [x, l] => f; [a, m] => g { else: m } => h { else: l } => s;",
        expect![[r#"
        x | l into_l m into_m merge_1 f merge_2 g h
    "#]],
    );
    check(
        "loop l: L; loop m: M; [x, l] => m; m => f => [s, l];",
        expect![[r#"
        x | l into_l m into_m merge_1 f broadcast_1
    "#]],
    );
}

#[test]
fn a_route() {
    check(
        "a => match {
            Payment::Card(c) => charge,
            Payment::Pix(p) if p.ok => settle,
            Order { id, total, .. } => (id, total) => review,
            Two(x, y) => y => second => more,
            NONE => first,
            | A(z) | B(z) => (z.clone()) => third,
            _ => _,
         };",
        expect![[r#"
            a = source a()
            route_1 = route [Payment :: Card (c): c | Payment :: Pix (p) if: p | Order { id , total , .. }: (id , total) | Two (x , y): y | NONE: whole | | A (z) | B (z): (z . clone ()) | _: whole dropped] <- a
            charge = sink charge() <- route_1
            settle = sink settle() <- route_1
            review = sink review() <- route_1
            second = stage second() <- route_1
            more = sink more() <- second
            first = sink first() <- route_1
            third = sink third() <- route_1
        "#]],
    );
}

#[test]
fn arms_merge_again() {
    check(
        "a => match { A(x) => f, B(y) => y, C(z) => (z, 1), D => g => [h, i], _ => _ } => s;",
        expect![[r#"
        a = source a()
        route_1 = route [A (x): x | B (y): y | C (z): (z , 1) | D: whole | _: whole dropped] <- a
        f = stage f() <- route_1
        g = stage g() <- route_1
        broadcast_1 = broadcast to 2 <- g
        h = stage h() <- broadcast_1
        i = stage i() <- broadcast_1
        merge_1 = merge for Merge <- h, i
        merge_2 = merge for Function <- f, route_1, route_1, merge_1
        s = sink s() <- merge_2
    "#]],
    );
}

#[test]
fn a_pipeline_at_a_node() {
    check(
        "a => shop::Enrich(&db) { buffer: 10 } => s; b => Split { name: split }; split.cards => c; d => Store(&db);",
        expect![[r#"
            a = source a()
            Enrich = pipeline shop :: Enrich(field db) <- a
            s = sink s() <- Enrich
            b = source b()
            split = pipeline Split() <- b (ends)
            c = sink c() <- split.cards
            d = source d()
            Store = pipeline Store(field db) <- d (ends)
        "#]],
    );
}

#[test]
fn output_ports_of_a_stage() {
    check(
        "a => split; split.cards => c; split.pix => d;",
        expect![[r#"
        a = source a()
        split = stage split() <- a (ends)
        c = sink c() <- split.cards
        d = sink d() <- split.pix
    "#]],
    );
    check(
        "a => split; [split.cards, split.pix] => both;",
        expect![[r#"
            a = source a()
            split = stage split() <- a (ends)
            merge_1 = merge for Function <- split.cards, split.pix
            both = sink both() <- merge_1
        "#]],
    );
    check(
        "a => split { name: sorter }; sorter.cards => c;",
        expect![[r#"
            a = source a()
            sorter = stage split() <- a (ends)
            c = sink c() <- sorter.cards
        "#]],
    );
}

#[test]
fn failures_by_name_inline_skipped_and_stopped() {
    check(
        "a => f { else: failed } => g { else: failed } => s { else: skip }; failed => note => dead(&db);",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else merge_failed
        g = stage g() <- f, else merge_failed
        s = sink s() <- g, else Skip
        merge_failed = merge for Function <- f!, g!
        note = stage note() <- merge_failed, else Retry, fed by failures
        dead = sink dead(field db) <- note, else Retry, fed by failures
    "#]],
    );
    check(
        "a => f { else: failed } => s { else: stop }; failed => note => dead;",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else note
        s = sink s() <- f, else Stop
        note = stage note() <- f!, else Retry, fed by failures
        dead = sink dead() <- note, else Retry, fed by failures
    "#]],
    );
    check(
        "a => f { else: [note => dead_letter(&db)] } => s { else: [x, y => z] };",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else note
        note = stage note() <- f!, else Retry, fed by failures
        dead_letter = sink dead_letter(field db) <- note, else Retry, fed by failures
        s = sink s() <- f, else broadcast_1
        broadcast_1 = broadcast to 2 <- s!
        x = sink x() <- broadcast_1, else Retry, fed by failures
        y = stage y() <- broadcast_1, else Retry, fed by failures
        z = sink z() <- y, else Retry, fed by failures
    "#]],
    );
    check(
        "out failures: Failure; a => f { else: failures } => s { else: failures };",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else merge_failures
        s = sink s() <- f, else merge_failures
        merge_failures = merge for Out <- f!, s!
        failures = out Failure <- merge_failures
    "#]],
    );
}

#[test]
fn failures_nobody_routed() {
    check(
        "a => f => s; else => note => dead_letter(&db);",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else (global) failures_1
        s = sink s() <- f, else (global) failures_1
        failures_1 = merge for Function <- f!, s!
        note = stage note() <- failures_1, else Retry, fed by failures
        dead_letter = sink dead_letter(field db) <- note, else Retry, fed by failures
    "#]],
    );
    check(
        "a => f { else: failed } => s; failed => record; else => dead;",
        expect![[r#"
        a = source a()
        f = stage f() <- a, else record
        s = sink s() <- f, else (global) failures_1
        record = sink record() <- f!, else (global) failures_1, fed by failures
        failures_1 = merge for Function <- s!, record!
        dead = sink dead() <- failures_1, else Retry, fed by failures
    "#]],
    );
    check(
        "a => s; else => note { else: failed }; failed => record;",
        expect![[r#"
        a = source a()
        s = sink s() <- a, else (global) note
        note = sink note() <- s!, else record, fed by failures
        record = sink record() <- note!, else Retry, fed by failures
    "#]],
    );
}

#[test]
fn functions_with_names_of_their_own() {
    check(
        "[a => charge { name: charge_eu }, b => charge] => s;",
        expect![[r#"
        a = source a()
        charge_eu = stage charge() <- a
        b = source b()
        charge = stage charge() <- b
        merge_1 = merge for Function <- charge_eu, charge
        s = sink s() <- merge_1
    "#]],
    );
}

#[test]
fn words_of_operators_may_be_names_of_streams() {
    check(
        "let batch = a => f; batch => batch { batch: 10, within: 1s } => take(5) => s;",
        expect![[r#"
        a = source a()
        f = stage f() <- a
        batch_1 = operator Batch/0 <- f
        take_1 = operator Take/1 <- batch_1
        s = sink s() <- take_1
    "#]],
    );
}

#[test]
fn options_keep_their_values() {
    let graph = graph(
        "struct P { limit: Limit }
         options { drain: 30s, max_restarts: 3 per 5s, channel: 256, crate = ::other::aqueduct }
         in a: A { buffer: 1_000, overflow: drop_oldest };
         a => f(&limit) { workers: num_cpus(), unordered, by: |i| f::<A, B>(i, 4s), batch: 10 per key, within: 1min,
                          rate: 1 per 1s per key, retry: Retry::forever().between(10ms, 30s), else: skip } => s { rate: &limit };",
    );
    let options = &graph.options;
    assert!(
        options.drain.is_some()
            && options.max_restarts.is_some()
            && options.channel.is_some()
            && options.krate.is_some()
    );
    let StepKind::Stage(stage) = &graph.steps[1].kind else { panic!("a stage") };
    assert!(matches!(&stage.call.args[0].value, ArgValue::Field(_)));
    let by = stage.options.by.as_ref().unwrap().value.to_token_stream().to_string();
    assert!(by.ends_with(":: core :: time :: Duration :: new (4u64 , 0u32))"), "{by}");
    let batch = &stage.options.batch.as_ref().unwrap().value;
    assert!(batch.per_key.is_some());
    let rate = &stage.options.rate.as_ref().unwrap().value;
    assert!(rate.per.is_some() && rate.per_key.is_some());
    assert_eq!(stage.options.given.len(), 8);
}
