// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Keeps the stock of a shop.
/**

```text
   ┌────────┐  ┌────────────┐
   │ orders │  │ deliveries │
   └───┬────┘  └─────┬──────┘
       ╰────╮   ╭────╯
            ▼   ▼
┌───────────────────────────┐
│ track                     │
│ by | event | event . item │
└─────────────┬─────────────┘
              ▼
       ┌─────────────┐
       │ broadcast_1 │
       └──────┬──────┘
         ╭────┴─────╮
         ▼          ▼
      ┌─────┐  ┌──────────┐
      │ put │  │ filter_1 │
      └─────┘  └────┬─────┘
                    │ StockLevel
                    ▼
            ╭───────────────╮
            │ out low_stock │
            ╰───────────────╯
```

*/
/**

# Ports

* `out low_stock: StockLevel`
*/
pub(crate) struct Shop {
    book: Arc<Book>,
    shelf: Arc<Shelf>,
}
///A running [`Shop`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct ShopHandle {
    ///Gives what comes out by `low_stock`.
    pub low_stock: ::aqueduct::OutPort<StockLevel>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: ShopNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Shop>,
}
///The nodes of a running [`Shop`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct ShopNodes {
    ///The node `orders`.
    pub orders: ::aqueduct::Node,
    ///The node `deliveries`.
    pub deliveries: ::aqueduct::Node,
    ///The node `track`.
    pub track: ::aqueduct::Node,
    ///The node `put`.
    pub put: ::aqueduct::Node,
    ///The node `filter_1`.
    pub filter_1: ::aqueduct::Node,
}
impl ::core::fmt::Debug for ShopHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(ShopHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl ShopHandle {
    /// The ports are dropped here: while they lived, an `in` would stay open and an `out` would wait to be read.
    fn without_ports(self) -> ::aqueduct::__private::Running {
        self.__running
    }
    /// Waits for the natural end: until the sources and `in` ports have ended and everything has drained. The
    /// handle's own ports are dropped; an `in` port of which a clone lives stays open.
    ///
    /// # Errors
    /// When a node ended the pipeline.
    pub async fn join(
        self,
    ) -> ::core::result::Result<::aqueduct::Report, ::aqueduct::PipelineError> {
        let running = self.without_ports();
        running.join().await
    }
    /// Stops the sources and `in` ports and drains, with a deadline.
    ///
    /// # Errors
    /// When a node ended the pipeline, or when it had not drained by the deadline.
    pub async fn stop(
        self,
    ) -> ::core::result::Result<::aqueduct::Report, ::aqueduct::PipelineError> {
        let running = self.without_ports();
        running.stop().await
    }
    /// Ends everything at once; what was under way is counted as left.
    pub async fn abort(self) -> ::aqueduct::Report {
        let running = self.without_ports();
        running.abort().await
    }
    /// The counters so far.
    #[must_use]
    pub fn stats(&self) -> ::aqueduct::Report {
        self.__running.stats()
    }
}
#[doc(hidden)]
#[allow(non_snake_case, non_camel_case_types, dead_code)]
mod Shop_ports {
    pub(super) enum low_stock {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Shop {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<ShopHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <orders>::__CHECKED
            + <deliveries>::__CHECKED + <track>::__CHECKED + <put>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Book> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Shelf> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Book> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Shelf> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <StockLevel as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref book, ref shelf } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Shop",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let orders_0 = {
            ::aqueduct::__private::source::<
                <orders as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "orders",
                    &fields,
                    |env| {
                        let __lent0 = &env.book;
                        <orders>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let deliveries_1 = {
            ::aqueduct::__private::source::<
                <deliveries as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "deliveries",
                    &fields,
                    |env| {
                        let __lent0 = &env.book;
                        <deliveries>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let merge_1_2 = {
            let input0 = b
                .merging::<
                    <track as ::aqueduct::__private::Accepts>::Merged,
                    track,
                    _,
                >(
                    orders_0,
                    "track",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let input1 = b
                .merging::<
                    <track as ::aqueduct::__private::Accepts>::Merged,
                    track,
                    _,
                >(
                    deliveries_1,
                    "track",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let inputs = [input0, input1];
            b.merge::<_, orders, _, _>(inputs, "merge_1", false)
        };
        let (track_3, ()) = {
            let () = <track as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <track as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    merge_1_2,
                    "track",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <track as ::aqueduct::__private::StandsInAChain>::It,
                        _,
                        _,
                    >(&fields, |_| <track>::__lent()),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<track>::__made(Stock(OPENING)))
                    }),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .by_value_of(
                    |event| event.item,
                    |__key| ::aqueduct::__private::CanBeKey::can_be_key(__key),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_on_failure(),
                (),
            );
            (draft.place_keyed(b), failures)
        };
        let [broadcast_1_4, broadcast_1_5] = b
            .broadcast(
                track_3,
                "broadcast_1",
                |__item: &_| ::aqueduct::__private::Copies::another(__item),
            );
        let () = {
            let () = <put as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <put as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                broadcast_1_4,
                "put",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending::<
                    <put as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.shelf;
                        <put>::__lent(__lent0)
                    },
                ),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_on_failure(),
                (),
            );
            {
                let end = draft.place(b);
                b.end(end)
            };
            failures
        };
        let filter_1_6 = b
            .filter::<
                _,
                _,
                ::aqueduct::__private::op::filter,
            >(broadcast_1_5, "filter_1", |level| level.before >= LOW && level.now < LOW);
        ::aqueduct::__private::leaving::<
            <StockLevel as ::aqueduct::__private::If<__CHECKED>>::It,
            Shop_ports::low_stock,
            _,
        >(
            &filter_1_6,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <StockLevel as ::aqueduct::__private::If<__CHECKED>>::It,
                _,
                Shop_ports::low_stock,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let low_stock_port = b
            .out_port::<
                StockLevel,
                Shop_ports::low_stock,
                _,
            >(filter_1_6, "low_stock", &::aqueduct::__private::NodeOptions::new());
        let nodes = ShopNodes {
            orders: b.handle("orders"),
            deliveries: b.handle("deliveries"),
            track: b.handle("track"),
            put: b.handle("put"),
            filter_1: b.handle("filter_1"),
        };
        ::core::result::Result::Ok(ShopHandle {
            low_stock: low_stock_port,
            nodes,
            __running: builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
}
#[allow(
    dead_code,
    unused_variables,
    trivial_numeric_casts,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
impl Shop {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Shop",
        nodes: &Self::__PLAN.0,
        edges: &Self::__PLAN.1,
        file: ::core::file!(),
    };
    /// The most items that can be in it at once: what its edges hold, and what its nodes have in hand. `GRAPH` shows the
    /// sum.
    pub const MAX_IN_FLIGHT: ::core::primitive::usize = match Self::GRAPH.max_in_flight()
    {
        ::core::option::Option::Some(items) => items,
        ::core::option::Option::None => ::core::primitive::usize::MAX,
    };
    #[doc(hidden)]
    const __PLAN: ::aqueduct::__private::plan::Plan<7, 6> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<7, 6> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let orders_0 = ::aqueduct::__private::plan::source::<
            <orders as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let deliveries_1 = ::aqueduct::__private::plan::source::<
            <deliveries as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let track_3 = ::aqueduct::__private::plan::node::<
            <track as ::aqueduct::__private::StandsInAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(&[orders_0.out, deliveries_1.out]),
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed(),
        );
        let broadcast_1_4 = ::aqueduct::__private::plan::branches(track_3.out, channel);
        let put_5 = ::aqueduct::__private::plan::node::<
            <put as ::aqueduct::__private::EndsAChain>::It,
        >(
            broadcast_1_4.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let filter_1_6 = ::aqueduct::__private::plan::joined(
            broadcast_1_4.out,
            ::core::option::Option::None,
            ::aqueduct::Overflow::Block,
            ::core::option::Option::Some(0),
        );
        let low_stock_7 = ::aqueduct::__private::plan::out_port(
            ::core::any::type_name::<StockLevel>,
            filter_1_6.out,
            channel,
        );
        (
            [
                orders_0
                    .node(
                        "orders",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                deliveries_1
                    .node(
                        "deliveries",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                track_3
                    .node(
                        "track",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("by", "| event | event . item")],
                        (0, 0),
                    ),
                broadcast_1_4
                    .node(
                        "broadcast_1",
                        ::aqueduct::__private::drawing::Kind::Broadcast,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                put_5
                    .node(
                        "put",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                filter_1_6
                    .node(
                        "filter_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                low_stock_7
                    .node(
                        "low_stock",
                        ::aqueduct::__private::drawing::Kind::Output,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
            ],
            [
                track_3
                    .merging(
                        orders_0.out,
                        channel,
                        (0, 2),
                        ::core::option::Option::None,
                    ),
                track_3
                    .merging(
                        deliveries_1.out,
                        channel,
                        (1, 2),
                        ::core::option::Option::None,
                    ),
                broadcast_1_4.from(track_3.out, (2, 3), ::core::option::Option::None),
                put_5.from(broadcast_1_4.out, (3, 4), ::core::option::Option::None),
                filter_1_6.from(broadcast_1_4.out, (3, 5), ::core::option::Option::None),
                low_stock_7.from(filter_1_6.out, (5, 6), ::core::option::Option::None),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<track as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
