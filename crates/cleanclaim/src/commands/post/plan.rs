//! What posting would do, without a database: the file is read part by part.

use crate::show::count;
use model::remittance::{PaidClaim, Remittance};
use model::{Cents, Claim, Date};
use payments::denials::adjustments;
use payments::ledger::{BatchId, Ledger};
use payments::posting::{
    self, BalanceFault, Book, Context, KnownPayer, KnownPayment, OpenClaim, Outcome, Payers, Shelf,
    admit_checked, check_claims, check_payment, post_decision,
};
use payments::reason::Kind;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use x12::{RemittancePart, RemittanceParts};

/// Equations that fail, of one payment, that are told.
const MOST_FAULTS: usize = 50;

/// Payments whose traces are remembered, over all files.
const MOST_KNOWN: usize = 100_000;

/// What becomes of a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Payment {
    pub file: String,
    pub position: u32,
    pub trace: String,
    pub payer: String,
    pub paid_on: Option<Date>,
    pub amount_cents: i64,
    pub claims: usize,
    pub to_claims_cents: i64,
    pub beside_cents: i64,
    pub agreed_cents: i64,
    pub patient_cents: i64,
    pub denied_cents: i64,
    /// `post` or `refused`.
    pub state: &'static str,
    pub refusals: Vec<String>,
    pub doubts: Vec<String>,
    /// Only where claims were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<Matched>,
}

/// What the claims of a payment come to among those that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Matched {
    pub posted: usize,
    pub reversed: usize,
    pub unapplied: usize,
    pub nothing: usize,
    pub unapplied_cents: i64,
    /// What a person must look at.
    pub look_at: Vec<String>,
}

/// The payment that is being read.
struct Open {
    head: Remittance,
    told: Payment,
    paid: i128,
    faults: Vec<BalanceFault>,
    /// Kept only where they are matched.
    decisions: Vec<PaidClaim>,
}

/// See the module.
pub(super) struct Planner {
    on: Date,
    shelf: Option<Shelf>,
    /// Who was asked; nobody where no claims were given, and then every payer is taken.
    payers: Payers,
    known: Vec<KnownPayment>,
}

type Tell<'a> = &'a mut dyn FnMut(&Payment) -> Result<(), String>;

impl Planner {
    pub(super) fn new(on: Date, claims: Option<&[Claim]>) -> Planner {
        let shelf = claims.map(|claims| {
            let mut shelf = Shelf::default();
            claims.iter().for_each(|claim| shelf.add(OpenClaim::of(claim, None)));
            shelf
        });
        let mut asked: Vec<KnownPayer> =
            claims.unwrap_or_default().iter().map(KnownPayer::of).collect();
        asked.sort_by(|a, b| a.id.cmp(&b.id));
        asked.dedup();
        Planner { on, shelf, payers: Payers { known: asked }, known: Vec::new() }
    }

    /// Reads a file and tells each payment; what cannot be read of it.
    pub(super) fn file(&mut self, file: &Path, tell: Tell<'_>) -> Result<Vec<String>, String> {
        let is_standard = file.as_os_str() == "-";
        let name = match is_standard {
            true => "standard input".to_owned(),
            false => file.display().to_string(),
        };
        let input: Box<dyn Read> = match is_standard {
            true => Box::new(io::stdin().lock()),
            false => match File::open(file) {
                Ok(file) => Box::new(BufReader::new(file)),
                Err(fault) => return Ok(vec![format!("{name}: cannot be read ({fault})")]),
            },
        };
        let (mut open, mut faults, mut payments) = (None, Vec::new(), 0usize);
        for part in RemittanceParts::new(input) {
            let part = match part {
                Ok(part) => part,
                Err(fault) => {
                    faults.push(format!("{name}: cannot be read on ({fault})"));
                    break;
                }
            };
            match part {
                RemittancePart::Payment { position, head, .. } => {
                    payments += 1;
                    open = Some(Open::begin(&name, position, *head));
                }
                RemittancePart::Claims(claims) => {
                    let keep = self.shelf.is_some();
                    open.iter_mut().for_each(|one: &mut Open| one.take(&claims, keep));
                }
                RemittancePart::End(adjustments) => {
                    if let Some(mut one) = open.take() {
                        one.head.provider_adjustments = adjustments;
                        tell(&self.judged(one))?;
                    }
                }
                RemittancePart::Fault { position: 0, error } if open.is_none() => {
                    faults.push(format!("{name}: {error}"));
                }
                // Nothing of it counts, whether it broke off or its payment cannot be read.
                RemittancePart::Fault { position, error } => {
                    let unread = || Open::begin(&name, position, Remittance::default());
                    let mut told = open.take().unwrap_or_else(unread).told;
                    (told.state, told.refusals) = ("refused", vec![error.to_string()]);
                    payments += 1;
                    tell(&told)?;
                }
                RemittancePart::Other { .. } => {}
            }
        }
        if payments == 0 && faults.is_empty() {
            faults.push(format!("{name}: there is no remittance (835) in it"));
        }
        Ok(faults)
    }

