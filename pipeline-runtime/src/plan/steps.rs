//! One function a kind of step.

use aqueduct_drawing::{Buffer, Calls, Carries, Item, TypeName};

use super::draw::carried;
use super::size::{at_least, chunk_of, holds, plus, run_of, times};
use super::{Demand, Described, Emits, End, Joint, Placed, Placing, Size};
use crate::edge::Overflow;

pub(super) const NONE: Size = Some(0);
pub(super) const ONE: Size = Some(1);

/// An `in` port.
#[must_use]
pub const fn in_port(item: TypeName, room: Size, overflow: Overflow) -> Placed {
    let out = End { joint: Joint::Fixed, ..inbox(Item::Of(item), room, reader_of(overflow)) };
    Placed { in_hand: NONE, ..begun(None, out) }
}

/// A `loop` port: its edge drops what finds no room.
#[must_use]
pub const fn loop_port(item: TypeName, room: Size) -> Placed {
    let hand = plus(reader_of(Overflow::DropOldest), chunk_of(room));
    let out = End { joint: Joint::Fixed, ..inbox(Item::Of(item), room, hand) };
    Placed { in_hand: NONE, ..begun(None, out) }
}

/// The end of a chain that leads into a `loop` port: its task writes to the port's edge.
#[must_use]
pub const fn into_loop(item: TypeName, end: End) -> Placed {
    Placed { taken: Item::Of(item), ..Before::of(end).placed(end) }
}

/// A source.
#[must_use]
pub const fn source<S: Described>() -> Placed {
    begun(Some(S::IT.calls), open(emitted(S::IT.emits, Item::Unknown), ONE))
}

/// `tick(d)`
#[must_use]
pub const fn tick() -> Placed {
    begun(None, open(Item::Of(std::any::type_name::<std::time::Instant>), ONE))
}

/// What begins a chain has one item in hand.
const fn begun(calls: Option<Calls>, out: End) -> Placed {
    Placed { calls, ..Before::of(open(Item::Unknown, NONE)).holding(ONE).placed(out) }
}

/// What several streams become; the edge of each is drawn by itself.
#[must_use]
pub const fn merged(ends: &[End]) -> End {
    let (mut hand, mut at) = (NONE, 0);
    while at < ends.len() {
        hand = plus(hand, ends[at].hand);
        at += 1;
    }
    End { joint: Joint::Merged, ..inbox(ends[0].item, NONE, hand) }
}

/// `_`
#[must_use]
pub const fn discard(end: End) -> Placed {
    joined(end, None, Overflow::Block, NONE)
}

/// An operator that joins the task before it, with `held` items of its own.
#[must_use]
pub const fn joined(end: End, inbox: Option<Size>, overflow: Overflow, held: Size) -> Placed {
    let before = Before::of(end).cut(inbox, overflow);
    let fan = plus(before.fan, held);
    before.holding(held).placed(open(end.item, fan))
}

/// An operator that joins the task before it and passes its items on, or to `else`.
#[must_use]
pub const fn passing(end: End, inbox: Option<Size>, overflow: Overflow, channel: Size) -> Placed {
    let placed = joined(end, inbox, overflow, NONE);
    Placed {
        failures: failing(end.item, std::any::type_name::<std::convert::Infallible>, channel, plus(ONE, ONE)),
        ..placed
    }
}

/// `zip`, `latest` and `join`, with `held` items in hand. What is late goes to `else`, one by one.
#[must_use]
pub const fn joining(end: End, channel: Size, held: Size) -> Placed {
    let placed = head(end, None, Overflow::Block, channel, held).untyped();
    Placed { failures: failing(Item::Unknown, std::any::type_name::<std::convert::Infallible>, channel, ONE), ..placed }
}

/// The edge of what fails, written by those that hold so many.
const fn failing(taken: Item<'static>, error: TypeName, channel: Size, hand: Size) -> End {
    let failed = inbox(Item::Failing(name_of(taken), error), channel, hand);
    End { carries: Carries::Failures, ..failed }
}

