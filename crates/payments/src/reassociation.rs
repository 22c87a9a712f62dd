//! Reassociation: which deposit at the bank belongs to which remittance.
//!
//! A remittance names its payment by trace (TRN02) and payer (TRN03), the bank's entry repeats
//! both in its addenda (CCD+), and both say how much. They may come up to three business days
//! apart (CAQH CORE operating rule 370); what is missing after that is asked for.

mod addenda;
mod business_days;

pub use addenda::{Addenda, AddendaFault};
pub use business_days::{business_days_between, federal_holidays};

use model::remittance::Remittance;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// Business days within which money and remittance must both be here (CAQH CORE 370).
pub const BUSINESS_DAYS: u32 = 3;

/// Days that a deposit without a trace may lie from the day of the payment.
const DAYS_APART: i32 = 7;

/// The payment of a remittance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvisedPayment {
    /// How the store names the remittance.
    pub remittance: String,
    /// Trace (TRN02).
    pub trace: String,
    /// The payer's identifier beside it (TRN03).
    #[serde(default)]
    pub originator: Option<String>,
    /// How much.
    pub amount: Cents,
    /// The day of the payment (BPR16).
    pub date: Date,
    /// How it is paid (BPR04).
    pub method: String,
}

/// What came in at the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// How the bank names it.
    pub id: String,
    /// The day on which it was there.
    pub date: Date,
    /// How much.
    pub amount: Cents,
    /// Trace: from the addenda, or the number of the cheque.
    #[serde(default)]
    pub trace: Option<String>,
    /// Who sent it, from the addenda.
    #[serde(default)]
    pub originator: Option<String>,
}

/// What became of a payment or a deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Reassociation {
    /// Deposit and remittance are one.
    Matched {
        /// The remittance.
        remittance: String,
        /// The deposit.
        deposit: String,
        /// False where amount and day alone made the match: somebody should confirm it.
        by_trace: bool,
    },
    /// The trace is the same, the money is not.
    AmountDiffers {
        /// The remittance.
        remittance: String,
        /// The deposit.
        deposit: String,
        /// What the remittance says.
        advised: Cents,
        /// What came.
        deposited: Cents,
    },
    /// The money is not here yet.
    Waiting {
        /// The remittance.
        remittance: String,
        /// Business days since the payment.
        days: u32,
    },
    /// The money should be here: ask the bank, then the payer.
    MissingDeposit {
        /// The remittance.
        remittance: String,
        /// How much.
        amount: Cents,
        /// Business days since the payment.
        days: u32,
    },
    /// Money without a remittance; `overdue` once it is to be asked for.
    MissingRemittance {
        /// The deposit.
        deposit: String,
        /// How much.
        amount: Cents,
        /// Business days since it came.
        days: u32,
        /// True after [`BUSINESS_DAYS`].
        overdue: bool,
    },
    /// The remittance moves no money.
    NothingDue {
        /// The remittance.
        remittance: String,
    },
}

impl AdvisedPayment {
    /// The payment of a remittance.
    #[must_use]
    pub fn of(remittance: &Remittance, name: &str) -> AdvisedPayment {
        AdvisedPayment {
            remittance: name.to_owned(),
            trace: remittance.trace.clone(),
            originator: remittance.originator.clone(),
            amount: remittance.signed_amount(),
            date: remittance.date,
            method: remittance.method.clone(),
        }
    }
}

/// A trace or number as it is compared: without blanks around it and zeros before it, which
/// banks add and drop.
fn plain(text: &str) -> &str {
    let text = text.trim().trim_start_matches('0');
    if text.is_empty() { "0" } else { text }
}

/// Reassociates payments and deposits, each used once: first by trace, then, for a deposit
/// without one, by amount and day where exactly one payment fits and the other way round.
/// `holidays` are the days on which banks are closed beside weekends.
///
/// Answers one for each payment, in order, then one for each deposit that is left.
#[must_use]
pub fn reassociate(
    payments: &[AdvisedPayment],
    deposits: &[Deposit],
    today: Date,
    holidays: &[Date],
) -> Vec<Reassociation> {
    let mut used = vec![false; deposits.len()];
    let mut found: Vec<Option<(usize, bool)>> = vec![None; payments.len()];
    // Of two deposits with one trace, the one with the right amount is meant.
    for exact in [true, false] {
        for (payment, slot) in payments.iter().zip(&mut found) {
            if payment.amount == Cents::ZERO || slot.is_some() {
                continue;
            }
            let fits = |at: &usize| {
                let deposit = &deposits[*at];
                !used[*at]
                    && same_trace(payment, deposit)
                    && (!exact || deposit.amount == payment.amount)
            };
            if let Some(at) = (0..deposits.len()).find(fits) {
                used[at] = true;
                *slot = Some((at, true));
            }
        }
    }
    let alike = |payment: &AdvisedPayment, deposit: &Deposit| {
        deposit.trace.is_none()
            && deposit.amount == payment.amount
            && payment.date.days_until(deposit.date).abs() <= DAYS_APART
    };
    let free: Vec<usize> = (0..payments.len())
        .filter(|&at| found[at].is_none() && payments[at].amount != Cents::ZERO)
        .collect();
    for &at in &free {
        let mut fitting =
            (0..deposits.len()).filter(|&d| !used[d] && alike(&payments[at], &deposits[d]));
        let (Some(one), None) = (fitting.next(), fitting.next()) else { continue };
        let rivals = free.iter().filter(|&&p| alike(&payments[p], &deposits[one])).count();
        if rivals == 1 {
            used[one] = true;
            found[at] = Some((one, false));
        }
    }
    let of_payments = payments.iter().zip(&found).map(|(payment, found)| {
        told(payment, found.map(|(at, by_trace)| (&deposits[at], by_trace)), today, holidays)
    });
    let left = deposits.iter().zip(&used).filter(|(_, used)| !**used).map(|(deposit, _)| {
        let days = business_days_between(deposit.date, today, holidays);
        let (deposit, amount) = (deposit.id.clone(), deposit.amount);
        Reassociation::MissingRemittance { deposit, amount, days, overdue: days > BUSINESS_DAYS }
    });
    of_payments.chain(left).collect()
}

