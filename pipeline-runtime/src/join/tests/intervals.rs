//! What a `join` with `apart` keeps, against nested loops over everything that ever came.

use std::time::Duration;

use super::{Emits, Event, Item, On, Outcome, at, events, finish, on, reach, sorted, taken};
use crate::join::{Came, FullJoin, InnerJoin, Intervals, JoinKind, LeftJoin, Pairing, Repeats, RightJoin};
use crate::time::Timestamp;

type Core<J> = Intervals<Item, Item, On, On, J>;

fn core<J: JoinKind<Item, Item>>(apart: u64, max_keys: Option<usize>) -> Core<J> {
    let apart = Duration::from_nanos(apart);
    Intervals::new(on(), apart, max_keys, (|item| Repeats::another(item), |item| Repeats::another(item)))
}

/// An item as the model keeps it: for ever.
struct Known {
    is_left: bool,
    at: i64,
    item: Item,
    paired: bool,
    gone: bool,
}

/// The plainest join there is: each item is compared with all others.
struct Model {
    apart: u64,
    watermark: i64,
    known: Vec<Known>,
}

impl Model {
    fn step(&mut self, event: Event) -> Vec<Outcome> {
        match event {
            Event::Left(at, item) => self.item(true, at, item),
            Event::Right(at, item) => self.item(false, at, item),
            Event::Watermark(to) => {
                self.watermark = self.watermark.max(to);
                self.expire(self.watermark.into())
            }
        }
    }

    fn is_over(&self, at: i64, watermark: i128) -> bool {
        i128::from(at) + i128::from(self.apart) < watermark
    }

    fn item(&mut self, is_left: bool, at: i64, item: Item) -> Vec<Outcome> {
        if self.is_over(at, self.watermark.into()) {
            return Vec::new();
        }
        let (mut out, mut paired) = (Vec::new(), false);
        for other in self.known.iter_mut().filter(|other| !other.gone && other.is_left != is_left) {
            let distance = (i128::from(other.at) - i128::from(at)).unsigned_abs();
            if other.item.0 == item.0 && distance <= u128::from(self.apart) {
                (other.paired, paired) = (true, true);
                out.push(if is_left { (Some(item), Some(other.item)) } else { (Some(other.item), Some(item)) });
            }
        }
        self.known.push(Known { is_left, at, item, paired, gone: false });
        out
    }

    fn expire(&mut self, watermark: i128) -> Vec<Outcome> {
        let mut out = Vec::new();
        for at in 0..self.known.len() {
            let over = self.is_over(self.known[at].at, watermark);
            let known = &mut self.known[at];
            if over && !known.gone {
                known.gone = true;
                let alone = if known.is_left { (Some(known.item), None) } else { (None, Some(known.item)) };
                out.extend((!known.paired).then_some(alone));
            }
        }
        out
    }
}

/// Bounds that meet, miss by one, and overflow.
fn apart(dice: &mut fastrand::Rng) -> u64 {
    [0, 1, 3, 10, u64::MAX / 2, u64::MAX - 1, u64::MAX][dice.usize(0..7)]
}

fn agrees<J: Emits>(seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let length = dice.usize(0..if cfg!(miri) { 20 } else { 120 });
    let (apart, shape) = (apart(&mut dice), dice.u8(0..4));
    let events = events(&mut dice, shape, length);
    let (mut core, mut came) = (core::<J>(apart, None), Came::new());
    let mut model = Model { apart, watermark: i64::MIN, known: Vec::new() };
    let (mut items, mut late, mut given_back) = (0, 0, 0);
    for event in &events {
        items += u64::from(!matches!(event, Event::Watermark(_)));
        let before = model.known.len();
        let mut expected = model.step(*event);
        late += u64::from(!matches!(event, Event::Watermark(_)) && model.known.len() == before);
        expected.retain(J::keeps);
        expected.sort();
        given_back += event.step(&mut core, &mut came);
        assert_eq!(sorted::<J>(&mut came), expected, "seed {seed}: {event:?} of {events:?}, {apart} apart");
        // No more is kept than may find a partner.
        assert!(core.due().is_none_or(|due| due > super::at(model.watermark) || due == Timestamp::MAX), "seed {seed}");
    }
    let mut expected = model.expire(i128::MAX);
    expected.retain(J::keeps);
    expected.sort();
    finish(&mut core, &mut came);
    assert_eq!(sorted::<J>(&mut came), expected, "seed {seed}: at the end of {events:?}, {apart} apart");
    let came = (came.done + came.filtered, given_back, core.due());
    assert_eq!(came, (items - late, late, None), "seed {seed}: each item came to something once");
}

#[test]
fn all_kinds_are_what_nested_loops_give() {
    for seed in 0..if cfg!(miri) { 5 } else { 1_000 } {
        agrees::<InnerJoin>(seed);
        agrees::<LeftJoin>(seed);
        agrees::<RightJoin>(seed);
        agrees::<FullJoin>(seed);
    }
}

