// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

```text
╭───────────╮         ╭─────────────╮           ┌────────┐   ┌─────────┐
│ in orders │         │ in payments │           │ tick_1 │   │ numbers │
╰─────┬─────╯         ╰──────┬──────╯           └───┬────┘   └────┬────┘
      │ left: Order          │ right: Payment       │ left        │ right
      ╰────────╮   ╭─────────╯                      ╰────╮   ╭────╯
               ▼   ▼                                     ▼   ▼
┌─────────────────────────────────┐                   ┌──────────┐
│ join_1                          │                   │ latest_1 │
│ on (| o | & o . id , | p | p …, │                   └────┬─────┘
│ apart 10min, kind left,         │                        │
│ max_keys 1_000                  │                        │
└────────────────┬────────────────┘                        │
                 │ right                                   │
                 │                                         ▼
                 │                                     ┌───────┐
                 │                                     │ map_1 │
                 │                                     └───┬───┘
                 │                                         │ left
                 ╰────────────╮   ╭────────────────────────╯
                              ▼   ▼
                            ┌───────┐
                            │ zip_1 │
                            └───┬───┘
                                │ (u64 , (Order , Option < Payment >))
                                ▼
                          ╭───────────╮
                          │ out pairs │
                          ╰───────────╯
```

*/
/**

# Ports

* `in orders: Order`
* `in payments: Payment`
* `out pairs: (u64 , (Order , Option < Payment >))`
*/
struct Joins {
    offset: u64,
}
///A running [`Joins`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct JoinsHandle {
    ///Takes what goes in by `orders`.
    pub orders: ::aqueduct::In<Order>,
    ///Takes what goes in by `payments`.
    pub payments: ::aqueduct::In<Payment>,
    ///Gives what comes out by `pairs`.
    pub pairs: ::aqueduct::OutPort<(u64, (Order, Option<Payment>))>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: JoinsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Joins>,
}
///The nodes of a running [`Joins`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
struct JoinsNodes {
    ///The node `join_1`.
    pub join_1: ::aqueduct::Node,
    ///The node `tick_1`.
    pub tick_1: ::aqueduct::Node,
    ///The node `numbers`.
    pub numbers: ::aqueduct::Node,
    ///The node `latest_1`.
    pub latest_1: ::aqueduct::Node,
    ///The node `map_1`.
    pub map_1: ::aqueduct::Node,
    ///The node `zip_1`.
    pub zip_1: ::aqueduct::Node,
}
impl ::core::fmt::Debug for JoinsHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(JoinsHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl JoinsHandle {
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
mod Joins_ports {
    pub(super) enum orders {}
    pub(super) enum payments {}
    pub(super) enum pairs {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Joins {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<JoinsHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <numbers>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <u64 as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <u64 as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <Order as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <Payment as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <(
                    u64,
                    (Order, Option<Payment>),
                ) as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref offset } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Joins",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let (orders_port, orders_0) = b
            .in_port::<
                <Order as ::aqueduct::__private::If<__CHECKED>>::It,
                Joins_ports::orders,
            >("orders", &::aqueduct::__private::NodeOptions::new());
        let (payments_port, payments_1) = b
            .in_port::<
                <Payment as ::aqueduct::__private::If<__CHECKED>>::It,
                Joins_ports::payments,
            >("payments", &::aqueduct::__private::NodeOptions::new());
        let join_1_6 = {
            let on_left = ::aqueduct::__private::join::left_by_ref(
                &orders_0,
                |o| &o.id,
                |__key| ::aqueduct::__private::join::LendsAKey::lent_key(__key),
            );
            let on_right = ::aqueduct::__private::join::right_by_value(
                &orders_0,
                &on_left,
                &payments_1,
                {
                    let fields = ::core::clone::Clone::clone(&fields);
                    move |p| {
                        #[allow(unused_variables)]
                        let Self { ref offset, .. } = *fields;
                        p.order + offset
                    }
                },
                |__key, __left| ::aqueduct::__private::join::IsTheKeyOf::the_key_of(
                    __key,
                    __left,
                ),
            );
            b.join::<
                    ::aqueduct::__private::join::LeftJoin,
                    _,
                    _,
                    _,
                    _,
                    _,
                    ::aqueduct::__private::op::join,
                >(
                orders_0,
                payments_1,
                "join_1",
                &::aqueduct::__private::NodeOptions::new().max_keys(1_000),
                ::core::option::Option::None::<::aqueduct::__private::join::SkipExit>,
                (on_left, on_right),
                ::core::time::Duration::new(600u64, 0u32),
                (
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                ),
            )
        };
        let tick_1_2 = b
            .tick::<
                ::aqueduct::__private::op::tick,
            >("tick_1", ::core::time::Duration::new(1u64, 0u32));
        let numbers_3 = {
            ::aqueduct::__private::source::<
                <numbers as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "numbers",
                    &fields,
                    |env| {
                        let __lent0 = &env.offset;
                        <numbers>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let latest_1_4 = b
            .latest_of::<
                _,
                _,
                ::aqueduct::__private::op::latest,
            >(
                tick_1_2,
                numbers_3,
                "latest_1",
                (
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                ),
            );
        let map_1_5 = b
            .map::<
                _,
                _,
                _,
                _,
                _,
                ::aqueduct::__private::op::map,
            >(
                latest_1_4,
                "map_1",
                |(_, n)| n,
                |__item| ::aqueduct::__private::BecomesAnItem::sent(__item),
            );
        let zip_1_7 = b
            .zip::<_, _, ::aqueduct::__private::op::zip>(map_1_5, join_1_6, "zip_1");
        ::aqueduct::__private::leaving::<
            <(
                u64,
                (Order, Option<Payment>),
            ) as ::aqueduct::__private::If<__CHECKED>>::It,
            Joins_ports::pairs,
            _,
        >(
            &zip_1_7,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <(
                    u64,
                    (Order, Option<Payment>),
                ) as ::aqueduct::__private::If<__CHECKED>>::It,
                _,
                Joins_ports::pairs,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let pairs_port = b
            .out_port::<
                (u64, (Order, Option<Payment>)),
                Joins_ports::pairs,
                _,
            >(zip_1_7, "pairs", &::aqueduct::__private::NodeOptions::new());
        let nodes = JoinsNodes {
            join_1: b.handle("join_1"),
            tick_1: b.handle("tick_1"),
            numbers: b.handle("numbers"),
            latest_1: b.handle("latest_1"),
            map_1: b.handle("map_1"),
            zip_1: b.handle("zip_1"),
        };
        ::core::result::Result::Ok(JoinsHandle {
            orders: orders_port,
            payments: payments_port,
            pairs: pairs_port,
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
impl Joins {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Joins",
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
    const __PLAN: ::aqueduct::__private::plan::Plan<9, 8> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<9, 8> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let orders_0 = ::aqueduct::__private::plan::in_port(
            ::core::any::type_name::<Order>,
            channel,
            ::aqueduct::Overflow::Block,
        );
        let payments_1 = ::aqueduct::__private::plan::in_port(
            ::core::any::type_name::<Payment>,
            channel,
            ::aqueduct::Overflow::Block,
        );
        let join_1_2 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(&[orders_0.out, payments_1.out]),
            channel,
            ::core::option::Option::Some(0),
        );
        let tick_1_3 = ::aqueduct::__private::plan::tick();
        let numbers_4 = ::aqueduct::__private::plan::source::<
            <numbers as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let latest_1_5 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(&[tick_1_3.out, numbers_4.out]),
            channel,
            ::core::option::Option::Some(2),
        );
        let map_1_6 = ::aqueduct::__private::plan::joined(
                latest_1_5.out,
                ::core::option::Option::None,
                ::aqueduct::Overflow::Block,
                ::core::option::Option::Some(0),
            )
            .untyped();
        let zip_1_7 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(&[map_1_6.out, join_1_2.out]),
            channel,
            ::core::option::Option::Some(0),
        );
        let pairs_8 = ::aqueduct::__private::plan::out_port(
            ::core::any::type_name::<(u64, (Order, Option<Payment>))>,
            zip_1_7.out,
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
                payments_1
                    .node(
                        "payments",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                join_1_2
                    .node(
                        "join_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[
                            ("on", "(| o | & o . id , | p | p . order + offset)"),
                            ("apart", "10min"),
                            ("kind", "left"),
                            ("max_keys", "1_000"),
                        ],
                        (0, 0),
                    ),
                tick_1_3
                    .node(
                        "tick_1",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                numbers_4
                    .node(
                        "numbers",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                latest_1_5
                    .node(
                        "latest_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                map_1_6
                    .node(
                        "map_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                zip_1_7
                    .node(
                        "zip_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                pairs_8
                    .node(
                        "pairs",
                        ::aqueduct::__private::drawing::Kind::Output,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
            ],
            [
                join_1_2
                    .merging(
                        orders_0.out,
                        channel,
                        (0, 2),
                        ::core::option::Option::Some("left"),
                    ),
                join_1_2
                    .merging(
                        payments_1.out,
                        channel,
                        (1, 2),
                        ::core::option::Option::Some("right"),
                    ),
                latest_1_5
                    .merging(
                        tick_1_3.out,
                        channel,
                        (3, 5),
                        ::core::option::Option::Some("left"),
                    ),
                latest_1_5
                    .merging(
                        numbers_4.out,
                        channel,
                        (4, 5),
                        ::core::option::Option::Some("right"),
                    ),
                map_1_6.from(latest_1_5.out, (5, 6), ::core::option::Option::None),
                zip_1_7
                    .merging(
                        map_1_6.out,
                        channel,
                        (6, 7),
                        ::core::option::Option::Some("left"),
                    ),
                zip_1_7
                    .merging(
                        join_1_2.out,
                        channel,
                        (2, 7),
                        ::core::option::Option::Some("right"),
                    ),
                pairs_8.from(zip_1_7.out, (7, 8), ::core::option::Option::None),
            ],
        )
    }
}
