//! Global: services that are paid with a surgery of the same provider, by the days around it.

use crate::fee_row::{self, by_payer};
use crate::hit::{Hit, Hits};
use crate::modifiers::{first_of, has_any};
use crate::subject::Subject;
use crate::surgery::{self, Proof, Surgery};
use crate::visits::{self, Visit};
use codesets::fee_schedule::GlobalPeriod;
use model::{ClaimLine, Severity};

/// CPT numbers of the surgery section.
const SURGERY_SECTION: std::ops::RangeInclusive<u32> = 10004..=69990;

/// Modifiers that say why a procedure inside a period is paid: staged, return to the operating
/// room, unrelated; and repeats.
const PROCEDURE_INSIDE: [&str; 5] = ["58", "78", "79", "76", "77"];
/// The first three of them, which need an earlier surgery.
const AFTER_SURGERY: [&str; 3] = ["58", "78", "79"];

fn at(subject: &Subject<'_>, index: usize) -> Hit {
    Hit::line(subject, index, "modifiers", "SV101-3")
}

/// Lines with a visit that a surgical package may hold.
fn visits<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a ClaimLine, Visit)> {
    let lines = match fee_row::applies(subject) {
        true => subject.claim.lines.as_slice(),
        false => &[],
    };
    lines.iter().enumerate().filter_map(|(i, line)| {
        let visit = visits::visit(line.code.as_deref()?)?;
        (visit != Visit::New).then_some((i, line, visit))
    })
}

/// Keeps the surgery that is surest, the first of equals.
fn keep<'a>(best: &mut Option<Surgery<'a>>, surgery: Surgery<'a>) {
    if best.is_none_or(|kept| kept.proof < surgery.proof) {
        *best = Some(surgery);
    }
}

/// The surest surgery of the visit's own day (`ahead` 0), or of that and the next day (1), that
/// `wanted` takes.
fn around<'a>(
    subject: &Subject<'a>,
    line: &ClaimLine,
    ahead: i32,
    wanted: impl Fn(&Surgery<'a>) -> bool,
) -> Option<Surgery<'a>> {
    let mut best = None;
    let days = (line.date, line.date.plus_days(ahead));
    surgery::between(subject, days, line.date, |surgery| {
        if wanted(&surgery) {
            keep(&mut best, surgery);
        }
    });
    best
}

/// # Checks
/// A visit on the day of a minor surgery (period 000 or 010) of the same provider carries 25. New
/// patients and emergency visits are outside the package and need none for it; unrelated critical
/// care carries FT. A visit with 57 is judged by `global.decision_for_minor`.
/// # Why
/// The visit of that day is paid with the surgery, unless it was significant and separate.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.6.B and 40.1; new patients and emergency visits by the contractors'
/// articles on modifier 25.
pub(crate) fn visit_same_day(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in visits(subject) {
        if has_any(&line.modifiers, &["25", "57", "FT"]) {
            continue;
        }
        let minor = |s: &Surgery<'_>| s.package.day && !s.package.major;
        let Some(surgery) = around(subject, line, 0, minor) else { continue };
        out.push(
            at(subject, i)
                .severity(surgery.proof.severity(subject.claim.payer.kind))
                .says(format!(
                    "The visit is on the day of minor surgery {} ({}) and has no modifier 25.",
                    surgery.code, surgery.origin
                ))
                .next(
                    "Remove the visit if it only led to the surgery; where the record shows \
                    significant, separate work, the coder may report 25.",
                ),
        );
    }
}

/// # Checks
/// A visit on the day of a major surgery (period 090) of the same provider, or on the day before,
/// carries 57. One with 24 or 25 instead is a warning, for it may be about something else.
/// # Why
/// The package begins the day before; the visit that led to the decision is outside it.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.6.C and 40.1.
pub(crate) fn visit_before_major(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in visits(subject) {
        if has_any(&line.modifiers, &["57", "FT"]) {
            continue;
        }
        let major = |s: &Surgery<'_>| {
            let on_day = s.date == line.date;
            s.package.major && if on_day { s.package.day } else { s.package.day_before }
        };
        let Some(surgery) = around(subject, line, 1, major) else { continue };
        let severity = match first_of(&line.modifiers, &["24", "25"]) {
            Some(_) => Severity::Warn,
            None => surgery.proof.severity(subject.claim.payer.kind),
        };
        let when = if surgery.date == line.date { "on the day of" } else { "on the day before" };
        out.push(
            at(subject, i)
                .severity(severity)
                .says(format!(
                    "The visit is {when} major surgery {} of {} ({}) and has no modifier 57.",
                    surgery.code, surgery.date, surgery.origin
                ))
                .next(
                    "Remove the visit if the surgery had been decided before; 57 is for the \
                    visit in which the record shows the decision.",
                ),
        );
    }
}

/// # Checks
/// A visit in the days after a surgery of the same provider that are paid with it (10 after a
/// minor one with period 010, 90 after a major one, the day of surgery not counted) carries 24.
/// Unrelated critical care carries FT; a visit with 57, the decision for another major surgery,
/// is not judged. Lines with 54 leave these days to another provider, lines with 55 take them
/// over.
/// # Why
/// Care after the surgery is paid with it, complications without a return to the operating room
/// too.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.6.A and 40.1 to 40.2.
pub(crate) fn visit_after(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in visits(subject) {
        if has_any(&line.modifiers, &["24", "57", "FT"]) {
            continue;
        }
        let Some(surgery) = before(subject, line) else { continue };
        out.push(
            at(subject, i)
                .severity(surgery.proof.severity(subject.claim.payer.kind))
                .says(format!(
                    "The visit is {} days after surgery {} of {} ({}), which is paid with {} days \
                    of care after it, and has no modifier 24.",
                    surgery.date.days_until(line.date),
                    surgery.code,
                    surgery.date,
                    surgery.origin,
                    surgery.package.days_after,
                ))
                .next(
                    "Report 99024 without charge for care after the surgery; 24 is for a visit \
                    whose record shows that it was not related.",
                ),
        );
    }
}

