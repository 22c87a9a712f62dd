//! Why an outpatient came (HI APR, UB-04 FL 70): the complaint on arrival, in ICD-10-CM.

use crate::fault::Findings;
use model::{Claim, CodedChart, Encounter, Setting};

/// Reasons that a claim carries.
const MAX_REASONS: usize = 3;

/// Revenue codes of an unscheduled visit: emergency room, urgent care, treatment room.
const UNSCHEDULED_REVENUE: [&str; 8] =
    ["0450", "0451", "0452", "0456", "0459", "0516", "0526", "0762"];

/// True for a visit that nobody had planned.
pub(crate) fn is_asked_for(claim: &Claim, coded: &CodedChart) -> bool {
    let unscheduled = |code: Option<&str>| code.is_some_and(|c| UNSCHEDULED_REVENUE.contains(&c));
    coded.setting == Setting::Ed
        || claim.lines.iter().any(|line| unscheduled(line.revenue_code.as_deref()))
}

/// What the source coded as reasons; else the first-listed symptom among the diagnoses; else the
/// first diagnosis, which is noted, since the patient may have come with something else.
pub(crate) fn reasons(
    encounter: &Encounter,
    coded: &CodedChart,
    findings: &mut Findings,
) -> Vec<String> {
    if !encounter.reason_codes.is_empty() {
        return encounter.reason_codes.iter().take(MAX_REASONS).cloned().collect();
    }
    let symptom = coded.dx.iter().find(|dx| is_symptom(&dx.code));
    let Some(first) = symptom.or_else(|| coded.dx.iter().find(|dx| !is_cause(&dx.code))) else {
        return Vec::new();
    };
    if symptom.is_none() {
        findings.note(
            "reason_for_visit.assumed",
            "reasons_for_visit",
            format!(
                "The encounter has no coded reason for the visit; the claim gives {}, the first \
                 diagnosis.",
                first.code
            ),
            "Code the complaint with which the patient came, if it was another one.",
        );
    }
    vec![first.code.clone()]
}

/// Chapter 18 of ICD-10-CM: symptoms and signs.
fn is_symptom(code: &str) -> bool {
    code.starts_with('R')
}

/// Chapter 20 of ICD-10-CM: external causes, which are no reason by themselves.
fn is_cause(code: &str) -> bool {
    code.starts_with(['V', 'W', 'X', 'Y'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use model::{ClaimLine, DiagnosisCode};

    fn coded(codes: &[&str]) -> CodedChart {
        let dx = codes
            .iter()
            .map(|code| DiagnosisCode { code: (*code).to_owned(), ..DiagnosisCode::default() });
        CodedChart { dx: dx.collect(), setting: Setting::Ed, ..example::coded() }
    }

    #[test]
    fn the_stated_reason_then_the_symptom_then_the_diagnosis() {
        let none = Encounter::default();
        let stated = Encounter {
            reason_codes: ["R05.9", "R50.9", "R06.02", "R42"].map(str::to_owned).to_vec(),
            ..Encounter::default()
        };
        for (encounter, codes, want, noted) in [
            (&stated, vec!["J18.9"], vec!["R05.9", "R50.9", "R06.02"], 0),
            (&none, vec!["R07.9", "E78.5"], vec!["R07.9"], 0),
            (&none, vec!["N13.2", "R31.9"], vec!["R31.9"], 0),
            (&none, vec!["W19.XXXA", "S52.501A"], vec!["S52.501A"], 1),
            (&none, vec![], vec![], 0),
        ] {
            let mut findings = Findings::default();
            assert_eq!(reasons(encounter, &coded(&codes), &mut findings), want);
            assert_eq!(findings.notes.len(), noted, "{codes:?}");
        }
    }

    #[test]
    fn only_an_unplanned_visit_has_one() {
        let visit = |revenue: &str| Claim {
            lines: vec![ClaimLine { revenue_code: Some(revenue.to_owned()), ..Default::default() }],
            ..Claim::default()
        };
        let clinic = CodedChart { setting: Setting::Clinic, ..coded(&["I10"]) };
        assert!(!is_asked_for(&visit("0510"), &clinic));
        assert!(is_asked_for(&visit("0516"), &clinic));
        assert!(is_asked_for(&visit("0300"), &coded(&["I10"])));
    }
}
