//! Modifier: those of visits on procedures, and those of surgery on visits.

use crate::fee_row::{self, by_payer, is_priced, is_surgery};
use crate::hit::{Hit, Hits};
use crate::modifiers::{first_of, has_any};
use crate::subject::Subject;
use crate::visits;
use codesets::fee_schedule::GlobalPeriod;
use model::{ClaimLine, Severity};

/// Modifiers of visits.
const OF_VISITS: [&str; 3] = ["24", "25", "57"];
/// Modifiers of visits that no payer takes on any other service.
const OF_VISITS_ALONE: [&str; 2] = ["24", "57"];
/// Modifiers of procedures: within the days of surgery, and apart from another.
const OF_PROCEDURES: [&str; 4] = ["58", "78", "79", "59"];
/// Modifiers of a part of the surgical package.
const OF_PARTS: [&str; 3] = ["54", "55", "56"];

/// # Checks
/// Modifiers 24 and 57 stand on visits only, and 25 does not stand on surgery: a code with a
/// surgical package or an add-on code, that is no visit. Contractors take 25 on some other
/// services.
/// # Why
/// The modifiers tell of a visit beside the surgery; they belong on the visit's line.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.6.
pub(crate) fn on_surgery(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let marked = |line: &ClaimLine| {
        let number = line.code.as_deref().and_then(visits::number);
        // Add-on codes of visits (99xxx) are visits too.
        has_any(&line.modifiers, &OF_VISITS) && number.is_some_and(|number| number < 99_000)
    };
    for (i, line, row) in fee_row::lines(subject, marked) {
        let add_on = row.global == GlobalPeriod::AddOn && is_priced(&row);
        let visit = line.code.as_deref().is_some_and(|code| visits::visit(code).is_some());
        let alone = has_any(&line.modifiers, &OF_VISITS_ALONE);
        if visit || !(alone || is_surgery(&row) || add_on) {
            continue;
        }
        let code = line.code.as_deref().unwrap_or_default();
        let modifier = first_of(&line.modifiers, &OF_VISITS).unwrap_or_default();
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(by_payer(subject.claim.payer.kind, Severity::Reason, Severity::Warn))
                .says(format!("{code} has modifier {modifier}, which is for visits."))
                .next(
                    "Move it to the line of the visit, where the record supports it; for a \
                    procedure within the days of another, see 58, 78 and 79.",
                ),
        );
    }
}

/// # Checks
/// Modifiers 58, 78, 79 and 59 do not stand on a visit.
/// # Why
/// They are for procedures; a visit that is not related has 24, one beside a procedure 25.
/// # Source
/// IOM 100-04 ch. 12 s. 40.2.A; NCCI policy manual for Medicare ch. I s. E.1.
pub(crate) fn on_visit(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !fee_row::applies(subject) {
        return;
    }
    for (i, line) in subject.lines() {
        let Some(modifier) = first_of(&line.modifiers, &OF_PROCEDURES) else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        if visits::visit(code).is_none() {
            continue;
        }
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(by_payer(subject.claim.payer.kind, Severity::Reason, Severity::Warn))
                .says(format!("The visit {code} has modifier {modifier}, which is for procedures."))
                .next(
                    "Remove it; 24 is for a visit that the record shows was not related, 25 for \
                    one beyond the procedure of the day.",
                ),
        );
    }
}

/// # Checks
/// Modifiers 54, 55 and 56 stand on surgery with days before or after it (periods 010 and 090) or
/// maternity care only.
/// # Why
/// A package of one day has no care to hand over.
/// # Source
/// IOM 100-04 ch. 12 s. 40.2.A and 40.4.
pub(crate) fn split_care(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let marked = |line: &ClaimLine| has_any(&line.modifiers, &OF_PARTS);
    for (i, line, row) in fee_row::lines(subject, marked).filter(|l| is_priced(&l.2)) {
        let days = match row.global {
            GlobalPeriod::Day => "000",
            GlobalPeriod::NotApplicable => "XXX",
            GlobalPeriod::AddOn => "ZZZ",
            _ => continue,
        };
        let code = line.code.as_deref().unwrap_or_default();
        let modifier = first_of(&line.modifiers, &OF_PARTS).unwrap_or_default();
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(by_payer(subject.claim.payer.kind, Severity::Reason, Severity::Warn))
                .says(format!(
                    "{code} has modifier {modifier}, and its global period {days} has no care \
                    that is handed over."
                ))
                .next("Remove it, or bill the visits themselves."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
