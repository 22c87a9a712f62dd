//! The institutional part of a claim: revenue lines from the hospital's charges, days, type of
//! bill.

use crate::captured::has_code;
use crate::drug_quantity;
use crate::fault::Findings;
use crate::operations;
use crate::parties;
use crate::visit_reason;
use model::{Charge, Chart, Claim, ClaimLine, ClaimType, CodedChart, Date, Encounter, Quantity};
use std::collections::BTreeMap;

/// Type of bill of a hospital inpatient stay.
const INPATIENT: &str = "11";
/// Type of bill of a hospital outpatient visit.
const OUTPATIENT: &str = "13";
/// Priority of admission or visit: not known (NUBC FL 14).
const PRIORITY_NOT_KNOWN: &str = "9";
/// Point of origin: not known (NUBC FL 15).
const ORIGIN_NOT_KNOWN: &str = "9";
/// Patient status: discharged home (NUBC FL 17).
const DISCHARGED_HOME: &str = "01";

/// What makes two charges one line. The day only on an outpatient claim; an inpatient line is for
/// the whole stay.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LineKey {
    revenue_code: String,
    code: Option<String>,
    modifiers: Vec<String>,
    ndc: Option<String>,
    drug_unit: Option<String>,
    day: Option<Date>,
}

/// The charges of one line.
struct LineCharges<'a> {
    day: Date,
    charges: Vec<&'a Charge>,
}

/// Makes an institutional claim of `claim`: type, days, lines.
pub(crate) fn fill(
    claim: &mut Claim,
    chart: &Chart,
    coded: &CodedChart,
    charges: &[(usize, &Charge)],
    findings: &mut Findings,
) {
    let inpatient = coded.setting.is_inpatient();
    claim.claim_type = ClaimType::Institutional;
    claim.bill_type = Some(if inpatient { INPATIENT } else { OUTPATIENT }.to_owned());
    set_days(claim, chart, coded, charges, findings);
    let encounter = &chart.encounter;
    let priority = encounter.admission_type.as_deref().unwrap_or(PRIORITY_NOT_KNOWN);
    claim.admission_type = Some(priority.to_owned());
    claim.discharge_status.clone_from(&encounter.discharge_status);
    claim.admission_source = Some(point_of_origin(encounter, findings));
    if inpatient {
        // The coder reads it from the documents; the source system's own comes second.
        let stated = coded.admitting.as_ref().or(encounter.admitting_diagnosis.as_ref());
        claim.admitting_diagnosis = stated.cloned();
        claim.procedures = operations::procedures(chart, coded, findings);
        claim.operating = operations::surgeon(chart, coded).map(parties::provider);
    } else if claim.discharge_status.is_none() {
        claim.discharge_status = Some(DISCHARGED_HOME.to_owned());
        findings.note(
            "discharge_status.assumed",
            "encounter.discharge_status",
            "The encounter states no patient status; the outpatient claim says 01, discharged \
                home.",
            "Correct it when the patient was admitted, transferred or died.",
        );
    }
    claim.lines = lines(claim.from, inpatient, coded, charges, findings);
    if !inpatient && visit_reason::is_asked_for(claim, coded) {
        claim.reasons_for_visit = visit_reason::reasons(encounter, coded, findings);
    }
}

/// Where the patient came from; what the encounter does not tell is said to be unknown.
fn point_of_origin(encounter: &Encounter, findings: &mut Findings) -> String {
    if let Some(source) = &encounter.admission_source {
        return source.clone();
    }
    findings.note(
        "admission_source.assumed",
        "encounter.admission_source",
        "The encounter does not say where the patient came from; the claim says 9, not known.",
        "Give the point of origin, as 1 for home or 4 for another hospital.",
    );
    ORIGIN_NOT_KNOWN.to_owned()
}

