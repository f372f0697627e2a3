//! Every item to every branch.

use std::marker::PhantomData;
use std::task::{Context, Poll};

use crate::control::Guard;
use crate::edge::Tx;
use crate::push::Push;
use crate::time::{Mark, Stamping};

/// What can go to several branches.
#[diagnostic::on_unimplemented(
    message = "`{Item}` goes to several branches, and all but the last get a clone, but it is not `Clone`",
    label = "a broadcast of `{Item}` needs `{Item}: Clone`",
    note = "write `#[derive(Clone)]` on `{Item}`, or share it: put a stage that wraps it in an `Arc` before the branches"
)]
pub trait Copies<Item>: Sized {
    /// One more of it.
    fn another(item: &Item) -> Copied<Self, Item>;
}

/// What copies, before several branches.
pub enum Branches {}

/// An item copied for branches.
pub struct Copied<B, Item> {
    pub(crate) item: Item,
    by: PhantomData<B>,
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Copies<T> for Branches {
    #[inline]
    fn another(item: &T) -> Copied<Self, T> {
        Copied { item: item.clone(), by: PhantomData }
    }
}

pub struct Broadcast<T: Send + 'static, C, S: Stamping> {
    branches: Vec<Tx<S::Of<T>>>,
    copy: C,
    guard: Guard,
}

impl<T: Send + 'static, C, S: Stamping> Broadcast<T, C, S> {
    pub(crate) fn new(branches: Vec<Tx<S::Of<T>>>, copy: C, guard: Guard) -> Self {
        Self { branches, copy, guard }
    }
}

impl<T, C, S> Push<S::Of<T>> for Broadcast<T, C, S>
where
    T: Send + 'static,
    C: Fn(&T) -> T + Send + 'static,
    S: Stamping,
{
    fn push_run(&mut self, run: &mut Vec<S::Of<T>>) {
        if let Some((last, others)) = self.branches.split_last_mut() {
            for branch in others.iter_mut().filter(|branch| branch.is_open()) {
                let copies =
                    run.iter().filter_map(|item| self.guard.run(|| S::join(S::at(item), (self.copy)(S::item(item)))));
                copies.for_each(|copy| branch.push(copy));
            }
            last.push_run(run);
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.branches.iter_mut().for_each(|branch| branch.mark(mark));
    }

    fn room(&self) -> usize {
        self.branches.iter().map(Tx::room).min().unwrap_or(usize::MAX)
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let waiting =
            self.branches.iter_mut().filter_map(|branch| branch.poll_settle(cx).is_pending().then_some(())).count();
        if waiting == 0 { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.branches.iter_mut().for_each(Tx::publish);
    }

    fn ended(&self) -> bool {
        self.branches.iter().all(|branch| !branch.is_open())
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.branches.iter_mut().for_each(|branch| branch.listen(cx));
    }
}
