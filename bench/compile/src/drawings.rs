//! Drawings of about as many nodes as wanted.

pub type Drawing = fn(usize) -> String;

pub const ALL: [(&str, Drawing); 9] = [
    ("chain", chain),
    ("chain, a field each", fields),
    ("broadcast", broadcast),
    ("merge", merge),
    ("merges in a row", row),
    ("failures into one name", failures),
    ("failures into one `else`", global),
    ("arms", arms),
    ("ports", ports),
];

fn each(n: usize, with: &str, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect::<Vec<_>>().join(with)
}

fn chain(n: usize) -> String {
    format!("struct P; source => {} => sink;", each(n - 2, " => ", |i| format!("f{i}")))
}

fn fields(n: usize) -> String {
    let fields = each(n, ", ", |i| format!("field{i}: Field"));
    let nodes =
        each(n - 2, " => ", |i| format!("f{i}(&field{i}, &mut field{i}.state()) {{ by: |x| field{i}.key(x) }}"));
    format!("struct P {{ {fields} }} source => {nodes} => sink;")
}

fn broadcast(n: usize) -> String {
    format!("struct P; source => [{}];", each(n / 2, ", ", |i| format!("f{i} => sink{i}")))
}

fn merge(n: usize) -> String {
    format!("struct P; [{}] => sink;", each(n, ", ", |i| format!("source{i}")))
}

fn row(n: usize) -> String {
    let lets = each(n / 2, " ", |i| format!("let m{} = [m{i}, s{i}];", i + 1));
    format!("struct P; let m0 = source; {lets} m{} => sink;", n / 2)
}

fn failures(n: usize) -> String {
    let nodes = each(n - 2, " => ", |i| format!("f{i} {{ else: failed }}"));
    format!("struct P; source => {nodes} => sink; failed => record;")
}

fn global(n: usize) -> String {
    format!("struct P; source => {} => sink; else => record;", each(n - 2, " => ", |i| format!("f{i}")))
}

fn arms(n: usize) -> String {
    let arms = each(n / 2, ", ", |i| format!("Kind::K{i}(x) => f{i} => sink{i}"));
    format!("struct P; source => match {{ {arms} }};")
}

fn ports(n: usize) -> String {
    let ports = each(n / 4, " ", |i| format!("in p{i}: Item; out q{i}: Item; p{i} => f{i} => q{i};"));
    format!("struct P; {ports} source => split; {}", each(n / 4, " ", |i| format!("split.port{i} => sink{i};")))
}
