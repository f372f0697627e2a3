// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: Order -> Order*/
fn check(rules: &Rules, order: &Order) -> Result<(), Refusal> {
    rules.check(order)
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct check {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::resources_are_shared::<Rules>();
        ::aqueduct::__private::errors_are_shown::<Refusal>();
        ::aqueduct::__private::errors_are_shared::<Refusal, _>();
        0
    };
    impl ::aqueduct::__private::Accepts for check {
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = __Emitted;
        type Merged = Order;
        type Res<'__a> = (&'__a <Rules as ::aqueduct::__private::If<__CHECKED>>::It, ());
        #[inline]
        fn lend<__Emitted: 'static>(__item: &__Emitted) -> &Self::Taken {
            if let ::core::option::Option::Some(__item) = ::aqueduct::__private::lent_as::<
                _,
                Order,
            >(__item) {
                return __item;
            }
            if let ::core::option::Option::Some(__item) = ::aqueduct::__private::lent_as::<
                _,
                ::std::sync::Arc<Order>,
            >(__item) {
                return ::core::ops::Deref::deref(__item);
            }
            ::aqueduct::__private::lends_nothing()
        }
    }
    impl<__Item: ::core::marker::Send + 'static> ::aqueduct::__private::Node<__Item>
    for check {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Lent;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = __Item;
        type Err = <Refusal as ::aqueduct::__private::If<__CHECKED>>::It;
        type State = ();
        type Yield = ::core::option::Option<__Item>;
    }
    #[allow(unused_variables, clippy::all)]
    impl<__Item: ::core::marker::Send + 'static> ::aqueduct::__private::CallSync<__Item>
    for check {
        #[inline]
        fn call(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<__Item>,
        ) -> ::aqueduct::__private::Verdict<
            ::core::option::Option<__Item>,
            __Item,
            Refusal,
        > {
            match check(
                __res.0,
                <Self as ::aqueduct::__private::Accepts>::lend(
                    ::aqueduct::__private::held(__slot),
                ),
            ) {
                ::core::result::Result::Ok(value) => {
                    let () = value;
                    ::aqueduct::__private::Verdict::Done(__slot.take())
                }
                ::core::result::Result::Err(error) => {
                    ::aqueduct::__private::Verdict::Failed(error)
                }
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for check {}
    impl<
        AnyUpstream,
    > ::aqueduct::__private::Takes<::std::sync::Arc<Order>, AnyUpstream, Order>
    for check {}
    impl ::aqueduct::__private::StandsInAChain for check {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for check {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for check {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for check {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl check {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(
            rules: &'__a Rules,
        ) -> (&'__a <Rules as ::aqueduct::__private::If<__CHECKED>>::It, ()) {
            (rules, ())
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for check {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Plain,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Order>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Same,
            fails: ::core::option::Option::Some(::core::any::type_name::<Refusal>),
        };
    }
};
