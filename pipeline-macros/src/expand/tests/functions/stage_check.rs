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
        const NAME: &'static ::core::primitive::str = "check";
        type Taken = Order;
        type In<__Emitted: ::core::marker::Send + 'static> = __Emitted;
        type Merged = Order;
    }
    impl<__Item: ::core::marker::Send + 'static> ::aqueduct::__private::Node<__Item>
    for check {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Lent;
        type Kind = ::aqueduct::__private::Sync;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = __Item;
        type Err = <Refusal as ::aqueduct::__private::If<__CHECKED>>::It;
        type Res<'__a> = (&'__a <Rules as ::aqueduct::__private::If<__CHECKED>>::It,);
        type State = ();
        type Yield = ::core::option::Option<__Item>;
    }
    #[allow(unused_variables, clippy::all)]
    impl<__Item: ::core::marker::Send + 'static> ::aqueduct::__private::CallSync<__Item>
    for check {
        #[inline]
        fn call<__L: ::aqueduct::__private::Lend<__Item, Order>>(
            __res: Self::Res<'_>,
            __state: &mut Self::State,
            __slot: &mut ::core::option::Option<
                ::aqueduct::__private::Unit<Self, __Item>,
            >,
            __lend: &__L,
        ) -> ::aqueduct::__private::VerdictOf<Self, __Item> {
            match check(
                __res.0,
                ::aqueduct::__private::Lend::lend(
                    __lend,
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
    impl<AnyUpstream> ::aqueduct::__private::Takes<Order, AnyUpstream, Order> for check {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Order,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Order> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl<
        AnyUpstream,
    > ::aqueduct::__private::Takes<::std::sync::Arc<Order>, AnyUpstream, Order>
    for check {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent ::std::sync::Arc<Order>,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Order> {
            ::aqueduct::__private::LentTo::new(::core::ops::Deref::deref(__item))
        }
    }
    impl ::aqueduct::__private::StandsInAChain for check {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for check {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for check {
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
        ) -> (&'__a <Rules as ::aqueduct::__private::If<__CHECKED>>::It,) {
            (rules,)
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for check {
        const CALLS: ::aqueduct::__private::drawing::Calls = ::aqueduct::__private::drawing::Calls::Plain;
        const TAKES: ::aqueduct::__private::drawing::Item<'static> = ::aqueduct::__private::drawing::Item::Of(
            ::core::any::type_name::<Order>,
        );
        const EMITS: ::aqueduct::__private::plan::Emits = ::aqueduct::__private::plan::Emits::Same;
        const FAILS: ::core::option::Option<::aqueduct::__private::drawing::TypeName> = ::core::option::Option::Some(
            ::core::any::type_name::<
                <Refusal as ::aqueduct::__private::If<__CHECKED>>::It,
            >,
        );
    }
};
