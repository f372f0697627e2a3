// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Parses flights, says what became of each, adds the weather and stores them.
/**

```text
                                ┌──────────────────┐
                                │rows              │
                                │restart_if | _ | …│
                                └────────┬─────────┘
                                         ▼
                                      ┌─────┐
                                      │parse│
                                      └┬──┬─┘
                                       │  ┆ else
                                       │  ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╮
                                       ▼                                             ▼
    ┌─────────────────────────────────────────────────────────────────────┐   ┌──────────────┐
    │route_1                                                              │   │store_rejected│
    └┬─────────────────────────────────┬─────────────────────────────────┬┘   │batch 100,    │
     │ Flight { dep_time : None , .. } │ Flight { air_time : None , .. } │ _  │within 1s,    │
     │                                 │                                 │    │else stop     │
     │                                 │                                 │    └──────────────┘
     │                                 │                                 │
     ▼                                 ▼                                 ▼
┌─────────┐                        ┌────────┐                        ┌───────┐
│cancelled│                        │diverted│                        │arrived│
└────┬────┘                        └───┬────┘                        └───┬───┘
     ╰──────────────────────────────╮  │  ╭──────────────────────────────╯
                                    ▼  ▼  ▼
                                 ┌───────────┐
                                 │add_weather│
                                 └─────┬─────┘
                                       ▼
                                 ┌───────────┐
                                 │broadcast_1│
                                 └─────┬─────┘
                              ╭────────┴────────╮
                              ▼                 ▼
                       ┌─────────────┐ ┌──────────────────┐
                       │store_flights│ │tally             │
                       │batch 1000,  │ │by | row | & row …│
                       │within 1s,   │ └────────┬─────────┘
                       │else stop    │          │
                       └─────────────┘          │
                                                ▼
                                         ┌──────────────┐
                                         │store_carriers│
                                         │batch 100,    │
                                         │within 1s,    │
                                         │else stop     │
                                         └──────────────┘
```

*/
/**

# Failures

* of `parse` go to `store_rejected`
* of `store_flights` stop the pipeline
* of `store_carriers` stop the pipeline
* of `store_rejected` stop the pipeline
*/
pub(crate) struct Flights {
    file: PathBuf,
    bar: ProgressBar,
    weather: Weather,
    db: Arc<Db>,
}
///A running [`Flights`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct FlightsHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: FlightsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Flights>,
}
///The nodes of a running [`Flights`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct FlightsNodes {
    ///The node `rows`.
    pub rows: ::aqueduct::Node,
    ///The node `parse`.
    pub parse: ::aqueduct::Node,
    ///The node `route_1`.
    pub route_1: ::aqueduct::Node,
    ///The node `cancelled`.
    pub cancelled: ::aqueduct::Node,
    ///The node `diverted`.
    pub diverted: ::aqueduct::Node,
    ///The node `arrived`.
    pub arrived: ::aqueduct::Node,
    ///The node `add_weather`.
    pub add_weather: ::aqueduct::Node,
    ///The node `store_flights`.
    pub store_flights: ::aqueduct::Node,
    ///The node `tally`.
    pub tally: ::aqueduct::Node,
    ///The node `store_carriers`.
    pub store_carriers: ::aqueduct::Node,
    ///The node `store_rejected`.
    pub store_rejected: ::aqueduct::Node,
}
impl ::core::fmt::Debug for FlightsHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(FlightsHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl FlightsHandle {
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
impl Flights {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<FlightsHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <rows>::__CHECKED
            + <parse>::__CHECKED + <cancelled>::__CHECKED + <diverted>::__CHECKED
            + <arrived>::__CHECKED + <add_weather>::__CHECKED
            + <store_flights>::__CHECKED + <tally>::__CHECKED
            + <store_carriers>::__CHECKED + <store_rejected>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <PathBuf as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <ProgressBar as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Weather as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Db> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <PathBuf as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <ProgressBar as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Weather as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Db> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { file, bar, weather, db } = &*fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Flights",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let rows_0 = {
            ::aqueduct::__private::source::<
                <rows as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "rows",
                    &fields,
                    |_| <rows>::__lent(),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        #[allow(unused_variables)]
                        let Self { file, bar, .. } = &*env;
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<rows>::__made(Lines::open(&file, &bar)?))
                    }),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .restart_if(|_| false)
                .place(b)
        };
        let (parse_1, parse_failures_13) = {
            let () = <parse as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <parse as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                rows_0,
                "parse",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <parse as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <parse>::__lent()),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = draft
                .kept(|__given, __item| ::aqueduct::__private::Keeps::keeps(
                    __given,
                    __item,
                ))
                .route_kept_failures(b);
            (draft.place(b), failures)
        };
        let (route_1_2, route_1_3, route_1_4) = b
            .route(
                parse_1,
                "route_1",
                {
                    move |
                        __item,
                        arms: &mut (
                            ::aqueduct::__private::Arm<_>,
                            ::aqueduct::__private::Arm<_>,
                            ::aqueduct::__private::Arm<_>,
                        )|
                    {
                        match __item {
                            whole @ (Flight { dep_time: None, .. }) => arms.0.take(whole),
                            whole @ (Flight { air_time: None, .. }) => arms.1.take(whole),
                            whole @ (_) => arms.2.take(whole),
                        }
                    }
                },
            );
        let route_1_2 = route_1_2.coming_from::<parse>();
        let route_1_3 = route_1_3.coming_from::<parse>();
        let route_1_4 = route_1_4.coming_from::<parse>();
        let (cancelled_5, ()) = {
            let () = <cancelled as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <cancelled as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_2,
                "cancelled",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <cancelled as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <cancelled>::__lent()),
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
            (draft.place(b), failures)
        };
        let (diverted_6, ()) = {
            let () = <diverted as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <diverted as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_3,
                "diverted",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <diverted as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <diverted>::__lent()),
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
            (draft.place(b), failures)
        };
        let (arrived_7, ()) = {
            let () = <arrived as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <arrived as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_4,
                "arrived",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <arrived as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <arrived>::__lent()),
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
            (draft.place(b), failures)
        };
        let merge_1_8 = {
            let input0 = b
                .merging::<
                    <add_weather as ::aqueduct::__private::Accepts>::Merged,
                    add_weather,
                    _,
                >(
                    cancelled_5,
                    "add_weather",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let input1 = b
                .merging::<
                    <add_weather as ::aqueduct::__private::Accepts>::Merged,
                    add_weather,
                    _,
                >(
                    diverted_6,
                    "add_weather",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let input2 = b
                .merging::<
                    <add_weather as ::aqueduct::__private::Accepts>::Merged,
                    add_weather,
                    _,
                >(
                    arrived_7,
                    "add_weather",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let inputs = [input0, input1, input2];
            b.merge::<_, cancelled, _>(inputs, "merge_1", false)
        };
        let (add_weather_9, ()) = {
            let () = <add_weather as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <add_weather as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                merge_1_8,
                "add_weather",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending::<
                    <add_weather as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.weather;
                        <add_weather>::__lent(__lent0)
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
            (draft.place(b), failures)
        };
        let [broadcast_1_10, broadcast_1_11] = b
            .broadcast(
                add_weather_9,
                "broadcast_1",
                |__item: &_| ::aqueduct::__private::Copies::another(__item),
            );
        let () = {
            let () = <store_flights as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store_flights as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                broadcast_1_10,
                "store_flights",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(1000),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_flights as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_flights>::__lent(__lent0)
                    },
                ),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = (draft.stop_on_failure(), ());
            let draft = draft.batched(b);
            {
                let end = draft.place(b);
                b.end(end)
            };
            failures
        };
        let (tally_12, ()) = {
            let () = <tally as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <tally as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    broadcast_1_11,
                    "tally",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <tally as ::aqueduct::__private::StandsInAChain>::It,
                        _,
                        _,
                    >(&fields, |_| <tally>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .by_ref_of(
                    |row| &row.flight.carrier,
                    |__key| ::aqueduct::__private::CanLendKey::can_lend_key(__key),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_on_failure(),
                (),
            );
            (draft.place_keyed(b), failures)
        };
        let () = {
            let () = <store_carriers as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store_carriers as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                tally_12,
                "store_carriers",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_carriers as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_carriers>::__lent(__lent0)
                    },
                ),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = (draft.stop_on_failure(), ());
            let draft = draft.batched(b);
            {
                let end = draft.place(b);
                b.end(end)
            };
            failures
        };
        let () = {
            let () = <store_rejected as ::aqueduct::__private::TakesBatches>::HOLDS;
            let parse_failures_13 = {
                let failures = b
                    .merging::<
                        <store_rejected as ::aqueduct::__private::Accepts>::Merged,
                        store_rejected,
                        _,
                    >(
                        parse_failures_13,
                        "store_rejected",
                        |__item| ::aqueduct::__private::Arrives::merge(__item),
                    );
                b.merge::<_, parse, _>([failures], "store_rejected", false)
            };
            let draft = ::aqueduct::__private::node::<
                <store_rejected as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                parse_failures_13,
                "store_rejected",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_rejected as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_rejected>::__lent(__lent0)
                    },
                ),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = (draft.stop_on_failure(), ());
            let draft = draft.batched(b);
            {
                let end = draft.place(b);
                b.end(end)
            };
            failures
        };
        let nodes = FlightsNodes {
            rows: b.handle("rows"),
            parse: b.handle("parse"),
            route_1: b.handle("route_1"),
            cancelled: b.handle("cancelled"),
            diverted: b.handle("diverted"),
            arrived: b.handle("arrived"),
            add_weather: b.handle("add_weather"),
            store_flights: b.handle("store_flights"),
            tally: b.handle("tally"),
            store_carriers: b.handle("store_carriers"),
            store_rejected: b.handle("store_rejected"),
        };
        ::core::result::Result::Ok(FlightsHandle {
            nodes,
            __running: builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
    /// Runs until the sources have ended and everything has drained. Ctrl-c and SIGTERM stop the sources and drain; a
    /// second one aborts.
    ///
    /// # Errors
    /// When it cannot start, or when a node ended it.
    pub async fn run(
        self,
    ) -> ::core::result::Result<::aqueduct::Report, ::aqueduct::PipelineError> {
        let running = self.start()?.__running;
        running.run().await
    }
    /// As `run`, on a tokio runtime of its own: for programs that have none.
    ///
    /// # Errors
    /// As `run`.
    pub fn run_blocking(
        self,
    ) -> ::core::result::Result<::aqueduct::Report, ::aqueduct::PipelineError> {
        ::aqueduct::__private::block_on(self.run())
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
impl Flights {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Flights",
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
    const __PLAN: ::aqueduct::__private::plan::Plan<12, 13> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<12, 13> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let rows_0 = ::aqueduct::__private::plan::source::<
            <rows as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let parse_1 = ::aqueduct::__private::plan::node::<
            <parse as ::aqueduct::__private::StandsInAChain>::It,
        >(
            rows_0.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let route_1_2 = ::aqueduct::__private::plan::branches(parse_1.out, channel);
        let cancelled_3 = ::aqueduct::__private::plan::node::<
            <cancelled as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_2.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let diverted_4 = ::aqueduct::__private::plan::node::<
            <diverted as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_2.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let arrived_5 = ::aqueduct::__private::plan::node::<
            <arrived as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_2.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let add_weather_7 = ::aqueduct::__private::plan::node::<
            <add_weather as ::aqueduct::__private::StandsInAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(
                &[cancelled_3.out, diverted_4.out, arrived_5.out],
            ),
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let broadcast_1_8 = ::aqueduct::__private::plan::branches(
            add_weather_7.out,
            channel,
        );
        let store_flights_9 = ::aqueduct::__private::plan::node::<
            <store_flights as ::aqueduct::__private::EndsAChain>::It,
        >(
            broadcast_1_8.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((1000) as ::core::primitive::usize)),
        );
        let tally_10 = ::aqueduct::__private::plan::node::<
            <tally as ::aqueduct::__private::StandsInAChain>::It,
        >(
            broadcast_1_8.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed(),
        );
        let store_carriers_11 = ::aqueduct::__private::plan::node::<
            <store_carriers as ::aqueduct::__private::EndsAChain>::It,
        >(
            tally_10.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        let store_rejected_12 = ::aqueduct::__private::plan::node::<
            <store_rejected as ::aqueduct::__private::EndsAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(&[parse_1.failures]),
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        (
            [
                rows_0
                    .node(
                        "rows",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[("restart_if", "| _ | false")],
                        (0, 0),
                    ),
                parse_1
                    .node(
                        "parse",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                route_1_2
                    .node(
                        "route_1",
                        ::aqueduct::__private::drawing::Kind::Route,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                cancelled_3
                    .node(
                        "cancelled",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                diverted_4
                    .node(
                        "diverted",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                arrived_5
                    .node(
                        "arrived",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                add_weather_7
                    .node(
                        "add_weather",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                broadcast_1_8
                    .node(
                        "broadcast_1",
                        ::aqueduct::__private::drawing::Kind::Broadcast,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                store_flights_9
                    .node(
                        "store_flights",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "1000"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                tally_10
                    .node(
                        "tally",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("by", "| row | & row . flight . carrier")],
                        (0, 0),
                    ),
                store_carriers_11
                    .node(
                        "store_carriers",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                store_rejected_12
                    .node(
                        "store_rejected",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
            ],
            [
                parse_1.from(rows_0.out, (0, 1), ::core::option::Option::None),
                route_1_2.from(parse_1.out, (1, 2), ::core::option::Option::None),
                cancelled_3
                    .from(
                        route_1_2.out,
                        (2, 3),
                        ::core::option::Option::Some("Flight { dep_time : None , .. }"),
                    ),
                diverted_4
                    .from(
                        route_1_2.out,
                        (2, 4),
                        ::core::option::Option::Some("Flight { air_time : None , .. }"),
                    ),
                arrived_5.from(route_1_2.out, (2, 5), ::core::option::Option::Some("_")),
                add_weather_7
                    .merging(
                        cancelled_3.out,
                        channel,
                        (3, 6),
                        ::core::option::Option::None,
                    ),
                add_weather_7
                    .merging(
                        diverted_4.out,
                        channel,
                        (4, 6),
                        ::core::option::Option::None,
                    ),
                add_weather_7
                    .merging(
                        arrived_5.out,
                        channel,
                        (5, 6),
                        ::core::option::Option::None,
                    ),
                broadcast_1_8
                    .from(add_weather_7.out, (6, 7), ::core::option::Option::None),
                store_flights_9
                    .from(broadcast_1_8.out, (7, 8), ::core::option::Option::None),
                tally_10.from(broadcast_1_8.out, (7, 9), ::core::option::Option::None),
                store_carriers_11
                    .from(tally_10.out, (9, 10), ::core::option::Option::None),
                store_rejected_12
                    .merging(
                        parse_1.failures,
                        channel,
                        (1, 11),
                        ::core::option::Option::None,
                    ),
            ],
        )
    }
}
