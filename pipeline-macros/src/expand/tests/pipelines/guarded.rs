// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

```text
┌────────┐   ┌─────────────────────────────────┐            ┌───────────────────┐
│ orders ├──▶│ call                            ├───────────▶│ store             │
└────────┘   │ breaker breaker . fail_fast (), ├┄ else ┄╮   │ breaker & breaker │
             │ retry Retry :: times (3) . bu…  │        ┆   └───────────────────┘
             └─────────────────────────────────┘        ┆   ┌───────────────────────────────┐
                                                        ╰┄┄▶│ write_down                    │
                                                            │ breaker Breaker :: default () │
                                                            └───────────────────────────────┘
```

*/
/**

# Failures

* of `call` go to `write_down`
* of `write_down` are retried until they get through
*/
struct Guarded {
    service: Service,
    breaker: Breaker,
    budget: Budget,
}
///A running [`Guarded`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct GuardedHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: GuardedNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Guarded>,
}
///The nodes of a running [`Guarded`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
struct GuardedNodes {
    ///The node `orders`.
    pub orders: ::aqueduct::Node,
    ///The node `call`.
    pub call: ::aqueduct::Node,
    ///The node `store`.
    pub store: ::aqueduct::Node,
    ///The node `write_down`.
    pub write_down: ::aqueduct::Node,
}
impl ::core::fmt::Debug for GuardedHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(GuardedHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl GuardedHandle {
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
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Guarded {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<GuardedHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <orders>::__CHECKED
            + <call>::__CHECKED + <store>::__CHECKED + <write_down>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Service as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Breaker as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Budget as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Service as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Breaker as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Budget as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref service, ref breaker, ref budget } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Guarded",
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
                    |_| <orders>::__lent(),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let (call_1, call_failures_2) = {
            let () = <call as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<<call as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::retry,
                >>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::breaker,
                >>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    orders_0,
                    "call",
                    ::aqueduct::__private::NodeOptions::new()
                        .retry(Retry::times(3).budget(&budget)),
                    &fields,
                    ::aqueduct::__private::lending::<
                        <<<call as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Tries<
                            ::aqueduct::__private::option::retry,
                        >>::It as ::aqueduct::__private::Tries<
                            ::aqueduct::__private::option::breaker,
                        >>::It,
                        _,
                        _,
                    >(
                        &fields,
                        |env| {
                            let __lent0 = &env.service;
                            <call>::__lent(__lent0)
                        },
                    ),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .breaker(
                    breaker.fail_fast(),
                    |__breaker, __error| ::aqueduct::__private::Breaks::breaks(
                        __breaker,
                        __error,
                    ),
                );
            let (draft, failures) = draft
                .kept(|__given, __item| ::aqueduct::__private::Keeps::keeps(
                    __given,
                    __item,
                ))
                .route_kept_failures(b);
            (draft.place_task(b), failures)
        };
        let () = {
            let () = <store as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::breaker,
                >>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    call_1,
                    "store",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                            ::aqueduct::__private::option::breaker,
                        >>::It,
                        _,
                        _,
                    >(&fields, |_| <store>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .breaker(
                    &breaker,
                    |__breaker, __error| ::aqueduct::__private::BreaksWithoutElse::breaks_without_else(
                        ::aqueduct::__private::Breaks::breaks(__breaker, __error),
                    ),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_on_failure(),
                (),
            );
            {
                let end = draft.place_task(b);
                b.end(end)
            };
            failures
        };
        let () = {
            let () = <write_down as ::aqueduct::__private::TakesItems>::HOLDS;
            let call_failures_2 = {
                let failures = b
                    .merging::<
                        <write_down as ::aqueduct::__private::Accepts>::Merged,
                        write_down,
                        _,
                    >(
                        call_failures_2,
                        "write_down",
                        |__item| ::aqueduct::__private::Arrives::merge(__item),
                    );
                b.merge::<_, call, _, _>([failures], "write_down", false)
            };
            let draft = ::aqueduct::__private::node::<
                <<write_down as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::breaker,
                >>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    call_failures_2,
                    "write_down",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <<write_down as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                            ::aqueduct::__private::option::breaker,
                        >>::It,
                        _,
                        _,
                    >(&fields, |_| <write_down>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .breaker(
                    Breaker::default(),
                    |__breaker, __error| ::aqueduct::__private::BreaksWithoutElse::breaks_without_else(
                        ::aqueduct::__private::Breaks::breaks(__breaker, __error),
                    ),
                );
            let (draft, failures) = (
                draft
                    .kept_globally(|__given, __item| ::aqueduct::__private::Keeps::keeps(
                        __given,
                        __item,
                    ))
                    .retry_for_ever(),
                (),
            );
            {
                let end = draft.place_task(b);
                b.end(end)
            };
            failures
        };
        let nodes = GuardedNodes {
            orders: b.handle("orders"),
            call: b.handle("call"),
            store: b.handle("store"),
            write_down: b.handle("write_down"),
        };
        ::core::result::Result::Ok(GuardedHandle {
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
impl Guarded {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Guarded",
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
    const __PLAN: ::aqueduct::__private::plan::Plan<4, 3> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<4, 3> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let orders_0 = ::aqueduct::__private::plan::source::<
            <orders as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let call_1 = ::aqueduct::__private::plan::node::<
            <<<call as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Tries<
                ::aqueduct::__private::option::retry,
            >>::It as ::aqueduct::__private::Tries<
                ::aqueduct::__private::option::breaker,
            >>::It,
        >(
            orders_0.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
        );
        let store_2 = ::aqueduct::__private::plan::node::<
            <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                ::aqueduct::__private::option::breaker,
            >>::It,
        >(
            call_1.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
        );
        let write_down_3 = ::aqueduct::__private::plan::node::<
            <<write_down as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::Tries<
                ::aqueduct::__private::option::breaker,
            >>::It,
        >(
            ::aqueduct::__private::plan::merged(&[call_1.failures]),
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
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
                call_1
                    .node(
                        "call",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[
                            ("breaker", "breaker . fail_fast ()"),
                            ("retry", "Retry :: times (3) . budget (& budget)"),
                        ],
                        (0, 0),
                    ),
                store_2
                    .node(
                        "store",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("breaker", "& breaker")],
                        (0, 0),
                    ),
                write_down_3
                    .node(
                        "write_down",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("breaker", "Breaker :: default ()")],
                        (0, 0),
                    ),
            ],
            [
                call_1.from(orders_0.out, (0, 1), ::core::option::Option::None),
                store_2.from(call_1.out, (1, 2), ::core::option::Option::None),
                write_down_3
                    .merging(
                        call_1.failures,
                        channel,
                        (1, 3),
                        ::core::option::Option::None,
                    ),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<<<call as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Tries<
            ::aqueduct::__private::option::retry,
        >>::It as ::aqueduct::__private::Tries<
            ::aqueduct::__private::option::breaker,
        >>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
