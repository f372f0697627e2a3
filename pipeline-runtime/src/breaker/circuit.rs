//! The states of a breaker and what leads from one to another. It knows no clock and no lock: it is told the time.

use std::time::Duration;

use tokio::time::Instant;

use super::window::{Outcome, Span, Sum, Window};
use crate::keys::after;

/// When a breaker opens, and what it takes to close again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// In percent of the calls.
    pub(super) failure_rate: u32,
    pub(super) slow: Option<Duration>,
    /// In percent of the calls.
    pub(super) slow_rate: u32,
    pub(super) span: Span,
    pub(super) least: u32,
    pub(super) open_for: Duration,
    pub(super) probes: u32,
}

/// What a breaker does now: [`Breaker::state`](super::Breaker::state).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls go through and are judged.
    Closed,
    /// No call goes through until it has been open for its time; the next one then makes it half-open.
    Open,
    /// As many calls as there are probes go through; how they end decides.
    HalfOpen,
    /// No call goes through, by [`force_open`](super::Breaker::force_open).
    ForcedOpen,
    /// All calls go through and none is judged, by [`force_closed`](super::Breaker::force_closed).
    ForcedClosed,
}

#[derive(Debug)]
enum Phase {
    Closed,
    Open {
        until: Instant,
    },
    /// With so many probes that have not begun.
    HalfOpen {
        left: u32,
    },
    ForcedOpen,
    ForcedClosed,
}

/// A call that goes through; it is judged only in the phase it began in.
pub(super) type Ticket = u64;

#[derive(Debug)]
pub(super) struct Circuit {
    pub(super) settings: Settings,
    phase: Phase,
    /// How often the phase has changed.
    changes: u64,
    window: Window,
    pub(super) opened: u64,
    pub(super) refused: u64,
}

impl Circuit {
    pub(super) fn new(settings: Settings, now: Instant) -> Self {
        let window = Window::new(settings.span, now);
        Self { settings, phase: Phase::Closed, changes: 0, window, opened: 0, refused: 0 }
    }

    pub(super) fn state(&self) -> BreakerState {
        match self.phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { .. } => BreakerState::Open,
            Phase::HalfOpen { .. } => BreakerState::HalfOpen,
            Phase::ForcedOpen => BreakerState::ForcedOpen,
            Phase::ForcedClosed => BreakerState::ForcedClosed,
        }
    }

    pub(super) fn sum(&mut self, now: Instant) -> Sum {
        self.window.sum(now)
    }

    /// A call may begin; otherwise when to ask again, where that is known.
    pub(super) fn enter(&mut self, now: Instant) -> Result<Ticket, Option<Instant>> {
        if let Phase::Open { until } = self.phase {
            if now < until {
                return Err(Some(until));
            }
            self.turn(Phase::HalfOpen { left: self.settings.probes }, now);
        }
        match &mut self.phase {
            Phase::Closed | Phase::ForcedClosed => Ok(self.changes),
            Phase::HalfOpen { left: 0 } | Phase::ForcedOpen | Phase::Open { .. } => Err(None),
            Phase::HalfOpen { left } => {
                *left -= 1;
                Ok(self.changes)
            }
        }
    }

    pub(super) fn is_current(&self, ticket: Ticket) -> bool {
        ticket == self.changes
    }

    /// A call that began did not take place; whether another one may in its place.
    pub(super) fn leave(&mut self, ticket: Ticket) -> bool {
        match &mut self.phase {
            Phase::HalfOpen { left } if ticket == self.changes => {
                *left += 1;
                true
            }
            _ => false,
        }
    }

    /// A call has ended; whether that changed the phase.
    pub(super) fn record(&mut self, ticket: Ticket, outcome: Outcome, now: Instant) -> bool {
        let is_judged = matches!(self.phase, Phase::Closed | Phase::HalfOpen { .. });
        if !is_judged || !self.is_current(ticket) {
            return false;
        }
        self.window.add(outcome, now);
        let sum = self.window.sum(now);
        if sum.calls < self.least() {
            return false;
        }
        match self.is_bad(sum) {
            true => self.open(now),
            false if matches!(self.phase, Phase::Closed) => return false,
            false => self.turn(Phase::Closed, now),
        }
        true
    }

    /// The fewest calls that are judged.
    fn least(&self) -> u64 {
        let most = match (&self.phase, self.settings.span) {
            (Phase::HalfOpen { .. }, _) => self.settings.probes,
            (_, Span::Calls(calls)) => calls,
            (_, Span::Time(_)) => u32::MAX,
        };
        self.settings.least.min(most).into()
    }

    fn is_bad(&self, sum: Sum) -> bool {
        let reaches = |part: u64, percent: u32| part * 100 >= sum.calls * u64::from(percent);
        reaches(sum.failed, self.settings.failure_rate) || reaches(sum.slow, self.settings.slow_rate)
    }

    fn open(&mut self, now: Instant) {
        self.opened += 1;
        self.turn(Phase::Open { until: after(now, self.settings.open_for) }, now);
    }

    pub(super) fn force_open(&mut self, now: Instant) {
        self.turn(Phase::ForcedOpen, now);
    }

    pub(super) fn force_closed(&mut self, now: Instant) {
        self.turn(Phase::ForcedClosed, now);
    }

    pub(super) fn reset(&mut self, now: Instant) {
        self.turn(Phase::Closed, now);
    }

    /// Another phase, with nothing counted but what comes. What led to an open one can still be looked at.
    fn turn(&mut self, phase: Phase, now: Instant) {
        let span = match phase {
            Phase::HalfOpen { left } => Some(Span::Calls(left)),
            Phase::Open { .. } => None,
            _ => Some(self.settings.span),
        };
        if let Some(span) = span {
            self.window = Window::new(span, now);
        }
        self.phase = phase;
        self.changes += 1;
    }

    /// Other settings, from now on: what is counted stays, unless the window is another one.
    pub(super) fn set(&mut self, settings: Settings, now: Instant) {
        let was_open_for = std::mem::replace(&mut self.settings, settings).open_for;
        match &mut self.phase {
            // As if it had been so when it opened.
            Phase::Open { until } => {
                let opened = until.checked_sub(was_open_for).unwrap_or(now);
                *until = after(opened, settings.open_for);
            }
            // The probes that are out do not count: others decide.
            Phase::HalfOpen { .. } => self.turn(Phase::HalfOpen { left: settings.probes }, now),
            _ if self.window.span() != settings.span => self.window = Window::new(settings.span, now),
            _ => {}
        }
    }
}
