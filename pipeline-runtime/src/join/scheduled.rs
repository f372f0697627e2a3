//! What is kept by key, each key with a time at which something of it falls due.

use std::collections::BTreeMap;

use crate::keys::{Key, KeyBy, KeyMap};
use crate::time::Timestamp;

/// Keys, of which the idlest is forgotten where there are too many, in the order in which something of theirs falls due.
pub(super) struct Scheduled<K, V> {
    keys: KeyMap<K, Entry<V>>,
    order: BTreeMap<Due, K>,
    /// How many entries `order` has had.
    numbered: u64,
}

/// When, and a number, for several at one time.
type Due = (Timestamp, u64);

struct Entry<V> {
    value: V,
    due: Due,
}

/// What is kept of the key of an item, which is thereby used, and when something of it is due.
pub(super) fn touch<'a, I, Q: KeyBy<I>, V>(
    on: &Q,
    keys: &'a mut Scheduled<Q::Key, V>,
    item: &I,
) -> Option<(&'a mut V, Timestamp)> {
    let entry = on.query(item, |key| keys.keys.touch(key))?;
    Some((&mut entry.value, entry.due.0))
}

impl<K: Key, V> Scheduled<K, V> {
    pub(super) fn new(max_keys: Option<usize>) -> Self {
        Self { keys: KeyMap::new(max_keys), order: BTreeMap::new(), numbered: 0 }
    }

    /// One key more. Of more than there may be the idlest one goes, and what was kept of it is given back.
    pub(super) fn insert(&mut self, key: K, due: Timestamp, value: V) -> Option<V> {
        let due = self.enter(due, key.clone());
        self.keys.insert(key, Entry { value, due });
        let idlest = self.keys.excess(0, |_| true).map(|(key, _)| key.clone())?;
        self.remove(&idlest)
    }

    /// Something of a key is due at another time now.
    pub(super) fn put_off(&mut self, key: K, due: Timestamp) {
        let Some(entry) = self.keys.get(&key) else { return };
        self.order.remove(&entry.due);
        let due = self.enter(due, key.clone());
        if let Some(entry) = self.keys.get(&key) {
            entry.due = due;
        }
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let entry = self.keys.remove(key)?;
        self.order.remove(&entry.due);
        Some(entry.value)
    }

    /// When the first is due.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.order.first_key_value().map(|(due, _)| due.0)
    }

    /// The first, which is due no more: it is put off or removed next.
    pub(super) fn take_first(&mut self) -> Option<(K, &mut V)> {
        let (_, key) = self.order.pop_first()?;
        let entry = self.keys.get(&key)?;
        Some((key, &mut entry.value))
    }

    fn enter(&mut self, due: Timestamp, key: K) -> Due {
        self.numbered += 1;
        let due = (due, self.numbered);
        self.order.insert(due, key);
        due
    }

    /// How many keys are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.order.len(), self.keys.values().count(), "each key is due at some time");
        self.order.len()
    }

    #[cfg(test)]
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.keys.values().map(|entry| &entry.value)
    }
}
