//! Keys: how an item's is found, and what is kept by key.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::time::Duration;

use hashbrown::hash_map::IntoIter;
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

/// What `by` makes of an item can be its key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key of `by`: a key is compared and hashed",
    label = "`{Self}` is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or use another key"
)]
pub trait CanBeKey<It>: Sized {
    #[doc(hidden)]
    fn can_be_key(self) -> It;
}

#[diagnostic::do_not_recommend]
impl<K: Key> CanBeKey<K> for K {
    #[inline]
    fn can_be_key(self) -> K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing> CanBeKey<NoKey> for K {
    fn can_be_key(self) -> NoKey {
        unreachable!("nothing is this")
    }
}

/// Nothing is this: with two impls to choose from, what cannot be a key has one error of its own, and the key stays open.
trait Nothing {}

/// The key of nothing.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub enum NoKey {}

/// What `by` lends of an item can be its key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key of `by`: a key is compared and hashed",
    label = "`{Self}` is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or use another key"
)]
pub trait CanLendKey<It: ?Sized> {
    #[doc(hidden)]
    fn can_lend_key(&self) -> &It;
}

#[diagnostic::do_not_recommend]
impl<K: ToOwned<Owned: Key> + Hash + Eq + ?Sized> CanLendKey<K> for K {
    #[inline]
    fn can_lend_key(&self) -> &K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing + ?Sized> CanLendKey<NoKey> for K {
    fn can_lend_key(&self) -> &NoKey {
        unreachable!("nothing is this")
    }
}

/// What `distinct` can tell apart by itself.
#[diagnostic::on_unimplemented(
    message = "`distinct` cannot tell one `{Self}` from another: it is not `Hash + Eq + Clone`",
    label = "`{Self}` is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or say what tells its values apart: `distinct {{ by: |item| item.id }}`"
)]
pub trait CanBeToldApart<It: ?Sized> {
    #[doc(hidden)]
    fn told_apart(&self) -> &It;
}

#[diagnostic::do_not_recommend]
impl<K: Key> CanBeToldApart<K> for K {
    #[inline]
    fn told_apart(&self) -> &K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing> CanBeToldApart<NoKey> for K {
    fn told_apart(&self) -> &NoKey {
        unreachable!("nothing is this")
    }
}

/// What `dedup` can compare with its neighbour.
#[diagnostic::on_unimplemented(
    message = "`dedup` cannot compare a `{Self}` with its neighbour: it is not `PartialEq + Clone`",
    label = "`{Self}` is not `PartialEq + Clone`",
    note = "derive `PartialEq` and `Clone` for `{Self}`"
)]
pub trait CanBeCompared<It> {
    #[doc(hidden)]
    fn compared(&self) -> &It;
}

#[diagnostic::do_not_recommend]
impl<I: PartialEq + Clone> CanBeCompared<I> for I {
    #[inline]
    fn compared(&self) -> &I {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<I: Nothing> CanBeCompared<NoKey> for I {
    fn compared(&self) -> &NoKey {
        unreachable!("nothing is this")
    }
}

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

/// A key, and the proof that it is one: what `F` finds is one as `G` gives it.
pub struct Proven<F, G, K: ?Sized, By>(pub(crate) F, pub(crate) G, PhantomData<fn() -> (Box<K>, By)>);

impl<F, G, K: ?Sized, By> Proven<F, G, K, By> {
    pub(crate) fn new(by: F, key: G) -> Self {
        Self(by, key, PhantomData)
    }
}

impl<I, K, It: Key, F, G> KeyBy<I> for Proven<F, G, K, ByValue<(), It>>
where
    K: 'static,
    F: Fn(&I) -> K + Send + Sync + 'static,
    G: Fn(K) -> It + Send + Sync + 'static,
{
    type Key = It;
    type Query = It;

    #[inline]
    fn query<R>(&self, item: &I, look: impl FnOnce(&It) -> R) -> R {
        look(&self.key(item))
    }

    fn key(&self, item: &I) -> It {
        (self.1)((self.0)(item))
    }
}

impl<I, K, It, F, G> KeyBy<I> for Proven<F, G, K, ByRef<(), It>>
where
    K: ?Sized + 'static,
    It: ToOwned<Owned: Key> + Hash + Eq + ?Sized + 'static,
    F: for<'a> Fn(&'a I) -> &'a K + Send + Sync + 'static,
    G: for<'a> Fn(&'a K) -> &'a It + Send + Sync + 'static,
{
    type Key = It::Owned;
    type Query = It;

    #[inline]
    fn query<R>(&self, item: &I, look: impl FnOnce(&It) -> R) -> R {
        look((self.1)((self.0)(item)))
    }

    fn key(&self, item: &I) -> It::Owned {
        (self.1)((self.0)(item)).to_owned()
    }
}

/// Which lane of so many a key belongs to.
pub(crate) fn lane<I, Q: KeyBy<I>>(by: &Q, hasher: &DefaultHashBuilder, item: &I, lanes: usize) -> usize {
    lane_of(by.query(item, |key| hasher.hash_one(key)), lanes)
}

/// The same, of a key that is hashed already.
#[inline]
pub(crate) fn lane_of(hash: u64, lanes: usize) -> usize {
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
    /// The state of each key is asked at this interval what it lets out.
    pub tick: Option<Duration>,
}

