// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: Url -> Page*/
async fn fetch(http: &Client, url: Url) -> Result<Page, HttpError> {
    http.get(url).await
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct fetch {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Url>();
        ::aqueduct::__private::items_are_sent::<Page>();
        ::aqueduct::__private::resources_are_shared::<Client>();
        ::aqueduct::__private::errors_are_shown::<HttpError>();
        ::aqueduct::__private::errors_are_shared::<HttpError, _>();
        0
    };
    impl ::aqueduct::__private::Accepts for fetch {
        type Taken = Url;
        type In<__Emitted: ::core::marker::Send + 'static> = <Url as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Url;
        type Res<'__a> = (
            &'__a <Client as ::aqueduct::__private::If<__CHECKED>>::It,
            (),
        );
    }
    impl ::aqueduct::__private::Node<<Url as ::aqueduct::__private::If<__CHECKED>>::It>
    for fetch {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Async;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = <Page as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = <HttpError as ::aqueduct::__private::If<__CHECKED>>::It;
        type State = ();
        type Yield = ::core::option::Option<
            <Page as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallAsync<
        <Url as ::aqueduct::__private::If<__CHECKED>>::It,
    > for fetch {
        #[inline]
        fn call<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
            __slot: &'__a mut ::core::option::Option<Url>,
        ) -> impl ::core::future::Future<
            Output = ::aqueduct::__private::Verdict<
                ::core::option::Option<Page>,
                Page,
                HttpError,
            >,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(async move {
                match fetch(__res.0, ::aqueduct::__private::take(__slot)).await {
                    ::core::result::Result::Ok(value) => {
                        ::aqueduct::__private::Verdict::Done(
                            ::core::option::Option::Some(value),
                        )
                    }
                    ::core::result::Result::Err(error) => {
                        ::aqueduct::__private::Verdict::Failed(error)
                    }
                }
            })
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Url, AnyUpstream, Url> for fetch {}
    impl ::aqueduct::__private::StandsInAChain for fetch {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for fetch {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for fetch {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for fetch {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for fetch {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl fetch {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(
            http: &'__a Client,
        ) -> (&'__a <Client as ::aqueduct::__private::If<__CHECKED>>::It, ()) {
            (http, ())
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for fetch {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Async,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Url>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Page>,
            ),
            fails: ::core::option::Option::Some(::core::any::type_name::<HttpError>),
        };
    }
};
