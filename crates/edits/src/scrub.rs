//! The one way in: all rules over one claim.

use crate::facts::CodeFacts;
use crate::hit::Hits;
use crate::registry;
use crate::subject::Subject;
use model::{Claim, Edit, ScrubReport};

/// Judges a claim by every rule of [`registry::rules`], in the order of that table, lines in
/// claim order. All edits are reported, not the first; the claim is not changed, so scrubbing
/// twice gives the same report.
#[must_use]
pub fn scrub(claim: &Claim, codes: &dyn CodeFacts) -> ScrubReport {
    let subject = Subject::new(claim, codes);
    let mut edits = Vec::new();
    for rule in registry::rules() {
        (rule.check)(&subject, &mut Hits::new(rule, subject.guide(), &mut edits));
    }
    let mut releases = codes.releases(subject.diagnosis_day());
    if let Some(rules) = codes.payer_rules() {
        rules.judge(claim, &mut edits);
        releases.insert("rules".to_owned(), rules.hash().to_owned());
    }
    ScrubReport {
        claim: claim.id.clone(),
        edits,
        releases,
        not_checked: registry::not_checked(&subject),
    }
}

/// The claim as it may be written: with the formatting repairs of its payer's rules, and the log
/// of them, one edit for each that changed something. Nothing else of a claim is ever changed.
#[must_use]
pub fn repaired(mut claim: Claim, codes: &dyn CodeFacts) -> (Claim, Vec<Edit>) {
    let log = codes.payer_rules().map_or_else(Vec::new, |rules| rules.repair(&mut claim));
    (claim, log)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, HandMade};

    #[test]
    fn clean_claims_leave_without_an_edit() {
        for claim in [example::professional(), example::outpatient(), example::inpatient()] {
            let report = scrub(&claim, &HandMade::default());
            let stops: Vec<_> = report.edits.iter().map(|e| (&e.id, &e.message)).collect();
            assert!(stops.is_empty(), "{}: {stops:?}", claim.id);
            assert_eq!(report.claim, claim.id);
            // Commercial payers are not bound by Medicare's coverage policies.
            let mut missing = registry::AWAITED.to_vec();
            missing.push(model::EditFamily::Necessity);
            missing.sort_unstable();
            assert_eq!(report.not_checked, missing);
        }
    }

    #[test]
    fn the_bare_contract_claim_is_not_asked_for_names_and_addresses() {
        let mut claim = example::professional();
        claim.subscriber = None;
        claim.patient.name = None;
        claim.patient.address = None;
        claim.payer.id = None;
        claim.billing = model::BillingProvider {
            npi: claim.billing.npi,
            taxonomy: claim.billing.taxonomy,
            ..Default::default()
        };
        claim.rendering.as_mut().unwrap().name = None;
        let report = scrub(&claim, &HandMade::default());
        let ids: Vec<_> = report.edits.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["format.scrub_only"]);
        assert!(report.may_leave());
    }

    #[test]
    fn scrubbing_twice_gives_the_same_report() {
        let mut claim = example::professional();
        claim.frequency = "9".to_owned();
        claim.lines[0].pointers = vec![0, 7, 7];
        claim.diagnoses.push("Q99".to_owned());
        let first = scrub(&claim, &HandMade::default());
        assert!(first.edits.len() > 4);
        assert_eq!(first, scrub(&claim, &HandMade::default()));
    }

    #[test]
    fn every_edit_says_what_where_why_and_what_next() {
        for case in crate::registry::tests::all_cases() {
            let claim = case.broken();
            for edit in scrub(&claim, &HandMade::default()).edits {
                for text in [&edit.message, &edit.next, &edit.source, &edit.place.field] {
                    assert!(!text.is_empty(), "{} in case {}", edit.id, case.rule);
                }
                assert!(edit.message.ends_with('.') && edit.next.ends_with('.'), "{edit:?}");
            }
        }
    }

    /// The whole report as it goes out: order, texts, places.
    #[test]
    fn the_report_of_a_faulty_claim_is_as_recorded() {
        let claim = include_str!("../../../fixtures/edits/many_faults.json");
        let recorded = include_str!("../../../fixtures/edits/many_faults.edits.ndjson");
        let claim: Claim = serde_json::from_str(claim).unwrap();
        let report = scrub(&claim, &HandMade::default());
        let lines: Vec<_> =
            report.edits.iter().map(|edit| serde_json::to_string(edit).unwrap()).collect();
        assert_eq!(lines, recorded.lines().collect::<Vec<_>>(), "\n{}\n", lines.join("\n"));
    }
}
