//! Format of the claim itself: identifiers, frequency, diagnoses, total.

use super::lines::reports_only;
use super::{absent, blank, digits};
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::{Cents, Severity};

/// Diagnoses of an 837P (HI, twelve composites).
const MAX_PROFESSIONAL_DIAGNOSES: usize = 12;
/// Diagnoses of an 837I: one principal (HI BK) and 24 others (HI BF).
const MAX_INSTITUTIONAL_DIAGNOSES: usize = 25;
/// Frequencies of an 837P: original, replacement, void.
const PROFESSIONAL_FREQUENCIES: &str = "178";
/// Frequencies of a bill (NUBC, fourth digit) that a hospital sends.
///
/// Letters are of notices and of adjustments by others: admission and election notices (A to E),
/// adjustments (F to M), and the initiator codes P and Q.
const INSTITUTIONAL_FREQUENCIES: &str = "012345789ABCDEFGHIJKMPQ";

/// Frequencies of a notice, which bills nothing: of admission, election, revocation, change.
const NOTICES: [&str; 5] = ["A", "B", "C", "D", "E"];

/// # Checks
/// Whether the claim carries names and addresses at all; if not, they are not asked for one by
/// one.
/// # Why
/// Claim JSON may hold only what the edits judge. Such a claim can be scrubbed and not sent.
/// # Source
/// 005010X222A1 and X223A2, loops 2010AA and 2010BA.
pub(crate) fn scrub_only(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.for_submission {
        out.push(
            Hit::at("subscriber", "2010BA", "NM1")
                .says(
                    "The claim has no subscriber and no billing address: its codes are judged, \
                    but it cannot be written as an 837.",
                )
                .next(
                    "Add subscriber, patient name and address, payer id and billing name, tax \
                    id and address before it is sent.",
                ),
        );
    }
}

/// # Checks
/// Claim frequency 1, 7 or 8 on an 837P, a NUBC bill frequency on an 837I.
/// # Why
/// Any other value is rejected at the front door.
/// # Source
/// 2300 CLM05-3.
pub(crate) fn frequency(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let allowed = match subject.is_professional() {
        true => PROFESSIONAL_FREQUENCIES,
        false => INSTITUTIONAL_FREQUENCIES,
    };
    let text = subject.claim.frequency.as_str();
    if text.chars().count() != 1 || !allowed.contains(text) {
        out.push(
            Hit::at("frequency", "2300", "CLM05-3")
                .says(format!("The claim frequency `{text}` is none of {}.", spaced(allowed)))
                .next("Use 1 for an original claim, 7 for a replacement, 8 for a void."),
        );
    }
}

fn spaced(letters: &str) -> String {
    letters.chars().map(String::from).collect::<Vec<_>>().join(", ")
}

/// # Checks
/// A replacement or void names the payer's control number of the claim it changes.
/// # Why
/// Without it the payer cannot find that claim and denies the new one as a duplicate.
/// # Source
/// 2300 REF F8.
pub(crate) fn original_reference(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.is_correction() && absent(subject.claim.original_reference.as_deref()) {
        out.push(
            Hit::at("original_reference", "2300", "REF02 (F8)")
                .says(
                    "A replacement or void must carry the payer's control number of the \
                    original claim; there is none.",
                )
                .next(
                    "Take the payer claim control number from the remittance (CLP07) and add \
                    it.",
                ),
        );
    }
}

/// # Checks
/// An original claim carries no control number of an earlier one.
/// # Why
/// It points to a frequency that was forgotten: the payer would treat the claim as new.
/// # Source
/// 2300 REF F8.
pub(crate) fn original_reference_unused(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let named = !absent(subject.claim.original_reference.as_deref());
    if named && subject.claim.frequency == "1" {
        out.push(
            Hit::at("original_reference", "2300", "REF02 (F8)")
                .says("The claim is sent as an original but names an earlier claim.")
                .next(
                    "Set the frequency to 7 to replace or 8 to void that claim, or remove the \
                    reference.",
                ),
        );
    }
}

/// # Checks
/// The line charges add up to more than zero, but on a notice of admission or election; a claim
/// whose lines only report, as a visit after surgery, is warned of.
/// # Why
/// A chargeable claim without a charge is rejected.
/// # Source
/// 2300 CLM02.
pub(crate) fn total(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let total = subject.claim.total();
    let notice = subject.is_institutional() && NOTICES.contains(&subject.claim.frequency.as_str());
    if total <= Cents::ZERO && !subject.claim.lines.is_empty() && !notice {
        let reports = subject.claim.lines.iter().all(|line| reports_only(subject, line));
        let only = total == Cents::ZERO && reports;
        out.push(
            Hit::at("lines", "2300", "CLM02")
                .severity(if only { Severity::Warn } else { Severity::Block })
                .says(format!("The charges of the claim add up to {total}."))
                .next("Enter the charge of each line from the fee schedule."),
        );
    }
}

