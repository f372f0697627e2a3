use aqueduct::prelude::*;

#[stage]
fn first(line: &str) -> &str { line }

#[stage]
fn words(line: &str) -> Option<&str> { line.split(' ').next() }

fn main() {}