/// The days of the stay or visit. An open encounter ends with its last charge.
fn set_days(
    claim: &mut Claim,
    chart: &Chart,
    coded: &CodedChart,
    charges: &[(usize, &Charge)],
    findings: &mut Findings,
) {
    let days = || charges.iter().filter_map(|(_, charge)| charge.date);
    let start = chart.encounter.start.unwrap_or(coded.date);
    claim.from = days().fold(start, Date::min);
    // An hour of departure without another day is of a stay or visit of one day.
    let end = chart.encounter.end.or(chart.encounter.end_time.and(chart.encounter.start));
    claim.through = end.unwrap_or_else(|| days().fold(coded.date.max(start), Date::max));
    if coded.setting.is_inpatient() {
        claim.admission_date = chart.encounter.start;
        claim.admission_hour = chart.encounter.start.and(chart.encounter.start_time);
        claim.discharge_hour = chart.encounter.end_time;
        if end.is_none() {
            findings.note(
                "encounter.open",
                "encounter.end",
                format!("The stay has no day of discharge; the claim ends on {}.", claim.through),
                "Add the discharge, or bill an interim claim.",
            );
        }
    }
}

/// One line for each group of like charges, in the order of revenue codes.
fn lines(
    from: Date,
    inpatient: bool,
    coded: &CodedChart,
    charges: &[(usize, &Charge)],
    findings: &mut Findings,
) -> Vec<ClaimLine> {
    let mut groups: BTreeMap<LineKey, LineCharges<'_>> = BTreeMap::new();
    for (index, charge) in charges {
        let code = charge.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let code = code.map(str::to_ascii_uppercase);
        if let Some(code) =
            code.as_deref().filter(|code| !coded.px.iter().any(|px| px.code == **code))
        {
            findings.note(
                "charge.billed_not_coded",
                format!("charges[{index}]"),
                format!(
                    "{code} is billed from the charge master; the coder did not find it in \
                    the documentation."
                ),
                "Check that the service is documented.",
            );
        }
        let day = charge.date.unwrap_or(from);
        let key = LineKey {
            revenue_code: revenue_code(charge, *index, findings),
            code,
            modifiers: modifiers(charge, coded),
            ndc: charge.ndc.clone(),
            drug_unit: charge.ndc_quantity.as_ref().map(|quantity| quantity.unit.clone()),
            day: (!inpatient).then_some(day),
        };
        let group = groups.entry(key).or_insert_with(|| LineCharges { day, charges: Vec::new() });
        group.day = group.day.min(day);
        group.charges.push(charge);
    }
    (1..=u16::MAX).zip(groups).map(|(number, (key, group))| line(number, key, &group)).collect()
}

fn line(number: u16, key: LineKey, group: &LineCharges<'_>) -> ClaimLine {
    let count = group.charges.iter().fold(0, |sum: u32, charge| sum.saturating_add(charge.units));
    ClaimLine {
        line: number,
        code: key.code,
        modifiers: key.modifiers,
        units: Quantity::units(count),
        charge_cents: group.charges.iter().map(|charge| charge.amount).sum(),
        date: group.day,
        revenue_code: Some(key.revenue_code),
        ndc: key.ndc,
        ndc_quantity: drug_quantity::total(&group.charges),
        ..Default::default()
    }
}

/// The revenue code with its leading zero, which many charge masters leave out.
fn revenue_code(charge: &Charge, index: usize, findings: &mut Findings) -> String {
    let code = charge.revenue_code.as_deref().unwrap_or_default().trim();
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()) {
        findings.note(
            "revenue_code.padded",
            format!("charges[{index}].revenue_code"),
            format!("Revenue code {code} was written as 0{code}."),
            "Write four digits in the charge master.",
        );
        return format!("0{code}");
    }
    code.to_owned()
}

