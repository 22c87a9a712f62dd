//! An account line by line: what was charged, and where every cent of it went.

use super::balance::View;
use super::chart::Ledger;
use super::entry::{Entry, Event, Leg, Reason};
use super::journal::Journal;
use model::{Cents, ClaimId};
use std::collections::BTreeMap;

/// Which line: of which claim, `None` for the claim as a whole.
pub type ServiceKey = (Option<ClaimId>, Option<u16>);

/// Where the charge of one line went. All amounts but `charge` add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceMoney {
    /// What was charged.
    pub charge: Cents,
    /// Agreed reductions.
    pub contractual: Cents,
    /// Given up by us.
    pub given_up: Cents,
    /// Paid by each payer, less what went back to it.
    pub paid: BTreeMap<String, Cents>,
    /// Paid by the patient, less what went back.
    pub patient_paid: Cents,
    /// Still owed by each payer; negative where one paid too much.
    pub with_payers: BTreeMap<String, Cents>,
    /// Refused, and nobody has given it up.
    pub denied: Cents,
    /// Still owed by the patient; negative where the patient paid too much.
    pub with_patient: Cents,
    /// On its way back to a payer.
    pub back_to_payer: Cents,
    /// On its way back to the patient.
    pub back_to_patient: Cents,
    /// Interest and all else that stands beside the charge.
    pub beside: Cents,
    /// What payers left to the patient, by the reason given, without what another payer was asked
    /// for then.
    pub shares: BTreeMap<Reason, Cents>,
}

impl ServiceMoney {
    /// What is still owed, by whomever.
    #[must_use]
    pub fn open(&self) -> Cents {
        self.with_payers.values().copied().sum::<Cents>() + self.denied + self.with_patient
    }

    /// What all payers paid.
    #[must_use]
    pub fn payers_paid(&self) -> Cents {
        self.paid.values().copied().sum()
    }

    /// The part of the charge that falls to the patient, paid or not.
    #[must_use]
    pub fn patient_share(&self) -> Cents {
        self.with_patient + self.patient_paid + self.back_to_patient
    }

    /// Whether every cent of the charge is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let parts = self.contractual + self.given_up + self.payers_paid() + self.patient_paid;
        parts + self.open() + self.back_to_payer + self.back_to_patient + self.beside == self.charge
    }

    /// Adds another line: for a sum over several.
    pub fn add(&mut self, other: &ServiceMoney) {
        for (sum, part) in [
            (&mut self.charge, other.charge),
            (&mut self.contractual, other.contractual),
            (&mut self.given_up, other.given_up),
            (&mut self.patient_paid, other.patient_paid),
            (&mut self.denied, other.denied),
            (&mut self.with_patient, other.with_patient),
            (&mut self.back_to_payer, other.back_to_payer),
            (&mut self.back_to_patient, other.back_to_patient),
            (&mut self.beside, other.beside),
        ] {
            *sum = *sum + part;
        }
        for (payer, amount) in &other.paid {
            plus(&mut self.paid, payer, *amount);
        }
        for (payer, amount) in &other.with_payers {
            plus(&mut self.with_payers, payer, *amount);
        }
        for (reason, amount) in &other.shares {
            let sum = self.shares.entry(reason.clone()).or_default();
            *sum = *sum + *amount;
        }
    }

    fn leg(&mut self, leg: &Leg) {
        let (amount, payer) = (leg.amount, leg.subject.payer.as_deref());
        let sum = match (leg.ledger, payer) {
            (Ledger::Charges, _) => {
                self.charge = self.charge - amount;
                return;
            }
            // Money that waited for its claim is the payer's money as well.
            (Ledger::Cash | Ledger::UnappliedCash, Some(payer)) => {
                return plus(&mut self.paid, payer, amount);
            }
            (Ledger::PayerReceivable, payer) => {
                return plus(&mut self.with_payers, payer.unwrap_or_default(), amount);
            }
            (Ledger::Cash | Ledger::UnappliedCash, None) => &mut self.patient_paid,
            (Ledger::ContractualAllowance, _) => &mut self.contractual,
            (Ledger::WriteOff(_), _) => &mut self.given_up,
            (Ledger::Denied, _) => &mut self.denied,
            (Ledger::PatientReceivable, _) => {
                if let Some(reason) = &leg.reason {
                    let share = self.shares.entry(reason.clone()).or_default();
                    *share = *share + amount;
                }
                &mut self.with_patient
            }
            (Ledger::RefundsPayable, Some(_)) => &mut self.back_to_payer,
            (Ledger::RefundsPayable, None) => &mut self.back_to_patient,
            _ => &mut self.beside,
        };
        *sum = *sum + amount;
    }
}

