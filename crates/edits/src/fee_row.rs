//! The Medicare physician fee schedule's row of a line, and the readings of it that many rules
//! share.

use crate::modifiers::first_of;
use crate::subject::Subject;
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use codesets::ncci::ProviderType;
use model::{ClaimLine, PayerKind, Severity};

/// Taxonomy of an ambulatory surgical centre: it bills its facility fee on a professional claim,
/// which the indicators for physicians do not judge.
const SURGERY_CENTRE: &str = "261QA1903X";

/// Modifiers of a line by an assistant at surgery.
pub(crate) const ASSISTANT: [&str; 4] = ["80", "81", "82", "AS"];

/// Modifiers with rows of their own in the fee schedule.
const PARTS: [&str; 3] = ["26", "TC", "53"];

/// True when the indicators of the fee schedule judge the claim: a professional claim that is not
/// of an equipment supplier or an ambulatory surgical centre. Hospitals are judged by others, but
/// for professional fees of critical access hospitals, which are not judged here.
pub(crate) fn applies(subject: &Subject<'_>) -> bool {
    let taxonomy = subject.claim.billing.taxonomy.as_deref();
    subject.is_professional()
        && subject.ncci_provider() == Some(ProviderType::Practitioner)
        && taxonomy != Some(SURGERY_CENTRE)
}

/// Lines that the fee schedule has a row for (that of their part, where a part is billed), where
/// its indicators apply and `wanted` says so. `wanted` is asked first: it is cheap, the table is
/// not.
pub(crate) fn lines<'a>(
    subject: &Subject<'a>,
    wanted: impl Fn(&ClaimLine) -> bool,
) -> impl Iterator<Item = (usize, &'a ClaimLine, FeeLine)> {
    let codes = subject.codes;
    let lines = match applies(subject) {
        true => subject.claim.lines.as_slice(),
        false => &[],
    };
    lines.iter().enumerate().filter(move |(_, line)| wanted(line)).filter_map(move |(i, line)| {
        let code = line.code.as_deref()?;
        // Some codes have another standing for one part: laboratory tests that are interpreted.
        let part = first_of(&line.modifiers, &PARTS);
        let row = part.and_then(|part| codes.fee_line_with(code, part, line.date));
        let row = row.or_else(|| codes.fee_line(code, line.date))?;
        Some((i, line, row))
    })
}

/// True when the indicators of a row mean something: active, restricted, paid when nothing else
/// is, or priced by the contractor. Rows of other standings are paid by other schedules or not at
/// all and carry 9 throughout.
pub(crate) fn is_priced(row: &FeeLine) -> bool {
    matches!(row.status, 'A' | 'R' | 'T' | 'C')
}

/// True for a procedure with a surgical package of its own.
pub(crate) fn is_surgery(row: &FeeLine) -> bool {
    let surgical =
        matches!(row.global, GlobalPeriod::Day | GlobalPeriod::TenDays | GlobalPeriod::NinetyDays);
    surgical && is_priced(row)
}

/// The place of service of a line: its own, or the claim's.
pub(crate) fn place_of_service<'a>(subject: &Subject<'a>, line: &'a ClaimLine) -> Option<&'a str> {
    line.place_of_service.as_deref().or(subject.claim.place_of_service.as_deref())
}

/// A severity by payer: original Medicare is bound by its tables; Medicare Advantage, commercial
/// plans and Medicaid usually follow them; workers' compensation and others often do not.
pub(crate) fn by_payer(kind: PayerKind, medicare: Severity, usual: Severity) -> Severity {
    match kind {
        PayerKind::Medicare => medicare,
        PayerKind::MedicareAdvantage | PayerKind::Commercial | PayerKind::Medicaid => usual,
        PayerKind::WorkersComp | PayerKind::Other => usual.max(Severity::Warn),
    }
}

/// The severity of an indicator that forbids what the line says. Contractors price some codes
/// themselves, and may pay those otherwise.
pub(crate) fn forbidden(kind: PayerKind, row: &FeeLine) -> Severity {
    match row.status {
        'C' => by_payer(kind, Severity::Reason, Severity::Warn),
        _ => by_payer(kind, Severity::Block, Severity::Reason),
    }
}

/// True when the fee schedule in force covers the claim, or does not judge it.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    let holds = |day| subject.codes.holds(crate::Table::FeeSchedule, day);
    !applies(subject) || (holds(subject.claim.from) && holds(subject.claim.through))
}
