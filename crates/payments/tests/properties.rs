//! What holds whatever payers say: every entry balances, cash is what was paid, any day can be
//! recomputed, and interrupted posting goes on without a trace.

use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, PaymentAdjustment, Remittance,
    RemittanceParty,
};
use model::{Cents, ClaimId, Date};
use payments::ledger::{
    Appended, Balances, BatchId, Cause, EntryHead, EntryId, Event, Journal, Ledger, Subject, View,
    export, movement,
};
use payments::posting::{
    Book, ClaimPosting, Context, OpenClaim, OpenLine, Payers, Posting, Shelf, admit, check, post,
    post_claim,
};
use payments::provider_adjustments::{Tracker, Treatment};
use proptest::prelude::*;

const CLAIMS: usize = 4;
const LINES: u16 = 3;
const CHARGE: i64 = 10_000;

/// What a payer does with one claim.
#[derive(Clone, Debug)]
enum Step {
    /// Decides: the claim (the last ones are unknown), its number, and each line's adjustments.
    Decide(usize, u8, Vec<Vec<(usize, i64)>>, Option<i64>),
    /// Takes back the n-th decision that it made, with this much less of the money.
    TakeBack(usize, bool),
    /// Says the n-th decision again.
    Again(usize),
}

const REASONS: [(&str, &str); 9] = [
    ("CO", "45"),
    ("CO", "50"),
    ("PR", "1"),
    ("PR", "2"),
    ("OA", "23"),
    ("CO", "253"),
    ("CO", "225"),
    ("PI", "97"),
    ("XX", "1"),
];

fn step() -> impl Strategy<Value = Step> {
    let line = prop::collection::vec((0..REASONS.len(), -3_000i64..12_000), 0..4);
    let lines = prop::collection::vec(line, 0..=usize::from(LINES));
    let beside = prop::option::of(-500i64..500);
    prop_oneof![
        4 => (0..CLAIMS + 2, 0u8..3, lines, beside)
            .prop_map(|(claim, number, lines, beside)| Step::Decide(claim, number, lines, beside)),
        2 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(at, crooked)| Step::TakeBack(at.index(64), crooked)),
        1 => any::<prop::sample::Index>().prop_map(|at| Step::Again(at.index(64))),
    ]
}

fn adjustments(of: &[(usize, i64)]) -> Vec<ClaimAdjustment> {
    let one = |(reason, amount): &(usize, i64)| ClaimAdjustment {
        group: REASONS[*reason].0.into(),
        carc: REASONS[*reason].1.into(),
        amount: Cents(*amount),
        quantity: None,
    };
    of.iter().map(one).collect()
}

fn sum(all: &[ClaimAdjustment]) -> Cents {
    all.iter().map(|one| one.amount).sum()
}

fn decided(
    claim: usize,
    number: u8,
    lines: &[Vec<(usize, i64)>],
    beside: Option<i64>,
) -> PaidClaim {
    let line = |(at, told): (usize, &Vec<(usize, i64)>)| {
        let adjustments = adjustments(told);
        PaidLine {
            service: PaidService {
                qualifier: "HC".into(),
                code: format!("9921{at}"),
                ..PaidService::default()
            },
            charge: Cents(CHARGE),
            paid: Cents(CHARGE) - sum(&adjustments),
            adjustments,
            ..PaidLine::default()
        }
    };
    let lines: Vec<PaidLine> = lines.iter().enumerate().map(line).collect();
    let beside: Vec<(usize, i64)> = beside.map(|amount| (0, amount)).into_iter().collect();
    let adjustments = adjustments(&beside);
    let charge: Cents = match lines.is_empty() {
        true => Cents(CHARGE * i64::from(LINES)),
        false => lines.iter().map(|line| line.charge).sum(),
    };
    let of_lines: Cents = lines.iter().map(|line| sum(&line.adjustments)).sum();
    PaidClaim {
        control_number: format!("C{claim}"),
        status: "1".into(),
        charge,
        paid: charge - of_lines - sum(&adjustments),
        payer_control_number: Some(format!("ICN{claim}{number}")),
        adjustments,
        lines,
        ..PaidClaim::default()
    }
}

