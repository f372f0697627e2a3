//! `session(gap)`.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use hashbrown::HashMap;

use super::Timestamp;
use super::window::{Merging, Open, Ripe, Window, Windows};
use crate::keys::Key;

/// `session(gap)`: a key's items, as long as none of them comes so long after the others.
pub struct Sessions<K, S> {
    gap: Duration,
    merge: Merging<S>,
    /// Of each key, in no order.
    keys: HashMap<K, Vec<Session<S>>>,
    /// When a session ended at first, and its number: one entry for each that is open. It may have grown since.
    by_end: BTreeMap<(Timestamp, u64), K>,
    next: u64,
    len: usize,
}

struct Session<S> {
    number: u64,
    /// Under which end it is known.
    known: Timestamp,
    window: Window,
    open: Open<S>,
}

impl<K, S> Sessions<K, S> {
    pub(crate) fn new(gap: Duration, merge: Merging<S>) -> Self {
        let gap = gap.max(Duration::from_nanos(1));
        Self { gap, merge, keys: HashMap::new(), by_end: BTreeMap::new(), next: 0, len: 0 }
    }
}

impl Window {
    fn touches(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    fn with(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl<K: Key, S: Send + 'static> Windows<K, S> for Sessions<K, S> {
    fn empty(&self) -> Self {
        Self::new(self.gap, Arc::clone(&self.merge))
    }

    fn windows(&mut self, at: Timestamp, _watermark: Timestamp) -> impl Iterator<Item = Window> + use<K, S> {
        std::iter::once(Window { start: at, end: at + self.gap })
    }

    fn find<Q>(&mut self, window: Window, key: &Q) -> Option<(Window, &mut Open<S>)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let sessions = self.keys.get_mut(key)?;
        let first = sessions.iter().position(|session| session.window.touches(window))?;
        sessions[first].window = sessions[first].window.with(window);
        // What it has grown into now touches others.
        while let Some(other) =
            (first + 1..sessions.len()).find(|at| sessions[*at].window.touches(sessions[first].window))
        {
            let other = sessions.swap_remove(other);
            self.by_end.remove(&(other.known, other.number));
            self.len -= 1;
            let into = &mut sessions[first];
            into.window = into.window.with(other.window);
            into.open.join(other.open, &self.merge);
        }
        let session = &mut sessions[first];
        Some((session.window, &mut session.open))
    }

    fn open(&mut self, window: Window, key: K, open: Open<S>) {
        let merge = Arc::clone(&self.merge);
        if let Some((_, other)) = self.find(window, &key) {
            return other.join(open, &merge);
        }
        let number = self.next;
        self.next += 1;
        self.len += 1;
        self.by_end.insert((window.end, number), key.clone());
        let sessions = self.keys.entry(key).or_default();
        sessions.push(Session { number, known: window.end, window, open });
    }

    fn close<Q>(&mut self, window: Window, key: &Q) -> Option<Open<S>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let sessions = self.keys.get_mut(key)?;
        let at = sessions.iter().position(|session| session.window == window)?;
        self.len -= 1;
        let session = sessions.swap_remove(at);
        self.by_end.remove(&(session.known, session.number));
        if sessions.is_empty() {
            self.keys.remove(key);
        }
        Some(session.open)
    }

    fn pop(&mut self, end: Timestamp) -> Option<Ripe<K, S>> {
        loop {
            let entry = self.by_end.first_entry()?;
            let (ended, number) = *entry.key();
            if ended > end {
                return None;
            }
            let key = entry.remove();
            let Some(session) = self.numbered(&key, number) else { continue };
            let window = session.window;
            if window.end > ended {
                session.known = window.end;
                self.by_end.insert((window.end, number), key);
                continue;
            }
            if let Some(open) = self.close(window, &key) {
                return Some(Ripe { key, window, open });
            }
        }
    }

    fn earliest(&self) -> Option<Timestamp> {
        self.by_end.first_key_value().map(|((ended, _), _)| *ended)
    }

    fn len(&self) -> usize {
        self.len
    }
}

impl<K: Key, S> Sessions<K, S> {
    fn numbered(&mut self, key: &K, number: u64) -> Option<&mut Session<S>> {
        self.keys.get_mut(key)?.iter_mut().find(|session| session.number == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    #[test]
    fn a_session_that_became_part_of_another_leaves_nothing_behind() {
        let mut sessions = Sessions::<u8, ()>::new(Duration::from_secs(10), Arc::new(|(), ()| ()));
        for seconds in (0..1000).flat_map(|n| [12 * n + 12, 12 * n + 6]) {
            let window = Window { start: at(seconds), end: at(seconds + 10) };
            if sessions.find(window, &1).is_none() {
                sessions.open(window, 1, Open::new(()));
            }
        }
        assert_eq!((sessions.len(), sessions.by_end.len()), (1, 1));
    }

    #[test]
    fn sessions_grow_and_join() {
        let mut sessions = Sessions::<u8, u32>::new(Duration::from_secs(10), Arc::new(|into, other| *into += other));
        let one = |sessions: &mut Sessions<u8, u32>, seconds| {
            let windows: Vec<_> = sessions.windows(at(seconds), Timestamp::MIN).collect();
            match sessions.find(windows[0], &1) {
                Some((_, open)) => open.state += 1,
                None => sessions.open(windows[0], 1, Open::new(1)),
            }
        };
        for seconds in [0, 15, 30, 22] {
            one(&mut sessions, seconds);
        }
        assert_eq!(sessions.len(), 2, "22 joined 15 and 30");
        one(&mut sessions, 9);
        assert_eq!(sessions.len(), 1);
        assert!(sessions.pop(at(39)).is_none());
        let ripe = sessions.pop(at(40)).expect("ended at 40");
        assert_eq!((ripe.window, ripe.open.state), (Window { start: at(0), end: at(40) }, 5));
        assert!(sessions.pop(Timestamp::MAX).is_none());
        assert_eq!(sessions.len(), 0);
    }
}
