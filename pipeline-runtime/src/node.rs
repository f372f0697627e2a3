//! What the attributes say about a function, as types: the contract between generated code and the engine.

use std::fmt::Display;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

use crate::draft::PortOpener;
use crate::error::BoxError;
use crate::time::Stamping;

/// Which items a function takes, whatever it does with them.
pub trait Accepts: 'static {
    /// The names of its output ports, and what to say of one that goes nowhere.
    const PORTS: &'static [(&'static str, &'static str)] = &[];
    /// The item as the signature has it: what is moved in, or what is lent.
    type Taken: ?Sized + 'static;
    /// Its shared resources, lent.
    type Res<'a>: Copy + Send + Resources;
    /// The item that flows where items of `E` arrive: a lent `&str` leaves a `String` a `String`.
    type In<E: Send + 'static>: Send + 'static;
    /// The item as the function takes it, of a function that is lent it.
    ///
    /// # Panics
    /// Where `E` is no item of it, which the edge has refused.
    fn lend<E: 'static>(_item: &E) -> &Self::Taken {
        lends_nothing()
    }
    /// What the inputs of a merge convert into: `Taken`, or what owns it (`String` for `&str`).
    type Merged: 'static;
}

/// A function made pluggable, for items of `I`.
pub trait Node<I: Send + 'static>: Accepts {
    /// [`One`] item a call, or a [`Batch`].
    type Shape: Shape<I>;
    /// [`Moved`] or [`Lent`].
    type Mode: 'static;
    /// How it is called: [`Sync`], [`Async`], [`Blocking`], [`Many`], [`Ports`], [`Folds`].
    type Kind: 'static;
    /// [`CanFail`] or [`CannotFail`].
    type Fails: 'static;
    /// What it makes of an item.
    type Out: Send + 'static;
    /// What it fails with; `Infallible` where it cannot.
    type Err: Display + Send + std::marker::Sync + 'static;
    /// Its own state.
    type State: Send + 'static;
    /// What one call gives.
    type Yield: IntoIterator<Item = Self::Out, IntoIter: Send> + Send + 'static;

    /// Whether there is a `flush`.
    const FLUSHES: bool = false;

    /// What the state still holds: at end of input, when a key is forgotten, when idle.
    fn flush(_state: &mut Self::State) -> Option<Self::Out> {
        None
    }

    /// What the state lets out at each `tick` of its node.
    fn tick(_state: &mut Self::State) -> Option<Self::Out> {
        None
    }
}

/// What one call takes of a node's input.
pub type Unit<S, I> = <<S as Node<I>>::Shape as Shape<I>>::Unit;

/// How many items one call takes.
pub trait Shape<I>: 'static {
    /// What one call takes.
    type Unit: Send + 'static;
    /// How many items that is.
    fn items(unit: &Self::Unit) -> usize;
    /// The items again, one by one.
    fn into_items(unit: Self::Unit) -> impl Iterator<Item = I> + Send;
    /// Two halves, where there is more than one item.
    fn halve(unit: Self::Unit) -> Result<(Self::Unit, Self::Unit), Self::Unit>;
    /// A unit of what is left of one, where only some items are tried again.
    fn of(items: impl Iterator<Item = I>) -> Option<Self::Unit>;
    /// What is left of a unit that is done and is still here: its memory, where it can be used again.
    fn emptied(_unit: Self::Unit) -> Option<Self::Unit> {
        None
    }
}

/// One item a call.
pub struct One;

impl<I: Send + 'static> Shape<I> for One {
    type Unit = I;

    #[inline]
    fn items(_unit: &I) -> usize {
        1
    }

    fn into_items(unit: I) -> impl Iterator<Item = I> + Send {
        std::iter::once(unit)
    }

    fn halve(unit: I) -> Result<(I, I), I> {
        Err(unit)
    }

    #[inline]
    fn of(mut items: impl Iterator<Item = I>) -> Option<I> {
        items.next()
    }
}

/// A batch a call.
pub struct Batch;

impl<I: Send + 'static> Shape<I> for Batch {
    type Unit = Vec<I>;

    fn items(unit: &Vec<I>) -> usize {
        unit.len()
    }

    fn into_items(unit: Vec<I>) -> impl Iterator<Item = I> + Send {
        unit.into_iter()
    }

    fn halve(mut unit: Vec<I>) -> Result<(Vec<I>, Vec<I>), Vec<I>> {
        if unit.len() < 2 {
            return Err(unit);
        }
        let second = unit.split_off(unit.len() / 2);
        Ok((unit, second))
    }

    fn of(items: impl Iterator<Item = I>) -> Option<Vec<I>> {
        Some(items.collect::<Vec<_>>()).filter(|items| !items.is_empty())
    }

    fn emptied(mut unit: Vec<I>) -> Option<Vec<I>> {
        unit.clear();
        Some(unit)
    }
}

