//! The options of a node, as generated code passes them.

use std::time::Duration;

use crate::budget::Budget;
use crate::builder::Builder;
use crate::chain::BatchOptions;
use crate::edge::Overflow;
use crate::keys::KeepOptions;
use crate::rate::Rate;
use crate::retry::{Intensity, Retries, Retry};

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty),+ $(,)?) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(self, $name: $ty) -> Self {
            Self { $name: $name.into(), ..self }
        }
    )+};
}

/// What stands in a node's braces, but for what needs a type of its own.
#[derive(Clone, Debug)]
pub struct NodeOptions {
    pub(crate) workers: usize,
    pub(crate) unordered: bool,
    pub(crate) buffer: Option<usize>,
    pub(crate) overflow: Overflow,
    pub(crate) batch: Option<usize>,
    pub(crate) within: Option<Duration>,
    pub(crate) max_weight: Option<u64>,
    pub(crate) split: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) rate_per_key: bool,
    pub(crate) max_restarts: Option<Intensity>,
    pub(crate) idle: Option<Duration>,
    pub(crate) tick: Option<Duration>,
    pub(crate) keep: Option<Duration>,
    pub(crate) max_keys: Option<usize>,
    pub(crate) retry: Option<Retry>,
    pub(crate) budget: Option<Budget>,
    pub(crate) restart: Option<Retry>,
    pub(crate) rate: Option<Rate>,
}

impl Default for NodeOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl NodeOptions {
    /// No options.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            workers: 1,
            unordered: false,
            buffer: None,
            overflow: Overflow::Block,
            batch: None,
            within: None,
            max_weight: None,
            split: false,
            timeout: None,
            rate_per_key: false,
            max_restarts: None,
            idle: None,
            tick: None,
            keep: None,
            max_keys: None,
            retry: None,
            budget: None,
            restart: None,
            rate: None,
        }
    }

    setters! {
        /// `workers: n`
        workers: usize,
        /// `unordered`
        unordered: bool,
        /// `buffer: n`
        buffer: usize,
        /// `overflow: ..`
        overflow: Overflow,
        /// `batch: n`
        batch: usize,
        /// `within: d`
        within: Duration,
        /// `max_weight: n`
        max_weight: u64,
        /// `split`
        split: bool,
        /// `timeout: d`
        timeout: Duration,
        /// `.. per key`
        rate_per_key: bool,
        /// `max_restarts: n per d`
        max_restarts: Intensity,
        /// `idle: d`
        idle: Duration,
        /// `tick: d`
        tick: Duration,
        /// `keep: d`
        keep: Duration,
        /// `max_keys: n`
        max_keys: usize,
    }

    /// `retry: n` or a policy
    #[must_use]
    pub fn retry(self, retry: impl Into<Retries>) -> Self {
        let Retries { retry, budget } = retry.into();
        Self { retry: Some(retry), budget, ..self }
    }

    /// `restart: n` or a policy
    #[must_use]
    pub fn restart(self, restart: impl Into<Retry>) -> Self {
        Self { restart: Some(restart.into()), ..self }
    }

    /// `rate: n per d`, or a shared one
    #[must_use]
    pub fn rate(self, rate: &Rate) -> Self {
        Self { rate: Some(rate.clone()), ..self }
    }

    pub(crate) fn batching(&self) -> BatchOptions {
        // A weight alone bounds the items too: of those that weigh nothing there are at most as many as may weigh 1.
        let most = self.max_weight.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let batch = BatchOptions::new(self.batch.unwrap_or(most));
        BatchOptions {
            within: self.within.unwrap_or(batch.within),
            max_weight: self.max_weight.unwrap_or(batch.max_weight),
            ..batch
        }
    }

    /// Whether its items come in batches.
    pub(crate) fn gathers(&self) -> bool {
        self.batch.is_some() || self.max_weight.is_some()
    }

    pub(crate) fn keeping(&self) -> KeepOptions {
        KeepOptions { max_keys: self.max_keys, keep: self.keep, idle: self.idle, tick: self.tick }
    }

    /// What the macro could not check, because it is computed: the same rules, in the same words.
    pub(crate) fn check(&self, node: &'static str, b: &mut Builder) {
        let weight = self.max_weight.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        let counts = [
            ("workers", Some(self.workers)),
            ("buffer", self.buffer),
            ("batch", self.batch),
            ("max_weight", weight),
            ("max_keys", self.max_keys),
        ];
        counts.into_iter().for_each(|(name, count)| b.check_count(node, name, count));
        let times = [
            ("within", self.within),
            ("timeout", self.timeout),
            ("idle", self.idle),
            ("tick", self.tick),
            ("keep", self.keep),
        ];
        times.into_iter().for_each(|(name, time)| b.check_time(node, name, time));
    }
}
