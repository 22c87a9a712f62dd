//! Duplicate: the same service twice, within the claim or against an earlier one.

use crate::history::{self, Outcome};
use crate::hit::{Hit, Hits};
use crate::modifiers::{ANATOMIC, COMPONENTS, DISTINCT, has_any};
use crate::subject::Subject;
use model::{BilledLine, Cents, ClaimLine, Date, HistoryClaim, Quantity};

/// Modifiers that say that a service was repeated.
const REPEAT: [&str; 3] = ["76", "77", "91"];
/// Both sides of the body.
const BOTH_SIDES: &str = "50";

/// True for a modifier that makes a line another service than one without it.
fn tells_apart(modifier: &str) -> bool {
    let lists = [&REPEAT[..], &DISTINCT, &ANATOMIC, &COMPONENTS];
    modifier == BOTH_SIDES || lists.iter().any(|list| list.contains(&modifier))
}

/// How two lines resemble each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// Not the same service.
    Different,
    /// The same code and day, and something else differs.
    Suspect,
    /// The same in everything that identifies a service.
    Exact,
}

/// What identifies a service.
#[derive(Clone, Copy)]
struct Service<'a> {
    code: &'a str,
    modifiers: &'a [String],
    units: Quantity,
    charge: Cents,
    date: Date,
    ndc: Option<&'a str>,
    revenue_code: Option<&'a str>,
}

impl<'a> Service<'a> {
    /// A line with a procedure code; a revenue code alone identifies no service.
    fn of(line: &'a ClaimLine) -> Option<Service<'a>> {
        Some(Service {
            code: line.code.as_deref()?,
            modifiers: &line.modifiers,
            units: line.units,
            charge: line.charge_cents,
            date: line.date,
            ndc: line.ndc.as_deref(),
            revenue_code: line.revenue_code.as_deref(),
        })
    }

    /// A line of an earlier claim. What the history does not tell is taken to be equal.
    fn billed(line: &'a BilledLine, now: &Service<'a>) -> Option<Service<'a>> {
        Some(Service {
            code: line.code.as_deref()?,
            modifiers: &line.modifiers,
            units: line.units,
            charge: line.charge_cents,
            date: line.date,
            ..*now
        })
    }

    /// Compares two services. A marking modifier on one of them alone makes them different; a
    /// repeat modifier on both leaves a doubt.
    fn likeness(&self, other: &Service<'_>) -> Likeness {
        if !self.code.eq_ignore_ascii_case(other.code) || self.date != other.date {
            return Likeness::Different;
        }
        let lacks =
            |one: &[String], two: &[String]| one.iter().any(|m| tells_apart(m) && !two.contains(m));
        if lacks(self.modifiers, other.modifiers) || lacks(other.modifiers, self.modifiers) {
            return Likeness::Different;
        }
        if self.ndc != other.ndc {
            return Likeness::Different;
        }
        let same_modifiers = self.modifiers.len() == other.modifiers.len()
            && self.modifiers.iter().all(|m| other.modifiers.contains(m));
        let repeated = has_any(self.modifiers, &REPEAT) || has_any(self.modifiers, &DISTINCT);
        let same_rest = self.units == other.units
            && self.charge == other.charge
            && self.revenue_code == other.revenue_code;
        match same_modifiers && same_rest && !repeated {
            true => Likeness::Exact,
            false => Likeness::Suspect,
        }
    }
}

/// Pairs of lines of the claim that resemble each other so: the later one, and the first before
/// it.
fn pairs(subject: &Subject<'_>, wanted: Likeness) -> Vec<(usize, usize)> {
    let services: Vec<_> = subject.claim.lines.iter().map(Service::of).collect();
    let mut found = Vec::new();
    for (j, second) in services.iter().enumerate() {
        let Some(second) = second else { continue };
        let like = |first: &Option<Service<'_>>| match first {
            Some(first) => first.likeness(second),
            None => Likeness::Different,
        };
        // The strongest likeness to any earlier line counts, so that a line is named once.
        let before = &services[..j];
        let exact = before.iter().position(|first| like(first) == Likeness::Exact);
        let match_at = match wanted {
            Likeness::Exact => exact,
            _ if exact.is_some() => None,
            _ => before.iter().position(|first| like(first) == wanted),
        };
        found.extend(match_at.map(|i| (j, i)));
    }
    found
}