fn turned(of: &PaidClaim, crooked: bool) -> PaidClaim {
    let turn = |all: &[ClaimAdjustment]| -> Vec<ClaimAdjustment> {
        all.iter().map(|one| ClaimAdjustment { amount: -one.amount, ..one.clone() }).collect()
    };
    let line = |line: &PaidLine| PaidLine {
        charge: -line.charge,
        paid: -line.paid,
        adjustments: turn(&line.adjustments),
        ..line.clone()
    };
    let mut back = PaidClaim {
        status: "22".into(),
        charge: -of.charge,
        paid: -of.paid,
        adjustments: turn(&of.adjustments),
        lines: of.lines.iter().map(line).collect(),
        ..of.clone()
    };
    if crooked {
        back.adjustments.extend(adjustments(&[(0, -77)]));
        back.paid = back.paid + Cents(77);
    }
    back
}

/// The remittances of a course, each balanced; what is below zero is carried forward and taken
/// from the next one.
fn remittances(course: &[Vec<Step>]) -> Vec<Remittance> {
    let mut said: Vec<PaidClaim> = Vec::new();
    let mut forward = Cents::ZERO;
    let mut all = Vec::new();
    for (at, steps) in course.iter().enumerate() {
        let mut claims = Vec::new();
        for step in steps {
            let told = match step {
                Step::Decide(claim, number, lines, beside) => {
                    decided(*claim, *number, lines, *beside)
                }
                Step::TakeBack(at, crooked) if !said.is_empty() => {
                    turned(&said[at % said.len()], *crooked)
                }
                Step::Again(at) if !said.is_empty() => said[at % said.len()].clone(),
                _ => continue,
            };
            if told.status == "1" {
                said.push(told.clone());
            }
            claims.push(told);
        }
        let plb = |reference: String, amount| PaymentAdjustment {
            provider: "1".into(),
            reason: "FB".into(),
            reference: Some(reference),
            amount,
            ..PaymentAdjustment::default()
        };
        let mut adjusted = Vec::new();
        if forward != Cents::ZERO {
            adjusted.push(plb(format!("RA{}", at - 1), forward));
        }
        let paid = claims.iter().map(|claim| claim.paid).sum::<Cents>() - forward;
        forward = (-paid).max(Cents::ZERO);
        if forward != Cents::ZERO {
            adjusted.push(plb(format!("RA{at}"), -forward));
        }
        all.push(Remittance {
            payer: RemittanceParty { id: Some("P1".into()), ..RemittanceParty::default() },
            trace: format!("T{at}"),
            amount: paid.max(Cents::ZERO),
            date: Date::default().plus_days(at as i32),
            claims,
            provider_adjustments: adjusted,
            ..Remittance::default()
        });
    }
    all
}

struct Office {
    shelf: Shelf,
    journal: Journal,
    payers: Payers,
}

impl Office {
    fn open() -> Office {
        let payers = Payers::default();
        let mut office = Office { shelf: Shelf::default(), journal: Journal::default(), payers };
        for claim in 0..CLAIMS {
            let line = |line: u16| OpenLine {
                line,
                control_number: format!("L{line}"),
                code: Some(format!("9921{}", line - 1)),
                charge: Cents(CHARGE),
                ..OpenLine::default()
            };
            let id = ClaimId(format!("C{claim}"));
            office.shelf.add(OpenClaim {
                claim: id.clone(),
                payers: vec!["P1".into()],
                charge: Cents(CHARGE * i64::from(LINES)),
                lines: (1..=LINES).map(line).collect(),
                ..OpenClaim::default()
            });
            for line in 1..=LINES {
                let head = EntryHead {
                    id: EntryId(format!("charge:{claim}:{line}")),
                    posted_on: Date::default(),
                    effective: Date::default(),
                    batch: BatchId("charges".into()),
                    cause: Cause::of(Event::Charged, ""),
                };
                let (claim, line) = (Some(id.clone()), Some(line));
                let payer = Some("P1".to_owned());
                let subject = Subject { account: None, claim, line, payer };
                let way = (Ledger::Charges, Ledger::PayerReceivable);
                let entry = movement::moved(head, way, subject, Cents(CHARGE)).unwrap();
                office.journal.append(entry).unwrap();
            }
        }
        office.journal.close(BatchId("charges".into()), Date::default());
        office
    }

