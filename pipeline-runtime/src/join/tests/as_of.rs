//! What a `join` with `as_of` keeps, against a model that keeps every version there ever was.

use super::{Emits, Event, Item, On, Outcome, at, events, finish, on, reach, taken};
use crate::join::{AsOf, Came, InnerJoin, JoinKind, LeftJoin, Pairing, Repeats};

type Core<J> = AsOf<Item, Item, On, On, J>;

fn core<J: JoinKind<Item, Item>>(max_keys: Option<usize>, in_time: bool) -> Core<J> {
    AsOf::new(on(), max_keys, Repeats::another, in_time)
}

/// The plainest one there is: each item is compared with all versions.
#[derive(Default)]
struct Model {
    watermark: Option<i64>,
    versions: Vec<(i64, Item)>,
    waiting: Vec<(i64, Item)>,
    late: u64,
}

impl Model {
    fn is_past(&self, at: i64) -> bool {
        self.watermark.is_some_and(|watermark| at < watermark)
    }

    /// The latest not after a time; of one time the last that came.
    fn version(&self, key: u8, at: i64) -> Option<(i64, Item)> {
        self.versions.iter().filter(|(from, item)| item.0 == key && *from <= at).max_by_key(|(from, _)| *from).copied()
    }

    fn step(&mut self, event: Event) -> Vec<Outcome> {
        match event {
            Event::Left(at, _) if self.is_past(at) => self.late += 1,
            Event::Left(at, item) => self.waiting.push((at, item)),
            Event::Right(at, item) => {
                let newer = self.watermark.and_then(|watermark| self.version(item.0, watermark));
                match newer.is_some_and(|(from, _)| at < from) {
                    true => self.late += 1,
                    false => self.versions.push((at, item)),
                }
            }
            Event::Watermark(to) => {
                self.watermark = self.watermark.max(Some(to));
                return self.meet(|model, at| model.is_past(at));
            }
        }
        Vec::new()
    }

    fn meet(&mut self, is_due: fn(&Self, i64) -> bool) -> Vec<Outcome> {
        let (mut due, waiting): (Vec<_>, Vec<_>) = self.waiting.iter().copied().partition(|(at, _)| is_due(self, *at));
        self.waiting = waiting;
        due.sort_by_key(|(at, _)| *at);
        due.into_iter().map(|(at, item)| (Some(item), self.version(item.0, at).map(|(_, version)| version))).collect()
    }

    /// How many versions something that comes could still ask for.
    fn asked_for(&self) -> usize {
        let mut kept: Vec<_> = self.versions.iter().map(|(from, item)| (item.0, *from)).collect();
        kept.sort();
        kept.dedup();
        let is_asked_for = |(key, from): &&(u8, i64)| {
            let holds = self.watermark.and_then(|watermark| self.version(*key, watermark));
            holds.is_none_or(|(newest, _)| *from >= newest)
        };
        kept.iter().filter(is_asked_for).count()
    }
}

fn agrees<J: Emits>(seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let length = dice.usize(0..if cfg!(miri) { 20 } else { 120 });
    let shape = dice.u8(0..4);
    let events = events(&mut dice, shape, length);
    let (mut core, mut came, mut model) = (core::<J>(None, true), Came::new(), Model::default());
    let mut late = 0;
    let says = |event| format!("seed {seed}: {event:?} of {events:?}");
    for event in &events {
        let mut expected = model.step(*event);
        expected.retain(J::keeps);
        late += event.step(&mut core, &mut came);
        let out: Vec<_> = taken(&mut came).into_iter().map(J::outcome).collect();
        assert_eq!(out, expected, "{}", says(Some(event)));
        assert_eq!(core.kept().2, model.waiting.len(), "{}", says(Some(event)));
        // The end of all times is when a version goes that has no other behind it.
        if matches!(event, Event::Watermark(_)) && model.watermark < Some(i64::MAX) {
            assert_eq!(
                core.kept().1,
                model.asked_for(),
                "no more versions than can be asked for, {}",
                says(Some(event))
            );
        }
    }
    let mut expected = model.meet(|_, _| true);
    expected.retain(J::keeps);
    finish(&mut core, &mut came);
    let out: Vec<_> = taken(&mut came).into_iter().map(J::outcome).collect();
    assert_eq!(out, expected, "{}", says(None));
    let items = events.iter().filter(|event| !matches!(event, Event::Watermark(_))).count() as u64;
    assert_eq!((late, came.done + came.filtered), (model.late, items - model.late), "{}", says(None));
    assert_eq!(core.kept(), (0, 0, 0));
}

