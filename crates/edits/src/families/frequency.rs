//! Frequency: how often Medicare pays a preventive service, over the patient's history.

mod limits;

use crate::history::{self, Outcome};
use crate::hit::{Hit, Hits};
use crate::modifiers::{COMPONENTS, has};
use crate::subject::{Subject, dotted};
use limits::{Limit, Period};
use model::{BilledLine, ClaimLine, Date, Effective, HistoryClaim, PayerKind, Severity};

/// Modifiers by which a line asks for a denial or says that it expects one.
const DECLARED: [&str; 3] = ["GA", "GY", "GZ"];

/// A limit that a line goes beyond.
struct Breach<'a> {
    limit: &'static Limit,
    /// The latest earlier claim that counts, and the day of its service.
    claim: &'a HistoryClaim,
    last: Date,
    /// The first day on which the service is paid again; none for a lifetime limit.
    next: Option<Date>,
    severity: Severity,
}

/// The earlier services that count against a limit: before the line's day, paid or with the
/// payer, of whatever provider. Those of the same day are left to the rules on duplicates: the
/// hospital and the physician, or two parts of a service, are billed apart.
fn counted<'a>(
    subject: &Subject<'a>,
    line: &ClaimLine,
    limit: &'static Limit,
) -> impl Iterator<Item = (&'a HistoryClaim, &'a BilledLine)> {
    let (claim, on) = (subject.claim, line.date);
    let corrected = subject.is_correction();
    let part = COMPONENTS.iter().position(|part| has(&line.modifiers, part));
    let counts = claim.history.iter().filter(move |earlier| {
        history::outcome(earlier) == Outcome::Counts && !(corrected && earlier.id == claim.id)
    });
    counts.flat_map(|earlier| earlier.lines.iter().map(move |line| (earlier, line))).filter(
        move |(_, earlier)| {
            let code = earlier.code.as_deref().unwrap_or_default();
            let counterpart = part.is_some_and(|at| has(&earlier.modifiers, COMPONENTS[1 - at]));
            let uncounted = limit.uncounted.iter().any(|m| has(&earlier.modifiers, m));
            earlier.date < on
                && limit.counted.iter().any(|counted| counted.eq_ignore_ascii_case(code))
                && !counterpart
                && !uncounted
        },
    )
}

/// True when a limit binds a line: code, day, diagnoses and modifiers.
fn binds(subject: &Subject<'_>, line: &ClaimLine, limit: &Limit) -> bool {
    let code = line.code.as_deref().unwrap_or_default();
    let listed = &subject.claim.diagnoses;
    let any = |prefixes: &[&str]| {
        let place = |pointer: &u8| listed.get(usize::from(*pointer).checked_sub(1)?);
        let begins = |code: &String| {
            let code = dotted(code);
            prefixes.iter().any(|prefix| code.starts_with(prefix))
        };
        let pointed = || line.pointers.iter().filter_map(place);
        match subject.is_professional() && pointed().next().is_some() {
            true => pointed().any(begins),
            false => listed.iter().any(begins),
        }
    };
    limit.codes.iter().any(|bound| bound.eq_ignore_ascii_case(code))
        && limit.from <= line.date
        && limit.to.is_none_or(|to| line.date <= to)
        && !limit.unless.iter().any(|modifier| has(&line.modifiers, modifier))
        && (limit.only_with.is_empty() || any(&limit.only_with))
        && (limit.not_with.is_empty() || !any(&limit.not_with))
}

fn breach<'a>(
    subject: &Subject<'a>,
    line: &ClaimLine,
    limit: &'static Limit,
) -> Option<Breach<'a>> {
    if !binds(subject, line, limit) {
        return None;
    }
    let within = |day: Date| limit.period.free_again(day).is_none_or(|free| line.date < free);
    let mut found: Vec<_> =
        counted(subject, line, limit).filter(|(_, earlier)| within(earlier.date)).collect();
    // The claim that was paid tells most, then the latest.
    found.sort_by_key(|(claim, earlier)| (earlier.date, is_paid(claim)));
    if found.len() < usize::from(limit.limit) {
        return None;
    }
    // The service is paid again when so many have run out that one more fits.
    let frees = &found[found.len() - usize::from(limit.limit)];
    let (claim, last) = found.last()?;
    let paid = found.iter().filter(|(claim, _)| is_paid(claim)).count();
    let settled = paid >= usize::from(limit.limit);
    let original = subject.claim.payer.kind == PayerKind::Medicare;
    let severity = match limit.severity {
        Severity::Block if !settled || !original => Severity::Reason,
        severity => severity,
    };
    let next = limit.period.free_again(frees.1.date);
    Some(Breach { limit, claim, last: last.date, next, severity })
}