fn plus(sums: &mut BTreeMap<String, Cents>, payer: &str, amount: Cents) {
    let sum = sums.entry(payer.to_owned()).or_default();
    *sum = *sum + amount;
    if *sum == Cents::ZERO {
        sums.remove(payer);
    }
}

/// The lines of a journal in a view. `root` names the first claim behind a claim that was made for
/// the next payer, so that both tell of the same lines. An entry whose legs are about several
/// claims is told where its first leg with a claim is, so that every line adds up.
#[must_use]
pub fn services(
    journal: &Journal,
    view: View,
    root: impl Fn(&ClaimId) -> ClaimId,
) -> BTreeMap<ServiceKey, ServiceMoney> {
    let mut lines: BTreeMap<ServiceKey, ServiceMoney> = BTreeMap::new();
    let mut left: BTreeMap<(ServiceKey, Option<ClaimId>), Left> = BTreeMap::new();
    for entry in journal.entries() {
        let known = journal.counts_since(entry).is_some_and(|day| day <= view.known_on);
        let belongs = view.effective_by.is_none_or(|day| entry.head().effective <= day);
        if known && belongs {
            let key = key(entry, &root);
            let line = lines.entry(key.clone()).or_default();
            entry.legs().iter().for_each(|leg| line.leg(leg));
            let asks = asks_next(journal, entry);
            for leg in entry.legs().iter().filter(|leg| leg.ledger == Ledger::PatientReceivable) {
                let own = (key.clone(), leg.subject.claim.clone());
                left.entry(own).or_default().take(leg, asks);
            }
        }
    }
    for ((key, _), one) in left {
        if let Some(line) = lines.get_mut(&key) {
            one.forget(&mut line.shares);
        }
    }
    lines
}

/// What one claim left to the patient, and how much of that the next payer was asked for.
#[derive(Default)]
struct Left {
    told: BTreeMap<Reason, Cents>,
    asked: Cents,
}

impl Left {
    fn take(&mut self, leg: &Leg, asks: bool) {
        if let Some(reason) = &leg.reason {
            let sum = self.told.entry(reason.clone()).or_default();
            *sum = *sum + leg.amount;
        } else if asks {
            self.asked = self.asked - leg.amount;
        }
    }

    /// What went to the next payer has that payer's reasons, or none: the last one told goes first.
    fn forget(self, shares: &mut BTreeMap<Reason, Cents>) {
        let mut asked = self.asked;
        for (reason, amount) in self.told.iter().rev() {
            let part = asked.min(*amount);
            if part > Cents::ZERO
                && let Some(share) = shares.get_mut(reason)
            {
                *share = *share - part;
                asked = asked - part;
            }
        }
        shares.retain(|_, share| *share != Cents::ZERO);
    }
}

/// Whether an entry asks the next payer, or takes that back.
fn asks_next(journal: &Journal, entry: &Entry) -> bool {
    let first = entry.reverses().and_then(|id| journal.find(id)).unwrap_or(entry);
    first.head().cause.event == Event::BilledNext
}

fn key(entry: &Entry, root: &impl Fn(&ClaimId) -> ClaimId) -> ServiceKey {
    let of_claim = entry.legs().iter().find(|leg| leg.subject.claim.is_some());
    let subject = of_claim.map(|leg| &leg.subject);
    let claim = subject.and_then(|one| one.claim.as_ref()).map(root);
    (claim, subject.and_then(|one| one.line))
}

#[cfg(test)]
mod tests {
    use super::super::entry::{BatchId, Cause, EntryHead, EntryId, Subject};
    use super::super::movement::{applied, billed_next, moved, patient_paid, refund_due};
    use super::*;
    use model::Date;
    use proptest::prelude::*;

    fn head(number: usize) -> EntryHead {
        let day = Date::default();
        EntryHead {
            id: EntryId(format!("e{number}")),
            posted_on: day,
            effective: day,
            batch: BatchId("b".to_owned()),
            cause: Cause::of(Event::Remitted, ""),
        }
    }

    fn subject(claim: &str, line: u16, payer: Option<&str>) -> Subject {
        Subject {
            account: Some("A".into()),
            claim: Some(claim.into()),
            line: Some(line),
            payer: payer.map(str::to_owned),
        }
    }

    fn told(entries: Vec<Entry>) -> BTreeMap<ServiceKey, ServiceMoney> {
        let mut journal = Journal::default();
        entries.into_iter().for_each(|one| drop(journal.append(one)));
        journal.close(BatchId("b".to_owned()), Date::default());
        services(&journal, View::known_on(Date::default()), |claim| {
            ClaimId(claim.as_str().trim_end_matches("-N2").to_owned())
        })
    }

