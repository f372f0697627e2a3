//! Each item to the arm a `match` chooses.

use std::task::{Context, Poll};

use crate::attempt::{Attempted, caught};
use crate::edge::Tx;
use crate::push::Push;
use crate::state::Books;

/// One arm of a route, as the generated `match` sees it.
pub struct Arm<T> {
    tx: Tx<T>,
}

impl<T: Send + 'static> Arm<T> {
    pub(crate) fn new(tx: Tx<T>) -> Self {
        Self { tx }
    }

    /// Sends the item this way.
    #[inline]
    pub fn take(&mut self, item: T) {
        self.tx.push(item);
    }
}

/// The arms of a route, as a tuple.
pub trait Arms: Send + 'static {
    /// The streams behind the arms.
    type Flows;
    #[doc(hidden)]
    fn open(opener: &mut crate::Opener<'_>) -> (Self, Self::Flows)
    where
        Self: Sized;
    #[doc(hidden)]
    fn room(&self) -> usize;
    #[doc(hidden)]
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    #[doc(hidden)]
    fn publish(&mut self);
    #[doc(hidden)]
    fn ended(&self) -> bool;
    #[doc(hidden)]
    fn listen(&mut self, cx: &mut Context<'_>);
}

macro_rules! arms {
    ($($arm:ident . $at:tt),*) => {
        impl<$($arm: Send + 'static),*> Arms for ($(Arm<$arm>,)*) {
            type Flows = ($(crate::flow::EdgeFlow<$arm>,)*);

            #[allow(unused_variables, clippy::unused_unit)]
            fn open(opener: &mut crate::Opener<'_>) -> (Self, Self::Flows) {
                $(let $arm = opener.arm::<$arm>();)*
                (($($arm.0,)*), ($($arm.1,)*))
            }

            #[inline]
            fn room(&self) -> usize {
                usize::MAX$(.min(self.$at.tx.room()))*
            }

            #[allow(unused_variables)]
            fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
                let pending = false $(| self.$at.tx.poll_settle(cx).is_pending())*;
                if pending { Poll::Pending } else { Poll::Ready(()) }
            }

            fn publish(&mut self) {
                $(self.$at.tx.publish();)*
            }

            fn ended(&self) -> bool {
                // A route with arms that only discard never ends by itself.
                let open: &[bool] = &[$(self.$at.tx.is_open()),*];
                !open.is_empty() && !open.contains(&true)
            }

            #[allow(unused_variables)]
            fn listen(&mut self, cx: &mut Context<'_>) {
                $(self.$at.tx.listen(cx);)*
            }
        }
    };
}

#[allow(non_snake_case)]
mod arities {
    use super::*;

    arms!();
    arms!(A.0);
    arms!(A.0, B.1);
    arms!(A.0, B.1, C.2);
    arms!(A.0, B.1, C.2, D.3);
    arms!(A.0, B.1, C.2, D.3, E.4);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10, M.11);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10, M.11, N.12);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10, M.11, N.12, O.13);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10, M.11, N.12, O.13, P.14);
    arms!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, J.8, K.9, L.10, M.11, N.12, O.13, P.14, Q.15);
}

/// The tail that routes.
pub struct Route<A, F> {
    arms: A,
    choose: F,
    books: Books,
}

impl<A, F> Route<A, F> {
    pub(crate) fn new(arms: A, choose: F, books: Books) -> Self {
        Self { arms, choose, books }
    }
}

impl<T, A: Arms, F: FnMut(T, &mut A) + Send + 'static> Push<T> for Route<A, F> {
    fn push_run(&mut self, run: &mut Vec<T>) {
        let Self { choose, arms, books } = self;
        for item in run.drain(..) {
            match caught(|| choose(item, arms)) {
                Attempted::Returned(()) => books.tally.passed += 1,
                _ => books.broken(),
            }
        }
    }

    fn room(&self) -> usize {
        self.arms.room()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.arms.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.arms.publish();
        self.books.publish();
    }

    fn ended(&self) -> bool {
        self.arms.ended()
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.arms.listen(cx);
    }
}
