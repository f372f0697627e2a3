//! Drawings of graphs.

mod graphs;

#[test]
fn show() {
    let Ok(folder) = std::env::var("DRAWINGS") else { return };
    for (name, made) in graphs::all() {
        let graph = made.graph();
        println!("== {name}\n{graph}");
        let write = |end: &str, text: String| std::fs::write(format!("{folder}/{name}.{end}"), text).unwrap();
        write("svg", graph.svg().to_string());
        write("dot", graph.dot().to_string());
        write("mmd", graph.mermaid().to_string());
        write("json", graph.json().to_string());
    }
}
