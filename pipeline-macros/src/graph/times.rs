//! Which streams carry their times: those behind the beginning of an event time, as far as somebody behind asks for it.

use super::model::{Joining, Step, StepKind, StreamId};

/// What is known of the time of each stream.
pub(crate) struct Times {
    /// Event time has begun before it.
    pub(crate) has: Vec<bool>,
    /// A window or a join behind it goes by it.
    pub(crate) wanted: Vec<bool>,
    /// On the way from the only `in` to an `out`, through nothing but what times go through: where the pipeline is a node, its items
    /// carry what those before it do.
    passed_on: Vec<bool>,
}

impl Times {
    /// `actual` says which stream another name stands for.
    pub(super) fn of<'a>(
        steps: impl Fn() -> Box<dyn DoubleEndedIterator<Item = &'a Step> + 'a>,
        streams: usize,
        actual: impl Fn(StreamId) -> StreamId,
    ) -> Self {
        let none = || vec![false; streams];
        let mut times = Self { has: none(), wanted: none(), passed_on: none() };
        while steps().fold(false, |changed, step| times.hand_down(step, &actual) | changed) {}
        while steps().rev().fold(false, |changed, step| times.hand_up(step, &actual) | changed) {}
        if steps().filter(|step| matches!(step.kind, StepKind::In { .. })).count() == 1 {
            times.pass_on(steps, &actual);
        }
        times
    }

    fn pass_on<'a>(
        &mut self,
        steps: impl Fn() -> Box<dyn DoubleEndedIterator<Item = &'a Step> + 'a>,
        actual: &impl Fn(StreamId) -> StreamId,
    ) {
        let (mut comes, mut leaves) = (vec![false; self.has.len()], vec![false; self.has.len()]);
        let down = |comes: &mut Vec<bool>, step: &Step| {
            let enters = matches!(step.kind, StepKind::In { .. }) && !step.begins_time();
            let inputs = step.kind.inputs();
            let passes = passes_on(step) && !inputs.is_empty() && inputs.iter().all(|input| comes[actual(*input)]);
            set(comes, step.kind.outputs().into_iter().filter(|_| enters || passes))
        };
        while steps().fold(false, |changed, step| down(&mut comes, step) | changed) {}
        // Where a merge has an input without times, it ends before the merge.
        let up = |leaves: &mut Vec<bool>, step: &Step| {
            let is_out = matches!(step.kind, StepKind::Out { .. });
            let behind = passes_on(step) && step.kind.outputs().into_iter().any(|out| comes[out] && leaves[out]);
            set(leaves, step.kind.inputs().into_iter().map(actual).filter(|_| is_out || behind))
        };
        while steps().rev().fold(false, |changed, step| up(&mut leaves, step) | changed) {}
        self.passed_on = comes.into_iter().zip(leaves).map(|(comes, leaves)| comes && leaves).collect();
    }

    /// Whether a stream's items carry what those do that come to the pipeline, where it is a node of another.
    pub(crate) fn passes_on(&self, stream: StreamId) -> bool {
        self.passed_on[stream]
    }

    /// Whether a stream's items carry their times.
    pub(crate) fn carries(&self, stream: StreamId) -> bool {
        self.has[stream] && self.wanted[stream]
    }

    /// What comes out of a step has the time of what goes in.
    fn hand_down(&mut self, step: &Step, actual: &impl Fn(StreamId) -> StreamId) -> bool {
        let comes = step.kind.inputs().into_iter().any(|input| self.has[actual(input)]);
        let has = step.begins_time() || comes && passes(step);
        set(&mut self.has, step.kind.outputs().into_iter().filter(|_| has))
    }

    /// What goes into a step is asked for its time where that of what comes out is, or where the step does.
    fn hand_up(&mut self, step: &Step, actual: &impl Fn(StreamId) -> StreamId) -> bool {
        let behind = passes(step) && step.kind.outputs().into_iter().any(|out| self.wanted[out]);
        let wanted = !step.begins_time() && (behind || step.goes_by_time());
        set(&mut self.wanted, step.kind.inputs().into_iter().map(actual).filter(|_| wanted))
    }
}

fn set(marks: &mut [bool], streams: impl Iterator<Item = StreamId>) -> bool {
    streams.fold(false, |changed, stream| !std::mem::replace(&mut marks[stream], true) | changed)
}

/// It neither begins a time nor goes by one, so it does not matter to it whether there is one.
fn passes_on(step: &Step) -> bool {
    let by_itself = step.begins_time() || step.options().is_some_and(|options| options.window.is_some());
    // A fold that merges the states of its workers lets them out without times, and only its type says that it is one.
    let by_workers = step.options().is_some_and(|options| options.workers.is_some());
    // Of what comes out of a pipeline at a node, only its type says whether it has times: `out`s may be behind windows or failures.
    let by_type = matches!(step.kind, StepKind::Join(_) | StepKind::Out { .. } | StepKind::Nested(_));
    passes(step) && !by_itself && !by_workers && !by_type
}

fn passes(step: &Step) -> bool {
    !matches!(&step.kind, StepKind::In { .. } | StepKind::Source { .. } | StepKind::Loop { .. })
}

impl Step {
    /// `time` is written here.
    pub(crate) fn begins_time(&self) -> bool {
        self.options().is_some_and(|options| options.time.is_some())
    }

    /// It pairs items by their times.
    pub(crate) fn joins_by_time(&self) -> bool {
        matches!(&self.kind, StepKind::Join(join) if join.joining == Joining::Join)
    }

    /// It goes by the times of its items, where they have some.
    pub(crate) fn goes_by_time(&self) -> bool {
        let keeps_keys = self.options().is_some_and(|options| options.window.is_some() && options.keep.is_some());
        self.window_of_time().is_some() || keeps_keys || self.joins_by_time()
    }

    /// Its window, where that is a span of time.
    pub(crate) fn window_of_time(&self) -> Option<&super::model::Window> {
        let window = self.options()?.window.as_ref()?;
        Some(&window.value).filter(|window| window.is_timed())
    }
}
