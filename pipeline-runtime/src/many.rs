//! Iterators and streams of a stage as one: a stream that calls the function when it is first polled.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

enum Stage<F, T> {
    Call(Option<F>),
    Open(T),
    Over,
}

/// The outputs of a function that returns an iterator.
pub struct Iter<F, T> {
    stage: Stage<F, T>,
}

impl<F, T> Unpin for Iter<F, T> {}

/// As [`Iter`], for what `call` gives, an error being the only output.
pub fn iter<F, T, E>(call: F) -> Iter<F, T::IntoIter>
where
    F: FnOnce() -> Result<T, E>,
    T: IntoIterator,
{
    Iter { stage: Stage::Call(Some(call)) }
}

impl<F, T, E> Stream for Iter<F, T::IntoIter>
where
    F: FnOnce() -> Result<T, E>,
    T: IntoIterator,
{
    type Item = Result<T::Item, E>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut self.stage {
                Stage::Open(outputs) => return Poll::Ready(outputs.next().map(Ok)),
                Stage::Over => return Poll::Ready(None),
                Stage::Call(call) => {
                    let Some(call) = call.take() else { return Poll::Ready(None) };
                    self.stage = Stage::Over;
                    match call() {
                        Ok(outputs) => self.stage = Stage::Open(outputs.into_iter()),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}
