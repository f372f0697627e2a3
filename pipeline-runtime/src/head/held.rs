//! Outputs of a batch of which some items are tried again: those behind them wait for them, so that the order is kept.

use std::collections::VecDeque;

pub struct Held<O> {
    /// From the first item that is tried again on; what fails for good leaves its place empty.
    outputs: Vec<Option<O>>,
    /// The places that are not decided, in the order in which their items are tried.
    open: VecDeque<usize>,
}

impl<O> Held<O> {
    pub(super) fn new() -> Self {
        Self { outputs: Vec::new(), open: VecDeque::new() }
    }

    /// The places of a unit of so many items, which are decided now; none at its first attempt.
    pub(super) fn places(&mut self, items: usize) -> impl Iterator<Item = usize> + use<O> {
        let known = items.min(self.open.len());
        self.open.drain(..known).collect::<Vec<_>>().into_iter()
    }

    /// Holds an output; gives it back where it need not wait.
    pub(super) fn keep(&mut self, place: Option<usize>, output: O) -> Option<O> {
        match place {
            Some(place) => self.outputs[place] = Some(output),
            None if self.outputs.is_empty() => return Some(output),
            None => self.outputs.push(Some(output)),
        }
        None
    }

    /// The place of an item that is tried again.
    pub(super) fn place(&mut self, place: Option<usize>) -> usize {
        place.unwrap_or_else(|| {
            self.outputs.push(None);
            self.outputs.len() - 1
        })
    }

    /// These are decided next.
    pub(super) fn leave_open(&mut self, places: Vec<usize>) {
        places.into_iter().rev().for_each(|place| self.open.push_front(place));
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// All of them, once all are decided.
    pub(super) fn take(&mut self) -> impl Iterator<Item = O> + use<O> {
        let decided = if self.is_open() { Vec::new() } else { std::mem::take(&mut self.outputs) };
        decided.into_iter().flatten()
    }
}
