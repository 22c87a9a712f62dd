//! Procedure pairs of NCCI: two codes of which the payer pays one on the same day.

pub(crate) mod bypass;

use super::follows::{self, Follows};
use crate::correct_coding::can_judge as can_judge_with;
use crate::facts::Table;
use crate::history;
use crate::hit::{Hit, Hits};
use crate::services::{self, Service, Services};
use crate::subject::Subject;
use bypass::{Bypass, Column, Side};
use codesets::code_table::Code;
use codesets::ncci::ProviderType;
use codesets::ncci::ptp::{PtpEdit, PtpIndicator};
use model::{BilledLine, Date, Effective, HistoryClaim, PayerKind, Severity};

/// What is wrong with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault<'a> {
    /// Indicator 0.
    Never,
    /// Indicator 1, and no modifier that helps.
    NoModifier {
        /// Column 1 has one, on a day on which it did not count there.
        too_early: bool,
    },
    /// Indicator 1, and both lines name the same part of the body only.
    SameSite(&'a str),
    /// Indicator 1, and the only modifier does not tell the two codes apart.
    Misplaced(&'a str, Column),
}

/// The line against which one is judged.
#[derive(Clone, Copy, Debug)]
enum Against<'a> {
    /// A line of the claim, by its place.
    Line(usize),
    /// A line of an earlier claim.
    Earlier(&'a HistoryClaim),
}

/// A pair of which one code should not stand there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    /// The line that is named, by its place.
    line: usize,
    /// Its code.
    own: Code,
    /// The column in which that stands: 2, but for a component that was billed before.
    column: Column,
    /// The code of the other column.
    other: Code,
    against: Against<'a>,
    edit: PtpEdit<'a>,
    fault: Fault<'a>,
}

/// The pairs at fault, by line; within one by the other line, those of the claim first.
pub(crate) fn find<'a>(subject: &Subject<'a>, services: &Services) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let judged = services::provider(subject);
    let Some(provider) = judged.filter(|sort| *sort != ProviderType::DmeSupplier) else {
        return pairs;
    };
    for day in services.days() {
        let on = day[0].date;
        let judge = Judge { subject, provider, on, day };
        for second in services::codes(day) {
            for first in services::codes(day).filter(|first| first[0].code != second[0].code) {
                judge.within_claim(first, second, &mut pairs);
            }
            judge.against_history(second, &mut pairs);
        }
    }
    pairs.sort_by_key(|pair| {
        let (rank, place) = match pair.against {
            Against::Line(line) => (0, line),
            Against::Earlier(_) => (1, 0),
        };
        (pair.line, rank, place, pair.other, pair.column == Column::One)
    });
    pairs
}

/// True when the pairs for this claim are at hand. Equipment suppliers have none.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    can_judge_with(subject, |provider, day| {
        let table = Table::Ptp(provider);
        provider == ProviderType::DmeSupplier || subject.codes.holds(table, day)
    })
}

/// What judges the pairs of one day.
struct Judge<'s, 'a> {
    subject: &'s Subject<'a>,
    provider: ProviderType,
    on: Date,
    day: &'s [Service],
}

