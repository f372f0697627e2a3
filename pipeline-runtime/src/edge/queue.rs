//! Items in chunks: whole chunks change hands, so that an item is not moved between the sender's buffer and the receiver's.

use std::collections::VecDeque;
use std::mem;

/// As many empty chunks are kept as usually go round between a sender and a receiver, so that none is allocated anew.
const SPARES: usize = 32;

/// A queue of items, published and taken by the chunk. Empty chunks are used again.
pub struct Queue<T> {
    chunks: VecDeque<VecDeque<T>>,
    spare: Vec<VecDeque<T>>,
    len: usize,
    /// A published chunk joins the one before it up to so many items.
    join: usize,
}

impl<T> Queue<T> {
    pub(crate) fn new(join: usize) -> Self {
        Self { chunks: VecDeque::new(), spare: Vec::new(), len: 0, join }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds one item.
    pub(crate) fn push(&mut self, item: T) {
        match self.chunks.back_mut() {
            Some(last) if last.len() < self.join => last.push_back(item),
            _ => {
                let mut chunk = self.spare.pop().unwrap_or_default();
                chunk.push_back(item);
                self.chunks.push_back(chunk);
            }
        }
        self.len += 1;
    }

    /// Adds all of `from`, leaving it empty.
    pub(crate) fn publish(&mut self, from: &mut Vec<T>) {
        if from.is_empty() {
            return;
        }
        self.len += from.len();
        match self.chunks.back_mut() {
            Some(last) if last.len() + from.len() <= self.join => last.extend(from.drain(..)),
            _ => {
                // Neither way moves an item, or asks for memory.
                let empty = self.spare.pop().unwrap_or_default();
                self.chunks.push_back(mem::replace(from, empty.into()).into());
            }
        }
    }

    /// Adds the first `items` of `from`.
    pub(crate) fn publish_some(&mut self, from: &mut Vec<T>, items: usize) {
        if items == 0 {
            return;
        }
        self.len += items;
        let chunk = match self.chunks.back_mut() {
            Some(last) if last.len() + items <= self.join => last,
            _ => {
                self.chunks.push_back(self.spare.pop().unwrap_or_default());
                self.chunks.back_mut().expect("pushed above")
            }
        };
        chunk.extend(from.drain(..items));
    }

    /// Puts at most `most` items into the empty `run`.
    pub(crate) fn take(&mut self, run: &mut VecDeque<T>, most: usize) -> usize {
        let Some(first) = self.chunks.front_mut() else { return 0 };
        if first.len() <= most {
            mem::swap(run, first);
            self.drop_first_chunk();
        } else {
            run.extend(first.drain(..most));
        }
        self.len -= run.len();
        run.len()
    }

    fn drop_first_chunk(&mut self) {
        if let Some(empty) = self.chunks.pop_front().filter(|_| self.spare.len() < SPARES) {
            self.spare.push(empty);
        }
    }

    pub(crate) fn pop_front(&mut self) -> Option<T> {
        let first = self.chunks.front_mut()?;
        let item = first.pop_front();
        if first.is_empty() {
            self.drop_first_chunk();
        }
        self.len -= usize::from(item.is_some());
        item
    }

    pub(crate) fn pop_back(&mut self) -> Option<T> {
        let last = self.chunks.back_mut()?;
        let item = last.pop_back();
        if last.is_empty() {
            self.chunks.pop_back();
        }
        self.len -= usize::from(item.is_some());
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a plain queue, with every way in and out.
    #[test]
    fn items_come_out_as_they_went_in() {
        fastrand::seed(7);
        let (mut queue, mut model) = (Queue::new(8), VecDeque::new());
        let mut next = 0..;
        // Miri is some thousand times slower.
        for _ in 0..if cfg!(miri) { 300 } else { 10_000 } {
            let mut some: Vec<u32> = next.by_ref().take(fastrand::usize(0..12)).collect();
            match fastrand::u8(0..7) {
                0 => {
                    model.extend(some.iter().copied());
                    queue.publish(&mut some);
                    assert!(some.is_empty());
                }
                1 => {
                    let items = fastrand::usize(0..=some.len());
                    model.extend(some.iter().copied().take(items));
                    queue.publish_some(&mut some, items);
                }
                2 => some.into_iter().take(1).for_each(|item| {
                    model.push_back(item);
                    queue.push(item);
                }),
                3 => assert_eq!(queue.pop_front(), model.pop_front()),
                4 => assert_eq!(queue.pop_back(), model.pop_back()),
                _ => {
                    let (mut run, most) = (VecDeque::new(), fastrand::usize(1..10));
                    assert_eq!(queue.take(&mut run, most), run.len());
                    assert!(run.len() <= most && (run.is_empty() == model.is_empty()));
                    assert_eq!(run, model.drain(..run.len()).collect::<VecDeque<_>>());
                }
            }
            assert_eq!((queue.len(), queue.is_empty()), (model.len(), model.is_empty()));
        }
    }
}
