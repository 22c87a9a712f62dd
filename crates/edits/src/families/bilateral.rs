//! Bilateral: both sides, judged by the bilateral indicator of the fee schedule.
//!
//! 0: the code is of one side, or of no side. 1: paid one and a half times for both. 2: the code
//! is of both sides already. 3: each side is paid whole (imaging). 9: sides do not apply.

use crate::fee_row::{self, by_payer, forbidden, is_priced};
use crate::hit::{Hit, Hits};
use crate::modifiers::has_any;
use crate::subject::Subject;
use codesets::ncci::ProviderType;
use model::{ClaimLine, PayerKind, Quantity, Severity};

/// Bilateral indicators.
const ONE_SIDE_ONLY: u8 = 0;
const PAID_FOR_BOTH: u8 = 1;
const BOTH_ALREADY: u8 = 2;
const SIDES_PAID_EACH: u8 = 3;

/// # Checks
/// Modifier 50 stands on codes with bilateral indicator 1 or 3 only. CPT defines some codes as of
/// one side that Medicare pays as of both (2): other payers than Medicare and its plans follow
/// CPT, and are only warned of.
/// # Why
/// Medicare returns the line: the code cannot be paid for two sides.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7; ch. 23 addendum, MPFSDB record layouts, bilateral surgery.
pub(crate) fn modifier(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let marked = |line: &ClaimLine| has_any(&line.modifiers, &["50"]);
    for (i, _, row) in fee_row::lines(subject, marked).filter(|l| is_priced(&l.2)) {
        let why = match row.bilateral {
            PAID_FOR_BOTH | SIDES_PAID_EACH => continue,
            ONE_SIDE_ONLY => "is not done on two sides",
            BOTH_ALREADY => "is of both sides already",
            _ => "has no sides",
        };
        let kind = subject.claim.payer.kind;
        let by_cpt = row.bilateral == BOTH_ALREADY
            && !matches!(kind, PayerKind::Medicare | PayerKind::MedicareAdvantage);
        let hit = Hit::line(subject, i, "modifiers", "SV101-3");
        let code = subject.claim.lines[i].code.as_deref().unwrap_or_default();
        out.push(
            hit.severity(if by_cpt { Severity::Warn } else { forbidden(kind, &row) })
                .says(format!(
                    "{code} has modifier 50, and by its bilateral indicator {} it {why}.",
                    row.bilateral
                ))
                .next("Remove 50, or choose the code of what was done on each side."),
        );
    }
}

/// Two lines of one service and day, one with LT and the other with RT, alike in all else.
fn sides(subject: &Subject<'_>, later: usize) -> Option<usize> {
    let lines = &subject.claim.lines;
    let line = &lines[later];
    let side = |line: &ClaimLine| match (
        has_any(&line.modifiers, &["LT"]),
        has_any(&line.modifiers, &["RT"]),
    ) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let own = side(line)?;
    let rest = |line: &ClaimLine, other: &ClaimLine| {
        let plain = |m: &&String| !["LT", "RT"].contains(&m.as_str());
        line.modifiers.iter().filter(plain).all(|m| other.modifiers.contains(m))
    };
    lines[..later].iter().position(|other| {
        other.code == line.code
            && other.date == line.date
            && side(other) == Some(!own)
            && rest(line, other)
            && rest(other, line)
    })
}

/// True when the unit limit lets the code be billed more than once a day: some codes that are
/// of both sides are done at several places of the body.
fn many_a_day(subject: &Subject<'_>, line: &ClaimLine) -> bool {
    let code = line.code.as_deref().unwrap_or_default();
    let limit = subject.codes.mue(ProviderType::Practitioner, code, line.date);
    limit.is_some_and(|limit| limit.units > 1)
}

/// # Checks
/// A code that is of both sides already (indicator 2) is not billed once for each side, nor with
/// more than one unit. The professional part of some is of one side, by a row of its own. Repeats
/// are free, and codes whose unit limit is above one.
/// # Why
/// One unit pays both sides; the second is denied.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7; ch. 23 addendum, MPFSDB record layouts, bilateral surgery.
pub(crate) fn twice(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let apart = ["50", "59", "76", "77", "78", "79", "XE", "XP", "XS", "XU"];
    let one_unit = Quantity::units(1);
    let wanted = |line: &ClaimLine| {
        let sided = has_any(&line.modifiers, &["LT", "RT"]);
        (sided || line.units > one_unit) && !has_any(&line.modifiers, &apart)
    };
    for (i, line, row) in fee_row::lines(subject, wanted) {
        if row.bilateral != BOTH_ALREADY || !is_priced(&row) {
            continue;
        }
        let pair = sides(subject, i);
        let units = line.units > one_unit;
        if (pair.is_none() && !units) || many_a_day(subject, line) {
            continue;
        }
        let code = line.code.as_deref().unwrap_or_default();
        let says = match pair {
            Some(other) => format!(
                "{code} is of both sides by its bilateral indicator 2, and is billed for the \
                other side on line {}.",
                subject.line_number(other)
            ),
            None => format!(
                "{code} is of both sides by its bilateral indicator 2, and has {} units.",
                line.units
            ),
        };
        let severity = match subject.claim.payer.kind {
            PayerKind::Medicare | PayerKind::MedicareAdvantage => Severity::Reason,
            _ => Severity::Warn,
        };
        let member = if pair.is_some() { "modifiers" } else { "units" };
        let segment = if pair.is_some() { "SV101-3" } else { "SV104" };
        out.push(
            Hit::line(subject, i, member, segment)
                .severity(severity)
                .says(says)
                .next("Bill the code once without a side, unless it was done twice that day."),
        );
    }
}

/// # Checks
/// Two lines of a code for the left and the right side, by the bilateral indicator: with 0 only
/// one of them is paid, which is a warning; with 1 Medicare asks for one line with 50, which is
/// for information.
/// # Why
/// Both ways are read as the bilateral procedure; with indicator 0 the sides together are paid
/// as one.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7; ch. 23 addendum, MPFSDB record layouts, bilateral surgery.
pub(crate) fn two_lines(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let sided = |line: &ClaimLine| has_any(&line.modifiers, &["LT", "RT"]);
    for (i, line, row) in fee_row::lines(subject, sided).filter(|l| is_priced(&l.2)) {
        let Some(other) = sides(subject, i) else { continue };
        let medicare = subject.claim.payer.kind == PayerKind::Medicare;
        let code = line.code.as_deref().unwrap_or_default();
        let number = subject.line_number(other);
        let (severity, says, next) = match row.bilateral {
            ONE_SIDE_ONLY => (
                by_payer(subject.claim.payer.kind, Severity::Warn, Severity::Inform),
                format!(
                    "{code} is billed for both sides with line {number}, and by its bilateral \
                    indicator 0 the two are paid as one."
                ),
                "Check whether the code may be billed for each side.",
            ),
            PAID_FOR_BOTH if medicare => (
                Severity::Inform,
                format!(
                    "{code} is billed for both sides with line {number}; Medicare asks for one \
                    line with modifier 50 and one unit."
                ),
                "Join the lines with modifier 50 where both sides were done in one session.",
            ),
            _ => continue,
        };
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3").severity(severity).says(says).next(next),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
