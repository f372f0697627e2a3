use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Id(u64);
pub struct Place { id: Id }

#[source]
async fn places() -> Option<Place> { None }

#[sink]
async fn store(_place: Place) {}

pipeline! {
    pub struct Stores {}

    places => store { by: |place| &place.id, workers: 4 };
}

fn main() { let _ = Id(1).0; }
