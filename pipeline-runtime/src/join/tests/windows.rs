//! What a `join` with `window` keeps, against a model that keeps everything and looks at each window by itself.

use std::time::Duration;

use super::{Emits, Event, Item, On, Outcome, at, events, finish, on, reach, taken};
use crate::join::{Came, FullJoin, InWindows, InnerJoin, JoinKind, LeftJoin, Pairing, Repeats, RightJoin, Spans};

type Core<J> = InWindows<Item, Item, On, On, J>;

fn core<J: JoinKind<Item, Item>>(size: u64, every: u64, max_keys: Option<usize>) -> Core<J> {
    let spans = Spans::new(Duration::from_nanos(size), Duration::from_nanos(every));
    InWindows::new(on(), spans, max_keys, (|item| Repeats::another(item), |item| Repeats::another(item)))
}

/// The plainest one there is: each window has a list of what is in it.
struct Model {
    size: i64,
    every: i64,
    watermark: i64,
    /// Start, left items and right items of each window that is open.
    open: Vec<(i64, [Vec<Item>; 2])>,
    late: u64,
}

/// The last time of a window, and what comes out of it.
type Stamped = (i64, Outcome);

fn outcome(side: usize, own: Item, other: Option<Item>) -> Outcome {
    if side == 0 { (Some(own), other) } else { (other, Some(own)) }
}

impl Model {
    fn step(&mut self, event: Event) -> Vec<Stamped> {
        match event {
            Event::Left(at, item) => self.item(0, at, item),
            Event::Right(at, item) => self.item(1, at, item),
            Event::Watermark(to) => {
                self.watermark = self.watermark.max(to);
                self.close(self.watermark)
            }
        }
    }

    fn item(&mut self, side: usize, at: i64, item: Item) -> Vec<Stamped> {
        let starts: Vec<_> = (at - self.size + 1..=at).filter(|start| start.rem_euclid(self.every) == 0).collect();
        let mut out = Vec::new();
        self.late += u64::from(!starts.is_empty() && starts.iter().all(|start| start + self.size <= self.watermark));
        for start in starts.into_iter().filter(|start| start + self.size > self.watermark) {
            if !self.open.iter().any(|open| open.0 == start) {
                self.open.push((start, [Vec::new(), Vec::new()]));
            }
            let (_, sides) = self.open.iter_mut().find(|open| open.0 == start).unwrap();
            let partners = sides[1 - side].iter().filter(|other| other.0 == item.0);
            out.extend(partners.map(|other| (start + self.size - 1, outcome(side, item, Some(*other)))));
            sides[side].push(item);
        }
        out
    }

    fn close(&mut self, watermark: i64) -> Vec<Stamped> {
        let (mut out, size) = (Vec::new(), self.size);
        for (start, sides) in self.open.extract_if(.., |open| open.0 + size <= watermark) {
            for side in [0, 1] {
                let alone = sides[side].iter().filter(|own| !sides[1 - side].iter().any(|other| other.0 == own.0));
                out.extend(alone.map(|own| (start + size - 1, outcome(side, *own, None))));
            }
        }
        out
    }

    /// How many items are in a window that is open.
    fn held(&self) -> usize {
        let mut held: Vec<_> = self.open.iter().flat_map(|(_, sides)| sides.iter().flatten()).collect();
        held.sort();
        held.dedup();
        held.len()
    }
}

fn out<J: Emits>(came: &mut Came<J::Out>) -> Vec<Stamped> {
    let mut out: Vec<_> = came.items.drain(..).map(|(at, item)| (at.as_nanos(), J::outcome(item))).collect();
    out.sort();
    out
}

