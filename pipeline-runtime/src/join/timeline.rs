//! The items of one side and one key, in the order of their times.

use std::collections::VecDeque;
use std::time::Duration;

use crate::time::{Timestamp, Window};

pub(super) struct Timeline<T>(VecDeque<Held<T>>);

/// An item that may find a partner still.
pub(super) struct Held<T> {
    pub(super) at: Timestamp,
    pub(super) item: T,
    /// It has come out, in a pair or alone, and has been counted.
    pub(super) came_out: bool,
}

impl<T> Held<T> {
    pub(super) fn new(at: Timestamp, item: T) -> Self {
        Self { at, item, came_out: false }
    }
}

impl<T> Timeline<T> {
    pub(super) fn new() -> Self {
        Self(VecDeque::new())
    }

    /// Behind all that are not later: of equal times the first that came is the first. Mostly that is the end.
    pub(super) fn insert(&mut self, held: Held<T>) {
        let place = match self.0.back() {
            Some(last) if last.at > held.at => self.0.partition_point(|earlier| earlier.at <= held.at),
            _ => self.0.len(),
        };
        self.0.insert(place, held);
    }

    /// In the place of one that has the very time, which is given back.
    pub(super) fn replace(&mut self, held: Held<T>) -> Option<Held<T>> {
        match self.0.binary_search_by_key(&held.at, |other| other.at) {
            Ok(same) => Some(std::mem::replace(&mut self.0[same], held)),
            Err(place) => {
                self.0.insert(place, held);
                None
            }
        }
    }

    /// Those at most `apart` from a time.
    pub(super) fn near(&mut self, at: Timestamp, apart: Duration) -> impl Iterator<Item = &mut Held<T>> {
        let (from, to) = (at - apart, at + apart);
        let first = self.0.partition_point(|held| held.at < from);
        let behind = self.0.partition_point(|held| held.at <= to);
        self.0.range_mut(first..behind)
    }

    /// Those in a window. The last of all times is in one that ends there, since nothing ends later.
    pub(super) fn within(&mut self, window: Window) -> impl Iterator<Item = &mut Held<T>> {
        let first = self.0.partition_point(|held| held.at < window.start);
        let behind = self.0.partition_point(|held| held.at < window.end || window.end == Timestamp::MAX);
        self.0.range_mut(first..behind)
    }

    /// The last that is not later than a time.
    pub(super) fn last_by(&mut self, at: Timestamp) -> Option<&mut Held<T>> {
        let behind = self.0.partition_point(|held| held.at <= at);
        self.0.get_mut(behind.checked_sub(1)?)
    }

    pub(super) fn first(&self) -> Option<&T> {
        self.0.front().map(|held| &held.item)
    }

    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.0.front().map(|held| held.at)
    }

    /// The time of the second one.
    pub(super) fn second(&self) -> Option<Timestamp> {
        self.0.get(1).map(|held| held.at)
    }

    pub(super) fn take_oldest(&mut self) -> Option<Held<T>> {
        self.0.pop_front()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
