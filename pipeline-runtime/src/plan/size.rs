//! Numbers of items that may be known only when the pipeline starts.

use aqueduct_drawing::Buffer;

/// So many items; `None` where an option says so that is computed when the pipeline starts.
pub type Size = Option<usize>;

pub(super) const fn plus(a: Size, b: Size) -> Size {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        _ => None,
    }
}

pub(super) const fn times(a: Size, b: Size) -> Size {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_mul(b)),
        _ => None,
    }
}

pub(super) const fn at_least(a: Size, b: Size) -> Size {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a > b { a } else { b }),
        _ => None,
    }
}

/// The longest run of an edge that a worker takes.
pub(super) const fn run_of(edge: Size) -> Size {
    match edge {
        Some(edge) if edge / 2 >= crate::edge::LONGEST_GRAIN => Some(crate::edge::LONGEST_GRAIN),
        Some(edge) if edge < 2 => Some(1),
        Some(edge) => Some(edge / 2),
        None => None,
    }
}

/// How many items a sender gathers at most before it publishes them.
pub(super) const fn chunk_of(edge: Size) -> Size {
    match edge {
        Some(edge) if edge / 2 >= crate::edge::CHUNK => Some(crate::edge::CHUNK),
        Some(edge) if edge < 2 => Some(1),
        Some(edge) => Some(edge / 2),
        None => None,
    }
}

pub(super) const fn holds(size: Size) -> Buffer {
    match size {
        Some(items) => Buffer::Holds(items),
        None => Buffer::AtStart,
    }
}