/// # Checks
/// At least one diagnosis, at most 12 on an 837P and 25 on an 837I.
/// # Why
/// A claim without a diagnosis is rejected; more than the HI segments hold are lost.
/// # Source
/// 2300 HI.
pub(crate) fn diagnosis_count(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let (count, most) = match subject.is_professional() {
        true => (subject.claim.diagnoses.len(), MAX_PROFESSIONAL_DIAGNOSES),
        false => (subject.claim.diagnoses.len(), MAX_INSTITUTIONAL_DIAGNOSES),
    };
    let (says, next) = if count == 0 {
        (
            "The claim has no diagnosis.".to_owned(),
            "Code at least one diagnosis from the documentation.",
        )
    } else if count > most {
        (
            format!("The claim has {count} diagnoses; this form holds {most}."),
            "Keep those that bear on the services, or split the claim.",
        )
    } else {
        return;
    };
    out.push(Hit::at("diagnoses", "2300", "HI").says(says).next(next));
}

/// # Checks
/// Each diagnosis has the shape of an ICD-10-CM code, also the admitting one and why one came.
/// # Why
/// A malformed code is rejected before anybody looks it up; a code of ICD-11 has another form.
/// # Source
/// 2300 HI01-2.
pub(crate) fn diagnosis_form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let listed = subject.claim.diagnoses.iter().enumerate();
    let listed = listed.map(|(i, code)| (format!("diagnoses[{i}]"), "HI", code.as_str()));
    let beside = subject.claim.diagnoses_beside().filter(|(.., code)| !code.trim().is_empty());
    for (field, segment, code) in listed.chain(beside) {
        if !has_diagnosis_form(code) {
            out.push(
                Hit::at(field, "2300", segment)
                    .code(code)
                    .says(format!("`{code}` does not have the form of an ICD-10-CM code."))
                    .next(
                        "Write the code as a letter, a digit, a third character, a dot and up \
                        to four more characters.",
                    ),
            );
        }
    }
}

/// Letter, digit, letter or digit, and up to four more with or without the dot before them.
pub(crate) fn has_diagnosis_form(code: &str) -> bool {
    let dotted = dotted(code);
    let (head, tail) = match dotted.split_once('.') {
        Some((head, tail)) => (head, Some(tail)),
        None => (&*dotted, None),
    };
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let head = head.as_bytes();
    head.len() == 3
        && head[0].is_ascii_uppercase()
        && head[1].is_ascii_digit()
        && (head[2].is_ascii_digit() || head[2].is_ascii_uppercase())
        && tail.is_none_or(|t| (1..=4).contains(&t.len()) && plain(t))
        && code.matches('.').count() <= 1
}

/// # Checks
/// No diagnosis stands twice.
/// # Why
/// A repeated code takes the place of another and is returned as a duplicate of the principal
/// diagnosis by institutional payers.
/// # Source
/// 2300 HI; ICD-10-CM Official Guidelines I.B.12.
pub(crate) fn diagnosis_repeated(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let codes = &subject.claim.diagnoses;
    for (i, code) in codes.iter().enumerate() {
        if let Some(first) = codes[..i].iter().position(|c| dotted(c) == dotted(code)) {
            out.push(
                Hit::at(format!("diagnoses[{i}]"), "2300", "HI")
                    .code(code)
                    .says(format!("{code} stands twice, as diagnosis {} and {}.", first + 1, i + 1))
                    .next("Remove the second and point its lines to the first."),
            );
        }
    }
}

/// # Checks
/// Present-on-admission indicators are Y, N, U, W or 1, one beside each diagnosis. None is blank
/// on an institutional claim that is sent.
/// # Why
/// The list is positional: one value too few shifts every indicator after it. A blank one would
/// go out as exempt, whether or not the code is.
/// # Source
/// 2300 HI01-9.
pub(crate) fn present_on_admission(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let (marks, codes) = (claim.diagnoses_poa.len(), claim.diagnoses.len());
    if marks > 0 && marks != codes {
        out.push(
            Hit::at("diagnoses_poa", "2300", "HI01-9")
                .says(format!(
                    "There are {marks} present-on-admission indicators for {codes} diagnoses."
                ))
                .next("Give one indicator for each diagnosis, in the same order."),
        );
    }
    let sent = subject.for_submission && subject.is_institutional();
    for (i, mark) in claim.diagnoses_poa.iter().enumerate() {
        let code = claim.diagnoses.get(i).map_or("", String::as_str);
        let says = match mark.as_str() {
            "Y" | "N" | "U" | "W" | "1" => None,
            "" if sent => Some(format!("{code} has no present-on-admission indicator.")),
            "" => None,
            _ => Some(format!("`{mark}` is not a present-on-admission indicator.")),
        };
        if let Some(says) = says {
            out.push(
                Hit::at(format!("diagnoses_poa[{i}]"), "2300", "HI01-9")
                    .code(code)
                    .says(says)
                    .next("Use Y, N, U, W, or 1 for an exempt code."),
            );
        }
    }
}

