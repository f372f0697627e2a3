//! The built-in operators, as generated code calls them. `Op` is the operator's name as a type, for messages.

use std::time::Duration;

use crate::builder::Builder;
use crate::chain::{Batcher, Dedup, Distinct, Filter, FilterMap, Inspect, Latest, Map, NoWeight, Op, Scan, Take};
use crate::flow::{Flow, Inbox, NowOf, Seg};
use crate::head::{DelayHead, FlatMapHead};
use crate::input::Intake;
use crate::keys::{ByRef, ByValue, Key, KeyBy, Proven};
use crate::options::NodeOptions;
use crate::state::Books;
use crate::time::Stamping;

impl Builder {
    fn op<Fl: Flow, P, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
        piece: impl FnOnce(Books) -> P,
    ) -> Seg<P::Out, O, Fl::Stamp>
    where
        P: crate::chain::Chain<Fl::Out>,
    {
        let seg = flow.into_seg(self);
        let books = Books::new(self.node(name, &seg.gate, options));
        seg.fuse(piece(books), name)
    }

    /// `map(f)`, with the proof that what it makes can be an item.
    pub fn map<Fl: Flow, T, It, F, G, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        mut f: F,
        sent: G,
    ) -> Seg<It, O, Fl::Stamp>
    where
        It: Send + 'static,
        F: FnMut(Fl::Out) -> T + Send + 'static,
        G: Fn(T) -> It + Send + 'static,
    {
        let f = move |item| sent(f(item));
        self.op(flow, name, &NodeOptions::new(), |books| Map(Op::new(f, books)))
    }

    /// `filter(f)`
    pub fn filter<Fl: Flow, F, O>(&mut self, flow: Fl, name: &'static str, f: F) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        F: FnMut(&Fl::Out) -> bool + Send + 'static,
    {
        self.op(flow, name, &NodeOptions::new(), |books| Filter(Op::new(f, books)))
    }

    /// `filter_map(f)`, with the proof that what it makes can be an item.
    pub fn filter_map<Fl: Flow, T, It, F, G, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        mut f: F,
        sent: G,
    ) -> Seg<It, O, Fl::Stamp>
    where
        It: Send + 'static,
        F: FnMut(Fl::Out) -> Option<T> + Send + 'static,
        G: Fn(T) -> It + Send + 'static,
    {
        let f = move |item| f(item).map(&sent);
        self.op(flow, name, &NodeOptions::new(), |books| FilterMap(Op::new(f, books)))
    }

    /// `inspect(f)`
    pub fn inspect<Fl: Flow, F, O>(&mut self, flow: Fl, name: &'static str, f: F) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        F: FnMut(&Fl::Out) + Send + 'static,
    {
        self.op(flow, name, &NodeOptions::new(), |books| Inspect(Op::new(f, books)))
    }

    /// `scan(init, f)`
    pub fn scan<Fl: Flow, S, T, F, O>(&mut self, flow: Fl, name: &'static str, state: S, f: F) -> Seg<T, O, Fl::Stamp>
    where
        S: Send + 'static,
        T: Send + 'static,
        F: FnMut(&mut S, Fl::Out) -> Option<T> + Send + 'static,
    {
        self.op(flow, name, &NodeOptions::new(), |books| Scan {
            op: Op::new(f, books),
            state,
            exact: false,
            over: false,
        })
    }

    /// `take(n)`
    pub fn take<Fl: Flow, O>(&mut self, flow: Fl, name: &'static str, n: u64) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.op(flow, name, &NodeOptions::new(), |books| Take { left: n, books })
    }

    /// `take_while(p)`
    pub fn take_while<Fl: Flow, F, O>(&mut self, flow: Fl, name: &'static str, mut f: F) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        F: FnMut(&Fl::Out) -> bool + Send + 'static,
    {
        let f = move |(): &mut (), item: Fl::Out| f(&item).then_some(item);
        self.op(flow, name, &NodeOptions::new(), |books| Scan {
            op: Op::new(f, books),
            state: (),
            exact: true,
            over: false,
        })
    }

    /// `skip(n)`
    pub fn skip<Fl: Flow, O>(&mut self, flow: Fl, name: &'static str, mut n: u64) -> Seg<Fl::Out, O, Fl::Stamp> {
        let f = move |_: &Fl::Out| match n.checked_sub(1) {
            Some(left) => {
                n = left;
                false
            }
            None => true,
        };
        self.op(flow, name, &NodeOptions::new(), |books| Filter(Op::new(f, books)))
    }

    /// `dedup()`, with the proof that items can be compared.
    pub fn dedup<Fl: Flow, It, G, O>(&mut self, flow: Fl, name: &'static str, compared: G) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        It: Clone + PartialEq + Send + 'static,
        G: Fn(&Fl::Out) -> &It + Send + 'static,
    {
        self.op(flow, name, &NodeOptions::new(), |books| Dedup { last: None, compared, books })
    }

    /// `distinct { by: |i| i.id }`, with the proof that it is a key.
    pub fn distinct_by_value<Fl: Flow, F, K, It: Key, G, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
        by: F,
        key: G,
    ) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        F: Fn(&Fl::Out) -> K + Send + Sync + 'static,
        G: Fn(K) -> It + Send + Sync + 'static,
        K: 'static,
    {
        self.distinct_with(flow, name, options, Proven::<_, _, _, ByValue<(), It>>::new(by, key))
    }

    /// `distinct`, and `distinct { by: |i| &i.id }`, with the proof that it is a key.
    pub fn distinct_by_ref<Fl: Flow, F, K, It, G, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
        by: F,
        key: G,
    ) -> Seg<Fl::Out, O, Fl::Stamp>
    where
        F: for<'a> Fn(&'a Fl::Out) -> &'a K + Send + Sync + 'static,
        G: for<'a> Fn(&'a K) -> &'a It + Send + Sync + 'static,
        It: ToOwned<Owned: Key> + std::hash::Hash + Eq + ?Sized + 'static,
        K: ?Sized + 'static,
    {
        self.distinct_with(flow, name, options, Proven::<_, _, _, ByRef<(), It>>::new(by, key))
    }

    fn distinct_with<Fl: Flow, Q: KeyBy<Fl::Out>, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
        by: Q,
    ) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.op(flow, name, options, |books| Distinct::new(by, options.keeping(), books))
    }

    /// `batch { batch: n, within: d }`
    pub fn batch<Fl: Flow, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
    ) -> Seg<Vec<Fl::Out>, O, Fl::Stamp> {
        options.check(name, self);
        let batcher = Batcher::new(options.batching(), NoWeight, self.guard(name));
        let seg = flow.into_seg(self);
        self.stands(name, &seg.gate);
        seg.fuse(batcher, name)
    }

    /// `batch { batch: n, weight: |i| .. , max_weight: n }`
    pub fn batch_weighed<Fl: Flow, F: Fn(&Fl::Out) -> u64 + Send + 'static, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
        weigh: F,
    ) -> Seg<Vec<Fl::Out>, O, Fl::Stamp> {
        options.check(name, self);
        let batcher = Batcher::new(options.batching(), weigh, self.guard(name));
        let seg = flow.into_seg(self);
        self.stands(name, &seg.gate);
        seg.fuse(batcher, name)
    }

    /// `debounce(d)`
    pub fn debounce<Fl: Flow, O>(&mut self, flow: Fl, name: &'static str, d: Duration) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.latest(flow, name, "debounce", d, true)
    }

    /// `sample(d)`
    pub fn sample<Fl: Flow, O>(&mut self, flow: Fl, name: &'static str, d: Duration) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.latest(flow, name, "sample", d, false)
    }

    fn latest<Fl: Flow, O>(
        &mut self,
        flow: Fl,
        name: &'static str,
        operator: &str,
        every: Duration,
        restarts: bool,
    ) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.check_time(name, operator, Some(every));
        let options = NodeOptions::new();
        self.op(flow, name, &options, |books| Latest { every, restarts, held: None, due: None, books })
    }

    /// `delay(d)`
    pub fn delay<Fl: Flow, O: 'static>(
        &mut self,
        flow: Fl,
        name: &'static str,
        by: Duration,
    ) -> Seg<Fl::Out, O, Fl::Stamp> {
        self.check_time(name, "delay", Some(by));
        let input = flow.into_input(self, Inbox::plain(name));
        let (gate, capacity) = (self.gate(), self.channel());
        let books = Books::new(self.node(name, &gate, &NodeOptions::new()));
        Seg::new(DelayHead { input, by, capacity, books, mark: None }, name, gate)
    }

    /// `flat_map(f)`, with the proof that what it makes are items.
    #[allow(clippy::type_complexity)]
    pub fn flat_map<Fl: Flow, T, It, F, G, O: 'static>(
        &mut self,
        flow: Fl,
        name: &'static str,
        mut f: F,
        gives: G,
    ) -> Seg<It::Item, O, Fl::Stamp>
    where
        It: IntoIterator<IntoIter: Send, Item: Send + 'static>,
        F: FnMut(Fl::Out) -> T + Send + 'static,
        G: Fn(T) -> It + Send + 'static,
    {
        let f = move |item| gives(f(item));
        let (gate, now) = (self.gate(), NowOf::<Fl>::default());
        let input = Fl::Stamp::bare(flow.into_input(self, Inbox::plain(name)), &now);
        let books = Books::new(self.node(name, &gate, &NodeOptions::new()));
        Seg::bare(FlatMapHead { intake: Intake::new(input), f, books }, now, name, gate)
    }
}
