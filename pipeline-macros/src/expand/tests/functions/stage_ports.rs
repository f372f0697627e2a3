// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

stage: u64 -> even: u64, odd: u64*/
async fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) {
    send(n, even, odd).await
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct split {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<u64>();
        ::aqueduct::__private::items_are_sent::<u64>();
        ::aqueduct::__private::items_are_sent::<u64>();
        0
    };
    impl ::aqueduct::__private::Accepts for split {
        const PORTS: &'static [(
            &'static ::core::primitive::str,
            &'static ::core::primitive::str,
        )] = &[
            (
                "even",
                "output port `even` of `split` goes nowhere: write `split.even => ..;`, or `split.even => _;` to discard",
            ),
            (
                "odd",
                "output port `odd` of `split` goes nowhere: write `split.odd => ..;`, or `split.odd => _;` to discard",
            ),
        ];
        type Taken = u64;
        type In<__Emitted: ::core::marker::Send + 'static> = <u64 as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = u64;
        type Res<'__a> = ();
    }
    impl ::aqueduct::__private::Node<<u64 as ::aqueduct::__private::If<__CHECKED>>::It>
    for split {
        type Shape = ::aqueduct::__private::One;
        type Mode = ::aqueduct::__private::Moved;
        type Kind = ::aqueduct::__private::Ports;
        type Fails = ::aqueduct::__private::CannotFail;
        type Out = ();
        type Err = ::core::convert::Infallible;
        type State = ();
        type Yield = ::core::option::Option<()>;
    }
    pub struct __Ports(
        ::aqueduct::__private::PortOut<
            <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
        >,
        ::aqueduct::__private::PortOut<<u64 as ::aqueduct::__private::If<__CHECKED>>::It>,
    );
    #[allow(non_camel_case_types)]
    pub struct split_ports<
        __Stamp: ::aqueduct::__private::Stamping = ::aqueduct::__private::Plain,
    > {
        pub even: ::aqueduct::__private::EdgeFlow<
            <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
            split,
            __Stamp,
        >,
        pub odd: ::aqueduct::__private::EdgeFlow<
            <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
            split,
            __Stamp,
        >,
    }
    impl ::aqueduct::__private::PortSet for __Ports {
        type Flows<__Stamp: ::aqueduct::__private::Stamping> = split_ports<__Stamp>;
        const NAMES: &'static [&'static ::core::primitive::str] = &["even", "odd"];
        fn open<__Stamp: ::aqueduct::__private::Stamping>(
            opener: &mut ::aqueduct::__private::PortOpener<'_, __Stamp>,
        ) -> (::std::vec::Vec<Self>, Self::Flows<__Stamp>) {
            let even = ::aqueduct::__private::PortOpener::port::<
                <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
            >(opener);
            let odd = ::aqueduct::__private::PortOpener::port::<
                <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
            >(opener);
            let flows = split_ports {
                even: ::aqueduct::__private::EdgeFlow::coming_from(even.1),
                odd: ::aqueduct::__private::EdgeFlow::coming_from(odd.1),
            };
            let mut even = ::core::iter::IntoIterator::into_iter(even.0);
            let mut odd = ::core::iter::IntoIterator::into_iter(odd.0);
            let mut sets = ::std::vec::Vec::new();
            while let (
                ::core::option::Option::Some(even),
                ::core::option::Option::Some(odd),
            ) = (
                ::core::iter::Iterator::next(&mut even),
                ::core::iter::Iterator::next(&mut odd),
            ) {
                sets.push(__Ports(even, odd));
            }
            (sets, flows)
        }
        fn sent(&self) -> ::core::primitive::u64 {
            0 + self.0.sent() + self.1.sent()
        }
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallPorts<
        <u64 as ::aqueduct::__private::If<__CHECKED>>::It,
    > for split {
        type Ports = __Ports;
        fn call<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
            __ports: &'__a mut Self::Ports,
            __slot: &'__a mut ::core::option::Option<u64>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), Self::Err>,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(async move {
                {
                    split(
                            ::aqueduct::__private::take(__slot),
                            &mut __ports.0,
                            &mut __ports.1,
                        )
                        .await;
                    ::core::result::Result::Ok(())
                }
            })
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<u64, AnyUpstream, u64> for split {}
    impl ::aqueduct::__private::SendsToPorts for split {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesItems> for split {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for split {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::NeverFails> for split {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for split {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for split {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl split {
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
    impl ::aqueduct::__private::Described for split {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Ports,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<u64>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Nothing,
            fails: ::core::option::Option::None,
        };
    }
};
