//! The office that sends the claims and posts what comes back.

use model::remittance::Remittance;
use model::{Cents, Claim, Date};
use payments::ledger::{
    Appended, Balances, BatchId, Cause, EntryHead, EntryId, Event, Journal, Ledger, View, movement,
};
use payments::posting::{Context, KnownPayer, OpenClaim, Payers, Posting, Shelf, check, post};
use payments::provider_adjustments::Tracker;
use testkit::payer::{Answer, Kind, Profile};
use x12::typed::{Transaction, Transactions};
use x12::validate::{Options, validate};

/// Types 1 to 4, as a trading partner checks.
const TYPES: &[u8] = &[1, 2, 3, 4];

/// No fault of types 1 to 4, errors and warnings alike.
pub fn assert_valid(answer: &Answer) {
    let report = validate(answer.text.as_bytes(), &Options { types: TYPES, ..Options::default() });
    let faults: Vec<String> = report.faults.iter().take(5).map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}: {faults:#?}\n{}", answer.name, head(&answer.text));
    assert!(report.segments > 0, "{}", answer.name);
}

fn head(text: &str) -> String {
    text.lines().take(60).collect::<Vec<_>>().join("\n")
}

/// The remittances of an answer.
pub fn remittances(answer: &Answer) -> Vec<Remittance> {
    let mut all = Vec::new();
    for transaction in Transactions::new(answer.text.as_bytes()) {
        if let Transaction::Remittance835(told) = transaction.unwrap() {
            let (remittance, _) = told.remittance().unwrap();
            all.push(remittance);
        }
    }
    all
}

/// The books.
pub struct Office {
    pub shelf: Shelf,
    pub journal: Journal,
    pub tracker: Tracker,
    pub payers: Payers,
    pub charged: Cents,
    pub paid: Cents,
    pub remittances: usize,
    pub reviews: Vec<String>,
}

impl Office {
    pub fn open(profile: &Profile) -> Office {
        let known = KnownPayer {
            id: profile.id.clone(),
            names: vec![profile.name.clone()],
            numbers: Vec::new(),
        };
        Office {
            shelf: Shelf::default(),
            journal: Journal::default(),
            tracker: Tracker::default(),
            payers: Payers { known: vec![known] },
            charged: Cents::ZERO,
            paid: Cents::ZERO,
            remittances: 0,
            reviews: Vec::new(),
        }
    }

    /// A claim was sent: it waits, and its charges are owed.
    pub fn send(&mut self, claim: &Claim, on: Date) {
        self.send_with(claim, on, None);
    }

    /// The same, where another payer will be asked next.
    pub fn send_with(&mut self, claim: &Claim, on: Date, next: Option<&str>) {
        let mut open = OpenClaim::of(claim, None);
        open.payers.extend(next.map(str::to_owned));
        self.shelf.add(open);
        self.charged = self.charged + claim.total();
        let batch = BatchId(format!("charges {on}"));
        let head = EntryHead {
            id: EntryId(format!("charge:{}", claim.id.as_str())),
            posted_on: on,
            effective: on,
            batch,
            cause: Cause::of(Event::Charged, ""),
        };
        for entry in movement::charged(&head, claim, None).unwrap() {
            assert_eq!(self.journal.append(entry), Ok(Appended::New));
        }
    }

    /// Closes the charges of a day.
    pub fn close(&mut self, on: Date) {
        self.journal.close(BatchId(format!("charges {on}")), on);
    }

    /// Posts the remittances of an answer; others are left alone.
    pub fn take(&mut self, answer: &Answer) -> Vec<(Remittance, Posting)> {
        if answer.kind != Kind::Remittance {
            return Vec::new();
        }
        remittances(answer).into_iter().map(|one| self.post(one)).collect()
    }

    fn post(&mut self, remittance: Remittance) -> (Remittance, Posting) {
        assert_eq!(check(&remittance), [], "trace {}", remittance.trace);
        self.remittances += 1;
        let name = format!("r{}", self.remittances);
        let context = Context {
            remittance: &name,
            batch: BatchId(name.clone()),
            posted_on: remittance.date,
            payers: &self.payers,
            payee: &[],
            known: &[],
        };
        let posting = post(&remittance, &context, &mut self.shelf).unwrap();
        assert_eq!(posting.cash(), remittance.signed_amount(), "trace {}", remittance.trace);
        self.paid = self.paid + posting.cash();
        for entry in posting.entries() {
            assert_eq!(self.journal.append(entry.clone()), Ok(Appended::New));
        }
        self.journal.close(BatchId(name.clone()), remittance.date);
        let (date, adjustments) = (remittance.date, &remittance.provider_adjustments);
        self.tracker.take(&posting.payer, &name, date, adjustments);
        self.reviews.extend(posting.all_reviews().map(|one| one.reason.to_string()));
        (remittance, posting)
    }

    pub fn balances(&self, on: Date) -> Balances {
        Balances::of(&self.journal, View::known_on(on))
    }
}

/// The books add up: nothing is lost, and nothing is there that nobody paid.
pub fn assert_books(office: &Office, on: Date) {
    let balances = office.balances(on);
    assert_eq!(balances.on(Ledger::Cash), office.paid);
    assert_eq!(-balances.on(Ledger::Charges), office.charged);
    let all: Cents = balances.all().map(|one| one.2).sum();
    assert_eq!(all, Cents::ZERO);
}
