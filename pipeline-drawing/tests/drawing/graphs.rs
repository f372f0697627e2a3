//! Graphs to draw.

use aqueduct_drawing::{Buffer, Calls, Carries, Edge, Graph, Item, Kind, Node, Place};

/// A graph in the making.
#[derive(Default)]
pub struct Made {
    name: &'static str,
    nodes: Vec<Node<'static>>,
    edges: Vec<Edge<'static>>,
}

pub fn made(name: &'static str) -> Made {
    Made { name, ..Made::default() }
}

impl Made {
    pub fn graph(&self) -> Graph<'_> {
        Graph { name: self.name, nodes: &self.nodes, edges: &self.edges, file: "src/shop.rs" }
    }

    pub fn node(self, name: &'static str, kind: Kind) -> Self {
        self.with(name, kind, &[])
    }

    pub fn with(mut self, name: &'static str, kind: Kind, options: &'static [(&'static str, &'static str)]) -> Self {
        let place = Place { line: 10 + self.nodes.len(), column: 9 };
        let works = matches!(kind, Kind::Stage | Kind::Sink | Kind::Fold | Kind::Source);
        let workers = options.iter().find(|option| option.0 == "workers").and_then(|option| option.1.parse().ok());
        let in_hand = Some(workers.unwrap_or(usize::from(works)));
        let (calls, function) = (works.then_some(Calls::Async), None);
        self.nodes.push(Node { name, kind, function, calls, options, workers, in_hand, place });
        self
    }

    pub fn edge(mut self, from: &str, to: &str, item: &'static str) -> Self {
        let at = |name: &str| self.nodes.iter().position(|node| node.name == name).expect("a node of this name");
        let item = if item.is_empty() { Item::Unknown } else { Item::Written(item) };
        let (from, to) = (at(from), at(to));
        self.edges.push(Edge {
            from,
            to,
            label: None,
            carries: Carries::Items,
            item,
            buffer: Buffer::Holds(64),
            joined: false,
        });
        self
    }

    pub fn fails(self, from: &str, to: &str, item: &'static str) -> Self {
        self.edge(from, to, item).last(|edge| edge.carries = Carries::Failures)
    }

    pub fn label(self, label: &'static str) -> Self {
        self.last(|edge| edge.label = Some(label))
    }

    pub fn holds(self, items: usize) -> Self {
        self.last(|edge| edge.buffer = Buffer::Holds(items))
    }

    pub fn fused(self) -> Self {
        self.last(|edge| edge.buffer = Buffer::Fused)
    }

    pub fn joined(self) -> Self {
        self.last(|edge| edge.joined = true)
    }

    fn last(mut self, change: impl FnMut(&mut Edge<'static>)) -> Self {
        self.edges.last_mut().into_iter().for_each(change);
        self
    }

    /// As the macro has it: names alone.
    pub fn names_only(mut self) -> Self {
        for edge in &mut self.edges {
            (edge.buffer, edge.item) = (Buffer::NotSaid, Item::Unknown);
        }
        for node in &mut self.nodes {
            (node.calls, node.in_hand, node.workers) = (None, None, None);
        }
        self
    }
}

fn named(name: String) -> &'static str {
    Box::leak(name.into_boxed_str())
}

pub fn chain(nodes: usize, item: &'static str) -> Made {
    let mut made = made("Chain");
    for at in 0..nodes {
        let kind = if at == 0 {
            Kind::Source
        } else if at + 1 == nodes {
            Kind::Sink
        } else {
            Kind::Stage
        };
        made = made.node(named(format!("step_{at}")), kind);
        if at > 0 {
            made = made.edge(named(format!("step_{}", at - 1)), named(format!("step_{at}")), item);
        }
    }
    made
}

pub fn linear() -> Made {
    made("Prices")
        .node("lines", Kind::Source)
        .node("parse", Kind::Stage)
        .node("print", Kind::Sink)
        .edge("lines", "parse", "String")
        .edge("parse", "print", "f64")
        .fused()
}

pub fn payments() -> Made {
    made("Payments")
        .with("payments", Kind::Input, &[("buffer", "1000")])
        .node("validate", Kind::Stage)
        .with("charge", Kind::Stage, &[("workers", "5"), ("retry", "3"), ("timeout", "2s")])
        .node("confirm", Kind::Stage)
        .node("receipts", Kind::Output)
        .with("record_failure", Kind::Sink, &[("batch", "100"), ("within", "1s")])
        .edge("payments", "validate", "Payment")
        .holds(1000)
        .edge("validate", "charge", "Payment")
        .edge("charge", "confirm", "Charged")
        .edge("confirm", "receipts", "Receipt")
        .fails("validate", "record_failure", "Failed<Payment, PaymentError>")
        .fails("charge", "record_failure", "Failed<Payment, PaymentError>")
}

pub fn route() -> Made {
    made("Orders")
        .node("orders", Kind::Source)
        .node("match", Kind::Route)
        .node("pack", Kind::Stage)
        .with("freight", Kind::Stage, &[("workers", "2")])
        .node("inspect", Kind::Stage)
        .node("ship", Kind::Sink)
        .edge("orders", "match", "Order")
        .fused()
        .edge("match", "pack", "Small")
        .label("Order::Small(order)")
        .edge("match", "freight", "Large")
        .label("Order::Large(order) if order.weight > 30")
        .edge("match", "inspect", "Order")
        .label("_")
        .edge("pack", "ship", "Parcel")
        .edge("freight", "ship", "Parcel")
        .edge("inspect", "ship", "Parcel")
}

