//! Interchanges, groups and transactions around the claims of a plan.

use super::defects::Part;
use super::hierarchy::{self, RECEIVER, SUBMITTER};
use super::page::{Book, Page};
use super::{GenerateError, Kind, Plan, Span, remittance};
use std::io::Write;

/// The highest control number of an interchange; after it comes 1.
const HIGHEST_CONTROL: u64 = 999_999_999;

fn control(plan: &Plan<'_>, number: u64) -> u64 {
    (u64::from(plan.control) - 1 + number) % HIGHEST_CONTROL + 1
}

/// Who sends and who receives: qualifier and identifier of each.
pub(crate) struct Ends {
    pub from: (String, String),
    pub to: (String, String),
}

impl Ends {
    /// Those of a kind of file: claims go to the payer, payments come back.
    fn of(kind: Kind) -> Ends {
        let named = |id: &str| ("ZZ".to_owned(), id.to_owned());
        let (here, there) = (named(SUBMITTER.1), named(RECEIVER.1));
        match kind.setting() {
            Some(_) => Ends { from: here, to: there },
            None => Ends { from: there, to: here },
        }
    }
}

/// Writes ISA.
pub(crate) fn interchange(page: &mut Page, plan: &Plan<'_>, number: u64, ends: &Ends) {
    let (from, to) = (format!("{:<15}", ends.from.1), format!("{:<15}", ends.to.1));
    let day = plan.written().to_x12();
    let control = format!("{:09}", control(plan, number));
    let blank = " ".repeat(10);
    let day = day.get(2..).unwrap_or_default();
    let start = ["00", &blank, "00", &blank, &ends.from.0, &from, &ends.to.0, &to, day, "1130"];
    let end = ["^", "00501", &control, "0", "T", ":"];
    page.seg("ISA", &[&start[..], &end[..]].concat());
}

/// Writes GS.
pub(crate) fn group(page: &mut Page, plan: &Plan<'_>, number: u64, ends: &Ends) {
    let (from, to) = (&ends.from.1, &ends.to.1);
    let guide = plan.kind.guide();
    let day = plan.written().to_x12();
    let control = control(plan, number).to_string();
    page.seg("GS", &[guide.group, from, to, &day, "1130", &control, "X", guide.version]);
}

/// Writes GE.
pub(crate) fn group_end(page: &mut Page, plan: &Plan<'_>, number: u64, transactions: u64) {
    page.seg("GE", &[&transactions.to_string(), &control(plan, number).to_string()]);
}

/// Writes IEA.
pub(crate) fn interchange_end(page: &mut Page, plan: &Plan<'_>, number: u64, groups: u64) {
    page.seg("IEA", &[&groups.to_string(), &format!("{:09}", control(plan, number))]);
}

/// Writes the whole file.
pub(crate) fn write<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
) -> Result<(), GenerateError> {
    let ends = Ends::of(plan.kind);
    let size = u64::from(plan.claims_per_transaction);
    let transactions = plan.claims.div_ceil(size);
    let a_group = u64::from(plan.transactions_per_group);
    let groups = transactions.div_ceil(a_group);
    let an_interchange = u64::from(plan.groups_per_interchange);
    let mut page = Page::default();
    for number in 0..groups.div_ceil(an_interchange) {
        interchange(&mut page, plan, number, &ends);
        book.put(Part::Interchange, &mut page)?;
        let first = number * an_interchange;
        let last = (first + an_interchange).min(groups);
        for group_number in first..last {
            group(&mut page, plan, group_number, &ends);
            book.put(Part::Group, &mut page)?;
            let from = group_number * a_group;
            let to = (from + a_group).min(transactions);
            for transaction in from..to {
                let first = transaction * size;
                let claims = size.min(plan.claims - first);
                let control = format!("{:04}", transaction - from + 1);
                let span = Span { number: transaction, first, claims, control };
                match plan.kind.setting() {
                    Some(setting) => hierarchy::transaction(book, plan, setting, &span)?,
                    None => remittance::transaction(book, plan, &span)?,
                }
            }
            group_end(&mut page, plan, group_number, to - from);
            book.put(Part::GroupEnd, &mut page)?;
        }
        interchange_end(&mut page, plan, number, last - first);
        book.put(Part::InterchangeEnd, &mut page)?;
    }
    Ok(())
}