/// The item is moved into the function.
pub struct Moved;
/// The item is lent to the function; the engine keeps it.
pub struct Lent;

/// It returns a `Result`.
pub struct CanFail;
/// It does not.
pub struct CannotFail;

/// A plain function.
pub struct Sync;
/// An `async fn`.
pub struct Async;
/// A function that may block its thread.
pub struct Blocking;
/// A function that returns an iterator or a stream.
pub struct Many;
/// An `async fn` with output ports.
pub struct Ports;
/// A fold, which says of its states that they are [`Mergeable`] or [`Unmergeable`].
pub struct Folds<M = Unmergeable>(PhantomData<M>);

/// States of a fold cannot be put together: there is one, or one for each key.
pub struct Unmergeable;
/// Two states become one: the fold has a `merge`.
pub struct Mergeable;

/// How one call ended.
pub enum Verdict<Y, O, E> {
    /// With these outputs.
    Done(Y),
    /// With an error for the whole unit.
    Failed(E),
    /// With a result for each item of the batch, in order.
    Each(Vec<Result<O, E>>),
}

impl<Y, O, E> From<Result<Y, E>> for Verdict<Y, O, E> {
    #[inline]
    fn from(result: Result<Y, E>) -> Self {
        match result {
            Ok(outputs) => Self::Done(outputs),
            Err(error) => Self::Failed(error),
        }
    }
}

/// A call's verdict.
pub type VerdictOf<S, I> = Verdict<<S as Node<I>>::Yield, <S as Node<I>>::Out, <S as Node<I>>::Err>;

/// Called at once: [`Sync`] and [`Blocking`].
pub trait CallSync<I: Send + 'static>: Node<I> {
    /// One output for each item, and no failure but a panic.
    const ALWAYS_ONE: bool = false;

    /// Calls the function with what `slot` holds; a lent item stays in it.
    fn call(res: Self::Res<'_>, state: &mut Self::State, slot: &mut Option<Unit<Self, I>>) -> VerdictOf<Self, I>;
}

/// Called and awaited.
pub trait CallAsync<I: Send + 'static>: Node<I> {
    /// Nothing in its body waits: its future is ready when it is first polled.
    const NEVER_WAITS: bool = false;
    /// One output for each item, and no failure but a panic, and nothing waits.
    const ALWAYS_ONE: bool = false;

    /// Calls the function with what `slot` holds; a lent item stays in it.
    fn call<'a>(
        res: Self::Res<'a>,
        state: &'a mut Self::State,
        slot: &'a mut Option<Unit<Self, I>>,
    ) -> impl Future<Output = VerdictOf<Self, I>> + Send + 'a;
}

/// Called for any number of outputs.
pub trait CallMany<I: Send + 'static>: Node<I> {
    /// Calls the function; the outputs come one by one, an error ends them.
    fn call<'a>(
        res: Self::Res<'a>,
        state: &'a mut Self::State,
        slot: &'a mut Option<Unit<Self, I>>,
    ) -> impl Stream<Item = Result<Self::Out, Self::Err>> + Send + 'a;
}

/// Called with output ports.
pub trait CallPorts<I: Send + 'static>: Node<I> {
    /// The output ports.
    type Ports: PortSet;

    /// Calls the function; what it sends to its ports leaves at once.
    fn call<'a>(
        res: Self::Res<'a>,
        state: &'a mut Self::State,
        ports: &'a mut Self::Ports,
        slot: &'a mut Option<Unit<Self, I>>,
    ) -> impl Future<Output = Result<(), Self::Err>> + Send + 'a;
}

/// Called to take an item into the state.
pub trait CallFold<I: Send + 'static>: Node<I> {
    /// What is emitted of a state.
    type Emit: Send + 'static;

    /// How states are copied and put together, where both can be.
    const PARTS: Option<Parts<Self::State>> = None;

    /// Takes the item in `slot` into the state.
    fn call(res: Self::Res<'_>, state: &mut Self::State, slot: &mut Option<I>) -> Result<(), Self::Err>;

    /// What is emitted when the window closes.
    fn finish(state: Self::State) -> Self::Emit;
}

