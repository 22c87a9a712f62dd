//! The 276 that asks for the status of claims, and the 277 that tells it (005010X212).

use super::answers::{Business, decision};
use super::billed::{Billed, BilledLine};
use super::defects::Part;
use super::page::{Book, Page, composite};
use super::{GenerateError, Kind, Plan, Span};
use model::{Cents, Date};
use std::io::Write;

/// A DTP of one day or of several.
pub(crate) fn service_dates(page: &mut Page, qualifier: &str, from: Date, through: Date) {
    if from == through {
        page.seg("DTP", &[qualifier, "D8", &from.to_x12()]);
    } else {
        page.seg("DTP", &[qualifier, "RD8", &format!("{}-{}", from.to_x12(), through.to_x12())]);
    }
}

/// Writes one transaction: the claims of one payer and one provider.
pub(crate) fn transaction<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    span: &Span,
    business: &Business<'_>,
) -> Result<(), GenerateError> {
    let asks = plan.kind == Kind::StatusInquiry;
    let mut page = Page::default();
    let guide = plan.kind.guide();
    let day = plan.written().plus_days(if asks { 10 } else { 11 }).to_x12();
    page.seg("ST", &[guide.set, &span.control, guide.version]);
    let reference = format!("CS{:08}", span.number + 1);
    let end = if asks { "" } else { "DG" };
    page.seg("BHT", &["0010", if asks { "13" } else { "08" }, &reference, &day, "0915", end]);
    page.seg("HL", &["1", "", "20", "1"]);
    let payer = business.payer();
    page.seg("NM1", &["PR", "2", &payer.last, "", "", "", "", "PI", &payer.id]);
    page.seg("HL", &["2", "1", "21", "1"]);
    let who = &business.submitter;
    let kind = if who.first.is_empty() { "2" } else { "1" };
    page.seg("NM1", &["41", kind, &who.last, &who.first, "", "", "", "46", &who.id]);
    page.seg("HL", &["3", "2", "19", "1"]);
    let who = business.billing();
    let kind = if who.first.is_empty() { "2" } else { "1" };
    page.seg("NM1", &["1P", kind, &who.last, &who.first, "", "", "", "XX", &who.id]);
    book.put(Part::Head, &mut page)?;
    let mut level = 3;
    for claim in &business.claims {
        people(&mut page, claim, asks, &mut level);
        tracking(&mut page, plan, claim, &day);
        book.put(Part::Claims, &mut page)?;
    }
    book.end(&mut page, &span.control)
}

/// The levels of the holder and, when that is somebody else, of the patient.
fn people(page: &mut Page, claim: &Billed, asks: bool, level: &mut u64) {
    let own = claim.relation == "18";
    *level += 1;
    let holder_level = level.to_string();
    page.seg("HL", &[&holder_level, "3", "22", if own { "0" } else { "1" }]);
    if own && asks {
        page.seg("DMG", &["D8", &claim.born, &claim.sex]);
    }
    let who = &claim.holder;
    page.seg("NM1", &["IL", "1", &who.last, &who.first, &who.middle, "", "", "MI", &who.id]);
    if own {
        return;
    }
    *level += 1;
    page.seg("HL", &[&level.to_string(), &holder_level, "23"]);
    if asks {
        page.seg("DMG", &["D8", &claim.born, &claim.sex]);
    }
    let who = &claim.patient;
    page.seg("NM1", &["QC", "1", &who.last, &who.first, &who.middle]);
}

/// Loops 2200D or 2200E.
fn tracking(page: &mut Page, plan: &Plan<'_>, claim: &Billed, day: &str) {
    let asks = plan.kind == Kind::StatusInquiry;
    page.seg("TRN", &[if asks { "1" } else { "2" }, &format!("CST{:07}", claim.number + 1)]);
    let payment = decision(plan, claim);
    let paid_on = plan.written().plus_days(9).to_x12();
    let status = match payment.paid.0 > 0 {
        true => composite(&["F1", "65"]),
        false => composite(&["F2", "88"]),
    };
    let charge = claim.charge.to_x12();
    if !asks {
        let paid = payment.paid.to_x12();
        let check = if payment.paid.0 > 0 { format!("{:010}", 4_000_000) } else { String::new() };
        let checked = if check.is_empty() { "" } else { &paid_on };
        let start = [&status, day, "", &charge, &paid, &paid_on];
        page.seg("STC", &[&start[..], &["", checked, &check]].concat());
        page.seg("REF", &["1K", &payment.number]);
    }
    if claim.institutional {
        page.seg("REF", &["BLT", &format!("{}{}", claim.place, claim.frequency)]);
    }
    page.seg("REF", &["EJ", &claim.control]);
    if asks {
        page.seg("AMT", &["T3", &charge]);
    }
    service_dates(page, "472", claim.from, claim.through);
    for (line, paid) in claim.lines.iter().zip(&payment.lines) {
        let paid = (!asks).then_some(paid.decision.paid);
        service(page, line, paid, (&status, day));
    }
}

fn service(page: &mut Page, line: &BilledLine, paid: Option<Cents>, (status, day): (&str, &str)) {
    let (procedure, revenue) = match line.procedure.is_empty() {
        true => (composite(&["NU", &line.revenue]), ""),
        false => (line.procedure.clone(), line.revenue.as_str()),
    };
    let paid = paid.map(Cents::to_x12);
    let amount = paid.as_deref().unwrap_or_default();
    let charge = line.charge.to_x12();
    let units = if line.units.is_empty() { "1" } else { &line.units };
    page.seg("SVC", &[&procedure, &charge, amount, revenue, "", "", units]);
    if paid.is_some() {
        page.seg("STC", &[status, day]);
    }
    if !line.control.is_empty() {
        page.seg("REF", &["FJ", &line.control]);
    }
    service_dates(page, "472", line.from, line.through);
}
