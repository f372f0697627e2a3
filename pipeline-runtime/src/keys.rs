//! Keys: how an item's is found, and what is kept by key.

use std::borrow::Borrow;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::time::Duration;

use hashbrown::{DefaultHashBuilder, HashMap};
use hashlink::LinkedHashMap;
use tokio::time::Instant;

/// What can be a key of `by`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key of `by`: a key is compared and hashed",
    label = "this key is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or use another key"
)]
pub trait Key: Hash + Eq + Clone + Send + 'static {}

impl<K: Hash + Eq + Clone + Send + 'static> Key for K {}

/// How the key of an item is found: the option `by`.
pub trait KeyBy<I>: Send + Sync + 'static {
    /// The key, owned once per key.
    type Key: Key + Borrow<Self::Query>;
    /// The key as it is looked up.
    type Query: Hash + Eq + ?Sized;
    /// Looks at the key of an item.
    fn query<R>(&self, item: &I, look: impl FnOnce(&Self::Query) -> R) -> R;
    /// The key of an item, owned.
    fn key(&self, item: &I) -> Self::Key;
}

/// `by: |i| i.id`: a key of its own for each item.
pub struct ByValue<F, K>(F, PhantomData<fn() -> K>);

/// `by: |i| &i.host`: a key lent by the item.
pub struct ByRef<F, K: ?Sized>(F, PhantomData<fn() -> Box<K>>);

impl<F, K> ByValue<F, K> {
    pub(crate) fn new<I>(by: F) -> Self
    where
        F: Fn(&I) -> K,
    {
        Self(by, PhantomData)
    }
}

impl<F, K: ?Sized> ByRef<F, K> {
    pub(crate) fn new<I>(by: F) -> Self
    where
        F: for<'a> Fn(&'a I) -> &'a K,
    {
        Self(by, PhantomData)
    }
}

impl<I, K: Key, F: Fn(&I) -> K + Send + Sync + 'static> KeyBy<I> for ByValue<F, K> {
    type Key = K;
    type Query = K;

    #[inline]
    fn query<R>(&self, item: &I, look: impl FnOnce(&K) -> R) -> R {
        look(&(self.0)(item))
    }

    fn key(&self, item: &I) -> K {
        (self.0)(item)
    }
}

impl<I, K, F> KeyBy<I> for ByRef<F, K>
where
    K: ToOwned<Owned: Key> + Hash + Eq + ?Sized + 'static,
    F: for<'a> Fn(&'a I) -> &'a K + Send + Sync + 'static,
{
    type Key = K::Owned;
    type Query = K;

    #[inline]
    fn query<R>(&self, item: &I, look: impl FnOnce(&K) -> R) -> R {
        look((self.0)(item))
    }

    fn key(&self, item: &I) -> K::Owned {
        (self.0)(item).to_owned()
    }
}

/// Which lane of so many a key belongs to.
pub(crate) fn lane<I, Q: KeyBy<I>>(by: &Q, hasher: &DefaultHashBuilder, item: &I, lanes: usize) -> usize {
    let hash = by.query(item, |key| hasher.hash_one(key));
    // The high bits: the low ones choose the bucket of the map behind.
    ((hash >> 32) as usize * lanes) >> 32
}

/// How many keys are kept, and how long.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepOptions {
    /// The idlest key is forgotten when there are more.
    pub max_keys: Option<usize>,
    /// A key silent for so long is forgotten.
    pub keep: Option<Duration>,
    /// A key silent for so long is flushed.
    pub idle: Option<Duration>,
}

/// What is kept by key. With `max_keys` in order of use, otherwise in none.
pub enum KeyMap<K, V> {
    Free(HashMap<K, V>),
    Bounded(LinkedHashMap<K, V, DefaultHashBuilder>, usize),
}

impl<K: Hash + Eq, V> KeyMap<K, V> {
    pub(crate) fn new(max_keys: Option<usize>) -> Self {
        match max_keys {
            None => Self::Free(HashMap::new()),
            Some(most) => Self::Bounded(LinkedHashMap::with_hasher(DefaultHashBuilder::default()), most.max(1)),
        }
    }

    /// The value of a key, which is thereby used.
    #[inline]
    pub(crate) fn touch<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        match self {
            Self::Free(map) => map.get_mut(key),
            Self::Bounded(map, _) => map.to_back(key),
        }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<&mut V> {
        match self {
            Self::Free(map) => map.get_mut(key),
            Self::Bounded(map, _) => map.get_mut(key),
        }
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        match self {
            Self::Free(map) => drop(map.insert(key, value)),
            Self::Bounded(map, _) => drop(map.insert(key, value)),
        }
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        match self {
            Self::Free(map) => map.remove(key),
            Self::Bounded(map, _) => map.remove(key),
        }
    }

    /// The idlest key that may be forgotten, if there are more than there should be.
    pub(crate) fn excess(&self, may_go: impl Fn(&V) -> bool) -> Option<&K> {
        match self {
            Self::Bounded(map, most) if map.len() > *most => {
                map.iter().find(|(_, value)| may_go(value)).map(|(key, _)| key)
            }
            _ => None,
        }
    }

    /// The keys whose value is such.
    pub(crate) fn keys_where(&self, is: impl Fn(&V) -> bool) -> Vec<K>
    where
        K: Clone,
    {
        match self {
            Self::Free(map) => map.iter().filter(|(_, value)| is(value)).map(|(key, _)| key.clone()).collect(),
            Self::Bounded(map, _) => map.iter().filter(|(_, value)| is(value)).map(|(key, _)| key.clone()).collect(),
        }
    }

    /// Everything, one by one.
    pub(crate) fn take_any(&mut self) -> Option<(K, V)>
    where
        K: Clone,
    {
        match self {
            Self::Free(map) => map.extract_if(|_, _| true).next(),
            Self::Bounded(map, _) => map.pop_front(),
        }
    }
}

/// Something due at a time.
pub struct Due<K>(pub(crate) Instant, pub(crate) K);

impl<K> PartialEq for Due<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Due<K> {}

impl<K> PartialOrd for Due<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Due<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// Things due, the earliest first.
pub struct Agenda<K>(BinaryHeap<Reverse<Due<K>>>);

impl<K> Agenda<K> {
    pub(crate) fn new() -> Self {
        Self(BinaryHeap::new())
    }

    pub(crate) fn add(&mut self, at: Instant, what: K) {
        self.0.push(Reverse(Due(at, what)));
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.peek().map(|Reverse(due)| due.0)
    }

    pub(crate) fn take_due(&mut self, now: Instant) -> Option<K> {
        self.next().filter(|at| *at <= now)?;
        self.0.pop().map(|Reverse(due)| due.1)
    }
}