    #[test]
    fn two_payers_and_a_patient_on_one_line() {
        let first = subject("C", 1, Some("P1"));
        let second = subject("C-N2", 1, Some("P2"));
        let own = subject("C", 1, None);
        let leg = |ledger, subject: &Subject, cents, carc: Option<&str>| Leg {
            reason: carc.map(|code| Reason { group: "PR".into(), code: code.into() }),
            ..Leg::new(ledger, subject.clone(), Cents(cents))
        };
        let remitted = vec![
            leg(Ledger::Cash, &first, 6_000, None),
            leg(Ledger::ContractualAllowance, &first, 1_000, None),
            leg(Ledger::PatientReceivable, &own, 3_000, Some("2")),
            leg(Ledger::PayerReceivable, &first, -10_000, None),
        ];
        let charged = (Ledger::Charges, Ledger::PayerReceivable);
        let lines = told(vec![
            moved(head(1), charged, first, Cents(10_000)).unwrap(),
            Entry::new(head(2), remitted).unwrap(),
            billed_next(asking(3), own.clone(), second.clone(), Cents(3_000)).unwrap(),
            moved(head(4), (Ledger::PayerReceivable, Ledger::Cash), second, Cents(2_500)).unwrap(),
            patient_paid(head(5), own, Cents(100)).unwrap(),
        ]);
        assert_eq!(lines.len(), 1);
        let line = &lines[&(Some("C".into()), Some(1))];
        assert!(line.adds_up(), "{line:?}");
        assert_eq!((line.charge, line.contractual), (Cents(10_000), Cents(1_000)));
        assert_eq!((line.paid["P1"], line.paid["P2"]), (Cents(6_000), Cents(2_500)));
        assert_eq!((line.with_payers["P2"], line.with_patient), (Cents(500), Cents(-100)));
        assert_eq!((line.open(), line.patient_share()), (Cents(400), Cents::ZERO));
        // The next payer was asked for all of it and has given no reason yet.
        assert!(line.shares.is_empty(), "{line:?}");
    }

    /// An entry that asks the next payer.
    fn asking(number: usize) -> EntryHead {
        EntryHead { cause: Cause::of(Event::BilledNext, ""), ..head(number) }
    }

    #[test]
    fn what_two_payers_leave_is_told_once() {
        let (first, second) = (subject("C", 1, Some("P1")), subject("C-N2", 1, Some("P2")));
        let (own, later) = (subject("C", 1, None), subject("C-N2", 1, None));
        let reason = |code: &str| Reason { group: "PR".into(), code: code.into() };
        let left = |at: usize, from: &Subject, to: &Subject, parts: &[(&str, i64)]| {
            let mut legs: Vec<Leg> = Vec::new();
            for (code, cents) in parts {
                let to = Leg::new(Ledger::PatientReceivable, to.clone(), Cents(*cents));
                legs.push(Leg { reason: Some(reason(code)), ..to });
                legs.push(Leg::new(Ledger::PayerReceivable, from.clone(), Cents(-cents)));
            }
            Entry::new(head(at), legs).unwrap()
        };
        let charged = (Ledger::Charges, Ledger::PayerReceivable);
        let lines = told(vec![
            moved(head(1), charged, first.clone(), Cents(4_000)).unwrap(),
            left(2, &first, &own, &[("1", 1_500), ("2", 2_500)]),
            // All but $5.00 is asked of the second, which leaves the copay of it.
            billed_next(asking(3), own, second.clone(), Cents(3_500)).unwrap(),
            left(4, &second, &later, &[("3", 1_000)]),
        ]);
        let line = &lines[&(Some("C".into()), Some(1))];
        assert_eq!(line.with_patient, Cents(1_500));
        let told = [(reason("1"), Cents(500)), (reason("3"), Cents(1_000))];
        assert_eq!(line.shares.clone().into_iter().collect::<Vec<_>>(), told);
    }

    proptest! {
        #[test]
        fn every_line_adds_up_whatever_is_moved(
            moves in proptest::collection::vec(
                (0usize..20, 0usize..20, 1u16..3, 1i64..9_999),
                1..40,
            ),
        ) {
            let ledgers = Ledger::all();
            let entries = moves.iter().enumerate().map(|(at, (from, to, line, cents))| {
                let (payer, own) = (subject("C", *line, Some("P")), subject("C", *line, None));
                let amount = Cents(*cents);
                match from % 5 {
                    0 => patient_paid(head(at), own, amount),
                    1 => {
                        let waits = Subject { payer: payer.payer.clone(), ..Subject::default() };
                        applied(head(at), waits, payer, amount)
                    }
                    2 => refund_due(head(at), Ledger::PatientReceivable, own, amount),
                    _ => moved(head(at), (ledgers[*from], ledgers[*to]), payer, amount),
                }
            });
            let entries: Vec<Entry> = entries.map(|one| one.unwrap()).collect();
            let lines = told(entries);
            prop_assert!(lines.values().all(ServiceMoney::adds_up), "{lines:?}");
        }
    }
}