/// An operator at the head of a task, with `held` items of its own.
#[must_use]
pub const fn head(end: End, inbox: Option<Size>, overflow: Overflow, channel: Size, held: Size) -> Placed {
    Before::of(end).cut(inbox, overflow).edge(channel).holding(held).placed(open(end.item, ONE))
}

/// A broadcast or a route: each of its ends is an edge.
#[must_use]
pub const fn branches(end: End, channel: Size) -> Placed {
    let before = Before::of(end);
    before.placed(inbox(end.item, channel, before.fan))
}

/// An `out` port.
#[must_use]
pub const fn out_port(item: TypeName, end: End, room: Size) -> Placed {
    let before = Before::of(end);
    Placed { taken: Item::Of(item), ..before.then(room).holding(before.fan).placed(end) }
}

/// A stage, a fold or a sink.
#[must_use]
pub const fn node<S: Described>(end: End, demand: &Demand) -> Placed {
    let before = Before::of(end);
    let batch = match demand.batch {
        Some(batch) => batch,
        None => NONE,
    };
    let unit = at_least(batch, ONE);
    let merges = matches!(S::IT.emits, Emits::Merged(_));
    let placed = match task(S::IT.calls, demand.placing, merges) {
        Task::Joins => joins(before, demand, batch, end),
        Task::Heads => {
            before.cut(demand.inbox, demand.overflow).edge(demand.channel).holding(batch).placed(open(end.item, ONE))
        }
        Task::Shares => shares(before, demand, batch, end),
        Task::Lanes => lanes(before, demand, end),
        Task::Folds if joins_workers(end, demand) => folds_of_workers(demand, end),
        Task::Folds => folds(before, demand, end),
        Task::Queues => queues(before, demand, unit, end),
    };
    let taken = carried(end.item, S::IT.takes);
    let emitted = emitted(S::IT.emits, taken);
    let item = if matches!(S::IT.calls, Calls::Folds) { folded(emitted, demand) } else { emitted };
    let out = End { item, ..placed.out };
    let failures = failing(taken, error::<S>(), demand.channel, plus(times(placed.workers, unit), ONE));
    Placed { calls: Some(S::IT.calls), taken: S::IT.takes, out, failures, ..placed }
}

/// Where a function runs.
enum Task {
    /// In the loop of the task before it.
    Joins,
    /// At the head of a task.
    Heads,
    /// In several tasks that share an edge.
    Shares,
    /// In several, each with an edge of its own.
    Lanes,
    /// In several that share an edge, and some that merge their states.
    Folds,
    /// In several that serve whatever key is ready.
    Queues,
}

const fn task(calls: Calls, placing: Placing, merges: bool) -> Task {
    let fuses = matches!(calls, Calls::Plain | Calls::Folds);
    match placing {
        Placing::Plain | Placing::Task | Placing::Workers if matches!(calls, Calls::Ports) => Task::Shares,
        Placing::Plain | Placing::Keyed if fuses => Task::Joins,
        Placing::Plain | Placing::Task => Task::Heads,
        Placing::Windows => Task::Lanes,
        Placing::Workers | Placing::Lanes if merges => Task::Folds,
        Placing::Workers => Task::Shares,
        Placing::Lanes if fuses => Task::Lanes,
        Placing::Keyed | Placing::Lanes | Placing::Queue => Task::Queues,
    }
}

const fn joins(before: Before, demand: &Demand, batch: Size, end: End) -> Placed {
    let before = before.cut(demand.inbox, demand.overflow);
    let fan = plus(before.fan, batch);
    before.holding(batch).placed(open(end.item, fan))
}

