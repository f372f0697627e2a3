//! `sliding` windows that share what they have in common: each item is folded once, into its pane, and a window is the merge of its
//! panes.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::{Entry, IntoIter};

use super::Timestamp;
use super::window::{Aligned, Lengths, Merging, Open, Ripe, Span, Window, Windows};
use crate::keys::Key;

/// A copy of a state; nothing where that panics, which ends the pipeline.
pub(crate) type Copying<S> = Arc<dyn Fn(&S) -> Option<S> + Send + Sync>;

/// Windows of one length that overlap, in panes of the longest length that divides both theirs and their distance.
pub struct Panes<K, S> {
    lengths: Lengths,
    pane: i64,
    copy: Copying<S>,
    merge: Merging<S>,
    /// By their starts; none is empty.
    panes: BTreeMap<Timestamp, Span<K, S>>,
    /// Windows that end by then have been emitted.
    closed: i128,
    /// The window that is being emitted.
    closing: Option<(Window, IntoIter<K, Open<S>>)>,
    /// What a pane that had to go leaves behind: a part of each of its windows.
    leaving: Vec<Ripe<K, S>>,
    len: usize,
}

impl<K, S> Panes<K, S> {
    pub(super) fn new(lengths: Lengths, copy: Copying<S>, merge: Merging<S>) -> Self {
        let (panes, leaving) = (BTreeMap::new(), Vec::new());
        let pane = divisor(lengths.size, lengths.every);
        Self { lengths, pane, copy, merge, panes, closed: i128::MIN, closing: None, leaving, len: 0 }
    }

    /// The pane of an item, which ends with the last window it is in.
    fn pane_of(&mut self, at: Timestamp, watermark: Timestamp) -> Window {
        self.closed = self.closed.max(watermark.as_nanos().into());
        let at = at.as_nanos();
        let start = Timestamp::clamped(i128::from(at) - i128::from(at.rem_euclid(self.pane)));
        Window { start, end: self.lengths.window(self.lengths.last(at)).end }
    }

