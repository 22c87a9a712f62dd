//! What a made-up payer decides: pays, denies, forwards, or takes back and decides anew.

use super::billed::Billed;
use super::chance::{Chance, Stream};
use super::cob::{Adjustment, LineDecision, first_decision, later_decision};
use super::parties::PAYERS;
use model::Cents;

/// Reasons for a denial: group, reason (CARC), remark (RARC) where the reason asks for one.
const DENIALS: [(&str, &str, &str); 7] = [
    ("CO", "16", "N290"),
    ("CO", "16", "M51"),
    ("CO", "29", ""),
    ("CO", "50", "N115"),
    ("CO", "97", "M15"),
    ("CO", "197", ""),
    ("PR", "204", "N130"),
];

/// A line as it was decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinePayment {
    pub decision: LineDecision,
    pub remark: &'static str,
}

/// A claim as it was decided (loop 2100 of an 835).
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    /// CLP02.
    pub status: &'static str,
    /// The number that the payer gave the claim (CLP07).
    pub number: String,
    /// For a reversal and the decision that follows it, the number of the first decision.
    pub before: String,
    pub paid: Cents,
    pub claim_adjustments: Vec<Adjustment>,
    /// Empty when the claim was decided as a whole.
    pub lines: Vec<LinePayment>,
    /// Who gets the claim next: name and number.
    pub forwarded: Option<(&'static str, &'static str)>,
    /// Remarks of the whole claim (MIA05, MOA03).
    pub remark: &'static str,
    /// Interest paid with it, in PLB.
    pub interest: Cents,
}

impl Payment {
    /// What the patient is asked for (CLP05).
    pub(crate) fn patient(&self) -> Cents {
        let claim = self.claim_adjustments.iter().filter(|a| a.0 == "PR").map(|a| a.2.0);
        let lines = self.lines.iter().map(|line| line.decision.patient().0);
        Cents(claim.chain(lines).sum())
    }

    /// The same, taken back: every amount with the other sign (X221 section 1.10.2.8).
    fn reversed(&self) -> Payment {
        let back = |adjustments: &[Adjustment]| -> Vec<Adjustment> {
            adjustments.iter().map(|a| (a.0, a.1, Cents(-a.2.0))).collect()
        };
        let lines = self.lines.iter().map(|line| LinePayment {
            decision: LineDecision {
                paid: Cents(-line.decision.paid.0),
                adjustments: back(&line.decision.adjustments),
            },
            remark: "",
        });
        Payment {
            status: "22",
            paid: Cents(-self.paid.0),
            before: self.number.clone(),
            claim_adjustments: back(&self.claim_adjustments),
            lines: lines.collect(),
            forwarded: None,
            remark: "",
            interest: Cents(0),
            ..self.clone()
        }
    }
}

fn number(chance: &mut Chance) -> String {
    format!("26{}", chance.digits(11))
}

/// The decisions of a claim: one, or a reversal and a new one.
pub(crate) fn decide(seed: u64, billed: &Billed) -> Vec<Payment> {
    let mut chance = Chance::new(seed, Stream::Payment, billed.number);
    let first = one(&mut chance, billed);
    if first.paid.0 > 0 && first.forwarded.is_none() && chance.one_in(25) {
        let mut second = one(&mut chance, billed);
        second.before.clone_from(&first.number);
        return vec![first.reversed(), second];
    }
    vec![first]
}

fn one(chance: &mut Chance, billed: &Billed) -> Payment {
    let denied = chance.one_in(12);
    let number = number(chance);
    let mut payment = match billed.stay && chance.one_in(2) {
        true => whole(chance, billed, denied, number),
        false => by_line(chance, billed, denied, number),
    };
    let paid = payment.paid.0;
    if matches!(billed.filing.as_str(), "MA" | "MB") && paid >= 100 {
        let cut = Cents(paid / 50);
        payment.claim_adjustments.push(("CO", "253", cut));
        payment.paid = Cents(paid - cut.0);
        payment.remark = "MA01";
        if billed.sequence == "P" && chance.one_in(3) {
            let next = chance.pick(&PAYERS[2..5]);
            payment.forwarded = Some((next.name, next.id));
            (payment.status, payment.remark) = ("19", "MA07");
        }
    }
    if payment.paid.0 > 10_000 && chance.one_in(30) {
        payment.interest = Cents(payment.paid.0 / 400);
    }
    payment
}

/// The decision of a stay as a whole.
fn whole(chance: &mut Chance, billed: &Billed, denied: bool, number: String) -> Payment {
    let (decision, _) = line(chance, billed.charge, None, denied);
    let remark = if denied { "N706" } else { "" };
    Payment {
        status: status(billed, denied),
        number,
        before: String::new(),
        paid: decision.paid,
        claim_adjustments: decision.adjustments,
        lines: Vec::new(),
        forwarded: None,
        remark,
        interest: Cents(0),
    }
}

fn by_line(chance: &mut Chance, billed: &Billed, denied: bool, number: String) -> Payment {
    let several = billed.lines.len() > 1;
    let mut lines: Vec<LinePayment> = Vec::new();
    for (index, billed_line) in billed.lines.iter().enumerate() {
        // The first line of a claim that is not denied is always decided, so that it is no denial.
        let this = denied || (several && index > 0 && chance.one_in(14));
        let (decision, remark) = line(chance, billed_line.charge, billed_line.left, this);
        lines.push(LinePayment { decision, remark });
    }
    Payment {
        status: status(billed, denied),
        number,
        before: String::new(),
        paid: Cents(lines.iter().map(|line| line.decision.paid.0).sum()),
        claim_adjustments: Vec::new(),
        lines,
        forwarded: None,
        remark: "",
        interest: Cents(0),
    }
}

fn status(billed: &Billed, denied: bool) -> &'static str {
    match (denied, billed.sequence.as_str()) {
        (true, _) => "4",
        (false, "P") => "1",
        (false, "S") => "2",
        (false, _) => "3",
    }
}

fn line(
    chance: &mut Chance,
    charge: Cents,
    left: Option<Cents>,
    denied: bool,
) -> (LineDecision, &'static str) {
    match (denied, left) {
        (true, _) => {
            let (group, reason, remark) = chance.pick(&DENIALS);
            let mut adjustments = vec![(group, reason, charge)];
            adjustments.retain(|a| a.2.0 != 0);
            (LineDecision { paid: Cents(0), adjustments }, remark)
        }
        (false, Some(left)) => (later_decision(chance, charge, left), ""),
        (false, None) => (first_decision(chance, charge), ""),
    }
}
