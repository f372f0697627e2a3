use aqueduct::prelude::*;

pub struct Place { x: f64 }

#[source]
async fn places() -> Option<Place> { None }

#[sink]
async fn store(_place: Place) {}

pipeline! {
    pub struct Stores {}

    places => distinct => distinct { by: |place| place.x } => distinct { by: |place| &place.x } => dedup => store;
}

fn main() {}
