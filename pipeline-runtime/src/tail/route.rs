//! Each item to the arm a `match` chooses.

use std::marker::PhantomData;
use std::task::{Context, Poll};

use crate::attempt::{Attempted, caught};
use crate::edge::Tx;
use crate::push::Push;
use crate::state::Books;
use crate::time::{Mark, Plain, Stamping};

/// One arm of a route, as the generated `match` sees it.
pub struct Arm<T: Send + 'static, S: Stamping = Plain> {
    tx: Tx<S::Of<T>>,
    /// Of the item that is routed now.
    at: S::At,
}

impl<T: Send + 'static, S: Stamping> Arm<T, S> {
    pub(crate) fn new(tx: Tx<S::Of<T>>) -> Self {
        Self { tx, at: S::At::default() }
    }

    /// Sends the item this way.
    #[inline]
    pub fn take(&mut self, item: T) {
        self.tx.push(S::join(self.at, item));
    }
}

/// The arms of a route, as a tuple.
pub trait Arms<S: Stamping>: Send + 'static {
    /// The streams behind the arms.
    type Flows;
    #[doc(hidden)]
    fn open(opener: &mut crate::Opener<'_>) -> (Self, Self::Flows)
    where
        Self: Sized;
    #[doc(hidden)]
    fn at(&mut self, at: S::At);
    #[doc(hidden)]
    fn mark(&mut self, mark: Mark);
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
        impl<$($arm: Send + 'static,)* S: Stamping> Arms<S> for ($(Arm<$arm, S>,)*) {
            type Flows = ($(crate::flow::EdgeFlow<$arm, (), S>,)*);

            #[allow(unused_variables, clippy::unused_unit)]
            fn open(opener: &mut crate::Opener<'_>) -> (Self, Self::Flows) {
                $(let $arm = opener.arm::<$arm, S>();)*
                (($($arm.0,)*), ($($arm.1,)*))
            }

            #[inline]
            #[allow(unused_variables)]
            fn at(&mut self, at: S::At) {
                $(self.$at.at = at;)*
            }

            #[allow(unused_variables)]
            fn mark(&mut self, mark: Mark) {
                $(self.$at.tx.mark(mark);)*
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
pub struct Route<T, A, F, S> {
    arms: A,
    choose: F,
    books: Books,
    items: PhantomData<fn(T) -> S>,
}

impl<T, A, F, S> Route<T, A, F, S> {
    pub(crate) fn new(arms: A, choose: F, books: Books) -> Self {
        Self { arms, choose, books, items: PhantomData }
    }
}

impl<T, A, F, S> Push<S::Of<T>> for Route<T, A, F, S>
where
    T: Send + 'static,
    A: Arms<S>,
    F: FnMut(T, &mut A) + Send + 'static,
    S: Stamping,
{
    fn push_run(&mut self, run: &mut Vec<S::Of<T>>) {
        let Self { choose, arms, books, .. } = self;
        for of in run.drain(..) {
            let (at, item) = S::split(of);
            arms.at(at);
            match caught(|| choose(item, arms)) {
                Attempted::Returned(()) => books.tally.passed += 1,
                _ => books.broken(),
            }
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.arms.mark(mark);
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
