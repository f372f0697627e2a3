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
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Image>();
        ::aqueduct::__private::items_are_sent::<Image>();
        ::aqueduct::__private::errors_are_shown::<ImageError>();
        ::aqueduct::__private::errors_are_shared::<ImageError, _>();
        0
    };
    impl ::aqueduct::__private::Accepts for resize {
        type Taken = Image;
        type In<__Emitted: ::core::marker::Send + 'static> = <Image as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Image;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<<Image as ::aqueduct::__private::If<__CHECKED>>::It>
    for resize {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Blocking;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = <Image as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = <ImageError as ::aqueduct::__private::If<__CHECKED>>::It;
        type State = ();
        type Yield = ::core::option::Option<
            <Image as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<
        <Image as ::aqueduct::__private::If<__CHECKED>>::It,
    > for resize {
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<Image>,
        ) -> ::aqueduct::__private::Verdict<
            ::core::option::Option<Image>,
            Image,
            ImageError,
        > {
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
    for resize {}
    impl ::aqueduct::__private::StandsInAChain for resize {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for resize {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for resize {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for resize {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl resize {
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
    impl ::aqueduct::__private::Described for resize {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Blocking,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Image>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Image>,
            ),
            fails: ::core::option::Option::Some(::core::any::type_name::<ImageError>),
        };
    }
};
