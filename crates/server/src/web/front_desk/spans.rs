//! Coverages over time: where two of one rank overlap, and where there is a gap.

use model::Date;
use store::front_desk::CoverageRow;

/// The days of a coverage; an end that is not known is open.
fn days(row: &CoverageRow) -> (Option<Date>, Option<Date>) {
    let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    (day(&row.from_day), day(&row.to_day))
}

fn overlap(a: &CoverageRow, b: &CoverageRow) -> bool {
    let ((from_a, to_a), (from_b, to_b)) = (days(a), days(b));
    let before = |to: Option<Date>, from: Option<Date>| match (to, from) {
        (Some(to), Some(from)) => to < from,
        _ => false,
    };
    !before(to_a, from_b) && !before(to_b, from_a)
}

/// What a person should look at, in sentences.
pub fn warnings(coverages: &[CoverageRow], today: Date) -> Vec<String> {
    let mut found = Vec::new();
    let name = |row: &CoverageRow| row.coverage.payer.name.clone();
    for (at, one) in coverages.iter().enumerate() {
        for other in &coverages[at + 1..] {
            let same = one.coverage.payer.name == other.coverage.payer.name
                && one.coverage.member_id == other.coverage.member_id;
            if same && overlap(one, other) {
                found.push(format!("{} stands twice for the same days.", name(one)));
            } else if one.rank == other.rank && overlap(one, other) {
                found.push(format!(
                    "{} and {} have the same place in the order on the same days.",
                    name(one),
                    name(other)
                ));
            }
        }
    }
    found.extend(gaps(coverages));
    let first_order = coverages.iter().filter(|row| row.holds_on(&today.to_string()));
    if !coverages.is_empty() && first_order.count() == 0 {
        found.push(format!("No coverage holds today, {today}."));
    }
    found
}

/// Days between the end of every coverage so far and the beginning of the next.
fn gaps(coverages: &[CoverageRow]) -> Vec<String> {
    let mut spans: Vec<_> = coverages.iter().map(days).collect();
    spans.sort_by_key(|(from, _)| *from);
    let mut covered_to: Option<Option<Date>> = None;
    let mut found = Vec::new();
    for (from, to) in spans {
        match (covered_to, from) {
            (Some(Some(end)), Some(from)) if from > end.plus_days(1) => {
                let (first, last) = (end.plus_days(1), from.plus_days(-1));
                found.push(format!("No coverage from {first} to {last}."));
            }
            _ => {}
        }
        covered_to = Some(match (covered_to, to) {
            (None, to) => to,
            (Some(Some(end)), Some(to)) => Some(end.max(to)),
            _ => None,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coverage, Organization};

    fn row(rank: i64, payer: &str, from: &str, to: &str) -> CoverageRow {
        let payer = Organization { name: payer.into(), ..Organization::default() };
        let text = |day: &str| Some(day.to_owned()).filter(|day| !day.is_empty());
        CoverageRow {
            id: format!("{rank}{from}"),
            patient: "p".into(),
            rank,
            coverage: Coverage { payer, ..Coverage::default() },
            from_day: text(from),
            to_day: text(to),
            version: 1,
        }
    }

    #[test]
    fn overlaps_gaps_and_nothing_today() {
        let today: Date = "2026-06-22".parse().unwrap();
        let table: [(&[CoverageRow], &[&str]); 6] = [
            (&[], &[]),
            (&[row(1, "A", "", ""), row(2, "B", "", "")], &[]),
            (&[row(1, "A", "", "2026-06-30"), row(1, "B", "2026-06-30", "")], &["the same place"]),
            (&[row(1, "A", "", "2025-12-31"), row(1, "B", "2026-01-01", "")], &[]),
            (
                &[row(1, "A", "", "2025-12-31"), row(1, "B", "2026-02-01", "")],
                &["from 2026-01-01 to 2026-01-31"],
            ),
            (
                &[row(1, "A", "", "2026-01-01"), row(2, "A", "", "2026-01-01")],
                &["twice", "holds today"],
            ),
        ];
        for (rows, expected) in table {
            let found = warnings(rows, today);
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (sentence, part) in found.iter().zip(expected) {
                assert!(sentence.contains(part), "{sentence}");
            }
        }
    }
}
