use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink(item)]
async fn store(_greatest: Vec<u64>) {}

pipeline! {
    pub struct Stores {}

    numbers => [
        top(0) => store,
        top => store { name: b },
        top(3, |n| n, 4) => store { name: c },
        top(3, 4) => store { name: d },
        top(3, |n, m| n) => store { name: e },
        top(3) { retry: 3, idle: 1s } => store { name: f },
        top(3) { trigger: every(2) } => store { name: g },
        top(3) { max_keys: 4 } => store { name: h },
    ];
}

fn main() {}
