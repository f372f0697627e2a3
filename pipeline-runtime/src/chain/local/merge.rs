//! Where the parts of the same key meet.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::task::{Context, Poll};

use hashbrown::HashTable;
use hashbrown::hash_table::IntoIter;

use super::super::Chain;
use super::super::fold::EmitOf;
use super::super::keyed::KeyedCore;
use super::{Part, Parts, insert, remove_broken};
use crate::error::PipelineError;
use crate::failure::Cause;
use crate::head::StateOf;
use crate::keys::{Key, KeyBy};
use crate::node::{Bind, CallFold, Made, MergeFold};
use crate::state::{Books, Keeper};

/// How many keys are let out at once at the end.
const AT_ONCE: usize = 64;

/// Merges the parts of its keys, which stay until the end.
pub struct MergeKeys<I: Send + 'static, B: Bind<I>, K> {
    parts: Parts<K, StateOf<B, I>>,
    leaving: IntoIter<Part<K, StateOf<B, I>>>,
    books: Books,
}

impl<I, B, K> MergeKeys<I, B, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: MergeFold<I>,
    K: Key,
{
    pub(crate) fn new(books: Books) -> Self {
        Self { parts: HashTable::new(), leaving: HashTable::new().into_iter(), books }
    }

    /// Merges parts until there are no more or a function panics; then it says at which hash.
    fn merge(&mut self, parts: &mut impl Iterator<Item = Part<K, StateOf<B, I>>>) -> Option<u64> {
        let (mut at, known) = (0, &mut self.parts);
        let merged = self.books.guarded(|| {
            for part in parts {
                at = part.hash;
                match known.find_mut(at, |known| known.hash == part.hash && known.key == part.key) {
                    Some(into) => {
                        into.in_use = true;
                        B::Stage::merge(&mut into.state, part.state);
                        into.in_use = false;
                    }
                    None => insert(known, part),
                }
            }
        });
        merged.is_none().then_some(at)
    }
}

impl<I, B, K> Chain<Part<K, StateOf<B, I>>> for MergeKeys<I, B, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: MergeFold<I>,
    K: Key,
{
    type Out = (K, EmitOf<B, I>);

    /// After a panic the state of that key is lost, with the part that was to be merged into it.
    fn run(&mut self, run: &mut Vec<Part<K, StateOf<B, I>>>, _out: &mut Vec<Self::Out>) {
        let mut parts = run.drain(..);
        while let Some(hash) = self.merge(&mut parts) {
            remove_broken(&mut self.parts, hash);
            self.books.tally.restarts += 1;
        }
    }

    fn finish(&mut self, out: &mut Vec<Self::Out>) -> bool {
        if !self.parts.is_empty() {
            self.leaving = std::mem::take(&mut self.parts).into_iter();
        }
        for part in self.leaving.by_ref().take(AT_ONCE) {
            if let Some(output) = self.books.guarded(|| B::Stage::finish(part.state)) {
                self.books.tally.out += 1;
                out.push((part.key, output));
            }
        }
        self.leaving.len() > 0
    }

    fn publish(&mut self) {
        self.books.publish();
    }
}

/// The key of a part.
pub struct ByPart;

impl<K: Key, S: Send + 'static> KeyBy<Part<K, S>> for ByPart {
    type Key = K;
    type Query = K;

    #[inline]
    fn query<R>(&self, part: &Part<K, S>, look: impl FnOnce(&K) -> R) -> R {
        look(&part.key)
    }

    fn key(&self, part: &Part<K, S>) -> K {
        part.key.clone()
    }
}

/// Merges the parts of its keys where keys are forgotten. Nothing is there of a key before its first part, which is its state.
pub struct MergeCore<I: Send + 'static, B: Bind<I>> {
    books: Books,
    bound: PhantomData<fn() -> (I, B)>,
}

impl<I: Send + 'static, B: Bind<I>> MergeCore<I, B> {
    pub(crate) fn new(books: Books) -> Self {
        Self { books, bound: PhantomData }
    }
}

impl<I, B, K> KeyedCore<Part<K, StateOf<B, I>>, K> for MergeCore<I, B>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: MergeFold<I>,
    K: Key,
{
    type State = Option<StateOf<B, I>>;
    type Out = (K, EmitOf<B, I>);

    fn make(&self) -> Made<Self::State> {
        Made::Now(Ok(None))
    }

    fn poll_state(&mut self, keeper: &mut Keeper<Self::State>, _cx: &mut Context<'_>) -> Poll<()> {
        *keeper.state() = Some(None);
        Poll::Ready(())
    }

    fn item(&mut self, part: Part<K, StateOf<B, I>>, state: &mut Self::State, _out: &mut Vec<Self::Out>) -> bool {
        let Some(into) = state else {
            *state = Some(part.state);
            return true;
        };
        let merged = self.books.guarded(|| B::Stage::merge(into, part.state)).is_some();
        self.books.tally.restarts += u64::from(!merged);
        merged
    }

    /// Its key cannot be looked for: what was made of it is lost.
    fn refuse(&mut self, _part: Option<Part<K, StateOf<B, I>>>) {
        self.books.tally.restarts += 1;
        let cause = Cause::<Infallible>::Panic.boxed();
        self.books.ctx.control.fail(PipelineError::item(self.books.ctx.name, cause, None));
    }

    fn idle(&mut self, _state: &mut Self::State, _out: &mut Vec<Self::Out>) {}

    fn forget(&mut self, key: K, state: Self::State, out: &mut Vec<Self::Out>) {
        let output = state.and_then(|state| self.books.guarded(|| B::Stage::finish(state)));
        if let Some(output) = output {
            self.books.tally.out += 1;
            out.push((key, output));
        }
    }

    fn books(&mut self) -> &mut Books {
        &mut self.books
    }

    fn exit_room(&self) -> usize {
        usize::MAX
    }

    fn poll_exit(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn publish(&mut self) {
        self.books.publish();
    }
}