/// One edge for all workers: for a batch each where they take batches.
const fn shares(before: Before, demand: &Demand, batch: Size, end: End) -> Placed {
    let workers = demand.workers;
    let (before, room, each) = match (demand.batch, demand.inbox) {
        (Some(_), inbox) => (before.cut(inbox, demand.overflow), times(workers, batch), batch),
        // One that fails stands before it, where its exit is.
        (None, inbox @ Some(_)) if matches!(demand.overflow, Overflow::Fail) => {
            (before.cut(inbox, demand.overflow), demand.channel, run_of(demand.channel))
        }
        (None, Some(room)) => (before, room, run_of(room)),
        (None, None) => (before, demand.channel, run_of(demand.channel)),
    };
    let fan = at_least(before.fan, batch);
    let held = plus(plus(plus(fan, batch), times(workers, each)), writer_of(demand.overflow, room));
    let edges = edges(end.item, workers, demand.channel);
    let out = if demand.unordered { End { joint: Joint::Workers(workers), ..edges } } else { edges };
    let placed = before.then(room).holding(held).placed(out);
    Placed { workers, port: inbox(Item::Unknown, demand.channel, workers), ..placed }
}

const fn lanes(before: Before, demand: &Demand, end: End) -> Placed {
    let before = before.cut(demand.inbox, demand.overflow);
    let fan = before.fan;
    let room = times(demand.workers, demand.channel);
    let placed = before.then(room).holding(fan).placed(edges(end.item, demand.workers, demand.channel));
    Placed { workers: demand.workers, ..placed }
}

/// What the workers hold are states. Without keys they come to one, in a task of its own, otherwise to one for each key, in as many
/// tasks as there are workers. Their shared edge is the inbox, where they have no keys.
const fn folds(before: Before, demand: &Demand, end: End) -> Placed {
    let placed = match demand.keyed {
        false => shares(before, demand, NONE, end),
        true => {
            let before = before.cut(demand.inbox, demand.overflow);
            shares(before, &Demand { inbox: None, overflow: Overflow::Block, ..*demand }, NONE, end)
        }
    };
    Placed { out: merged_states(demand, end), ..placed }
}

/// Behind as many workers whose outputs come in no order, in the task of each.
const fn folds_of_workers(demand: &Demand, end: End) -> Placed {
    let before =
        Before { fused: true, edge: NONE, hand: NONE, fan: demand.workers, joint: Joint::Workers(demand.workers) };
    Placed { workers: demand.workers, ..before.placed(merged_states(demand, end)) }
}

/// Where it is known.
const fn joins_workers(end: End, demand: &Demand) -> bool {
    match (end.joint, demand.workers) {
        (Joint::Workers(Some(before)), Some(workers)) => before == workers && demand.inbox.is_none(),
        _ => false,
    }
}

const fn merged_states(demand: &Demand, end: End) -> End {
    match demand.keyed {
        false => inbox(end.item, demand.channel, ONE),
        true => edges(end.item, demand.workers, demand.channel),
    }
}

/// The queue is the inbox, but for an inbox that drops: that stands before it.
const fn queues(before: Before, demand: &Demand, unit: Size, end: End) -> Placed {
    let room = match demand.inbox {
        Some(room) => room,
        None => demand.channel,
    };
    let before = match (demand.placing, demand.overflow) {
        (Placing::Queue, Overflow::Block) => before,
        _ => before.cut(demand.inbox, demand.overflow),
    };
    let held = plus(before.fan, times(demand.workers, unit));
    let placed =
        before.then(at_least(room, unit)).holding(held).placed(inbox(end.item, demand.channel, demand.workers));
    Placed { workers: demand.workers, ..placed }
}

/// What stands before a node, as far as it is decided.
#[derive(Clone, Copy)]
pub(super) struct Before {
    /// Nothing: the node is in the same task.
    pub(super) fused: bool,
    /// The edges, and what their writers have in hand, so far.
    pub(super) edge: Size,
    pub(super) hand: Size,
    /// How many items may be written at once to what comes next.
    pub(super) fan: Size,
    pub(super) joint: Joint,
}

impl Before {
    pub(super) const fn of(end: End) -> Self {
        match end.joint {
            Joint::Open => Self { fused: true, edge: NONE, hand: NONE, fan: end.hand, joint: end.joint },
            joint => Self { fused: false, edge: end.holds, hand: end.hand, fan: ONE, joint },
        }
    }

