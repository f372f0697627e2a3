use aqueduct::prelude::*;

#[stage]
struct Price;

fn main() {}
