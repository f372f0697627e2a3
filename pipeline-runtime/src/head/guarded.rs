//! A stage behind a breaker: each call needs leave, and says how it ended.

use std::time::Duration;

use super::Try;
use super::stage::{Again, Worker, items};
use super::tries::{ErrOf, Fault, Odd, OutOf, Tried, UnitOf, one};
use crate::breaker::{Guard, Permit};
use crate::failure::{Cause, Exit};
use crate::input::Intake;
use crate::node::{Bind, Node};
use crate::outcome::Keeping;

/// What a breaker says to a call.
enum Leave {
    Given(Permit),
    /// It is open, and items go to `else`.
    Refused,
    /// Nobody takes what would come of it any more.
    Unwanted,
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
        let unit = match leave {
            Leave::Unwanted => None,
            _ => intake.run.pop_front(),
        };
        let Some(unit) = unit else { return };
        self.books.tally.taken += items as u64;
        let mut parts = Vec::new();
        let next = self.attempt_with(leave, unit, 0, &mut parts).await;
        self.try_all(next, parts).await;
    }

    /// One attempt, when the breaker lets it.
    pub(super) async fn attempt_guarded(
        &mut self,
        unit: UnitOf<B, I>,
        attempts: u32,
        parts: &mut Vec<Again<UnitOf<B, I>>>,
    ) -> Option<Again<UnitOf<B, I>>> {
        let leave = self.leave(items::<I, B>(&unit)).await;
        self.attempt_with(leave, unit, attempts, parts).await
    }

    async fn attempt_with(
        &mut self,
        leave: Leave,
        unit: UnitOf<B, I>,
        attempts: u32,
        parts: &mut Vec<Again<UnitOf<B, I>>>,
    ) -> Option<Again<UnitOf<B, I>>> {
        let items = items::<I, B>(&unit);
        match leave {
            Leave::Given(permit) => {
                let (unit, tried) = self.judged(permit, unit, attempts).await;
                self.conclude(Odd { unit, items, tried }, attempts + 1, parts).await
            }
            Leave::Refused => {
                self.give_up(Some(unit), items, &Cause::Open, attempts);
                None
            }
            // It was taken, and is left.
            Leave::Unwanted => None,
        }
    }

    /// Waits until a call with so many items may begin: for the node's gate, its breaker and its rate. What waits for the rate has
    /// leave of the breaker as it was, so that is asked again.
    async fn leave(&mut self, items: usize) -> Leave {
        let Self { policy, down, books, exit, .. } = self;
        let Some(guard) = &policy.breaker else { return Leave::Unwanted };
        let mut rate = policy.rate.as_ref();
        loop {
            down.pass_gate().await;
            let permit = match guard.breaker.enter() {
                Ok(permit) => permit,
                Err(_) if guard.fails_fast => {
                    guard.breaker.refuse();
                    return Leave::Refused;
                }
                Err(_) => {
                    books.publish();
                    exit.publish();
                    match down.wait_wanted(guard.breaker.acquire()).await {
                        Some(permit) => permit,
                        None => return Leave::Unwanted,
                    }
                }
            };
            if let Some(rate) = rate.take() {
                books.publish();
                exit.publish();
                down.wait(rate.acquire(items)).await;
            }
            if permit.is_current() && down.gate.is_open() {
                return Leave::Given(permit);
            }
        }
    }

    async fn judged(
        &mut self,
        permit: Permit,
        unit: UnitOf<B, I>,
        attempts: u32,
    ) -> (Option<UnitOf<B, I>>, Tried<OutOf<B, I>, ErrOf<B, I>>) {
        self.deposit(attempts);
        let mut call = self.call();
        call.took = Some(Duration::ZERO);
        let (unit, tried) = one::<A, I, B, K>(&mut call, unit).await;
        let took = call.took.unwrap_or_default();
        let failed = self.policy.breaker.as_ref().and_then(|guard| guard.has_failed(&tried));
        match failed {
            Some(failed) => permit.record(failed, took),
            // It was not even called.
            None => drop(permit),
        }
        (unit, tried)
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