/// The charge's modifiers, or the coder's when the charge has none and one coded procedure has
/// its code.
fn modifiers(charge: &Charge, coded: &CodedChart) -> Vec<String> {
    if !charge.modifiers.is_empty() {
        return charge.modifiers.clone();
    }
    let mut own = coded.px.iter().filter(|px| has_code(charge, &px.code));
    match (own.next(), own.next()) {
        (Some(px), None) => px.modifiers.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, charge, day, px};
    use model::{Cents, DrugQuantity, RecordedProcedure, Setting};

    fn revenue(revenue_code: &str, code: Option<&str>, on: &str, cents: i64) -> Charge {
        Charge {
            code: code.map(str::to_owned),
            revenue_code: Some(revenue_code.to_owned()),
            date: Some(day(on)),
            ..charge("", &[], 1, cents)
        }
    }

    fn made(chart: &Chart, coded: &CodedChart) -> (Claim, Vec<&'static str>) {
        let charges: Vec<_> = chart.charges.iter().enumerate().collect();
        let (mut claim, mut findings) = (Claim::default(), Findings::default());
        fill(&mut claim, chart, coded, &charges, &mut findings);
        assert!(findings.faults.is_empty());
        (claim, findings.notes.iter().map(|note| note.code).collect())
    }

    #[test]
    fn an_inpatient_stay_is_grouped_over_its_days() {
        let mut chart = example::chart();
        chart.encounter.start = Some(day("2026-06-12"));
        chart.encounter.end = Some(day("2026-06-15"));
        chart.encounter.discharge_status = Some("06".to_owned());
        chart.encounter.admission_source = Some("4".to_owned());
        chart.encounter.start_time = model::TimeOfDay::new(23, 10);
        chart.encounter.end_time = model::TimeOfDay::new(9, 45);
        chart.charges = vec![
            revenue("0250", None, "2026-06-14", 500),
            revenue("0120", None, "2026-06-12", 150_000),
            revenue("0120", None, "2026-06-13", 150_000),
        ];
        let mut coded = CodedChart { setting: Setting::Inpatient, ..example::coded() };
        coded.pcs = vec![px("0DTJ4ZZ", &[], 1), px("0FT44ZZ", &[], 1)];
        chart.procedures = vec![RecordedProcedure {
            icd10pcs: Some("0DTJ4ZZ".to_owned()),
            date: Some(day("2026-06-13")),
            performer: Some(model::Practitioner {
                npi: Some("1932147865".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        }];
        let (claim, notes) = made(&chart, &coded);
        let lines: Vec<_> = claim
            .lines
            .iter()
            .map(|l| {
                (
                    l.line,
                    l.revenue_code.as_deref().unwrap(),
                    l.units.whole().unwrap(),
                    l.charge_cents.0,
                )
            })
            .collect();
        assert_eq!(lines, [(1, "0120", 2, 300_000), (2, "0250", 1, 500)]);
        assert_eq!(claim.bill_type.as_deref(), Some("11"));
        assert_eq!((claim.from, claim.through), (day("2026-06-12"), day("2026-06-15")));
        assert_eq!(claim.admission_date, Some(day("2026-06-12")));
        assert_eq!(claim.admission_type.as_deref(), Some("9"));
        assert_eq!(claim.admission_source.as_deref(), Some("4"));
        assert_eq!(claim.admission_hour, chart.encounter.start_time);
        assert_eq!(claim.discharge_hour, chart.encounter.end_time);
        assert!(claim.reasons_for_visit.is_empty());
        let days: Vec<_> = claim.procedures.iter().map(|p| p.date).collect();
        assert_eq!(days, [day("2026-06-13"), day("2026-06-12")]);
        assert_eq!(claim.operating.map(|who| who.npi).as_deref(), Some("1932147865"));
        assert_eq!(notes, ["procedure.day_assumed"]);
    }

    #[test]
    fn an_outpatient_visit_keeps_codes_and_days_apart() {
        let mut chart = example::chart();
        (chart.encounter.start, chart.encounter.end) = (Some(day("2026-06-15")), None);
        chart.charges = vec![
            revenue("450", Some("99283"), "2026-06-15", 60_000),
            revenue("0301", Some("80053"), "2026-06-15", 9_000),
            revenue("0301", Some("80053"), "2026-06-16", 9_000),
            revenue("0301", Some("80053"), "2026-06-16", 9_000),
        ];
        let mut coded = CodedChart { setting: Setting::Ed, ..example::coded() };
        coded.px = vec![px("99283", &["25"], 1), px("80053", &[], 1)];
        let (claim, notes) = made(&chart, &coded);
        let lines: Vec<_> = claim
            .lines
            .iter()
            .map(|l| {
                (
                    l.code.as_deref().unwrap(),
                    l.modifiers.len(),
                    l.date,
                    l.units.whole().unwrap(),
                    l.charge_cents,
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("80053", 0, day("2026-06-15"), 1, Cents(9_000)),
                ("80053", 0, day("2026-06-16"), 2, Cents(18_000)),
                ("99283", 1, day("2026-06-15"), 1, Cents(60_000)),
            ]
        );
        assert_eq!(claim.bill_type.as_deref(), Some("13"));
        assert_eq!((claim.from, claim.through), (day("2026-06-15"), day("2026-06-16")));
        assert_eq!((claim.admission_date, claim.procedures.len()), (None, 0));
        assert_eq!(claim.reasons_for_visit, ["E11.22"]);
        assert_eq!(
            notes,
            [
                "admission_source.assumed",
                "discharge_status.assumed",
                "revenue_code.padded",
                "reason_for_visit.assumed",
            ]
        );
    }

    #[test]
    fn a_charge_the_coder_did_not_find_is_billed_with_a_note() {
        let mut chart = example::chart();
        chart.charges = vec![revenue("0301", Some("85025"), "2026-06-15", 100)];
        chart.encounter.discharge_status = Some("01".to_owned());
        let (claim, notes) = made(&chart, &example::coded());
        assert_eq!(claim.lines.len(), 1);
        assert_eq!(notes, ["admission_source.assumed", "charge.billed_not_coded"]);
    }
    #[test]
    fn drugs_of_one_day_are_added_up_in_their_unit() {
        let drug = |amount: &str, unit: &str| Charge {
            ndc: Some("99990077310".to_owned()),
            ndc_quantity: Some(DrugQuantity { amount: amount.to_owned(), unit: unit.to_owned() }),
            ..revenue("0636", Some("J1756"), "2026-06-15", 100)
        };
        let mut chart = example::chart();
        chart.charges = vec![drug("2.5", "ML"), drug("50", "ME"), drug("7.5", "ML")];
        let (claim, _) = made(&chart, &example::coded());
        let given: Vec<_> = claim.lines.iter().map(|l| l.ndc_quantity.clone().unwrap()).collect();
        let units: Vec<_> =
            claim.lines.iter().map(|l| (l.line, l.units.whole().unwrap())).collect();
        assert_eq!(units, [(1, 1), (2, 2)]);
        assert_eq!((given[0].amount.as_str(), given[0].unit.as_str()), ("50", "ME"));
        assert_eq!((given[1].amount.as_str(), given[1].unit.as_str()), ("10", "ML"));
    }

    #[test]
    fn the_admitting_diagnosis_is_the_coders_then_the_sources() {
        let mut chart = example::chart();
        chart.charges = vec![revenue("0120", None, "2026-06-15", 100)];
        chart.encounter.admitting_diagnosis = Some("R50.9".to_owned());
        for (setting, admitting, want) in [
            (Setting::Inpatient, Some("A41.9"), Some("A41.9")),
            (Setting::Inpatient, None, Some("R50.9")),
            (Setting::Ed, Some("A41.9"), None),
        ] {
            let admitting = admitting.map(str::to_owned);
            let coded = CodedChart { setting, admitting, ..example::coded() };
            assert_eq!(made(&chart, &coded).0.admitting_diagnosis.as_deref(), want, "{setting}");
        }
    }
}
