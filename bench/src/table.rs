//! The table for people: how often each system fits into the time of the baselines.

use std::fmt::Write;

use crate::measure::Measurement;

/// One table per quantity of a work, as its name says; a ratio above 1 is faster than the baseline at the head of the column.
pub(crate) fn draw(measurements: &[Measurement], baselines: &[&str]) -> String {
    let mut works: Vec<&str> = Vec::new();
    for Measurement { work, .. } in measurements {
        if !works.contains(&work.as_str()) {
            works.push(work);
        }
    }
    let of = |work: &str| measurements.iter().filter(|measured| measured.work == work).collect::<Vec<_>>();
    works.iter().map(|work| draw_one(&of(work), baselines)).collect()
}

fn draw_one(measurements: &[&Measurement], baselines: &[&str]) -> String {
    let Some(first) = measurements.first() else { return String::new() };
    let at = first.at.map(|at| format!(" at {at}")).unwrap_or_default();
    let mut table = format!("\n{}{at}: {} items, median of {}\n", first.work, first.items, first.runs);
    let _ = write!(table, "  {:<22}{:>10}{:>9}", "system", "ns/item", "spread");
    for baseline in baselines {
        let _ = write!(table, "{:>24}", format!("x {baseline}"));
    }
    table.push('\n');
    for measurement in measurements {
        draw_row(&mut table, measurement, measurements, baselines);
    }
    table
}

fn draw_row(table: &mut String, row: &Measurement, all: &[&Measurement], baselines: &[&str]) {
    let _ = write!(table, "  {:<22}{:>10.2}{:>7.0} %", row.system, row.ns_per_item, row.spread * 100.0);
    for baseline in baselines {
        let _ = match all.iter().find(|other| other.system == *baseline) {
            Some(other) => write!(table, "{:>24.2}", other.ns_per_item / row.ns_per_item),
            None => write!(table, "{:>24}", "-"),
        };
    }
    table.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(system: &'static str, ns_per_item: f64) -> Measurement {
        Measurement { work: "work".into(), at: None, system, items: 7, ns_per_item, runs: 3, spread: 0.25 }
    }

    #[test]
    fn ratios_say_how_many_times_as_fast() {
        let table = draw(&[row("slow", 50.0), row("fast", 2.5)], &["slow", "absent"]);
        let fast: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(fast, ["fast", "2.50", "25", "%", "20.00", "-"]);
    }
}
