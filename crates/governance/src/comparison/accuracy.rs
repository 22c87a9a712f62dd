//! Rates over audited charts. Each is a numerator and a denominator, so that a page can show both.

use super::{Change, CodeRole, Comparison, MarkKind};
use model::Cents;
use serde::{Deserialize, Serialize};

/// One audited chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditedChart {
    /// The two codings, compared.
    pub comparison: Comparison,
    /// The payment group (MS-DRG, APC) before and after, where the chart is paid by one.
    pub groups: Option<(String, String)>,
}

impl AuditedChart {
    /// True when the chart counts as right, case over case: the same payment group, or, without
    /// one, no material difference.
    #[must_use]
    pub fn is_right(&self) -> bool {
        match &self.groups {
            Some((before, after)) => before == after,
            None => !self.comparison.is_material(),
        }
    }

    /// True when the audit counts as an error for the release policy: any material difference,
    /// or another payment group.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.comparison.is_material() || !self.is_right()
    }
}

/// A share as its two numbers.
pub type Share = (u64, u64);

/// Sums over charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accuracy {
    /// Right codes over the reviewer's codes (code over code).
    pub codes: Share,
    /// Right charts over charts audited (case over case).
    pub cases: Share,
    /// Codes that only the first coding has, over its codes.
    pub over_coded: Share,
    /// Codes that only the reviewer has, over the reviewer's.
    pub under_coded: Share,
    /// What was coded too much, in cents, over marks with a price on both sides.
    pub over_cents: Cents,
    /// What was coded too little, in cents, over the same marks.
    pub under_cents: Cents,
    /// Errors over codes plus one for each chart, by the rule of Dolbey's audit worksheet.
    pub error_rate: Share,
}

impl Accuracy {
    /// Sums up charts.
    #[must_use]
    pub fn of<'a>(charts: impl IntoIterator<Item = &'a AuditedChart>) -> Accuracy {
        let mut sums = Accuracy::default();
        for chart in charts {
            sums.add(chart);
        }
        sums
    }

    fn add(&mut self, chart: &AuditedChart) {
        let comparison = &chart.comparison;
        let marks = &comparison.marks;
        let swapped = |kind: &MarkKind| match kind {
            MarkKind::Changed(changes) => changes.contains(&Change::Specificity),
            MarkKind::Added | MarkKind::Removed => false,
        };
        let count = |of: &dyn Fn(&MarkKind) -> bool| {
            marks.iter().filter(|mark| of(&mark.kind)).count() as u64
        };
        let changed = count(&swapped);
        let (removed, added) =
            (count(&|kind| *kind == MarkKind::Removed), count(&|kind| *kind == MarkKind::Added));
        add(&mut self.codes, (u64::from(comparison.agreed), u64::from(comparison.reviewed)));
        add(&mut self.cases, (u64::from(chart.is_right()), 1));
        // A code of the same category that was swapped is wrong on one side, missed on the other.
        add(&mut self.over_coded, (removed + changed, u64::from(comparison.coded)));
        add(&mut self.under_coded, (added + changed, u64::from(comparison.reviewed)));
        for cents in marks.iter().filter_map(super::Mark::overcoded) {
            self.over_cents = self.over_cents + Cents(cents.0.max(0));
            self.under_cents = self.under_cents + Cents(cents.0.min(0).saturating_neg());
        }
        add(&mut self.error_rate, error_rate(comparison));
    }
}

fn add(sum: &mut Share, more: Share) {
    *sum = (sum.0 + more.0, sum.1 + more.1);
}