/// What is kept by key. With `max_keys` in order of use, otherwise in none.
pub enum KeyMap<K, V> {
    Free(HashMap<K, V>),
    Bounded(LinkedHashMap<K, V, DefaultHashBuilder>, usize),
    /// At the end: taken out one by one.
    Leaving(IntoIter<K, V>),
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
            Self::Leaving(_) => None,
        }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<&mut V> {
        match self {
            Self::Free(map) => map.get_mut(key),
            Self::Bounded(map, _) => map.get_mut(key),
            Self::Leaving(_) => None,
        }
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        match self {
            Self::Free(map) => drop(map.insert(key, value)),
            Self::Bounded(map, _) => drop(map.insert(key, value)),
            Self::Leaving(rest) => *self = Self::Free(rest.by_ref().chain([(key, value)]).collect()),
        }
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        match self {
            Self::Free(map) => map.remove(key),
            Self::Bounded(map, _) => map.remove(key),
            Self::Leaving(_) => None,
        }
    }

    /// The idlest key that may be forgotten, if there are more than there should be, apart from so many that leave already.
    pub(crate) fn excess(&self, leaving: usize, may_go: impl Fn(&V) -> bool) -> Option<(&K, &V)> {
        match self {
            Self::Bounded(map, most) if map.len() > *most + leaving => map.iter().find(|(_, value)| may_go(value)),
            _ => None,
        }
    }

    pub(crate) fn values(&self) -> Box<dyn Iterator<Item = &V> + '_> {
        match self {
            Self::Free(map) => Box::new(map.values()),
            Self::Bounded(map, _) => Box::new(map.values()),
            Self::Leaving(_) => Box::new(std::iter::empty()),
        }
    }

    /// Everything, one by one.
    pub(crate) fn take_any(&mut self) -> Option<(K, V)> {
        if let Self::Free(map) = self {
            *self = Self::Leaving(std::mem::take(map).into_iter());
        }
        match self {
            Self::Leaving(rest) => rest.next(),
            Self::Bounded(map, _) => map.pop_front(),
            Self::Free(_) => None,
        }
    }
}

/// Things due, the earliest first.
pub struct Agenda<K> {
    things: BTreeMap<Alarm, K>,
    added: u64,
}

/// One entry of an agenda, to strike it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alarm(Instant, u64);

impl<K> Agenda<K> {
    pub(crate) fn new() -> Self {
        Self { things: BTreeMap::new(), added: 0 }
    }

    pub(crate) fn add(&mut self, at: Instant, what: K) -> Alarm {
        self.added += 1;
        let alarm = Alarm(at, self.added);
        self.things.insert(alarm, what);
        alarm
    }

    pub(crate) fn cancel(&mut self, alarm: Option<Alarm>) {
        if let Some(alarm) = alarm {
            self.things.remove(&alarm);
        }
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.things.first_key_value().map(|(alarm, _)| alarm.0)
    }

    pub(crate) fn take_due(&mut self, now: Instant) -> Option<K> {
        self.next().filter(|at| *at <= now)?;
        self.things.pop_first().map(|(_, what)| what)
    }

    /// In the order in which they are due.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &K> {
        self.things.values()
    }
}

/// So much later; a time nobody will see, where that is further than the clock goes.
pub(crate) fn after(at: Instant, time: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);
    at.checked_add(time).unwrap_or_else(|| at + FOR_EVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a list in order of use.
    #[test]
    fn the_idlest_key_is_forgotten() {
        fastrand::seed(7);
        let (mut map, mut model): (KeyMap<String, u32>, Vec<(String, u32)>) = (KeyMap::new(Some(4)), Vec::new());
        for value in 0..if cfg!(miri) { 100 } else { 10_000 } {
            let key = fastrand::u8(0..8).to_string();
            let known = model.iter().position(|(known, _)| *known == key).map(|at| model.remove(at));
            assert_eq!(map.touch(&key).copied(), known.as_ref().map(|(_, value)| *value));
            if fastrand::u8(0..4) == 0 {
                assert_eq!(map.remove(&key), known.map(|(_, value)| value));
                continue;
            }
            map.insert(key.clone(), value);
            model.push((key, value));
            let idlest = map.excess(0, |_| true).map(|(key, value)| (key.clone(), *value));
            assert_eq!(idlest, (model.len() > 4).then(|| model.remove(0)));
            idlest.into_iter().for_each(|(key, _)| assert!(map.remove(&key).is_some()));
        }
        let rest: Vec<u32> = std::iter::from_fn(|| map.take_any()).map(|(_, value)| value).collect();
        assert_eq!(rest, model.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_taken_one_by_one_may_grow_again() {
        let mut map = KeyMap::new(None);
        (0..10).for_each(|key| map.insert(key, key.to_string()));
        let (first, _) = map.take_any().expect("there are ten");
        map.insert(first, String::from("again"));
        let mut rest: Vec<_> = std::iter::from_fn(|| map.take_any()).collect();
        rest.sort();
        let again = |key: i32| if key == first { String::from("again") } else { key.to_string() };
        assert_eq!(rest, (0..10).map(|key| (key, again(key))).collect::<Vec<_>>());
    }
}
