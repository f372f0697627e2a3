// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: str -> T*/
fn parse<T: Decode>(text: &str) -> Result<T, T::Error> {
    T::decode(text)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct parse<T> {
    __types: ::core::marker::PhantomData<fn() -> (T,)>,
}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    impl<T: Decode> ::aqueduct::__private::Accepts for parse<T>
    where
        T: 'static,
    {
        const NAME: &'static ::core::primitive::str = "parse";
        type Taken = str;
        type In<__Emitted: ::core::marker::Send + 'static> = __Emitted;
        type Merged = ::std::string::String;
    }
    impl<
        T: Decode,
        __Item: ::core::marker::Send + 'static,
    > ::aqueduct::__private::Node<__Item> for parse<T>
    where
        T: 'static,
    {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Lent;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = T;
        type Err = T::Error;
        type Res<'__a> = ();
        type State = ();
        type Yield = ::core::option::Option<T>;
    }
    #[allow(unused_variables, clippy::all)]
    impl<
        T: Decode,
        __Item: ::core::marker::Send + 'static,
    > ::aqueduct::__private::CallSync<__Item> for parse<T>
    where
        T: 'static,
    {
        #[inline]
        fn call<__L: ::aqueduct::__private::Lend<__Item, str>>(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<
                ::aqueduct::__private::Unit<Self, __Item>,
            >,
            __lend: &__L,
        ) -> ::aqueduct::__private::VerdictOf<Self, __Item> {
            match parse::<
                T,
            >(
                ::aqueduct::__private::Lend::lend(
                    __lend,
                    ::aqueduct::__private::held(__slot),
                ),
            ) {
                ::core::result::Result::Ok(value) => {
                    ::aqueduct::__private::Verdict::Done(
                        ::core::option::Option::Some(value),
                    )
                }
                ::core::result::Result::Err(error) => {
                    ::aqueduct::__private::Verdict::Failed(error)
                }
            }
        }
    }
    impl<
        T: Decode,
        AnyUpstream,
    > ::aqueduct::__private::Takes<::std::string::String, AnyUpstream, str> for parse<T>
    where
        T: 'static,
    {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent ::std::string::String,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, str> {
            ::aqueduct::__private::LentTo::new(::core::ops::Deref::deref(__item))
        }
    }
    impl<
        T: Decode,
        AnyUpstream,
    > ::aqueduct::__private::Takes<::aqueduct::__private::Text, AnyUpstream, str>
    for parse<T>
    where
        T: 'static,
    {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent ::aqueduct::__private::Text,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, str> {
            ::aqueduct::__private::LentTo::new(::core::ops::Deref::deref(__item))
        }
    }
    impl<T: Decode> ::aqueduct::__private::StandsInAChain for parse<T>
    where
        T: 'static,
    {
        type It = Self;
    }
    impl<T: Decode> ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems>
    for parse<T>
    where
        T: 'static,
    {}
    impl<T: Decode, AnyOption> ::aqueduct::__private::Tries<AnyOption> for parse<T>
    where
        T: 'static,
    {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl<T: Decode> parse<T>
    where
        T: 'static,
    {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = 0;
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
    impl<T: Decode> ::aqueduct::__private::Described for parse<T>
    where
        T: 'static,
    {
        const CALLS: ::aqueduct::__private::drawing::Calls = ::aqueduct::__private::drawing::Calls::Plain;
        const TAKES: ::aqueduct::__private::drawing::Item<'static> = ::aqueduct::__private::drawing::Item::Of(
            ::core::any::type_name::<str>,
        );
        const EMITS: ::aqueduct::__private::plan::Emits = ::aqueduct::__private::plan::Emits::Of(
            ::core::any::type_name::<T>,
        );
        const FAILS: ::core::option::Option<::aqueduct::__private::drawing::TypeName> = ::core::option::Option::Some(
            ::core::any::type_name::<T::Error>,
        );
    }
};