/// The model's word is not taken for it: where nothing comes late, each pair of all items is there once.
#[test]
fn every_pair_within_the_bound_once() {
    let mut dice = fastrand::Rng::with_seed(5);
    let items: Vec<(bool, i64, Item)> =
        (0..400).map(|n| (dice.bool(), dice.i64(-100..100), (dice.u8(0..4), n))).collect();
    let mut expected = Vec::new();
    for (_, left_at, left) in items.iter().filter(|item| item.0) {
        for (_, right_at, right) in items.iter().filter(|item| !item.0) {
            if left.0 == right.0 && left_at.abs_diff(*right_at) <= 7 {
                expected.push((*left, *right));
            }
        }
    }
    expected.sort();
    let (mut core, mut came) = (core::<InnerJoin>(7, None), Came::new());
    for (is_left, at, item) in items {
        match is_left {
            true => core.left(super::at(at), item, &mut came),
            false => core.right(super::at(at), item, &mut came),
        };
    }
    let mut items = taken(&mut came);
    items.sort();
    assert!(expected.len() > 500);
    assert_eq!(items, expected);
}

#[test]
fn pairs_and_what_is_alone_come_in_the_order_of_their_times() {
    let (mut core, mut came) = (core::<FullJoin>(5, None), Came::new());
    for (at, number) in [(3, 1), (1, 2), (2, 3), (1, 4)] {
        core.left(super::at(at), (0, number), &mut came);
    }
    core.left(at(2), (1, 5), &mut came);
    core.right(at(4), (0, 10), &mut came);
    let pairs: Vec<_> = taken(&mut came).into_iter().map(|(left, _)| left.unwrap().1).collect();
    assert_eq!(pairs, [2, 4, 3, 1], "the older first, of equal times the one that came first");
    core.right(at(9), (0, 11), &mut came);
    core.right(at(20), (1, 12), &mut came);
    assert_eq!(came.items.len(), 0);
    reach(&mut core, 100, &mut came);
    let alone: Vec<_> = taken(&mut came).into_iter().map(|(left, right)| left.or(right).unwrap().1).collect();
    assert_eq!(alone, [5, 11, 12]);
    assert_eq!((came.done, came.filtered, core.due()), (8, 0, None));
}

/// At `apart` after its time an item may still find a partner, and from then on it cannot.
#[test]
fn an_item_goes_when_its_time_is_over() {
    let (mut core, mut came) = (core::<LeftJoin>(10, None), Came::new());
    core.left(at(5), (0, 1), &mut came);
    core.left(at(5), (1, 2), &mut came);
    assert_eq!(core.due(), Some(at(16)));
    reach(&mut core, 15, &mut came);
    core.right(at(15), (0, 3), &mut came);
    assert_eq!(taken(&mut came), [((0, 1), Some((0, 3)))]);
    reach(&mut core, 16, &mut came);
    assert_eq!(taken(&mut came), [((1, 2), None)]);
    // Too late for any pair, also for one with what still waits.
    let late = core.left(at(5), (0, 4), &mut came);
    assert_eq!((came.items.len(), late), (0, Some((0, 4))));
    // A watermark that goes back changes nothing.
    reach(&mut core, 0, &mut came);
    let late = core.left(at(5), (0, 5), &mut came);
    assert_eq!((late, core.due()), (Some((0, 5)), Some(at(26))));
}

/// A key that is used stays, the idlest goes, with what it has.
#[test]
fn of_too_many_keys_the_idlest_goes() {
    let (mut core, mut came) = (core::<FullJoin>(1_000, Some(2)), Came::new());
    core.left(at(0), (1, 1), &mut came);
    core.left(at(0), (2, 2), &mut came);
    core.right(at(1), (1, 3), &mut came);
    assert_eq!((came.items.drain(..).count(), came.done), (1, 2));
    core.right(at(2), (3, 4), &mut came);
    assert_eq!(taken(&mut came), [(Some((2, 2)), None)]);
    assert_eq!((came.forgotten, came.done), (1, 3));
    // What has gone finds no partner any more, and what is left does.
    core.right(at(3), (2, 5), &mut came);
    assert_eq!((came.items.drain(..).count(), came.forgotten), (0, 2), "key 1 goes: both of its items had their pair");
    core.left(at(4), (3, 6), &mut came);
    assert_eq!(taken(&mut came), [(Some((3, 6)), Some((3, 4)))]);
    finish(&mut core, &mut came);
    assert_eq!(taken(&mut came), [(None, Some((2, 5)))]);
    assert_eq!((came.done, came.filtered, core.due()), (6, 0, None));
}

/// With few keys, nobody holds more of them than may be, whatever comes.
#[test]
fn the_number_of_keys_is_bounded() {
    let mut dice = fastrand::Rng::with_seed(3);
    let (mut core, mut came) = (core::<InnerJoin>(50, Some(3)), Came::new());
    let mut late = 0;
    for number in 0..if cfg!(miri) { 100 } else { 5_000 } {
        let (at, item) = (i64::from(number) + dice.i64(-20..20), (dice.u8(..), number));
        let event = if dice.bool() { Event::Left(at, item) } else { Event::Right(at, item) };
        late += event.step(&mut core, &mut came);
        reach(&mut core, i64::from(number) - 20, &mut came);
        assert!(core.keys() <= 3);
    }
    finish(&mut core, &mut came);
    assert_eq!(came.done + came.filtered + late, if cfg!(miri) { 100 } else { 5_000 });
    assert_eq!(core.keys(), 0);
}
