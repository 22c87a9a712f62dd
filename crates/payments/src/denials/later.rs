//! What a later decision of the payer makes of the denials before it: paid, refused again, put on
//! the patient, or no longer there. One line's money is one denial, however often the payer
//! decides on it.

use super::Denial;
use super::life::DenialState;
use model::Cents;
use std::collections::BTreeMap;

/// A denial as it stood before.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The line of our claim; `None` for the claim as a whole.
    pub line: Option<u16>,
    /// The denial.
    pub denial: &'a Denial,
    /// Where it stood.
    pub state: &'a DenialState,
}

/// What the later decision says of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What it pays.
    pub paid: Cents,
    /// What it leaves to the patient.
    pub patient: Cents,
}

/// What the later decision says, by line of our claim.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Lines that it names.
    pub lines: BTreeMap<u16, Answer>,
    /// The claim as a whole.
    pub whole: Answer,
    /// True when it names no lines at all, and so is about every one of them.
    pub without_lines: bool,
}

/// What becomes of a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// The decision says nothing of its line.
    Untouched,
    /// The line is refused again: which of the new refusals goes on in its place.
    Again(usize),
    /// The payer pays this much of it.
    Paid(Cents),
    /// The payer leaves it to the patient now.
    Patient,
    /// Nothing of it is refused any more, and nothing of it is paid.
    Gone,
}

impl Answered {
    fn of(&self, line: Option<u16>) -> Option<Answer> {
        match line {
            Some(line) if !self.without_lines => self.lines.get(&line).copied(),
            _ => Some(self.whole),
        }
    }
}

