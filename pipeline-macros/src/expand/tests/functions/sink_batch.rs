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
    impl ::aqueduct::__private::Accepts for store {
        const NAME: &'static ::core::primitive::str = "store";
        type Taken = Row;
        type In<__Emitted: ::core::marker::Send + 'static> = Row;
        type Merged = Row;
    }
    impl ::aqueduct::__private::Node<Row> for store {
        type Shape = ::aqueduct::__private::Batch;
        type Mode = ::aqueduct::__private::Lent;
        type Kind = ::aqueduct::__private::Async;
        type Fails = ::aqueduct::__private::CanFail;
        type Out = ();
        type Err = DbError;
        type Res<'__a> = (&'__a Db,);
        type State = ();
        type Yield = ::core::option::Option<()>;
    }
    #[allow(unused_variables, clippy::all)]
    impl ::aqueduct::__private::CallAsync<Row> for store {
        #[inline]
        fn call<'__a, __L: ::aqueduct::__private::Lend<Row, Row>>(
            __res: Self::Res<'__a>,
            __state: &'__a mut Self::State,
            __slot: &'__a mut ::core::option::Option<
                ::aqueduct::__private::Unit<Self, Row>,
            >,
            __lend: &'__a __L,
        ) -> impl ::core::future::Future<
            Output = ::aqueduct::__private::VerdictOf<Self, Row>,
        > + ::core::marker::Send + '__a {
            async move {
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
            }
        }
    }
    impl<AnyUpstream> ::aqueduct::__private::Takes<Row, AnyUpstream, Row> for store {
        #[inline]
        fn lend<'__lent>(
            __item: &'__lent Row,
        ) -> ::aqueduct::__private::LentTo<'__lent, Self, AnyUpstream, Row> {
            ::aqueduct::__private::LentTo::new(__item)
        }
    }
    impl ::aqueduct::__private::EndsAChain for store {
        type It = Self;
    }
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::TakesBatches> for store {}
    impl ::aqueduct::__private::Is<::aqueduct::__private::fact::CanTimeOut> for store {}
    impl<AnyOption> ::aqueduct::__private::Tries<AnyOption> for store {
        type It = Self;
    }
    #[allow(private_interfaces, clippy::all)]
    impl store {
        #[doc(hidden)]
        #[inline]
        pub fn __lent<'__a>(db: &'__a Db) -> (&'__a Db,) {
            (db,)
        }
        #[doc(hidden)]
        #[inline]
        #[allow(dead_code)]
        pub fn __made() -> () {
            ()
        }
    }
};
