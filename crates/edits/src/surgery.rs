//! Surgical packages: the surgeries of this claim and of the history, and the days around each
//! that are paid with it.

use crate::fee_row::{self, ASSISTANT};
use crate::history::{self, Outcome};
use crate::modifiers::has_any;
use crate::subject::Subject;
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use model::{Date, HistoryClaim, PayerKind, Severity};
use std::fmt;

/// Days after a major surgery that are paid with it.
const MAJOR_DAYS: i32 = 90;
/// Days after a minor surgery with a period.
const MINOR_DAYS: i32 = 10;

/// Modifiers of a part of the package: the operation, the care after it, the care before it.
const OPERATION_ONLY: &str = "54";
const AFTER_ONLY: &str = "55";
const BEFORE_ONLY: &str = "56";

/// Modifiers of a line that opens no package of its own: an assistant's, a technical component,
/// an operation that was broken off, a return to the operating room (IOM 100-04 ch. 12 s. 40.2.A).
const NO_PACKAGE: [&str; 9] = ["80", "81", "82", "AS", "TC", "53", "73", "74", "78"];

/// The part of the days around a surgery that this provider is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// True when the day before belongs to it.
    pub(crate) day_before: bool,
    /// True when the day itself belongs to it.
    pub(crate) day: bool,
    /// Days after it.
    pub(crate) days_after: i32,
    /// True for a major surgery.
    pub(crate) major: bool,
}

impl Package {
    /// The package that a line opens; `None` when it opens none.
    pub(crate) fn of(row: &FeeLine, modifiers: &[String]) -> Option<Package> {
        if !fee_row::is_priced(row) || has_any(modifiers, &NO_PACKAGE) {
            return None;
        }
        let (major, days) = match row.global {
            GlobalPeriod::Day => (false, 0),
            GlobalPeriod::TenDays => (false, MINOR_DAYS),
            GlobalPeriod::NinetyDays => (true, MAJOR_DAYS),
            _ => return None,
        };
        let part = |modifier| has_any(modifiers, &[modifier]);
        let whole = ![OPERATION_ONLY, AFTER_ONLY, BEFORE_ONLY].into_iter().any(part);
        let operation = whole || part(OPERATION_ONLY);
        Some(Package {
            day_before: major && (operation || part(BEFORE_ONLY)),
            day: operation || part(BEFORE_ONLY),
            days_after: if whole || part(AFTER_ONLY) { days } else { 0 },
            major,
        })
    }
}

/// How sure it is that the payer holds a surgery against a line of this claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    /// The history does not tell who rendered it.
    Possible,
    /// The same provider, and not known to be paid; or judged by the schedule of another day.
    Likely,
    /// The same provider: on this claim, or paid.
    Certain,
}

impl Proof {
    /// The severity of a service that is paid with the surgery.
    pub(crate) fn severity(self, kind: PayerKind) -> Severity {
        match self {
            Proof::Certain => fee_row::by_payer(kind, Severity::Block, Severity::Reason),
            Proof::Likely => fee_row::by_payer(kind, Severity::Reason, Severity::Reason),
            Proof::Possible => Severity::Warn,
        }
    }
}

/// Where a surgery was billed.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// A line of this claim, by its number.
    Line(u16),
    /// An earlier claim.
    Earlier(&'a HistoryClaim),
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Line(number) => write!(f, "line {number}"),
            Origin::Earlier(claim) => write!(f, "claim {}", claim.id),
        }
    }
}

/// A surgery with the days around it.
#[derive(Clone, Copy)]
pub(crate) struct Surgery<'a> {
    pub(crate) code: &'a str,
    pub(crate) date: Date,
    pub(crate) package: Package,
    pub(crate) origin: Origin<'a>,
    pub(crate) proof: Proof,
}

/// How far an earlier claim proves a surgery of this claim's provider.
fn proof(subject: &Subject<'_>, earlier: &HistoryClaim) -> Option<Proof> {
    let claim = subject.claim;
    let corrected = subject.is_correction() && earlier.id == claim.id;
    let counts = history::outcome(earlier) == Outcome::Counts && !corrected;
    if !counts || !history::same_provider(subject, earlier) {
        return None;
    }
    let now = claim.rendering.as_ref().map(|rendering| rendering.npi.as_str());
    let same = earlier
        .rendering_npi
        .as_deref()
        .is_some_and(|then| now.unwrap_or(&claim.billing.npi) == then);
    Some(match (same, earlier.status.eq_ignore_ascii_case("paid")) {
        (false, _) => Proof::Possible,
        (true, false) => Proof::Likely,
        (true, true) => Proof::Certain,
    })
}

