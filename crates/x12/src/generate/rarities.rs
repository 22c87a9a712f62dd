//! What is legal and seldom seen: segments and elements that a reader must take all the same.
//! One claim in six has some of them.

use super::chance::Chance;
use super::claim::{MadeClaim, MadeLine, Shape};
use super::hierarchy::clinician;
use super::page::{Page, composite};
use super::parties::Provider;
use model::Cents;

/// Which rare things a claim has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rarities(u64);

impl Rarities {
    /// Those of a plain claim; none of one that a defect spoils.
    pub(crate) fn drawn(chance: &mut Chance, claim: &MadeClaim, target: bool) -> Rarities {
        let plain = matches!(claim.shape, Shape::Office | Shape::Outpatient);
        let drawn = if chance.one_in(3) { chance.below(1 << 20) } else { 0 };
        Rarities(if plain && !target { drawn & chance.below(1 << 20) } else { 0 })
    }

    /// True when it has the rare thing with this number.
    pub(crate) fn has(self, number: u32) -> bool {
        self.0 >> number & 1 == 1
    }
}

/// Dates, contract and references of an 837P claim (DTP to NTE).
pub(crate) fn dates(page: &mut Page, rare: Rarities, claim: &MadeClaim) {
    let day = |days: i32| claim.from.plus_days(days).to_x12();
    if rare.has(0) {
        page.seg("DTP", &["454", "D8", &day(-40)]);
    }
    if rare.has(1) {
        page.seg("DTP", &["314", "RD8", &format!("{}-{}", day(-3), day(9))]);
    }
    if rare.has(2) {
        page.seg("DTP", &["297", "D8", &day(-3)]);
        page.seg("DTP", &["296", "D8", &day(12)]);
    }
    if rare.has(3) {
        page.seg("PWK", &["OB", "AA"]);
    }
    if rare.has(4) {
        page.seg("CN1", &["04", "100", "", "", "", "A1"]);
    }
}

/// References of an 837P or 837I claim.
pub(crate) fn references(page: &mut Page, rare: Rarities, claim: &mut MadeClaim) {
    if rare.has(5) {
        page.seg("REF", &["4N", "3"]);
    }
    if rare.has(6) {
        page.seg("REF", &["9F", &format!("RF{}", claim.chance.digits(7))]);
    }
    if rare.has(7) {
        page.seg("REF", &["D9", &claim.chance.digits(12)]);
    }
}

/// K3, notes and conditions of an 837P claim.
pub(crate) fn notes(page: &mut Page, rare: Rarities, claim: &MadeClaim) {
    if rare.has(8) {
        page.seg("K3", &["AS TOLD BY THE STATE"]);
    }
    if rare.has(9) && claim.frequency != '7' {
        page.seg("NTE", &["CER", "SEEN IN PERSON, NOT BY TELEPHONE"]);
    }
    if rare.has(10) {
        page.seg("CRC", &["75", "Y", "IH"]);
    }
}

/// Further people of an 837P claim, after the one who treats.
pub(crate) fn people(page: &mut Page, rare: Rarities, claim: &mut MadeClaim) {
    if rare.has(11) {
        let supervising = Provider::person(&mut claim.chance, "207Q00000X");
        clinician(page, "DQ", &supervising);
    }
}

/// What an 837P line may have between its date and its references.
pub(crate) fn line(page: &mut Page, rare: Rarities, line: &MadeLine) {
    if rare.has(12) && line.code == "85025" {
        page.seg("DTP", &["738", "D8", &line.date.to_x12()]);
        page.seg("MEA", &["TR", "R1", "12.4"]);
    }
}

/// What an 837P line may have after its references.
pub(crate) fn after_references(page: &mut Page, rare: Rarities, index: usize) {
    if index > 0 {
        return;
    }
    if rare.has(13) {
        page.seg("AMT", &["T", &Cents(110).to_x12()]);
    }
    if rare.has(14) {
        page.seg("NTE", &["ADD", "ONE VISIT OF TWO ON THAT DAY"]);
    }
    if rare.has(15) {
        let price = Cents(8_050).to_x12();
        page.seg("HCP", &["02", &price, &Cents(1_950).to_x12(), "RP01"]);
    }
}

/// Who treated, where a line names somebody else than the claim (2420A).
pub(crate) fn line_people(page: &mut Page, rare: Rarities, claim: &mut MadeClaim, index: usize) {
    if rare.has(16) && index == 1 {
        let other = Provider::person(&mut claim.chance, "363LF0000X");
        clinician(page, "82", &other);
        page.seg("PRV", &["PE", "PXC", other.taxonomy]);
    }
}

/// Bill codes of an 837I claim that most claims have none of.
pub(crate) fn bill(page: &mut Page, rare: Rarities, claim: &MadeClaim) {
    let day = claim.from.plus_days(-30).to_x12();
    if rare.has(0) {
        page.seg(
            "HI",
            &[&composite(&["BH", "18", "D8", &day]), &composite(&["BH", "19", "D8", &day])],
        );
    }
    if rare.has(1) {
        page.seg("HI", &[&composite(&["BE", "50", "", "", "4"])]);
    }
    if rare.has(2) {
        page.seg("HI", &[&composite(&["BG", "C1"]), &composite(&["BG", "09"])]);
    }
}
