//! A point in event time.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::{Duration, SystemTime};

/// A point in time as items tell it: nanoseconds since the Unix epoch, from the year 1677 to 2262. What is beyond stays at the end
/// of that range, so that arithmetic never fails.
///
/// ```
/// use aqueduct_runtime::Timestamp;
/// use std::time::Duration;
///
/// let start = Timestamp::from_secs(1_700_000_000);
/// assert_eq!(start + Duration::from_millis(1), Timestamp::from_millis(1_700_000_000_001));
/// assert_eq!(start - Duration::from_secs(60), Timestamp::from_secs(1_699_999_940));
/// assert_eq!(Timestamp::from_secs(5).since(Timestamp::from_secs(2)), Duration::from_secs(3));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest.
    pub const MAX: Self = Self(i64::MAX);
    /// 1970-01-01 00:00:00 UTC.
    pub const EPOCH: Self = Self(0);

    /// So many seconds since the Unix epoch.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000_000))
    }

    /// So many milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// So many microseconds since the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros.saturating_mul(1_000))
    }

    /// So many nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Whole seconds since the Unix epoch, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000_000)
    }

    /// Whole milliseconds since the Unix epoch, rounded down.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Nanoseconds since the Unix epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// So many nanoseconds since the Unix epoch, or the nearest there is.
    pub(crate) fn clamped(nanos: i128) -> Self {
        Self(nanos.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }

    /// How long after `earlier` this is; nothing if it is not.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        let nanos = self.0 as i128 - earlier.0 as i128;
        Duration::from_nanos(if nanos < 0 { 0 } else { nanos as u64 })
    }
}

/// A duration as nanoseconds, as many as fit.
pub(crate) const fn nanos(duration: Duration) -> i64 {
    let nanos = duration.as_nanos();
    if nanos > i64::MAX as u128 { i64::MAX } else { nanos as i64 }
}

/// The same, up to the whole range of times.
const fn all_nanos(duration: Duration) -> u64 {
    let nanos = duration.as_nanos();
    if nanos > u64::MAX as u128 { u64::MAX } else { nanos as u64 }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(all_nanos(duration)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(all_nanos(duration)))
    }
}

/// Seconds since the Unix epoch: `1700000000.5s`.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.as_secs(), self.0.rem_euclid(1_000_000_000));
        match nanos {
            0 => write!(f, "{seconds}s"),
            _ => write!(f, "{seconds}.{}s", format!("{nanos:09}").trim_end_matches('0')),
        }
    }
}

/// What `time: |i| ..` may give.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no point in time for `time`",
    label = "this is `{Self}`",
    note = "give a `Timestamp` (`Timestamp::from_millis(i.at)`: a number alone does not say its unit), a `SystemTime`, or a `Duration` since the Unix epoch"
)]
pub trait IsTimestamp {
    /// The same, as a [`Timestamp`].
    fn timestamp(self) -> Timestamp;
}

impl IsTimestamp for Timestamp {
    #[inline]
    fn timestamp(self) -> Timestamp {
        self
    }
}

/// Since the Unix epoch.
impl IsTimestamp for Duration {
    #[inline]
    fn timestamp(self) -> Timestamp {
        Timestamp::EPOCH + self
    }
}

impl IsTimestamp for SystemTime {
    fn timestamp(self) -> Timestamp {
        match self.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => Timestamp::EPOCH + since,
            Err(before) => Timestamp::EPOCH - before.duration(),
        }
    }
}
