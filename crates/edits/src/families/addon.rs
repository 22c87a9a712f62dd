//! Addon: a code that is paid only beside the service it is added to.

use super::follows::{self, Follows};
use crate::correct_coding::can_judge as can_judge_with;
use crate::facts::Table;
use crate::history;
use crate::hit::{Hit, Hits};
use crate::services::{self, Service, Services};
use crate::subject::Subject;
use codesets::code_table::Code;
use codesets::ncci::add_on::{AddOn, AddOnType};
use model::{Date, Severity};

/// Critical care beyond its first hour. Practitioners of one group and specialty count as one: one
/// reports the first hour, another may report this alone (IOM 100-04 ch. 12 s. 30.6.12; NCCI
/// policy manual ch. I s. R).
const SHARED: Code = *b"99292";

/// What an add-on code lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    /// A listed primary, and no other will do.
    Listed,
    /// The same, where a colleague of the group may have reported it.
    ListedOrColleague,
    /// A listed primary; another service stands there, which the contractor may take.
    Unlisted,
    /// Any service at all, of which some are listed.
    Any,
    /// Any service at all; none is listed.
    Contractor,
}

/// An add-on code without what it is added to.
pub(crate) struct Orphan {
    code: Code,
    /// Place of the line.
    line: usize,
    lack: Lack,
    /// A listed primary of another day, with that day.
    elsewhere: Option<(Code, Date)>,
    /// How many primaries are listed, and the first of them.
    listed: (usize, String),
}

/// The add-on codes at fault, by line.
pub(crate) fn find(subject: &Subject<'_>, services: &Services) -> Vec<Orphan> {
    let mut orphans = Vec::new();
    for day in services.days() {
        for lines in services::codes(day) {
            let (code, on) = (lines[0].code, lines[0].date);
            let Some(add_on) = subject.codes.add_on(services::text(&code), on) else { continue };
            let Some(lack) = lack(subject, day, code, &add_on) else { continue };
            let elsewhere = elsewhere(subject, services, on, &add_on);
            let listed = (add_on.primaries.len(), add_on.primaries.first().cloned());
            let listed = (listed.0, listed.1.unwrap_or_default());
            orphans.extend(lines.iter().map(|service| Orphan {
                code,
                line: service.line,
                lack,
                elsewhere,
                listed: listed.clone(),
            }));
        }
    }
    orphans.sort_by_key(|orphan| orphan.line);
    orphans
}

/// True when the add-on codes are at hand.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    can_judge_with(subject, |_, day| subject.codes.holds(Table::AddOn, day))
}

fn is_listed(add_on: &AddOn, code: &Code) -> bool {
    add_on.primaries.iter().any(|primary| primary.as_bytes().eq_ignore_ascii_case(code))
}

/// Codes of the day beside the claim: of earlier claims of the same provider, paid or pending.
fn earlier(subject: &Subject<'_>, on: Date) -> impl Iterator<Item = Code> {
    history::lines(subject, on, on).filter_map(|(_, line)| services::billed(line))
}

/// What the add-on code lacks on its day.
fn lack(subject: &Subject<'_>, day: &[Service], code: Code, add_on: &AddOn) -> Option<Lack> {
    let on = day[0].date;
    let beside = || day.iter().map(|service| service.code).chain(earlier(subject, on));
    if add_on.kind != AddOnType::Contractor && beside().any(|code| is_listed(add_on, &code)) {
        return None;
    }
    let is_primary =
        |other: Code| other != code && subject.codes.add_on(services::text(&other), on).is_none();
    match add_on.kind {
        AddOnType::Listed if code != SHARED => Some(Lack::Listed),
        AddOnType::Listed => {
            let colleague = history::standing(subject)
                .flat_map(|claim| claim.lines.iter().filter(|line| line.date == on))
                .filter_map(services::billed)
                .any(|code| is_listed(add_on, &code));
            (!colleague).then_some(Lack::ListedOrColleague)
        }
        AddOnType::Contractor => (!beside().any(is_primary)).then_some(Lack::Contractor),
        AddOnType::ListedAndContractor if beside().any(is_primary) => Some(Lack::Unlisted),
        AddOnType::ListedAndContractor => Some(Lack::Any),
    }
}