    fn post(&mut self, name: &str, remittance: &Remittance) -> Posting {
        let context = Context {
            remittance: name,
            batch: BatchId(name.to_owned()),
            posted_on: remittance.date,
            payers: &self.payers,
            payee: &[],
            known: &[],
        };
        post(remittance, &context, &mut self.shelf).unwrap()
    }
}

/// Each claim posted by itself into a book that knows what came before: what the worker does that
/// goes on after an interruption.
fn step_by_step(
    payers: &Payers,
    book: &Shelf,
    name: &str,
    remittance: &Remittance,
) -> Vec<ClaimPosting> {
    let context = Context {
        remittance: name,
        batch: BatchId(name.to_owned()),
        posted_on: remittance.date,
        payers,
        payee: &[],
        known: &[],
    };
    let admitted = admit(remittance, &context).unwrap();
    let mut book = book.clone();
    let mut all = Vec::new();
    for place in 1..=remittance.claims.len() {
        let one = post_claim(remittance, place, &admitted, &context, &book).unwrap().unwrap();
        book.note(&one);
        all.push(one);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_cent_is_lost(course in prop::collection::vec(prop::collection::vec(step(), 0..5), 1..7)) {
        let mut office = Office::open();
        let mut tracker = Tracker::default();
        let mut paid = Cents::ZERO;
        let mut by_day: Vec<(Date, Balances)> = Vec::new();
        for (at, remittance) in remittances(&course).iter().enumerate() {
            prop_assert!(check(remittance).is_empty(), "{:?}", check(remittance));
            let name = format!("r{at}");
            let before = office.shelf.clone();
            let posting = office.post(&name, remittance);
            // The same book and remittance give the same entries, byte for byte.
            let book = before.clone();
            let (journal, payers) = (Journal::default(), Payers::default());
            let mut twin = Office { shelf: before, journal, payers };
            prop_assert_eq!(&twin.post(&name, remittance), &posting);
            prop_assert_eq!(&step_by_step(&twin.payers, &book, &name, remittance), &posting.claims);
            prop_assert_eq!(posting.cash(), remittance.signed_amount());
            paid = paid + posting.cash();
            for entry in posting.entries() {
                let sum: Cents = entry.legs().iter().map(|leg| leg.amount).sum();
                prop_assert_eq!(sum, Cents::ZERO);
                prop_assert_eq!(office.journal.append(entry.clone()), Ok(Appended::New));
            }
            // Interrupted and started again: nothing new.
            for entry in posting.entries() {
                prop_assert_eq!(office.journal.append(entry.clone()), Ok(Appended::AlreadyThere));
            }
            // Every second batch stays open for a day.
            let closed = remittance.date.plus_days((at % 2) as i32);
            office.journal.close(BatchId(name.clone()), closed);
            tracker.take("P1", &name, remittance.date, &remittance.provider_adjustments);
            // With what is closed by now, the books are those of this day for ever.
            if at % 2 == 0 {
                let view = View::known_on(remittance.date);
                by_day.push((remittance.date, Balances::of(&office.journal, view)));
            }
        }
        let last = Date::default().plus_days(100);
        let balances = Balances::of(&office.journal, View::known_on(last));
        prop_assert_eq!(balances.on(Ledger::Cash), paid);
        prop_assert_eq!(balances.all().map(|one| one.2).sum::<Cents>(), Cents::ZERO);
        let carried = tracker.open_amount(Treatment::Forward);
        prop_assert_eq!(balances.on(Ledger::ForwardBalance), carried);
        for claim in (0..CLAIMS).map(|claim| ClaimId(format!("C{claim}"))) {
            let of_claim: Cents =
                Ledger::all().into_iter().map(|ledger| balances.of_claim(ledger, &claim)).sum();
            prop_assert_eq!(of_claim, Cents::ZERO);
        }
        for (day, known) in by_day {
            prop_assert_eq!(Balances::of(&office.journal, View::known_on(day)), known, "{}", day);
        }
        let text = export::totals(&office.journal, Date::default(), last);
        let side = |at: usize| -> i64 {
            let cell = |row: &str| row.rsplit(',').nth(at).map(|text| text.replace('.', ""));
            text.lines().skip(1).filter_map(cell).filter_map(|text| text.parse::<i64>().ok()).sum()
        };
        prop_assert_eq!(side(2), side(1));
    }
}
