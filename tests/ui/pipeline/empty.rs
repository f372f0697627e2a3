use aqueduct::prelude::*;

pipeline! {
    pub struct Stores {}
}

fn main() {}