/// The error rate of one chart's diagnoses: (added + removed + edited, a change of the principal
/// counting two) / (codes + 1). From Dolbey's public user guide, "Audit Worksheet": one of two
/// codes changed is 1 of 3, the principal changed 2 of 3. The guide leaves open which list
/// "codes" counts when both differ in length; the longer is taken, so that the rate stays within
/// one. As there, a removed and an added code are one edited code, whatever their categories.
#[must_use]
pub fn error_rate(comparison: &Comparison) -> Share {
    let dx = comparison.marks.iter().filter(|mark| mark.role == CodeRole::Diagnosis);
    let (mut removed, mut added, mut edited, mut moved) = (0_u64, 0_u64, 0_u64, false);
    let mut principal = false;
    for mark in dx {
        let was_first = mark.pre.as_ref().is_some_and(|(place, _)| *place == 1);
        let is_first = mark.post.as_ref().is_some_and(|(place, _)| *place == 1);
        match &mark.kind {
            MarkKind::Removed => {
                removed += 1;
                principal |= was_first;
            }
            MarkKind::Added => {
                added += 1;
                principal |= is_first;
            }
            MarkKind::Changed(changes) => {
                let other_code = changes.contains(&Change::Specificity);
                edited += u64::from(other_code || changes.contains(&Change::Poa));
                principal |= changes.contains(&Change::Principal) || (other_code && is_first);
                moved |= changes.contains(&Change::Principal);
            }
        }
    }
    let (before, after) = comparison.diagnoses;
    let errors = removed.max(added) + edited;
    // The principal's second error; where nothing but the order changed it is both.
    let order_only = moved && errors == 0;
    let errors = errors + u64::from(principal) + u64::from(order_only);
    let codes = u64::from(before.max(after)) + 1;
    (errors.min(codes), codes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::dx;
    use super::super::{CodeEntry, Comparison};
    use super::*;

    fn chart(pre: &[CodeEntry], post: &[CodeEntry]) -> AuditedChart {
        AuditedChart { comparison: Comparison::of(pre, post).unwrap(), groups: None }
    }

    #[test]
    fn the_error_rate_of_the_guide() {
        let table: [(&[&str], &[&str], Share); 8] = [
            (&["A", "B"], &["C", "B"], (2, 3)),
            (&["A", "B"], &["A", "C"], (1, 3)),
            (&["A", "B"], &["A", "B"], (0, 3)),
            (&["A", "B"], &["B", "A"], (2, 3)),
            (&["A", "B", "C", "D", "E"], &["A", "B", "C", "D", "E", "F"], (1, 7)),
            (&["A", "B", "C", "D", "E"], &["A", "B", "C"], (2, 6)),
            (&["E11.9", "B"], &["E11.22", "B"], (2, 3)),
            (&["A"], &[], (2, 2)),
        ];
        for (pre, post, rate) in table {
            let comparison = Comparison::of(&dx(pre), &dx(post)).unwrap();
            assert_eq!(error_rate(&comparison), rate, "{pre:?} {post:?}");
        }
    }

    #[test]
    fn sums_over_charts() {
        let right = chart(&dx(&["A", "B"]), &dx(&["A", "B"]));
        let over = chart(&dx(&["A", "B"]), &dx(&["A"]));
        let under = chart(&dx(&["A"]), &dx(&["A", "B", "C"]));
        let swapped = chart(&dx(&["E11.9"]), &dx(&["E11.22"]));
        let order = chart(&dx(&["A", "B", "C"]), &dx(&["A", "C", "B"]));
        let sums = Accuracy::of(&[right, over, under, swapped, order]);
        assert_eq!(sums.codes, (2 + 1 + 1 + 3, 2 + 1 + 3 + 1 + 3));
        assert_eq!(sums.cases, (2, 5));
        assert_eq!(sums.over_coded, (1 + 1, 2 + 2 + 1 + 1 + 3));
        assert_eq!(sums.under_coded, (2 + 1, 2 + 1 + 3 + 1 + 3));
    }

    #[test]
    fn a_payment_group_decides_the_case() {
        let differs = chart(&dx(&["A", "B"]), &dx(&["A"]));
        let same_group =
            AuditedChart { groups: Some(("470".into(), "470".into())), ..differs.clone() };
        assert!(same_group.is_right() && same_group.is_error() && !differs.is_right());
        let other = AuditedChart {
            groups: Some(("470".into(), "469".into())),
            ..chart(&dx(&["A"]), &dx(&["A"]))
        };
        assert!(!other.is_right() && other.is_error());
        let priced = |code: &str, cents| CodeEntry {
            cents: Some(Cents(cents)),
            ..CodeEntry::new(CodeRole::Procedure, code)
        };
        let level =
            chart(&[priced("99214", 12_000)], &[priced("99213", 9_000), priced("71046", 2_000)]);
        let sums = Accuracy::of(&[level]);
        assert_eq!((sums.over_cents, sums.under_cents), (Cents(3_000), Cents(2_000)));
    }
}