pub fn broadcast() -> Made {
    made("Events")
        .with("events", Kind::Input, &[("buffer", "64")])
        .node("all", Kind::Broadcast)
        .node("count", Kind::Fold)
        .node("store", Kind::Sink)
        .node("alert", Kind::Stage)
        .node("page", Kind::Sink)
        .edge("events", "all", "Event")
        .edge("all", "count", "Event")
        .edge("all", "store", "Event")
        .edge("all", "alert", "Event")
        .edge("count", "page", "Count")
        .edge("alert", "page", "Alert")
}

pub fn fan(arms: usize, item: &'static str) -> Made {
    let mut made = made("Fan").node("source", Kind::Source).node("split", Kind::Stage).edge("source", "split", item);
    for at in 0..arms {
        let name = named(format!("worker_{at}"));
        made = made.node(name, Kind::Stage).edge("split", name, item).label(named(format!("part_{at}")));
    }
    made = made.with("collect", Kind::Sink, &[("batch", "500"), ("within", "200ms")]);
    (0..arms).fold(made, |made, at| made.edge(named(format!("worker_{at}")), "collect", "Done"))
}

pub fn looped() -> Made {
    made("Crawl")
        .node("seeds", Kind::Input)
        .node("again", Kind::Loop)
        .with("fetch", Kind::Stage, &[("workers", "8"), ("timeout", "5s")])
        .node("links", Kind::Stage)
        .node("store", Kind::Sink)
        .node("record", Kind::Sink)
        .edge("seeds", "fetch", "Url")
        .edge("again", "fetch", "Url")
        .edge("fetch", "links", "Page")
        .edge("links", "again", "Url")
        .label("found")
        .edge("links", "store", "Page")
        .fails("fetch", "record", "Failed<Url, FetchError>")
}

pub fn large() -> Made {
    let mut made = made("Flights").node("files", Kind::Source).node("unpack", Kind::Stage);
    made = made.edge("files", "unpack", "PathBuf");
    made = made.with("rows", Kind::Stage, &[("workers", "4"), ("ordered", "")]).edge("unpack", "rows", "Vec<u8>");
    made = made.node("match", Kind::Route).edge("rows", "match", "Result<HashMap<String, Vec<Order>>, PaymentError>");
    for arm in 0..4 {
        let mut before = "match";
        for step in 0..4 {
            let name = named(format!("{}_{arm}", ["check", "enrich", "price", "batch"][step]));
            let kind = if step == 3 { Kind::Operator } else { Kind::Stage };
            made = made.node(name, kind).edge(before, name, "Result<HashMap<String, Vec<Order>>, PaymentError>");
            if step == 0 {
                made = made.label(named(format!("Row::Kind{arm}(row)")));
            }
            before = name;
        }
    }
    made =
        made.node("store", Kind::Sink).node("count", Kind::Fold).node("print", Kind::Sink).node("complain", Kind::Sink);
    for arm in 0..4 {
        made = made.edge(named(format!("batch_{arm}")), "store", "Vec<Flight>");
        made = made.fails(named(format!("check_{arm}")), "complain", "Failed<Row, Invalid>");
    }
    made.edge("price_0", "count", "Flight").label("copies").edge("count", "print", "(_, Total)")
}

/// A fan in a chain.
pub fn wide_and_long() -> Made {
    let mut made = fan(8, "Part");
    for step in ["merge", "price", "check", "sum", "report"] {
        made = made.node(step, Kind::Stage);
    }
    made.edge("collect", "merge", "Vec<Done>")
        .edge("merge", "price", "Done")
        .edge("price", "check", "Priced")
        .edge("check", "sum", "Priced")
        .edge("sum", "report", "Total")
        .fails("price", "report", "Failed<Done, NoPrice>")
}

/// Too wide for boxes.
pub fn tangled() -> Made {
    let long = |at: usize| named(format!("a_stage_with_a_name_of_some_length_{at}"));
    let mut made = made("Tangled").node("source", Kind::Source);
    for at in 0..6 {
        made = made.with(long(at), Kind::Stage, &[("workers", "4"), ("retry", "3")]).edge("source", long(at), "Order");
    }
    made = made.node("store", Kind::Sink).with("record", Kind::Sink, &[("batch", "100")]);
    for at in 0..6 {
        made = made.edge(long(at), "store", "Result<HashMap<String, Vec<Order>>, PaymentError>");
        made = made.fails(long(at), "record", "Failed<Order, Invalid>");
        if at > 2 {
            made = made.edge(long(at - 3), long(at), "Late").label("late");
        }
    }
    made
}

/// All, with names for their files.
pub fn all() -> Vec<(&'static str, Made)> {
    let long = "Result<HashMap<String, Vec<Order>>, PaymentError>";
    vec![
        ("linear", linear()),
        ("payments", payments()),
        ("payments_names", payments().names_only()),
        ("route", route()),
        ("broadcast", broadcast()),
        ("fan_8", fan(8, "Part")),
        ("fan_12_long", fan(12, long)),
        ("chain_15", chain(15, "Item")),
        ("chain_15_names", chain(15, "").names_only()),
        ("looped", looped()),
        ("large", large()),
        ("wide_and_long", wide_and_long()),
        ("tangled", tangled()),
    ]
}
