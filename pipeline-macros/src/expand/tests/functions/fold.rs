// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

fold: String -> u64*/
fn count(n: &mut u64, _word: String) {
    *n += 1;
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct count {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<String>();
        ::aqueduct::__private::state_is_sent::<u64>();
        0
    };
    impl ::aqueduct::__private::Accepts for count {
        type Taken = String;
        type In<__Emitted: ::core::marker::Send + 'static> = <String as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = String;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<
        <String as ::aqueduct::__private::If<__CHECKED>>::It,
    > for count {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Folds;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = ();
        type Err = ::core::convert::Infallible;
        type State = <u64 as ::aqueduct::__private::If<__CHECKED>>::It;
        type Yield = ::core::option::Option<()>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallFold<
        <String as ::aqueduct::__private::If<__CHECKED>>::It,
    > for count {
        type Emit = <u64 as ::aqueduct::__private::If<__CHECKED>>::It;
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<String>,
        ) -> ::core::result::Result<(), Self::Err> {
            {
                count(__state, ::aqueduct::__private::take(__slot));
                ::core::result::Result::Ok(())
            }
        }
        fn finish(state: Self::State) -> Self::Emit {
            state
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<String, AnyUpstream, String>
    for count {}
    impl ::aqueduct::__private::StandsInAChain for count {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for count {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for count {}
    impl ::aqueduct::__private::FoldsItems for count {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl count {
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
        pub fn __made(n: u64) -> <u64 as ::aqueduct::__private::If<__CHECKED>>::It {
            n
        }
    }
    impl ::aqueduct::__private::Described for count {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Folds,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<String>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(::core::any::type_name::<u64>),
            fails: ::core::option::Option::None,
        };
    }
};
