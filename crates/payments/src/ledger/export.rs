//! Totals for the general ledger, as CSV.

use super::chart::Ledger;
use super::journal::Journal;
use claims::csv_cell;
use model::{Cents, Date};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The columns of the export.
pub const COLUMNS: &str = "posted_on,batch,ledger,name,debit,credit,legs";

/// Totals of each day, batch and account of the ledger, for the entries that came to count
/// between two days (both inside). Debits and credits are dollars with two decimals and sum to
/// the same.
///
/// The day is the one since which an entry counts, so that a period that was exported never
/// changes later.
#[must_use]
pub fn totals(journal: &Journal, from: Date, through: Date) -> String {
    let mut sums: BTreeMap<(Date, &str, Ledger), (i128, i128, u64)> = BTreeMap::new();
    for entry in journal.entries() {
        let Some(day) = journal.counts_since(entry).filter(|day| (from..=through).contains(day))
        else {
            continue;
        };
        for leg in entry.legs() {
            let key = (day, entry.head().batch.0.as_str(), leg.ledger);
            let sum = sums.entry(key).or_default();
            match leg.amount {
                Cents(amount) if amount > 0 => sum.0 += i128::from(amount),
                Cents(amount) => sum.1 -= i128::from(amount),
            }
            sum.2 += 1;
        }
    }
    let mut text = format!("{COLUMNS}\r\n");
    for ((day, batch, ledger), sums) in sums {
        text.push_str(&line((&day.to_string(), batch, ledger), sums));
    }
    text
}

/// One line of the export: day, batch and account of the ledger; debits and credits in cents, and
/// the legs behind them.
#[must_use]
pub fn line(
    (day, batch, ledger): (&str, &str, Ledger),
    (debit, credit, legs): (i128, i128, u64),
) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "{day},{},{},{},{},{},{legs}\r\n",
        csv_cell(batch),
        ledger.number(),
        csv_cell(ledger.title()),
        dollars(debit),
        dollars(credit)
    );
    text
}

/// Dollars with two decimals, without a sign and without grouping.
fn dollars(cents: i128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::super::entry::{BatchId, Cause, Entry, EntryHead, EntryId, Event, Subject};
    use super::super::movement::moved;
    use super::*;
    use model::ClaimId;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn entry(id: &str, batch: &str, on: &str, cents: i64) -> Entry {
        let head = EntryHead {
            id: EntryId(id.to_owned()),
            posted_on: day(on),
            effective: day("2026-01-01"),
            batch: BatchId(batch.to_owned()),
            cause: Cause::of(Event::PatientPaid, ""),
        };
        let subject = Subject { claim: Some(ClaimId::from("C1")), ..Subject::default() };
        let way = (Ledger::PatientReceivable, Ledger::Cash);
        moved(head, way, subject, Cents(cents)).unwrap()
    }

    #[test]
    fn totals_by_day_batch_and_ledger() {
        let mut journal = Journal::default();
        for (id, batch, on, cents) in [
            ("e1", "=b,1", "2026-02-01", 1_005),
            ("e2", "=b,1", "2026-02-01", 95),
            ("e3", "late", "2026-02-01", 700),
            ("e4", "open", "2026-02-01", 300),
        ] {
            journal.append(entry(id, batch, on, cents)).unwrap();
        }
        journal.close(BatchId("=b,1".to_owned()), day("2026-02-01"));
        journal.close(BatchId("late".to_owned()), day("2026-03-01"));
        let text = totals(&journal, day("2026-02-01"), day("2026-02-28"));
        let wanted = "posted_on,batch,ledger,name,debit,credit,legs\r\n\
             2026-02-01,\"'=b,1\",1010,Cash,11.00,0.00,2\r\n\
             2026-02-01,\"'=b,1\",1120,Receivable from patients,0.00,11.00,2\r\n";
        assert_eq!(text, wanted);
        let march = totals(&journal, day("2026-03-01"), day("2026-03-31"));
        assert!(march.contains("2026-03-01,late,1010,Cash,7.00,0.00,1"), "{march}");
        assert!(!march.contains("open"), "{march}");
    }
}
