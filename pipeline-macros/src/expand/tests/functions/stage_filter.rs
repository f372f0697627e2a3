// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: Order -> Order*/
fn paid(order: Order) -> Option<Order> {
    order.paid.then_some(order)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct paid {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    impl ::aqueduct::__private::Accepts for paid {
        const NAME: &'static ::core::primitive::str = "paid";
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = Order;
        type Merged = Order;
    }
    impl ::aqueduct::__private::Node<Order> for paid {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = Order;
        type Err = ::core::convert::Infallible;
        type Res<'__a> = ();
        type State = ();
        type Yield = ::core::option::Option<Order>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<Order> for paid {
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
                let value = paid(::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(value)
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for paid {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Order,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Order> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl ::aqueduct::__private::StandsInAChain for paid {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for paid {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for paid {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for paid {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl paid {
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
