// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Parses flights, says what became of each, joins the weather of its hour, and stores them and what they add up to.
/**

```text
              rows
                  restart_if | _ | false
          ╭───── → parse
          ╰─▶ parse
          ╭───── → on_schedule
╭┄┄┄┄┄┄┄┄┄│┄┄┄┄┄ else → store_rejected
┆         ╰─▶ on_schedule
┆                 = map
┆                 time | flight | flight . scheduled, lateness lateness
┆         ╭───── → route_1
┆         ╰─▶ route_1
┆         ╭───── Flight { dep_time : None , .. } → cancelled
┆       ╭─│───── Flight { air_time : None , .. } → diverted
┆     ╭─│─│───── _ → arrived
┆     │ │ ╰─▶ cancelled
┆     │ │ ╭───── left → join_1
┆     │ ╰─│─▶ diverted
┆     │   ├───── left → join_1
┆     ╰───│─▶ arrived
┆         ├───── left → join_1
┆         │   newark
┆         │       = observe
┆         │       time | seen | seen . hour, restart_if | _ | false
┆         ├───── right → join_1
┆         │   kennedy
┆         │       = observe
┆         │       time | seen | seen . hour, restart_if | _ | false
┆         ├───── right → join_1
┆         │   la_guardia
┆         │       = observe
┆         │       time | seen | seen . hour, restart_if | _ | false
┆         ├───── right → join_1
┆         ╰─▶ join_1
┆                 on (| row | row . place () , | seen | seen . place ()), apart 1h,
┆         │       kind left
┆         ╰───── → add_weather
┆         │ ▶ add_weather
┆         ╰───── → broadcast_1
┆         │ ▶ broadcast_1
┆       │ ├───── → store_flights
┆     │ ├─│───── → add_up
┆   │ ├─│─│───── → hourly
┆ │ ├─│─│─│───── → daily
┆ ├─│─│─│─│───── → filter_1
┆ │ │ │ │   ▶ store_flights
┆ │ │ │ │         batch 1000, within 1s, else stop
┆ │ │ │     ▶ add_up
┆ │ │ │   │       by | row | & row . flight . carrier
┆ │ │ │   ╰───── → store_carriers
┆ │ │ │     ▶ store_carriers
┆ │ │ │           batch 100, within 1s, else stop
┆ │ │       ▶ hourly
┆ │ │             = add_up
┆ │ │     │       by | row | & row . flight . origin, window tumbling (1h)
┆ │ │     ╰───── → store_hours
┆ │ │       ▶ store_hours
┆ │ │             batch 100, within 1s, else stop
┆ │         ▶ daily
┆ │               = add_up
┆ │       │       by | row | & row . flight . carrier, window sliding (1d , 6h)
┆ │       ╰───── → store_days
┆ │         ▶ store_days
┆ │               batch 100, within 1s, else stop
┆         │ ▶ filter_1
┆         ╰───── → fly
┆           ▶ fly
┆         │       by | row | & row . flight . tailnum, window session (PAUSE)
┆         ╰───── → store_aircraft
┆           ▶ store_aircraft
┆                 batch 100, within 1s, else stop
            ▶ store_rejected
                  batch 100, within 1s, else stop
```

*/
/**

# Failures

* of `parse` go to `store_rejected`
* of `store_flights` stop the pipeline
* of `store_carriers` stop the pipeline
* of `store_hours` stop the pipeline
* of `store_days` stop the pipeline
* of `store_aircraft` stop the pipeline
* of `store_rejected` stop the pipeline
*/
pub(crate) struct Flights {
    file: PathBuf,
    bar: ProgressBar,
    observed: PathBuf,
    lateness: Duration,
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
    ///The node `on_schedule`.
    pub on_schedule: ::aqueduct::Node,
    ///The node `route_1`.
    pub route_1: ::aqueduct::Node,
    ///The node `cancelled`.
    pub cancelled: ::aqueduct::Node,
    ///The node `diverted`.
    pub diverted: ::aqueduct::Node,
    ///The node `arrived`.
    pub arrived: ::aqueduct::Node,
    ///The node `newark`.
    pub newark: ::aqueduct::Node,
    ///The node `kennedy`.
    pub kennedy: ::aqueduct::Node,
    ///The node `la_guardia`.
    pub la_guardia: ::aqueduct::Node,
    ///The node `join_1`.
    pub join_1: ::aqueduct::Node,
    ///The node `add_weather`.
    pub add_weather: ::aqueduct::Node,
    ///The node `store_flights`.
    pub store_flights: ::aqueduct::Node,
    ///The node `add_up`.
    pub add_up: ::aqueduct::Node,
    ///The node `store_carriers`.
    pub store_carriers: ::aqueduct::Node,
    ///The node `hourly`.
    pub hourly: ::aqueduct::Node,
    ///The node `store_hours`.
    pub store_hours: ::aqueduct::Node,
    ///The node `daily`.
    pub daily: ::aqueduct::Node,
    ///The node `store_days`.
    pub store_days: ::aqueduct::Node,
    ///The node `filter_1`.
    pub filter_1: ::aqueduct::Node,
    ///The node `fly`.
    pub fly: ::aqueduct::Node,
    ///The node `store_aircraft`.
    pub store_aircraft: ::aqueduct::Node,
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
#[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
#[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
impl Flights {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(self) -> ::core::result::Result<FlightsHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <rows>::__CHECKED
            + <parse>::__CHECKED + <cancelled>::__CHECKED + <diverted>::__CHECKED
            + <arrived>::__CHECKED + <observe>::__CHECKED + <observe>::__CHECKED
            + <observe>::__CHECKED + <add_weather>::__CHECKED
            + <store_flights>::__CHECKED + <add_up>::__CHECKED
            + <store_carriers>::__CHECKED + <add_up>::__CHECKED
            + <store_hours>::__CHECKED + <add_up>::__CHECKED + <store_days>::__CHECKED
            + <fly>::__CHECKED + <store_aircraft>::__CHECKED
            + <store_rejected>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <PathBuf as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <ProgressBar as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <PathBuf as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Duration as ::aqueduct::__private::If<__FUNCTIONS>>::It,
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
                <PathBuf as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Duration as ::aqueduct::__private::If<__SHARED>>::It,
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
        let Self { ref file, ref bar, ref observed, ref lateness, ref db } = *fields;
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
        let (parse_1, parse_failures_26) = {
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
        let parse_1 = b
            .begin_time(
                parse_1,
                "on_schedule",
                ::aqueduct::__private::TimeOptions::new()
                    .lateness(::core::clone::Clone::clone(lateness)),
                |flight| flight.scheduled,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let on_schedule_2 = b
            .map::<
                _,
                _,
                _,
                _,
                _,
                ::aqueduct::__private::op::map,
            >(
                parse_1,
                "on_schedule",
                |flight| flight,
                |__item| ::aqueduct::__private::BecomesAnItem::sent(__item),
            );
        let (route_1_3, route_1_4, route_1_5) = b
            .route(
                on_schedule_2,
                "route_1",
                {
                    move |
                        __item,
                        arms: &mut (
                            ::aqueduct::__private::Arm<_, _>,
                            ::aqueduct::__private::Arm<_, _>,
                            ::aqueduct::__private::Arm<_, _>,
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
        let route_1_3 = route_1_3.coming_from::<::aqueduct::__private::op::map>();
        let route_1_4 = route_1_4.coming_from::<::aqueduct::__private::op::map>();
        let route_1_5 = route_1_5.coming_from::<::aqueduct::__private::op::map>();
        let (cancelled_6, ()) = {
            let () = <cancelled as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <cancelled as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_3,
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
        let (diverted_7, ()) = {
            let () = <diverted as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <diverted as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_4,
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
        let (arrived_8, ()) = {
            let () = <arrived as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <arrived as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                route_1_5,
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
        let merge_1_12 = {
            let input0 = b.merging_same(cancelled_6, "join_1");
            let input1 = b
                .merging_with(
                    &input0,
                    diverted_7,
                    "join_1",
                    |__item, __first, __from| ::aqueduct::__private::IsOneWith::one_with(
                        __item,
                        __first,
                        __from,
                    ),
                );
            let input2 = b
                .merging_with(
                    &input0,
                    arrived_8,
                    "join_1",
                    |__item, __first, __from| ::aqueduct::__private::IsOneWith::one_with(
                        __item,
                        __first,
                        __from,
                    ),
                );
            let inputs = [input0, input1, input2];
            b.merge::<_, cancelled, _, _>(inputs, "merge_1", false)
        };
        let newark_9 = {
            ::aqueduct::__private::source::<
                <observe as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "newark",
                    &fields,
                    |_| <observe>::__lent(),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        #[allow(unused_variables)]
                        let Self { observed, .. } = &*env;
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<observe>::__made(Airport::open("EWR", &observed)?))
                    }),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .restart_if(|_| false)
                .place(b)
        };
        let newark_9 = b
            .begin_time(
                newark_9,
                "newark",
                ::aqueduct::__private::TimeOptions::new(),
                |seen| seen.hour,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let kennedy_10 = {
            ::aqueduct::__private::source::<
                <observe as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "kennedy",
                    &fields,
                    |_| <observe>::__lent(),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        #[allow(unused_variables)]
                        let Self { observed, .. } = &*env;
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<observe>::__made(Airport::open("JFK", &observed)?))
                    }),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .restart_if(|_| false)
                .place(b)
        };
        let kennedy_10 = b
            .begin_time(
                kennedy_10,
                "kennedy",
                ::aqueduct::__private::TimeOptions::new(),
                |seen| seen.hour,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let la_guardia_11 = {
            ::aqueduct::__private::source::<
                <observe as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "la_guardia",
                    &fields,
                    |_| <observe>::__lent(),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        #[allow(unused_variables)]
                        let Self { observed, .. } = &*env;
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<observe>::__made(Airport::open("LGA", &observed)?))
                    }),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .restart_if(|_| false)
                .place(b)
        };
        let la_guardia_11 = b
            .begin_time(
                la_guardia_11,
                "la_guardia",
                ::aqueduct::__private::TimeOptions::new(),
                |seen| seen.hour,
                |__time| ::aqueduct::__private::IsTimestamp::timestamp(__time),
            );
        let merge_2_13 = {
            let input0 = b.merging_same(newark_9, "join_1");
            let input1 = b
                .merging_with(
                    &input0,
                    kennedy_10,
                    "join_1",
                    |__item, __first, __from| ::aqueduct::__private::IsOneWith::one_with(
                        __item,
                        __first,
                        __from,
                    ),
                );
            let input2 = b
                .merging_with(
                    &input0,
                    la_guardia_11,
                    "join_1",
                    |__item, __first, __from| ::aqueduct::__private::IsOneWith::one_with(
                        __item,
                        __first,
                        __from,
                    ),
                );
            let inputs = [input0, input1, input2];
            b.merge::<_, observe, _, _>(inputs, "merge_2", false)
        };
        let join_1_14 = {
            let on_left = ::aqueduct::__private::join::left_by_value(
                &merge_1_12,
                |row| row.place(),
                |__key| ::aqueduct::__private::join::IsAKey::a_key(__key),
            );
            let on_right = ::aqueduct::__private::join::right_by_value(
                &merge_1_12,
                &on_left,
                &merge_2_13,
                |seen| seen.place(),
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
                merge_1_12,
                merge_2_13,
                "join_1",
                &::aqueduct::__private::NodeOptions::new(),
                ::core::option::Option::None::<::aqueduct::__private::join::SkipExit>,
                (on_left, on_right),
                ::core::time::Duration::new(3600u64, 0u32),
                (
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                    |__item: &_| ::aqueduct::__private::join::Repeats::another(__item),
                ),
            )
        };
        let (add_weather_15, ()) = {
            let () = <add_weather as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <add_weather as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                join_1_14,
                "add_weather",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <add_weather as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <add_weather>::__lent()),
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
        let [broadcast_1_16, broadcast_1_17, broadcast_1_19, broadcast_1_21,
        broadcast_1_23] = b
            .broadcast(
                add_weather_15,
                "broadcast_1",
                |__item: &_| ::aqueduct::__private::Copies::another(__item),
            );
        let broadcast_1_16 = b.strip_time(broadcast_1_16);
        let broadcast_1_17 = b.strip_time(broadcast_1_17);
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
                broadcast_1_16,
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
        let (add_up_18, ()) = {
            let () = <add_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <add_up as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    broadcast_1_17,
                    "add_up",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <add_up as ::aqueduct::__private::StandsInAChain>::It,
                        _,
                        _,
                    >(&fields, |_| <add_up>::__lent()),
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
                add_up_18,
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
        let (hourly_20, ()) = {
            let () = <add_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    broadcast_1_19,
                    "hourly",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                        _,
                        _,
                    >(&fields, |_| <add_up>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .by_ref_of(
                    |row| &row.flight.origin,
                    |__key| ::aqueduct::__private::CanLendKey::can_lend_key(__key),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_unless_late(),
                (),
            );
            (
                {
                    let (kind, when) = (
                        ::aqueduct::__private::Tumbling(
                            ::core::time::Duration::new(3600u64, 0u32),
                        ),
                        (draft.firing(), draft.discarding()),
                    );
                    {
                        let draft = draft.windowed_in_time(b, kind, when);
                        draft.place::<::aqueduct::__private::ByKeyAndWindow>(b)
                    }
                },
                failures,
            )
        };
        let hourly_20 = b.strip_time(hourly_20);
        let () = {
            let () = <store_hours as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store_hours as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                hourly_20,
                "store_hours",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_hours as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_hours>::__lent(__lent0)
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
        let (daily_22, ()) = {
            let () = <add_up as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    broadcast_1_21,
                    "daily",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                        _,
                        _,
                    >(&fields, |_| <add_up>::__lent()),
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
                    .kept(|__given, __item| ::aqueduct::__private::Keeps::keeps(
                        __given,
                        __item,
                    ))
                    .stop_unless_late(),
                (),
            );
            (
                {
                    let (kind, when) = (
                        ::aqueduct::__private::Sliding(
                            ::core::time::Duration::new(86400u64, 0u32),
                            ::core::time::Duration::new(21600u64, 0u32),
                        ),
                        (draft.firing(), draft.discarding()),
                    );
                    {
                        let draft = draft.windowed_in_time(b, kind, when);
                        draft.place::<::aqueduct::__private::ByKeyAndWindow>(b)
                    }
                },
                failures,
            )
        };
        let daily_22 = b.strip_time(daily_22);
        let () = {
            let () = <store_days as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store_days as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                daily_22,
                "store_days",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_days as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_days>::__lent(__lent0)
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
        let filter_1_24 = b
            .filter::<
                _,
                _,
                ::aqueduct::__private::op::filter,
            >(broadcast_1_23, "filter_1", flew);
        let (fly_25, ()) = {
            let () = <fly as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <<fly as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    filter_1_24,
                    "fly",
                    ::aqueduct::__private::NodeOptions::new(),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <<fly as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
                        _,
                        _,
                    >(&fields, |_| <fly>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .by_ref_of(
                    |row| &row.flight.tailnum,
                    |__key| ::aqueduct::__private::CanLendKey::can_lend_key(__key),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_unless_late(),
                (),
            );
            (
                {
                    let (kind, when) = (
                        ::aqueduct::__private::Session(PAUSE),
                        (draft.firing(), draft.discarding()),
                    );
                    {
                        let draft = draft.windowed_in_time(b, kind, when);
                        draft.place::<::aqueduct::__private::ByKeyAndWindow>(b)
                    }
                },
                failures,
            )
        };
        let fly_25 = b.strip_time(fly_25);
        let () = {
            let () = <store_aircraft as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <store_aircraft as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                fly_25,
                "store_aircraft",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(100),
                &fields,
                ::aqueduct::__private::lending::<
                    <store_aircraft as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.db;
                        <store_aircraft>::__lent(__lent0)
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
            let parse_failures_26 = {
                let failures = b
                    .merging::<
                        <store_rejected as ::aqueduct::__private::Accepts>::Merged,
                        store_rejected,
                        _,
                    >(
                        parse_failures_26,
                        "store_rejected",
                        |__item| ::aqueduct::__private::Arrives::merge(__item),
                    );
                b.merge::<_, parse, _, _>([failures], "store_rejected", false)
            };
            let draft = ::aqueduct::__private::node::<
                <store_rejected as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                parse_failures_26,
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
            on_schedule: b.handle("on_schedule"),
            route_1: b.handle("route_1"),
            cancelled: b.handle("cancelled"),
            diverted: b.handle("diverted"),
            arrived: b.handle("arrived"),
            newark: b.handle("newark"),
            kennedy: b.handle("kennedy"),
            la_guardia: b.handle("la_guardia"),
            join_1: b.handle("join_1"),
            add_weather: b.handle("add_weather"),
            store_flights: b.handle("store_flights"),
            add_up: b.handle("add_up"),
            store_carriers: b.handle("store_carriers"),
            hourly: b.handle("hourly"),
            store_hours: b.handle("store_hours"),
            daily: b.handle("daily"),
            store_days: b.handle("store_days"),
            filter_1: b.handle("filter_1"),
            fly: b.handle("fly"),
            store_aircraft: b.handle("store_aircraft"),
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
    const __PLAN: ::aqueduct::__private::plan::Plan<24, 25> = Self::__plan([]);
    const fn __plan(
        sizes: [::aqueduct::__private::plan::Size; 0],
    ) -> ::aqueduct::__private::plan::Plan<24, 25> {
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
        let on_schedule_2 = ::aqueduct::__private::plan::joined(
                parse_1.out,
                ::core::option::Option::None,
                ::aqueduct::Overflow::Block,
                ::core::option::Option::Some(0),
            )
            .untyped();
        let route_1_3 = ::aqueduct::__private::plan::branches(
            on_schedule_2.out,
            channel,
        );
        let cancelled_4 = ::aqueduct::__private::plan::node::<
            <cancelled as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_3.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let diverted_5 = ::aqueduct::__private::plan::node::<
            <diverted as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_3.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let arrived_6 = ::aqueduct::__private::plan::node::<
            <arrived as ::aqueduct::__private::StandsInAChain>::It,
        >(
            route_1_3.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let newark_8 = ::aqueduct::__private::plan::source::<
            <observe as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let kennedy_9 = ::aqueduct::__private::plan::source::<
            <observe as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let la_guardia_10 = ::aqueduct::__private::plan::source::<
            <observe as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let join_1_12 = ::aqueduct::__private::plan::joining(
            ::aqueduct::__private::plan::merged(
                &[
                    cancelled_4.out,
                    diverted_5.out,
                    arrived_6.out,
                    newark_8.out,
                    kennedy_9.out,
                    la_guardia_10.out,
                ],
            ),
            channel,
            ::core::option::Option::Some(0),
        );
        let add_weather_13 = ::aqueduct::__private::plan::node::<
            <add_weather as ::aqueduct::__private::StandsInAChain>::It,
        >(
            join_1_12.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let broadcast_1_14 = ::aqueduct::__private::plan::branches(
            add_weather_13.out,
            channel,
        );
        let store_flights_15 = ::aqueduct::__private::plan::node::<
            <store_flights as ::aqueduct::__private::EndsAChain>::It,
        >(
            broadcast_1_14.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((1000) as ::core::primitive::usize)),
        );
        let add_up_16 = ::aqueduct::__private::plan::node::<
            <add_up as ::aqueduct::__private::StandsInAChain>::It,
        >(
            broadcast_1_14.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed(),
        );
        let store_carriers_17 = ::aqueduct::__private::plan::node::<
            <store_carriers as ::aqueduct::__private::EndsAChain>::It,
        >(
            add_up_16.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        let hourly_18 = ::aqueduct::__private::plan::node::<
            <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
        >(
            broadcast_1_14.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed()
                .windowed(),
        );
        let store_hours_19 = ::aqueduct::__private::plan::node::<
            <store_hours as ::aqueduct::__private::EndsAChain>::It,
        >(
            hourly_18.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        let daily_20 = ::aqueduct::__private::plan::node::<
            <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
        >(
            broadcast_1_14.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed()
                .windowed(),
        );
        let store_days_21 = ::aqueduct::__private::plan::node::<
            <store_days as ::aqueduct::__private::EndsAChain>::It,
        >(
            daily_20.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        let filter_1_22 = ::aqueduct::__private::plan::joined(
            broadcast_1_14.out,
            ::core::option::Option::None,
            ::aqueduct::Overflow::Block,
            ::core::option::Option::Some(0),
        );
        let fly_23 = ::aqueduct::__private::plan::node::<
            <<fly as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It,
        >(
            filter_1_22.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Keyed,
                    channel,
                )
                .keyed()
                .windowed(),
        );
        let store_aircraft_24 = ::aqueduct::__private::plan::node::<
            <store_aircraft as ::aqueduct::__private::EndsAChain>::It,
        >(
            fly_23.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((100) as ::core::primitive::usize)),
        );
        let store_rejected_25 = ::aqueduct::__private::plan::node::<
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
                on_schedule_2
                    .node(
                        "on_schedule",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::Some("map"),
                        &[
                            ("time", "| flight | flight . scheduled"),
                            ("lateness", "lateness"),
                        ],
                        (0, 0),
                    ),
                route_1_3
                    .node(
                        "route_1",
                        ::aqueduct::__private::drawing::Kind::Route,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                cancelled_4
                    .node(
                        "cancelled",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                diverted_5
                    .node(
                        "diverted",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                arrived_6
                    .node(
                        "arrived",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                newark_8
                    .node(
                        "newark",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::Some("observe"),
                        &[
                            ("time", "| seen | seen . hour"),
                            ("restart_if", "| _ | false"),
                        ],
                        (0, 0),
                    ),
                kennedy_9
                    .node(
                        "kennedy",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::Some("observe"),
                        &[
                            ("time", "| seen | seen . hour"),
                            ("restart_if", "| _ | false"),
                        ],
                        (0, 0),
                    ),
                la_guardia_10
                    .node(
                        "la_guardia",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::Some("observe"),
                        &[
                            ("time", "| seen | seen . hour"),
                            ("restart_if", "| _ | false"),
                        ],
                        (0, 0),
                    ),
                join_1_12
                    .node(
                        "join_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[
                            (
                                "on",
                                "(| row | row . place () , | seen | seen . place ())",
                            ),
                            ("apart", "1h"),
                            ("kind", "left"),
                        ],
                        (0, 0),
                    ),
                add_weather_13
                    .node(
                        "add_weather",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                broadcast_1_14
                    .node(
                        "broadcast_1",
                        ::aqueduct::__private::drawing::Kind::Broadcast,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                store_flights_15
                    .node(
                        "store_flights",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "1000"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                add_up_16
                    .node(
                        "add_up",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("by", "| row | & row . flight . carrier")],
                        (0, 0),
                    ),
                store_carriers_17
                    .node(
                        "store_carriers",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                hourly_18
                    .node(
                        "hourly",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::Some("add_up"),
                        &[
                            ("by", "| row | & row . flight . origin"),
                            ("window", "tumbling (1h)"),
                        ],
                        (0, 0),
                    ),
                store_hours_19
                    .node(
                        "store_hours",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                daily_20
                    .node(
                        "daily",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::Some("add_up"),
                        &[
                            ("by", "| row | & row . flight . carrier"),
                            ("window", "sliding (1d , 6h)"),
                        ],
                        (0, 0),
                    ),
                store_days_21
                    .node(
                        "store_days",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                filter_1_22
                    .node(
                        "filter_1",
                        ::aqueduct::__private::drawing::Kind::Operator,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                fly_23
                    .node(
                        "fly",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[
                            ("by", "| row | & row . flight . tailnum"),
                            ("window", "session (PAUSE)"),
                        ],
                        (0, 0),
                    ),
                store_aircraft_24
                    .node(
                        "store_aircraft",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "100"), ("within", "1s"), ("else", "stop")],
                        (0, 0),
                    ),
                store_rejected_25
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
                on_schedule_2.from(parse_1.out, (1, 2), ::core::option::Option::None),
                route_1_3.from(on_schedule_2.out, (2, 3), ::core::option::Option::None),
                cancelled_4
                    .from(
                        route_1_3.out,
                        (3, 4),
                        ::core::option::Option::Some("Flight { dep_time : None , .. }"),
                    ),
                diverted_5
                    .from(
                        route_1_3.out,
                        (3, 5),
                        ::core::option::Option::Some("Flight { air_time : None , .. }"),
                    ),
                arrived_6.from(route_1_3.out, (3, 6), ::core::option::Option::Some("_")),
                join_1_12
                    .merging(
                        cancelled_4.out,
                        channel,
                        (4, 10),
                        ::core::option::Option::Some("left"),
                    ),
                join_1_12
                    .merging(
                        diverted_5.out,
                        channel,
                        (5, 10),
                        ::core::option::Option::Some("left"),
                    ),
                join_1_12
                    .merging(
                        arrived_6.out,
                        channel,
                        (6, 10),
                        ::core::option::Option::Some("left"),
                    ),
                join_1_12
                    .merging(
                        newark_8.out,
                        channel,
                        (7, 10),
                        ::core::option::Option::Some("right"),
                    ),
                join_1_12
                    .merging(
                        kennedy_9.out,
                        channel,
                        (8, 10),
                        ::core::option::Option::Some("right"),
                    ),
                join_1_12
                    .merging(
                        la_guardia_10.out,
                        channel,
                        (9, 10),
                        ::core::option::Option::Some("right"),
                    ),
                add_weather_13
                    .from(join_1_12.out, (10, 11), ::core::option::Option::None),
                broadcast_1_14
                    .from(add_weather_13.out, (11, 12), ::core::option::Option::None),
                store_flights_15
                    .from(broadcast_1_14.out, (12, 13), ::core::option::Option::None),
                add_up_16
                    .from(broadcast_1_14.out, (12, 14), ::core::option::Option::None),
                store_carriers_17
                    .from(add_up_16.out, (14, 15), ::core::option::Option::None),
                hourly_18
                    .from(broadcast_1_14.out, (12, 16), ::core::option::Option::None),
                store_hours_19
                    .from(hourly_18.out, (16, 17), ::core::option::Option::None),
                daily_20
                    .from(broadcast_1_14.out, (12, 18), ::core::option::Option::None),
                store_days_21.from(daily_20.out, (18, 19), ::core::option::Option::None),
                filter_1_22
                    .from(broadcast_1_14.out, (12, 20), ::core::option::Option::None),
                fly_23.from(filter_1_22.out, (20, 21), ::core::option::Option::None),
                store_aircraft_24
                    .from(fly_23.out, (21, 22), ::core::option::Option::None),
                store_rejected_25
                    .merging(
                        parse_1.failures,
                        channel,
                        (1, 23),
                        ::core::option::Option::None,
                    ),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<parse as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<cancelled as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<diverted as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<arrived as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<add_weather as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<<add_up as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<<fly as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::FoldsItems>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
