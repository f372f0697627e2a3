// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Charges payments, each in its turn again where the gateway was down.
struct Payments {
    gateway: Gateway,
    ledger: Arc<Ledger>,
}
///A running [`Payments`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
struct PaymentsHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: PaymentsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Payments>,
}
///The nodes of a running [`Payments`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
struct PaymentsNodes {
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
#[allow(dead_code, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Payments {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(
        self,
    ) -> ::core::result::Result<PaymentsHandle, ::aqueduct::StartError> {
        #[allow(non_camel_case_types, dead_code)]
        mod __ports {
            pub(super) enum again {}
        }
        let fields = ::std::sync::Arc::new(self);
        #[allow(unused_variables)]
        let Self { gateway, ledger } = &*fields;
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
                Payment,
                __ports::again,
            >("again", &::aqueduct::__private::NodeOptions::new().buffer(100));
        let payments_0 = {
            let env = ::std::sync::Arc::new((
                ::std::sync::Arc::clone(&fields),
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
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
            b.merge::<_, payments, _>(inputs, "merge_1", false)
        };
        let (charge_3, charge_failures_4) = {
            let () = <charge as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::workers,
                >>::It,
                _,
            >(merge_1_2, "charge", ::aqueduct::__private::NodeOptions::new().workers(4))
                .bind(
                    &fields,
                    |env| {
                        let __lent0 = &env.gateway;
                        <charge>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
            >(charge_3, "book", ::aqueduct::__private::NodeOptions::new())
                .bind(
                    &fields,
                    |env| {
                        let __lent0 = &env.ledger;
                        <book>::__lent(__lent0)
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
                b.merge::<_, charge, _>([failures], "next_try", false)
            };
            let draft = ::aqueduct::__private::node::<
                <next_try as ::aqueduct::__private::StandsInAChain>::It,
                _,
            >(charge_failures_4, "next_try", ::aqueduct::__private::NodeOptions::new())
                .bind(
                    &fields,
                    |_| <next_try>::__lent(),
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
                            ::aqueduct::__private::Arm<_>,
                            ::aqueduct::__private::Arm<_>,
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
            Payment,
            __ports::again,
            _,
        >(
            &route_1_6,
            |__item, __from| ::aqueduct::__private::Leaves::<
                Payment,
                _,
                __ports::again,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        b.lead_into(route_1_6, again_loop);
        let () = {
            let () = <give_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <give_up as ::aqueduct::__private::EndsAChain>::It,
                _,
            >(route_1_7, "give_up", ::aqueduct::__private::NodeOptions::new())
                .bind(
                    &fields,
                    |env| {
                        let __lent0 = &env.ledger;
                        <give_up>::__lent(__lent0)
                    },
                    ::aqueduct::__private::StateBegins(|| ::aqueduct::__private::Begins::begin()),
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
