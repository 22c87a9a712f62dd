//! Procedures against the days of the visit: what was done on another day belongs to another
//! claim, or the day is wrong.

use super::work::{Kind, Line, Work};
use model::{Chart, Date};
use std::collections::BTreeSet;

/// A procedure that a day speaks against.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misdated {
    pub code: String,
    pub text: String,
    pub next: &'static str,
    /// The source itself gives a day outside the visit; else only the note it rests on is older.
    pub stated: bool,
}

/// Every standing procedure that the chart dates outside the visit, and every one that rests on
/// nothing but notes written before it. Notes of later days are no sign: much is dictated after.
pub(super) fn misdated(work: &Work, chart: &Chart) -> Vec<Misdated> {
    let Some(first) = chart.encounter.start else { return Vec::new() };
    let last = chart.encounter.end.unwrap_or(first).max(first);
    let lines = work.standing(Kind::Px).chain(work.standing(Kind::Pcs));
    lines.filter_map(|line| of_line(line, chart, (first, last))).collect()
}

fn of_line(line: &Line, chart: &Chart, (first, last): (Date, Date)) -> Option<Misdated> {
    let visit = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let days = told(line, chart);
    let outside: Vec<String> =
        days.iter().filter(|day| !(first..=last).contains(*day)).map(ToString::to_string).collect();
    if !outside.is_empty() && outside.len() == days.len() {
        return Some(Misdated {
            code: line.code.clone(),
            text: format!(
                "{} is dated {}, outside the visit of {visit}.",
                line.code,
                outside.join(", ")
            ),
            next: "Correct the day at its source, or bill it with the visit of that day.",
            stated: true,
        });
    }
    let written: Option<Vec<Date>> = line
        .evidence
        .iter()
        .map(|evidence| chart.documents.get(evidence.document as usize)?.date)
        .collect();
    let newest = written.and_then(|days| days.into_iter().max())?;
    (days.is_empty() && newest < first).then(|| Misdated {
        code: line.code.clone(),
        text: format!(
            "{} rests on notes of {newest} and before; the visit is of {visit}.",
            line.code
        ),
        next: "Check that it was done at this visit, or reject it.",
        stated: false,
    })
}

/// The days that the source gives for a code: of its procedures and of its charges.
fn told(line: &Line, chart: &Chart) -> BTreeSet<Date> {
    let same = |code: &Option<String>| code.as_deref() == Some(line.code.as_str());
    let done = chart.procedures.iter().filter(|done| match line.kind {
        Kind::Pcs => same(&done.icd10pcs),
        _ => same(&done.cpt),
    });
    let charged = chart.charges.iter().filter(|charge| same(&charge.code));
    done.filter_map(|done| done.date).chain(charged.filter_map(|c| c.date)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::work::State;
    use super::*;
    use model::{Charge, Document, Encounter, Evidence, RecordedProcedure};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn work(state: State) -> Work {
        let evidence = Evidence { document: 0, start: 0, end: 4, text: "scan".into() };
        let line = Line {
            key: 1,
            kind: Kind::Px,
            state,
            added: false,
            code: "71046".into(),
            was: None,
            title: None,
            confidence: None,
            evidence: vec![evidence],
            rules: Vec::new(),
            refused: Vec::new(),
            poa: None,
            modifiers: Vec::new(),
            units: 1,
            dx: Vec::new(),
        };
        Work { coding: 1, next_key: 2, lines: vec![line] }
    }

    fn chart(done: &[&str], charged: &[&str], note: Option<&str>) -> Chart {
        let code = || Some("71046".to_owned());
        Chart {
            encounter: Encounter {
                start: Some(day("2026-06-10")),
                end: Some(day("2026-06-12")),
                ..Encounter::default()
            },
            procedures: done
                .iter()
                .map(|text| RecordedProcedure {
                    cpt: code(),
                    date: Some(day(text)),
                    ..RecordedProcedure::default()
                })
                .collect(),
            charges: charged
                .iter()
                .map(|text| Charge { code: code(), date: Some(day(text)), ..Charge::default() })
                .collect(),
            documents: vec![Document { date: note.map(day), ..Document::default() }],
            ..Chart::default()
        }
    }

    /// Days of procedures, of charges, the day of the note; whether what is said is stated.
    type Case =
        (&'static [&'static str], &'static [&'static str], Option<&'static str>, Option<bool>);

    #[test]
    fn a_day_outside_the_visit_is_an_issue() {
        let cases: [Case; 9] = [
            (&["2026-06-10"], &[], None, None),
            (&["2026-06-12"], &[], None, None),
            (&["2026-06-13"], &[], None, Some(true)),
            (&["2026-06-09"], &["2026-06-09"], None, Some(true)),
            // Done twice, once at this visit.
            (&["2026-06-09", "2026-06-11"], &[], None, None),
            (&[], &["2026-05-01"], None, Some(true)),
            (&[], &[], Some("2026-06-09"), Some(false)),
            (&[], &[], Some("2026-06-20"), None),
            (&["2026-06-11"], &[], Some("2026-06-09"), None),
        ];
        for (done, charged, note, stated) in cases {
            let found = misdated(&work(State::Accepted), &chart(done, charged, note));
            let found = found.first().map(|one| one.stated);
            assert_eq!(found, stated, "{done:?} {charged:?} {note:?}");
        }
        let rejected = State::Rejected(super::super::work::Reason::Duplicate);
        assert_eq!(misdated(&work(rejected), &chart(&["2026-01-01"], &[], None)), []);
        let undated =
            Chart { encounter: Encounter::default(), ..chart(&["2026-01-01"], &[], None) };
        assert_eq!(misdated(&work(State::Accepted), &undated), []);
    }
}
