//! Necessity: the diagnoses of a line support its service under the coverage policies of
//! Medicare's contractors, and the modifiers of the advance beneficiary notice (ABN) agree with it.
//!
//! A policy is judged where the claim's facility, or else its billing provider, stands; without an
//! address all are. One that supports the line is enough: the lists of others may be meant for
//! other uses of the same code.

use crate::facts::Table;
use crate::hit::{Hit, Hits};
use crate::modifiers::has;
use crate::subject::Subject;
use codesets::coverage::{Policy, Support};
use model::{ClaimLine, Effective, PayerKind, Severity};

/// An ABN is on file, as the payer's policy requires.
const ON_FILE: &str = "GA";
/// Expected to be denied as not necessary, without ABN.
const NO_NOTICE: &str = "GZ";
/// Excluded by law, or no Medicare benefit.
const EXCLUDED: &str = "GY";
/// A voluntary ABN was given.
const VOLUNTARY: &str = "GX";
/// Modifiers beside which a line with GX is returned (CMS change request 6563).
const NOT_WITH_VOLUNTARY: [&str; 7] = ["EY", "GA", "GL", "GZ", "KB", "QL", "TQ"];

/// True when this family can be judged: for payers that Medicare's policies bind, with a release
/// of the coverage database on every day of service.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    let holds = |day| subject.codes.holds(Table::Coverage, day);
    let mut coded = subject.claim.lines.iter().filter(|line| line.code.is_some());
    is_bound(subject) && holds(subject.claim.from) && coded.all(|line| holds(line.date))
}

/// Original Medicare, and Medicare Advantage plans: they must cover what it covers (42 CFR
/// 422.101(b)).
fn is_bound(subject: &Subject<'_>) -> bool {
    matches!(subject.claim.payer.kind, PayerKind::Medicare | PayerKind::MedicareAdvantage)
}

fn is_original(subject: &Subject<'_>) -> bool {
    subject.claim.payer.kind == PayerKind::Medicare
}

/// The state in which the service was given, as far as the claim tells.
fn state<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let facility = subject.claim.facility.as_ref().map(|facility| &facility.address);
    let address = facility.or(subject.claim.billing.address.as_ref())?;
    Some(address.state.trim()).filter(|state| !state.is_empty())
}

/// Hands every diagnosis of the line to `each`: those it points to, of a professional claim; else
/// all of the claim, and the reasons for the visit (IOM 100-04 ch. 25 s. 75.6, FL 70).
fn each_diagnosis(subject: &Subject<'_>, line: &ClaimLine, each: impl FnMut(&str)) {
    let listed = &subject.claim.diagnoses;
    let place = |pointer: &u8| listed.get(usize::from(*pointer).checked_sub(1)?);
    let pointed = || line.pointers.iter().filter_map(place);
    if subject.is_professional() && pointed().next().is_some() {
        return pointed().map(String::as_str).for_each(each);
    }
    let reasons = &subject.claim.reasons_for_visit;
    listed.iter().chain(reasons).map(String::as_str).for_each(each);
}

/// What the policies say of a line.
enum Verdict<'a> {
    /// No policy with diagnoses names the code there on that day, or the line has no diagnosis.
    Silent,
    Supported,
    /// The diagnoses stand in lists for other codes of the policy only.
    OtherGroup(Policy<'a>),
    /// The first policy, and how many others say no as well.
    Refused(Policy<'a>, usize),
}

fn verdict<'a>(subject: &Subject<'a>, line: &ClaimLine) -> Verdict<'a> {
    let Some(code) = line.code.as_deref() else { return Verdict::Silent };
    let bare = subject.claim.diagnoses.is_empty();
    if !is_bound(subject) || subject.is_inpatient() || bare {
        return Verdict::Silent;
    }
    let state = state(subject);
    let (mut other, mut refused, mut count) = (None, None, 0);
    for policy in subject.codes.policies(code, line.date) {
        if !policy.lists_diagnoses() || state.is_some_and(|state| !policy.applies_in(state)) {
            continue;
        }
        let (mut best, mut unlisted) = (Support::NotListed, false);
        each_diagnosis(subject, line, |diagnosis| {
            let support = policy.supports(diagnosis);
            best = best.min(support);
            unlisted |= support == Support::NotListed;
        });
        match best {
            Support::Covered => return Verdict::Supported,
            Support::CoveredElsewhere => other = other.or(Some(policy)),
            // One that lists only what it does not cover has no objection to the rest.
            _ if policy.lists_covered() || !unlisted => {
                count += 1;
                refused = refused.or(Some(policy));
            }
            _ => {}
        }
    }
    match (other, refused) {
        (Some(policy), _) => Verdict::OtherGroup(policy),
        (None, Some(policy)) => Verdict::Refused(policy, count - 1),
        (None, None) => Verdict::Silent,
    }
}

/// True for a line that carries one of the modifiers with which the provider says that Medicare
/// is not expected to pay. They mean nothing to a Medicare Advantage plan.
fn is_declared(subject: &Subject<'_>, line: &ClaimLine) -> bool {
    let marks = [ON_FILE, NO_NOTICE, EXCLUDED, VOLUNTARY];
    is_original(subject) && marks.iter().any(|mark| has(&line.modifiers, mark))
}

