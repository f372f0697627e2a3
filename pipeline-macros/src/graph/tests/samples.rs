//! The samples of the language's contract, as far as this version goes.

use super::graph;

#[test]
fn payments() {
    let graph = graph(
        "/// Validates, charges and confirms payments.
         pub struct Payments { gateway: Gateway, db: Db }

         in  payments: Payment { buffer: 1000 };
         out receipts: Receipt;

         payments
             => validate { else: failed }
             => charge(&gateway) { workers: 5, retry: 3, timeout: 2s, else: failed }
             => confirm
             => receipts;

         failed => record_failure(&db) { batch: 100, within: 1s };",
    );
    let names: Vec<_> = graph.steps.iter().map(|step| step.name.to_string()).collect();
    assert_eq!(names, ["payments", "validate", "charge", "confirm", "receipts", "merge_failed", "record_failure"]);
}

#[test]
fn the_table_of_forms() {
    for form in [
        "let valid = payments => validate { else: bad }; valid => s; bad => t;",
        "[orders, deliveries] => track => s;",
        "x => [store(&db), audit => log];",
        "x => match { Payment::Card(c) => charge, Payment::Pix(p) if p.ok => settle, _ => _ };",
        "x => match { Order { id, total, .. } => (id, total) => review, _ => _ };",
        "x => split; split.cards => charge_card;",
        "x => f { else: [note => dead_letter(&db)] } => s;",
        "x => s { else: skip };",
        "x => s { else: stop };",
        "x => s; else => dead_letter(&db);",
        "x => filter(|&i| i > 0) => scan(0, |s, i| Some(*s + i)) => take_while(|i| *i < 9) => s;",
        "x => skip(2) => dedup() => distinct { by: |i| i.id, keep: 10min, max_keys: 10_000 } => s;",
        "x => batch { batch: 50, within: 4s } => debounce(1s) => sample(1s) => delay(50ms) => s;",
        "x => f { by: |i| &i.host, keep: 10min, max_keys: 10 } => s;",
        "x => s { batch: 100, weight: |i| i.len(), max_weight: 1_000_000, split, retry: 3, retry_if: |e| e.late() };",
        "x { restart: Retry::forever(), restart_if: |e| e.is_io(), max_restarts: 3 per 5s } => s { idle: 2s };",
        "x => s { buffer: 10, overflow: drop_newest }; y => t { overflow: fail, else: skip };",
        "y => f { fuse } => [g { fuse: true }, h { fuse: false, buffer: 1 }] => t { fuse }; src => map(f) { fuse } => s;",
        "x => charge { name: charge_eu } => s; y => charge => t;",
    ] {
        graph(&format!("struct P<'a, T: Clone = u8> where T: Send {{ db: &'a Db<T> }} {form}"));
    }
    graph("struct WordCount; lines => s;");
    graph("#[derive(Debug)] pub(crate) struct WordCount<const N: usize = { 3 }>; lines => s;");
}

/// The guard against deep nesting leaves ordinary programs alone, large ones too.
#[test]
fn a_large_program_is_read() {
    let fields: String =
        (0..60).map(|n| format!("f{n}: Arc<Mutex<HashMap<String, Vec<Box<dyn Fn(u8) -> u8>>>>>,")).collect();
    let lines: String =
        (0..60).map(|n| format!("let v{n} = match x.a.b(&[{n}]) {{ Some(v) if v > {n} => v, _ => 0 }};")).collect();
    let chains: String = (0..60).map(|n| format!("a{n}(&f{n}) => map(|x| {{ {lines} v0 }}) => b{n} {{ by: |i| (&i.a, i.b < 3), keep: 5s, \
        retry_if: |e| matches!(e, E::A | E::B(_)) && !e.is_late(), retry: 3, workers: 3 * N + 1, timeout: 3s }} => c{n};")).collect();
    graph(&format!("struct P {{ {fields} }} {chains}"));
}