/// A listed primary on another day: on this claim, else on an earlier one of the same provider.
fn elsewhere(
    subject: &Subject<'_>,
    services: &Services,
    on: Date,
    add_on: &AddOn,
) -> Option<(Code, Date)> {
    let here = services.all().iter().map(|service| (service.code, service.date));
    let first = Date::new(1, 1, 1).unwrap_or_default();
    let last = Date::new(9999, 12, 31).unwrap_or_default();
    let before = history::lines(subject, first, last)
        .filter_map(|(_, line)| Some((services::billed(line)?, line.date)));
    here.chain(before).find(|(code, day)| *day != on && is_listed(add_on, code))
}

/// What is missing, in words.
fn sentence(subject: &Subject<'_>, orphan: &Orphan) -> String {
    let code = services::text(&orphan.code);
    let on = subject.claim.lines[orphan.line].date;
    let listed = match &orphan.listed {
        (0, _) => "none is listed".to_owned(),
        (1, first) => format!("only {first} is listed"),
        (2, first) => format!("{first} and one other are listed"),
        (count, first) => format!("{first} and {} others are listed", count - 1),
    };
    let what = match orphan.lack {
        Lack::Listed | Lack::ListedOrColleague => "none of its primary codes",
        Lack::Unlisted => "none of its listed primary codes",
        Lack::Any | Lack::Contractor => "no service to which it could be added",
    };
    let elsewhere = match &orphan.elsewhere {
        Some((code, day)) => format!(" {} stands on {day}, another day.", services::text(code)),
        None => String::new(),
    };
    format!(
        "{code} is an add-on code, and {what} ({listed}) stands on {on} on this claim or an \
         earlier one of this provider that is paid or pending.{elsewhere}"
    )
}

fn report(
    subject: &Subject<'_>,
    out: &mut Hits<'_>,
    lacks: &[Lack],
    severity: Follows,
    next: &str,
) {
    let orphans = &subject.correct_coding().orphans;
    for orphan in orphans.iter().filter(|orphan| lacks.contains(&orphan.lack)) {
        let severity = match orphan.lack {
            Lack::ListedOrColleague => Follows { medicare: Severity::Reason, ..severity },
            _ => severity,
        };
        let colleague = match orphan.lack {
            Lack::ListedOrColleague => {
                " If a colleague of the same group and specialty reported the first hour for that \
                 day, give that as the reason."
            }
            _ => "",
        };
        out.push(
            Hit::line(subject, orphan.line, "code", subject.service("SV101-2", "SV202-2"))
                .severity(follows::severity(subject, severity))
                .code(services::text(&orphan.code))
                .says(sentence(subject, orphan))
                .next(format!("{next}{colleague}")),
        );
    }
}

/// # Checks
/// An add-on code of type 1 has a listed primary code, and one of type 3 any service, of the same
/// day and provider: on this claim, or on an earlier one that is paid or pending. Of a primary on a
/// denied claim nothing is paid, so it does not count. Critical care beyond the first hour may
/// stand alone where a colleague reported the first.
/// # Why
/// The add-on code is denied unless a primary is paid.
/// # Source
/// NCCI policy manual for Medicare ch. I s. R; IOM 100-04 ch. 12 s. 30.6.12.
pub(crate) fn primary_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        &[Lack::Listed, Lack::ListedOrColleague, Lack::Any],
        Follows { medicare: Severity::Block, others: Severity::Reason },
        "Bill the primary service that the record shows for that day, on this claim, or correct \
         the code or the day. An add-on code alone is not paid.",
    );
}

/// # Checks
/// An add-on code of type 3 stands beside a listed primary code, where it stands beside any
/// service.
/// # Why
/// It is denied unless the payer takes one of them as a primary by a list of its own.
/// # Source
/// NCCI policy manual for Medicare ch. I s. R.
pub(crate) fn primary_unlisted(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        &[Lack::Unlisted],
        Follows { medicare: Severity::Reason, others: Severity::Reason },
        "Check which service it was done with, and whether the payer lists that as a primary: \
         then give it as the reason. Else correct the code.",
    );
}

/// # Checks
/// An add-on code of type 2 stands beside some service, of the same day and provider, that is no
/// add-on code.
/// # Why
/// It is paid beside a primary only; each contractor says which those are.
/// # Source
/// NCCI policy manual for Medicare ch. I s. R.
pub(crate) fn alone(subject: &Subject<'_>, out: &mut Hits<'_>) {
    report(
        subject,
        out,
        &[Lack::Contractor],
        Follows { medicare: Severity::Warn, others: Severity::Warn },
        "Bill the service it was done with for the same day, or look up what the payer takes as \
         its primary.",
    );
}

#[cfg(test)]
#[path = "addon_tests.rs"]
pub(crate) mod tests;
