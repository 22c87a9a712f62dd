//! The 270 that asks whether patients are covered, and the 271 that tells it (005010X279A1).

use super::answers::Business;
use super::billed::Billed;
use super::chance::{Chance, Stream};
use super::defects::Part;
use super::page::{Book, Page};
use super::people::Address;
use super::{GenerateError, Kind, Plan, Span};
use model::Cents;
use std::io::Write;

/// Services that a plan covers in one line (EB03).
const SERVICES: &str = "1^33^35^47^48^50^86^88^98^AL^MH^UC";

/// Writes one transaction: the patients of one payer and one provider.
pub(crate) fn transaction<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    span: &Span,
    business: &Business<'_>,
) -> Result<(), GenerateError> {
    let asks = plan.kind == Kind::EligibilityInquiry;
    let mut page = Page::default();
    let guide = plan.kind.guide();
    let day = plan.start_date.plus_days(-1).to_x12();
    page.seg("ST", &[guide.set, &span.control, guide.version]);
    let reference = format!("EL{:08}", span.number + 1);
    page.seg("BHT", &["0022", if asks { "13" } else { "11" }, &reference, &day, "0815"]);
    page.seg("HL", &["1", "", "20", "1"]);
    let payer = business.payer();
    page.seg("NM1", &["PR", "2", &payer.last, "", "", "", "", "PI", &payer.id]);
    page.seg("HL", &["2", "1", "21", "1"]);
    let who = business.billing();
    let kind = if who.first.is_empty() { "2" } else { "1" };
    page.seg("NM1", &["1P", kind, &who.last, &who.first, "", "", "", "XX", &who.id]);
    book.put(Part::Head, &mut page)?;
    let mut level = 2;
    for claim in &business.claims {
        let own = claim.relation == "18";
        level += 1;
        let holder_level = level.to_string();
        page.seg("HL", &[&holder_level, "2", "22", if own { "0" } else { "1" }]);
        if own {
            trace(&mut page, asks, claim);
        }
        let who = &claim.holder;
        page.seg("NM1", &["IL", "1", &who.last, &who.first, &who.middle, "", "", "MI", &who.id]);
        if !own {
            level += 1;
            page.seg("HL", &[&level.to_string(), &holder_level, "23", "0"]);
            trace(&mut page, asks, claim);
            let who = &claim.patient;
            page.seg("NM1", &["03", "1", &who.last, &who.first, &who.middle]);
        }
        match asks {
            true => question(&mut page, claim),
            false => coverage(&mut page, plan, claim, own),
        }
        book.put(Part::Claims, &mut page)?;
    }
    book.end(&mut page, &span.control)
}

fn trace(page: &mut Page, asks: bool, claim: &Billed) {
    let number = format!("ELG{:07}", claim.number + 1);
    page.seg("TRN", &[if asks { "1" } else { "2" }, &number, "9690020099"]);
}

fn question(page: &mut Page, claim: &Billed) {
    if !claim.born.is_empty() {
        page.seg("DMG", &["D8", &claim.born, &claim.sex]);
    }
    page.seg("DTP", &["291", "D8", &claim.from.to_x12()]);
    page.seg("EQ", &["30"]);
}

fn coverage(page: &mut Page, plan: &Plan<'_>, claim: &Billed, own: bool) {
    let mut chance = Chance::new(plan.seed, Stream::Payment, claim.number);
    if chance.one_in(30) {
        // Not found: the birth date does not fit, ask again with another.
        page.seg("AAA", &["Y", "", "71", "C"]);
        return;
    }
    let at = Address { second: String::new(), ..Address::drawn(&mut chance) };
    super::hierarchy::address(page, &at);
    if !claim.born.is_empty() {
        page.seg("DMG", &["D8", &claim.born, &claim.sex]);
    }
    let relation = if own { "18" } else { claim.relation.as_str() };
    page.seg("INS", &[if own { "Y" } else { "N" }, relation]);
    let year = claim.from.year();
    page.seg("DTP", &["346", "D8", &format!("{year}0101")]);
    let plan_name = format!("PLAN {}", chance.pick(&["BRONZE", "GOLD", "SILVER"]));
    if chance.one_in(25) {
        page.seg("EB", &["6", "", "30", "", &plan_name]);
        return;
    }
    page.seg("EB", &["1", "", "30", "", &plan_name]);
    page.seg("EB", &["1", "", SERVICES]);
    let deductible = Cents(chance.pick(&[50_000, 100_000, 250_000]));
    let left = Cents(deductible.0 / chance.pick(&[1, 2, 4]));
    let yearly = ["C", "IND", "30", "", "", "23"];
    page.seg("EB", &[&yearly[..], &[&deductible.to_x12()]].concat());
    let remaining = ["C", "IND", "30", "", "", "29"];
    page.seg("EB", &[&remaining[..], &[&left.to_x12()]].concat());
    let copay = Cents(chance.pick(&[1_000, 2_500, 4_000])).to_x12();
    let visit = ["B", "IND", "98", "", "", "27", &copay, "", "", "", "", "Y"];
    page.seg("EB", &visit);
    let share = chance.pick(&[".1", ".2", ".3"]);
    page.seg("EB", &["A", "IND", "30", "", "", "27", "", share, "", "", "", "N"]);
}
