// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

fn price() -> u64 {
    1
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct price {}
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::core::compile_error! {
            "a stage takes an item, as its last parameter: `order: Order`; what makes items from nothing is a `#[source]`"
        }
        0
    };
    impl price {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        pub const __lent: <price as ::aqueduct::__private::If<__CHECKED>>::It = loop {};
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        pub const __made: <price as ::aqueduct::__private::If<__CHECKED>>::It = loop {};
    }
    impl ::aqueduct::__private::BeginsAChain for price {
        type It = <price as ::aqueduct::__private::If<__CHECKED>>::It;
    }
    impl ::aqueduct::__private::StandsInAChain for price {
        type It = <price as ::aqueduct::__private::If<__CHECKED>>::It;
    }
    impl ::aqueduct::__private::EndsAChain for price {
        type It = <price as ::aqueduct::__private::If<__CHECKED>>::It;
    }
    impl ::aqueduct::__private::SendsToPorts for price {
        type It = <price as ::aqueduct::__private::If<__CHECKED>>::It;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::Flushes> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::Ticks> for price {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for price {}
    impl ::aqueduct::__private::Accepts for price {
        type Taken = <price as ::aqueduct::__private::If<__CHECKED>>::It;
        type In<__Emitted: ::core::marker::Send + 'static> = <price as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = <price as ::aqueduct::__private::If<__CHECKED>>::It;
        type Res<'__a> = <price as ::aqueduct::__private::If<__CHECKED>>::It;
    }
};
