//! Leave for a call: of the node's breaker, and of its rate. Who has a breaker says how the call ended.

use std::time::Duration;

use super::Try;
use super::stage::{Worker, items};
use super::tries::{ErrOf, Fault, OutOf, Tried, UnitOf};
use crate::breaker::{Guard, Permit};
use crate::failure::Exit;
use crate::input::Intake;
use crate::node::{Bind, Node};
use crate::outcome::Keeping;

/// Whether a call may begin.
pub(super) enum Leave {
    /// With leave of the breaker, where there is one.
    Given(Option<Permit>),
    /// The breaker is open, and items go to `else`.
    Refused,
    /// Nobody takes what would come of it any more.
    Unwanted,
}

impl Leave {
    /// Whether it is still so.
    pub(super) fn holds(&self) -> bool {
        match self {
            Self::Given(Some(permit)) => permit.is_current(),
            _ => true,
        }
    }
}

impl<I, B, A, X, K> Worker<I, B, A, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    /// The next unit of a run, tried until it is done or routed. It stays in the run while the breaker holds it back.
    pub(super) async fn next_guarded(&mut self, intake: &mut Intake<UnitOf<B, I>>) {
        let Some(items) = intake.run.front().map(items::<I, B>) else { return };
        let leave = self.leave(items).await;
        if matches!(leave, Leave::Unwanted) {
            return;
        }
        self.granted = Some(leave);
        self.books.tally.taken += items as u64;
        let next = intake.run.pop_front().map(|unit| (unit, 0));
        self.try_all(next, Vec::new()).await;
    }

    /// Waits until a call with so many items may begin: for the node's gate and its breaker, where it has one, and for its rate. What
    /// waits for the rate has leave of the breaker as it was, so that is asked again.
    pub(super) async fn leave(&mut self, items: usize) -> Leave {
        let Self { policy, down, books, exit, .. } = self;
        let mut rate = policy.rate.as_ref();
        loop {
            let mut permit = None;
            if let Some(guard) = &policy.breaker {
                down.pass_gate().await;
                permit = guard.breaker.enter().ok();
                if permit.is_none() {
                    if guard.fails_fast {
                        guard.breaker.refuse();
                        return Leave::Refused;
                    }
                    books.publish();
                    exit.publish();
                    permit = down.wait_wanted(guard.breaker.acquire()).await;
                    if permit.is_none() {
                        return Leave::Unwanted;
                    }
                }
            }
            if let Some(rate) = rate.take() {
                books.publish();
                exit.publish();
                down.wait(rate.acquire(items)).await;
            }
            if permit.as_ref().is_none_or(|permit| permit.is_current() && down.gate.is_open()) {
                return Leave::Given(permit);
            }
        }
    }

    /// How a call ended that the breaker gave leave for.
    pub(super) fn judge(&self, permit: Permit, tried: &Tried<OutOf<B, I>, ErrOf<B, I>>, took: Duration) {
        let failed = self.policy.breaker.as_ref().and_then(|guard| guard.has_failed(tried));
        match failed {
            Some(failed) => permit.record(failed, took),
            // It was not even called.
            None => drop(permit),
        }
    }
}

impl<E> Guard<E> {
    /// Whether a call has failed, if it was one. A batch has where no item got through.
    fn has_failed<O>(&self, tried: &Tried<O, E>) -> Option<bool> {
        Some(match tried {
            Tried::Done(_) => false,
            Tried::Each(results) => {
                let failed = |result: &Result<O, E>| result.as_ref().err().is_some_and(|error| self.is_failure(error));
                !results.is_empty() && results.iter().all(failed)
            }
            Tried::Failed { how: Fault::Error(error), .. } => self.is_failure(error),
            Tried::Failed { how: Fault::Panic | Fault::Timeout, .. } => true,
            Tried::Failed { how: Fault::Uncopied, .. } => return None,
        })
    }
}
