//! Stages with output ports.

use std::pin::pin;

use tokio::time::Instant;

use super::{Call, ErrOf, Fault, OutOf, Tried, Try, UnitOf, publishing};
use crate::attempt::{Attempted, awaited, state_in};
use crate::node::{Bind, CallPorts, PortSet, Ports};

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Ports
where
    B::Stage: CallPorts<I>,
{
    type Extra = <B::Stage as CallPorts<I>>::Ports;

    async fn attempt(
        call: &mut Call<'_, I, B, Self::Extra>,
        slot: &mut Option<UnitOf<B, I>>,
    ) -> Tried<OutOf<B, I>, ErrOf<B, I>> {
        let Call { bound, state, extra, limit, took, books, down } = call;
        let (before, since) = (extra.sent(), took.map(|_| Instant::now()));
        let ended = {
            let call = pin!(B::Stage::call(bound.res(), state_in(state), extra, slot));
            publishing(down.wait(awaited(call, *limit)), books).await
        };
        *took = since.map(|since| since.elapsed());
        let sent = extra.sent() - before;
        let how = match ended {
            Attempted::Returned(Ok(())) => return Tried::Done(sent),
            Attempted::Returned(Err(error)) => Fault::Error(error),
            Attempted::Panicked => Fault::Panic,
            Attempted::TimedOut => Fault::Timeout,
        };
        Tried::Failed { how, sent }
    }
}
