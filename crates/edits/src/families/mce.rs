//! Mce: edits of the Medicare Code Editor over an inpatient stay that no other family judges.
//!
//! Where the editor's other edits stand: invalid codes in `validity`, the patient's age in `age`,
//! the sex in `sex`, manifestations, external causes and unacceptable principal diagnoses in
//! `manifestation`, a diagnosis that stands twice in `format`. Its edits of ICD-9 alone
//! (non-specific codes, open biopsy, bilateral procedures) have no codes any more.

pub(crate) mod coverage;
pub(crate) mod diagnosis;
pub(crate) mod stay;

use crate::facts::{Attributes, Table};
use crate::hit::Hit;
use crate::subject::{Subject, dotted};
use model::{Date, PayerKind, Severity};

/// Frequency of a bill that asks for no payment.
const NO_PAYMENT: &str = "0";

/// True when the family can judge the claim, or has nothing to judge on it.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    !subject.is_hospital_stay() || subject.codes.holds(Table::CodeEditor, subject.diagnosis_day())
}

/// The day by which the editor judges, when it judges the claim.
fn day(subject: &Subject<'_>) -> Option<Date> {
    let day = subject.diagnosis_day();
    (subject.is_hospital_stay() && subject.codes.holds(Table::CodeEditor, day)).then_some(day)
}

/// As [`day`], for a claim that asks for payment: a bill for no payment may carry what Medicare
/// does not cover (IOM 100-04 ch. 3 s. 20.2.1 and ch. 32 s. 230).
fn paid_day(subject: &Subject<'_>) -> Option<Date> {
    day(subject).filter(|_| subject.claim.frequency != NO_PAYMENT)
}

/// What an edit is worth that has Medicare return the claim.
fn returned(subject: &Subject<'_>) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare => Severity::Block,
        PayerKind::MedicareAdvantage | PayerKind::Commercial | PayerKind::Medicaid => {
            Severity::Reason
        }
        PayerKind::WorkersComp | PayerKind::Other => Severity::Warn,
    }
}

/// What an edit is worth on which Medicare wants a word of explanation.
fn explained(subject: &Subject<'_>) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare | PayerKind::MedicareAdvantage => Severity::Reason,
        _ => Severity::Warn,
    }
}

/// Attributes of the diagnosis at a position; none beyond the list.
fn diagnosis_at(subject: &Subject<'_>, index: usize, day: Date) -> Attributes {
    let code = subject.claim.diagnoses.get(index);
    code.map(|code| subject.codes.diagnosis_attributes(&dotted(code), day)).unwrap_or_default()
}

/// The first diagnosis from a position on whose attributes are of a kind.
fn find_diagnosis<'a>(
    subject: &Subject<'a>,
    from: usize,
    day: Date,
    is: impl Fn(&Attributes) -> bool,
) -> Option<&'a str> {
    let diagnoses: &'a [String] = &subject.claim.diagnoses;
    let mut codes = diagnoses.iter().skip(from).map(String::as_str);
    codes.find(|code| is(&subject.codes.diagnosis_attributes(&dotted(code), day)))
}

fn on_diagnosis(subject: &Subject<'_>, index: usize) -> Hit {
    let segment = if index == 0 { "HI (ABK)" } else { "HI (ABF)" };
    Hit::at(format!("diagnoses[{index}]"), "2300", segment).code(&subject.claim.diagnoses[index])
}

fn on_procedure(subject: &Subject<'_>, index: usize) -> Hit {
    let segment = if index == 0 { "HI (BBR)" } else { "HI (BBQ)" };
    Hit::at(format!("procedures[{index}].code"), "2300", segment)
        .code(&subject.claim.procedures[index].code)
}
