//! The loops of other payers, which the three kinds of 837 share: 2320, 2330A, 2330B and 2430.

use super::claim::{MadeClaim, MadeLine};
use super::cob::{OtherPayer, cas};
use super::page::Page;

/// Loops 2320 to 2330B of all payers that came before.
pub(crate) fn loops(page: &mut Page, claim: &MadeClaim) {
    for other in &claim.others {
        let sequence = other.sequence.to_string();
        let filing = other.payer.filing;
        page.seg("SBR", &[&sequence, other.relation, "", "", "", "", "", "", filing]);
        cas(page, &other.claim_adjustments);
        page.seg("AMT", &["D", &other.paid().to_x12()]);
        page.seg("OI", &["", "", "Y", "", "", "Y"]);
        let holder = &other.holder;
        let id = &other.member_id;
        let name = ["IL", "1", holder.last, holder.first, holder.middle, "", "", "MI", id];
        page.seg("NM1", &name);
        page.seg("NM1", &["PR", "2", other.payer.name, "", "", "", "", "PI", other.payer.id]);
        page.seg("REF", &["F8", &other.number]);
    }
}

/// Loops 2430 of one line: what each payer paid for it, and why not more.
pub(crate) fn decisions(page: &mut Page, claim: &MadeClaim, index: usize, procedure: &str) {
    for other in &claim.others {
        let Some(line) = claim.lines.get(index) else { continue };
        decision(page, other, index, line, procedure);
    }
}

fn decision(page: &mut Page, other: &OtherPayer, index: usize, line: &MadeLine, procedure: &str) {
    let decided = &other.lines[index];
    let (paid, units) = (decided.paid.to_x12(), line.units.to_string());
    page.seg("SVD", &[other.payer.id, &paid, procedure, line.revenue, &units]);
    cas(page, &decided.adjustments);
    page.seg("DTP", &["573", "D8", &other.decided.to_x12()]);
    let patient = decided.patient();
    if patient.0 > 0 {
        page.seg("AMT", &["EAF", &patient.to_x12()]);
    }
}
