//! Writes the chains: by hand, 100 nodes in a row would be 100 lines that say nothing.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut nodes = vec![1, 10, 100];
    if env::var_os("CARGO_FEATURE_THOUSAND").is_some() {
        nodes.push(1_000);
    }
    let pipelines: String =
        nodes.iter().map(|n| chain("Fused", *n, "") + &chain("Tasks", *n, ", buffer: 1024")).collect();
    let text = format!(
        "/// How long the chains are.\npub const NODES: &[usize] = &{nodes:?};\n{pipelines}{}{}",
        choice("fused", "Fused", &nodes),
        choice("tasks", "Tasks", &nodes)
    );
    let folder = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&folder).join("chains.rs"), text).expect("a file can be written");
}

/// A pipeline of so many times the same stage.
fn chain(kind: &str, nodes: usize, options: &str) -> String {
    let stages: String = (0..nodes).map(|nth| format!("=> step {{ name: n{nth}{options} }} ")).collect();
    let body = format!("numbers(&items, &mut 0) {stages}=> add => total;");
    format!("pipeline! {{ struct {kind}{nodes} {{ items: u64 }} out total: Total; {body} }}\n")
}

/// Which of the pipelines is run, by its number of nodes.
fn choice(function: &str, kind: &str, nodes: &[usize]) -> String {
    let arms: String = nodes.iter().map(|n| format!("{n} => total!({kind}{n} {{ items }}),\n")).collect();
    format!(
        "/// Runs the one of so many nodes.\n\
         pub async fn {function}(nodes: usize, items: u64) -> Result<Total, Failure> {{\n\
             match nodes {{ {arms} _ => Err(format!(\"there is no chain of {{nodes}} nodes\").into()) }}\n\
         }}\n"
    )
}
