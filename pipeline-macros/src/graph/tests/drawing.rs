//! A graph as text, one step on each line: `name = what(streams in) -> streams out`.

use crate::graph::model::{Arg, ArgValue, Call, Carries, Else, Flow, Graph, Merge, Nested, Stage, StepKind, StreamId};
use quote::ToTokens;

pub(super) fn draw(graph: &Graph) -> String {
    check(graph);
    graph.steps.iter().map(|step| format!("{} = {}\n", step.name, kind(graph, &step.kind))).collect()
}

/// What the model promises of every graph.
fn check(graph: &Graph) {
    let mut names: Vec<_> = graph.steps.iter().map(|step| step.name.to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), graph.steps.len(), "step names are unique");
    for (id, stream) in graph.streams.iter().enumerate() {
        assert!(stream.producer < stream.taker, "producers stand before takers");
        assert!(graph.steps[stream.producer].kind.outputs().contains(&id));
        assert!(graph.steps[stream.taker].kind.inputs().contains(&id));
    }
    let outputs: usize = graph.steps.iter().map(|step| step.kind.outputs().len()).sum();
    let inputs: usize = graph.steps.iter().map(|step| step.kind.inputs().len()).sum();
    assert_eq!(
        (outputs, inputs),
        (graph.streams.len(), graph.streams.len()),
        "each stream has one producer and one taker"
    );
}

fn kind(graph: &Graph, kind: &StepKind) -> String {
    let from = |stream: &StreamId| arrival(graph, *stream);
    let all = |streams: &[StreamId]| streams.iter().map(from).collect::<Vec<_>>().join(", ");
    match kind {
        StepKind::In { ty, .. } => format!("in {}", ty.to_token_stream()),
        StepKind::Source { call, .. } => format!("source {}", function(call)),
        StepKind::Stage(stage) => {
            format!("stage {} <- {}{}", function(&stage.call), from(&stage.input), notes(graph, stage))
        }
        StepKind::Sink(sink) => {
            let failures = failures(graph, sink.failures, sink.fed_only_by_failures);
            format!("sink {} <- {}{failures}", function(&sink.call), from(&sink.input))
        }
        StepKind::Nested(nested) => {
            let open = if nested.out.is_none() { " (ends)" } else { "" };
            format!("pipeline {} <- {}{open}", function(&nested.call), from(&nested.input))
        }
        StepKind::Operator(step) => {
            format!(
                "operator {:?}/{} <- {}",
                step.operator,
                step.args.len(),
                step.input.iter().map(from).collect::<String>()
            )
        }
        StepKind::Join(join) => {
            let failures = failures(graph, join.failures, false);
            format!("{} <- {}{failures}", join.joining.word(), all(&join.inputs))
        }
        StepKind::Merge(Merge { inputs, prefer_first, taker, .. }) => {
            let prefer = if *prefer_first { " prefer first" } else { "" };
            format!("merge{prefer} for {taker:?} <- {}", all(inputs))
        }
        StepKind::Broadcast { input, outs } => format!("broadcast to {} <- {}", outs.len(), from(input)),
        StepKind::Route { input, arms } => {
            let arms: Vec<_> = arms.iter().map(arm).collect();
            format!("route [{}] <- {}", arms.join(" | "), from(input))
        }
        StepKind::Discard { input } => format!("discard <- {}", from(input)),
        StepKind::Loop { ty, .. } => format!("loop {}", ty.to_token_stream()),
        StepKind::IntoLoop { port, ty, input } => format!("{} into {port} <- {}", ty.to_token_stream(), from(input)),
        StepKind::Out { ty, input, .. } => format!("out {} <- {}", ty.to_token_stream(), from(input)),
    }
}

fn arrival(graph: &Graph, stream: StreamId) -> String {
    let edge = &graph.streams[stream];
    let producer = &graph.steps[edge.producer];
    let mark = match edge.carries {
        Carries::Items => String::new(),
        Carries::Failures => "!".to_owned(),
        Carries::Port => match &producer.kind {
            StepKind::Stage(Stage { ports, .. }) | StepKind::Nested(Nested { ports, .. }) => {
                ports.iter().filter(|p| p.1 == stream).map(|p| format!(".{}", p.0)).collect()
            }
            _ => unreachable!("only stages and pipelines have ports"),
        },
    };
    format!("{}{mark}", producer.name)
}

fn notes(graph: &Graph, stage: &Stage) -> String {
    let open = if stage.out.is_none() { " (ends)" } else { "" };
    format!("{open}{}", failures(graph, stage.failures, stage.fed_only_by_failures))
}

fn failures(graph: &Graph, failures: Else, only_failures: bool) -> String {
    let taker = |stream: StreamId| graph.steps[graph.streams[stream].taker].name.to_string();
    let text = match failures {
        Else::None => String::new(),
        Else::To(stream) => format!(", else {}", taker(stream)),
        Else::Global(stream) => format!(", else (global) {}", taker(stream)),
        other => format!(", else {other:?}"),
    };
    if only_failures { format!("{text}, fed by failures") } else { text }
}

fn arm(arm: &crate::graph::model::Arm) -> String {
    let guard = if arm.guard.is_some() { " if" } else { "" };
    let flow = match &arm.flow {
        Flow::Whole => "whole".to_owned(),
        Flow::Binding(name) => name.to_string(),
        Flow::Expr(expr) => expr.to_token_stream().to_string(),
    };
    let end = if arm.out.is_none() { " dropped" } else { "" };
    format!("{}{guard}: {flow}{end}", arm.pat.to_token_stream())
}

pub(super) fn function(call: &Call) -> String {
    let args: Vec<_> = call.args.iter().map(argument).collect();
    format!("{}({})", call.path.to_token_stream(), args.join(", "))
}

fn argument(arg: &Arg) -> String {
    let awaits = if arg.awaits { " awaits" } else { "" };
    match &arg.value {
        ArgValue::Field(expr) => format!("field {}{awaits}", expr.to_token_stream()),
        ArgValue::Value(expr) => format!("value {}{awaits}", expr.to_token_stream()),
        ArgValue::State(expr) => format!("state {}{awaits}", expr.to_token_stream()),
    }
}
