//! The words that options start with.

/// An option's key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Key {
    Workers,
    Unordered,
    By,
    Keep,
    MaxKeys,
    Buffer,
    Overflow,
    Fuse,
    Batch,
    Within,
    Weight,
    MaxWeight,
    Split,
    Retry,
    RetryIf,
    Timeout,
    Rate,
    Breaker,
    Restart,
    RestartIf,
    MaxRestarts,
    Idle,
    Tick,
    Else,
    Time,
    Lateness,
    IdleInput,
    MaxSkew,
    Window,
    Trigger,
    Accumulating,
    Discarding,
    Emit,
    MaxWindows,
    Name,
    Prefer,
    On,
    Apart,
    AsOf,
    Kind,
}

/// How a key is written, and an example of the whole option.
const KEYS: [(&str, Key, &str); 40] = [
    ("workers", Key::Workers, "workers: 4"),
    ("unordered", Key::Unordered, "unordered"),
    ("by", Key::By, "by: |item| item.key"),
    ("keep", Key::Keep, "keep: 10min"),
    ("max_keys", Key::MaxKeys, "max_keys: 10_000"),
    ("buffer", Key::Buffer, "buffer: 100"),
    ("overflow", Key::Overflow, "overflow: drop_oldest"),
    ("fuse", Key::Fuse, "fuse: true"),
    ("batch", Key::Batch, "batch: 100"),
    ("within", Key::Within, "within: 1s"),
    ("weight", Key::Weight, "weight: |item| item.len()"),
    ("max_weight", Key::MaxWeight, "max_weight: 1_000_000"),
    ("split", Key::Split, "split"),
    ("retry", Key::Retry, "retry: 3"),
    ("retry_if", Key::RetryIf, "retry_if: |error| .."),
    ("timeout", Key::Timeout, "timeout: 2s"),
    ("rate", Key::Rate, "rate: 100 per 1s"),
    ("breaker", Key::Breaker, "breaker: Breaker::default()"),
    ("restart", Key::Restart, "restart: policy"),
    ("restart_if", Key::RestartIf, "restart_if: |error| .."),
    ("max_restarts", Key::MaxRestarts, "max_restarts: 3 per 5s"),
    ("idle", Key::Idle, "idle: 2s"),
    ("tick", Key::Tick, "tick: 1s"),
    ("else", Key::Else, "else: failed"),
    ("time", Key::Time, "time: |item| item.at"),
    ("lateness", Key::Lateness, "lateness: 10s"),
    ("idle_input", Key::IdleInput, "idle_input: 1min"),
    ("max_skew", Key::MaxSkew, "max_skew: 1h"),
    ("window", Key::Window, "window: tumbling(1min)"),
    ("trigger", Key::Trigger, "trigger: every(100)"),
    ("accumulating", Key::Accumulating, "accumulating"),
    ("discarding", Key::Discarding, "discarding"),
    ("emit", Key::Emit, "emit: |state, pane| .."),
    ("max_windows", Key::MaxWindows, "max_windows: 10_000"),
    ("name", Key::Name, "name: another_name"),
    ("prefer", Key::Prefer, "prefer: first"),
    ("on", Key::On, "on: (|a| &a.id, |b| &b.id)"),
    ("apart", Key::Apart, "apart: 10min"),
    ("as_of", Key::AsOf, "as_of"),
    ("kind", Key::Kind, "kind: left"),
];

/// Options that a later version will know.
pub(super) const LATER: [&str; 1] = ["reply"];

/// Words of other libraries, and what they are called here.
const ELSEWHERE: [(&str, &str); 19] = [
    ("or", "else"),
    ("catch", "else"),
    ("on_error", "else"),
    ("concurrency", "workers"),
    ("parallel", "workers"),
    ("parallelism", "workers"),
    ("threads", "workers"),
    ("attempts", "retry"),
    ("retries", "retry"),
    ("deadline", "timeout"),
    ("capacity", "buffer"),
    ("queue", "buffer"),
    ("key", "by"),
    ("group_by", "by"),
    ("throttle", "rate"),
    ("on_trigger", "emit"),
    ("allowed_lateness", "lateness"),
    ("limit", "rate"),
    ("circuit_breaker", "breaker"),
];

/// The option that a word of elsewhere means.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == word).map(|(_, here)| *here)
}

impl Key {
    pub(crate) fn of(word: &str) -> Option<Key> {
        KEYS.iter().find(|(known, ..)| *known == word).map(|(_, key, _)| *key)
    }

    /// The word itself.
    pub(crate) fn word(self) -> &'static str {
        self.row().0
    }

    /// An example, for errors.
    pub(crate) fn example(self) -> &'static str {
        self.row().2
    }

    /// Stands by itself, without a value.
    pub(crate) fn is_flag(self) -> bool {
        matches!(self, Key::Unordered | Key::Split | Key::Accumulating | Key::Discarding | Key::AsOf)
    }

    /// May stand by itself, and then means `true`.
    pub(crate) fn is_switch(self) -> bool {
        self == Key::Fuse
    }

    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        KEYS.iter().map(|(word, ..)| *word)
    }

    fn row(self) -> &'static (&'static str, Key, &'static str) {
        KEYS.iter().find(|(_, key, _)| *key == self).unwrap_or(&KEYS[0])
    }
}
