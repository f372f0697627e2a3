//! Rows of results as text, and days and minutes of timestamps.

use super::events::Bid;
use aqueduct::prelude::*;
use std::fmt::Display;

/// A row of a result.
pub(crate) trait Row {
    /// Its columns, with `|` between them.
    fn text(&self) -> String;
}

impl Row for Bid {
    fn text(&self) -> String {
        (self.auction, self.bidder, self.price, self.date_time, &self.extra).text()
    }
}

macro_rules! row {
    ($first:ident $($column:ident)*) => {
        impl<$first: Display, $($column: Display),*> Row for ($first, $($column),*) {
            #[allow(non_snake_case)]
            fn text(&self) -> String {
                let ($first, $($column),*) = self;
                [$first.to_string(), $($column.to_string()),*].join("|")
            }
        }
        row!($($column)*);
    };
    () => {};
}

row!(A B C D E F G H I J K L M N O);

/// The day of a timestamp in UTC, as `2024-02-29`.
pub(crate) fn day(at: Timestamp) -> String {
    // Years that begin in March: the day that some years lack is then the last one.
    let days = at.as_secs().div_euclid(86_400) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let since_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * since_march + 2) / 5 + 1;
    let month = (since_march + 2) % 12 + 1;
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + i64::from(month <= 2))
}

/// The hour of the day of a timestamp in UTC.
pub(crate) fn hour(at: Timestamp) -> i64 {
    at.as_secs().div_euclid(3_600).rem_euclid(24)
}

/// The minute of a timestamp in UTC, as `18:45`.
pub(crate) fn minute(at: Timestamp) -> String {
    format!("{:02}:{:02}", hour(at), at.as_secs().div_euclid(60).rem_euclid(60))
}
