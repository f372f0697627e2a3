// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

source: -> Click*/
async fn clicks(log: &Log, offset: &mut u64) -> Result<Option<Click>, LogError> {
    read(log, offset).await
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct clicks {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Click>();
        ::aqueduct::__private::state_is_sent::<u64>();
        ::aqueduct::__private::resources_are_shared::<Log>();
        ::aqueduct::__private::errors_are_shown::<LogError>();
        ::aqueduct::__private::errors_are_shared::<LogError, _>();
        0
    };
    #[allow(private_interfaces, clippy::all)]
    impl clicks {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(
            log: &'__a Log,
        ) -> (&'__a <Log as ::aqueduct::__private::If<__CHECKED>>::It, ()) {
            (log, ())
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made(offset: u64) -> <u64 as ::aqueduct::__private::If<__CHECKED>>::It {
            offset
        }
    }
    impl ::aqueduct::__private::Described for clicks {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Async,
            takes: ::aqueduct::__private::drawing::Item::Unknown,
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Click>,
            ),
            fails: ::core::option::Option::None,
        };
    }
    impl ::aqueduct::__private::BeginsAChain for clicks {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for clicks {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches>
    for clicks {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for clicks {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::Flushes> for clicks {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for clicks {}
    impl ::aqueduct::__private::Source for clicks {
        type Kind = ::aqueduct::__private::PolledSource;
        type Out = <Click as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = <LogError as ::aqueduct::__private::If<__CHECKED>>::It;
        type Res<'__a> = (&'__a <Log as ::aqueduct::__private::If<__CHECKED>>::It, ());
        type State = <u64 as ::aqueduct::__private::If<__CHECKED>>::It;
        fn remember(state: &Self::State) -> ::core::option::Option<Self::State> {
            #[allow(unused_imports)]
            use ::aqueduct::__private::many::{ByClone as _, NotAtAll as _};
            (&::aqueduct::__private::many::Remember(state)).state()
        }
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::Polled for clicks {
        fn next<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<::core::option::Option<Self::Out>, Self::Err>,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(async move { clicks(__res.0, __state).await })
        }
    }
};
