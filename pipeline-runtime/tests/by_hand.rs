//! What the macros generate, written by hand.
#![allow(non_camel_case_types, missing_docs)]
// As the macros write it.
#![allow(clippy::manual_async_fn, clippy::redundant_closure, clippy::unit_arg)]
use aqueduct_runtime::__private as aq;
use std::convert::Infallible;
use std::sync::Arc;

struct Gateway;
#[derive(Clone)]
struct Payment(u64);
struct Receipt(u64);

fn double(p: Payment) -> Payment {
    Payment(p.0 * 2)
}
struct double {}
impl aq::Accepts for double {
    type Taken = Payment;
    type In<E: Send + 'static> = Payment;
    type Merged = Payment;
    type Res<'a> = ();
}
impl aq::Node<Payment> for double {
    type Shape = aq::One;
    type Mode = aq::Moved;
    type Kind = aq::Sync;
    type Fails = aq::CannotFail;
    type Out = Payment;
    type Err = Infallible;
    type State = ();
    type Yield = Option<Payment>;
}
impl aq::CallSync<Payment> for double {
    fn call((): (), _: &mut (), slot: &mut Option<Payment>) -> aq::VerdictOf<Self, Payment> {
        aq::Verdict::Done(Some(double(aq::take(slot))))
    }
}
impl<From> aq::Takes<Payment, From, Payment> for double {}

async fn charge(_g: &Gateway, p: &Payment) -> Result<Receipt, String> {
    tokio::task::yield_now().await;
    if p.0 == 14 {
        return Err("declined".into());
    }
    Ok(Receipt(p.0))
}
struct charge {}
impl aq::Accepts for charge {
    type Taken = Payment;
    type In<E: Send + 'static> = E;
    type Merged = Payment;
    type Res<'a> = (&'a Gateway, ());
    fn lend<E: 'static>(item: &E) -> &Payment {
        aq::lent_as(item).unwrap_or_else(|| aq::lends_nothing())
    }
}
impl<I: Send + 'static + Sync> aq::Node<I> for charge {
    type Shape = aq::One;
    type Mode = aq::Lent;
    type Kind = aq::Async;
    type Fails = aq::CanFail;
    type Out = Receipt;
    type Err = String;
    type State = ();
    type Yield = Option<Receipt>;
}
impl<I: Send + 'static + Sync> aq::CallAsync<I> for charge {
    fn call<'a>(
        res: (&'a Gateway, ()),
        _: &'a mut (),
        slot: &'a mut Option<I>,
    ) -> impl Future<Output = aq::VerdictOf<Self, I>> + Send + 'a {
        async move {
            match charge(res.0, <Self as aq::Accepts>::lend(aq::held(slot))).await {
                Ok(out) => aq::Verdict::Done(Some(out)),
                Err(e) => aq::Verdict::Failed(e),
            }
        }
    }
}
impl<From> aq::Takes<Payment, From, Payment> for charge {}

fn count(n: &mut u64, _r: Receipt) {
    *n += 1
}
struct count {}
impl aq::Accepts for count {
    type Taken = Receipt;
    type In<E: Send + 'static> = Receipt;
    type Merged = Receipt;
    type Res<'a> = ();
}
impl aq::Node<Receipt> for count {
    type Shape = aq::One;
    type Mode = aq::Moved;
    type Kind = aq::Folds;
    type Fails = aq::CannotFail;
    type Out = ();
    type Err = Infallible;
    type State = u64;
    type Yield = Option<()>;
}
impl aq::Is<aq::fact::NeverFails> for count {}
impl aq::CallFold<Receipt> for count {
    type Emit = u64;
    fn call((): (), state: &mut u64, slot: &mut Option<Receipt>) -> Result<(), Infallible> {
        Ok(count(state, aq::take(slot)))
    }
    fn finish(state: u64) -> u64 {
        state
    }
}
impl<From> aq::Takes<Receipt, From, Receipt> for count {}

enum payments {}
enum counts {}
struct Fields {
    gateway: Gateway,
}

#[tokio::test]
async fn chain() {
    let fields = Arc::new(Fields { gateway: Gateway });
    let mut b = aq::Builder::new("Payments", aq::PipelineOptions::default()).unwrap();
    let b = &mut b;
    let (payments_port, payments) = b.in_port::<Payment, payments>("payments", &aq::NodeOptions::new());
    let double = {
        let (options, lends) = (aq::NodeOptions::new(), aq::lending_nothing::<double, _, _>(&fields, |_| ()));
        let begins = aq::Stateless;
        let draft = aq::node::<double, _, _, _, _, _>(payments, "double", options, &fields, lends, begins, |x| {
            aq::Takes::lend(x)
        });
        draft.stop_on_failure().place(b)
    };
    let (charge, charge_failed) = {
        let options = aq::NodeOptions::new().workers(4);
        let (lends, begins) = (aq::lending::<charge, _, _>(&fields, |f| (&f.gateway, ())), aq::Stateless);
        let draft = aq::node::<charge, _, _, _, _, _>(double, "charge", options, &fields, lends, begins, |x| {
            aq::Takes::lend(x)
        });
        let (draft, failed) = draft.route_failures(b);
        (draft.place_workers(b), failed)
    };
    b.discard(charge_failed, "discard");
    let (r0, r1) = b.route(charge, "route", |item: Receipt, arms: &mut (_, _)| match item {
        Receipt(n) if n % 4 == 0 => aq::Arm::take(&mut arms.0, Receipt(n)),
        r => aq::Arm::take(&mut arms.1, r),
    });
    let merged = {
        let a = b.merging_same(r0, "count");
        let c = b.merging_same(r1, "count");
        b.merge::<_, charge, _, 2>([a, c], "merge", false)
    };
    let (options, lends) = (aq::NodeOptions::new(), aq::lending_nothing::<count, _, _>(&fields, |_| ()));
    let begins = aq::StateNow(|_: &Fields| Ok(0));
    let takes = |x: &_| aq::Takes::lend(x);
    let count = aq::node::<count, _, _, _, _, _>(merged, "count", options, &fields, lends, begins, takes)
        .by_value(|r| r.0 % 3)
        .without_else(|stage, error| aq::NeedsNoElse::needs_no_else(stage, error))
        .stop_on_failure()
        .place_keyed(b);
    let out = b.out_port::<(u64, u64), counts, _>(count, "counts", &aq::NodeOptions::new());
    let running = std::mem::replace(b, aq::Builder::new("x", Default::default()).unwrap()).launch().unwrap();
    for n in 0..1000 {
        payments_port.send(Payment(n)).await.unwrap();
    }
    drop(payments_port);
    let mut total = 0;
    while let Some((k, n)) = out.recv().await {
        println!("{k} {n}");
        total += n
    }
    assert_eq!(total, 999);
    let report = running.join().await.unwrap();
    println!("{report}");
    assert!(report.balances());
}
