//! A fold by key, shared by workers: each has a map of its own, of whatever keys come to it.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hashbrown::hash_table::IntoIter;
use hashbrown::{DefaultHashBuilder, HashTable};
use tokio::time::Instant;

use super::super::Chain;
use super::super::fold::FoldCore;
use super::{Part, Parts, insert, remove_broken};
use crate::attempt::{Attempted, caught};
use crate::edge::CHUNK;
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, StateOf};
use crate::keys::{KeyBy, after};
use crate::node::{Bind, CallFold, Made, Node, One};
use crate::outcome::{Keeping, because};
use crate::state::{Keeper, made};
use crate::time::{Mark, Timestamp};

/// How many keys a worker keeps before it hands over what it has made of them.
const MOST_KEYS: usize = 256 * 1024;

/// The same, where the node keeps fewer in all.
pub fn most_keys(max_keys: Option<usize>, workers: usize) -> usize {
    max_keys.map_or(MOST_KEYS, |most| most.div_ceil(workers).clamp(1, MOST_KEYS))
}

/// One worker of a fold by key: what it lets out are parts, each with what it has made of its key since the last.
pub struct LocalKeys<I: Send + 'static, Q: KeyBy<I>, B: Bind<I>, X, K> {
    by: Arc<Q>,
    core: FoldCore<I, B, X, K>,
    /// The same for all workers and for those that merge.
    hasher: DefaultHashBuilder,
    parts: Parts<Q::Key, StateOf<B, I>>,
    most: usize,
    /// Parts that are on their way.
    leaving: IntoIter<Part<Q::Key, StateOf<B, I>>>,
    /// How long a part may stay, where keys are forgotten that are silent for long.
    stay: Option<Duration>,
    /// When all that is here must go.
    due: Option<Instant>,
    /// Items that came while a state is being made that must be awaited.
    waiting: VecDeque<I>,
    making: Option<(u64, Q::Key, Keeper<StateOf<B, I>>)>,
    dead: bool,
}

/// An item after which the loop must look around.
enum Odd<I, E> {
    /// It has this hash, and its key is new.
    New(I, u64),
    /// It was refused, and is gone.
    Failed(E),
    /// The fold panicked over an item with this hash, which is counted, or its key could not be told.
    Panicked(u64),
    /// The state of a key with this hash is lost; all is counted.
    Lost(u64),
}

impl<I, Q, B, X, K> LocalKeys<I, Q, B, X, K>
where
    I: Send + 'static,
    Q: KeyBy<I>,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
{
    pub(crate) fn new(
        by: Arc<Q>,
        core: FoldCore<I, B, X, K>,
        hasher: DefaultHashBuilder,
        most: usize,
        stay: Option<Duration>,
    ) -> Self {
        let (parts, leaving) = (HashTable::new(), HashTable::new().into_iter());
        let (waiting, making) = (VecDeque::new(), None);
        Self { by, core, hasher, parts, most, leaving, stay, due: None, waiting, making, dead: false }
    }

    /// Folds items until there are no more; gives one back whose key's state must be awaited first.
    fn work_off(
        &mut self,
        items: &mut impl Iterator<Item = I>,
        out: &mut Vec<Part<Q::Key, StateOf<B, I>>>,
    ) -> Option<I> {
        loop {
            let odd = match K::KEEPS {
                true => self.fold_each(items),
                false => self.fold_all(items),
            };
            if let Some(item) = self.see_to(odd?, out) {
                return Some(item);
            }
        }
    }

    /// Nobody wants an item back: so there is one place for panics, around the loop.
    fn fold_all(&mut self, items: &mut impl Iterator<Item = I>) -> Option<Odd<I, ErrOf<B, I>>> {
        let Self { by, core, hasher, parts, .. } = self;
        let (mut folded, mut at, bound) = (0, 0, &core.bound);
        let ended = caught(|| {
            for item in items {
                let (hash, known) = find(&**by, hasher, parts, &item);
                let Some(part) = known else { return Some(Odd::New(item, hash)) };
                (at, part.in_use) = (hash, true);
                let result = B::Stage::call(bound.res(), &mut part.state, &mut Some(item));
                part.in_use = false;
                match result {
                    Ok(()) => folded += 1,
                    Err(error) => return Some(Odd::Failed(error)),
                }
            }
            None
        });
        core.books.tally.absorbed += folded;
        match ended {
            Attempted::Returned(odd) => odd,
            _ => Some(Odd::Panicked(at)),
        }
    }

    /// Each item is wanted back where it does not get through.
    fn fold_each(&mut self, items: &mut impl Iterator<Item = I>) -> Option<Odd<I, ErrOf<B, I>>> {
        let Self { by, core, hasher, parts, .. } = self;
        for item in items {
            let Attempted::Returned((hash, known)) = caught(|| find(&**by, hasher, parts, &item)) else {
                core.refuse(Some(item), 0);
                continue;
            };
            let Some(part) = known else { return Some(Odd::New(item, hash)) };
            if !core.fold(item, &mut part.state) {
                part.in_use = true;
                return Some(Odd::Lost(hash));
            }
        }
        None
    }

    #[cold]
    fn see_to(&mut self, odd: Odd<I, ErrOf<B, I>>, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) -> Option<I> {
        match odd {
            Odd::New(item, hash) => return self.open(item, hash, out),
            Odd::Failed(error) => drop(self.core.failed(None, because(error))),
            Odd::Lost(hash) => drop(remove_broken(&mut self.parts, hash)),
            Odd::Panicked(hash) => match remove_broken(&mut self.parts, hash) {
                true => drop(self.core.failed(None, Cause::Panic)),
                false => self.core.refuse(None, 0),
            },
        }
        None
    }

    /// Begins a key with its first item, or with the making of its state, for which the item must wait.
    fn open(&mut self, item: I, hash: u64, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) -> Option<I> {
        let Attempted::Returned(key) = caught(|| self.by.key(&item)) else {
            self.core.refuse(Some(item), 0);
            return None;
        };
        match made(|| self.core.bound.make()) {
            Made::Now(Ok(mut state)) => {
                if self.core.fold(item, &mut state) {
                    self.add(Part::new(hash, key, state), out);
                }
                None
            }
            // Awaited, or tried again after a while, with what `make` gives then.
            _ => {
                self.making = Some((hash, key, Keeper::new(&self.core.books.ctx)));
                Some(item)
            }
        }
    }

    /// One key more. Where there are as many as there may be, they go, each with what came to it.
    fn add(&mut self, part: Part<Q::Key, StateOf<B, I>>, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) {
        if self.parts.len() >= self.most {
            self.hand_over(out);
            // As many will come again.
            self.parts.reserve(self.most, |part| part.hash);
        }
        if self.due.is_none() {
            self.due = self.stay.map(|stay| after(Instant::now(), stay));
        }
        insert(&mut self.parts, part);
    }

    /// All parts leave, a few at a time; those that left before have gone by then.
    fn hand_over(&mut self, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) {
        self.let_go(usize::MAX, out);
        self.leaving = std::mem::take(&mut self.parts).into_iter();
        self.due = None;
    }

    fn let_go(&mut self, most: usize, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) {
        out.extend(self.leaving.by_ref().take(most));
    }

    #[cold]
    fn catch_up(&mut self, out: &mut Vec<Part<Q::Key, StateOf<B, I>>>) {
        if self.making.is_none() {
            let mut waiting = std::mem::take(&mut self.waiting);
            let back = self.work_off(&mut std::iter::from_fn(|| waiting.pop_front()), out);
            back.into_iter().for_each(|item| waiting.push_front(item));
            self.waiting = waiting;
        }
    }

    fn poll_making(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((_, _, keeper)) = &mut self.making else { return Poll::Ready(()) };
        let FoldCore { bound, books, .. } = &mut self.core;
        ready!(keeper.poll_made(books, || bound.make(), cx));
        self.dead = keeper.is_dead();
        if let Some((hash, key, mut keeper)) = self.making.take_if(|(_, _, keeper)| keeper.is_made())
            && let Some(state) = keeper.state().take()
        {
            // Where that is one key too many, they go with the next.
            insert(&mut self.parts, Part::new(hash, key, state));
        }
        Poll::Ready(())
    }
}