/// Calls `found` for each surgery of the same provider, as far as it is told, between two days,
/// both inside: those of this claim, then those of earlier ones. Surgeries before the first
/// release of the schedule are judged by the release of the day `on`.
pub(crate) fn between<'a>(
    subject: &Subject<'a>,
    (from, to): (Date, Date),
    on: Date,
    mut found: impl FnMut(Surgery<'a>),
) {
    let inside = |date: Date| from <= date && date <= to;
    for (i, line) in subject.lines().filter(|(_, line)| inside(line.date)) {
        let Some(code) = line.code.as_deref() else { continue };
        let Some(row) = subject.codes.fee_line(code, line.date) else { continue };
        if let Some(package) = Package::of(&row, &line.modifiers) {
            let origin = Origin::Line(subject.line_number(i));
            found(Surgery { code, date: line.date, package, origin, proof: Proof::Certain });
        }
    }
    for earlier in &subject.claim.history {
        let mut billed = earlier.lines.iter().filter(|line| inside(line.date)).peekable();
        if billed.peek().is_none() {
            continue;
        }
        let Some(proof) = proof(subject, earlier) else { continue };
        for line in billed {
            let Some(code) = line.code.as_deref() else { continue };
            let held = subject.codes.holds(crate::Table::FeeSchedule, line.date);
            let (day, proof) = match held {
                true => (line.date, proof),
                false => (on, proof.min(Proof::Likely)),
            };
            let Some(row) = subject.codes.fee_line(code, day) else { continue };
            if let Some(package) = Package::of(&row, &line.modifiers) {
                let origin = Origin::Earlier(earlier);
                found(Surgery { code, date: line.date, package, origin, proof });
            }
        }
    }
}

/// True for a line whose modifiers say that an assistant at surgery billed it.
pub(crate) fn by_assistant(modifiers: &[String]) -> bool {
    has_any(modifiers, &ASSISTANT)
}

/// Days before a service in which a surgery may have opened a package that holds it.
pub(crate) fn reach(service: Date) -> (Date, Date) {
    (service.plus_days(-MAJOR_DAYS), service.plus_days(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_package() {
        let row = |global| FeeLine { status: 'A', global, ..FeeLine::default() };
        let (major, minor, day) =
            (row(GlobalPeriod::NinetyDays), row(GlobalPeriod::TenDays), row(GlobalPeriod::Day));
        type Parts = Option<(bool, bool, i32)>;
        let cases: [(&FeeLine, &[&str], Parts); 19] = [
            (&major, &[], Some((true, true, 90))),
            (&minor, &[], Some((false, true, 10))),
            (&day, &[], Some((false, true, 0))),
            (&major, &["54"], Some((true, true, 0))),
            (&major, &["55"], Some((false, false, 90))),
            (&major, &["56"], Some((true, true, 0))),
            (&major, &["54", "55"], Some((true, true, 90))),
            (&major, &["55", "56"], Some((true, true, 90))),
            (&minor, &["54"], Some((false, true, 0))),
            (&minor, &["55"], Some((false, false, 10))),
            (&major, &["62", "RT"], Some((true, true, 90))),
            (&major, &["58"], Some((true, true, 90))),
            (&major, &["79"], Some((true, true, 90))),
            (&major, &["78"], None),
            (&major, &["80"], None),
            (&major, &["AS"], None),
            (&major, &["53"], None),
            (&row(GlobalPeriod::AddOn), &[], None),
            (&row(GlobalPeriod::Maternity), &[], None),
        ];
        for (row, modifiers, expected) in cases {
            let modifiers: Vec<String> = modifiers.iter().map(|m| (*m).to_owned()).collect();
            let package = Package::of(row, &modifiers);
            let parts = package.map(|p| (p.day_before, p.day, p.days_after));
            assert_eq!(parts, expected, "{:?} {modifiers:?}", row.global);
        }
        let excluded = FeeLine { status: 'N', ..major };
        assert_eq!(Package::of(&excluded, &[]), None);
    }
}
