//! Place of service: that it exists, and that the service belongs there.

use crate::hit::{Hit, Hits};
use crate::place_table::{self, PlaceRow};
use crate::subject::Subject;
use model::{ClaimLine, Date, Effective, PayerKind, Severity};

/// Telehealth, the patient elsewhere than at home.
const TELEHEALTH: u8 = 2;
/// Telehealth, the patient at home.
const TELEHEALTH_AT_HOME: u8 = 10;
/// Places of a hospital, from which its clinicians may treat a patient at home.
const HOSPITAL: [u8; 4] = [19, 21, 22, 23];
/// Modifiers of telehealth: by sound and picture, by sound alone.
const BY_WIRE: [&str; 2] = ["95", "93"];
/// Modifiers of therapists, whose telehealth keeps its place (occupational, physical, speech).
const THERAPY: [&str; 3] = ["GO", "GP", "GN"];
/// Modifiers of one part of a service, whose place rules are others' (PC/TC).
const PARTS: [&str; 2] = ["26", "TC"];

/// The fee schedule tells which services are rarely done at a place; without it a professional
/// claim's places are judged in part only.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    !subject.is_professional() || subject.codes.holds(crate::Table::FeeSchedule, subject.claim.from)
}

/// The place of a line: its own, or the claim's. `None` where it is missing or malformed, which
/// is judged elsewhere.
fn place(subject: &Subject<'_>, line: &ClaimLine) -> Option<u8> {
    let own = line.place_of_service.as_deref();
    own.or(subject.claim.place_of_service.as_deref()).and_then(place_table::number)
}

/// A hit at the place of a line: at the line's own, or at the claim's.
fn at(subject: &Subject<'_>, index: usize) -> Hit {
    let line = &subject.claim.lines[index];
    match line.place_of_service {
        Some(_) => Hit::line(subject, index, "place_of_service", "SV105"),
        None => Hit::at("place_of_service", "2300", "CLM05-1")
            .on_line(subject.line_number(index))
            .code(line.code.clone().unwrap_or_default()),
    }
}

/// # Checks
/// Each place of service is one of CMS's on the day of service. A list that the user imported may
/// add to those that are known here.
/// # Why
/// The set is prescribed; another number is rejected.
/// # Source
/// 45 CFR 162.1002; IOM 100-04 ch. 26 s. 10.5; 2300 CLM05-1, 2400 SV105.
pub(crate) fn unknown(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    let claim = subject.claim;
    let says = |text: &str, on: Date| {
        let number = place_table::number(text)?;
        let known =
            place_table::exists(number, on) || subject.codes.place_known(text, on) == Some(true);
        let from = place_table::first_day(number);
        (!known).then(|| match from {
            Some(first) => (format!("Place of service {text} came into force on {first}."), from),
            None => (format!("There is no place of service {text}."), None),
        })
    };
    let next = "Take the place of service of the site where the patient was, from CMS's list.";
    let push = |out: &mut Hits<'_>, hit: Hit, (says, from): (String, Option<Date>)| {
        let effective = from.map(|from| Effective { from, to: None });
        out.push(hit.effective(effective).says(says).next(next));
    };
    if let Some(fault) = claim.place_of_service.as_deref().and_then(|p| says(p, claim.from)) {
        push(out, Hit::at("place_of_service", "2300", "CLM05-1"), fault);
    }
    for (i, line) in subject.lines() {
        if let Some(fault) = line.place_of_service.as_deref().and_then(|p| says(p, line.date)) {
            push(out, Hit::line(subject, i, "place_of_service", "SV105"), fault);
        }
    }
}

/// # Checks
/// The code of each line belongs to its place: visits of the emergency department, the hospital,
/// the nursing facility and the home, consultations, equipment for the home, and services by
/// hand that cannot be telehealth. The table is `data/edits/place_of_service.csv`.
/// # Why
/// The place contradicts the code: Medicare's contractors deny the line (CARC 5). Other payers
/// usually follow, some with rules of their own.
/// # Source
/// Each row of the table names its manual section.
pub(crate) fn code(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    for (i, line) in subject.lines() {
        let (Some(code), Some(place)) = (line.code.as_deref(), place(subject, line)) else {
            continue;
        };
        let Some(row) = place_table::objection(code, place) else { continue };
        out.push(
            at(subject, i)
                .severity(severity(subject, row))
                .source(row.source)
                .says(format!(
                    "{code}, {}, is billed at place of service {place:02}; it belongs to {}.",
                    row.what, row.usual
                ))
                .next(
                    "Compare the note: correct the place when the patient was elsewhere, or the \
                    code when another service was given.",
                ),
        );
    }
}

