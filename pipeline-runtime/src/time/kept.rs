//! `keep` at windows that are no spans of time.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::time::Duration;

use hashlink::LinkedHashMap;

use super::Timestamp;
use super::window::{Open, Ripe, Window, Windows};
use crate::keys::Key;

/// As [`Whole`](super::window::Whole), but a key is kept only so long after its last item: then it is emitted and forgotten.
pub struct Kept<K, S> {
    keep: Duration,
    /// The idlest key first.
    keys: LinkedHashMap<K, KeptOpen<S>>,
    /// Until when a key was kept at first, and its number: one entry for each that is open. It may have been used since.
    by_end: BTreeMap<(Timestamp, u64), K>,
    next: u64,
}

struct KeptOpen<S> {
    number: u64,
    /// Under which end it is known.
    known: Timestamp,
    until: Timestamp,
    open: Open<S>,
}

impl<S> KeptOpen<S> {
    fn window(&self) -> Window {
        Window { start: Timestamp::MIN, end: self.until }
    }
}

impl<K: Key, S> Kept<K, S> {
    pub(crate) fn new(keep: Duration) -> Self {
        Self { keep, keys: LinkedHashMap::new(), by_end: BTreeMap::new(), next: 0 }
    }
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Kept<K, S> {
    const ARE_WHOLE: bool = true;

    fn empty(&self) -> Self {
        Self::new(self.keep)
    }

    /// It ends when its key may be forgotten. An old item keeps its key, too: from now on.
    fn windows(&mut self, at: Timestamp, watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        std::iter::once(Window { start: Timestamp::MIN, end: at.max(watermark) + self.keep })
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let kept = self.keys.to_back(key)?;
        kept.until = kept.until.max(window.end);
        Some((kept.window(), &mut kept.open))
    }

    fn open(&mut self, window: Window, key: K, open: Open<S>) {
        let number = self.next;
        self.next += 1;
        self.by_end.insert((window.end, number), key.clone());
        self.keys.insert(key, KeptOpen { number, known: window.end, until: window.end, open });
    }

    fn close<Q>(&mut self, _window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let kept = self.keys.remove(key)?;
        self.by_end.remove(&(kept.known, kept.number));
        Some(kept.open)
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        if end == Timestamp::MAX {
            return self.evict();
        }
        loop {
            let entry = self.by_end.first_entry()?;
            let (known, number) = *entry.key();
            if known > end {
                return None;
            }
            let key = entry.remove();
            let Some(kept) = self.keys.get_mut(&key) else { continue };
            if kept.until > known {
                kept.known = kept.until;
                self.by_end.insert((kept.known, number), key);
                continue;
            }
            let kept = self.keys.remove(&key)?;
            return Some(Ripe { key, window: kept.window(), open: kept.open });
        }
    }

    fn evict(&mut self) -> Option<Ripe<K, S>> {
        let (key, kept) = self.keys.pop_front()?;
        self.by_end.remove(&(kept.known, kept.number));
        Some(Ripe { key, window: kept.window(), open: kept.open })
    }

    fn earliest(&self) -> Option<Timestamp> {
        self.by_end.first_key_value().map(|((known, _), _)| *known)
    }

    fn len(&self) -> usize {
        self.keys.len()
    }
}
