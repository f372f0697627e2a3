use aqueduct::prelude::*;

pub struct Place { x: f64 }

#[source]
async fn places() -> Option<Place> { None }

#[stage]
fn nearest(_seen: &mut u64, place: Place) -> Place { place }

#[sink]
async fn store(_place: Place) {}

pipeline! {
    pub struct Stores {}

    places => nearest(&mut 0) { by: |place| place.x } => store;
}

fn main() {}