    /// An inbox of its own, where one is asked for: of the edge before it, where that is nobody else's, or one behind it.
    pub(super) const fn cut(self, inbox: Option<Size>, overflow: Overflow) -> Self {
        let Some(room) = inbox else { return self };
        let reader = plus(reader_of(overflow), writer_of(overflow, room));
        match self.joint {
            Joint::Inbox if !matches!(overflow, Overflow::Fail) => {
                Self { edge: room, hand: plus(self.hand, reader), ..self }
            }
            _ => {
                let before = self.then(room);
                Self { hand: plus(before.hand, plus(self.fan, reader)), fan: ONE, joint: Joint::Fixed, ..before }
            }
        }
    }

    /// Behind an edge, which is made where there is none.
    const fn edge(self, channel: Size) -> Self {
        if !self.fused {
            return self;
        }
        let before = self.then(channel);
        Self { hand: plus(before.hand, self.fan), fan: ONE, ..before }
    }

    /// One more edge.
    const fn then(self, room: Size) -> Self {
        Self { fused: false, edge: plus(self.edge, room), ..self }
    }

    const fn holding(self, items: Size) -> Self {
        Self { hand: plus(self.hand, items), ..self }
    }

    /// What is merged has its edges drawn already: what was added is in the node's hands.
    const fn placed(self, out: End) -> Placed {
        let merged = matches!(self.joint, Joint::Merged);
        let buffer = if self.fused { Buffer::Fused } else { holds(self.edge) };
        let in_hand = if merged { plus(self.hand, self.edge) } else { self.hand };
        let (calls, taken, joined) = (None, Item::Unknown, false);
        Placed { calls, taken, buffer, joined, in_hand, workers: ONE, out, port: out, failures: out }
    }
}

const fn open(item: Item<'static>, fan: Size) -> End {
    End { item, carries: Carries::Items, joint: Joint::Open, holds: NONE, hand: fan }
}

const fn inbox(item: Item<'static>, room: Size, hand: Size) -> End {
    End { item, carries: Carries::Items, joint: Joint::Inbox, holds: room, hand }
}

/// One edge behind each worker.
const fn edges(item: Item<'static>, workers: Size, channel: Size) -> End {
    End { item, carries: Carries::Items, joint: Joint::Fixed, holds: times(workers, channel), hand: workers }
}

/// A dropping inbox holds what waits; the item in work is beside it.
const fn reader_of(overflow: Overflow) -> Size {
    match overflow {
        Overflow::Block => NONE,
        _ => ONE,
    }
}

/// What is written to a dropping inbox is not held back one by one.
const fn writer_of(overflow: Overflow, room: Size) -> Size {
    match overflow {
        Overflow::Block => NONE,
        _ => chunk_of(room),
    }
}

const fn emitted(emits: Emits, taken: Item<'static>) -> Item<'static> {
    match emits {
        Emits::Same => taken,
        Emits::Of(name) | Emits::Merged(name) => Item::Of(name),
        Emits::Unknown | Emits::Nothing => Item::Unknown,
    }
}

/// A fold says of which key and window a state is.
const fn folded(state: Item<'static>, demand: &Demand) -> Item<'static> {
    if demand.handled {
        return Item::Unknown;
    }
    match (state, demand.keyed, demand.windowed) {
        (Item::Of(name), true, true) => Item::KeyedOfWindow(name),
        (Item::Of(name), true, false) => Item::Keyed(name),
        (Item::Of(name), false, true) => Item::OfWindow(name),
        _ => state,
    }
}

const fn name_of(item: Item<'static>) -> Option<TypeName> {
    match item {
        Item::Of(name) => Some(name),
        _ => None,
    }
}

const fn error<S: Described>() -> TypeName {
    match S::IT.fails {
        Some(name) => name,
        None => std::any::type_name::<std::convert::Infallible>,
    }
}
