// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: Line -> Record*/
fn assemble(open: &mut Option<Record>, line: Line) -> Option<Record> {
    join(open, line)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct assemble {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Line>();
        ::aqueduct::__private::items_are_sent::<Record>();
        ::aqueduct::__private::state_is_sent::<Option<Record>>();
        0
    };
    impl ::aqueduct::__private::Accepts for assemble {
        type Taken = Line;
        type In<__Emitted: ::core::marker::Send + 'static> = <Line as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Line;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<<Line as ::aqueduct::__private::If<__CHECKED>>::It>
    for assemble {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = <Record as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = ::core::convert::Infallible;
        type State = <Option<Record> as ::aqueduct::__private::If<__CHECKED>>::It;
        type Yield = ::core::option::Option<
            <Record as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
        const FLUSHES: ::core::primitive::bool = true;
        fn flush(__state: &mut Self::State) -> ::core::option::Option<Self::Out> {
            rest(__state)
        }
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<
        <Line as ::aqueduct::__private::If<__CHECKED>>::It,
    > for assemble {
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<Line>,
        ) -> ::aqueduct::__private::Verdict<
            ::core::option::Option<Record>,
            Record,
            ::core::convert::Infallible,
        > {
            {
                let value = assemble(__state, ::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(value)
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Line, AnyUpstream, Line>
    for assemble {}
    impl ::aqueduct::__private::StandsInAChain for assemble {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems>
    for assemble {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::Flushes> for assemble {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails>
    for assemble {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for assemble {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for assemble {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl assemble {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>() -> () {
            ()
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made(
            open: Option<Record>,
        ) -> <Option<Record> as ::aqueduct::__private::If<__CHECKED>>::It {
            open
        }
    }
    impl ::aqueduct::__private::Described for assemble {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Plain,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Line>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Record>,
            ),
            fails: ::core::option::Option::None,
        };
    }
};
