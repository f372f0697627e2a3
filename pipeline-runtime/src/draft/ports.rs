//! Placing a stage with output ports.

use super::Draft;
use super::place::ModeOf;
use crate::builder::Builder;
use crate::edge::{SaysMarks, Tx};
use crate::failure::Exit;
use crate::flow::{EdgeFlow, Flow, NowOf};
use crate::head::{ErrOf, Out, UnitOf};
use crate::node::{Bind, CallPorts, Node, PortSet, Ports};
use crate::outcome::Keeping;
use crate::tail::PortsEnd;
use crate::time::Stamping;

/// Opens the edges of a stage's output ports.
pub struct PortOpener<'a, S: Stamping> {
    builder: &'a mut Builder,
    name: &'static str,
    /// The time of what each worker works on.
    nows: Vec<S::Now>,
    /// Who says what of the time at the ports of each worker.
    marks: Vec<Vec<Box<dyn SaysMarks>>>,
}

impl<S: Stamping> PortOpener<'_, S> {
    /// The senders of one output port for each worker, and its stream.
    pub fn port<T: Send + 'static>(&mut self) -> (Vec<Out<T>>, EdgeFlow<T, (), S>) {
        let edge = self.builder.edge(self.name, None);
        let senders = Tx::several(&edge, self.nows.len());
        self.marks.iter_mut().zip(&senders).for_each(|(marks, tx)| marks.push(tx.marks()));
        let outs = senders.into_iter().zip(&self.nows).map(|(tx, now)| S::port(tx, now)).collect();
        (outs, EdgeFlow::of(&edge, self.name))
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: CallPorts<I> + Node<I, Kind = Ports, Out = ()>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
{
    /// A stage with output ports. What it sends has the time of what it works on.
    pub fn place_ports(self, b: &mut Builder) -> <<Bd::Stage as CallPorts<I>>::Ports as PortSet>::Flows<Fl::Stamp> {
        let (name, workers) = (self.name, self.options.workers.max(1));
        let nows: Vec<NowOf<Fl>> = (0..workers).map(|_| NowOf::<Fl>::default()).collect();
        let marks = nows.iter().map(|_| Vec::new()).collect();
        let mut opener = PortOpener::<Fl::Stamp> { builder: b, name, nows: nows.clone(), marks };
        let (ports, flows) = <Bd::Stage as CallPorts<I>>::Ports::open(&mut opener);
        let marks = opener.marks;
        let (_, heads) = self.workers::<Ports>(b, ports.into_iter().zip(nows).collect());
        heads.into_iter().zip(marks).for_each(|(head, marks)| b.spawn(head, PortsEnd::new(marks), name));
        flows
    }
}
