//! Where event time begins.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::{Mark, Stamped, Timed, Timestamp};
use crate::builder::Builder;
use crate::control::Guard;
use crate::flow::{Flow, Seg};
use crate::keys::after;
use crate::nested::Open;
use crate::push::{BoxPush, Push, to_next};

/// How event time begins: `lateness`, `idle_input`, `max_skew`.
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct TimeOptions {
    lateness: Duration,
    idle_input: Option<Duration>,
    max_skew: Option<Duration>,
}

impl TimeOptions {
    /// No item is older than one before it; a silent stream is waited for.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much older than the latest item before it one may be.
    pub fn lateness(mut self, lateness: Duration) -> Self {
        self.lateness = lateness;
        self
    }

    /// After how long a silence others no longer wait for this stream.
    pub fn idle_input(mut self, idle: Duration) -> Self {
        self.idle_input = Some(idle);
        self
    }

    /// How far ahead of the clock an item may be and still be believed.
    pub fn max_skew(mut self, skew: Duration) -> Self {
        self.max_skew = Some(skew);
        self
    }
}

/// The clock of the machine, as tokio's clock goes on from the start of the pipeline: a paused clock pauses it.
#[derive(Clone, Copy)]
pub(crate) struct WallClock {
    began: Timestamp,
    at: Instant,
}

impl WallClock {
    pub(crate) fn new() -> Self {
        Self { began: super::IsTimestamp::timestamp(SystemTime::now()), at: Instant::now() }
    }

    pub(crate) fn time(&self, now: Instant) -> Timestamp {
        self.began + now.duration_since(self.at)
    }

    /// When the clock shows so much.
    pub(crate) fn instant(&self, time: Timestamp) -> Instant {
        after(self.at, time.since(self.began))
    }
}

/// Gives each item its time, and says how far the stream has come.
pub(crate) struct Begin<T, F> {
    time: F,
    options: TimeOptions,
    clock: WallClock,
    guard: Guard,
    latest: Timestamp,
    told: Timestamp,
    /// When the last item came, where silence matters; whether that has been said of it.
    heard: Option<Instant>,
    out: Vec<Stamped<T>>,
    next: BoxPush<Stamped<T>>,
}

impl<T: Send + 'static, F: FnMut(&T) -> Timestamp> Begin<T, F> {
    pub(crate) fn new(time: F, options: TimeOptions, guard: Guard, next: BoxPush<Stamped<T>>) -> Self {
        let (clock, out) = (WallClock::new(), Vec::new());
        let heard = options.idle_input.map(|_| Instant::now());
        Self { time, options, clock, guard, latest: Timestamp::MIN, told: Timestamp::MIN, heard, out, next }
    }

    /// What is older is late.
    fn watermark(&self) -> Timestamp {
        self.latest - self.options.lateness
    }

    fn stamp(&mut self, item: T, believed: Timestamp) {
        let Self { time, guard, .. } = self;
        let Some(at) = guard.run(|| time(&item)) else { return };
        if at < self.watermark() {
            // Whether it is late must not depend on where the run began.
            self.pass_on();
        }
        let at = if at > believed { Timestamp::MAX } else { at };
        if at < Timestamp::MAX {
            self.latest = self.latest.max(at);
        }
        self.out.push(Stamped { at, item });
    }

    fn pass_on(&mut self) {
        if !self.out.is_empty() {
            self.next.push_run(&mut self.out);
        }
        let watermark = self.watermark();
        if watermark > self.told {
            self.told = watermark;
            self.next.mark(Mark::Reached(watermark));
        }
    }

    /// When the stream has been silent for so long that others should know.
    fn silent_at(&self) -> Option<Instant> {
        self.heard.zip(self.options.idle_input).map(|(heard, idle)| after(heard, idle))
    }
}

