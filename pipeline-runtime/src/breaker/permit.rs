//! A call that a breaker lets through.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::circuit::Ticket;
use super::{Breaker, Outcome};

/// Leave for one call. Dropped without an outcome, it was none, and a probe may take its place.
pub(crate) struct Permit {
    breaker: Breaker,
    ticket: Option<Ticket>,
}

impl Permit {
    /// How the call ended, and how long it took.
    pub(crate) fn record(mut self, failed: bool, took: Duration) {
        let Some(ticket) = self.ticket.take() else { return };
        let changed = {
            let mut circuit = self.breaker.lock();
            let slow = circuit.settings.slow.is_some_and(|slow| took > slow);
            circuit.record(ticket, Outcome { failed, slow }, Instant::now())
        };
        if changed {
            self.breaker.shared.changed.notify_waiters();
        }
    }

    /// Whether the breaker has not changed since.
    pub(crate) fn is_current(&self) -> bool {
        self.ticket.is_some_and(|ticket| self.breaker.lock().is_current(ticket))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let freed = self.breaker.lock().leave(ticket);
        if freed {
            self.breaker.shared.changed.notify_waiters();
        }
    }
}

impl Breaker {
    /// Leave for a call now, or when to ask again where that is known.
    pub(crate) fn enter(&self) -> Result<Permit, Option<Instant>> {
        let ticket = self.lock().enter(Instant::now())?;
        Ok(Permit { breaker: self.clone(), ticket: Some(ticket) })
    }

    /// A unit was sent to `else` because it was open.
    pub(crate) fn refuse(&self) {
        self.lock().refused += 1;
    }

    /// Waits for leave for a call.
    pub(crate) async fn acquire(&self) -> Permit {
        loop {
            // Listens before it looks, so that a change in between is not missed.
            let mut changed = pin!(self.shared.changed.notified());
            changed.as_mut().enable();
            match self.enter() {
                Ok(permit) => return permit,
                Err(Some(until)) => drop(timeout_at(until, changed).await),
                Err(None) => changed.await,
            }
        }
    }
}