/// # Checks
/// No two lines of the claim have the same code, day, modifiers, units and charge. Modifiers 76,
/// 77, 91, 59, XE, XP, XS, XU and anatomic ones on one line only make them different.
/// # Why
/// The payer denies the second as an exact duplicate, without appeal.
/// # Source
/// IOM 100-04 ch. 1 s. 120.
pub(crate) fn line(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (later, earlier) in pairs(subject, Likeness::Exact) {
        let number = subject.line_number(earlier);
        out.push(
            Hit::line(subject, later, "code", subject.service("SV101", "SV202"))
                .says(format!(
                    "The line repeats line {number}: same code, day, modifiers, units \
                    and charge."
                ))
                .next(
                    "Remove it, or add the units to the other line, or mark a true repeat with \
                    76, 77 or 91.",
                ),
        );
    }
}

/// # Checks
/// Two lines of the same code and day that differ in units, charge, revenue code or an unmarking
/// modifier, or that are equal and both marked as a repeat.
/// # Why
/// The payer may suspend the second for review.
/// # Source
/// IOM 100-04 ch. 1 s. 120.
pub(crate) fn suspect_line(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (later, earlier) in pairs(subject, Likeness::Suspect) {
        let number = subject.line_number(earlier);
        out.push(
            Hit::line(subject, later, "code", subject.service("SV101", "SV202"))
                .says(format!(
                    "The line has the code and day of line {number} without a modifier \
                    that tells them apart."
                ))
                .next(
                    "Join the lines, or add the modifier that tells why the service was given \
                    twice.",
                ),
        );
    }
}

/// Calls `report` for each line that resembles a line of an earlier claim so. The strongest
/// likeness counts. Replacements and voids repeat the earlier claim by design.
fn in_history(
    subject: &Subject<'_>,
    wanted: Likeness,
    mut report: impl FnMut(usize, &HistoryClaim),
) {
    if subject.is_correction() {
        return;
    }
    for (i, line) in subject.lines() {
        let Some(service) = Service::of(line) else { continue };
        let like = |claim: &HistoryClaim| {
            let strength = |likeness: Likeness| likeness as u8;
            let lines = claim.lines.iter().filter_map(|l| Service::billed(l, &service));
            let best = lines.map(|l| l.likeness(&service)).max_by_key(|l| strength(*l));
            match (standing(subject, claim), best) {
                (None, _) | (_, None) => Likeness::Different,
                (Some(Likeness::Suspect), Some(Likeness::Exact)) => Likeness::Suspect,
                (Some(_), Some(best)) => best,
            }
        };
        let history = &subject.claim.history;
        let exact = history.iter().find(|claim| like(claim) == Likeness::Exact);
        let found = match wanted {
            Likeness::Exact => exact,
            _ if exact.is_some() => None,
            _ => history.iter().find(|claim| like(claim) == wanted),
        };
        if let Some(claim) = found {
            report(i, claim);
        }
    }
}

/// How far a claim of the history can make a duplicate: one that was rejected or voided, or that
/// another provider rendered, not at all; one that was denied as a suspect only (a denied claim
/// may be sent again corrected); others fully.
fn standing(subject: &Subject<'_>, earlier: &HistoryClaim) -> Option<Likeness> {
    if !history::same_provider(subject, earlier) {
        return None;
    }
    match history::outcome(earlier) {
        Outcome::Gone => None,
        Outcome::Denied => Some(Likeness::Suspect),
        Outcome::Counts => Some(Likeness::Exact),
    }
}

/// # Checks
/// No line was billed before by the same provider, with the same code, day, modifiers, units and
/// charge, on a claim that is paid or pending.
/// # Why
/// The payer denies it as an exact duplicate; many repeats look like abuse.
/// # Source
/// IOM 100-04 ch. 1 s. 120.
pub(crate) fn history(subject: &Subject<'_>, out: &mut Hits<'_>) {
    in_history(subject, Likeness::Exact, |i, earlier| {
        out.push(
            Hit::line(subject, i, "code", subject.service("SV101", "SV202"))
                .says(format!(
                    "The line was billed before on claim {} ({}).",
                    earlier.id, earlier.status
                ))
                .next(
                    "Do not send it again: follow up that claim, or replace it with frequency 7.",
                ),
        );
    });
}