#[test]
fn each_item_meets_the_version_of_its_time() {
    for seed in 0..if cfg!(miri) { 5 } else { 1_000 } {
        agrees::<InnerJoin>(seed);
        agrees::<LeftJoin>(seed);
    }
}

#[test]
fn an_item_waits_for_a_version_of_its_very_time() {
    let (mut core, mut came) = (core::<LeftJoin>(None, true), Came::new());
    core.left(at(5), (0, 1), &mut came);
    core.right(at(4), (0, 2), &mut came);
    reach(&mut core, 5, &mut came);
    assert_eq!(came.items.len(), 0);
    core.right(at(5), (0, 3), &mut came);
    core.right(at(6), (0, 4), &mut came);
    reach(&mut core, 6, &mut came);
    assert_eq!(taken(&mut came), [((0, 1), Some((0, 3)))]);
    // A version from before may come as long as no other is known that holds for all to come.
    core.right(at(2), (1, 5), &mut came);
    assert_eq!(core.right(at(3), (0, 6), &mut came), Some((0, 6)));
    core.left(at(6), (1, 7), &mut came);
    assert_eq!(core.left(at(5), (0, 8), &mut came), Some((0, 8)));
    finish(&mut core, &mut came);
    assert_eq!(taken(&mut came), [((1, 7), Some((1, 5)))]);
}

/// By the clock, an item meets what has come at once, and one version is kept.
#[test]
fn by_the_clock_an_item_meets_the_newest() {
    let mut dice = fastrand::Rng::with_seed(7);
    let (mut core, mut came) = (core::<LeftJoin>(None, false), Came::new());
    let (mut now, mut newest) = (0, [None; 3]);
    for number in 0..500 {
        now += dice.i64(0..3);
        reach(&mut core, now, &mut came);
        let item = (dice.u8(0..3), number);
        if dice.bool() {
            newest[usize::from(item.0)] = Some(item);
            core.right(at(now), item, &mut came);
        } else {
            core.left(at(now), item, &mut came);
            assert_eq!(taken(&mut came), [(item, newest[usize::from(item.0)])]);
        }
        let kept = newest.iter().flatten().count();
        assert_eq!((core.kept(), core.due()), ((kept, kept, 0), None));
    }
}

/// A key that is asked for stays, the idlest goes, with its versions.
#[test]
fn of_too_many_keys_the_idlest_goes() {
    let (mut core, mut came) = (core::<LeftJoin>(Some(2), true), Came::new());
    core.right(at(0), (1, 1), &mut came);
    core.right(at(0), (2, 2), &mut came);
    core.right(at(1), (2, 3), &mut came);
    core.left(at(1), (1, 4), &mut came);
    reach(&mut core, 2, &mut came);
    assert_eq!(taken(&mut came), [((1, 4), Some((1, 1)))]);
    core.right(at(3), (3, 5), &mut came);
    assert_eq!((came.forgotten, core.kept().0), (1, 2));
    for key in 1..=3 {
        core.left(at(4), (key, 6), &mut came);
    }
    finish(&mut core, &mut came);
    assert_eq!(taken(&mut came), [((1, 6), Some((1, 1))), ((2, 6), None), ((3, 6), Some((3, 5)))]);
    assert_eq!((came.done, came.filtered), (6, 2), "nobody met what key 2 was");
}

/// With more keys than may be and a watermark that follows, no more is kept than between the two.
#[test]
fn what_is_kept_is_bounded() {
    let mut dice = fastrand::Rng::with_seed(3);
    let (mut core, mut came) = (core::<InnerJoin>(Some(4), true), Came::new());
    let mut late = 0;
    let count = if cfg!(miri) { 100 } else { 5_000 };
    for number in 0..count {
        let (nanos, item) = (i64::from(number) + dice.i64(-20..20), (dice.u8(0..5), number));
        let event = if dice.bool() { Event::Left(nanos, item) } else { Event::Right(nanos, item) };
        late += event.step(&mut core, &mut came);
        reach(&mut core, i64::from(number) - 20, &mut came);
        let (keys, versions, waiting) = core.kept();
        assert!(keys <= 4 && versions <= 44 && waiting <= 41, "{:?}", core.kept());
    }
    assert!(came.forgotten > 0);
    finish(&mut core, &mut came);
    assert_eq!(came.done + came.filtered + late, u64::from(count));
}
