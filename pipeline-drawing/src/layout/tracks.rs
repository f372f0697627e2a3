//! In the channel between two layers: on which track each line turns.

use std::collections::BTreeMap;

/// Lines out of one port, in one channel: where they come from and where they go to, across.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub from: i32,
    pub to: Vec<i32>,
}

/// An item and a net that leaves it.
pub(super) type Key = (usize, usize);

impl Wire {
    fn turns(&self) -> bool {
        self.to.iter().any(|to| *to != self.from)
    }

    pub(super) fn span(&self) -> (i32, i32) {
        self.to.iter().fold((self.from, self.from), |(low, high), to| (low.min(*to), high.max(*to)))
    }

    fn spans(&self, at: i32) -> bool {
        let (low, high) = self.span();
        low <= at && at <= high
    }

    fn meets(&self, other: &Self) -> bool {
        let (low, high) = other.span();
        let span = self.span();
        span.0 <= high && low <= span.1
    }

    /// It has to turn before another that leaves where it arrives, or the two run on top of each other.
    fn must_follow(&self, other: &Self) -> bool {
        self.to.contains(&other.from)
    }

    /// How often they cross if it turns before the other.
    fn crossings_before(&self, other: &Self) -> usize {
        usize::from(self.spans(other.from)) + self.to.iter().filter(|to| other.spans(**to)).count()
    }
}

/// A track for each wire that turns, so that those that meet are on tracks of their own; and whether no two run on top of each
/// other.
pub(super) fn assign(wires: &BTreeMap<Key, Wire>) -> (BTreeMap<Key, usize>, bool) {
    let mut left: Vec<_> = wires.iter().filter(|(_, wire)| wire.turns()).collect();
    let mut placed: Vec<(Key, &Wire, usize)> = Vec::new();
    let mut clean = true;
    while !left.is_empty() {
        let next = next(&left);
        clean &= next.is_some();
        let (key, wire) = left.remove(next.unwrap_or(0));
        let before = placed.iter().filter(|(_, other, _)| other.meets(wire));
        let track = before.map(|(_, _, track)| track + 1).max().unwrap_or(0);
        placed.push((*key, wire, track));
    }
    (placed.into_iter().map(|(key, _, track)| (key, track)).collect(), clean)
}

/// Of those that may turn next the one that crosses the fewest.
fn next(left: &[(&Key, &Wire)]) -> Option<usize> {
    let others =
        |at: usize| left.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, (_, other))| *other);
    let free = |at: &usize| !others(*at).any(|other| left[*at].1.must_follow(other));
    let cost = |at: usize| {
        let wire = left[at].1;
        let saved: usize = others(at).map(|other| other.crossings_before(wire)).sum();
        let crossed: usize = others(at).map(|other| wire.crossings_before(other)).sum();
        (crossed as i64 - saved as i64, at)
    };
    (0..left.len()).filter(free).min_by_key(|at| cost(*at))
}
