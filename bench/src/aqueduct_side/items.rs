//! Items of other types, and one stage more, through tasks of their own.

use aqueduct::prelude::*;

use super::{add, numbers, pass};
use crate::measure::Failure;
use crate::passthrough::{Item, Shared, Strung, Tally};

pipeline! {
    struct Four { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => pass { name: first, buffer: 1024 }
        => pass { name: second, buffer: 1024 }
        => add { buffer: 1024 }
        => total;
}

#[source]
async fn strung(end: &u64, next: &mut u64) -> Option<Strung> {
    let nth = *next;
    *next += 1;
    (nth < *end).then(|| Strung::nth(nth))
}

#[stage]
fn pass_strung(item: Strung) -> Strung {
    item.pass()
}

#[fold]
fn add_strung(tally: &mut Tally, item: Strung) {
    tally.add(item.number());
}

pipeline! {
    struct Strings { items: u64 }

    out total: Tally;

    strung(&items, &mut 0)
        => pass_strung { buffer: 1024 }
        => add_strung { buffer: 1024 }
        => total;
}

#[source]
async fn shared(end: &u64, next: &mut u64) -> Option<Shared> {
    let nth = *next;
    *next += 1;
    (nth < *end).then(|| Shared::nth(nth))
}

#[stage]
fn pass_shared(item: Shared) -> Shared {
    item.pass()
}

#[fold]
fn add_shared(tally: &mut Tally, item: Shared) {
    tally.add(item.number());
}

pipeline! {
    struct Arcs { items: u64 }

    out total: Tally;

    shared(&items, &mut 0)
        => pass_shared { buffer: 1024 }
        => add_shared { buffer: 1024 }
        => total;
}

super::totals! {
    four: Four;
    strings: Strings;
    arcs: Arcs;
}
