//! The 999 (005010X231A1) that takes every transaction of a file: what comes first after a legal
//! 837. A 999 that tells faults is made from the faults of a validation, not here.

use super::defects::Part;
use super::page::{Book, Page};
use super::read_claims::AskedInterchange;
use super::{GenerateError, Plan};
use std::io::Write;

/// Writes one transaction for each group that was sent.
pub(crate) fn transactions<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    asked: &AskedInterchange,
) -> Result<u64, GenerateError> {
    let mut page = Page::default();
    for (number, group) in (1..).zip(&asked.groups) {
        let control = format!("{number:04}");
        page.seg("ST", &["999", &control, plan.kind.guide().version]);
        page.seg("AK1", &[&group.functional, &group.control, &group.version]);
        book.put(Part::Head, &mut page)?;
        for transaction in &group.transactions {
            let version = match transaction.version.as_str() {
                "" => &group.version,
                version => version,
            };
            page.seg("AK2", &[&transaction.set, &transaction.control, version]);
            page.seg("IK5", &["A"]);
            book.put(Part::Claims, &mut page)?;
        }
        let count = group.transactions.len().to_string();
        page.seg("AK9", &["A", &count, &count, &count]);
        book.put(Part::Summary, &mut page)?;
        book.end(&mut page, &control)?;
    }
    Ok(asked.groups.len() as u64)
}