/// The surest surgery before a line whose days after it hold the line.
fn before<'a>(subject: &Subject<'a>, line: &ClaimLine) -> Option<Surgery<'a>> {
    let mut best = None;
    surgery::between(subject, surgery::reach(line.date), line.date, |surgery| {
        if surgery.date.days_until(line.date) <= surgery.package.days_after {
            keep(&mut best, surgery);
        }
    });
    best
}

/// # Checks
/// A surgery in the days that are paid with an earlier one of the same provider carries 58, 78 or
/// 79 (or 76 or 77, a repeat). Tests, add-on codes and procedures without a package of their own
/// are free, so are lines of assistants and of one part of a package. A procedure with period 000
/// can be a test, which the package does not hold: it needs a reason where others block.
/// # Why
/// Without the modifier it counts as care after the first surgery.
/// # Source
/// IOM 100-04 ch. 12 s. 40.1 and 40.2.A.
pub(crate) fn procedure_after(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let several_days = subject.claim.from != subject.claim.through;
    if subject.claim.history.is_empty() && !several_days {
        return;
    }
    let free = ["55", "56", "TC", "53", "73", "74"];
    let wanted = |line: &ClaimLine| {
        !has_any(&line.modifiers, &PROCEDURE_INSIDE)
            && !has_any(&line.modifiers, &free)
            && !surgery::by_assistant(&line.modifiers)
    };
    for (i, line, row) in fee_row::lines(subject, wanted).filter(|l| fee_row::is_surgery(&l.2)) {
        let number = line.code.as_deref().and_then(visits::number);
        let may_be_test = row.global == GlobalPeriod::Day;
        if may_be_test && !number.is_some_and(|n| SURGERY_SECTION.contains(&n)) {
            continue;
        }
        let Some(surgery) = before(subject, line) else { continue };
        let proof = if may_be_test { surgery.proof.min(Proof::Likely) } else { surgery.proof };
        out.push(
            at(subject, i)
                .severity(proof.severity(subject.claim.payer.kind))
                .says(format!(
                    "The procedure is {} days after surgery {} of {} ({}), which is paid with {} \
                    days of care after it, and has no modifier 58, 78 or 79.",
                    surgery.date.days_until(line.date),
                    surgery.code,
                    surgery.date,
                    surgery.origin,
                    surgery.package.days_after,
                ))
                .next(
                    "Read the operative note: 58 where it was planned or more extensive, 78 for \
                    an unplanned return to the operating room, 79 where it was not related; else \
                    it is not paid apart.",
                ),
        );
    }
}

/// # Checks
/// A visit with 57 is not on the day of minor surgery alone: there is a major surgery of the same
/// provider that day or the next, or 25 beside it.
/// # Why
/// The package of a minor surgery begins on its day and holds the decision for it.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.6.C.
pub(crate) fn decision_for_minor(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, _) in visits(subject) {
        if !has_any(&line.modifiers, &["57"]) || has_any(&line.modifiers, &["25", "FT"]) {
            continue;
        }
        let minor = |s: &Surgery<'_>| s.package.day && !s.package.major;
        let Some(surgery) = around(subject, line, 0, minor) else { continue };
        if around(subject, line, 1, |s| s.package.major).is_some() {
            continue;
        }
        let severity = match surgery.proof {
            Proof::Possible => Severity::Warn,
            _ => by_payer(subject.claim.payer.kind, Severity::Reason, Severity::Warn),
        };
        out.push(
            at(subject, i)
                .severity(severity)
                .says(format!(
                    "The visit has modifier 57, and {} ({}) is minor surgery; no major surgery of \
                    that day or the next is known.",
                    surgery.code, surgery.origin
                ))
                .next(
                    "57 is for the decision for major surgery; 25 where the record shows \
                    significant, separate work beside minor surgery, else no visit.",
                ),
        );
    }
}

/// # Checks
/// A line with 58, 78 or 79 has a surgery of the same provider before it, as far as the history
/// tells. Only for information, and not on a claim that comes without history.
/// # Why
/// The modifier says that the days after an earlier surgery are not over.
/// # Source
/// IOM 100-04 ch. 12 s. 40.2.A.
pub(crate) fn without_surgery(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.claim.history.is_empty() {
        return;
    }
    let marked = |line: &ClaimLine| has_any(&line.modifiers, &AFTER_SURGERY);
    for (i, line, _) in fee_row::lines(subject, marked).filter(|l| fee_row::is_surgery(&l.2)) {
        let mut known = false;
        let own = subject.line_number(i);
        let (from, _) = surgery::reach(line.date);
        surgery::between(subject, (from, line.date), line.date, |surgery| {
            let itself = matches!(surgery.origin, surgery::Origin::Line(n) if n == own);
            known |= !itself;
        });
        let Some(modifier) = first_of(&line.modifiers, &AFTER_SURGERY) else { continue };
        if !known {
            out.push(
                at(subject, i)
                    .says(format!(
                        "Modifier {modifier} tells of an earlier surgery, and none of the 90 days \
                        before is in the history that came with the claim."
                    ))
                    .next("Check that the earlier surgery was billed; its days must not be over."),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