    fn judged(&mut self, mut one: Open) -> Payment {
        one.faults.extend(check_payment(&one.head, one.paid));
        let name = format!("{}, payment {}", one.told.file, one.told.position);
        let context = Context {
            remittance: &name,
            batch: BatchId("plan".to_owned()),
            posted_on: self.on,
            payers: &self.payers,
            payee: &[],
            known: &self.known,
        };
        let beside = one.head.provider_adjustments.iter().map(|own| -own.amount.0).sum();
        let mut told = Payment {
            to_claims_cents: i64::try_from(one.paid).unwrap_or(i64::MAX),
            beside_cents: beside,
            ..one.told
        };
        match admit_checked(&one.head, one.faults, &context) {
            Ok(admitted) => {
                told.state = "post";
                told.doubts = admitted.doubts.iter().map(ToString::to_string).collect();
                let payer = admitted.payer;
                if let Some(shelf) = &mut self.shelf {
                    told.matched =
                        Some(matched(shelf, &one.head, &one.decisions, &payer, &context));
                }
                if self.known.len() < MOST_KNOWN {
                    self.known.push(KnownPayment {
                        remittance: name.clone(),
                        file: name.clone(),
                        payer,
                        trace: one.head.trace.clone(),
                        amount: one.head.signed_amount(),
                        date: one.head.date,
                    });
                }
            }
            Err(refusals) => {
                told.state = "refused";
                told.refusals = refusals.iter().map(ToString::to_string).collect();
            }
        }
        told
    }
}

fn matched(
    shelf: &mut Shelf,
    head: &Remittance,
    decisions: &[PaidClaim],
    payer: &str,
    context: &Context<'_>,
) -> Matched {
    let mut told = Matched::default();
    for (decision, place) in decisions.iter().zip(1..) {
        let paid = (head.date, payer);
        let posting = match post_decision((decision, place), paid, context, shelf) {
            Ok(posting) => posting,
            Err(fault) => {
                told.look_at.push(format!("claim {place}: {fault}"));
                continue;
            }
        };
        shelf.note(&posting);
        *match posting.outcome {
            Outcome::Posted => &mut told.posted,
            Outcome::Reversed => &mut told.reversed,
            Outcome::Unapplied => &mut told.unapplied,
            Outcome::Nothing => &mut told.nothing,
        } += 1;
        let aside = posting.entries.iter().map(|entry| -entry.on(Ledger::UnappliedCash).0);
        told.unapplied_cents += aside.sum::<i64>();
        for item in &posting.reviews {
            let line = item.line.map(|line| format!(", line {line}")).unwrap_or_default();
            let (number, reason) = (&item.control_number, &item.reason);
            told.look_at.push(format!("claim {place} ({number}){line}: {reason}"));
        }
    }
    told
}

impl Open {
    fn begin(file: &str, position: u32, head: Remittance) -> Open {
        let told = Payment {
            file: file.to_owned(),
            position,
            trace: head.trace.clone(),
            payer: head.payer.name.clone(),
            paid_on: (head.date != Date::default()).then_some(head.date),
            amount_cents: head.signed_amount().0,
            ..Payment::default()
        };
        Open { head, told, paid: 0, faults: Vec::new(), decisions: Vec::new() }
    }

    fn take(&mut self, claims: &[PaidClaim], keep: bool) {
        self.faults.extend(check_claims(claims, self.told.claims + 1));
        if self.faults.len() > MOST_FAULTS {
            self.faults.sort_by_key(|fault| !fault.blocks());
            self.faults.truncate(MOST_FAULTS);
        }
        self.paid += posting::paid(claims);
        self.told.claims += claims.len();
        for one in claims.iter().flat_map(adjustments) {
            let sum = match one.kind {
                Kind::Allowance => &mut self.told.agreed_cents,
                Kind::PatientShare => &mut self.told.patient_cents,
                Kind::Denied => &mut self.told.denied_cents,
                Kind::OtherPayer | Kind::Interest => continue,
            };
            *sum = sum.saturating_add(one.amount.0);
        }
        if keep {
            self.decisions.extend_from_slice(claims);
        }
    }
}

impl Payment {
    /// For people.
    pub(super) fn text(&self) -> String {
        let money = |cents: i64| Cents(cents).to_string();
        let day = self.paid_on.map(|day| day.to_string()).unwrap_or_default();
        let mut text = format!("{}, payment {}", self.file, self.position);
        if self.paid_on.is_some() {
            text.push_str(&format!(
                ": trace {} of {}, {} on {day}, {}",
                self.trace,
                self.payer,
                money(self.amount_cents),
                count(self.claims, "claim"),
            ));
        }
        text.push('\n');
        if !self.refusals.is_empty() {
            text.push_str("    refused, nothing of it is posted:\n");
            for why in &self.refusals {
                text.push_str(&format!("      {why}\n"));
            }
            return text;
        }
        text.push_str(&format!(
            "    posts and balances: {} to claims, {} beside them; {} agreed reduction, {} to \
             patients, {} refused\n",
            money(self.to_claims_cents),
            money(self.beside_cents),
            money(self.agreed_cents),
            money(self.patient_cents),
            money(self.denied_cents),
        ));
        if let Some(matched) = &self.matched {
            text.push_str(&format!(
                "    {} posted, {} taken back, {} with money that waits ({}), {} without effect\n",
                matched.posted,
                matched.reversed,
                matched.unapplied,
                money(matched.unapplied_cents),
                matched.nothing,
            ));
            for item in &matched.look_at {
                text.push_str(&format!("      look at {item}\n"));
            }
        }
        for doubt in &self.doubts {
            text.push_str(&format!("      doubtful: {doubt}\n"));
        }
        text
    }
}