fn same_trace(payment: &AdvisedPayment, deposit: &Deposit) -> bool {
    let Some(trace) = &deposit.trace else { return false };
    let senders = deposit.originator.as_deref().zip(payment.originator.as_deref());
    let same_sender = senders.is_none_or(|(one, other)| plain(one) == plain(other));
    plain(trace) == plain(&payment.trace) && same_sender
}

fn told(
    payment: &AdvisedPayment,
    found: Option<(&Deposit, bool)>,
    today: Date,
    holidays: &[Date],
) -> Reassociation {
    let remittance = payment.remittance.clone();
    if payment.amount == Cents::ZERO {
        return Reassociation::NothingDue { remittance };
    }
    match found {
        Some((deposit, by_trace)) if deposit.amount == payment.amount => {
            Reassociation::Matched { remittance, deposit: deposit.id.clone(), by_trace }
        }
        Some((deposit, _)) => Reassociation::AmountDiffers {
            remittance,
            deposit: deposit.id.clone(),
            advised: payment.amount,
            deposited: deposit.amount,
        },
        None => match business_days_between(payment.date, today, holidays) {
            days if days > BUSINESS_DAYS => {
                Reassociation::MissingDeposit { remittance, amount: payment.amount, days }
            }
            days => Reassociation::Waiting { remittance, days },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn payment(name: &str, trace: &str, cents: i64, date: &str) -> AdvisedPayment {
        AdvisedPayment {
            remittance: name.to_owned(),
            trace: trace.to_owned(),
            originator: Some("1512345678".to_owned()),
            amount: Cents(cents),
            date: day(date),
            method: "ACH".to_owned(),
        }
    }

    fn deposit(id: &str, trace: &str, cents: i64, date: &str) -> Deposit {
        Deposit {
            id: id.to_owned(),
            date: day(date),
            amount: Cents(cents),
            trace: (!trace.is_empty()).then(|| trace.to_owned()),
            originator: None,
        }
    }

    #[test]
    fn money_and_advice_find_each_other() {
        // 2026-07-01 is a Wednesday; Independence Day falls on a Saturday.
        let payments = [
            payment("r1", "0012345", 10_000, "2026-07-01"),
            payment("r2", "777", 5_000, "2026-07-01"),
            payment("r3", "888", 700, "2026-07-01"),
            payment("r4", "999", 300, "2026-07-06"),
            payment("r5", "NONE", 0, "2026-07-01"),
            payment("r6", "555", 9_900, "2026-07-01"),
            payment("r7", "556", 4_400, "2026-07-01"),
            payment("r8", "557", 4_400, "2026-07-01"),
        ];
        let stranger = Deposit {
            originator: Some("1999999999".to_owned()),
            ..deposit("d7", "888", 700, "2026-07-02")
        };
        let deposits = [
            deposit("d1", "12345", 10_000, "2026-07-02"),
            deposit("d2", "777", 4_990, "2026-07-02"),
            deposit("d3", "", 9_900, "2026-07-03"),
            deposit("d4", "", 4_400, "2026-07-03"),
            deposit("d5", "31", 1, "2026-07-06"),
            stranger,
        ];
        let told = reassociate(&payments, &deposits, day("2026-07-08"), &[]);
        let text: Vec<String> =
            told.iter().map(|one| serde_json::to_string(one).unwrap()).collect();
        for (at, wanted) in [
            r#"{"state":"matched","remittance":"r1","deposit":"d1","by_trace":true}"#,
            r#""amount_differs","remittance":"r2","deposit":"d2","advised":5000,"deposited":4990"#,
            // The trace is right, but somebody else sent it.
            r#""missing_deposit","remittance":"r3","amount":700,"days":5"#,
            r#""waiting","remittance":"r4","days":2"#,
            r#""nothing_due","remittance":"r5""#,
            r#""matched","remittance":"r6","deposit":"d3","by_trace":false"#,
            // Two payments of one amount: neither is guessed.
            r#""missing_deposit","remittance":"r7""#,
            r#""missing_deposit","remittance":"r8""#,
            r#""missing_remittance","deposit":"d4","amount":4400,"days":3,"overdue":false"#,
            r#""missing_remittance","deposit":"d5","amount":1,"days":2,"overdue":false"#,
            r#""missing_remittance","deposit":"d7","amount":700,"days":4,"overdue":true"#,
        ]
        .iter()
        .enumerate()
        {
            assert!(text[at].contains(wanted), "{} has not {wanted}", text[at]);
        }
        assert_eq!(told.len(), 11);
    }
}
