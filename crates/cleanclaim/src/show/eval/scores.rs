//! Precision, recall and F1 as rows of a table.

use crate::show::table::{self, Align};
use measure::codes::Scores;

/// The columns behind the name.
const COLUMNS: [&str; 6] = ["F1", "precision", "recall", "right", "wrong", "missed"];

/// A table with one row a name.
#[must_use]
pub fn table(title: &str, rows: &[(String, Scores)]) -> String {
    let mut columns = vec![(title, Align::Left)];
    columns.extend(COLUMNS.map(|name| (name, Align::Right)));
    let rows: Vec<Vec<String>> = rows.iter().map(|(name, scores)| row(name, scores)).collect();
    table::render(&columns, &rows)
}

fn row(name: &str, scores: &Scores) -> Vec<String> {
    let three = |number: f64| format!("{number:.3}");
    let counts = [scores.tp, scores.fp, scores.fn_].map(|n| n.to_string());
    let mut cells = vec![name.to_owned()];
    cells.extend([three(scores.f1), three(scores.precision), three(scores.recall)]);
    cells.extend(counts);
    cells
}
