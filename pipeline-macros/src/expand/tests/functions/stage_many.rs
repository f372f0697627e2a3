// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: String -> String*/
fn words(line: String) -> impl Iterator<Item = String> {
    split(line)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct words {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<String>();
        ::aqueduct::__private::items_are_sent::<String>();
        0
    };
    impl ::aqueduct::__private::Accepts for words {
        type Taken = String;
        type In<__Emitted: ::core::marker::Send + 'static> = <String as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = String;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<
        <String as ::aqueduct::__private::If<__CHECKED>>::It,
    > for words {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Many;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = <String as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = ::core::convert::Infallible;
        type State = ();
        type Yield = ::core::option::Option<
            <String as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallMany<
        <String as ::aqueduct::__private::If<__CHECKED>>::It,
    > for words {
        #[inline]
        fn call<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
            __slot: &'__a mut ::core::option::Option<String>,
        ) -> impl ::aqueduct::__private::Stream<
            Item = ::core::result::Result<Self::Out, Self::Err>,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(
                ::aqueduct::__private::many::iter(move || ::core::result::Result::<
                    _,
                    ::core::convert::Infallible,
                >::Ok(words(::aqueduct::__private::take(__slot)))),
            )
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<String, AnyUpstream, String>
    for words {}
    impl ::aqueduct::__private::StandsInAChain for words {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for words {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for words {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for words {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for words {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for words {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl words {
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
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for words {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Many,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<String>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<String>,
            ),
            fails: ::core::option::Option::None,
        };
    }
};
