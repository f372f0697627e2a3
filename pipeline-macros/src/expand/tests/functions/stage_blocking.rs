// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: Image -> Image*/
fn resize(image: Image) -> Result<Image, ImageError> {
    image.half()
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct resize {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    impl ::aqueduct::__private::Accepts for resize {
        const NAME: &'static ::core::primitive::str = "resize";
        type Taken = Image;
        type In<__Emitted: ::core::marker::Send + 'static> = Image;
        type Merged = Image;
    }
    impl ::aqueduct::__private::Node<Image> for resize {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Blocking;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = Image;
        type Err = ImageError;
        type Res<'__a> = ();
        type State = ();
        type Yield = ::core::option::Option<Image>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<Image> for resize {
        #[inline]
        fn call<__L: ::aqueduct::__private::Lend<Image, Image>>(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<
                ::aqueduct::__private::Unit<Self, Image>,
            >,
            __lend: &__L,
        ) -> ::aqueduct::__private::VerdictOf<Self, Image> {
            match resize(::aqueduct::__private::take(__slot)) {
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
    impl<AnyUpstream> ::aqueduct::__private::Takes<Image, AnyUpstream, Image>
    for resize {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Image,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Image> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl ::aqueduct::__private::StandsInAChain for resize {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for resize {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for resize {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl resize {
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
};
