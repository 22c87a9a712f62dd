//! The claim of an 837D: loops 2300 to 2430 (005010X224A2).

use super::claim::{MadeClaim, Shape};
use super::hierarchy::clinician;
use super::household::Household;
use super::page::{Page, composite};
use super::{Plan, other_payers};

pub(crate) fn claim(page: &mut Page, _: &Plan<'_>, _: &Household, claim: &MadeClaim) {
    let mut claim = claim.clone();
    let place = composite(&[claim.place, "B", &claim.frequency.to_string()]);
    let charge = claim.charge.to_x12();
    page.seg("CLM", &[&claim.control, &charge, "", "", &place, "Y", "A", "Y", "Y"]);
    page.seg("DTP", &["472", "D8", &claim.from.to_x12()]);
    let crown = claim.lines.iter().any(|line| line.mouth == 'P');
    if claim.shape == Shape::Dental && claim.chance.one_in(8) {
        page.seg("DN2", &["14", "M", "", "", "", "JP"]);
    }
    if crown {
        page.seg("PWK", &["RB", "EL", "", "", "AC", &format!("PW{:07}", claim.number)]);
    }
    if let Some(original) = &claim.original {
        page.seg("REF", &["F8", original]);
    }
    if crown {
        page.seg("REF", &["G3", &format!("PD{}", claim.chance.digits(8))]);
    }
    clinician(page, "82", &claim.treating);
    page.seg("PRV", &["PE", "PXC", claim.treating.taxonomy]);
    other_payers::loops(page, &claim);
    for index in 0..claim.lines.len() {
        line(page, &mut claim, index);
    }
}

fn line(page: &mut Page, claim: &mut MadeClaim, index: usize) {
    let line = claim.lines[index].clone();
    page.seg("LX", &[&(index + 1).to_string()]);
    let procedure = composite(&["AD", line.code]);
    let charge = line.charge.to_x12();
    let area = if line.mouth == 'A' { claim.chance.pick(&["10", "20", "30", "40"]) } else { "" };
    let prosthesis = if line.mouth == 'P' { "I" } else { "" };
    let units = line.units.to_string();
    page.seg("SV3", &[&procedure, &charge, "", area, prosthesis, &units]);
    let tooth = claim.chance.between(2, 31).to_string();
    match line.mouth {
        'T' | 'P' => page.seg("TOO", &["JP", &tooth]),
        'S' => {
            // A biting edge belongs to the front teeth, a chewing surface to the others.
            let front = matches!(tooth.parse(), Ok(6..=11 | 22..=27));
            let surfaces: &[&str] = match (line.code, front) {
                ("D2391", true) => &["I"],
                ("D2391", false) => &["O"],
                (_, true) => &["M", "I"],
                (_, false) => &["M", "O"],
            };
            page.seg("TOO", &["JP", &tooth, &composite(surfaces)]);
        }
        _ => {}
    }
    page.seg("REF", &["6R", &format!("{}L{}", claim.number, index + 1)]);
    other_payers::decisions(page, claim, index, &procedure);
}
