//! The kinds of windows, as generated code names them.

use std::sync::Arc;
use std::time::Duration;

use super::firing::Firing;
use super::kept::Kept;
use super::panes::{Panes, Slides};
use super::sessions::Sessions;
use super::window::{Aligned, Lengths, Whole, Windows};
use crate::control::Guard;
use crate::head::StateOf;
use crate::keys::Key;
use crate::node::{Bind, CallFold, MergeFold, Parts};

/// A kind of windows for the states of a fold.
pub trait KindOfWindow<I: Send + 'static, B: Bind<I>, K: Key>: Copy + Send + 'static {
    /// The windows.
    type Windows: Windows<K, StateOf<B, I>>;
    #[doc(hidden)]
    fn windows(self, firing: &Firing<StateOf<B, I>>, guard: Guard) -> Self::Windows;
    /// How long and how far apart they are, where they are spans of time.
    #[doc(hidden)]
    fn lengths(self) -> Option<[Duration; 2]> {
        None
    }
}

/// `tumbling(d)`
#[derive(Clone, Copy, Debug)]
pub struct Tumbling(pub Duration);

/// `sliding(d, every)`
#[derive(Clone, Copy, Debug)]
pub struct Sliding(pub Duration, pub Duration);

/// `session(gap)`
#[derive(Clone, Copy, Debug)]
pub struct Session(pub Duration);

impl<I: Send + 'static, B: Bind<I>, K: Key> KindOfWindow<I, B, K> for Tumbling {
    type Windows = Aligned<K, StateOf<B, I>>;

    fn windows(self, _firing: &Firing<StateOf<B, I>>, _guard: Guard) -> Self::Windows {
        Aligned::tumbling(self.0)
    }

    fn lengths(self) -> Option<[Duration; 2]> {
        Some([self.0; 2])
    }
}

impl<I: Send + 'static, B: Bind<I, Stage: CallFold<I>>, K: Key> KindOfWindow<I, B, K> for Sliding {
    type Windows = Slides<K, StateOf<B, I>>;

    /// In panes, or each by itself: what is emitted early or again is a window's own state, and a fold must be able to put states together.
    fn windows(self, firing: &Firing<StateOf<B, I>>, guard: Guard) -> Self::Windows {
        let lengths = Lengths::new(self.0, self.1);
        match B::Stage::PARTS {
            Some(Parts { copy, merge }) if lengths.size > lengths.every && firing.emits_once() => {
                let copying = guard.clone();
                let copy = Arc::new(move |state: &StateOf<B, I>| copying.run(|| copy(state)));
                let merge = Arc::new(move |into: &mut StateOf<B, I>, other| {
                    guard.run(|| merge(into, other));
                });
                Slides::Shared(Panes::new(lengths, copy, merge))
            }
            _ => Slides::Apart(Aligned::new(lengths)),
        }
    }

    fn lengths(self) -> Option<[Duration; 2]> {
        Some([self.0, self.1])
    }
}

/// `global`
#[derive(Clone, Copy, Debug)]
pub struct Global;

impl<I: Send + 'static, B: Bind<I>, K: Key> KindOfWindow<I, B, K> for Global {
    type Windows = Whole<K, StateOf<B, I>>;

    fn windows(self, _firing: &Firing<StateOf<B, I>>, _guard: Guard) -> Self::Windows {
        Whole::new()
    }
}

/// `global`, with `keep: d`
#[derive(Clone, Copy, Debug)]
pub struct KeptFor(pub Duration);

impl<I: Send + 'static, B: Bind<I>, K: Key> KindOfWindow<I, B, K> for KeptFor {
    type Windows = Kept<K, StateOf<B, I>>;

    fn windows(self, _firing: &Firing<StateOf<B, I>>, _guard: Guard) -> Self::Windows {
        Kept::new(self.0)
    }
}

/// An item between two sessions makes one of them.
impl<I: Send + 'static, B: Bind<I, Stage: MergeFold<I>>, K: Key> KindOfWindow<I, B, K> for Session {
    type Windows = Sessions<K, StateOf<B, I>>;

    fn windows(self, _firing: &Firing<StateOf<B, I>>, guard: Guard) -> Self::Windows {
        let merge = move |into: &mut StateOf<B, I>, other| {
            guard.run(|| B::Stage::merge(into, other));
        };
        Sessions::new(self.0, Arc::new(merge))
    }

    fn lengths(self) -> Option<[Duration; 2]> {
        Some([self.0; 2])
    }
}