/// What becomes of each denial, and which refusals of the later decision are new.
///
/// `now` are the refusals of the later decision with their lines. Of several on one line the one
/// with the same reason goes on first. A denial that was paid, or taken back, goes on again when
/// its line is refused anew; what was given up or billed to the patient is over.
#[must_use]
pub fn later(
    before: &[Before<'_>],
    now: &[(Option<u16>, &Denial)],
    answered: &Answered,
) -> (Vec<Later>, Vec<usize>) {
    let mut free: Vec<usize> = (0..now.len()).collect();
    let mut found = vec![Later::Untouched; before.len()];
    let revived = |state: &DenialState| {
        matches!(state, DenialState::Overturned { .. } | DenialState::Superseded)
    };
    // First those that are open, then those that came to an end with the payer.
    for ended in [false, true] {
        for same_reason in [true, false] {
            for (at, one) in before.iter().enumerate() {
                let stands = if ended { revived(one.state) } else { !one.state.is_closed() };
                if !stands || found[at] != Later::Untouched || answered.of(one.line).is_none() {
                    continue;
                }
                let fits = |new: &&usize| {
                    let (line, denial) = now[**new];
                    let (own, other) = (&one.denial.adjusted, &denial.adjusted);
                    line == one.line && (!same_reason || own.carc == other.carc)
                };
                if let Some(new) = free.iter().find(fits).copied() {
                    free.retain(|other| *other != new);
                    found[at] = Later::Again(new);
                }
            }
        }
    }
    let mut left: BTreeMap<Option<u16>, Answer> = BTreeMap::new();
    for (at, one) in before.iter().enumerate() {
        let Some(answer) = answered.of(one.line) else { continue };
        if one.state.is_closed() || found[at] != Later::Untouched {
            continue;
        }
        let key = one.line.filter(|_| !answered.without_lines);
        let left = left.entry(key).or_insert(answer);
        let paid = left.paid.min(one.denial.adjusted.amount);
        found[at] = if paid > Cents::ZERO {
            left.paid = left.paid - paid;
            Later::Paid(paid)
        } else if left.patient > Cents::ZERO {
            Later::Patient
        } else {
            Later::Gone
        };
    }
    (found, free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denials::{DenialFacts, denials};
    use model::ClaimAdjustment;
    use model::remittance::{PaidClaim, PaidLine};

    fn denial(carc: &str, cents: i64) -> Denial {
        let adjustment = ClaimAdjustment {
            group: "CO".to_owned(),
            carc: carc.to_owned(),
            amount: Cents(cents),
            quantity: None,
        };
        let line = PaidLine { adjustments: vec![adjustment], ..PaidLine::default() };
        let claim = PaidClaim { lines: vec![line], ..PaidClaim::default() };
        denials(&claim, &DenialFacts::default()).remove(0)
    }

    fn answer(line: u16, paid: i64, patient: i64) -> Answered {
        let one = Answer { paid: Cents(paid), patient: Cents(patient) };
        Answered { lines: BTreeMap::from([(line, one)]), whole: one, without_lines: false }
    }

    #[test]
    fn each_end_by_hand() {
        let old = denial("50", 10_000);
        let open = DenialState::Appealed { level: 1 };
        let before = [Before { line: Some(1), denial: &old, state: &open }];
        let (same, other) = (denial("50", 10_000), denial("97", 10_000));
        for (now, answered, expected, new) in [
            (vec![], answer(1, 8_000, 0), Later::Paid(Cents(8_000)), 0),
            (vec![], answer(1, 12_000, 0), Later::Paid(Cents(10_000)), 0),
            (vec![], answer(1, 0, 2_000), Later::Patient, 0),
            (vec![], answer(1, 0, 0), Later::Gone, 0),
            (vec![], answer(2, 8_000, 0), Later::Untouched, 0),
            (vec![(Some(1), &same)], answer(1, 0, 0), Later::Again(0), 0),
            (vec![(Some(1), &other), (Some(1), &same)], answer(1, 0, 0), Later::Again(1), 1),
            (vec![(Some(1), &other)], answer(1, 0, 0), Later::Again(0), 0),
            (vec![(Some(2), &other)], answer(2, 0, 0), Later::Untouched, 1),
        ] {
            let (found, left) = later(&before, &now, &answered);
            assert_eq!((found, left.len()), (vec![expected], new), "{now:?}");
        }
    }

    #[test]
    fn what_was_paid_goes_on_when_it_is_refused_again_and_what_was_given_up_does_not() {
        let old = denial("50", 10_000);
        let paid = DenialState::Overturned { paid: Cents(10_000), in_part: false };
        let given_up = DenialState::WrittenOff { reason: "small".to_owned() };
        let now = denial("50", 10_000);
        for (state, refused, expected, new) in [
            (&paid, true, Later::Again(0), 0),
            (&DenialState::Superseded, true, Later::Again(0), 0),
            (&paid, false, Later::Untouched, 0),
            (&given_up, true, Later::Untouched, 1),
            (&DenialState::BilledToPatient, true, Later::Untouched, 1),
        ] {
            let before = [Before { line: Some(1), denial: &old, state }];
            let refusals: Vec<(Option<u16>, &Denial)> =
                if refused { vec![(Some(1), &now)] } else { Vec::new() };
            let (found, left) = later(&before, &refusals, &answer(1, 0, 0));
            assert_eq!((found[0], left.len()), (expected, new), "{state:?}");
        }
    }

    #[test]
    fn money_is_counted_once_over_the_denials_of_a_line() {
        let (a, b) = (denial("50", 6_000), denial("97", 4_000));
        let open = DenialState::Open;
        let before = [&a, &b].map(|denial| Before { line: Some(1), denial, state: &open });
        let (found, _) = later(&before, &[], &answer(1, 7_000, 0));
        assert_eq!(found, [Later::Paid(Cents(6_000)), Later::Paid(Cents(1_000))]);
        let whole = Answered { without_lines: true, ..answer(9, 7_000, 0) };
        let (found, _) = later(&before, &[], &whole);
        assert_eq!(found, [Later::Paid(Cents(6_000)), Later::Paid(Cents(1_000))]);
    }
}