impl<'a> Judge<'_, 'a> {
    /// The edit of an ordered pair, when it was not taken back.
    fn edit(&self, first: &Code, second: &Code) -> Option<PtpEdit<'a>> {
        let (first, second) = (services::text(first), services::text(second));
        let found = self.subject.codes.ptp(self.provider, first, second, self.on);
        found.filter(|edit| edit.indicator != PtpIndicator::NotApplicable)
    }

    /// A line of the claim as a side of a pair.
    fn side(&self, service: &Service) -> Side<'a> {
        Side { code: service.code, modifiers: &self.subject.claim.lines[service.line].modifiers }
    }

    /// Earlier lines of the day, with their codes.
    fn earlier(&self) -> impl Iterator<Item = (&'a HistoryClaim, &'a BilledLine, Code)> {
        history::lines(self.subject, self.on, self.on)
            .filter_map(|(claim, line)| Some((claim, line, services::billed(line)?)))
    }

    /// Earlier lines of the day with one code, as sides of a pair.
    fn earlier_of(&self, code: Code) -> impl Iterator<Item = (Against<'a>, Side<'a>)> {
        self.earlier().filter(move |(.., billed)| *billed == code).map(|(claim, line, code)| {
            (Against::Earlier(claim), Side { code, modifiers: &line.modifiers })
        })
    }

    /// What is wrong between two lines.
    fn fault(&self, edit: PtpEdit<'a>, first: Side<'a>, second: Side<'a>) -> Option<Fault<'a>> {
        if edit.indicator == PtpIndicator::NotAllowed {
            return Some(Fault::Never);
        }
        match bypass::bypass(self.provider, self.on, first, second) {
            Bypass::None => {
                let too_early = bypass::is_too_early(self.provider, self.on, first);
                Some(Fault::NoModifier { too_early })
            }
            Bypass::SameSite(modifier) => Some(Fault::SameSite(modifier)),
            Bypass::Misplaced(modifier, column) => Some(Fault::Misplaced(modifier, column)),
            Bypass::Sound => None,
        }
    }

    /// The graver fault of a column 2 line against all lines of a column 1 code: the first that
    /// holds, else the first doubt.
    fn gravest(
        &self,
        edit: PtpEdit<'a>,
        firsts: impl Iterator<Item = (Against<'a>, Side<'a>)>,
        second: Side<'a>,
    ) -> Option<(Against<'a>, Fault<'a>)> {
        let mut doubt = None;
        for (against, first) in firsts {
            match self.fault(edit, first, second) {
                None => {}
                Some(fault @ (Fault::Never | Fault::NoModifier { .. })) => {
                    return Some((against, fault));
                }
                Some(fault) => doubt = doubt.or(Some((against, fault))),
            }
        }
        doubt
    }

    /// Each line of a column 2 code against the lines of a column 1 code, of this claim and of
    /// earlier ones.
    fn within_claim(&self, first: &[Service], second: &[Service], pairs: &mut Vec<Pair<'a>>) {
        let Some(edit) = self.edit(&first[0].code, &second[0].code) else { return };
        for service in second {
            let here = first.iter().map(|one| (Against::Line(one.line), self.side(one)));
            let firsts = here.chain(self.earlier_of(first[0].code));
            let found = self.gravest(edit, firsts, self.side(service));
            pairs.extend(found.map(|(against, fault)| Pair {
                line: service.line,
                own: service.code,
                column: Column::Two,
                other: first[0].code,
                against,
                edit,
                fault,
            }));
        }
    }

    /// The lines of one code against the codes that were billed before, as column 2 and as
    /// column 1.
    fn against_history(&self, lines: &[Service], pairs: &mut Vec<Pair<'a>>) {
        let own = lines[0].code;
        for (at, (.., code)) in self.earlier().enumerate() {
            let seen = || self.earlier().take(at).any(|(.., before)| before == code);
            if code == own || seen() {
                continue;
            }
            let billed_here = || services::codes(self.day).any(|other| other[0].code == code);
            if let Some(edit) = self.edit(&code, &own).filter(|_| !billed_here()) {
                for service in lines {
                    let found = self.gravest(edit, self.earlier_of(code), self.side(service));
                    pairs.extend(found.map(|(against, fault)| Pair {
                        line: service.line,
                        own,
                        column: Column::Two,
                        other: code,
                        against,
                        edit,
                        fault,
                    }));
                }
            }
            if let Some(edit) = self.edit(&own, &code) {
                pairs.extend(self.component_before(edit, lines, code));
            }
        }
    }

    /// The first line of a column 1 code that takes an earlier line of a column 2 code with it. A
    /// doubt is none of this claim's: what it is about has been judged already.
    fn component_before(
        &self,
        edit: PtpEdit<'a>,
        lines: &[Service],
        code: Code,
    ) -> Option<Pair<'a>> {
        lines.iter().find_map(|service| {
            let (against, fault) = self.earlier_of(code).find_map(|(against, second)| {
                let fault = self.fault(edit, self.side(service), second)?;
                let holds = matches!(fault, Fault::Never | Fault::NoModifier { .. });
                holds.then_some((against, fault))
            })?;
            let (line, own, column) = (service.line, service.code, Column::One);
            Some(Pair { line, own, column, other: code, against, edit, fault })
        })
    }
}

/// The sentence that all hits share.
fn sentence(subject: &Subject<'_>, pair: &Pair<'_>, why: &str) -> String {
    let own = services::text(&pair.own);
    let other = services::text(&pair.other);
    let number = subject.line_number(pair.line);
    let place = match pair.against {
        Against::Line(line) => format!("line {}", subject.line_number(line)),
        Against::Earlier(claim) => format!("the earlier claim {}", claim.id),
    };
    let column = if pair.column == Column::One { 1 } else { 2 };
    let sort = services::provider(subject).map_or("", ProviderType::name);
    let indicator = pair.edit.indicator.digit();
    let rationale = match pair.edit.rationale.trim().trim_end_matches('.') {
        "" => String::new(),
        text => format!(" ({text})"),
    };
    format!(
        "{own} on line {number} is column {column} beside {other} on {place} in the NCCI {sort} \
         pairs, with indicator {indicator}{rationale}: {why}."
    )
}

fn hit(subject: &Subject<'_>, pair: &Pair<'_>, why: &str) -> Hit {
    let effective = Effective { from: pair.edit.from, to: pair.edit.to };
    Hit::line(subject, pair.line, "code", subject.service("SV101-2", "SV202-2"))
        .code(services::text(&pair.own))
        .says(sentence(subject, pair, why))
        .effective(Some(effective))
}

/// Hard edits of the payers that are bound by the tables, and of those that follow them.
fn severity(subject: &Subject<'_>) -> Severity {
    follows::severity(subject, Follows { medicare: Severity::Block, others: Severity::Reason })
}

/// A doubt: the claim passes the table, and a review may ask the money back.
fn doubt(subject: &Subject<'_>) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare => Severity::Reason,
        _ => Severity::Warn,
    }
}

