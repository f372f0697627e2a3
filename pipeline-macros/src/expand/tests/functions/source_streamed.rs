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
    #[allow(private_interfaces, clippy::all)]
    impl lines {
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(path: &'__a Path) -> (&'__a Path,) {
            (path,)
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::BeginsAChain for lines {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for lines {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for lines {}
    impl ::aqueduct::__private::Source for lines {
        const NAME: &'static ::core::primitive::str = "lines";
        type Kind = ::aqueduct::__private::StreamedSource;
        type Out = String;
        type Err = <io::Result<String> as ::aqueduct::__private::many::ResultOf>::Err;
        type Res<'__a> = (&'__a Path,);
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
            ::aqueduct::__private::many::flat(
                ::aqueduct::__private::many::later(async move {
                    ::core::result::Result::<
                        _,
                        <io::Result<
                            String,
                        > as ::aqueduct::__private::many::ResultOf>::Err,
                    >::Ok(lines(__res.0))
                }),
            )
        }
    }
};