/// The diagnoses of a line, for messages.
fn named(subject: &Subject<'_>, line: &ClaimLine) -> String {
    let listed = &subject.claim.diagnoses;
    let place = |pointer: &u8| listed.get(usize::from(*pointer).checked_sub(1)?);
    let pointed: Vec<&str> = line.pointers.iter().filter_map(place).map(String::as_str).collect();
    match subject.is_professional() && !pointed.is_empty() {
        true => pointed.join(", "),
        false => listed.join(", "),
    }
}

fn called(policy: &Policy<'_>) -> String {
    match policy.title() {
        "" => policy.id().to_owned(),
        title => format!("{} ({title})", policy.id()),
    }
}

fn days(policy: &Policy<'_>) -> Option<Effective> {
    policy.from().map(|from| Effective { from, to: policy.to() })
}

fn at_code(subject: &Subject<'_>, index: usize) -> Hit {
    Hit::line(subject, index, "code", subject.service("SV101", "SV202"))
}

fn at_modifiers(subject: &Subject<'_>, index: usize) -> Hit {
    Hit::line(subject, index, "modifiers", subject.service("SV101-3", "SV202-3"))
}

/// # Checks
/// A line whose code a coverage policy names has a diagnosis that the policy lists as supporting
/// it, or at least one that it does not list as not supporting it. Lines that carry GA, GZ, GY or
/// GX are not expected to be paid and are told of by the rules below. A reason is enough with a
/// Medicare Advantage plan, which may cover more than Medicare, and where the claim does not tell
/// the state of the service: a local policy binds only where its contractor is.
/// # Why
/// The payer denies the line as not reasonable and necessary (CARC 50).
/// # Source
/// Social Security Act s. 1862(a)(1)(A); IOM 100-08 ch. 13; the article that is named.
pub(crate) fn diagnosis(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let binds = is_original(subject) && state(subject).is_some();
    let severity = if binds { Severity::Block } else { Severity::Reason };
    for (i, line) in subject.lines().filter(|(_, line)| !is_declared(subject, line)) {
        let Verdict::Refused(policy, others) = verdict(subject, line) else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        let more = match others {
            0 => String::new(),
            1 => ", nor under another policy".to_owned(),
            more => format!(", nor under {more} other policies"),
        };
        let said = match policy.lists_covered() {
            true => "supports",
            false => "is free of the list of those that do not support",
        };
        out.push(
            at_code(subject, i)
                .severity(severity)
                .says(format!(
                    "None of the line's diagnoses ({}) {said} {code} under {}{more}.",
                    named(subject, line),
                    called(&policy)
                ))
                .next(
                    "Look in the record for the reason the service was ordered: if it documents \
                    a condition that the policy lists, code and point to it. If not, expect a \
                    denial; only an advance notice that the patient signed before the service \
                    makes the patient liable (GA).",
                )
                .effective(days(&policy)),
        );
    }
}

/// # Checks
/// A diagnosis of the line stands in the list that the policy has for the line's code, not only
/// in the list for other codes. Which list is meant for which code is told in words, or by equal
/// numbers: this is a warning.
/// # Why
/// The payer denies the line when the list is not meant for the code.
/// # Source
/// IOM 100-08 ch. 13; the article that is named.
pub(crate) fn group(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|(_, line)| !is_declared(subject, line)) {
        let Verdict::OtherGroup(policy) = verdict(subject, line) else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        out.push(
            at_code(subject, i)
                .says(format!(
                    "{} lists the line's diagnoses ({}) for other codes than {code}.",
                    called(&policy),
                    named(subject, line)
                ))
                .next("Read in the policy which list of diagnoses is meant for the code.")
                .effective(days(&policy)),
        );
    }
}

/// # Checks
/// Of GA, GZ and GY a line carries one at most, and GX none of EY, GA, GL, GZ, KB, QL and TQ.
/// # Why
/// They contradict each other: expected to be denied as not necessary, with or without a notice,
/// or excluded by law. Medicare returns the line as unprocessable.
/// # Source
/// IOM 100-04 ch. 23 s. 20.9.1.1 and ch. 30 s. 50; CMS change request 6563.
pub(crate) fn abn_contradiction(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|_| is_original(subject)) {
        let exclusive = [(ON_FILE, NO_NOTICE), (ON_FILE, EXCLUDED), (NO_NOTICE, EXCLUDED)];
        let pair =
            exclusive.into_iter().find(|(a, b)| has(&line.modifiers, a) && has(&line.modifiers, b));
        let pair = pair.or_else(|| {
            let other = NOT_WITH_VOLUNTARY.into_iter().find(|other| has(&line.modifiers, other));
            has(&line.modifiers, VOLUNTARY).then_some(VOLUNTARY).zip(other)
        });
        let Some((a, b)) = pair else { continue };
        out.push(
            at_modifiers(subject, i)
                .says(format!("Modifiers {a} and {b} contradict each other on one line."))
                .next(
                    "Keep the one that the file proves: GA with a required notice signed before \
                    the service, GZ without one, GY for what the law excludes, GX beside GY for a \
                    voluntary notice.",
                ),
        );
    }
}

