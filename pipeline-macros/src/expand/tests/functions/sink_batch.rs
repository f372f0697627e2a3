// Written by `UPDATE_EXPECT=1 cargo test -p aqueduct-macros`.

/**

sink: [Row]*/
async fn store(db: &Db, rows: &[Row]) -> Result<(), DbError> {
    db.insert(rows).await
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
struct store {}
#[doc(hidden)]
#[allow(clippy::all, clippy::pedantic, clippy::nursery)]
const _: () = {
    const __CHECKED: ::core::primitive::usize = {
        ::aqueduct::__private::items_are_sent::<Row>();
        ::aqueduct::__private::resources_are_shared::<Db>();
        ::aqueduct::__private::errors_are_shown::<DbError>();
        ::aqueduct::__private::errors_are_shared::<DbError, _>();
        0
    };
    impl ::aqueduct::__private::Accepts for store {
        type Taken = Row;
        type In<__Emitted: ::core::marker::Send + 'static> = <Row as ::aqueduct::__private::If<
            __CHECKED,
        >>::It;
        type Merged = Row;
        type Res<'__a> = (&'__a <Db as ::aqueduct::__private::If<__CHECKED>>::It, ());
    }
    impl ::aqueduct::__private::Node<<Row as ::aqueduct::__private::If<__CHECKED>>::It>
    for store {
        type Shape = ::aqueduct::__private::Batch;
        type Mode = ::aqueduct::__private::Lent;
        type Kind = ::aqueduct::__private::Async;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = ();
        type Err = <DbError as ::aqueduct::__private::If<__CHECKED>>::It;
        type State = ();
        type Yield = ::core::option::Option<()>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallAsync<
        <Row as ::aqueduct::__private::If<__CHECKED>>::It,
    > for store {
        #[inline]
        fn call<'__a>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
            __slot: &'__a mut ::core::option::Option<::std::vec::Vec<Row>>,
        ) -> impl ::core::future::Future<
            Output = ::aqueduct::__private::Verdict<
                ::core::option::Option<()>,
                (),
                DbError,
            >,
        > + ::core::marker::Send + '__a {
            ::aqueduct::__private::If::<
                __CHECKED,
            >::it(async move {
                match store(__res.0, &::aqueduct::__private::held(__slot)[..]).await {
                    ::core::result::Result::Ok(value) => {
                        ::aqueduct::__private::Verdict::Done(
                            ::core::option::Option::Some(value),
                        )
                    }
                    ::core::result::Result::Err(error) => {
                        ::aqueduct::__private::Verdict::Failed(error)
                    }
                }
            })
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Row, AnyUpstream, Row> for store {}
    impl ::aqueduct::__private::EndsAChain for store {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches> for store {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for store {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for store {
        type It = Self;
    }
    impl ::aqueduct::__private::SharesItsWork for store {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl store {
        #[doc(hidden)]
        pub const __CHECKED: ::core::primitive::usize = __CHECKED;
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(
            db: &'__a Db,
        ) -> (&'__a <Db as ::aqueduct::__private::If<__CHECKED>>::It, ()) {
            (db, ())
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
    impl ::aqueduct::__private::Described for store {
        const IT: ::aqueduct::__private::plan::Description = ::aqueduct::__private::plan::Description {
            calls: ::aqueduct::__private::drawing::Calls::Async,
            takes: ::aqueduct::__private::drawing::Item::Of(
                ::core::any::type_name::<Row>,
            ),
            emits: ::aqueduct::__private::plan::Emits::Nothing,
            fails: ::core::option::Option::Some(::core::any::type_name::<DbError>),
        };
    }
};