fn is_paid(claim: &HistoryClaim) -> bool {
    claim.status.eq_ignore_ascii_case("paid")
}

/// The gravest limit that a line goes beyond; of equals the one that holds longest.
fn gravest<'a>(subject: &Subject<'a>, line: &ClaimLine) -> Option<Breach<'a>> {
    let breaches = limits::all().iter().filter_map(|limit| breach(subject, line, limit));
    breaches.min_by_key(|found| {
        let longest = found.next.map_or(i32::MIN, |day| -day.days_since_2000());
        (found.severity, longest)
    })
}

/// Lines of a claim to Medicare that go beyond a limit.
fn breaches<'s, 'a: 's>(
    subject: &'s Subject<'a>,
) -> impl Iterator<Item = (usize, &'a ClaimLine, Breach<'a>)> + 's {
    let kind = subject.claim.payer.kind;
    let judged = matches!(kind, PayerKind::Medicare | PayerKind::MedicareAdvantage)
        && !subject.claim.history.is_empty()
        && subject.claim.frequency != "8";
    let lines = subject.lines().filter(move |_| judged);
    let lines = lines.filter(|(_, line)| !DECLARED.iter().any(|m| has(&line.modifiers, m)));
    lines.filter_map(move |(i, line)| Some((i, line, gravest(subject, line)?)))
}

fn hit(subject: &Subject<'_>, index: usize, breach: &Breach<'_>) -> Hit {
    let limit = breach.limit;
    Hit::line(subject, index, "code", subject.service("SV101", "SV202"))
        .severity(breach.severity)
        .source(limit.source)
        .effective(Some(Effective { from: limit.from, to: limit.to }))
}

fn earlier(breach: &Breach<'_>) -> String {
    format!("claim {} ({}) has it on {}", breach.claim.id, breach.claim.status, breach.last)
}

/// # Checks
/// A service that Medicare pays once in a lifetime stands on no earlier claim that was paid or is
/// with the payer. Lines with GA, GY or GZ expect the denial. A pending claim, or a Medicare
/// Advantage plan, which may pay more, leaves room for a reason.
/// # Why
/// Medicare denies the second (CARC 119).
/// # Source
/// The regulation in the table of limits (`data/edits/frequency.csv`).
pub(crate) fn lifetime(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, breach) in breaches(subject) {
        if breach.limit.period != Period::Lifetime {
            continue;
        }
        let code = line.code.as_deref().unwrap_or_default();
        out.push(
            hit(subject, i, &breach)
                .says(format!("Medicare pays {code} once in a lifetime; {}.", earlier(&breach)))
                .next(
                    "Check the earlier service; where it was given, bill the code of the service \
                    that follows it, if there is one and the record supports it.",
                ),
        );
    }
}

/// # Checks
/// So many months, or so much of another period, have passed since the last service that Medicare
/// pays it again. `11 full months` means that eleven whole months lie between the month of the
/// last service and this one. Exceptions as in the rule above.
/// # Why
/// Medicare denies a service that comes too early (CARC 119).
/// # Source
/// The regulation or coverage determination in the table of limits.
pub(crate) fn period(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line, breach) in breaches(subject) {
        let Some(next) = breach.next else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        let limit = breach.limit;
        let rule = match (limit.limit, limit.period) {
            (1, Period::FullMonths(months)) => {
                format!("Medicare pays {code} again after {months} full months")
            }
            (count, period) => format!("Medicare pays {code} {count} times in {period}"),
        };
        out.push(
            hit(subject, i, &breach)
                .says(format!("{rule}; {}, so the next is paid from {next} on.", earlier(&breach)))
                .next(
                    "Check both dates of service. If they are right, expect a denial; only an \
                    advance notice that the patient signed before the service makes the patient \
                    liable (GA). A service for a sign or symptom is not a screening: code what \
                    the record documents.",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;
