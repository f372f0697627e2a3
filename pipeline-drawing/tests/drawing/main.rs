//! Drawings of graphs.

mod formats;
mod graphs;
mod large;
mod random;
mod svg;
mod text;
