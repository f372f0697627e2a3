//! `latest(a, b)`: the newest of both, whenever either changes.

use std::task::Poll;

use super::sides::{Sides, Which};
use super::{Down, Head};
use crate::attempt::{Attempted, caught};
use crate::join::Another;
use crate::state::Books;
use crate::takes::op;
use crate::time::Stamping;

pub struct LatestHead<A: Send + 'static, B: Send + 'static, S: Stamping> {
    pub(crate) sides: Sides<S::Of<A>, S::Of<B>>,
    pub(crate) newest: (Option<Newest<A, S::At>>, Option<Newest<B, S::At>>),
    pub(crate) copies: (Another<op::latest, A>, Another<op::latest, B>),
    pub(crate) books: Books,
}

/// The last item of a side.
pub struct Newest<T, At> {
    at: At,
    item: T,
    /// It has been in a pair.
    paired: bool,
}

impl<A: Send + 'static, B: Send + 'static, S: Stamping> Head for LatestHead<A, B, S> {
    type Out = S::Of<(A, B)>;

    async fn drive(mut self, mut down: Down<Self::Out>) {
        if !down.open().await {
            return;
        }
        while !down.ended()
            && let Some(which) = self.next(&mut down).await
        {
            down.pass_gate().await;
            self.run(which, &mut down).await;
            self.books.publish();
            down.between_runs().await;
        }
        let (left, right) = self.newest;
        let alone = [left.is_some_and(|it| !it.paired), right.is_some_and(|it| !it.paired)];
        self.books.tally.filtered += alone.into_iter().map(u64::from).sum::<u64>();
        self.books.publish();
        down.finish().await;
    }
}

impl<A: Send + 'static, B: Send + 'static, S: Stamping> LatestHead<A, B, S> {
    /// Waits for a run of either; `None` when there will be no pair, or when nobody wants one. Passes on what is said of the time.
    async fn next(&mut self, down: &mut Down<S::Of<(A, B)>>) -> Option<Which> {
        loop {
            let next = self.run_or_mark(down).await;
            if let Some(mark) = self.sides.take_mark() {
                down.mark(mark);
            }
            match next {
                Some(None) => {}
                next => return next.flatten(),
            }
        }
    }

    /// A run of either, or nothing but a mark; `None` at the end.
    #[allow(clippy::option_option)]
    async fn run_or_mark(&mut self, down: &mut Down<S::Of<(A, B)>>) -> Option<Option<Which>> {
        let Self { sides, newest, .. } = self;
        let (no_left, no_right) = (newest.0.is_none(), newest.1.is_none());
        let either = down.rest(|cx, at_rest| {
            let poll = sides.poll_timed(cx);
            *at_rest = *at_rest && poll.is_pending() && !sides.hold();
            // One that ended without an item leaves the other without a partner for ever.
            let alone = sides.left.is_over() && no_left || sides.right.is_over() && no_right;
            match poll {
                _ if alone => Poll::Ready(None),
                Poll::Pending if sides.has_mark() => Poll::Ready(Some(None)),
                poll => poll.map(|which| which.map(Some)),
            }
        });
        either.await.flatten()
    }

    async fn run(&mut self, which: Which, down: &mut Down<S::Of<(A, B)>>) {
        while let Some(pair) = self.one(which) {
            let Some(pair) = pair else { continue };
            self.books.tally.out += 1;
            if !down.push(pair) {
                down.settle_if_full().await;
                if down.ended() {
                    return;
                }
            }
        }
    }

    /// The next item of the run, and what came of it.
    #[allow(clippy::option_option)]
    fn one(&mut self, which: Which) -> Option<Option<S::Of<(A, B)>>> {
        let Self { sides, newest: (left, right), copies, books } = self;
        let made = match which {
            Which::Left => {
                let item = S::split(sides.left.intake.run.pop_front()?);
                let pair = |item: &A, other: &B| ((copies.0)(item).item, (copies.1)(other).item);
                renew(left, right, item, pair, books)
            }
            Which::Right => {
                let item = S::split(sides.right.intake.run.pop_front()?);
                let pair = |item: &B, other: &A| ((copies.0)(other).item, (copies.1)(item).item);
                renew(right, left, item, pair, books)
            }
        };
        Some(made.map(|(at, pair)| S::join(at, pair)))
    }
}

/// A newer item of one side, paired with the newest of the other, if there has been any; with the later of their times.
fn renew<M, O, T, At: Copy + Ord>(
    own: &mut Option<Newest<M, At>>,
    other: &mut Option<Newest<O, At>>,
    (at, item): (At, M),
    pair: impl FnOnce(&M, &O) -> T,
    books: &mut Books,
) -> Option<(At, T)> {
    books.tally.taken += 1;
    let made = match other {
        None => None,
        Some(other) => match caught(|| pair(&item, &other.item)) {
            Attempted::Returned(made) => {
                books.tally.done += 1 + u64::from(!std::mem::replace(&mut other.paired, true));
                Some((at.max(other.at), made))
            }
            _ => {
                books.panicked();
                return None;
            }
        },
    };
    let before = own.replace(Newest { at, item, paired: made.is_some() });
    books.tally.filtered += u64::from(before.is_some_and(|before| !before.paired));
    made
}
