//! Windows, and the states that are open in them.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use hashbrown::HashMap;
use hashbrown::hash_map::IntoIter;
use hashlink::LinkedHashMap;

use super::Timestamp;
use super::timestamp::nanos;
use crate::keys::Key;

/// The span of time of which a fold takes the items together: from `start` up to, not with, `end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The earliest time in it.
    pub start: Timestamp,
    /// The earliest time after it.
    pub end: Timestamp,
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}..{:?}", self.start, self.end)
    }
}

impl Window {
    /// The last time in it, which is that of what is emitted of it.
    pub(crate) fn last(self) -> Timestamp {
        self.end - Duration::from_nanos(1)
    }
}

/// What a key has come to in a window.
pub struct Open<S> {
    pub(crate) state: S,
    /// Items since it was last emitted.
    pub(crate) fresh: u64,
    /// Items in all.
    pub(crate) taken: u64,
}

impl<S> Open<S> {
    pub(crate) fn new(state: S) -> Self {
        Self { state, fresh: 0, taken: 0 }
    }

    /// What a copy of its state stands for.
    pub(crate) fn with(&self, state: S) -> Self {
        Self { state, fresh: self.fresh, taken: self.taken }
    }

    pub(crate) fn count(&mut self) {
        self.fresh += 1;
        self.taken += 1;
    }

    /// Takes in what another window of the key had come to.
    pub(crate) fn join(&mut self, other: Self, merge: &Merging<S>) {
        self.fresh += other.fresh;
        self.taken += other.taken;
        merge(&mut self.state, other.state);
    }
}

/// A key's state in a window that is to be emitted.
pub struct Ripe<K, S> {
    pub(crate) key: K,
    pub(crate) window: Window,
    pub(crate) open: Open<S>,
}

/// The windows of a kind, and what is open in them.
pub trait Windows<K: Key, S>: Send + 'static {
    /// They are no spans of time, though they may end.
    const ARE_WHOLE: bool = false;

    /// Windows of the same kind, none of them open.
    fn empty(&self) -> Self;

    /// The windows of an item that comes now, earliest first. A session is told by its first item and may grow.
    fn windows(&mut self, at: Timestamp, watermark: Timestamp) -> impl Iterator<Item = Window> + use<Self, K, S>;

    /// What is open of a key for an item with this window, and the window that is.
    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized;

    /// Opens a window of a key, where none is open that takes it in.
    fn open(&mut self, window: Window, key: K, open: Open<S>);

    /// Takes out what is open of a key in this very window.
    fn close<Q>(&mut self, window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized;

    /// Takes out of the earliest window what is open of some key, if the window ends by then.
    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>>;

    /// Takes out what is open of some key of the earliest window, since there is too much.
    fn evict(&mut self) -> Option<Ripe<K, S>> {
        self.pop(Timestamp::MAX)
    }

    /// When the earliest window ends, or a little before.
    fn earliest(&self) -> Option<Timestamp>;

    /// How many states are open.
    fn len(&self) -> usize;
}

/// How two states of one key become one, when an item comes between their sessions.
pub(crate) type Merging<S> = Arc<dyn Fn(&mut S, S) + Send + Sync>;

/// How long windows of one length are, and how far apart, in nanoseconds. They begin at multiples of that, and what would begin before
/// [`Timestamp::MIN`] begins there.
#[derive(Clone, Copy)]
pub(crate) struct Lengths {
    pub(super) size: i64,
    pub(super) every: i64,
}

impl Lengths {
    pub(crate) fn new(size: Duration, every: Duration) -> Self {
        Self { size: nanos(size).max(1), every: nanos(every).max(1) }
    }

    /// When the last window begins that does by then.
    pub(super) fn last(self, at: i64) -> i128 {
        i128::from(at) - i128::from(at.rem_euclid(self.every))
    }

    /// When the first window begins that ends after this.
    pub(super) fn first_after(self, at: i128) -> i128 {
        let (every, least) = (i128::from(self.every), self.last(i64::MIN));
        let before = at.max(least) - i128::from(self.size);
        (before - before.rem_euclid(every) + every).max(least)
    }

