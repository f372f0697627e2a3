//! When a window is emitted, and how what comes out of it names key and window.

use std::sync::Arc;
use std::time::Duration;

use super::window::{Open, Window};
use crate::builder::Builder;

/// When a window's state is emitted.
pub struct Firing<S> {
    count: Option<u64>,
    every: Option<u64>,
    when: Option<Arc<dyn Fn(&S) -> bool + Send + Sync>>,
    pub(super) period: Option<Duration>,
    pub(super) lateness: Duration,
    pub(super) max_windows: usize,
}

/// So many states may be open in the windows of a node unless it says otherwise.
pub const MAX_WINDOWS: usize = 1 << 20;

impl<S> Default for Firing<S> {
    fn default() -> Self {
        Self { count: None, every: None, when: None, period: None, lateness: Duration::ZERO, max_windows: MAX_WINDOWS }
    }
}

impl<S> Firing<S> {
    /// Once, when the watermark reaches the end of the window.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `window: count(n)`: a key's window ends with so many items.
    #[must_use]
    pub fn count(self, items: usize) -> Self {
        Self { count: Some(items as u64), ..self }
    }

    /// `trigger: every(n)`: after so many items of a key and window, too.
    #[must_use]
    pub fn every(self, items: usize) -> Self {
        Self { every: Some(items as u64), ..self }
    }

    /// `trigger: |state| ..`: after an item that makes this true of a key's state in a window, too.
    #[must_use]
    pub fn when(self, test: impl Fn(&S) -> bool + Send + Sync + 'static) -> Self {
        Self { when: Some(Arc::new(test)), ..self }
    }

    /// `trigger: periodically(d)`: so often by the clock, too, whatever has changed since.
    #[must_use]
    pub fn periodically(self, period: Duration) -> Self {
        Self { period: Some(period), ..self }
    }

    /// `lateness`: how far the watermark may be past a window's end until its items are late.
    #[must_use]
    pub fn lateness(self, lateness: Duration) -> Self {
        Self { lateness, ..self }
    }

    /// `max_windows`: how many states may be open; beyond, the earliest window is emitted early.
    #[must_use]
    pub fn max_windows(self, most: usize) -> Self {
        Self { max_windows: most, ..self }
    }

    /// Each window is emitted once, when it has ended.
    pub(super) fn emits_once(&self) -> bool {
        !self.has_trigger() && self.period.is_none() && self.lateness.is_zero()
    }

    /// Whether an item can make it time to emit.
    pub(super) fn has_trigger(&self) -> bool {
        self.count.is_some() || self.every.is_some() || self.when.is_some()
    }

    /// Whether an item has made it time to emit.
    pub(super) fn fires(&self, open: &Open<S>) -> bool {
        self.is_full(open)
            || self.every.is_some_and(|every| open.fresh >= every)
            || self.when.as_ref().is_some_and(|when| when(&open.state))
    }

    /// Whether the window has ended by its number of items.
    pub(super) fn is_full(&self, open: &Open<S>) -> bool {
        self.count.is_some_and(|count| open.taken >= count)
    }

    /// What each of so many workers may have open.
    pub(crate) fn shared_by(&self, workers: usize) -> Self {
        let Self { count, every, period, lateness, max_windows, .. } = *self;
        Self { count, every, when: self.when.clone(), period, lateness, max_windows: max_windows.div_ceil(workers) }
    }

    pub(crate) fn check(&self, node: &'static str, b: &mut Builder) {
        let count = |items: Option<u64>| items.map(|items| usize::try_from(items).unwrap_or(usize::MAX));
        b.check_count(node, "window", count(self.count));
        b.check_count(node, "trigger", count(self.every));
        b.check_time(node, "trigger", self.period);
        b.check_count(node, "max_windows", Some(self.max_windows));
    }
}

/// What is emitted of a key and a window.
pub trait Emission<K, V>: 'static {
    /// The item.
    type Out: Send + 'static;
    #[doc(hidden)]
    fn of(key: K, window: Window, value: V) -> Self::Out;
}

/// `(key, window, state)`
pub enum ByKeyAndWindow {}

/// `(window, state)`, without `by`.
pub enum ByWindow {}

/// `(key, state)`, of windows that are no spans of time.
pub enum ByKey {}

/// The state alone, of such windows without `by`.
pub enum Alone {}

impl<K: Send + 'static, V: Send + 'static> Emission<K, V> for ByKeyAndWindow {
    type Out = (K, Window, V);

    fn of(key: K, window: Window, value: V) -> Self::Out {
        (key, window, value)
    }
}

impl<V: Send + 'static> Emission<(), V> for ByWindow {
    type Out = (Window, V);

    fn of(_key: (), window: Window, value: V) -> Self::Out {
        (window, value)
    }
}

impl<K: Send + 'static, V: Send + 'static> Emission<K, V> for ByKey {
    type Out = (K, V);

    fn of(key: K, _window: Window, value: V) -> Self::Out {
        (key, value)
    }
}

impl<V: Send + 'static> Emission<(), V> for Alone {
    type Out = V;

    fn of(_key: (), _window: Window, value: V) -> V {
        value
    }
}
