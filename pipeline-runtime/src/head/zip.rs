//! `zip(a, b)`: pairs by position, each with the later of its two times.

use super::sides::Sides;
use super::{Down, Head};
use crate::state::Books;
use crate::time::Stamping;

pub struct ZipHead<A: Send + 'static, B: Send + 'static, S: Stamping> {
    pub(crate) sides: Sides<S::Of<A>, S::Of<B>>,
    pub(crate) books: Books,
}

impl<A: Send + 'static, B: Send + 'static, S: Stamping> Head for ZipHead<A, B, S> {
    type Out = S::Of<(A, B)>;

    async fn drive(mut self, mut down: Down<Self::Out>) {
        if !down.open().await {
            return;
        }
        while !down.ended() && self.next(&mut down).await {
            down.pass_gate().await;
            self.pair(&mut down).await;
            self.books.publish();
            down.between_runs().await;
        }
        down.finish().await;
    }
}

impl<A: Send + 'static, B: Send + 'static, S: Stamping> ZipHead<A, B, S> {
    /// Waits for items of both, or for news of the time, which it passes on; false when there will be no pair, or when nobody wants one. The task rests meanwhile, also with
    /// items of one side in hand: nothing comes of them but by an item of the other.
    async fn next(&mut self, down: &mut Down<S::Of<(A, B)>>) -> bool {
        let sides = &mut self.sides;
        let both = down.rest(|cx, at_rest| {
            let poll = sides.poll_both_timed(cx);
            *at_rest = *at_rest && !sides.hold();
            poll
        });
        let more = both.await.unwrap_or(false);
        if let Some(mark) = self.sides.take_mark() {
            down.mark(mark);
        }
        more
    }

    /// As many pairs as there are items of both at hand, and as anybody wants.
    async fn pair(&mut self, down: &mut Down<S::Of<(A, B)>>) {
        loop {
            let (left, right) = (&mut self.sides.left.intake.run, &mut self.sides.right.intake.run);
            if left.is_empty() || right.is_empty() {
                return;
            }
            let Some((left, right)) = left.pop_front().zip(right.pop_front()) else { return };
            let ((left_at, left), (right_at, right)) = (S::split(left), S::split(right));
            self.books.tally.taken += 2;
            self.books.tally.done += 2;
            self.books.tally.out += 1;
            if !down.push(S::join(left_at.max(right_at), (left, right))) {
                down.settle_if_full().await;
                if down.ended() {
                    return;
                }
            }
        }
    }
}
