// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Stores readings, some at a time.
/**

```text
╭─────────────╮             ┌──────────────────────────┐
│ in readings ├─ Reading ──▶│ store                    │
│ buffer 1000 │             │ workers 4, batch BATCH,  │
╰─────────────╯             │ within oldest, else stop │
                            └──────────────────────────┘
```

*/
/**

# Ports

* `in readings: Reading`


# Failures

* of `store` stop the pipeline
*/
pub(crate) struct Readings {
    db: Arc<Db>,
    oldest: Duration,
}
///A running [`Readings`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct ReadingsHandle {
    ///Takes what goes in by `readings`.
    pub readings: ::aqueduct::In<Reading>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: ReadingsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Readings>,
}
///The nodes of a running [`Readings`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct ReadingsNodes {
    ///The node `store`.
    pub store: ::aqueduct::Node,
}
impl ::core::fmt::Debug for ReadingsHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(ReadingsHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl ReadingsHandle {
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
mod Readings_ports {
    pub(super) enum readings {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Readings {
    const __FUNCTIONS: ::core::primitive::usize = 0 + <store>::__CHECKED;
    const __SHARED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_shared::<
            <Arc<Db> as ::aqueduct::__private::If<{ Readings::__FUNCTIONS }>>::It,
        >();
        ::aqueduct::__private::resources_are_shared::<
            <Duration as ::aqueduct::__private::If<{ Readings::__FUNCTIONS }>>::It,
        >();
        0
    };
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_sent::<
            <Arc<Db> as ::aqueduct::__private::If<{ Readings::__SHARED }>>::It,
        >();
        ::aqueduct::__private::resources_are_sent::<
            <Duration as ::aqueduct::__private::If<{ Readings::__SHARED }>>::It,
        >();
        ::aqueduct::__private::items_are_sent::<
            <Reading as ::aqueduct::__private::If<{ Readings::__SHARED }>>::It,
        >();
        0
    };
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(
        self,
    ) -> ::core::result::Result<ReadingsHandle, ::aqueduct::StartError> {
        #[allow(unused_variables)]
        let Self { db, oldest } = &self;
        let readings_options = ::aqueduct::__private::NodeOptions::new().buffer(1000);
        let mut builder = ::aqueduct::__private::Builder::new(
            "Readings",
            Self::__options(&self),
        )?;
        let b = &mut builder;
        let (readings_port, flow) = b
            .in_port::<
                <Reading as ::aqueduct::__private::If<{ Readings::__CHECKED }>>::It,
                Readings_ports::readings,
            >("readings", &readings_options);
        let flow = ::aqueduct::__private::open(flow, b);
        let outs = Readings::__build(self, b, flow);
        let nodes = ReadingsNodes {
            store: b.handle("store"),
        };
        ::core::result::Result::Ok(ReadingsHandle {
            readings: readings_port,
            nodes,
            __running: builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
    fn __options(&self) -> ::aqueduct::__private::PipelineOptions {
        #[allow(unused_variables)]
        let Self { db, oldest } = self;
        #[allow(clippy::needless_update)]
        ::aqueduct::__private::PipelineOptions {
            ..::core::default::Default::default()
        }
    }
    fn __build<__Stamp: ::aqueduct::__private::Stamping>(
        self,
        b: &mut ::aqueduct::__private::Builder,
        entrance: ::aqueduct::__private::Open<
            <Reading as ::aqueduct::__private::If<{ Readings::__CHECKED }>>::It,
            (),
            __Stamp,
        >,
    ) -> ReadingsOuts {
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<{ Readings::__CHECKED }>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref db, ref oldest } = *fields;
        let readings_0 = ::aqueduct::__private::open::<
            <Reading as ::aqueduct::__private::If<{ Readings::__CHECKED }>>::It,
            Readings_ports::readings,
            _,
        >(entrance, b);
        let readings_0 = b.strip_time(readings_0);
        let () = {
            let () = <store as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                readings_0,
                b.name("store"),
                ::aqueduct::__private::NodeOptions::new()
                    .workers(4)
                    .within(::core::clone::Clone::clone(oldest))
                    .batch(BATCH),
                &fields,
                ::aqueduct::__private::lending::<
                    <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store>::__lent(__lent0)
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
            draft.end_workers(b);
            failures
        };
        ReadingsOuts {
            __pipeline: ::core::marker::PhantomData,
        }
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
impl Readings {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Readings",
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
    const __PLAN: ::aqueduct::__private::plan::PlanWithin<2, 1, 0> = Self::__plan(
        [],
        ::core::option::Option::None,
    );
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
        entrance: ::core::option::Option<::aqueduct::__private::plan::Placed>,
    ) -> ::aqueduct::__private::plan::PlanWithin<2, 1, 0> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let readings_0 = match entrance {
            ::core::option::Option::Some(entrance) => entrance,
            ::core::option::Option::None => {
                ::aqueduct::__private::plan::in_port(
                    ::core::any::type_name::<Reading>,
                    ::core::option::Option::Some((1000) as ::core::primitive::usize),
                    ::aqueduct::Overflow::Block,
                )
            }
        };
        let store_1 = ::aqueduct::__private::plan::node::<
            <<store as ::aqueduct::__private::EndsAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
        >(
            readings_0.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Workers,
                    channel,
                )
                .workers(::core::option::Option::Some((4) as ::core::primitive::usize))
                .batch(::core::option::Option::Some((BATCH) as ::core::primitive::usize)),
        );
        (
            [
                readings_0
                    .node(
                        "readings",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[("buffer", "1000")],
                        (0, 0),
                    ),
                store_1
                    .node(
                        "store",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[
                            ("workers", "4"),
                            ("batch", "BATCH"),
                            ("within", "oldest"),
                            ("else", "stop"),
                        ],
                        (0, 0),
                    ),
            ],
            [store_1.from(readings_0.out, (0, 1), ::core::option::Option::None)],
            [],
        )
    }
    const fn __within(
        entrance: ::aqueduct::__private::plan::Placed,
    ) -> ::aqueduct::__private::plan::PlanWithin<2, 1, 0> {
        Self::__plan([], ::core::option::Option::Some(entrance))
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::core::assert!(
        (BATCH) as ::core::primitive::usize > 0,
        "`batch` cannot be zero: write 1 or more"
    );
};
#[doc(hidden)]
#[allow(dead_code, private_interfaces, non_camel_case_types)]
pub(crate) struct ReadingsOuts {
    __pipeline: ::core::marker::PhantomData<fn() -> Readings>,
}
#[allow(unused_variables, clippy::all)]
impl ::aqueduct::__private::StandsAsANode for Readings {
    type It = Self;
    type Outs<__Stamp: ::aqueduct::__private::Stamping> = ReadingsOuts;
    const CHECKED: ::core::primitive::usize = { Readings::__CHECKED };
    const OUTS: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[];
    const HOLDS: ::aqueduct::__private::plan::Inside = ::aqueduct::__private::plan::Inside::new(
        ::core::any::type_name::<Reading>,
        [
            ::aqueduct::__private::plan::Held::of(
                &Self::__within(::aqueduct::__private::plan::WAYS_IN[0usize]),
            ),
            ::aqueduct::__private::plan::Held::of(
                &Self::__within(::aqueduct::__private::plan::WAYS_IN[1usize]),
            ),
            ::aqueduct::__private::plan::Held::of(
                &Self::__within(::aqueduct::__private::plan::WAYS_IN[2usize]),
            ),
            ::aqueduct::__private::plan::Held::of(
                &Self::__within(::aqueduct::__private::plan::WAYS_IN[3usize]),
            ),
        ],
    );
    fn options(&self) -> ::aqueduct::__private::PipelineOptions {
        self.__options()
    }
    fn build<
        __In: ::core::marker::Send + 'static,
        __Stamp: ::aqueduct::__private::Stamping,
    >(
        self,
        b: &mut ::aqueduct::__private::Builder,
        entrance: ::aqueduct::__private::Open<__In, (), __Stamp>,
    ) -> ReadingsOuts {
        let entrance = ::aqueduct::__private::open(entrance, b);
        Self::__build(self, b, entrance)
    }
}
impl<AnyUpstream> ::aqueduct::__private::Takes<Reading, AnyUpstream, Reading>
for Readings {}
impl ::aqueduct::__private::HasOneIn<Reading> for Readings {}
impl ::aqueduct::__private::HasFields<2usize> for Readings {
    type It = Self;
}
impl ::aqueduct::__private::IsMadeOf<(Arc<Db>, Duration)> for Readings {
    fn made((db, oldest): (Arc<Db>, Duration)) -> Self {
        Self { db, oldest }
    }
}
