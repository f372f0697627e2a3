// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

```text
╭───────────────────╮     ╭───────────────────╮
│ in orders         │     │ in rates          │
│ time | o | o . at │     │ time | r | r . at │
╰─────────┬─────────╯     ╰─────────┬─────────╯
          │ left: Order             │ right: Rate
          ╰──────────╮   ╭──────────╯
                     ▼   ▼
      ┌─────────────────────────────────┐  ┌───────────────────┐
      │ join_1                          │  │ viewed            │
      │ on (| o | & o . currency , | …, │  │ time | v | v . at │
      │ as_of, kind left,               │  └─────────┬─────────┘
      │ max_keys 200                    │            │ right
      └────────────┬──────┬─────────────┘            │
                   ┆ else │ left                     │
                ╭┄┄╯      ╰───────────╮   ╭──────────╯
                ▼                     ▼   ▼
             ┌──────┐  ┌─────────────────────────────────┐
             │ note │  │ join_2                          │
             └──────┘  │ on (| (o , _) | o . id , | v …, │
                       │ window sliding (size , 1min)    │
                       └────────────────┬────────────────┘
                                        │ ((Order , Option < Rate >) , View)
                                        ▼
                                  ╭───────────╮
                                  │ out views │
                                  ╰───────────╯
```

*/
/**

# Ports

* `in orders: Order`
* `in rates: Rate`
* `out views: ((Order , Option < Rate >) , View)`


# Failures

* of `join_1` go to `note`
* of `note` are retried until they get through
*/
struct Priced {
    size: Duration,
}
///A running [`Priced`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct PricedHandle {
    ///Takes what goes in by `orders`.
    pub orders: ::aqueduct::In<Order>,
    ///Takes what goes in by `rates`.
    pub rates: ::aqueduct::In<Rate>,
    ///Gives what comes out by `views`.
    pub views: ::aqueduct::OutPort<((Order, Option<Rate>), View)>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: PricedNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Priced>,
}
///The nodes of a running [`Priced`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
struct PricedNodes {
    ///The node `join_1`.
    pub join_1: ::aqueduct::Node,
    ///The node `note`.
    pub note: ::aqueduct::Node,
    ///The node `viewed`.
    pub viewed: ::aqueduct::Node,
    ///The node `join_2`.
    pub join_2: ::aqueduct::Node,
}
impl ::core::fmt::Debug for PricedHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(PricedHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl PricedHandle {
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
mod Priced_ports {
    pub(super) enum orders {}
    pub(super) enum rates {}
    pub(super) enum views {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Priced {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<PricedHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <note>::__CHECKED
            + <viewed>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Duration as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Duration as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <Order as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <Rate as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <(
                    (Order, Option<Rate>),
                    View,
                ) as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref size } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Priced",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let (orders_port, orders_0) = b
            .in_port::<
                <Order as ::aqueduct::__private::If<__CHECKED>>::It,
                Priced_ports::orders,
            >("orders", &::aqueduct::__private::NodeOptions::new());
        let orders_0 = b
            .begin_time(
                orders_0,
                "orders",
                ::aqueduct::__private::TimeOptions::new(),
                |o| o.at,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let (rates_port, rates_1) = b
            .in_port::<
                <Rate as ::aqueduct::__private::If<__CHECKED>>::It,
                Priced_ports::rates,
            >("rates", &::aqueduct::__private::NodeOptions::new());
        let rates_1 = b
            .begin_time(
                rates_1,
                "rates",
                ::aqueduct::__private::TimeOptions::new(),
                |r| r.at,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let (exit, join_1_failures_2) = b
            .late_of::<
                _,
                _,
                ::aqueduct::__private::op::join,
            >(&orders_0, &rates_1, "join_1");
        let join_1_3 = {
            let on_left = ::aqueduct::__private::join::left_by_ref(
                &orders_0,
                |o| &o.currency,
                |__key| ::aqueduct::__private::join::LendsAKey::lent_key(__key),
            );
            let on_right = ::aqueduct::__private::join::right_by_ref(
                &orders_0,
                &on_left,
                &rates_1,
                |r| &r.currency,
                |__key, __left| ::aqueduct::__private::join::LendsTheKeyOf::lent_key_of(
                    __key,
                    __left,
                ),
            );
            b.join_as_of::<
                    ::aqueduct::__private::join::LeftJoin,
                    _,
                    _,
                    _,
                    _,
                    _,
                    ::aqueduct::__private::op::join,
                >(
                orders_0,
                rates_1,
                "join_1",
                &::aqueduct::__private::NodeOptions::new().max_keys(200),
                ::core::option::Option::Some(exit),
                (on_left, on_right),
                |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
            )
        };
        let join_1_failures_2 = b.strip_time(join_1_failures_2);
        let () = {
            let () = <note as ::aqueduct::__private::TakesItems>::HOLDS;
            let join_1_failures_2 = {
                let failures = b
                    .merging::<
                        <note as ::aqueduct::__private::Accepts>::Merged,
                        note,
                        _,
                    >(
                        join_1_failures_2,
                        "note",
                        |__item| ::aqueduct::__private::Arrives::merge(__item),
                    );
                b.merge::<
                        _,
                        ::aqueduct::__private::op::join,
                        _,
                        _,
                    >([failures], "note", false)
            };
            let draft = ::aqueduct::__private::node::<
                <note as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                join_1_failures_2,
                "note",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <note as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(&fields, |_| <note>::__lent()),
                ::aqueduct::__private::StateBegins::<
                    fn() -> _,
                >(|| ::aqueduct::__private::Begins::begin()),
                |__item| ::aqueduct::__private::Takes::lend(
                    ::aqueduct::__private::emitted(__item),
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
        let viewed_4 = {
            ::aqueduct::__private::source::<
                <viewed as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "viewed",
                    &fields,
                    |_| <viewed>::__lent(),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .place(b)
        };
        let viewed_4 = b
            .begin_time(
                viewed_4,
                "viewed",
                ::aqueduct::__private::TimeOptions::new(),
                |v| v.at,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let join_2_5 = {
            let on_left = ::aqueduct::__private::join::left_by_value(
                &join_1_3,
                |(o, _)| o.id,
                |__key| ::aqueduct::__private::join::IsAKey::a_key(__key),
            );
            let on_right = ::aqueduct::__private::join::right_by_value(
                &join_1_3,
                &on_left,
                &viewed_4,
                |v| v.order,
                |__key, __left| ::aqueduct::__private::join::IsTheKeyOf::the_key_of(
                    __key,
                    __left,
                ),
            );
            b.join_in_windows::<
                    ::aqueduct::__private::join::InnerJoin,
                    _,
                    _,
                    _,
                    _,
                    _,
                    ::aqueduct::__private::op::join,
                >(
                join_1_3,
                viewed_4,
                "join_2",
                &::aqueduct::__private::NodeOptions::new(),
                ::core::option::Option::None::<::aqueduct::__private::join::SkipExit>,
                (on_left, on_right),
                [
                    ::core::clone::Clone::clone(size),
                    ::core::time::Duration::new(60u64, 0u32),
                ],
                (
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                ),
            )
        };
        let join_2_5 = b.strip_time(join_2_5);
        ::aqueduct::__private::leaving::<
            <((Order, Option<Rate>), View) as ::aqueduct::__private::If<__CHECKED>>::It,
            Priced_ports::views,
            _,
        >(
            &join_2_5,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <(
                    (Order, Option<Rate>),
                    View,
                ) as ::aqueduct::__private::If<__CHECKED>>::It,
                _,
                Priced_ports::views,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let views_port = b
            .out_port::<
                ((Order, Option<Rate>), View),
                Priced_ports::views,
                _,
            >(join_2_5, "views", &::aqueduct::__private::NodeOptions::new());
        let nodes = PricedNodes {
            join_1: b.handle("join_1"),
            note: b.handle("note"),
            viewed: b.handle("viewed"),
            join_2: b.handle("join_2"),
        };
        ::core::result::Result::Ok(PricedHandle {
            orders: orders_port,
            rates: rates_port,
            views: views_port,
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
impl Priced {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Priced",
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
        let orders_0 = ::aqueduct::__private::plan::in_port(
            ::core::any::type_name::<Order>,
            channel,
            ::aqueduct::Overflow::Block,
        );
        let rates_1 = ::aqueduct::__private::plan::in_port(
            ::core::any::type_name::<Rate>,
            channel,
            ::aqueduct::Overflow::Block,
        );
        let join_1_2 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(&[orders_0.out, rates_1.out]),
            channel,
            ::core::option::Option::Some(0),
        );
        let note_3 = ::aqueduct::__private::plan::node::<
            <note as ::aqueduct::__private::EndsAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(&[join_1_2.failures]),
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
        );
        let viewed_4 = ::aqueduct::__private::plan::source::<
            <viewed as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let join_2_5 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(&[join_1_2.out, viewed_4.out]),
            channel,
            ::core::option::Option::Some(0),
        );
        let views_6 = ::aqueduct::__private::plan::out_port(
            ::core::any::type_name::<((Order, Option<Rate>), View)>,
            join_2_5.out,
            channel,
        );
        (
            [
                orders_0
                    .node(
                        "orders",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[("time", "| o | o . at")],
                        (0, 0),
                    ),
                rates_1
                    .node(
                        "rates",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[("time", "| r | r . at")],
                        (0, 0),
                    ),
                join_1_2
                    .node(
                        "join_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[
                            ("on", "(| o | & o . currency , | r | & r . currency)"),
                            ("as_of", ""),
                            ("kind", "left"),
                            ("max_keys", "200"),
                        ],
                        (0, 0),
                    ),
                note_3
                    .node(
                        "note",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                viewed_4
                    .node(
                        "viewed",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[("time", "| v | v . at")],
                        (0, 0),
                    ),
                join_2_5
                    .node(
                        "join_2",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[
                            ("on", "(| (o , _) | o . id , | v | v . order)"),
                            ("window", "sliding (size , 1min)"),
                        ],
                        (0, 0),
                    ),
                views_6
                    .node(
                        "views",
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
                        rates_1.out,
                        channel,
                        (1, 2),
                        ::core::option::Option::Some("right"),
                    ),
                note_3
                    .merging(
                        join_1_2.failures,
                        channel,
                        (2, 3),
                        ::core::option::Option::None,
                    ),
                join_2_5
                    .merging(
                        join_1_2.out,
                        channel,
                        (2, 5),
                        ::core::option::Option::Some("left"),
                    ),
                join_2_5
                    .merging(
                        viewed_4.out,
                        channel,
                        (4, 5),
                        ::core::option::Option::Some("right"),
                    ),
                views_6.from(join_2_5.out, (5, 6), ::core::option::Option::None),
            ],
        )
    }
}
