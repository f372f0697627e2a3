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
        type Taken = str;
        type In<__Emitted: ::core::marker::Send + 'static> = __Emitted;
        type Merged = ::std::string::String;
        type Res<'__a> = ();
        #[inline]
        fn lend<__Emitted: 'static>(__item: &__Emitted) -> &Self::Taken {
            if let ::core::option::Option::Some(__item) = ::aqueduct::__private::lent_as::<
                _,
                ::std::string::String,
            >(__item) {
                return ::core::ops::Deref::deref(__item);
            }
            if let ::core::option::Option::Some(__item) = ::aqueduct::__private::lent_as::<
                _,
                ::aqueduct::__private::Text,
            >(__item) {
                return ::core::ops::Deref::deref(__item);
            }
            ::aqueduct::__private::lends_nothing()
        }
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
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<__Item>,
        ) -> ::aqueduct::__private::Verdict<::core::option::Option<T>, T, T::Error> {
            match parse::<
                T,
            >(
                <Self as ::aqueduct::__private::Accepts>::lend(
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
    {}
    impl<
        T: Decode,
        AnyUpstream,
    > ::aqueduct::__private::Takes<::aqueduct::__private::Text, AnyUpstream, str>
    for parse<T>
    where
        T: 'static,
    {}
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
    impl<T: Decode> ::aqueduct::__private::SharesItsWork for parse<T>
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
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Plain,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<str>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(::core::any::type_name::<T>),
            fails: ::core::option::Option::Some(::core::any::type_name::<T::Error>),
        };
    }
};
