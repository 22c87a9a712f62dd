//! MUE, medically unlikely edits: the most units of a code for one patient in a day.

use super::follows::{self, Follows};
use crate::correct_coding::can_judge as can_judge_with;
use crate::facts::Table;
use crate::history;
use crate::hit::{Hit, Hits};
use crate::services::{self, Service, Services};
use crate::subject::Subject;
use codesets::code_table::Code;
use codesets::ncci::ProviderType;
use codesets::ncci::mue::{MueAdjudication, MueLimit};
use model::{ClaimLine, Date, Quantity, ServiceUnit, Severity};

/// Units above a limit.
pub(crate) struct Excess<'a> {
    code: Code,
    /// The line that is named, by its place: the last of the day, where the day is counted.
    line: usize,
    /// The lines that were counted, by their places.
    counted: Vec<usize>,
    /// Units of the lines that were counted, and of earlier claims.
    total: Quantity,
    /// Units of earlier claims among them.
    earlier: Quantity,
    limit: MueLimit<'a>,
}

/// The excesses, by line.
pub(crate) fn find<'a>(subject: &Subject<'a>, services: &Services) -> Vec<Excess<'a>> {
    let mut excesses = Vec::new();
    let Some(provider) = services::provider(subject) else { return excesses };
    for lines in services.days().flat_map(services::codes) {
        let (code, on) = (services::text(&lines[0].code), lines[0].date);
        let Some(limit) = limit(subject, provider, code, on) else { continue };
        match limit.adjudication {
            MueAdjudication::Line => by_line(subject, lines, limit, &mut excesses),
            _ => by_day(subject, lines, limit, &mut excesses),
        }
    }
    excesses.sort_by_key(|excess| excess.line);
    excesses
}

/// The limit of a code. Equipment that a practitioner or pharmacy supplies is judged by the
/// suppliers' table, where its own has 0: it goes to the contractor for equipment. A limit of 0 of
/// a service that the fee schedule bundles says nothing that its status does not say already.
fn limit<'a>(
    subject: &Subject<'a>,
    provider: ProviderType,
    code: &str,
    on: Date,
) -> Option<MueLimit<'a>> {
    let limit = subject.codes.mue(provider, code, on)?;
    if limit.units > 0 {
        return Some(limit);
    }
    let supplied = (provider == ProviderType::Practitioner)
        .then(|| subject.codes.mue(ProviderType::DmeSupplier, code, on))
        .flatten();
    if let Some(supplied) = supplied.filter(|limit| limit.units > 0) {
        return Some(supplied);
    }
    let bundled = || subject.codes.fee_line(code, on).is_some_and(|line| line.status == 'B');
    (!bundled()).then_some(limit)
}

/// True when the limits for this claim are at hand.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    can_judge_with(subject, |provider, day| subject.codes.holds(Table::Mue(provider), day))
}

/// The units of a line. Days, and minutes of anesthesia, are not the units that limits count.
fn units(line: &ClaimLine) -> Option<Quantity> {
    matches!(line.unit, None | Some(ServiceUnit::Unit)).then_some(line.units)
}

/// Each line by itself.
fn by_line<'a>(
    subject: &Subject<'a>,
    lines: &[Service],
    limit: MueLimit<'a>,
    excesses: &mut Vec<Excess<'a>>,
) {
    for service in lines {
        let line = service.line;
        let Some(total) = units(&subject.claim.lines[line]) else { continue };
        if total > Quantity::units(limit.units) {
            let (code, counted) = (service.code, vec![line]);
            excesses.push(Excess { code, line, counted, total, earlier: Quantity::ZERO, limit });
        }
    }
}

/// All lines of the day together, with those of earlier claims of the same provider.
fn by_day<'a>(
    subject: &Subject<'a>,
    lines: &[Service],
    limit: MueLimit<'a>,
    excesses: &mut Vec<Excess<'a>>,
) {
    let (code, on) = (lines[0].code, lines[0].date);
    let counted = || {
        let line =
            |service: &Service| Some((service.line, units(&subject.claim.lines[service.line])?));
        lines.iter().filter_map(line)
    };
    let Some((last, _)) = counted().next_back() else { return };
    let before = history::lines(subject, on, on)
        .filter(|(_, line)| services::billed(line) == Some(code))
        .map(|(_, line)| line.units);
    let earlier = sum(before);
    let total = sum(counted().map(|(_, units)| units).chain([earlier]));
    if total > Quantity::units(limit.units) {
        let counted = counted().map(|(line, _)| line).collect();
        excesses.push(Excess { code, line: last, counted, total, earlier, limit });
    }
}