/// # Checks
/// Lines of the same code and day as a line of an earlier claim of the same provider that differ
/// in units, charge or an unmarking modifier, or that were denied there.
/// # Why
/// The payer may suspend the line for review; a denied line is appealed or corrected, not sent
/// anew.
/// # Source
/// IOM 100-04 ch. 1 s. 120.
pub(crate) fn suspect_history(subject: &Subject<'_>, out: &mut Hits<'_>) {
    in_history(subject, Likeness::Suspect, |i, earlier| {
        out.push(
            Hit::line(subject, i, "code", subject.service("SV101", "SV202"))
                .says(format!(
                    "Claim {} ({}) has a line of the same code and day.",
                    earlier.id, earlier.status
                ))
                .next(
                    "If the service was given once, replace that claim; if twice, add the \
                    modifier that says so.",
                ),
        );
    });
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{Case, case, ids_after};
    use model::{Claim, DrugQuantity};

    fn twice(claim: &mut Claim, first: &[&str], second: &[&str]) {
        let own = |list: &[&str]| list.iter().map(|m| (*m).to_owned()).collect();
        claim.lines[1] = ClaimLine { line: 2, ..claim.lines[0].clone() };
        claim.lines[0].modifiers = own(first);
        claim.lines[1].modifiers = own(second);
    }

    fn billed_before(claim: &mut Claim, status: &str, cents: i64) {
        let first = &claim.lines[0];
        claim.history.push(HistoryClaim {
            id: "OLD-1".into(),
            status: status.to_owned(),
            rendering_npi: claim.rendering.as_ref().map(|r| r.npi.clone()),
            lines: vec![BilledLine {
                code: first.code.clone(),
                modifiers: first.modifiers.clone(),
                units: first.units,
                charge_cents: Cents(cents),
                date: first.date,
            }],
        });
    }

    pub(crate) const CASES: &[Case] = &[
        case("duplicate.line", 2, |c| twice(c, &[], &[])),
        case("duplicate.suspect_line", 2, |c| {
            twice(c, &[], &[]);
            c.lines[1].charge_cents = Cents(1);
        }),
        case("duplicate.history", 1, |c| billed_before(c, "paid", 18_500)),
        case("duplicate.suspect_history", 1, |c| billed_before(c, "paid", 1)),
    ];

    #[test]
    fn modifiers_tell_lines_apart() {
        const EXACT: &str = "duplicate.line";
        const SUSPECT: &str = "duplicate.suspect_line";
        let table: [(&[&str], &[&str], Option<&str>); 11] = [
            (&[], &["76"], None),
            (&["91"], &[], None),
            (&[], &["XS"], None),
            (&["LT"], &["RT"], None),
            (&["F1"], &["F2"], None),
            (&["LT"], &["LT"], Some(EXACT)),
            (&["25"], &["25"], Some(EXACT)),
            (&["GA", "25"], &["25", "GA"], Some(EXACT)),
            (&["76"], &["76"], Some(SUSPECT)),
            (&["25"], &[], Some(SUSPECT)),
            (&["26"], &["TC"], None),
        ];
        for (first, second, expected) in table {
            let ids = ids_after(|c| {
                twice(c, first, second);
                c.diagnoses.truncate(2);
            });
            let found: Vec<_> = ids.iter().map(String::as_str).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_happened_to_the_earlier_claim_counts() {
        for (status, expected) in [
            ("paid", Some("duplicate.history")),
            ("pending", Some("duplicate.history")),
            ("denied", Some("duplicate.suspect_history")),
            ("rejected", None),
            ("void", None),
        ] {
            let ids = ids_after(|c| billed_before(c, status, 18_500));
            assert_eq!(ids.first().map(String::as_str), expected, "{status}");
        }
    }

    #[test]
    fn another_provider_another_day_or_a_replacement_is_no_duplicate() {
        let changes: [fn(&mut Claim); 3] = [
            |c| c.history[0].rendering_npi = Some("1111111112".to_owned()),
            |c| c.history[0].lines[0].date = c.from.plus_days(-1),
            |c| {
                c.frequency = "7".to_owned();
                c.original_reference = Some("ICN1".to_owned());
            },
        ];
        for change in changes {
            let ids = ids_after(|c| {
                billed_before(c, "paid", 18_500);
                change(c);
            });
            assert!(ids.is_empty(), "{ids:?}");
        }
    }

    #[test]
    fn a_drug_of_another_label_is_another_service_and_another_revenue_code_a_doubt() {
        let ids = ids_after(|c| {
            twice(c, &[], &[]);
            c.lines[0].ndc = Some("00409379501".to_owned());
            c.lines[0].ndc_quantity =
                Some(DrugQuantity { amount: "1".to_owned(), unit: "ML".to_owned() });
        });
        assert!(ids.is_empty(), "{ids:?}");
        let mut claim = crate::example::outpatient();
        claim.lines[1] =
            ClaimLine { line: 2, revenue_code: Some("0260".to_owned()), ..claim.lines[0].clone() };
        assert_eq!(crate::example::ids(&claim), ["duplicate.suspect_line"]);
    }

    #[test]
    fn three_equal_lines_name_two() {
        let ids = ids_after(|c| {
            twice(c, &[], &[]);
            c.lines.push(ClaimLine { line: 3, ..c.lines[0].clone() });
        });
        assert_eq!(ids, ["duplicate.line"; 2]);
    }
}
