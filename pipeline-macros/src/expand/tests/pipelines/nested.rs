// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

```text
╭───────────╮           ┌───────────┐              ╭──────────────╮
│ in orders ├─ Order ──▶│ look_up   ├─ Enriched ──▶│ out enriched │
╰───────────╯           │ else skip │              ╰──────────────╯
                        └───────────┘
```

*/
/**

# Ports

* `in orders: Order`
* `out enriched: Enriched`


# Failures

* of `look_up` are skipped
*/
pub struct Enrich {
    cache: Cache,
}
///A running [`Enrich`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub struct EnrichHandle {
    ///Takes what goes in by `orders`.
    pub orders: ::aqueduct::In<Order>,
    ///Gives what comes out by `enriched`.
    pub enriched: ::aqueduct::OutPort<Enriched>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: EnrichNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Enrich>,
}
///The nodes of a running [`Enrich`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub struct EnrichNodes {
    ///The node `look_up`.
    pub look_up: ::aqueduct::Node,
}
impl ::core::fmt::Debug for EnrichHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(EnrichHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl EnrichHandle {
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
mod Enrich_ports {
    pub(super) enum orders {}
    pub(super) enum enriched {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Enrich {
    const __FUNCTIONS: ::core::primitive::usize = 0 + <look_up>::__CHECKED;
    const __SHARED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_shared::<
            <Cache as ::aqueduct::__private::If<{ Enrich::__FUNCTIONS }>>::It,
        >();
        0
    };
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_sent::<
            <Cache as ::aqueduct::__private::If<{ Enrich::__SHARED }>>::It,
        >();
        ::aqueduct::__private::items_are_sent::<
            <Order as ::aqueduct::__private::If<{ Enrich::__SHARED }>>::It,
        >();
        ::aqueduct::__private::items_are_sent::<
            <Enriched as ::aqueduct::__private::If<{ Enrich::__SHARED }>>::It,
        >();
        0
    };
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<EnrichHandle, ::aqueduct::StartError> {
        #[allow(unused_variables)]
        let Self { cache } = &self;
        let orders_options = ::aqueduct::__private::NodeOptions::new();
        let enriched_options = ::aqueduct::__private::NodeOptions::new();
        let mut builder = ::aqueduct::__private::Builder::new(
            "Enrich",
            Self::__options(&self),
        )?;
        let b = &mut builder;
        let (orders_port, flow) = b
            .in_port::<
                <Order as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
                Enrich_ports::orders,
            >("orders", &orders_options);
        let flow = ::aqueduct::__private::open(flow, b);
        let outs = Enrich::__build(self, b, flow);
        let enriched_port = b
            .out_port::<
                <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
                Enrich_ports::enriched,
                _,
            >(outs.enriched, "enriched", &enriched_options);
        let nodes = EnrichNodes {
            look_up: b.handle("look_up"),
        };
        ::core::result::Result::Ok(EnrichHandle {
            orders: orders_port,
            enriched: enriched_port,
            nodes,
            __running: builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
    fn __options(&self) -> ::aqueduct::__private::PipelineOptions {
        #[allow(unused_variables)]
        let Self { cache } = self;
        #[allow(clippy::needless_update)]
        ::aqueduct::__private::PipelineOptions {
            channel: 8,
            ..::core::default::Default::default()
        }
    }
    fn __build<__Stamp: ::aqueduct::__private::Stamping>(
        self,
        b: &mut ::aqueduct::__private::Builder,
        entrance: ::aqueduct::__private::Open<
            <Order as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
            (),
            __Stamp,
        >,
    ) -> EnrichOuts<__Stamp> {
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<{ Enrich::__CHECKED }>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref cache } = *fields;
        let orders_0 = ::aqueduct::__private::open::<
            <Order as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
            Enrich_ports::orders,
            _,
        >(entrance, b);
        let (look_up_1, ()) = {
            let () = <look_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <look_up as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                orders_0,
                b.name("look_up"),
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending::<
                    <look_up as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.cache;
                        <look_up>::__lent(__lent0)
                    },
                ),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            );
            let (draft, failures) = (draft.skip_failures(), ());
            (draft.place(b), failures)
        };
        ::aqueduct::__private::leaving::<
            <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
            Enrich_ports::enriched,
            _,
        >(
            &look_up_1,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
                _,
                Enrich_ports::enriched,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let enriched_port = ::aqueduct::__private::open::<
            <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
            Self,
            _,
        >(look_up_1, b);
        EnrichOuts {
            enriched: enriched_port,
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
impl Enrich {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Enrich",
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
    const __PLAN: ::aqueduct::__private::plan::PlanWithin<3, 2, 1> = Self::__plan(
        [],
        ::core::option::Option::None,
    );
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
        entrance: ::core::option::Option<::aqueduct::__private::plan::Placed>,
    ) -> ::aqueduct::__private::plan::PlanWithin<3, 2, 1> {
        let channel = ::core::option::Option::Some((8) as ::core::primitive::usize);
        let orders_0 = match entrance {
            ::core::option::Option::Some(entrance) => entrance,
            ::core::option::Option::None => {
                ::aqueduct::__private::plan::in_port(
                    ::core::any::type_name::<Order>,
                    channel,
                    ::aqueduct::Overflow::Block,
                )
            }
        };
        let look_up_1 = ::aqueduct::__private::plan::node::<
            <look_up as ::aqueduct::__private::StandsInAChain>::It,
        >(
            orders_0.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let enriched_2 = ::aqueduct::__private::plan::way_out(
            entrance.is_none(),
            ::core::any::type_name::<Enriched>,
            look_up_1.out,
            channel,
        );
        (
            [
                orders_0
                    .node(
                        "orders",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                look_up_1
                    .node(
                        "look_up",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("else", "skip")],
                        (0, 0),
                    ),
                enriched_2
                    .node(
                        "enriched",
                        ::aqueduct::__private::drawing::Kind::Output,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
            ],
            [
                look_up_1.from(orders_0.out, (0, 1), ::core::option::Option::None),
                enriched_2.from(look_up_1.out, (1, 2), ::core::option::Option::None),
            ],
            [enriched_2.out],
        )
    }
    const fn __within(
        entrance: ::aqueduct::__private::plan::Placed,
    ) -> ::aqueduct::__private::plan::PlanWithin<3, 2, 1> {
        Self::__plan([], ::core::option::Option::Some(entrance))
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<look_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
#[doc(hidden)]
#[allow(dead_code, private_interfaces, non_camel_case_types)]
pub struct EnrichOuts<
    __Stamp: ::aqueduct::__private::Stamping = ::aqueduct::__private::Plain,
> {
    pub enriched: ::aqueduct::__private::Open<
        <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
        Enrich,
        __Stamp,
    >,
}
#[allow(unused_variables, clippy::all)]
impl ::aqueduct::__private::StandsAsANode for Enrich {
    type It = Self;
    type Outs<__Stamp: ::aqueduct::__private::Stamping> = EnrichOuts<__Stamp>;
    const CHECKED: ::core::primitive::usize = { Enrich::__CHECKED };
    const OUTS: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[
        (
            "enriched",
            "the `out` port `enriched` of `Enrich` goes nowhere: write `Enrich.enriched => ..;`, or `Enrich.enriched => _;` to discard",
        ),
    ];
    const HOLDS: ::aqueduct::__private::plan::Inside = ::aqueduct::__private::plan::Inside::new(
        ::core::any::type_name::<Order>,
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
    ) -> EnrichOuts<__Stamp> {
        let entrance = ::aqueduct::__private::open(entrance, b);
        Self::__build(self, b, entrance)
    }
}
impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for Enrich {}
impl ::aqueduct::__private::HasOneIn<Order> for Enrich {}
impl ::aqueduct::__private::GoesOn for Enrich {
    type It = Self;
}
impl ::aqueduct::__private::HasOneOut<
    <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
> for Enrich {
    type Stamp<__Stamp: ::aqueduct::__private::Stamping> = __Stamp;
    fn only<__Stamp: ::aqueduct::__private::Stamping>(
        flows: ::aqueduct::__private::Flows<Self, __Stamp>,
    ) -> ::aqueduct::__private::Open<
        <Enriched as ::aqueduct::__private::If<{ Enrich::__CHECKED }>>::It,
        Self,
        __Stamp,
    > {
        flows.outs.enriched
    }
}
impl ::aqueduct::__private::HasFields<1usize> for Enrich {
    type It = Self;
}
impl ::aqueduct::__private::IsMadeOf<(Cache,)> for Enrich {
    fn made((cache,): (Cache,)) -> Self {
        Self { cache }
    }
}
/**

```text
┌────────┐   ┌──────────────────┐   ┌───────┐
│ orders ├──▶│ enrich           ├──▶│ store │
└────────┘   │ = shop :: Enrich │   └───────┘
             │ buffer 16        │
             └──────────────────┘
```

*/
///
struct Shop {
    cache: Cache,
}
///A running [`Shop`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct ShopHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: ShopNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Shop>,
}
///The nodes of a running [`Shop`].
#[allow(dead_code)]
#[allow(non_snake_case)]
#[derive(::core::clone::Clone)]
struct ShopNodes {
    ///The node `orders`.
    pub orders: ::aqueduct::Node,
    ///The nodes of the pipeline `enrich`.
    pub enrich: ::aqueduct::Nodes,
    ///The node `store`.
    pub store: ::aqueduct::Node,
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
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Shop {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<ShopHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <orders>::__CHECKED
            + <<shop::Enrich as ::aqueduct::__private::StandsAsANode>::It as ::aqueduct::__private::StandsAsANode>::CHECKED
            + <store>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Cache as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Cache as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref cache } = *fields;
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
                    |_| <orders>::__lent(),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let flows = {
            let pipeline = {
                let __lent0 = &fields.cache;
                let __given0 = <::aqueduct::__private::Outer as ::aqueduct::__private::Gives<
                    _,
                >>::given(__lent0);
                <<<<shop::Enrich as ::aqueduct::__private::StandsAsANode>::It as ::aqueduct::__private::HasFields<
                    1usize,
                >>::It as ::aqueduct::__private::GoesOn>::It as ::aqueduct::__private::IsMadeOf<
                    _,
                >>::made((__given0,))
            };
            let options = ::aqueduct::__private::NodeOptions::new().buffer(16);
            ::aqueduct::__private::nest::<
                <<<shop::Enrich as ::aqueduct::__private::StandsAsANode>::It as ::aqueduct::__private::HasFields<
                    1usize,
                >>::It as ::aqueduct::__private::GoesOn>::It,
                _,
                _,
            >(
                orders_0,
                "enrich",
                &options,
                &["orders"],
                pipeline,
                b,
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
                ),
            )
        };
        let enrich_1 = <<<<shop::Enrich as ::aqueduct::__private::StandsAsANode>::It as ::aqueduct::__private::HasFields<
            1usize,
        >>::It as ::aqueduct::__private::GoesOn>::It as ::aqueduct::__private::HasOneOut<
            _,
        >>::only(flows);
        let () = {
            let () = <store as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                enrich_1,
                "store",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <store as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(&fields, |_| <store>::__lent()),
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
        let nodes = ShopNodes {
            orders: b.handle("orders"),
            enrich: b.nodes("enrich"),
            store: b.handle("store"),
        };
        ::core::result::Result::Ok(ShopHandle {
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
    const __PLAN: ::aqueduct::__private::plan::Plan<3, 2> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<3, 2> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let orders_0 = ::aqueduct::__private::plan::source::<
            <orders as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let enrich_within_1 = ::aqueduct::__private::plan::nested::<
            <shop::Enrich as ::aqueduct::__private::StandsAsANode>::It,
        >(
            orders_0.out,
            ::core::option::Option::Some(
                ::core::option::Option::Some((16) as ::core::primitive::usize),
            ),
            ::aqueduct::Overflow::Block,
        );
        let enrich_1 = enrich_within_1.placed;
        let store_2 = ::aqueduct::__private::plan::node::<
            <store as ::aqueduct::__private::EndsAChain>::It,
        >(
            enrich_within_1.only(),
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
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
                enrich_1
                    .node(
                        "enrich",
                        ::aqueduct::__private::drawing::Kind::Pipeline,
                        ::core::option::Option::Some("shop :: Enrich"),
                        &[("buffer", "16")],
                        (0, 0),
                    ),
                store_2
                    .node(
                        "store",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
            ],
            [
                enrich_1.from(orders_0.out, (0, 1), ::core::option::Option::None),
                ::aqueduct::__private::plan::out_of_a_pipeline(
                    store_2
                        .from(
                            enrich_within_1.only(),
                            (1, 2),
                            ::core::option::Option::None,
                        ),
                ),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    let _ = Shop::__PLAN;
};
