//! `zip`, `latest` and `join`, as generated code calls them. `O` is the operator's name as a type, for messages.

use std::convert::Infallible;
use std::time::Duration;

use crate::builder::Builder;
use crate::edge::Tx;
use crate::failure::{Exit, Failed, Routed};
use crate::flow::{EdgeFlow, Flow, Inbox, MovedOf, Seg};
use crate::head::{Head, JoinHead, LatestHead, Sides, ZipHead};
use crate::join::{Another, AsOf, InWindows, Intervals, JoinKind, Pairing, Side, Spans};
use crate::keys::KeyBy;
use crate::options::NodeOptions;
use crate::state::Books;
use crate::takes::op;
use crate::time::Stamping;

/// A late item of either side.
type Late<Fl, Fr> = Failed<Side<<Fl as Flow>::Out, <Fr as Flow>::Out>, Infallible>;

/// Where it goes.
type LateExit<Fl, Fr> = Routed<Side<<Fl as Flow>::Out, <Fr as Flow>::Out>, Infallible, <Fl as Flow>::Stamp>;

impl Builder {
    fn joining<Fl: Flow, Fr: Flow<Stamp = Fl::Stamp>, T: Send + 'static, H, O: 'static>(
        &mut self,
        (left, right): (Fl, Fr),
        name: &'static str,
        options: &NodeOptions,
        head: impl FnOnce(Sides<MovedOf<Fl>, MovedOf<Fr>>, Books) -> H,
    ) -> Seg<T, O, Fl::Stamp>
    where
        H: Head<Out = <Fl::Stamp as Stamping>::Of<T>>,
    {
        let left = left.into_input(self, Inbox::plain(name));
        let right = right.into_input(self, Inbox::plain(name));
        let gate = self.gate();
        let books = Books::new(self.node(name, &gate, options));
        Seg::new(head(Sides::new(left, right), books), name, gate)
    }

    /// `zip(a, b)`
    pub fn zip<Fl: Flow, Fr: Flow<Stamp = Fl::Stamp>, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
    ) -> Seg<(Fl::Out, Fr::Out), O, Fl::Stamp> {
        let head = |sides, books| ZipHead::<Fl::Out, Fr::Out, Fl::Stamp> { sides, books };
        self.joining((left, right), name, &NodeOptions::new(), head)
    }

    /// `latest(a, b)`, with the proofs that both can be copied.
    pub fn latest_of<Fl: Flow, Fr: Flow<Stamp = Fl::Stamp>, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
        copies: (Another<op::latest, Fl::Out>, Another<op::latest, Fr::Out>),
    ) -> Seg<(Fl::Out, Fr::Out), O, Fl::Stamp> {
        let head =
            |sides, books| LatestHead::<Fl::Out, Fr::Out, Fl::Stamp> { sides, newest: (None, None), copies, books };
        self.joining((left, right), name, &NodeOptions::new(), head)
    }

    /// `join(a, b) { else: name }`: where late items go.
    #[allow(clippy::type_complexity)]
    pub fn late_of<Fl: Flow, Fr: Flow, O: 'static>(
        &mut self,
        _left: &Fl,
        _right: &Fr,
        name: &'static str,
    ) -> (LateExit<Fl, Fr>, EdgeFlow<Late<Fl, Fr>, O, Fl::Stamp>) {
        let edge = self.edge(name, None);
        (Routed::new(Tx::new(&edge)), EdgeFlow::of(&edge, name))
    }

    /// `join(a, b) { on, apart, kind }`, with the proofs that both can be copied. Without an exit late items are only counted.
    #[allow(clippy::too_many_arguments)]
    pub fn join<J, Fl, Fr, L, R, X, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
        options: &NodeOptions,
        exit: Option<X>,
        on: (L, R),
        apart: Duration,
        copies: (Another<op::join, Fl::Out>, Another<op::join, Fr::Out>),
    ) -> Seg<J::Out, O, Fl::Stamp>
    where
        Fl: Flow,
        Fr: Flow<Stamp = Fl::Stamp>,
        J: JoinKind<Fl::Out, Fr::Out>,
        L: KeyBy<Fl::Out>,
        R: KeyBy<Fr::Out, Key = L::Key>,
        X: Exit<Side<Fl::Out, Fr::Out>, Infallible>,
    {
        self.check_time(name, "apart", Some(apart));
        let kept = Intervals::<_, _, _, _, J>::new(on, apart, options.keeping().max_keys, copies);
        self.pairs(left, right, name, options, exit, kept)
    }

    /// `join(a, b) { on, as_of, kind }`, with the proof that a version can be copied.
    #[allow(clippy::too_many_arguments)]
    pub fn join_as_of<J, Fl, Fr, L, R, X, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
        options: &NodeOptions,
        exit: Option<X>,
        on: (L, R),
        copy: Another<op::join, Fr::Out>,
    ) -> Seg<J::Out, O, Fl::Stamp>
    where
        Fl: Flow,
        Fr: Flow<Stamp = Fl::Stamp>,
        J: JoinKind<Fl::Out, Fr::Out>,
        L: KeyBy<Fl::Out>,
        R: KeyBy<Fr::Out, Key = L::Key>,
        X: Exit<Side<Fl::Out, Fr::Out>, Infallible>,
    {
        let kept = AsOf::<_, _, _, _, J>::new(on, options.keeping().max_keys, copy, Fl::Stamp::TIMED);
        self.pairs(left, right, name, options, exit, kept)
    }

    /// `join(a, b) { on, window, kind }`, with the proofs that both can be copied: windows of a length, and how far apart they begin.
    #[allow(clippy::too_many_arguments)]
    pub fn join_in_windows<J, Fl, Fr, L, R, X, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
        options: &NodeOptions,
        exit: Option<X>,
        on: (L, R),
        [size, every]: [Duration; 2],
        copies: (Another<op::join, Fl::Out>, Another<op::join, Fr::Out>),
    ) -> Seg<J::Out, O, Fl::Stamp>
    where
        Fl: Flow,
        Fr: Flow<Stamp = Fl::Stamp>,
        J: JoinKind<Fl::Out, Fr::Out>,
        L: KeyBy<Fl::Out>,
        R: KeyBy<Fr::Out, Key = L::Key>,
        X: Exit<Side<Fl::Out, Fr::Out>, Infallible>,
    {
        [size, every].into_iter().for_each(|length| self.check_time(name, "window", Some(length)));
        let kept = InWindows::<_, _, _, _, J>::new(on, Spans::new(size, every), options.keeping().max_keys, copies);
        self.pairs(left, right, name, options, exit, kept)
    }

    /// Two streams, with their times where they have some.
    fn pairs<Fl, Fr, P, X, O: 'static>(
        &mut self,
        left: Fl,
        right: Fr,
        name: &'static str,
        options: &NodeOptions,
        exit: Option<X>,
        kept: P,
    ) -> Seg<P::Out, O, Fl::Stamp>
    where
        Fl: Flow,
        Fr: Flow<Stamp = Fl::Stamp>,
        P: Pairing<Left = Fl::Out, Right = Fr::Out>,
        X: Exit<Side<Fl::Out, Fr::Out>, Infallible>,
    {
        let head = |sides, books| JoinHead::<P, Fl::Stamp, X>::new(sides, kept, exit, books);
        self.joining((left, right), name, options, head)
    }
}
