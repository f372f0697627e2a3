// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Counts the words of files.
/**

```text
┌────────────────────────┐   ┌───────┐   ┌──────────────────────────┐   ┌───────────────────────┐
│ lines                  ├──▶│ words ├──▶│ count                    ├──▶│ collect               │
│ restart_if | _ | false │   └───────┘   │ by | word | & word [..], │   │ batch 1000, within 1s │
└────────────────────────┘               │ workers 2                │   └───────────────────────┘
                                         └──────────────────────────┘
```

*/
///
pub(crate) struct WordCount {
    files: Vec<PathBuf>,
    counts: Arc<Counts>,
}
///A running [`WordCount`]. Dropping it drains in the background.
#[allow(dead_code)]
#[must_use = "a handle that is dropped stops its pipeline"]
pub(crate) struct WordCountHandle {
    /// Its nodes: each can be paused, resumed and asked for its counters.
    pub nodes: WordCountNodes,
    __running: ::aqueduct::__private::Running,
    __pipeline: ::core::marker::PhantomData<fn() -> WordCount>,
}
///The nodes of a running [`WordCount`].
#[allow(dead_code)]
#[derive(::core::clone::Clone)]
pub(crate) struct WordCountNodes {
    ///The node `lines`.
    pub lines: ::aqueduct::Node,
    ///The node `words`.
    pub words: ::aqueduct::Node,
    ///The node `count`.
    pub count: ::aqueduct::Node,
    ///The node `collect`.
    pub collect: ::aqueduct::Node,
}
impl ::core::fmt::Debug for WordCountHandle {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct(::core::stringify!(WordCountHandle)).finish_non_exhaustive()
    }
}
#[allow(dead_code)]
impl WordCountHandle {
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
impl WordCount {
    /// Starts the pipeline on the current tokio runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
    pub fn start(
        self,
    ) -> ::core::result::Result<WordCountHandle, ::aqueduct::StartError> {
        const __FUNCTIONS: ::core::primitive::usize = 0 + <lines>::__CHECKED
            + <words>::__CHECKED + <count>::__CHECKED + <collect>::__CHECKED;
        const __SHARED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_shared::<
                <Vec<PathBuf> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            ::aqueduct::__private::resources_are_shared::<
                <Arc<Counts> as ::aqueduct::__private::If<__FUNCTIONS>>::It,
            >();
            0
        };
        const __CHECKED: ::core::primitive::usize = {
            ::aqueduct::__private::resources_are_sent::<
                <Vec<PathBuf> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            ::aqueduct::__private::resources_are_sent::<
                <Arc<Counts> as ::aqueduct::__private::If<__SHARED>>::It,
            >();
            0
        };
        let fields = ::std::sync::Arc::new(
            ::aqueduct::__private::If::<__CHECKED>::it(self),
        );
        #[allow(unused_variables)]
        let Self { ref files, ref counts } = *fields;
        let mut builder = ::aqueduct::__private::Builder::new(
            "WordCount",
            #[allow(clippy::needless_update)]
            ::aqueduct::__private::PipelineOptions {
                ..::core::default::Default::default()
            },
        )?;
        let b = &mut builder;
        let lines_0 = {
            ::aqueduct::__private::source::<
                <lines as ::aqueduct::__private::BeginsAChain>::It,
                _,
                _,
                _,
            >(
                    "lines",
                    &fields,
                    |_| <lines>::__lent(),
                    ::aqueduct::__private::StateNow::<
                        fn(&Self) -> _,
                    >(|env: &Self| -> ::core::result::Result<_, ::aqueduct::BoxError> {
                        #[allow(unused_variables)]
                        let Self { files, .. } = &*env;
                        ::core::result::Result::<
                            _,
                            ::aqueduct::BoxError,
                        >::Ok(<lines>::__made(Input::new(&files)))
                    }),
                    ::aqueduct::__private::NodeOptions::new(),
                )
                .restart_if(|_| false)
                .place(b)
        };
        let (words_1, ()) = {
            let () = <words as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <words as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                lines_0,
                "words",
                ::aqueduct::__private::NodeOptions::new(),
                &fields,
                ::aqueduct::__private::lending_nothing::<
                    <words as ::aqueduct::__private::StandsInAChain>::It,
                    _,
                    _,
                >(&fields, |_| <words>::__lent()),
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
        let (count_2, ()) = {
            let () = <count as ::aqueduct::__private::TakesItems>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <count as ::aqueduct::__private::StandsInAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                    words_1,
                    "count",
                    ::aqueduct::__private::NodeOptions::new().workers(2),
                    &fields,
                    ::aqueduct::__private::lending_nothing::<
                        <count as ::aqueduct::__private::StandsInAChain>::It,
                        _,
                        _,
                    >(&fields, |_| <count>::__lent()),
                    ::aqueduct::__private::StateBegins::<
                        fn() -> _,
                    >(|| ::aqueduct::__private::Begins::begin()),
                    |__item| ::aqueduct::__private::Takes::lend(
                        ::aqueduct::__private::emitted(__item),
                    ),
                )
                .by_ref_of(
                    |word| &word[..],
                    |__key| ::aqueduct::__private::CanLendKey::can_lend_key(__key),
                );
            let (draft, failures) = (
                draft
                    .without_else(::aqueduct::__private::NeedsNoElse::needs_no_else)
                    .stop_on_failure(),
                (),
            );
            (draft.place_lanes(b), failures)
        };
        let () = {
            let () = <collect as ::aqueduct::__private::TakesBatches>::HOLDS;
            let draft = ::aqueduct::__private::node::<
                <collect as ::aqueduct::__private::EndsAChain>::It,
                _,
                _,
                _,
                _,
                _,
            >(
                count_2,
                "collect",
                ::aqueduct::__private::NodeOptions::new()
                    .within(::core::time::Duration::new(1u64, 0u32))
                    .batch(1000),
                &fields,
                ::aqueduct::__private::lending::<
                    <collect as ::aqueduct::__private::EndsAChain>::It,
                    _,
                    _,
                >(
                    &fields,
                    |env| {
                        let __lent0 = &env.counts;
                        <collect>::__lent(__lent0)
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
        let nodes = WordCountNodes {
            lines: b.handle("lines"),
            words: b.handle("words"),
            count: b.handle("count"),
            collect: b.handle("collect"),
        };
        ::core::result::Result::Ok(WordCountHandle {
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
impl WordCount {
    /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
    pub const GRAPH: ::aqueduct::Graph<'static> = ::aqueduct::Graph {
        name: "WordCount",
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
        let lines_0 = ::aqueduct::__private::plan::source::<
            <lines as ::aqueduct::__private::BeginsAChain>::It,
        >();
        let words_1 = ::aqueduct::__private::plan::node::<
            <words as ::aqueduct::__private::StandsInAChain>::It,
        >(
            lines_0.out,
            &::aqueduct::__private::plan::Demand::new(
                ::aqueduct::__private::plan::Placing::Plain,
                channel,
            ),
        );
        let count_2 = ::aqueduct::__private::plan::node::<
            <count as ::aqueduct::__private::StandsInAChain>::It,
        >(
            words_1.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Lanes,
                    channel,
                )
                .workers(::core::option::Option::Some((2) as ::core::primitive::usize))
                .keyed(),
        );
        let collect_3 = ::aqueduct::__private::plan::node::<
            <collect as ::aqueduct::__private::EndsAChain>::It,
        >(
            count_2.out,
            &::aqueduct::__private::plan::Demand::new(
                    ::aqueduct::__private::plan::Placing::Plain,
                    channel,
                )
                .batch(::core::option::Option::Some((1000) as ::core::primitive::usize)),
        );
        (
            [
                lines_0
                    .node(
                        "lines",
                        ::aqueduct::__private::drawing::Kind::Source,
                        ::core::option::Option::None,
                        &[("restart_if", "| _ | false")],
                        (0, 0),
                    ),
                words_1
                    .node(
                        "words",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[],
                        (0, 0),
                    ),
                count_2
                    .node(
                        "count",
                        ::aqueduct::__private::drawing::Kind::Stage,
                        ::core::option::Option::None,
                        &[("by", "| word | & word [..]"), ("workers", "2")],
                        (0, 0),
                    ),
                collect_3
                    .node(
                        "collect",
                        ::aqueduct::__private::drawing::Kind::Sink,
                        ::core::option::Option::None,
                        &[("batch", "1000"), ("within", "1s")],
                        (0, 0),
                    ),
            ],
            [
                words_1.from(lines_0.out, (0, 1), ::core::option::Option::None),
                count_2.from(words_1.out, (1, 2), ::core::option::Option::None),
                collect_3.from(count_2.out, (2, 3), ::core::option::Option::None),
            ],
        )
    }
}
#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]
const _: () = {
    ::aqueduct::__private::plan::has_interval(
        <<words as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
    ::aqueduct::__private::plan::has_interval(
        <<count as ::aqueduct::__private::StandsInAChain>::It as ::aqueduct::__private::Described>::TICKS,
    );
};
