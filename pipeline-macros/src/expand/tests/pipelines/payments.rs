// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Validates, charges and confirms payments.
/**

```text
            ╭─────────────╮
            │ in payments │
            │ buffer 1000 │
            ╰──────┬──────╯
                   │ Payment
                   ▼
              ┌──────────┐
              │ validate │
              └──┬───┬───┘
                 │   ┆ else
                 │   ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╮
                 ▼                   ┆
┌─────────────────────────────────┐  ┆
│ charge                          │  ┆
│ workers 5, retry 3,             │  ┆
│ retry_if | e | e . is_passing…, │  ┆
│ timeout 100ms                   │  ┆
└──────────────┬───┬──────────────┘  ┆
               │   ┆ else            ┆
               │   ┆                 ╰┄┄┄┄╮
               │   ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╮   ┆
               ▼                      ▼   ▼
          ┌─────────┐      ┌─────────────────────────┐
          │ confirm │      │ record_failure          │
          └────┬────┘      │ batch 100, within 200ms │
               │ Receipt   └─────────────────────────┘
               │
               ▼
        ╭──────────────╮
        │ out receipts │
        ╰──────────────╯
```

*/
/**

# Ports

* `in payments: Payment`
* `out receipts: Receipt`


# Failures

* of `validate` go to `record_failure`
* of `charge` go to `record_failure`
* of `record_failure` are retried until they get through
*/
pub(crate) struct Payments {
    gateway: Gateway,
    record: Arc<Record>,
}
///A running [`Payments`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct PaymentsHandle {
    ///Takes what goes in by `payments`.
    pub payments: ::aqueduct::In<Payment>,
    ///Gives what comes out by `receipts`.
    pub receipts: ::aqueduct::OutPort<Receipt>,
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: PaymentsNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> Payments>,
}
///The nodes of a running [`Payments`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct PaymentsNodes {
    ///The node `validate`.
    pub validate: ::aqueduct::Node,
    ///The node `charge`.
    pub charge: ::aqueduct::Node,
    ///The node `confirm`.
    pub confirm: ::aqueduct::Node,
    ///The node `record_failure`.
    pub record_failure: ::aqueduct::Node,
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
    pub(super) enum payments {}
    pub(super) enum receipts {}
}
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Payments {
    const __FUNCTIONS: ::core::primitive::usize = 0 + <validate>::__CHECKED
        + <charge>::__CHECKED + <confirm>::__CHECKED + <record_failure>::__CHECKED;
    const __SHARED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_shared::<
            <Gateway as ::aqueduct::__private::If<{ Payments::__FUNCTIONS }>>::It,
        >();
        ::aqueduct::__private::resources_are_shared::<
            <Arc<Record> as ::aqueduct::__private::If<{ Payments::__FUNCTIONS }>>::It,
        >();
        0
    };
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_sent::<
            <Gateway as ::aqueduct::__private::If<{ Payments::__SHARED }>>::It,
        >();
        ::aqueduct::__private::resources_are_sent::<
            <Arc<Record> as ::aqueduct::__private::If<{ Payments::__SHARED }>>::It,
        >();
        ::aqueduct::__private::items_are_sent::<
            <Payment as ::aqueduct::__private::If<{ Payments::__SHARED }>>::It,
        >();
        ::aqueduct::__private::items_are_sent::<
            <Receipt as ::aqueduct::__private::If<{ Payments::__SHARED }>>::It,
        >();
        0
    };
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(
        self,
    ) -> ::core::result::Result<PaymentsHandle, ::aqueduct::StartError> {
        #[allow(unused_variables)]
        let Self { gateway, record } = &self;
        let payments_options = ::aqueduct::__private::NodeOptions::new().buffer(1000);
        let receipts_options = ::aqueduct::__private::NodeOptions::new();
        let mut builder = ::aqueduct::__private::Builder::new(
            "Payments",
            Self::__options(&self),
        )?;
        let b = &mut builder;
        let (payments_port, flow) = b
            .in_port::<
                <Payment as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
                Payments_ports::payments,
            >("payments", &payments_options);
        let flow = ::aqueduct::__private::open(flow, b);
        let outs = Payments::__build(self, b, flow);
        let receipts_port = b
            .out_port::<
                <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
                Payments_ports::receipts,
                _,
            >(outs.receipts, "receipts", &receipts_options);
        let nodes = PaymentsNodes {
            validate: b.handle("validate"),
            charge: b.handle("charge"),
            confirm: b.handle("confirm"),
            record_failure: b.handle("record_failure"),
        };
        ::core::result::Result::Ok(PaymentsHandle {
            payments: payments_port,
            receipts: receipts_port,
            nodes,
            __running: builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
    fn __options(&self) -> ::aqueduct::__private::PipelineOptions {
        #[allow(unused_variables)]
        let Self { gateway, record } = self;
        #[allow(clippy::needless_update)]
        ::aqueduct::__private::PipelineOptions {
            ..::core::default::Default::default()
        }
    }
    fn __build<__Stamp: ::aqueduct::__private::Stamping>(
        self,
        b: &mut ::aqueduct::__private::Builder,
        entrance: ::aqueduct::__private::Open<
            <Payment as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
            (),
            __Stamp,
        >,
    ) -> PaymentsOuts {
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<{ Payments::__CHECKED }>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref gateway, ref record } = *fields;
        let payments_0 = ::aqueduct::__private::open::<
            <Payment as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
            Payments_ports::payments,
            _,
        >(entrance, b);
        let payments_0 = b.strip_time(payments_0);
        let (validate_1, validate_failures_4) = {
            let () = <validate as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <validate as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                payments_0,
                b.name("validate"),
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <validate as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <validate>::__lent()),
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
        let (charge_2, charge_failures_5) = {
            let () = <charge as ::aqueduct::__private::TakesItems>::HOLDS;
            let () = <charge as ::aqueduct::__private::CanTimeOut>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It as ::aqueduct::__private::Tries<
                    ::aqueduct::__private::option::retry,
                >>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    validate_1,
                    b.name("charge"),
                    ::aqueduct::__private::NodeOptions::new()
                        .workers(5)
                        .timeout(::core::time::Duration::new(0u64, 100000000u32))
                        .retry(3),
                    &fields,
                    ::aqueduct::__private::lending::<
                        <<<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It as ::aqueduct::__private::Tries<
                            ::aqueduct::__private::option::retry,
                        >>::It,
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
                )
                .retry_if(|e| e.is_passing());
            let (draft, failures) = draft
                .kept(|__given, __item| ::aqueduct::__private::Keeps::keeps(
                    __given,
                    __item,
                ))
                .route_kept_failures(b);
            (draft.place_workers(b), failures)
        };
        let (confirm_3, ()) = {
            let () = <confirm as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <confirm as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                charge_2,
                b.name("confirm"),
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <confirm as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <confirm>::__lent()),
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
        ::aqueduct::__private::leaving::<
            <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
            Payments_ports::receipts,
            _,
        >(
            &confirm_3,
            |__item, __from| ::aqueduct::__private::Leaves::<
                <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
                _,
                Payments_ports::receipts,
            >::leaves(::aqueduct::__private::emitted(__item), __from),
        );
        let receipts_port = ::aqueduct::__private::open::<
            <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
            Self,
            _,
        >(confirm_3, b);
        let merge_failed_6 = {
            let input0 = b
                .merging::<
                    <record_failure as ::aqueduct::__private::Accepts>::Merged,
                    record_failure,
                    _,
                >(
                    validate_failures_4,
                    b.name("record_failure"),
                    |__item| ::aqueduct::__private::Arrives::merge(__item),
                );
            let input1 = b
                .merging::<
                    <record_failure as ::aqueduct::__private::Accepts>::Merged,
                    record_failure,
                    _,
                >(
                    charge_failures_5,
                    b.name("record_failure"),
                    |__item| ::aqueduct::__private::Arrives::merge(__item),
                );
            let inputs = [input0, input1];
            b.merge::<_, validate, _, _>(inputs, b.name("merge_failed"), false)
        };
        let () = {
            let () = <record_failure as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <record_failure as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                merge_failed_6,
                b.name("record_failure"),
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(0u64, 200000000u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <record_failure as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.record;
                        <record_failure>::__lent(__lent0)
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
            let draft = draft.batched(b);
            {
                let end = draft.place_task(b);
                b.end(end)
            };
            failures
        };
        PaymentsOuts {
            receipts: receipts_port,
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
    const __PLAN: ::aqueduct::__private::plan::PlanWithin<6, 6, 1> = Self::__plan(
        [],
        ::core::option::Option::None,
    );
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
        entrance: ::core::option::Option<::aqueduct::__private::plan::Placed>,
    ) -> ::aqueduct::__private::plan::PlanWithin<6, 6, 1> {
        let channel = ::aqueduct::__private::plan::CHANNEL;
        let payments_0 = match entrance {
            ::core::option::Option::Some(entrance) => entrance,
            ::core::option::Option::None => {
                ::aqueduct::__private::plan::in_port(
                    ::core::any::type_name::<Payment>,
                    ::core::option::Option::Some((1000) as ::core::primitive::usize),
                    ::aqueduct::Overflow::Block,
                )
            }
        };
        let validate_1 = ::aqueduct::__private::plan::node::<
            <validate as ::aqueduct::__private::StandsInAChain>::It,
        >(
            payments_0.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let charge_2 = ::aqueduct::__private::plan::node::<
            <<<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It as ::aqueduct::__private::Tries<
                ::aqueduct::__private::option::retry,
            >>::It,
        >(
            validate_1.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Workers,
                    channel,
                )
                .workers(::core::option::Option::Some((5) as ::core::primitive::usize)),
        );
        let confirm_3 = ::aqueduct::__private::plan::node::<
            <confirm as ::aqueduct::__private::StandsInAChain>::It,
        >(
            charge_2.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let receipts_4 = ::aqueduct::__private::plan::way_out(
            entrance.is_none(),
            ::core::any::type_name::<Receipt>,
            confirm_3.out,
            channel,
        );
        let record_failure_6 = ::aqueduct::__private::plan::node::<
            <record_failure as ::aqueduct::__private::EndsAChain>::It,
        >(
            ::aqueduct::__private::plan::merged(
                &[validate_1.failures, charge_2.failures],
            ),
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Task,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        (
            [
                payments_0
                    .node(
                        "payments",
                        ::aqueduct::__private::drawing::Kind::Input,
                        ::core::option::Option::None,
                        &[("buffer", "1000")],
                        (0, 0),
                    ),
                validate_1
                    .node(
                        "validate",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                charge_2
                    .node(
                        "charge",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[
                            ("workers", "5"),
                            ("retry", "3"),
                            ("retry_if", "| e | e . is_passing ()"),
                            ("timeout", "100ms"),
                        ],
                        (0, 0),
                    ),
                confirm_3
                    .node(
                        "confirm",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                receipts_4
                    .node(
                        "receipts",
                        ::aqueduct::__private::drawing::Kind::Output,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                record_failure_6
                    .node(
                        "record_failure",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "200ms")],
                        (0, 0),
                    ),
            ],
            [
                validate_1.from(payments_0.out, (0, 1), ::core::option::Option::None),
                charge_2.from(validate_1.out, (1, 2), ::core::option::Option::None),
                confirm_3.from(charge_2.out, (2, 3), ::core::option::Option::None),
                receipts_4.from(confirm_3.out, (3, 4), ::core::option::Option::None),
                record_failure_6
                    .merging(
                        validate_1.failures,
                        channel,
                        (1, 5),
                        ::core::option::Option::None,
                    ),
                record_failure_6
                    .merging(
                        charge_2.failures,
                        channel,
                        (2, 5),
                        ::core::option::Option::None,
                    ),
            ],
            [receipts_4.out],
        )
    }
    const fn __within(
        entrance: ::aqueduct::__private::plan::Placed,
    ) -> ::aqueduct::__private::plan::PlanWithin<6, 6, 1> {
        Self::__plan([], ::core::option::Option::Some(entrance))
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<validate as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<<<charge as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::SharesItsWork>::It as ::aqueduct::__private::Tries<
            ::aqueduct::__private::option::retry,
        >>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<confirm as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
#[doc(hidden)]
#[allow(dead_code, private_interfaces, non_camel_case_types)]
pub(crate) struct PaymentsOuts {
    pub receipts: ::aqueduct::__private::Open<
        <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
        Payments,
        ::aqueduct::__private::Plain,
    >,
}
#[allow(unused_variables, clippy::all)]
impl ::aqueduct::__private::StandsAsANode for Payments {
    type It = Self;
    type Outs<__Stamp: ::aqueduct::__private::Stamping> = PaymentsOuts;
    const CHECKED: ::core::primitive::usize = { Payments::__CHECKED };
    const OUTS: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[
        (
            "receipts",
            "the `out` port `receipts` of `Payments` goes nowhere: write `Payments.receipts => ..;`, or `Payments.receipts => _;` to discard",
        ),
    ];
    const HOLDS: ::aqueduct::__private::plan::Inside = ::aqueduct::__private::plan::Inside::new(
        ::core::any::type_name::<Payment>,
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
    ) -> PaymentsOuts {
        let entrance = ::aqueduct::__private::open(entrance, b);
        Self::__build(self, b, entrance)
    }
}
impl<AnyUpstream> ::aqueduct::__private::Takes<Payment, AnyUpstream, Payment>
for Payments {}
impl ::aqueduct::__private::HasOneIn<Payment> for Payments {}
impl ::aqueduct::__private::GoesOn for Payments {
    type It = Self;
}
impl ::aqueduct::__private::HasOneOut<
    <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
> for Payments {
    type Stamp<__Stamp: ::aqueduct::__private::Stamping> = ::aqueduct::__private::Plain;
    fn only<__Stamp: ::aqueduct::__private::Stamping>(
        flows: ::aqueduct::__private::Flows<Self, __Stamp>,
    ) -> ::aqueduct::__private::Open<
        <Receipt as ::aqueduct::__private::If<{ Payments::__CHECKED }>>::It,
        Self,
        ::aqueduct::__private::Plain,
    > {
        flows.outs.receipts
    }
}
impl ::aqueduct::__private::HasFields<2usize> for Payments {
    type It = Self;
}
impl ::aqueduct::__private::IsMadeOf<(Gateway, Arc<Record>)> for Payments {
    fn made((gateway, record): (Gateway, Arc<Record>)) -> Self {
        Self { gateway, record }
    }
}
