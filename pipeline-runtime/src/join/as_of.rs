//! What a `join` with `as_of` keeps: the versions of each key of the right side, for as long as a left item may ask for them, and
//! the left items whose version may come still.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::pairing::{Came, Pairing};
use super::scheduled::{Scheduled, touch};
use super::timeline::{Held, Timeline};
use super::{Another, JoinKind};
use crate::keys::KeyBy;
use crate::takes::op;
use crate::time::Timestamp;

/// Each left item meets, once, the version of its key that held at its time: the latest one not after it. It waits until no
/// older version is expected, so left items come out in the order of their times. By the clock nothing is older than what has
/// come, so it meets the newest at once.
pub(crate) struct AsOf<A, B, L: KeyBy<A>, R, J> {
    on: (L, R),
    copy: Another<op::join, B>,
    /// A key's oldest version goes when the second one holds for all that is to come; the only one stays.
    versions: Scheduled<L::Key, Timeline<B>>,
    /// By their times, and a number, for several of one time.
    waiting: BTreeMap<(Timestamp, u64), A>,
    numbered: u64,
    watermark: Timestamp,
    has_ended: bool,
    /// Items have times of their own, so something older may come later.
    in_time: bool,
    kind: PhantomData<fn() -> J>,
}

/// When a key's oldest version goes.
fn goes<B>(versions: &Timeline<B>) -> Timestamp {
    versions.second().unwrap_or(Timestamp::MAX)
}

impl<A, B, L, R, J> AsOf<A, B, L, R, J>
where
    L: KeyBy<A>,
    R: KeyBy<B, Key = L::Key>,
    J: JoinKind<A, B>,
{
    pub(crate) fn new(on: (L, R), max_keys: Option<usize>, copy: Another<op::join, B>, in_time: bool) -> Self {
        let (versions, waiting) = (Scheduled::new(max_keys), BTreeMap::new());
        let watermark = Timestamp::MIN;
        Self { on, copy, versions, waiting, numbered: 0, watermark, has_ended: false, in_time, kind: PhantomData }
    }

    fn meet(&mut self, at: Timestamp, item: A, came: &mut Came<J::Out>) {
        let versions = touch(&self.on.0, &mut self.versions, &item);
        let out = match versions.and_then(|(versions, _)| versions.last_by(at)) {
            Some(version) => {
                let copy = (self.copy)(&version.item).item;
                came.comes_out(version);
                Some(J::pair(item, copy))
            }
            None => J::left(item),
        };
        match out {
            Some(out) => {
                came.done += 1;
                came.items.push((at, out));
            }
            None => came.filtered += 1,
        }
    }

    /// The next item for which no older version is expected.
    fn meet_next(&mut self, came: &mut Came<J::Out>) -> bool {
        let Some(first) = self.waiting.first_entry().filter(|first| self.has_ended || first.key().0 < self.watermark)
        else {
            return false;
        };
        let (at, _) = *first.key();
        let item = first.remove();
        self.meet(at, item, came);
        true
    }

    /// The next version that no item to come can ask for.
    fn forget_next(&mut self, came: &mut Came<J::Out>) -> bool {
        if !self.versions.first().is_some_and(|at| self.has_ended || at <= self.watermark && at < Timestamp::MAX) {
            return false;
        }
        if let Some((key, versions)) = self.versions.take_first() {
            versions.take_oldest().into_iter().for_each(|version| came.goes(&version));
            match versions.oldest() {
                Some(_) => {
                    let due = goes(versions);
                    self.versions.put_off(key, due);
                }
                None => drop(self.versions.remove(&key)),
            }
        }
        true
    }

    /// How many keys are kept, versions of all of them, and waiting items.
    #[cfg(test)]
    pub(super) fn kept(&self) -> (usize, usize, usize) {
        (self.versions.len(), self.versions.values().map(Timeline::len).sum(), self.waiting.len())
    }
}

impl<A, B, L, R, J> Pairing for AsOf<A, B, L, R, J>
where
    A: Send + 'static,
    B: Send + 'static,
    L: KeyBy<A>,
    R: KeyBy<B, Key = L::Key>,
    J: JoinKind<A, B>,
{
    type Left = A;
    type Right = B;
    type Out = J::Out;
    const ALONE: bool = false;

    fn left(&mut self, at: Timestamp, item: A, came: &mut Came<J::Out>) -> Option<A> {
        if !self.in_time {
            self.meet(at, item, came);
            return None;
        }
        if at < self.watermark {
            return Some(item);
        }
        self.numbered += 1;
        self.waiting.insert((at, self.numbered), item);
        None
    }

    /// Of versions of the very same time the last that came holds.
    fn right(&mut self, at: Timestamp, item: B, came: &mut Came<J::Out>) -> Option<B> {
        let on = &self.on.1;
        let Some((versions, due)) = touch(on, &mut self.versions, &item) else {
            let (key, mut versions) = (on.key(&item), Timeline::new());
            versions.insert(Held::new(at, item));
            if let Some(mut idlest) = self.versions.insert(key, Timestamp::MAX, versions) {
                came.forgotten += 1;
                std::iter::from_fn(|| idlest.take_oldest()).for_each(|version| came.goes(&version));
            }
            return None;
        };
        // Another one holds for all that is to come.
        if versions.last_by(self.watermark).is_some_and(|newer| at < newer.at) {
            return Some(item);
        }
        versions.replace(Held::new(at, item)).into_iter().for_each(|replaced| came.goes(&replaced));
        if !self.in_time && versions.second().is_some() {
            versions.take_oldest().into_iter().for_each(|version| came.goes(&version));
        }
        let now_due = goes(versions);
        if let Some(first) = versions.first().filter(|_| now_due != due) {
            let key = on.key(first);
            self.versions.put_off(key, now_due);
        }
        None
    }

    fn watermark(&mut self, to: Timestamp) {
        self.watermark = self.watermark.max(to);
    }

    fn end(&mut self) {
        self.has_ended = true;
    }

    /// Versions go when all who could ask for them have.
    fn let_go(&mut self, came: &mut Came<J::Out>) -> bool {
        self.meet_next(came) || self.forget_next(came)
    }

    /// By the clock nothing waits.
    fn due(&self) -> Option<Timestamp> {
        None
    }
}
