// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Keeps the stock of a shop.
struct Shop {
    book: Arc<Book>,
    shelf: Arc<Shelf>,
}
///A running [`Shop`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct ShopHandle {
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
struct ShopNodes {
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
#[allow(dead_code, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Shop {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<ShopHandle, ::aqueduct::StartError> {
        #[allow(non_camel_case_types, dead_code)]
        mod __ports {
            pub(super) enum low_stock {}
        }
        let fields = ::std::sync::Arc::new(self);
        #[allow(unused_variables)]
        let Self { book, shelf } = &*fields;
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
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
            b.merge::<_, orders, _>(inputs, "merge_1", false)
        };
        let (track_3, ()) = {
            let () = <track as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <track as ::aqueduct::__private::StandsInAChain>::It,
                _,
            >(merge_1_2, "track", ::aqueduct::__private::NodeOptions::new())
                .bind(
                    &fields,
                    |_| <track>::__lent(),
                    ::aqueduct::__private::StateNow(|
                        env: &Self,
                    | -> ::core::result::Result<_, ::aqueduct::BoxError> {
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
                    .without_else(|__stage, __error| ::aqueduct::__private::NeedsNoElse::needs_no_else(
                        __stage,
                        __error,
                    ))
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
            >(broadcast_1_4, "put", ::aqueduct::__private::NodeOptions::new())
                .bind(
                    &fields,
                    |env| {
                        let __lent0 = &env.shelf;
                        <put>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                );
            let (draft, failures) = (
                draft
                    .without_else(|__stage, __error| ::aqueduct::__private::NeedsNoElse::needs_no_else(
                        __stage,
                        __error,
                    ))
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
            StockLevel,
            __ports::low_stock,
            _,
        >(
            &filter_1_6,
            |__item, __from| ::aqueduct::__private::Leaves::<
                StockLevel,
                _,
                __ports::low_stock,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let low_stock_port = b
            .out_port::<
                StockLevel,
                __ports::low_stock,
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
