//! Service lines of a professional claim: what the coder found in the documentation, at the
//! captured charge.

use crate::captured::has_code;
use crate::diagnosis_list::DiagnosisList;
use crate::fault::Findings;
use crate::fees::FeeSchedule;
use crate::price::Matches;
use model::{Charge, ClaimLine, CodedChart, ProcedureCode, Quantity};

/// One line for each coded procedure, in the coder's order. A captured charge that the coder did
/// not find in the documentation is noted for review and not billed.
pub(crate) fn lines(
    coded: &CodedChart,
    px: &[(usize, &ProcedureCode)],
    charges: &[(usize, &Charge)],
    diagnoses: &DiagnosisList<'_>,
    fees: &FeeSchedule,
    findings: &mut Findings,
) -> Vec<ClaimLine> {
    let matches = Matches::new(charges, px);
    let mut lines = Vec::with_capacity(px.len());
    for (at, (index, px)) in px.iter().enumerate() {
        let Some(priced) = matches.price(at, (*index, px), fees, findings) else { continue };
        lines.push(ClaimLine {
            line: u16::try_from(lines.len() + 1).unwrap_or(u16::MAX),
            code: Some(px.code.to_ascii_uppercase()),
            modifiers: px.modifiers.clone(),
            units: Quantity::units(px.units),
            charge_cents: priced.amount,
            date: priced.date.unwrap_or(coded.date),
            pointers: diagnoses.pointers(*index, px, findings),
            ndc: priced.ndc,
            ndc_quantity: priced.ndc_quantity,
            ..Default::default()
        });
    }
    for (index, charge) in matches.left() {
        note_unbilled(index, charge, coded, findings);
    }
    lines
}