/// # Checks
/// No code is column 2, with indicator 0, of another of the same day, on this claim or on an
/// earlier one of the same provider that is paid or pending. Original Medicare is bound by the
/// table; other payers follow it as far as their policy says.
/// # Why
/// The column 2 code is denied, whatever modifier it carries, and the patient does not owe it.
/// # Source
/// NCCI policy manual for Medicare ch. I s. E; IOM 100-04 ch. 23 s. 20.9.
pub(crate) fn never_together(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for pair in subject.correct_coding().pairs.iter() {
        if pair.fault == Fault::Never && pair.column == Column::Two {
            let why = "the two are never paid together";
            out.push(hit(subject, pair, why).severity(severity(subject)).next(format!(
                "Remove line {}, or correct the code: no modifier helps. The patient cannot be \
                 billed for it; a notice of noncoverage (ABN) does not change that.",
                subject.line_number(pair.line)
            )));
        }
    }
}

/// # Checks
/// Where a code is column 2, with indicator 1, of another of the same day, one of the two lines
/// carries a modifier that NCCI heeds. 59, XE, XP, XS and XU count on column 1 for practitioners
/// from 2019-07-01. Each line is judged by its own modifiers.
/// # Why
/// The column 2 code is denied as part of the other.
/// # Source
/// NCCI policy manual for Medicare ch. I s. E; IOM 100-04 ch. 23 s. 20.9.1.1; CR 11168.
pub(crate) fn no_modifier(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for pair in subject.correct_coding().pairs.iter() {
        let Fault::NoModifier { too_early } = pair.fault else { continue };
        if pair.column == Column::One {
            continue;
        }
        let why = match too_early {
            false => "neither line has a modifier that tells them apart",
            true => "before 2019-07-01 a distinct service is marked on the column 2 line only",
        };
        out.push(hit(subject, pair, why).severity(severity(subject)).next(format!(
            "Where the record shows another encounter, site or practitioner, or a visit beyond \
             the procedure, add the modifier that says which (anatomic, 25 or 57 on a visit, XE, \
             XP, XS, XU; 59 only when none fits). Else remove line {}: the patient cannot be \
             billed for it, with or without a notice of noncoverage (ABN).",
            subject.line_number(pair.line)
        )));
    }
}

/// # Checks
/// No code is column 1 of one that the same provider billed before for that day, on a claim that
/// is paid or pending, without a modifier that tells them apart.
/// # Why
/// The payer takes the earlier payment back, or denies this line until the earlier claim is
/// corrected.
/// # Source
/// NCCI policy manual for Medicare ch. I s. E; IOM 100-04 ch. 23 s. 20.9.
pub(crate) fn earlier_component(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let reason = Follows { medicare: Severity::Reason, others: Severity::Reason };
    for pair in subject.correct_coding().pairs.iter().filter(|p| p.column == Column::One) {
        let why = "the earlier code is part of this one";
        out.push(hit(subject, pair, why).severity(follows::severity(subject, reason)).next(
            "Correct the earlier claim with a replacement, or give the reason why both \
                 services stand, as the record shows it.",
        ));
    }
}

/// # Checks
/// The lines of a pair with indicator 1 do not rest on the same anatomic modifier alone.
/// # Why
/// The modifiers pass the edit when they name different sites. On the same site most of these
/// pairs are one service, and lines with identical modifiers stay subject to the edit.
/// # Source
/// NCCI policy manual for Medicare ch. I s. E.1; IOM 100-04 ch. 23 s. 20.9.1.1.
pub(crate) fn same_site(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for pair in subject.correct_coding().pairs.iter() {
        let Fault::SameSite(modifier) = pair.fault else { continue };
        let why = format!("both carry {modifier}, so that they name the same site");
        out.push(hit(subject, pair, &why).severity(doubt(subject)).next(format!(
            "Check the sites in the record. Done at one site and in one session, the two are one \
             service: remove line {}. Else add the modifier that says what sets them apart.",
            subject.line_number(pair.line)
        )));
    }
}

/// # Checks
/// The lines of a pair with indicator 1 do not rest on a modifier alone that is wrong there: 24, 25
/// or 57 on a code that is no visit, 59, XE, XP, XS or XU on a visit or on radiation treatment
/// management, 91 on a code that is no laboratory test, 27 on a practitioner's claim, a site where
/// one of the two is a visit.
/// # Why
/// The payer refuses the modifier, or asks the payment back on review.
/// # Source
/// NCCI policy manual for Medicare ch. I s. D and E; IOM 100-04 ch. 12 s. 30.6.6.
pub(crate) fn misplaced_modifier(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for pair in subject.correct_coding().pairs.iter() {
        let Fault::Misplaced(modifier, column) = pair.fault else { continue };
        let number = if column == Column::One { 1 } else { 2 };
        let why = format!("{modifier} on column {number} does not tell these two codes apart");
        out.push(hit(subject, pair, &why).severity(doubt(subject)).next(
            "Put the modifier that the record supports on the code it is made for: 25 or 57 on \
             the visit, a distinct service's on the procedure. Without support, remove the line.",
        ));
    }
}

#[cfg(test)]
#[path = "ptp_tests.rs"]
pub(crate) mod tests;
