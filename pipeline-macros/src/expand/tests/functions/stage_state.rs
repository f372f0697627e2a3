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
    impl ::aqueduct::__private::Accepts for assemble {
        const NAME: &'static ::core::primitive::str = "assemble";
        type Taken = Line;
        type In<__Emitted: ::core::marker::Send + 'static> = Line;
        type Merged = Line;
    }
    impl ::aqueduct::__private::Node<Line> for assemble {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = Record;
        type Err = ::core::convert::Infallible;
        type Res<'__a> = ();
        type State = Option<Record>;
        type Yield = ::core::option::Option<Record>;
        const FLUSHES: ::core::primitive::bool = true;
        fn flush(__state: &mut Self::State) -> ::core::option::Option<Self::Out> {
            rest(__state)
        }
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<Line> for assemble {
        #[inline]
        fn call<__L: ::aqueduct::__private::Lend<Line, Line>>(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<::aqueduct::__private::Unit<Self, Line>>,
            __lend: &__L,
        ) -> ::aqueduct::__private::VerdictOf<Self, Line> {
            {
                let value = assemble(__state, ::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(value)
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Line, AnyUpstream, Line>
    for assemble {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Line,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Line> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl ::aqueduct::__private::StandsInAChain for assemble {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems>
    for assemble {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails>
    for assemble {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for assemble {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl assemble {
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>() -> () {
            ()
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made(open: Option<Record>) -> Option<Record> {
            open
        }
    }
};