    /// Those that a time is in, earliest first.
    #[inline]
    pub(crate) fn around(self, at: Timestamp) -> Around {
        let (Self { size, every }, at) = (self, at.as_nanos());
        // Of those that begin up to then, the last, and how many before it are still open then: where windows are further apart than
        // they are long, not even the last may be.
        let into = at.rem_euclid(every);
        let last = i128::from(at) - i128::from(into);
        if size <= into {
            return Around { lengths: self, next: last + 1, last };
        }
        let first = last - i128::from((size - 1 - into) / every * every);
        let next = if first < i64::MIN.into() { first.max(self.last(i64::MIN)) } else { first };
        Around { lengths: self, next, last }
    }

    #[inline]
    pub(super) fn window(self, start: i128) -> Window {
        let start = Timestamp::clamped(start);
        Window { start, end: Timestamp::from_nanos(start.as_nanos().saturating_add(self.size)) }
    }
}

/// The windows that a time is in.
pub(crate) struct Around {
    lengths: Lengths,
    /// When the next begins, and the last.
    next: i128,
    last: i128,
}

impl Iterator for Around {
    type Item = Window;

    #[inline]
    fn next(&mut self) -> Option<Window> {
        if self.next > self.last {
            return None;
        }
        let window = self.lengths.window(self.next);
        self.next += i128::from(self.lengths.every);
        Some(window)
    }
}

/// Windows of one length: `tumbling(d)`, `sliding(d, every)`.
pub struct Aligned<K, S> {
    lengths: Lengths,
    /// By their starts; none is empty.
    open: BTreeMap<Timestamp, Span<K, S>>,
    /// The window that is being emitted.
    closing: Option<(Window, IntoIter<K, Open<S>>)>,
    len: usize,
}

/// What is open in one window.
pub(super) struct Span<K, S> {
    pub(super) states: HashMap<K, Open<S>>,
    /// Keys that go next when there is too much. A map cannot be asked for any key of it, but for all of them.
    leaving: Vec<K>,
}

impl<K, S> Default for Span<K, S> {
    fn default() -> Self {
        Self { states: HashMap::new(), leaving: Vec::new() }
    }
}

impl<K: Key, S> Span<K, S> {
    /// A state, and its key.
    pub(super) fn take_any(&mut self) -> Option<(K, Open<S>)> {
        loop {
            if self.leaving.is_empty() {
                self.leaving.extend(self.states.keys().cloned());
            }
            if let Some(entry) = self.states.remove_entry(&self.leaving.pop()?) {
                return Some(entry);
            }
        }
    }
}

impl<K, S> Aligned<K, S> {
    /// `tumbling(d)`: one after the other.
    #[must_use]
    pub fn tumbling(size: Duration) -> Self {
        Self::sliding(size, size)
    }

    /// `sliding(d, every)`: one begins each `every`.
    #[must_use]
    pub fn sliding(size: Duration, every: Duration) -> Self {
        Self::new(Lengths::new(size, every))
    }