/// How states of a fold are parts of others: a window that slides is made of parts it shares with others.
pub struct Parts<S> {
    /// A copy.
    pub copy: fn(&S) -> S,
    /// Takes another partial state in.
    pub merge: fn(&mut S, S),
}

/// Whether a state can be copied, asked of its type by name: `Copied::<S>::COPY` is this one's where `S` is `Clone`, or else that of
/// [`NotCopied`].
pub struct Copied<S>(PhantomData<S>);

impl<S: Clone> Copied<S> {
    /// So.
    pub const COPY: Option<fn(&S) -> S> = Some(S::clone);
}

/// A state that cannot.
pub trait NotCopied<S> {
    /// Not at all.
    const COPY: Option<fn(&S) -> S> = None;
}

impl<S> NotCopied<S> for Copied<S> {}

/// A fold with `merge`: partial states of several workers become one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `merge`, and this needs one: an item between two sessions makes one of them",
    label = "`{Self}` cannot make one state of two",
    note = "say how two states become one: `#[fold(merge = add)]`, with `fn add(into: &mut S, other: S)`"
)]
pub trait MergeFold<I: Send + 'static>: CallFold<I> {
    /// Takes another partial state in.
    fn merge(into: &mut Self::State, other: Self::State);
}

/// The output ports of a stage, as one value.
pub trait PortSet: Send + Sized + 'static {
    /// The senders of all ports for one worker, from the edges made by `open`.
    type Flows<S: Stamping>;
    /// Their names, in the order of the signature.
    const NAMES: &'static [&'static str];
    /// Opens the edges of all ports for so many workers.
    fn open<S: Stamping>(opener: &mut PortOpener<'_, S>) -> (Vec<Self>, Self::Flows<S>);
    /// How many items have left through any of them.
    fn sent(&self) -> u64;
}

/// Takes what a slot holds. The engine fills the slot before each call.
///
/// # Panics
/// If the slot is empty, which is a bug in the engine.
#[inline]
pub fn take<U>(slot: &mut Option<U>) -> U {
    slot.take().expect("aqueduct: the item is in its slot when a stage is called")
}

/// Lends what a slot holds.
///
/// # Panics
/// As [`take`].
#[inline]
pub fn held<U>(slot: &Option<U>) -> &U {
    slot.as_ref().expect("aqueduct: the item is in its slot when a stage is called")
}

/// The item, if `T` is what it is.
#[inline]
pub fn lent_as<E: 'static, T: 'static>(item: &E) -> Option<&T> {
    (item as &dyn std::any::Any).downcast_ref()
}

/// What is lent of an item that none of the types is which a function can be lent.
///
/// # Panics
/// Always; never in a pipeline that compiles, since the edge has refused it.
pub fn lends_nothing() -> ! {
    unreachable!("aqueduct: the types of an edge were checked")
}

/// A state as it is made: at once, or by awaiting.
pub enum Made<S> {
    /// It is there, or could not be made.
    Now(Result<S, BoxError>),
    /// It must be awaited.
    Later(Pin<Box<dyn Future<Output = Result<S, BoxError>> + Send>>),
}

/// Makes a state, anew for each worker and key.
pub trait MakeState<P, S>: Send + std::marker::Sync + 'static {
    /// One new state.
    fn make(&self, env: &Arc<P>) -> Made<S>;
}

/// A state that a node says nothing of.
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no `Default` to begin with, and the node gives no other",
    label = "this node needs an initial state",
    note = "give it as an argument: `name(&mut ..)`, in the place the function has it; or derive `Default` for `{Self}`"
)]
pub trait Begins: Sized {
    /// So it begins.
    fn begin() -> Self;
}

#[diagnostic::do_not_recommend]
impl<S: Default> Begins for S {
    fn begin() -> Self {
        Self::default()
    }
}

/// For stages without state, and for a state that begins as its `Default` because the node says nothing else.
pub struct Stateless;

impl<P, S: Default> MakeState<P, S> for Stateless {
    fn make(&self, _env: &Arc<P>) -> Made<S> {
        Made::Now(Ok(S::default()))
    }
}

/// An initial state that needs nothing of the pipeline.
pub struct StateBegins<F>(pub F);

impl<P, S, F: Fn() -> S + Send + std::marker::Sync + 'static> MakeState<P, S> for StateBegins<F> {
    fn make(&self, _env: &Arc<P>) -> Made<S> {
        Made::Now(Ok((self.0)()))
    }
}