fn agrees<J: Emits>(seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let length = dice.usize(0..if cfg!(miri) { 20 } else { 120 });
    let (size, shape) = (dice.i64(1..12), dice.u8(0..3));
    let every = if dice.bool() { size } else { dice.i64(1..12) };
    let events = events(&mut dice, shape, length);
    let (mut core, mut came) = (core::<J>(size.unsigned_abs(), every.unsigned_abs(), None), Came::new());
    let mut model = Model { size, every, watermark: i64::MIN, open: Vec::new(), late: 0 };
    let mut late = 0;
    let says = |event| format!("seed {seed}: {event:?} of {events:?}, {size} every {every}");
    let expect = |mut expected: Vec<Stamped>| {
        expected.retain(|(_, outcome)| J::keeps(outcome));
        expected.sort();
        expected
    };
    for event in &events {
        let expected = expect(model.step(*event));
        late += event.step(&mut core, &mut came);
        assert_eq!(out::<J>(&mut came), expected, "{}", says(Some(event)));
        assert_eq!(core.kept().1, model.held(), "{}", says(Some(event)));
        assert!(core.due().is_none_or(|due| due.as_nanos() > model.watermark), "{}", says(Some(event)));
    }
    let expected = expect(model.close(i64::MAX));
    finish(&mut core, &mut came);
    assert_eq!(out::<J>(&mut came), expected, "{}", says(None));
    let items = events.iter().filter(|event| !matches!(event, Event::Watermark(_))).count() as u64;
    assert_eq!((late, came.done + came.filtered), (model.late, items - model.late), "{}", says(None));
    assert_eq!((core.kept(), core.due()), ((0, 0), None));
}

#[test]
fn all_kinds_are_what_each_window_gives() {
    for seed in 0..if cfg!(miri) { 5 } else { 1_000 } {
        agrees::<InnerJoin>(seed);
        agrees::<LeftJoin>(seed);
        agrees::<RightJoin>(seed);
        agrees::<FullJoin>(seed);
    }
}

/// What is at either end of all times meets there, and each item comes to something once.
#[test]
fn times_far_off_are_in_windows_too() {
    for seed in 0..if cfg!(miri) { 5 } else { 500 } {
        let mut dice = fastrand::Rng::with_seed(seed);
        let [size, every] = [0; 2].map(|_: u64| [1, 2, 7, u64::MAX / 4][dice.usize(0..4)]);
        // As many windows as there are in it.
        let every = every.max(size / 8);
        let (mut core, mut came) = (core::<FullJoin>(size, every, None), Came::new());
        let events = events(&mut dice, 3, 60);
        let late: u64 = events.iter().map(|event| event.step(&mut core, &mut came)).sum();
        finish(&mut core, &mut came);
        let items = events.iter().filter(|event| !matches!(event, Event::Watermark(_))).count() as u64;
        assert_eq!(came.done + came.filtered + late, items, "seed {seed}: {size} every {every}, {events:?}");
        assert_eq!(core.kept(), (0, 0), "seed {seed}");
    }
    for end in [i64::MIN, i64::MAX] {
        let (mut core, mut came) = (core::<FullJoin>(10, 10, None), Came::new());
        core.left(at(end), (0, 1), &mut came);
        reach(&mut core, end, &mut came);
        core.right(at(end), (0, 2), &mut came);
        assert_eq!(taken(&mut came), [(Some((0, 1)), Some((0, 2)))]);
        core.left(at(end), (1, 3), &mut came);
        finish(&mut core, &mut came);
        assert_eq!(taken(&mut came), [(Some((1, 3)), None)]);
    }
}

/// A key that is used stays, the idlest goes, with what it has.
#[test]
fn of_too_many_keys_the_idlest_goes() {
    let (mut core, mut came) = (core::<FullJoin>(10, 5, Some(2)), Came::new());
    core.left(at(6), (1, 1), &mut came);
    core.left(at(6), (2, 2), &mut came);
    core.left(at(7), (1, 3), &mut came);
    core.right(at(8), (3, 4), &mut came);
    assert_eq!(taken(&mut came), [(Some((2, 2)), None); 2], "as if both of its windows had closed");
    assert_eq!((came.forgotten, came.done, core.kept()), (1, 1, (2, 3)));
    reach(&mut core, 20, &mut came);
    assert_eq!((came.done, came.items.len(), core.kept()), (4, 6, (0, 0)));
}
