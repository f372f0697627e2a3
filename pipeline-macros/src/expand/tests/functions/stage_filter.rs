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
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Order>();
        ::aqueduct::__private::items_are_sent::<Order>();
        0
    };
    impl ::aqueduct::__private::Accepts for paid {
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = <Order as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Order;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<<Order as ::aqueduct::__private::If<__CHECKED>>::It>
    for paid {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = <Order as ::aqueduct::__private::If<__CHECKED>>::It;
        type Err = ::core::convert::Infallible;
        type State = ();
        type Yield = ::core::option::Option<
            <Order as ::aqueduct::__private::If<__CHECKED>>::It,
        >;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallSync<
        <Order as ::aqueduct::__private::If<__CHECKED>>::It,
    > for paid {
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<Order>,
        ) -> ::aqueduct::__private::Verdict<
            ::core::option::Option<Order>,
            Order,
            ::core::convert::Infallible,
        > {
            {
                let value = paid(::aqueduct::__private::take(__slot));
                ::aqueduct::__private::Verdict::Done(value)
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for paid {}
    impl ::aqueduct::__private::StandsInAChain for paid {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for paid {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for paid {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for paid {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for paid {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl paid {
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
    impl ::aqueduct::__private::Described for paid {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Plain,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Order>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Of(
                ::core::any::type_name::<Order>,
            ),
            fails: ::core::option::Option::None,
        };
    }
};
