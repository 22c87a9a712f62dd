//! Operations of an inpatient claim: the ICD-10-PCS procedures, their days, and who operated.

use crate::fault::Findings;
use model::{Chart, ClaimProcedure, CodedChart, Practitioner, ProcedureCode};

/// How a code of the section of medicine and surgery begins in ICD-10-PCS.
const SURGERY: char = '0';

/// Who operated: who did the first coded procedure of surgery (section 0 of ICD-10-PCS) that the
/// source recorded with its person. A record without the code counts where all of the chart's
/// records name one person.
pub(crate) fn surgeon<'a>(chart: &'a Chart, coded: &CodedChart) -> Option<&'a Practitioner> {
    let recorded = |code: &str| {
        let mut same = chart.procedures.iter().filter(|p| p.icd10pcs.as_deref() == Some(code));
        same.find_map(|p| p.performer.as_ref())
    };
    let mut operations = coded.pcs.iter().filter(|px| px.code.starts_with(SURGERY)).peekable();
    operations.peek()?;
    operations.find_map(|px| recorded(&px.code)).or_else(|| {
        let mut people = chart.procedures.iter().filter_map(|p| p.performer.as_ref());
        let first = people.next()?;
        people.all(|other| other == first).then_some(first)
    })
}

/// ICD-10-PCS procedures with the day that the source recorded.
pub(crate) fn procedures(
    chart: &Chart,
    coded: &CodedChart,
    findings: &mut Findings,
) -> Vec<ClaimProcedure> {
    let day_of = |px: &ProcedureCode| {
        let recorded = chart.procedures.iter();
        recorded.filter(|p| p.icd10pcs.as_deref() == Some(&px.code)).find_map(|p| p.date)
    };
    let mut procedures = Vec::new();
    for (i, px) in coded.pcs.iter().enumerate() {
        let date = day_of(px).unwrap_or_else(|| {
            let day = chart.encounter.start.unwrap_or(coded.date);
            findings.note(
                "procedure.day_assumed",
                format!("pcs[{i}]"),
                format!("The chart gives no day for {}; the claim says {day}.", px.code),
                "Correct the day of the procedure.",
            );
            day
        });
        procedures.push(ClaimProcedure { code: px.code.clone(), date });
    }
    procedures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, px};
    use model::RecordedProcedure;

    #[test]
    fn who_operated_is_told_by_the_records() {
        let person = |id: &str| model::Practitioner { id: id.to_owned(), ..Default::default() };
        let record = |code: Option<&str>, who: Option<&str>| RecordedProcedure {
            icd10pcs: code.map(str::to_owned),
            performer: who.map(person),
            ..Default::default()
        };
        for (codes, records, expected) in [
            (&["0DTJ4ZZ"][..], vec![record(Some("0DTJ4ZZ"), Some("a"))], Some("a")),
            (
                &["3E0336Z", "0DTJ4ZZ"],
                vec![record(Some("3E0336Z"), Some("a")), record(Some("0DTJ4ZZ"), Some("b"))],
                Some("b"),
            ),
            (&["0DTJ4ZZ"], vec![record(None, Some("a")), record(None, Some("a"))], Some("a")),
            (&["0DTJ4ZZ"], vec![record(None, Some("a")), record(None, Some("b"))], None),
            (&["0DTJ4ZZ"], vec![record(Some("0DTJ4ZZ"), None)], None),
            (&["3E0336Z"], vec![record(Some("3E0336Z"), Some("a"))], None),
            (&[], vec![record(None, Some("a"))], None),
        ] {
            let mut chart = example::chart();
            chart.procedures = records;
            let pcs = codes.iter().map(|code| px(code, &[], 1)).collect();
            let coded = CodedChart { pcs, ..example::coded() };
            assert_eq!(surgeon(&chart, &coded).map(|p| p.id.as_str()), expected, "{codes:?}");
        }
    }
}