/// The hash of an item's key, and what there is of it already.
#[inline]
fn find<'p, I, Q: KeyBy<I>, S>(
    by: &Q,
    hasher: &DefaultHashBuilder,
    parts: &'p mut Parts<Q::Key, S>,
    item: &I,
) -> (u64, Option<&'p mut Part<Q::Key, S>>) {
    by.query(item, |key| {
        let hash = hasher.hash_one(key);
        (hash, parts.find_mut(hash, |part| part.hash == hash && is(&part.key, key)))
    })
}

#[inline]
fn is<K: Borrow<Q>, Q: Hash + Eq + ?Sized>(known: &K, key: &Q) -> bool {
    known.borrow() == key
}

impl<I, Q, B, X, K> Chain<I> for LocalKeys<I, Q, B, X, K>
where
    I: Send + 'static,
    Q: KeyBy<I>,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I> + 'static,
{
    type Out = Part<Q::Key, StateOf<B, I>>;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<Self::Out>) {
        // Faster than keys can come, so that they have left before others must.
        self.let_go(2 * run.len(), out);
        if !self.waiting.is_empty() {
            self.catch_up(out);
        }
        let mut items = run.drain(..);
        if self.making.is_none() && self.waiting.is_empty() {
            let back = self.work_off(&mut items, out);
            self.waiting.extend(back);
        }
        self.waiting.extend(items);
    }

    fn note(&mut self, at: Timestamp) {
        self.core.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.core.exit.mark(mark);
    }

    fn leave(&mut self, items: Vec<I>) {
        self.waiting.extend(items);
    }

    fn finish(&mut self, out: &mut Vec<Self::Out>) -> bool {
        self.catch_up(out);
        if self.making.is_some() || !self.waiting.is_empty() {
            return !self.dead;
        }
        if self.leaving.len() == 0 {
            self.hand_over(out);
        }
        self.let_go(CHUNK, out);
        self.leaving.len() > 0 || !self.parts.is_empty()
    }

    #[inline]
    fn room(&self) -> usize {
        match self.making.is_none() || self.dead {
            true => self.core.exit.room(),
            false => 0,
        }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = self.core.poll_exit(cx);
        let made = self.poll_making(cx);
        if exit.is_ready() && made.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.core.publish();
    }

    fn ended(&self) -> bool {
        self.dead
    }

    fn deadline(&self) -> Option<Instant> {
        let waits = self.making.is_none() && !self.waiting.is_empty();
        if waits || self.leaving.len() > 0 { Some(Instant::now()) } else { self.due }
    }

    /// What it hands over comes out behind it only at the end, or when a key is forgotten.
    fn holds(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<Self::Out>) {
        self.catch_up(out);
        if self.due.is_some_and(|due| due <= now) {
            self.hand_over(out);
        }
        self.let_go(CHUNK, out);
    }
}

/// What waits when the task ends was taken, and is left.
impl<I: Send + 'static, Q: KeyBy<I>, B: Bind<I>, X, K> Drop for LocalKeys<I, Q, B, X, K> {
    fn drop(&mut self) {
        self.core.books.tally.taken += self.waiting.len() as u64;
    }
}
