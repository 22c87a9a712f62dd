//! Validity: what Medicare does with a code at all, by the status of its row in the fee schedule.
//!
//! Judged for original Medicare, and more softly for its plans, which may cover more. Other
//! payers have lists of their own. Statuses E and X say only that another schedule pays (drugs,
//! laboratory, ambulance, vaccines), so they are never a fault here.

use crate::fee_row::{self, place_of_service};
use crate::hit::{Hit, Hits};
use crate::modifiers::has_any;
use crate::subject::Subject;
use codesets::fee_schedule::FeeLine;
use model::{Cents, ClaimLine, PayerKind, Severity};

/// The most that a line charges which only reports.
const REPORTING_CHARGE: Cents = Cents(1);

/// A visit after surgery, reported without payment.
const AFTER_SURGERY: &str = "99024";

/// Modifiers by which the biller says itself that Medicare does not cover the service.
const SAID_NOT_COVERED: [&str; 2] = ["GY", "GX"];

/// Level II codes of supplies, which a supplier bills to another contractor for use at home.
const SUPPLIES: [char; 6] = ['A', 'B', 'E', 'K', 'L', 'V'];
/// Places where supplies are part of what the physician or facility is paid for.
const CLINICAL_PLACES: [&str; 8] = ["11", "19", "20", "21", "22", "23", "24", "49"];

/// Lines that ask a Medicare payer for money, with their rows.
fn charged<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a ClaimLine, FeeLine)> {
    let kind = subject.claim.payer.kind;
    let medicare = matches!(kind, PayerKind::Medicare | PayerKind::MedicareAdvantage);
    fee_row::lines(subject, move |line| medicare && line.charge_cents > REPORTING_CHARGE)
}

/// The severity for original Medicare; its plans are only warned of.
fn for_medicare(subject: &Subject<'_>, severity: Severity) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare => severity,
        _ => severity.max(Severity::Warn),
    }
}

fn at(subject: &Subject<'_>, index: usize) -> Hit {
    Hit::line(subject, index, "code", "SV101-2")
}

/// # Checks
/// A code is valid for Medicare: its status is not I (Medicare takes another code for the
/// service) nor D, F, G or H (deleted or ended). A line with GY or GX, billed to be denied, is not
/// judged.
/// # Why
/// Medicare returns or denies the line. Its plans mostly do; codes that begin with H, S or T are
/// other payers' own, and some plans take them.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, status code.
pub(crate) fn not_for_medicare(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, row) in charged(subject) {
        let why = match row.status {
            'I' | 'G' => "Medicare takes another code for the service",
            'D' | 'F' | 'H' => "the code has ended",
            _ => continue,
        };
        if has_any(&line.modifiers, &SAID_NOT_COVERED) {
            continue;
        }
        let code = line.code.as_deref().unwrap_or_default();
        let severity = match subject.claim.payer.kind {
            PayerKind::Medicare => Severity::Block,
            _ if code.starts_with(['H', 'S', 'T']) => Severity::Warn,
            _ => Severity::Reason,
        };
        out.push(
            at(subject, i)
                .severity(severity)
                .says(format!(
                    "{code} is not valid for Medicare on {} (status {}): {why}.",
                    line.date, row.status
                ))
                .next("Report the code that Medicare takes for what was done."),
        );
    }
}

/// # Checks
/// A code that Medicare does not cover (status N) carries GY or GX.
/// # Why
/// It is denied either way; GY says that the denial is expected, for the patient or another payer.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, status code; ch. 1 s. 60.
pub(crate) fn not_covered(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in charged(subject).filter(|(_, _, row)| row.status == 'N') {
        if has_any(&line.modifiers, &SAID_NOT_COVERED) {
            continue;
        }
        out.push(
            at(subject, i)
                .severity(for_medicare(subject, Severity::Reason))
                .says(format!(
                    "{} is not covered by Medicare (status N).",
                    line.code.as_deref().unwrap_or_default()
                ))
                .next(
                    "Bill the patient, or report GY where the denial is wanted for the patient \
                    or another payer.",
                ),
        );
    }
}

/// # Checks
/// A code that is always paid within another service (status B), or a supply that is (status P),
/// is not charged. Visits after surgery (99024) report only; supplies outside clinical places may
/// be a supplier's.
/// # Why
/// Medicare never pays it apart, and the patient is not billed for it.
/// # Source
/// IOM 100-04 ch. 12 s. 20.3; ch. 23 addendum, MPFSDB record layouts, status code.
pub(crate) fn bundled(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, row) in charged(subject).filter(|(_, _, row)| matches!(row.status, 'B' | 'P')) {
        let code = line.code.as_deref().unwrap_or_default();
        let clinical =
            place_of_service(subject, line).is_some_and(|place| CLINICAL_PLACES.contains(&place));
        let elsewhere = code.starts_with(SUPPLIES) && !clinical;
        if code == AFTER_SURGERY || elsewhere || has_any(&line.modifiers, &SAID_NOT_COVERED) {
            continue;
        }
        out.push(
            at(subject, i)
                .severity(for_medicare(subject, Severity::Reason))
                .says(format!(
                    "{code} is paid within other services and never apart (status {}).",
                    row.status
                ))
                .next("Remove the line; its cost is in what the other service is paid."),
        );
    }
}

/// # Checks
/// A code that is paid only when nothing else is (status T) stands alone: no other line of the
/// day is priced by the fee schedule.
/// # Why
/// Beside another service of the same provider it is bundled.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, status code.
pub(crate) fn only_alone(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in charged(subject).filter(|(_, _, row)| row.status == 'T') {
        let other = charged(subject).find(|(j, other, row)| {
            *j != i && other.date == line.date && matches!(row.status, 'A' | 'R' | 'C')
        });
        let Some((j, ..)) = other else { continue };
        out.push(
            at(subject, i)
                .severity(for_medicare(subject, Severity::Reason))
                .says(format!(
                    "{} is paid only when nothing else is that day (status T), and line {} is.",
                    line.code.as_deref().unwrap_or_default(),
                    subject.line_number(j)
                ))
                .next("Remove the line; it is paid within the other service."),
        );
    }
}

/// # Checks
/// Names codes with special coverage instructions (status R).
/// # Why
/// They are paid under conditions that the schedule does not hold: diagnosis, findings, care
/// elsewhere.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, status code.
pub(crate) fn restricted(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in charged(subject).filter(|(_, _, row)| row.status == 'R') {
        out.push(
            at(subject, i)
                .says(format!(
                    "{} has restricted coverage (status R).",
                    line.code.as_deref().unwrap_or_default()
                ))
                .next("See that the conditions of its coverage are met and in the record."),
        );
    }
}

/// # Checks
/// A code that only measures quality (status M), or told of function in therapy (status Q, until
/// 2019), is charged with nothing or a cent.
/// # Why
/// Nothing is paid for it; a charge is denied and left open on the account.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, status code.
pub(crate) fn measurement(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, row) in charged(subject).filter(|(_, _, row)| matches!(row.status, 'M' | 'Q')) {
        out.push(
            Hit::line(subject, i, "charge_cents", "SV102")
                .severity(for_medicare(subject, Severity::Warn))
                .says(format!(
                    "{} only reports (status {}), and is charged with {}.",
                    line.code.as_deref().unwrap_or_default(),
                    row.status,
                    line.charge_cents
                ))
                .next("Charge nothing or one cent for it."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
