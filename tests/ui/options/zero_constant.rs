use aqueduct::prelude::*;

const ROOM: usize = 0;

#[sink]
async fn store(_id: u64) {}

pipeline! {
    struct Orders;

    in ids: u64 { buffer: ROOM };

    ids => store { workers: 2 * ROOM };
}

fn main() {}