/// Says why a captured charge is not on the claim.
pub(crate) fn note_unbilled(
    index: usize,
    charge: &Charge,
    coded: &CodedChart,
    findings: &mut Findings,
) {
    let field = format!("charges[{index}]");
    let amount = charge.amount;
    let Some(code) = charge.code.as_deref().filter(|code| !code.trim().is_empty()) else {
        findings.note(
            "charge.no_code",
            field,
            format!(
                "A captured charge of {amount} has neither procedure nor revenue code and is \
                not billed."
            ),
            "Add its code, or remove the charge.",
        );
        return;
    };
    if coded.px.iter().any(|px| has_code(charge, &px.code)) {
        findings.note(
            "charge.more_than_coded",
            field,
            format!(
                "{code} was charged ({amount}) more often than it was coded; the rest is not \
                billed."
            ),
            "Check how often the service is documented.",
        );
    } else {
        findings.note(
            "charge.not_coded",
            field,
            format!(
                "{code} was charged ({amount}), but the documentation did not support it; it \
                is not billed."
            ),
            "Find the documentation and code it, or remove the charge.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, charge, px};
    use model::{Cents, Date, DrugQuantity};

    /// Code with modifiers, units, cents.
    type Shape = (String, u32, i64);

    fn made(
        coded_px: Vec<ProcedureCode>,
        charges: &[Charge],
    ) -> (Vec<Shape>, Vec<&'static str>, Vec<&'static str>) {
        let coded = CodedChart { px: coded_px, ..example::coded() };
        let px: Vec<_> = coded.px.iter().enumerate().collect();
        let charges: Vec<_> = charges.iter().enumerate().collect();
        let mut findings = Findings::default();
        let diagnoses = DiagnosisList::new(&coded, &px, 12, &mut findings);
        let fees =
            FeeSchedule::from_csv("code,modifier,charge\n99213,,125\n96372,,30.50\n").unwrap();
        let lines = lines(&coded, &px, &charges, &diagnoses, &fees, &mut findings);
        let shape = |l: &ClaimLine| {
            let code = [&[l.code.clone().unwrap()], &l.modifiers[..]].concat().join("-");
            (code, l.units.whole().unwrap(), l.charge_cents.0)
        };
        (
            lines.iter().map(shape).collect(),
            findings.notes.iter().map(|note| note.code).collect(),
            findings.faults.iter().map(|fault| fault.code).collect(),
        )
    }

    fn line(code: &str, units: u32, cents: i64) -> Shape {
        (code.to_owned(), units, cents)
    }

    #[test]
    fn the_captured_charge_comes_before_the_schedule() {
        let (lines, notes, faults) = made(
            vec![px("99213", &["25"], 1), px("96372", &[], 2)],
            &[charge("99213", &[], 1, 14_000)],
        );
        assert_eq!(lines, [line("99213-25", 1, 14_000), line("96372", 2, 6_100)]);
        assert!(notes.is_empty() && faults.is_empty());
    }

    #[test]
    fn exact_modifiers_claim_their_charge_first() {
        let (lines, notes, _) = made(
            vec![px("20610", &[], 1), px("20610", &["59"], 1)],
            &[charge("20610", &["59"], 1, 200), charge("20610", &[], 1, 100)],
        );
        assert_eq!(lines, [line("20610", 1, 100), line("20610-59", 1, 200)]);
        assert!(notes.is_empty());
    }

    #[test]
    fn units_that_differ_are_scaled_or_summed() {
        let one = || charge("J1885", &[], 1, 500);
        let (lines, notes, _) = made(vec![px("J1885", &[], 4)], &[one()]);
        assert_eq!((lines, notes), (vec![line("J1885", 4, 2_000)], vec!["charge.units_differ"]));
        let (lines, notes, _) = made(vec![px("J1885", &[], 2)], &[one(), one()]);
        assert_eq!((lines, notes), (vec![line("J1885", 2, 1_000)], vec![]));
        let uneven = charge("J1885", &[], 3, 1_000);
        let (lines, notes, faults) = made(vec![px("J1885", &[], 2)], &[uneven]);
        assert_eq!((lines, notes), (vec![], vec!["charge.units_differ"]));
        assert_eq!(faults, ["px.no_charge"]);
    }

    #[test]
    fn what_is_not_billed_is_noted() {
        let no_code = Charge { code: None, ..charge("X", &[], 1, 100) };
        let (lines, notes, faults) = made(
            vec![px("99213", &[], 1)],
            &[
                charge("99213", &[], 1, 1),
                charge("99213", &[], 1, 1),
                charge("93000", &[], 1, 1),
                no_code,
            ],
        );
        assert_eq!(lines, [line("99213", 1, 1)]);
        assert_eq!(notes, ["charge.more_than_coded", "charge.not_coded", "charge.no_code"]);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_code_without_an_amount_is_a_fault_that_names_it() {
        let (lines, _, faults) = made(vec![px("71046", &[], 1), px("3074F", &[], 1)], &[]);
        assert_eq!(lines, [line("3074F", 1, 0)]);
        assert_eq!(faults, ["px.no_charge"]);
    }

    #[test]
    fn a_line_takes_the_day_of_its_charge() {
        let coded = CodedChart { px: vec![px("99213", &[], 1)], ..example::coded() };
        let px: Vec<_> = coded.px.iter().enumerate().collect();
        let day: Date = "2026-06-16".parse().unwrap();
        let captured = Charge { date: Some(day), ..charge("99213", &[], 1, 100) };
        let mut findings = Findings::default();
        let list = DiagnosisList::new(&coded, &px, 12, &mut findings);
        let fees = FeeSchedule::default();
        let lines = lines(&coded, &px, &[(0, &captured)], &list, &fees, &mut findings);
        assert_eq!((lines[0].date, lines[0].charge_cents), (day, Cents(100)));
        assert_eq!(lines[0].pointers, [1]);
    }

    #[test]
    fn a_drug_keeps_its_quantity_while_its_units_are_billed() {
        let quantity = Some(DrugQuantity { amount: "1".to_owned(), unit: "ML".to_owned() });
        let drug = Charge {
            ndc: Some("99990029305".to_owned()),
            ndc_quantity: quantity.clone(),
            ..charge("J3301", &[], 4, 4_000)
        };
        for (units, want, notes) in [
            (4, quantity, vec![]),
            (2, None, vec!["charge.units_differ", "charge.drug_quantity_unused"]),
        ] {
            let coded = CodedChart { px: vec![px("J3301", &[], units)], ..example::coded() };
            let px: Vec<_> = coded.px.iter().enumerate().collect();
            let mut findings = Findings::default();
            let list = DiagnosisList::new(&coded, &px, 12, &mut findings);
            let fees = FeeSchedule::default();
            let made = lines(&coded, &px, &[(0, &drug)], &list, &fees, &mut findings);
            assert_eq!((made[0].ndc.is_some(), &made[0].ndc_quantity), (true, &want));
            let noted: Vec<_> = findings.notes.iter().map(|note| note.code).collect();
            assert_eq!(noted, notes);
        }
    }
}
