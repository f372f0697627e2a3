//! What a pipeline says of itself: `GRAPH`, `MAX_IN_FLIGHT`.

mod bounds;
mod examples;
mod tasks;
