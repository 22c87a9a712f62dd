//! The services of a claim that correct coding compares: day by day, code by code.

use crate::modifiers::has_any;
use crate::subject::Subject;
use codesets::code_table::{Code, code};
use codesets::ncci::ProviderType;
use model::{BilledLine, ClaimLine, Date, Quantity};

/// Lines that are held without memory of their own; most claims have fewer.
const FEW: usize = 32;

/// Most lines that are compared: as many as an 837I holds. `format.line_count` stops a claim with
/// more.
const MAX_LINES: usize = 999;

/// Modifiers of a line for which the payer is not asked to pay: excluded by law (GY), or expected
/// to be denied, without notice to the patient (GZ). It denies such lines unseen (IOM 100-04 ch. 1
/// s. 60; CR 7228 for GZ), so they neither bundle another line nor add to the units of a day.
const NOT_ASKED_FOR: [&str; 2] = ["GY", "GZ"];

/// Frequencies of a claim that asks for nothing: no payment, and one that takes an earlier back.
const NOTHING_ASKED: [&str; 2] = ["0", "8"];

/// One line with a procedure code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Service {
    /// Day of service.
    pub(crate) date: Date,
    /// The code, in upper case.
    pub(crate) code: Code,
    /// Place of the line in the claim.
    pub(crate) line: usize,
}

/// The services of a claim, sorted by day, code and line.
pub(crate) struct Services {
    few: [Service; FEW],
    many: Vec<Service>,
    count: usize,
}

impl Services {
    /// The services for which the claim asks to be paid, where NCCI judges it.
    pub(crate) fn of(subject: &Subject<'_>) -> Services {
        let none = Service { date: Date::default(), code: [0; 5], line: 0 };
        let mut services = Services { few: [none; FEW], many: Vec::new(), count: 0 };
        if provider(subject).is_none() {
            return services;
        }
        if subject.claim.lines.len() > FEW {
            services.many = vec![none; subject.claim.lines.len().min(MAX_LINES)];
        }
        let mut count = 0;
        let held = services.held();
        for (index, line) in subject.lines().take(MAX_LINES) {
            if let Some(code) = asked_for(line) {
                held[count] = Service { date: line.date, code, line: index };
                count += 1;
            }
        }
        held[..count].sort_unstable();
        services.count = count;
        services
    }

    fn held(&mut self) -> &mut [Service] {
        if self.many.is_empty() { &mut self.few } else { &mut self.many }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Service] {
        let held = if self.many.is_empty() { &self.few[..] } else { &self.many[..] };
        &held[..self.count]
    }

    /// The services of each day.
    pub(crate) fn days(&self) -> impl Iterator<Item = &[Service]> {
        self.all().chunk_by(|one, two| one.date == two.date)
    }
}

/// The services of each code of one day.
pub(crate) fn codes(day: &[Service]) -> impl Iterator<Item = &[Service]> {
    day.chunk_by(|one, two| one.code == two.code)
}

/// Whose tables judge the claim; `None` where NCCI does not judge it, or nothing is asked for.
pub(crate) fn provider(subject: &Subject<'_>) -> Option<ProviderType> {
    let asks = !NOTHING_ASKED.contains(&subject.claim.frequency.trim());
    subject.ncci_provider().filter(|_| asks)
}

/// The code of a line for which the payer is asked.
fn asked_for(line: &ClaimLine) -> Option<Code> {
    if line.units <= Quantity::ZERO || not_asked_for(&line.modifiers) {
        return None;
    }
    code(line.code.as_deref()?.trim())
}

/// The code of an earlier line for which the payer was asked. Its units may not be told.
pub(crate) fn billed(line: &BilledLine) -> Option<Code> {
    if not_asked_for(&line.modifiers) {
        return None;
    }
    code(line.code.as_deref()?.trim())
}

fn not_asked_for(modifiers: &[String]) -> bool {
    has_any(modifiers, &NOT_ASKED_FOR)
}

/// A code as text.
pub(crate) fn text(code: &Code) -> &str {
    // Never empty: a `Code` is made of ASCII letters and digits.
    std::str::from_utf8(code).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, HandMade};
    use model::Claim;

    fn listed(claim: &Claim) -> Vec<(String, usize)> {
        let codes = HandMade::default();
        let services = Services::of(&Subject::new(claim, &codes));
        services.all().iter().map(|s| (text(&s.code).to_owned(), s.line)).collect()
    }

    #[test]
    fn what_the_payer_is_not_asked_for_is_left_out() {
        let whole = [("80053".to_owned(), 1), ("J1885".to_owned(), 0)];
        type Change = fn(&mut Claim);
        let table: [(Change, &[usize]); 10] = [
            (|_| (), &[1, 0]),
            (|c| c.lines[0].code = Some(" j1885 ".to_owned()), &[1, 0]),
            (|c| c.lines[0].code = Some("J18".to_owned()), &[1]),
            (|c| c.lines[0].units = Quantity::ZERO, &[1]),
            (|c| c.lines[0].modifiers = vec!["GY".to_owned()], &[1]),
            (|c| c.lines[0].modifiers = vec!["25".to_owned(), "GZ".to_owned()], &[1]),
            (|c| c.lines[0].modifiers = vec!["GA".to_owned()], &[1, 0]),
            (|c| c.frequency = "7".to_owned(), &[1, 0]),
            (|c| c.frequency = "8".to_owned(), &[]),
            (|c| c.frequency = "0".to_owned(), &[]),
        ];
        for (change, expected) in table {
            let mut claim = example::professional();
            change(&mut claim);
            let expected: Vec<_> =
                whole.iter().filter(|(_, line)| expected.contains(line)).cloned().collect();
            assert_eq!(listed(&claim), expected);
        }
        assert!(listed(&example::inpatient()).is_empty());
    }

    #[test]
    fn many_lines_are_sorted_and_bounded() {
        let mut claim = example::professional();
        let line = claim.lines[0].clone();
        claim.lines = (0..MAX_LINES + 5)
            .map(|at| model::ClaimLine {
                code: Some(format!("{:05}", 99_999 - at)),
                ..line.clone()
            })
            .collect();
        let services = listed(&claim);
        assert_eq!(services.len(), MAX_LINES);
        assert!(services.is_sorted());
    }
}
