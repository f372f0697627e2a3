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
    impl ::aqueduct::__private::Accepts for price {
        const NAME: &'static ::core::primitive::str = "price";
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = Order;
        type Merged = Order;
    }
    impl ::aqueduct::__private::Node<Order> for price {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = Priced;
        type Err = ::core::convert::Infallible;
        type Res<'__a> = ();
        type State = ();
        type Yield = ::core::option::Option<Priced>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<Order> for price {
        #[inline]
        fn call<__L: ::aqueduct::__private::Lend<Order, Order>>(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<
                ::aqueduct::__private::Unit<Self, Order>,
            >,
            __lend: &__L,
        ) -> ::aqueduct::__private::VerdictOf<Self, Order> {
            {
                let value = price(::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(::core::option::Option::Some(value))
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for price {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Order,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Order> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl ::aqueduct::__private::StandsInAChain for price {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for price {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for price {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl price {
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