    /// The first of the windows with a pane that have not been emitted.
    fn first_with(&self, pane: Timestamp) -> i128 {
        self.lengths.first_after(self.closed.max(pane.as_nanos().into()))
    }
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl<K: Key, S> Panes<K, S> {
    /// What the panes of a window come to, in the order of their times. Those that no later window has are used up.
    fn merged(&mut self, start: i128) -> HashMap<K, Open<S>> {
        let mut merged = HashMap::new();
        let Self { panes, copy, merge, .. } = self;
        let last_use = Timestamp::clamped(start + i128::from(self.lengths.every));
        while let Some(pane) = panes.first_entry().filter(|pane| *pane.key() < last_use) {
            let states = pane.remove().states;
            self.len -= states.len();
            states.into_iter().for_each(|(key, open)| put(&mut merged, merge, key, open));
        }
        let end = Timestamp::clamped(start + i128::from(self.lengths.size));
        for (key, open) in panes.range(..end).flat_map(|(_, pane)| &pane.states) {
            if let Some(state) = copy(&open.state) {
                put(&mut merged, merge, key.clone(), open.with(state));
            }
        }
        merged
    }
}

fn put<K: Key, S>(merged: &mut HashMap<K, Open<S>>, merge: &Merging<S>, key: K, open: Open<S>) {
    match merged.entry(key) {
        Entry::Occupied(mut into) => into.get_mut().join(open, merge),
        Entry::Vacant(place) => drop(place.insert(open)),
    }
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Panes<K, S> {
    fn empty(&self) -> Self {
        Self::new(self.lengths, Arc::clone(&self.copy), Arc::clone(&self.merge))
    }

    fn windows(&mut self, at: Timestamp, watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        std::iter::once(self.pane_of(at, watermark))
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some((window, self.panes.get_mut(&window.start)?.states.get_mut(key)?))
    }

    fn open(&mut self, window: Window, key: K, open: Open<S>) {
        self.len += 1;
        self.panes.entry(window.start).or_default().states.insert(key, open);
    }

    fn close<Q>(&mut self, window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let pane = self.panes.get_mut(&window.start)?;
        let open = pane.states.remove(key)?;
        self.len -= 1;
        if pane.states.is_empty() {
            self.panes.remove(&window.start);
        }
        Some(open)
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        loop {
            if let Some((window, states)) = &mut self.closing {
                if let Some((key, open)) = states.next() {
                    return Some(Ripe { key, window: *window, open });
                }
                self.closing = None;
            }
            let start = self.first_with(*self.panes.first_key_value()?.0);
            let window = self.lengths.window(start);
            if window.end > end {
                return None;
            }
            self.closing = Some((window, self.merged(start).into_iter()));
            self.closed = start + i128::from(self.lengths.size);
        }
    }

    /// A pane goes; all of its windows that have not been emitted are, as far as they are that pane, and again without it.
    fn evict(&mut self) -> Option<Ripe<K, S>> {
        if let Some(ripe) = self.leaving.pop() {
            return Some(ripe);
        }
        let mut first = self.panes.first_entry()?;
        let (pane, taken) = (*first.key(), first.get_mut().take_any());
        if first.get().states.is_empty() {
            first.remove();
        }
        let (key, open) = taken?;
        self.len -= 1;
        let (first, last) = (self.first_with(pane), self.lengths.last(pane.as_nanos()));
        let mut start = last;
        while start > first {
            if let Some(state) = (self.copy)(&open.state) {
                let (key, window) = (key.clone(), self.lengths.window(start));
                self.leaving.push(Ripe { key, window, open: open.with(state) });
            }
            start -= i128::from(self.lengths.every);
        }
        Some(Ripe { key, window: self.lengths.window(first), open })
    }

    fn earliest(&self) -> Option<Timestamp> {
        let closing = self.closing.as_ref().map(|(window, _)| window.end);
        closing.or_else(|| {
            let (pane, _) = self.panes.first_key_value()?;
            Some(self.lengths.window(self.first_with(*pane)).end)
        })
    }

    fn len(&self) -> usize {
        self.len + self.leaving.len() + self.closing.as_ref().map_or(0, |(_, states)| states.len())
    }
}

/// `sliding(d, every)`: in panes where the fold can put states together and each window is emitted once, when it has ended.
/// Otherwise each window has a state of its own.
pub enum Slides<K, S> {
    Shared(Panes<K, S>),
    Apart(Aligned<K, S>),
}

macro_rules! of_either {
    ($of:expr, $windows:ident => $call:expr) => {
        match $of {
            Slides::Shared($windows) => $call,
            Slides::Apart($windows) => $call,
        }
    };
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Slides<K, S> {
    fn empty(&self) -> Self {
        match self {
            Self::Shared(panes) => Self::Shared(panes.empty()),
            Self::Apart(windows) => Self::Apart(windows.empty()),
        }
    }

    fn windows(&mut self, at: Timestamp, watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        let (mut shared, mut apart) = match self {
            Self::Shared(panes) => (Some(panes.pane_of(at, watermark)), None),
            Self::Apart(windows) => (None, Some(windows.windows(at, watermark))),
        };
        std::iter::from_fn(move || shared.take().or_else(|| apart.as_mut()?.next()))
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        of_either!(self, windows => windows.find(window, key))
    }

    fn open(&mut self, window: Window, key: K, open: Open<S>) {
        of_either!(self, windows => windows.open(window, key, open));
    }

    fn close<Q>(&mut self, window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        of_either!(self, windows => windows.close(window, key))
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        of_either!(self, windows => windows.pop(end))
    }

    fn evict(&mut self) -> Option<Ripe<K, S>> {
        of_either!(self, windows => windows.evict())
    }

    fn earliest(&self) -> Option<Timestamp> {
        of_either!(self, windows => windows.earliest())
    }

    fn len(&self) -> usize {
        of_either!(self, windows => windows.len())
    }
}
