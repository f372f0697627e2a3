// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Charges payments, each in its turn again where the gateway was down.
/**

```text
╭──────────────────────────────────────────╮         ┌──────────┐
│ loop again                               │         │ payments │
│ buffer 100                               │         └────┬─────┘
╰────────────────────────────────────────┬─╯              │
  ▲ ↻ payment if payment . tries < TRIES │ Payment        │
  │                                      ╰──────╮   ╭─────╯
  │                                             ▼   ▼
  │                                         ┌───────────┐
  │                                         │ charge    │
  │                                         │ workers 4 │
  │                                         └───┬───┬───┘
  │                                             │   ┆ else
  │                                             │   ╰┄┄┄┄┄┄┄╮
  │                                             ▼           ▼
  │                                          ┌──────┐  ┌──────────┐
  │                                          │ book │  │ next_try │
  │                                          └──────┘  └────┬─────┘
  ╰─────────────────────────────────────────────────────╮   │
                                                        │   ▼
                                                     ┌──┴──────┐
                                                     │ route_1 │
                                                     └────┬────┘
                                                          │ payment
                                                          ▼
                                                     ┌─────────┐
                                                     │ give_up │
                                                     └─────────┘
```

*/
/**

# Ports

* `loop again: Payment`


# Failures

* of `charge` go to `next_try`
* of `next_try` are retried until they get through
* of `give_up` are retried until they get through
*/
pub(crate) struct Payments {
    gateway: Gateway,
    ledger: Arc<Ledger>,
}
///A running [`Payments`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct PaymentsHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: PaymentsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Payments>,
}
///The nodes of a running [`Payments`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct PaymentsNodes {
    ///The node `payments`.
    pub payments: ::aqueduct::Node,
    ///The node `charge`.
    pub charge: ::aqueduct::Node,
    ///The node `book`.
    pub book: ::aqueduct::Node,
    ///The node `next_try`.
    pub next_try: ::aqueduct::Node,
    ///The node `route_1`.
    pub route_1: ::aqueduct::Node,
    ///The node `give_up`.
    pub give_up: ::aqueduct::Node,
}
impl ::core::fmt::Debug for PaymentsHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(PaymentsHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl PaymentsHandle {
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
mod Payments_ports {
    pub(super) enum again {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Payments {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(
        self,
    ) -> ::core::result::Result<PaymentsHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <payments>::__CHECKED
            + <charge>::__CHECKED + <book>::__CHECKED + <next_try>::__CHECKED
            + <give_up>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Gateway as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Ledger> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Gateway as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Ledger> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::items_are_sent::<
                <Payment as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref gateway, ref ledger } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "Payments",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let (again_loop, again_1) = b
            .loop_port::<
                <Payment as ::aqueduct::__private::If<__CHECKED>>::It,
                Payments_ports::again,
            >("again", &::aqueduct::__private::NodeOptions::new().buffer(100));
        let payments_0 = {
            let env = ::std::sync::Arc::new((
                ::core::clone::Clone::clone(&fields),
                PAYMENTS,
            ));
            ::aqueduct::__private::source::<
                <payments as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "payments",
                    &env,
                    |env| {
                        let __lent0 = &env.1;
                        <payments>::__lent(__lent0)
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
                    <charge as ::aqueduct::__private::Accepts>::Merged,
                    charge,
                    _,
                >(
                    payments_0,
                    "charge",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let input1 = b
                .merging::<
                    <charge as ::aqueduct::__private::Accepts>::Merged,
                    charge,
                    _,
                >(
                    again_1,
                    "charge",
                    |__item| ::aqueduct::__private::Merges::merge(__item),
                );
            let inputs = [input0, input1];
            b.merge::<_, payments, _, _>(inputs, "merge_1", false)
        };
        let (charge_3, charge_failures_4) = {
            let () = <charge as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                merge_1_2,
                "charge",
                ::aqueduct::__private::NodeOptions::new().workers(4),
                &fields,
                ::aqueduct::__private::lending::<
                    <<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.gateway;
                        <charge>::__lent(__lent0)
                    },
                ),
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
            (draft.place_workers(b), failures)
        };
        let () = {
            let () = <book as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <book as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                charge_3,
                "book",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending::<
                    <book as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.ledger;
                        <book>::__lent(__lent0)
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
        let (next_try_5, ()) = {
            let () = <next_try as ::aqueduct::__private::TakesItems>::HOLDS;
            let charge_failures_4 = {
                let failures = b
                    .merging::<
                        <next_try as ::aqueduct::__private::Accepts>::Merged,
                        next_try,
                        _,
                    >(
                        charge_failures_4,
                        "next_try",
                        |__item| ::aqueduct::__private::Arrives::merge(__item),
                    );
                b.merge::<_, charge, _, _>([failures], "next_try", false)
            };
            let draft = ::aqueduct::__private::node::<
                <next_try as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                charge_failures_4,
                "next_try",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <next_try as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <next_try>::__lent()),
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
            (draft.place_task(b), failures)
        };
        let (route_1_6, route_1_7) = b
            .route(
                next_try_5,
                "route_1",
                {
                    move |
                        __item,
                        arms: &mut (
                            ::aqueduct::__private::Arm<_, _>,
                            ::aqueduct::__private::Arm<_, _>,
                        )|
                    {
                        match __item {
                            payment if payment.tries < TRIES => arms.0.take(payment),
                            payment => arms.1.take(payment),
                        }
                    }
                },
            );
        let route_1_6 = route_1_6.coming_from::<next_try>();
        let route_1_7 = route_1_7.coming_from::<next_try>();
        ::aqueduct::__private::leaving::<
            <Payment as ::aqueduct::__private::If<__CHECKED>>::It,
            Payments_ports::again,
            _,
        >(
            &route_1_6,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <Payment as ::aqueduct::__private::If<__CHECKED>>::It,
                _,
                Payments_ports::again,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        b.lead_into(route_1_6, again_loop);
        let () = {
            let () = <give_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <give_up as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_7,
                "give_up",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending::<
                    <give_up as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.ledger;
                        <give_up>::__lent(__lent0)
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
        b.circle(
            &["again", "into_again", "merge_1", "charge", "next_try", "route_1"],
            &["payments"],
        );
        let nodes = PaymentsNodes {
            payments: b.handle("payments"),
            charge: b.handle("charge"),
            book: b.handle("book"),
            next_try: b.handle("next_try"),
            route_1: b.handle("route_1"),
            give_up: b.handle("give_up"),
        };
        ::core::result::Result::Ok(PaymentsHandle {
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
impl Payments {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "Payments",
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
    const __PLAN: ::aqueduct::__private::plan::Plan<7, 7> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<7, 7> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let again_0 = ::aqueduct::__private::plan::loop_port(
            ::core::any::type_name::<Payment>,
            ::core::option::Option::Some((100) as ::core::primitive::usize),
        );
        let payments_1 = ::aqueduct::__private::plan::source::<
            <payments as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let charge_3 = ::aqueduct::__private::plan::node::<
            <<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It,
        >(
            ::aqueduct::__private::plan::merged(&[payments_1.out, again_0.out]),
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Workers,
                    channel,
                )
                .workers(::core::option::Option::Some((4) as ::core::primitive::usize)),
        );
        let book_4 = ::aqueduct::__private::plan::node::<
            <book as ::aqueduct::__private::EndsAChain>::It,
        >(
            charge_3.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let next_try_5 = ::aqueduct::__private::plan::node::<
            <next_try as ::aqueduct::__private::StandsInAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(&[charge_3.failures]),
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
        );
        let route_1_6 = ::aqueduct::__private::plan::branches(next_try_5.out, channel);
        let into_again_7 = ::aqueduct::__private::plan::into_loop(
            ::core::any::type_name::<Payment>,
            route_1_6.untyped().out,
        );
        let give_up_8 = ::aqueduct::__private::plan::node::<
            <give_up as ::aqueduct::__private::EndsAChain>::It,
        >(
            route_1_6.untyped().out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Task,
                channel,
            ),
        );
        (
            [
                again_0
                    .node(
                        "again",
                        ::aqueduct::__private::drawing::Kind::Loop,
                        ::core::option::Option::None,
                        &[("buffer", "100")],
                        (0, 0),
                    ),
                payments_1
                    .node(
                        "payments",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                charge_3
                    .node(
                        "charge",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("workers", "4")],
                        (0, 0),
                    ),
                book_4
                    .node(
                        "book",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                next_try_5
                    .node(
                        "next_try",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                route_1_6
                    .node(
                        "route_1",
                        ::aqueduct::__private::drawing::Kind::Route,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                give_up_8
                    .node(
                        "give_up",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
            ],
            [
                charge_3
                    .merging(
                        payments_1.out,
                        channel,
                        (1, 2),
                        ::core::option::Option::None,
                    ),
                charge_3
                    .merging(again_0.out, channel, (0, 2), ::core::option::Option::None),
                book_4.from(charge_3.out, (2, 3), ::core::option::Option::None),
                next_try_5
                    .merging(
                        charge_3.failures,
                        channel,
                        (2, 4),
                        ::core::option::Option::None,
                    ),
                route_1_6.from(next_try_5.out, (4, 5), ::core::option::Option::None),
                into_again_7
                    .from(
                        route_1_6.untyped().out,
                        (5, 0),
                        ::core::option::Option::Some(
                            "payment if payment . tries < TRIES",
                        ),
                    ),
                give_up_8
                    .from(
                        route_1_6.untyped().out,
                        (5, 6),
                        ::core::option::Option::Some("payment"),
                    ),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<next_try as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
