//! Two inputs, for what makes pairs of their items.

use std::task::{Context, Poll};

use crate::input::{BoxInput, Intake};
use crate::time::{Least, Mark};

/// Both inputs of a join.
pub struct Sides<A: Send + 'static, B: Send + 'static> {
    pub(crate) left: Side<A>,
    pub(crate) right: Side<B>,
    /// Whose turn it is.
    turn: Which,
    /// What they say of their time together, and the news of it.
    least: Least,
    mark: Option<Mark>,
}

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    Left,
    Right,
}

/// One input, and the run that was taken from it.
pub struct Side<T: Send + 'static> {
    pub(crate) intake: Intake<T>,
    has_ended: bool,
    /// What it has just said of its time.
    mark: Option<Mark>,
}

impl<T: Send + 'static> Side<T> {
    fn new(input: BoxInput<T>) -> Self {
        Self { intake: Intake::new(input), has_ended: false, mark: None }
    }

    /// There are items at hand, or there will be none.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if !self.intake.run.is_empty() {
            return Poll::Ready(true);
        }
        if self.has_ended {
            return Poll::Ready(false);
        }
        loop {
            let poll = self.intake.input.poll_run(cx, &mut self.intake.run, usize::MAX);
            self.mark = self.intake.input.take_mark().or(self.mark);
            // Where it only said something, it is asked again.
            if poll == Poll::Ready(true) && self.intake.run.is_empty() {
                continue;
            }
            self.has_ended = poll == Poll::Ready(false);
            return poll;
        }
    }

    /// Nothing of it is left.
    pub(crate) fn is_over(&self) -> bool {
        self.has_ended && self.intake.run.is_empty()
    }
}

impl<A: Send + 'static, B: Send + 'static> Sides<A, B> {
    pub(crate) fn new(left: BoxInput<A>, right: BoxInput<B>) -> Self {
        let (left, right) = (Side::new(left), Side::new(right));
        Self { left, right, turn: Which::Left, least: Least::of(2), mark: None }
    }

    /// Items of both are at hand; false when there can be no pair any more. What one side has waits until the other one comes up,
    /// and nothing more is taken of it meanwhile.
    pub(crate) fn poll_both(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        match (self.left.poll(cx), self.right.poll(cx)) {
            (Poll::Ready(false), _) | (_, Poll::Ready(false)) => Poll::Ready(false),
            (Poll::Ready(true), Poll::Ready(true)) => Poll::Ready(true),
            _ => Poll::Pending,
        }
    }

    /// As [`poll_both`](Self::poll_both), or something is said of the time of both: no pair to come is older.
    pub(crate) fn poll_both_timed(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let poll = self.poll_both(cx);
        self.hear();
        if poll.is_pending() && self.has_mark() { Poll::Ready(true) } else { poll }
    }

    /// A run of either, by turns; `None` when both have ended.
    pub(crate) fn poll_either(&mut self, cx: &mut Context<'_>) -> Poll<Option<Which>> {
        let first = self.turn;
        for which in [first, first.other()] {
            let poll = match which {
                Which::Left => self.left.poll(cx),
                Which::Right => self.right.poll(cx),
            };
            if poll == Poll::Ready(true) {
                self.turn = which.other();
                return Poll::Ready(Some(which));
            }
        }
        let over = self.left.is_over() && self.right.is_over();
        if over { Poll::Ready(None) } else { Poll::Pending }
    }

    /// A run of either, and first what is said of the time of both: nothing of a run that is at hand is older.
    pub(crate) fn poll_timed(&mut self, cx: &mut Context<'_>) -> Poll<Option<Which>> {
        let poll = self.poll_either(cx);
        self.hear();
        poll
    }

    pub(crate) fn has_mark(&self) -> bool {
        self.mark.is_some()
    }

    /// What both say of their time, where it is news.
    pub(crate) fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    fn hear(&mut self) {
        let said = [(self.left.mark.take(), self.left.is_over()), (self.right.mark.take(), self.right.is_over())];
        for (side, (mark, is_over)) in said.into_iter().enumerate() {
            let news = match mark {
                _ if is_over => self.least.end(side),
                Some(mark) => self.least.hear(side, mark),
                None => None,
            };
            self.mark = news.or(self.mark);
        }
    }

    /// Whether items were taken and are kept back before it.
    pub(crate) fn hold(&self) -> bool {
        self.left.intake.input.holds() || self.right.intake.input.holds()
    }
}

impl Which {
    fn other(self) -> Self {
        match self {
            Which::Left => Which::Right,
            Which::Right => Which::Left,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::task::Waker;

    use super::*;
    use crate::input::Input;

    /// So many runs of two, at once.
    struct Runs(u32);

    impl Input for Runs {
        type Item = u32;

        fn poll_run(&mut self, _cx: &mut Context<'_>, run: &mut VecDeque<u32>, _most: usize) -> Poll<bool> {
            let more = self.0 > 0;
            if more {
                self.0 -= 1;
                run.extend([self.0, self.0]);
            }
            Poll::Ready(more)
        }

        fn leads_to(&self, _node: &str) {}
    }

    /// However much is at hand on one side, a run of the other comes next; and what is left of one when the other has ended.
    #[test]
    fn the_sides_take_turns() {
        let mut cx = Context::from_waker(Waker::noop());
        let mut sides = Sides::new(Box::new(Runs(5)), Box::new(Runs(2)));
        let mut order = Vec::new();
        while let Poll::Ready(Some(which)) = sides.poll_either(&mut cx) {
            order.push(which);
            sides.left.intake.run.clear();
            sides.right.intake.run.clear();
        }
        use Which::{Left, Right};
        assert_eq!(order, [Left, Right, Left, Right, Left, Left, Left]);
        assert!(sides.left.is_over() && sides.right.is_over());
    }

    /// Of the side that is ahead nothing more is taken until what it gave is used up.
    #[test]
    fn one_side_waits_for_the_other() {
        let mut cx = Context::from_waker(Waker::noop());
        let mut sides = Sides::new(Box::new(Runs(2)), Box::new(Runs(1)));
        assert_eq!(sides.poll_both(&mut cx), Poll::Ready(true));
        sides.right.intake.run.clear();
        assert_eq!(sides.poll_both(&mut cx), Poll::Ready(false), "the right side is over");
        assert_eq!(sides.left.intake.run.len(), 2);
    }
}
