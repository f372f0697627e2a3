// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

source: -> String*/
fn lines(path: &Path) -> impl Stream<Item = io::Result<String>> {
    open(path)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct lines {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<String>();
        ::aqueduct::__private::resources_are_shared::<Path>();
        ::aqueduct::__private::errors_are_shown::<
            <io::Result<String> as ::aqueduct::__private::many::ResultOf>::Err,
        >();
        ::aqueduct::__private::errors_are_shared::<
            <io::Result<String> as ::aqueduct::__private::many::ResultOf>::Err,
            _,
        >();
        0
    };
    #[allow(private_interfaces, clippy::all)]
    impl lines {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(
            path: &'__a Path,
        ) -> (&'__a <Path as ::aqueduct::__private::If<__CHECKED>>::It, ()) {
            (path, ())
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for lines {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Async,
            takes: ::aqueduct::__private::drawing::Item::Unknown,
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<String>,
            ),
            fails: ::core::option::Option::None,
        };
    }
    impl ::aqueduct::__private::BeginsAChain for lines {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::Flushes> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for lines {}
    impl ::aqueduct::__private::Source for lines {
        type Kind = ::aqueduct::__private::StreamedSource;
        type Out = <String as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = <<io::Result<
            String,
        > as ::aqueduct::__private::many::ResultOf>::Err as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Res<'__a> = (&'__a <Path as ::aqueduct::__private::If<__CHECKED>>::It, ());
        type State = ();
        fn remember(state: &Self::State) -> ::core::option::Option<Self::State> {
            #[allow(unused_imports)]
            use ::aqueduct::__private::many::{ByClone as _, NotAtAll as _};
            (&::aqueduct::__private::many::Remember(state)).state()
        }
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::Streamed for lines {
        fn open<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
        ) -> impl ::aqueduct::__private::Stream<
            Item = ::core::result::Result<Self::Out, Self::Err>,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(
                ::aqueduct::__private::many::flat(
                    ::aqueduct::__private::many::later(
                        ::aqueduct::__private::If::<
                            __CHECKED,
                        >::it(async move {
                            ::core::result::Result::<
                                _,
                                <<io::Result<
                                    String,
                                > as ::aqueduct::__private::many::ResultOf>::Err as ::aqueduct::__private::If<
                                    __CHECKED,
                                >>::It,
                            >::Ok(lines(__res.0))
                        }),
                    ),
                ),
            )
        }
    }
};