/// Original Medicare is bound by its manuals; workers' compensation and others have their own.
fn severity(subject: &Subject<'_>, row: &PlaceRow) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare => row.medicare,
        PayerKind::WorkersComp | PayerKind::Other => row.others.max(Severity::Warn),
        _ => row.others,
    }
}

/// # Checks
/// For original Medicare since 2024, a line with modifier 95 or 93 is at place 02 or 10, unless
/// the clinician is in a hospital or the service is a therapist's.
/// # Why
/// The place decides the rate, and with another one the service was given in person.
/// # Source
/// CY 2024 physician fee schedule final rule (88 FR 78818), telehealth place of service.
pub(crate) fn telehealth(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let since = Date::new(2024, 1, 1).unwrap_or_default();
    if !subject.is_professional() || subject.claim.payer.kind != PayerKind::Medicare {
        return;
    }
    for (i, line) in subject.lines().filter(|(_, line)| line.date >= since) {
        let has = |list: &[&'static str]| {
            list.iter().copied().find(|mark| line.modifiers.iter().any(|m| m == mark))
        };
        let (Some(mark), None) = (has(&BY_WIRE), has(&THERAPY)) else { continue };
        let Some(place) = place(subject, line) else { continue };
        if matches!(place, TELEHEALTH | TELEHEALTH_AT_HOME) || HOSPITAL.contains(&place) {
            continue;
        }
        out.push(
            at(subject, i)
                .says(format!(
                    "The line has modifier {mark}, for telehealth, at place of service {place:02}."
                ))
                .next(
                    "Use place 10 when the patient was at home and 02 when elsewhere; remove the \
                    modifier when the patient was seen in person.",
                ),
        );
    }
}

/// # Checks
/// The fee schedule has a value for the service at a place of this kind. Lines with modifier 26
/// or TC are left out, and telehealth; in a facility also what the indicator of parts (PC/TC)
/// already keeps out of it, which the family bilateral judges.
/// # Why
/// Medicare set no practice expense because the service is rarely or never done there: the place
/// or the code may be wrong, and the contractor may deny or review the line.
/// # Source
/// Medicare physician fee schedule, NA indicators; IOM 100-04 ch. 12 s. 20.4.
pub(crate) fn rarely_here(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    for (i, line) in subject.lines() {
        let (Some(code), Some(place)) = (line.code.as_deref(), place(subject, line)) else {
            continue;
        };
        let part = line.modifiers.iter().any(|m| PARTS.contains(&m.as_str()));
        if part || matches!(place, TELEHEALTH | TELEHEALTH_AT_HOME) {
            continue;
        }
        let Some(fee) = subject.codes.fee_line(code, line.date) else { continue };
        let facility = place_table::is_facility(place);
        let (rare, kind) = match facility {
            true => (fee.not_in_facility && fee.components == 0, "in a facility"),
            false => (fee.not_outside_facility, "outside a facility"),
        };
        if rare {
            out.push(
                at(subject, i)
                    .says(format!(
                        "{code} is billed at place of service {place:02}; the fee schedule has \
                        no value for it {kind}, where it is rarely or never done."
                    ))
                    .next("Check place and code against the note before the claim is sent."),
            );
        }
    }
}

/// # Checks
/// Names the claim's place of service when each line has another one of its own.
/// # Why
/// The claim's place stands for the lines that name none; when there is no such line it is
/// probably left over.
/// # Source
/// 2300 CLM05-1, 2400 SV105.
pub(crate) fn claim_place_unused(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let Some(place) = claim.place_of_service.as_deref() else { return };
    let elsewhere =
        |line: &ClaimLine| line.place_of_service.as_deref().is_some_and(|own| own != place);
    if subject.is_professional() && !claim.lines.is_empty() && claim.lines.iter().all(elsewhere) {
        out.push(
            Hit::at("place_of_service", "2300", "CLM05-1")
                .says(format!("No line is at the claim's place of service {place}."))
                .next("Set the claim's place to the one where most of its services were given."),
        );
    }
}

/// # Checks
/// Names a place of service on an institutional claim.
/// # Why
/// An 837I has no element for it: the type of bill says where care was given.
/// # Source
/// 2300 CLM05-1 of an 837I; NUBC UB-04 data specifications, FL 4.
pub(crate) fn institutional(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let (own, lines) = (claim.place_of_service.as_deref(), &claim.lines);
    let of_line = || lines.iter().find_map(|line| line.place_of_service.as_deref());
    if let Some(place) = own.or_else(of_line).filter(|_| subject.is_institutional()) {
        out.push(
            Hit::at("place_of_service", "2300", "CLM05-1")
                .says(format!(
                    "The institutional claim carries the place of service {place}, which is not \
                    sent."
                ))
                .next("Nothing needs doing; the type of bill tells where care was given."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