    pub(super) fn new(lengths: Lengths) -> Self {
        Self { lengths, open: BTreeMap::new(), closing: None, len: 0 }
    }
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Aligned<K, S> {
    fn empty(&self) -> Self {
        Self::new(self.lengths)
    }

    fn windows(&mut self, at: Timestamp, _watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        self.lengths.around(at)
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some((window, self.open.get_mut(&window.start)?.states.get_mut(key)?))
    }

    fn open(&mut self, window: Window, key: K, open: Open<S>) {
        self.len += 1;
        self.open.entry(window.start).or_default().states.insert(key, open);
    }

    fn close<Q>(&mut self, window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let span = self.open.get_mut(&window.start)?;
        let open = span.states.remove(key)?;
        self.len -= 1;
        if span.states.is_empty() {
            self.open.remove(&window.start);
        }
        Some(open)
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        loop {
            if let Some((window, open)) = &mut self.closing {
                if let Some((key, open)) = open.next() {
                    self.len -= 1;
                    return Some(Ripe { key, window: *window, open });
                }
                self.closing = None;
            }
            let (&start, _) = self.open.first_key_value()?;
            let window = self.lengths.window(start.as_nanos().into());
            if window.end > end {
                return None;
            }
            self.closing = self.open.pop_first().map(|(_, span)| (window, span.states.into_iter()));
        }
    }

    fn evict(&mut self) -> Option<Ripe<K, S>> {
        let mut first = self.open.first_entry()?;
        let (start, taken) = (*first.key(), first.get_mut().take_any());
        if first.get().states.is_empty() {
            first.remove();
        }
        let (key, open) = taken?;
        self.len -= 1;
        Some(Ripe { key, window: self.lengths.window(start.as_nanos().into()), open })
    }

    fn earliest(&self) -> Option<Timestamp> {
        let closing = self.closing.as_ref().map(|(window, _)| window.end);
        closing
            .or_else(|| self.open.first_key_value().map(|(start, _)| self.lengths.window(start.as_nanos().into()).end))
    }

    fn len(&self) -> usize {
        self.len
    }
}

/// All of a key's items: `global`, and `count(n)`, of which every `n` are emitted.
pub struct Whole<K, S> {
    /// The idlest key first.
    keys: LinkedHashMap<K, Open<S>>,
}

impl<K: Key, S> Whole<K, S> {
    pub(crate) fn new() -> Self {
        Self { keys: LinkedHashMap::new() }
    }
}

impl Window {
    /// Of all times.
    pub(crate) const WHOLE: Self = Self { start: Timestamp::MIN, end: Timestamp::MAX };
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Whole<K, S> {
    const ARE_WHOLE: bool = true;

    fn empty(&self) -> Self {
        Self::new()
    }

    fn windows(&mut self, _at: Timestamp, _watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        std::iter::once(Window::WHOLE)
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let open = self.keys.to_back(key)?;
        Some((window, open))
    }

    fn open(&mut self, _window: Window, key: K, open: Open<S>) {
        self.keys.insert(key, open);
    }

    fn close<Q>(&mut self, _window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.keys.remove(key)
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        if end < Timestamp::MAX {
            return None;
        }
        self.keys.pop_front().map(|(key, open)| Ripe { key, window: Window::WHOLE, open })
    }

    fn earliest(&self) -> Option<Timestamp> {
        (!self.keys.is_empty()).then_some(Timestamp::MAX)
    }

    fn len(&self) -> usize {
        self.keys.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    fn spans(windows: &mut impl Windows<u8, ()>, seconds: i64) -> Vec<(i64, i64)> {
        windows
            .windows(at(seconds), Timestamp::MIN)
            .map(|window| (window.start.as_secs(), window.end.as_secs()))
            .collect()
    }

    #[test]
    fn an_item_is_in_every_window_around_it() {
        let secs = Duration::from_secs;
        let mut tumbling = Aligned::<u8, ()>::tumbling(Duration::from_secs(10));
        assert_eq!(spans(&mut tumbling, 0), [(0, 10)]);
        assert_eq!(spans(&mut tumbling, 9), [(0, 10)]);
        assert_eq!(spans(&mut tumbling, 10), [(10, 20)]);
        assert_eq!(spans(&mut tumbling, -1), [(-10, 0)]);
        let mut sliding = Aligned::<u8, ()>::sliding(secs(10), secs(4));
        assert_eq!(spans(&mut sliding, 9), [(0, 10), (4, 14), (8, 18)]);
        assert_eq!(spans(&mut sliding, 10), [(4, 14), (8, 18)]);
        let mut apart = Aligned::<u8, ()>::sliding(secs(2), secs(5));
        assert_eq!(spans(&mut apart, 6), [(5, 7)]);
        assert_eq!(spans(&mut apart, 8), [], "between two windows");
    }

    #[test]
    fn times_far_off_are_in_a_window_too() {
        let mut day = Aligned::<u8, ()>::tumbling(Duration::from_secs(86_400));
        assert_eq!(day.windows(Timestamp::MIN, Timestamp::MIN).count(), 1);
        assert_eq!(day.windows(Timestamp::MAX, Timestamp::MIN).count(), 1);
    }

    #[test]
    fn what_goes_leaves_the_rest_of_its_window_in_reach_and_no_empty_window() {
        let mut tumbling = Aligned::<u8, ()>::tumbling(Duration::from_secs(10));
        let window = Window { start: at(0), end: at(10) };
        (0..4).for_each(|key| tumbling.open(window, key, Open::new(())));
        let gone = tumbling.evict().expect("there are four").key;
        let left: Vec<u8> = (0..4).filter(|key| *key != gone).collect();
        assert!(left.iter().all(|key| tumbling.find(window, key).is_some()));
        assert!(tumbling.close(window, &left[0]).is_some());
        let rest: Vec<u8> = std::iter::from_fn(|| tumbling.evict()).map(|ripe| ripe.key).collect();
        assert_eq!((rest.len(), tumbling.len(), tumbling.earliest()), (2, 0, None));
        tumbling.open(window, 1, Open::new(()));
        assert!(tumbling.close(window, &1).is_some());
        assert_eq!(tumbling.earliest(), None);
    }
}