/// # Checks
/// A professional claim, or every line of it, has a two-digit place of service.
/// # Why
/// CLM05-1 is required, and the place decides the rate.
/// # Source
/// 2300 CLM05-1, 2400 SV105.
pub(crate) fn place_of_service(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    let next = "Take the place of service code of the site where care was given.";
    match subject.claim.place_of_service.as_deref() {
        Some(text) if digits(text, 2) => {}
        Some(text) if !blank(text) => out.push(
            Hit::at("place_of_service", "2300", "CLM05-1")
                .says(format!("The place of service `{text}` is not two digits."))
                .next(next),
        ),
        _ => out.push(
            Hit::at("place_of_service", "2300", "CLM05-1")
                .says("The claim has no place of service.")
                .next(next),
        ),
    }
    for (i, line) in subject.lines() {
        if let Some(text) = line.place_of_service.as_deref().filter(|t| !digits(t, 2)) {
            out.push(
                Hit::line(subject, i, "place_of_service", "SV105")
                    .says(format!("The place of service `{text}` of the line is not two digits."))
                    .next(next),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{Case, case, ids_after, inpatient_case};

    pub(crate) const CASES: &[Case] = &[
        case("format.scrub_only", 0, |c| {
            c.subscriber = None;
            c.billing.address = None;
        }),
        case("format.frequency", 0, |c| c.frequency = "2".to_owned()),
        case("format.frequency", 0, |c| c.frequency = String::new()),
        case("format.frequency", 0, |c| c.frequency = "17".to_owned()),
        inpatient_case("format.frequency", 0, |c| c.frequency = "6".to_owned()),
        case("format.original_reference", 0, |c| c.frequency = "7".to_owned()),
        case("format.original_reference", 0, |c| {
            c.frequency = "8".to_owned();
            c.original_reference = Some(" ".to_owned());
        }),
        case("format.original_reference_unused", 0, |c| {
            c.original_reference = Some("ICN1".to_owned());
        }),
        case("format.total", 0, |c| c.lines.iter_mut().for_each(|l| l.charge_cents = Cents(0))),
        case("format.diagnosis_count", 0, |c| c.diagnoses.clear()),
        case("format.diagnosis_count", 0, |c| c.diagnoses = vec!["I10".to_owned(); 13]),
        inpatient_case("format.diagnosis_count", 0, |c| c.diagnoses = vec!["I10".to_owned(); 26]),
        case("format.diagnosis_form", 0, |c| c.diagnoses[0] = "11.9".to_owned()),
        case("format.diagnosis_repeated", 0, |c| c.diagnoses[1] = "E1122".to_owned()),
        inpatient_case("format.poa", 0, |c| c.diagnoses_poa = vec!["Y".to_owned()]),
        inpatient_case("format.poa", 0, |c| c.diagnoses_poa[1] = "X".to_owned()),
        inpatient_case("format.poa", 0, |c| c.diagnoses_poa[1].clear()),
        case("format.place_of_service", 0, |c| c.place_of_service = None),
        case("format.place_of_service", 0, |c| c.place_of_service = Some("1".to_owned())),
        case("format.place_of_service", 2, |c| {
            c.lines[1].place_of_service = Some("office".to_owned());
        }),
    ];

    #[test]
    fn diagnosis_shapes() {
        for (code, holds) in [
            ("E11.9", true),
            ("E119", true),
            ("i10", true),
            ("C7A.00", true),
            ("S06.0X0A", true),
            ("Z3A.20", true),
            ("E1", false),
            ("E11.", false),
            ("E11.22222", false),
            ("E.11.9", false),
            ("250.00", false),
            ("É11", false),
            ("", false),
            ("1A00", false),
            ("BA00.Z", false),
            ("XS9R", false),
        ] {
            assert_eq!(has_diagnosis_form(code), holds, "{code}");
        }
    }

    #[test]
    fn interim_bills_are_for_hospitals() {
        let mut claim = crate::example::inpatient();
        claim.frequency = "2".to_owned();
        assert!(!crate::example::ids(&claim).contains(&"format.frequency".to_owned()));
        claim.frequency = "7".to_owned();
        claim.original_reference = Some("ICN1".to_owned());
        assert!(crate::example::ids(&claim).is_empty());
    }

    #[test]
    fn twelve_diagnoses_fit() {
        let ids = ids_after(|c| c.diagnoses = vec!["I10".to_owned(); 12]);
        assert!(!ids.contains(&"format.diagnosis_count".to_owned()), "{ids:?}");
    }
}