/// # Checks
/// GA on a line that no policy supports.
/// # Why
/// Medicare denies it and the patient may be billed.
/// # Source
/// IOM 100-04 ch. 30 s. 50.
pub(crate) fn abn_on_file(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in marked(subject, ON_FILE, false) {
        out.push(
            at_modifiers(subject, i)
                .says(
                    "GA says that an advance notice is on file: a denial makes the patient liable.",
                )
                .next(
                    "Keep the signed notice; bill the patient when Medicare has denied the line.",
                ),
        );
    }
}

/// # Checks
/// GZ on a line that no policy supports.
/// # Why
/// Medicare denies such a line without review, at the provider's cost.
/// # Source
/// IOM 100-04 ch. 23 s. 20.9.1.1 (CMS change request 7228).
pub(crate) fn no_abn(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in marked(subject, NO_NOTICE, false) {
        out.push(
            at_modifiers(subject, i)
                .says("GZ makes Medicare deny the line without review; the patient owes nothing.")
                .next("Leave GZ where no notice was signed and denial is expected; write it off."),
        );
    }
}

/// # Checks
/// GA or GZ on a line whose diagnoses a policy supports.
/// # Why
/// The modifier asks for a denial of what would be paid. It may be meant for another reason, such
/// as a limit on how often the service is paid.
/// # Source
/// IOM 100-04 ch. 30 s. 50.
pub(crate) fn abn_not_needed(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for mark in [ON_FILE, NO_NOTICE] {
        for (i, line) in marked(subject, mark, true) {
            let code = line.code.as_deref().unwrap_or_default();
            out.push(
                at_modifiers(subject, i)
                    .says(format!(
                        "{mark} expects a denial, and the coverage policy supports {code} with \
                        the line's diagnoses."
                    ))
                    .next("Keep it only where another reason for a denial is known."),
            );
        }
    }
}

/// Lines of a claim to Medicare that carry a modifier and no other that contradicts it, and that
/// policies support, or not.
fn marked<'a>(
    subject: &Subject<'a>,
    mark: &'static str,
    supported: bool,
) -> impl Iterator<Item = (usize, &'a ClaimLine)> {
    let alone = move |line: &ClaimLine| {
        [ON_FILE, NO_NOTICE, EXCLUDED].iter().filter(|other| has(&line.modifiers, other)).count()
            == 1
    };
    subject
        .lines()
        .filter(move |(_, line)| is_original(subject) && has(&line.modifiers, mark) && alone(line))
        .filter(move |(_, line)| matches!(verdict(subject, line), Verdict::Supported) == supported)
}

/// # Checks
/// GY on a line.
/// # Why
/// Medicare denies what the law excludes; the patient, or another payer, owes it.
/// # Source
/// IOM 100-04 ch. 23 s. 20.9.1.1.
pub(crate) fn excluded(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let lines =
        subject.lines().filter(|(_, line)| is_original(subject) && has(&line.modifiers, EXCLUDED));
    for (i, _) in lines {
        out.push(
            at_modifiers(subject, i)
                .says("GY says that Medicare excludes the service by law: the line will be denied.")
                .next("Send it only where the patient or another payer needs the denial."),
        );
    }
}

/// # Checks
/// GX stands beside GY, which says what the voluntary notice was about.
/// # Why
/// A voluntary notice is given for what Medicare never covers; the line is denied automatically.
/// # Source
/// IOM 100-04 ch. 30 s. 50; CMS change request 6563.
pub(crate) fn abn_voluntary(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|_| is_original(subject)) {
        let contradicted = NOT_WITH_VOLUNTARY.iter().any(|other| has(&line.modifiers, other));
        if has(&line.modifiers, VOLUNTARY) && !has(&line.modifiers, EXCLUDED) && !contradicted {
            out.push(
                at_modifiers(subject, i)
                    .says("GX says that a voluntary notice was given, and GY does not stand by it.")
                    .next(
                        "Add GY where the law excludes the service. For a service that Medicare \
                        covers in other cases the notice is a required one: GA.",
                    ),
            );
        }
    }
}

/// # Checks
/// A claim to a Medicare Advantage plan carries no GA, GX or GZ.
/// # Why
/// The notice is one of original Medicare. A plan's member is told by the plan: only its
/// determination before the service makes the patient liable.
/// # Source
/// 42 CFR 422.566 to 422.568.
pub(crate) fn abn_advantage(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.claim.payer.kind != PayerKind::MedicareAdvantage {
        return;
    }
    for (i, line) in subject.lines() {
        let marks = [ON_FILE, VOLUNTARY, NO_NOTICE];
        let Some(mark) = marks.into_iter().find(|mark| has(&line.modifiers, mark)) else {
            continue;
        };
        out.push(
            at_modifiers(subject, i)
                .says(format!("{mark} tells of an advance notice, which binds no plan member."))
                .next("Ask the plan for its determination before the service; leave it off."),
        );
    }
}

#[cfg(test)]
#[path = "necessity/tests.rs"]
pub(crate) mod tests;
