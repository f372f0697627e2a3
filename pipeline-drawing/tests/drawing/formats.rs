//! What other programs read.

use crate::{graphs, random};
use aqueduct_drawing::Kind;
use serde_json::Value;

#[test]
fn json_says_it_all() {
    let json: Value = serde_json::from_str(&graphs::payments().graph().json().to_string()).expect("JSON");
    assert_eq!((&json["name"], &json["file"]), (&Value::from("Payments"), &Value::from("src/shop.rs")));
    assert_eq!(json["max_in_flight"], 1328);
    let charge = &json["nodes"][2];
    assert_eq!(
        (&charge["name"], &charge["kind"], &charge["calls"]),
        (&"charge".into(), &"stage".into(), &"async".into())
    );
    assert_eq!(charge["options"], serde_json::json!({ "workers": "5", "retry": "3", "timeout": "2s" }));
    assert_eq!((&charge["workers"], &charge["in_hand"], &charge["line"]), (&5.into(), &5.into(), &12.into()));
    let failures = &json["edges"][5];
    assert_eq!((&failures["from"], &failures["to"]), (&"charge".into(), &"record_failure".into()));
    assert_eq!((&failures["carries"], &failures["buffer"]), (&"failures".into(), &64.into()));
    assert_eq!(failures["item"], "Failed<Payment, PaymentError>");
}

#[test]
fn what_is_not_known_is_null() {
    let json: Value = serde_json::from_str(&graphs::payments().names_only().graph().json().to_string()).expect("JSON");
    assert_eq!((&json["max_in_flight"], &json["edges"][0]["item"]), (&Value::Null, &Value::Null));
    assert_eq!((&json["nodes"][1]["calls"], &json["edges"][0]["buffer"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_is_joined_holds_items_and_is_one_task() {
    let made =
        ["a", "b", "c", "d", "e"].into_iter().fold(graphs::made("Joined"), |made, name| made.node(name, Kind::Stage));
    let made =
        made.edge("a", "c", "u8").joined().edge("b", "c", "u8").joined().edge("c", "d", "u8").edge("d", "e", "u8");
    let made = made.joined();
    let graph = made.graph();
    assert_eq!(graph.tasks(), [vec![0, 1, 2], vec![3, 4]]);
    let json: Value = serde_json::from_str(&graph.json().to_string()).expect("JSON");
    assert_eq!((&json["edges"][0]["fused"], &json["edges"][0]["buffer"]), (&true.into(), &64.into()));
    assert_eq!((&json["edges"][2]["fused"], &json["nodes"][4]["task"]), (&false.into(), &json["nodes"][3]["task"]));
    assert!(graph.svg().to_string().contains("holds 64 in one task"));
}

#[test]
fn json_escapes() {
    let name = "a \"quoted\"\\ name\nwith \u{1} and \t and ✓";
    let made = graphs::made(name).with("x", Kind::Stage, &[("by", "|x| \"\\u{7}\"")]);
    let json: Value = serde_json::from_str(&made.graph().json().to_string()).expect("JSON");
    assert_eq!((&json["name"], &json["nodes"][0]["options"]["by"]), (&name.into(), &"|x| \"\\u{7}\"".into()));
}

#[test]
fn random_graphs_are_json() {
    for seed in 0..500 {
        let made = random::graph(seed, 40, 70);
        let json: Value = serde_json::from_str(&made.graph().json().to_string()).expect("JSON");
        assert_eq!(json["nodes"].as_array().map(Vec::len), Some(made.graph().nodes.len()));
        assert_eq!(json["edges"].as_array().map(Vec::len), Some(made.graph().edges.len()));
    }
}

#[test]
fn nothing_breaks_out_of_its_quotes() {
    for seed in 0..200 {
        let made = random::graph(seed, 40, 70);
        for line in made.graph().mermaid().to_string().lines() {
            assert_eq!(line.matches('"').count() % 2, 0, "{line}");
            assert!(line.matches('"').count() <= 2, "{line}");
        }
        for line in made.graph().dot().to_string().lines() {
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            assert_eq!(quotes % 2, 0, "{line}");
        }
    }
}

#[test]
fn mermaid_and_dot_name_what_they_draw() {
    let made = graphs::payments();
    let mermaid = made.graph().mermaid().to_string();
    assert!(mermaid.contains("n2(\"charge<br/>workers 5, retry 3, timeout 2s\"):::stage"), "{mermaid}");
    assert!(mermaid.contains("n1 -.->|\"else: Failed#60;Payment, PaymentError#62;\"| n5"), "{mermaid}");
    let dot = made.graph().dot().to_string();
    assert!(dot.contains("n2 [color=\"#3b82f6\", label=\"charge\\nworkers 5, retry 3, timeout 2s\""), "{dot}");
}