/// A sum that stays within what a quantity holds.
fn sum(units: impl Iterator<Item = Quantity>) -> Quantity {
    units.fold(Quantity::ZERO, |sum, units| Quantity(sum.0.saturating_add(units.0)))
}

/// The sentence that all hits share.
fn sentence(subject: &Subject<'_>, excess: &Excess<'_>) -> String {
    let code = services::text(&excess.code);
    let on = subject.claim.lines[excess.line].date;
    let numbers: Vec<_> =
        excess.counted.iter().map(|line| subject.line_number(*line).to_string()).collect();
    let lines = if numbers.len() == 1 { "line" } else { "lines" };
    let unit = if excess.total == Quantity::units(1) { "unit" } else { "units" };
    let earlier = match excess.earlier {
        Quantity::ZERO => String::new(),
        units => format!(", {units} of them on earlier claims"),
    };
    let sort = services::provider(subject).map_or("", ProviderType::name);
    let scope = match excess.limit.adjudication {
        MueAdjudication::Line => "line",
        _ => "day",
    };
    let rationale = match excess.limit.rationale.trim().trim_end_matches('.') {
        "" => String::new(),
        text => format!(", {text}"),
    };
    let never = match excess.limit.units {
        0 => " Medicare does not pay it to this sort of provider.",
        _ => "",
    };
    format!(
        "{code} has {} {unit} on {on} ({lines} {}{earlier}); the MUE for one {scope} is {} \
         ({sort}, MAI {}{rationale}).{never}",
        excess.total,
        numbers.join(", "),
        excess.limit.units,
        excess.limit.adjudication.digit(),
    )
}

/// What to do about a limit of 0.
const NEVER_PAID: &str = "Check the code, and whether this payer covers it from this sort of \
    provider. Medicare does not: leave the line out, bill it where it is covered, or mark it GY \
    where the law excludes it.";

/// Reports the excesses of a kind. A limit of 0 is Medicare's own rule of coverage (a routine
/// physical, a service bundled into others): of a payer with other benefits it says little.
fn report(
    subject: &Subject<'_>,
    out: &mut Hits<'_>,
    kind: MueAdjudication,
    severity: Follows,
    next: &str,
) {
    let excesses = &subject.correct_coding().excesses;
    for excess in excesses.iter().filter(|excess| excess.limit.adjudication == kind) {
        let (severity, next) = match excess.limit.units {
            0 => (Follows { others: Severity::Inform, ..severity }, NEVER_PAID),
            _ => (severity, next),
        };
        out.push(
            Hit::line(subject, excess.line, "units", subject.service("SV104", "SV205"))
                .severity(follows::severity(subject, severity))
                .code(services::text(&excess.code))
                .says(sentence(subject, excess))
                .next(next),
        );
    }
}

/// # Checks
/// No line has more units than a limit with MAI 1. Each line is judged by itself.
/// # Why
/// The whole line is denied, not the excess alone, and the patient does not owe it.
/// # Source
/// NCCI policy manual for Medicare ch. I s. V; MLN MM8853.
pub(crate) fn line(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        MueAdjudication::Line,
        Follows { medicare: Severity::Block, others: Severity::Reason },
        "Check code and units against the record. Units of separate sites, sessions or repeats \
         that it shows go on lines of their own with the modifier that says so (anatomic, 76, 77, \
         91, XE, XS; 59 only when none fits); units that it does not show go.",
    );
}

/// # Checks
/// The units of a code in one day, on all lines and on earlier claims of the same provider, do not
/// pass a limit with MAI 2.
/// # Why
/// The limit follows from law, policy or the code itself: all units of the day are denied, and no
/// contractor may override it.
/// # Source
/// NCCI policy manual for Medicare ch. I s. V; MLN MM8853.
pub(crate) fn day(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        MueAdjudication::DayPolicy,
        Follows { medicare: Severity::Block, others: Severity::Reason },
        "Correct the code or the units: no modifier, record or appeal brings more units. For both \
         sides bill one unit with modifier 50 where the code takes it. The patient cannot be \
         billed for the excess.",
    );
}

/// # Checks
/// The units of a code in one day, on all lines and on earlier claims of the same provider, do not
/// pass a limit with MAI 3.
/// # Why
/// All units of the day are denied at first; records may win them on appeal.
/// # Source
/// NCCI policy manual for Medicare ch. I s. V; MLN MM8853.
pub(crate) fn day_clinical(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        MueAdjudication::DayClinical,
        Follows { medicare: Severity::Reason, others: Severity::Reason },
        "Check code and units against the record. If so many units were given and needed, state \
         it as the reason and keep the records ready: the day is denied at first, and proof \
         counts on appeal. Lines split with modifiers are added up all the same.",
    );
}

#[cfg(test)]
#[path = "mue_tests.rs"]
pub(crate) mod tests;
