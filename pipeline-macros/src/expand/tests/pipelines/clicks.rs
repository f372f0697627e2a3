// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Reads clicks from a log, whatever its client does.
/**

```text
┌─────────────────────────────────┐   ┌─────────────────────────┐
│ clicks                          ├──▶│ look                    │
│ restart Retry :: forever () .…, │   │ batch 500, within 100ms │
│ restart_if | e | e . is_passi…, │   └─────────────────────────┘
│ max_restarts 10_000 per 1s      │
└─────────────────────────────────┘
```

*/
///
pub(crate) struct Clicks {
    log: Arc<ClickLog>,
    seen: Arc<Seen>,
}
///A running [`Clicks`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct ClicksHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: ClicksNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Clicks>,
}
///The nodes of a running [`Clicks`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct ClicksNodes {
    ///The node `clicks`.
    pub clicks: ::aqueduct::Node,
    ///The node `look`.
    pub look: ::aqueduct::Node,
}
impl ::core::fmt::Debug for ClicksHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(ClicksHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl ClicksHandle {
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
impl Clicks {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<ClicksHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <clicks>::__CHECKED
            + <look>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Arc<ClickLog> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Seen> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Arc<ClickLog> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Seen> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref log, ref seen } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Clicks",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let clicks_0 = {
            ::aqueduct::__private::source::<
                <clicks as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "clicks",
                    &fields,
                    |env| {
                        let __lent0 = &env.log;
                        <clicks>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<clicks>::__made(0))
                    }),
                    ::aqueduct::__private::NodeOptions::new()
                        .restart(
                            Retry::forever()
                                .between(
                                    ::core::time::Duration::new(0u64, 1000000u32),
                                    ::core::time::Duration::new(0u64, 50000000u32),
                                ),
                        )
                        .max_restarts(
                            ::aqueduct::Intensity::new(
                                10_000,
                                ::core::time::Duration::new(1u64, 0u32),
                            ),
                        ),
                )
                .restart_if(|e| e.is_passing())
                .place(b)
        };
        let () = {
            let () = <look as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <look as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                clicks_0,
                "look",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(0u64, 100000000u32))
                    .batch(500),
                &fields,
                ::aqueduct::__private::lending::<
                    <look as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.seen;
                        <look>::__lent(__lent0)
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
            let draft = draft.batched(b);
            {
                let end = draft.place(b);
                b.end(end)
            };
            failures
        };
        let nodes = ClicksNodes {
            clicks: b.handle("clicks"),
            look: b.handle("look"),
        };
        ::core::result::Result::Ok(ClicksHandle {
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
impl Clicks {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Clicks",
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
    const __PLAN: ::aqueduct::__private::plan::Plan<2, 1> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<2, 1> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let clicks_0 = ::aqueduct::__private::plan::source::<
            <clicks as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let look_1 = ::aqueduct::__private::plan::node::<
            <look as ::aqueduct::__private::EndsAChain>::It,
        >(
            clicks_0.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((500) as ::core::primitive::usize)),
        );
        (
            [
                clicks_0
                    .node(
                        "clicks",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[
                            ("restart", "Retry :: forever () . between (1ms , 50ms)"),
                            ("restart_if", "| e | e . is_passing ()"),
                            ("max_restarts", "10_000 per 1s"),
                        ],
                        (0, 0),
                    ),
                look_1
                    .node(
                        "look",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "500"), ("within", "100ms")],
                        (0, 0),
                    ),
            ],
            [look_1.from(clicks_0.out, (0, 1), ::core::option::Option::None)],
        )
    }
}