/// An initial state that is there at once.
pub struct StateNow<F>(pub F);

impl<P, S, F: Fn(&P) -> Result<S, BoxError> + Send + std::marker::Sync + 'static> MakeState<P, S> for StateNow<F> {
    fn make(&self, env: &Arc<P>) -> Made<S> {
        Made::Now((self.0)(env))
    }
}

/// An initial state that is awaited.
pub struct StateLater<F>(pub F);

impl<P, S, F, Fut> MakeState<P, S> for StateLater<F>
where
    F: Fn(Arc<P>) -> Fut + Send + std::marker::Sync + 'static,
    Fut: Future<Output = Result<S, BoxError>> + Send + 'static,
{
    fn make(&self, env: &Arc<P>) -> Made<S> {
        Made::Later(Box::pin((self.0)(Arc::clone(env))))
    }
}

/// Shared resources, one by one: `(&A, (&B, ()))`.
pub trait Resources: Sized {
    /// None, of a function that has none.
    ///
    /// # Panics
    /// Where there are some: a node that gives none of them is an error.
    fn none() -> Self;
}

impl Resources for () {
    #[inline]
    fn none() -> Self {}
}

impl<A, B> Resources for (A, B) {
    fn none() -> Self {
        unreachable!("aqueduct: the arguments of a node were checked")
    }
}

/// Lends a function its resources.
pub trait LendsTo<P, S: Accepts>: Send + std::marker::Sync + 'static {
    /// Of `env`.
    fn resources<'a>(&self, env: &'a P) -> S::Res<'a>;
}

struct Lending<F>(F);

impl<P, S, F> LendsTo<P, S> for Lending<F>
where
    S: Accepts,
    F: for<'a> Fn(&'a P) -> S::Res<'a> + Send + std::marker::Sync + 'static,
{
    #[inline]
    fn resources<'a>(&self, env: &'a P) -> S::Res<'a> {
        (self.0)(env)
    }
}

/// Lends what `lends` projects to. That it can be sent is asked here and nowhere else: of a closure this stays open to rustc until
/// the whole of `start` has been read, and all that is open is asked again at every node.
pub fn lending<S, P, F>(_env: &Arc<P>, lends: F) -> impl LendsTo<P, S> + use<S, P, F>
where
    S: Accepts,
    F: for<'a> Fn(&'a P) -> S::Res<'a> + Send + std::marker::Sync + 'static,
{
    Lending(lends)
}

/// Lends nothing.
pub struct LendsNothing;

impl<P, S: Accepts> LendsTo<P, S> for LendsNothing {
    #[inline]
    fn resources<'a>(&self, _env: &'a P) -> S::Res<'a> {
        Resources::none()
    }
}

/// Lends nothing. Whether the function asks for nothing is the error of `_lends`, which need not be sent.
pub fn lending_nothing<S, P, T>(_env: &Arc<P>, _lends: impl Fn(&P) -> T) -> LendsNothing {
    LendsNothing
}

/// A function with its arguments: what a node of a running pipeline calls.
pub struct Bound<S, P, R, Z> {
    pub(crate) env: Arc<P>,
    pub(crate) res: R,
    pub(crate) init: Z,
    pub(crate) stage: PhantomData<fn() -> S>,
}

/// A [`Bound`], whatever it is made of.
pub trait Bind<I: Send + 'static>: Send + std::marker::Sync + 'static {
    /// The function.
    type Stage: Node<I>;
    /// Its resources.
    fn res(&self) -> <Self::Stage as Accepts>::Res<'_>;
    /// A new state for it.
    fn make(&self) -> Made<<Self::Stage as Node<I>>::State>;
}

impl<S, P, R, Z, I> Bind<I> for Bound<S, P, R, Z>
where
    I: Send + 'static,
    S: Node<I>,
    P: Send + std::marker::Sync + 'static,
    R: LendsTo<P, S>,
    Z: MakeState<P, S::State>,
{
    type Stage = S;

    #[inline]
    fn res(&self) -> S::Res<'_> {
        self.res.resources(&self.env)
    }

    fn make(&self) -> Made<S::State> {
        self.init.make(&self.env)
    }
}

/// Workers share one.
impl<I: Send + 'static, B: Bind<I>> Bind<I> for Arc<B> {
    type Stage = B::Stage;

    #[inline]
    fn res(&self) -> <B::Stage as Accepts>::Res<'_> {
        (**self).res()
    }

    fn make(&self) -> Made<<B::Stage as Node<I>>::State> {
        (**self).make()
    }
}
