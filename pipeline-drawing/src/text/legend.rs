//! What is written at lines, and below the drawing where there is no room at them.

use crate::nets::{Bundle, cut};

/// Columns of a type that may stand at its line although others do not.
const SHORT: usize = 6;
/// Columns for a pattern or a port where types have no room.
const WORD: usize = 24;

pub(super) struct Labels {
    /// Of each bundle.
    pub texts: Vec<String>,
    /// Rows, with an empty one before them.
    pub legend: Vec<String>,
}

/// All of it at the lines.
pub(super) fn none(bundles: &[Bundle]) -> Labels {
    Labels { texts: bundles.iter().map(Bundle::label).collect(), legend: Vec::new() }
}

/// Numbers for long types.
pub(super) fn of_types(bundles: &[Bundle]) -> Labels {
    let mut known = Vec::new();
    let text = |bundle: &Bundle| {
        if bundle.item.chars().count() <= SHORT {
            return bundle.label();
        }
        let number = number(&mut known, &bundle.item);
        format!("{} {number}", cut(&bundle.word, WORD)).trim_start().to_owned()
    };
    let texts = bundles.iter().map(text).collect();
    Labels { texts, legend: legend(&known) }
}

/// Numbers for everything but that something is a failure or leads back.
pub(super) fn of_all(bundles: &[Bundle]) -> Labels {
    let mut known = Vec::new();
    let text = |bundle: &Bundle| {
        let label = bundle.label();
        if label.chars().count() <= SHORT {
            return label;
        }
        let mark = if bundle.back {
            "↻"
        } else if bundle.dashed {
            "else"
        } else {
            ""
        };
        let rest = label.strip_prefix(mark).unwrap_or(&label).trim_start_matches([':', ' ']);
        format!("{mark} {}", number(&mut known, rest)).trim_start().to_owned()
    };
    let texts = bundles.iter().map(text).collect();
    Labels { texts, legend: legend(&known) }
}

/// The same for the same.
fn number(known: &mut Vec<String>, text: &str) -> String {
    let at = known.iter().position(|other| other == text).unwrap_or_else(|| {
        known.push(text.to_owned());
        known.len() - 1
    });
    format!("({})", at + 1)
}

fn legend(known: &[String]) -> Vec<String> {
    if known.is_empty() {
        return Vec::new();
    }
    let rows = known.iter().enumerate().map(|(at, text)| format!("({}) {text}", at + 1));
    std::iter::once(String::new()).chain(rows).collect()
}
