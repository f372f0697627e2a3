//! Iterators and streams of a function as one stream, which calls the function when it is first polled: so a panic of the
//! function is caught where its outputs are taken.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

/// The outputs of a function that returns an iterator.
pub struct Iter<F, T> {
    call: Option<F>,
    open: Option<T>,
}

impl<F, T> Unpin for Iter<F, T> {}

/// The outputs of what `call` gives; an error is the only output.
pub fn iter<F, T, E>(call: F) -> Iter<F, T::IntoIter>
where
    F: FnOnce() -> Result<T, E>,
    T: IntoIterator,
{
    Iter { call: Some(call), open: None }
}

impl<F, T, E, I> Stream for Iter<F, I>
where
    F: FnOnce() -> Result<T, E>,
    T: IntoIterator<IntoIter = I>,
    I: Iterator,
{
    type Item = Result<I::Item, E>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(call) = self.call.take() {
            match call() {
                Ok(outputs) => self.open = Some(outputs.into_iter()),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready(self.open.as_mut().and_then(Iterator::next).map(Ok))
    }
}

/// The outputs of a function that must be awaited first, or that returns a stream.
pub struct Later<F, T> {
    call: Option<Pin<Box<F>>>,
    open: Option<Pin<Box<T>>>,
}

/// The outputs of what `call` resolves to; an error is the only output.
pub fn later<F, T, E>(call: F) -> Later<F, T>
where
    F: Future<Output = Result<T, E>>,
    T: Stream,
{
    Later { call: Some(Box::pin(call)), open: None }
}

impl<F, T, E> Stream for Later<F, T>
where
    F: Future<Output = Result<T, E>>,
    T: Stream,
{
    type Item = Result<T::Item, E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(call) = &mut self.call {
            let opened = ready!(call.as_mut().poll(cx));
            self.call = None;
            match opened {
                Ok(outputs) => self.open = Some(Box::pin(outputs)),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        match &mut self.open {
            Some(open) => open.as_mut().poll_next(cx).map(|output| output.map(Ok)),
            None => Poll::Ready(None),
        }
    }
}

/// An iterator as a stream that is always ready.
pub struct Ready<T>(pub T);

impl<T> Unpin for Ready<T> {}

/// The outputs of an iterator.
pub fn ready_iter<T: IntoIterator>(outputs: T) -> Ready<T::IntoIter> {
    Ready(outputs.into_iter())
}

impl<T: Iterator> Stream for Ready<T> {
    type Item = T::Item;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<T::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// A source's results, of which each may be an error.
pub struct Flat<T>(Pin<Box<T>>);

/// Errors of opening and errors of items as one.
pub fn flat<T: Stream>(results: T) -> Flat<T> {
    Flat(Box::pin(results))
}

impl<T, O, A, B> Stream for Flat<T>
where
    T: Stream<Item = Result<Result<O, A>, B>>,
    A: FromOpening<B>,
{
    type Item = Result<O, A>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|result| result.unwrap_or_else(|error| Err(A::from_opening(error)))))
    }
}

/// The error of an item that stands for one of opening the source.
pub trait FromOpening<B> {
    /// Converts.
    fn from_opening(error: B) -> Self;
}

impl<A: From<B>, B> FromOpening<B> for A {
    fn from_opening(error: B) -> A {
        error.into()
    }
}

/// What a `Result` is made of.
pub trait ResultOf {
    /// What went well.
    type Ok;
    /// What did not.
    type Err;
}

impl<T, E> ResultOf for Result<T, E> {
    type Ok = T;
    type Err = E;
}

/// Remembers a state where it can be cloned: `(&Remember(&state)).state()` finds [`ByClone`] before [`NotAtAll`].
pub struct Remember<'a, S>(pub &'a S);

/// For states that can be cloned.
pub trait ByClone<S> {
    /// A copy.
    fn state(&self) -> Option<S>;
}

impl<S: Clone> ByClone<S> for Remember<'_, S> {
    fn state(&self) -> Option<S> {
        Some(self.0.clone())
    }
}

/// For all others.
pub trait NotAtAll<S> {
    /// Nothing.
    fn state(&self) -> Option<S>;
}

impl<S> NotAtAll<S> for &Remember<'_, S> {
    fn state(&self) -> Option<S> {
        None
    }
}
