//! The table of all rules. The order of this table is the order of a report.

mod claim;
mod code_editor;
mod correct_coding;
mod coverage;
mod fee_schedule;

use crate::families::{addon, excluded, mce, mue, necessity, pos, ptp, timely};
use crate::fee_row;
use crate::hit::Hits;
use crate::subject::Subject;
use model::EditFamily::{self, *};
use model::Severity;

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The implementation guide of the claim's type, at the loop and segment of the hit.
    Guide,
    /// A manual, guideline or regulation, with its section.
    Text(&'static str),
}

/// One rule.
pub struct Rule {
    /// Stable identifier: the family, a dot, the rule.
    pub id: &'static str,
    /// The family.
    pub family: EditFamily,
    /// The severity, unless the circumstances of a hit change it.
    pub severity: Severity,
    /// Where it comes from.
    pub source: Source,
    pub(crate) check: fn(&Subject<'_>, &mut Hits<'_>),
}

type Check = fn(&Subject<'_>, &mut Hits<'_>);

/// A rule of the implementation guides.
const fn guide(id: &'static str, family: EditFamily, severity: Severity, check: Check) -> Rule {
    Rule { id, family, severity, source: Source::Guide, check }
}

/// A rule of a manual, guideline or regulation.
const fn rule(
    id: &'static str,
    family: EditFamily,
    severity: Severity,
    source: &'static str,
    check: Check,
) -> Rule {
    Rule { id, family, severity, source: Source::Text(source), check }
}

/// The tables of rules, in the order of a report.
const TABLES: [&[Rule]; 5] =
    [claim::RULES, correct_coding::RULES, fee_schedule::RULES, coverage::RULES, code_editor::RULES];

/// Every rule, in the order of a report.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.into_iter().flatten()
}

/// Families without a rule yet; every report names them as not checked.
pub const AWAITED: &[EditFamily] = &[];

/// True when what a family lives on is at hand for this claim.
type CanJudge = fn(&Subject<'_>) -> bool;

/// Families that live on data which may not be at hand.
const NEEDS: &[(EditFamily, CanJudge)] = &[
    (Ptp, ptp::can_judge),
    (Mue, mue::can_judge),
    (Addon, addon::can_judge),
    (Age, has_diagnoses),
    (Sex, has_diagnoses),
    (Excludes, has_diagnoses),
    (Manifestation, has_diagnoses),
    (Validity, has_diagnoses),
    (Timely, timely::can_judge),
    (Mce, mce::can_judge),
    (Global, fee_row::can_judge),
    (Bilateral, fee_row::can_judge),
    (Pos, pos::can_judge),
    (Npi, excluded::can_judge),
    (Necessity, necessity::can_judge),
    (Payer, has_payer_rules),
];

fn has_diagnoses(subject: &Subject<'_>) -> bool {
    subject.codes.has_diagnoses(subject.diagnosis_day())
}

fn has_payer_rules(subject: &Subject<'_>) -> bool {
    subject.codes.payer_rules().is_some()
}

/// Families that could not be checked on this claim, in the order of [`EditFamily`].
pub(crate) fn not_checked(subject: &Subject<'_>) -> Vec<EditFamily> {
    let mut families = AWAITED.to_vec();
    let unfit = NEEDS.iter().filter(|(_, can_judge)| !can_judge(subject));
    families.extend(unfit.map(|(family, _)| *family));
    families.sort_unstable();
    families
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{Case, HandMade};
    use crate::families;
    use model::Severity::Inform;
    use std::collections::BTreeSet;

    /// The firing cases of every family.
    pub(crate) fn all_cases() -> Vec<Case> {
        families::all_cases()
    }

    #[test]
    fn identifiers_are_unique_and_begin_with_their_family() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            let family = format!("{:?}.", rule.family).to_lowercase();
            assert!(rule.id.starts_with(&family), "{} is not of {family}", rule.id);
            assert!(!AWAITED.contains(&rule.family), "{} is awaited", rule.id);
        }
    }

    #[test]
    fn every_rule_has_a_case_that_fires_it() {
        let fired: BTreeSet<_> = all_cases().iter().map(|case| case.rule).collect();
        let rules: BTreeSet<_> = rules().map(|rule| rule.id).collect();
        assert_eq!(fired, rules);
    }

    #[test]
    fn every_case_fires_its_rule_at_its_line_and_not_on_the_clean_claim() {
        for case in all_cases() {
            let codes = HandMade::default();
            let ids = |claim: &model::Claim| -> BTreeSet<(String, u16)> {
                let report = crate::scrub(claim, &codes);
                report.edits.into_iter().map(|e| (e.id, e.line)).collect()
            };
            let expected = (case.rule.to_owned(), case.line);
            assert!(!ids(&case.clean()).contains(&expected), "{} fires when clean", case.rule);
            let fired = ids(&case.broken());
            assert!(fired.contains(&expected), "{expected:?} not in {fired:?}");
        }
    }

    #[test]
    fn a_family_without_data_is_named_as_not_checked() {
        let mut claim = crate::example::professional();
        claim.submitted = None;
        let report = crate::scrub(&claim, &HandMade { no_diagnoses: true });
        for family in [Validity, Excludes, Timely] {
            assert!(report.not_checked.contains(&family), "{family:?}");
        }
        assert!(report.edits.iter().all(|e| e.family != Validity || e.severity == Inform));
        assert!(report.not_checked.is_sorted());
    }
}