impl<T: Send + 'static, F: FnMut(&T) -> Timestamp + Send> Push<T> for Begin<T, F> {
    fn push_run(&mut self, run: &mut Vec<T>) {
        let now = (self.options.idle_input.is_some() || self.options.max_skew.is_some()).then(Instant::now);
        let believed = now.zip(self.options.max_skew).map_or(Timestamp::MAX, |(now, skew)| self.clock.time(now) + skew);
        if self.options.idle_input.is_some() && self.heard.is_none() {
            // It was said to be idle, and goes on where it was.
            self.next.mark(Mark::Reached(self.told));
        }
        self.heard = now.filter(|_| self.options.idle_input.is_some());
        run.drain(..).for_each(|item| self.stamp(item, believed));
        self.pass_on();
    }

    fn deadline(&self) -> Option<Instant> {
        [self.silent_at(), self.next.deadline()].into_iter().flatten().min()
    }

    fn tick(&mut self, now: Instant) {
        if self.silent_at().is_some_and(|at| at <= now) {
            self.heard = None;
            self.next.mark(Mark::Idle);
        }
        self.next.tick(now);
    }

    to_next!(room poll_settle publish ended listen finish holds end_of_run);
}

/// Gives each item the time at which it comes.
pub(crate) struct Arrive<T> {
    clock: WallClock,
    out: Vec<Stamped<T>>,
    next: BoxPush<Stamped<T>>,
}

impl<T> Arrive<T> {
    pub(crate) fn new(clock: WallClock, next: BoxPush<Stamped<T>>) -> Self {
        Self { clock, out: Vec::new(), next }
    }
}

impl<T: Send + 'static> Push<T> for Arrive<T> {
    fn push_run(&mut self, run: &mut Vec<T>) {
        let at = self.clock.time(Instant::now());
        self.out.extend(run.drain(..).map(|item| Stamped { at, item }));
        self.next.push_run(&mut self.out);
    }

    to_next!(room poll_settle publish ended listen finish deadline holds tick end_of_run);
}

/// Items without their times again: nobody behind asks for them.
pub(super) struct Strip<T> {
    out: Vec<T>,
    next: BoxPush<T>,
}

impl<T> Strip<T> {
    pub(super) fn new(next: BoxPush<T>) -> Self {
        Self { out: Vec::new(), next }
    }
}

impl<T: Send + 'static> Push<Stamped<T>> for Strip<T> {
    fn push_run(&mut self, run: &mut Vec<Stamped<T>>) {
        self.out.extend(run.drain(..).map(|of| of.item));
        self.next.push_run(&mut self.out);
    }

    to_next!(room poll_settle publish ended listen finish deadline holds tick end_of_run);
}

/// A stream whose items carry their time.
#[diagnostic::on_unimplemented(
    message = "no event time comes with the items of this window",
    label = "a window in event time, whose items have no time here",
    note = "begin event time at this node: `time: |i| i.at`; it does not go through a pipeline that begins one of its own, or whose `out` gives what has been folded, joined, made by several `workers`, or merged with items from elsewhere"
)]
pub trait CarriesTime: super::Stamping<At = Timestamp> {
    #[doc(hidden)]
    fn timed<T: Send + 'static, F: 'static>(seg: Seg<T, F, Self>) -> Seg<T, F, Timed>
    where
        Self: Sized;
}

impl CarriesTime for Timed {
    fn timed<T: Send + 'static, F: 'static>(seg: Seg<T, F, Self>) -> Seg<T, F, Timed> {
        seg
    }
}

impl Builder {
    /// `time: |i| ..`: event time begins here, with the proof that what is given is a time.
    pub fn begin_time<Fl, T, F, G>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: TimeOptions,
        mut time: F,
        is_time: G,
    ) -> Seg<Fl::Out, Fl::From, Timed>
    where
        Fl: Flow,
        F: FnMut(&Fl::Out) -> T + Send + 'static,
        G: Fn(T) -> Timestamp + Send + 'static,
    {
        self.check_time(name, "idle_input", options.idle_input);
        let (seg, guard) = (flow.into_seg(self).strip(), self.guard(name));
        let time = move |item: &Fl::Out| is_time(time(item));
        let at = seg.name;
        seg.pushing(at, move |next| Box::new(Begin::new(time, options, guard, next)))
    }

    /// The same stream without times.
    pub fn strip_time<Fl: Flow>(&mut self, flow: Fl) -> Open<Fl::Out, Fl::From> {
        flow.into_open(self).strip()
    }
}
