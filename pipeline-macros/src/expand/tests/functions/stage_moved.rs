// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/// Prices an order.
/**

stage: Order -> Priced*/
pub fn price(order: Order) -> Priced {
    Priced(order)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
pub struct price {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Order>();
        ::aqueduct::__private::items_are_sent::<Priced>();
        0
    };
    impl ::aqueduct::__private::Accepts for price {
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = <Order as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Order;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<<Order as ::aqueduct::__private::If<__CHECKED>>::It>
    for price {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = <Priced as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = ::core::convert::Infallible;
        type State = ();
        type Yield = ::core::option::Option<
            <Priced as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<
        <Order as ::aqueduct::__private::If<__CHECKED>>::It,
    > for price {
        const ALWAYS_ONE: ::core::primitive::bool = true;
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<Order>,
        ) -> ::aqueduct::__private::Verdict<
            ::core::option::Option<Priced>,
            Priced,
            ::core::convert::Infallible,
        > {
            {
                let value = price(::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(::core::option::Option::Some(value))
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for price {}
    impl ::aqueduct::__private::StandsInAChain for price {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for price {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for price {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for price {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl price {
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
    impl ::aqueduct::__private::Described for price {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Plain,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Order>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Priced>,
            ),
            fails: ::core::option::Option::None,
        };
    }
};
