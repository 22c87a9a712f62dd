//! What the guides ask of a claim beyond the form of its values, and the faults where it lacks it:
//! visits, other payers' decisions, services that need more, numbers that do not fit.

mod expected;
mod sample;

use expected::{check, faults, only};
use model::{Cents, Claim, PayerKind, Quantity};
use sample::{control, day, office, outpatient, receiver, second, second_stay, submitter, time};
use x12::write_837i;

#[test]
fn outpatient_faults() {
    check(
        outpatient,
        &[
            (|c| c.reasons_for_visit.clear(), "missing", "reasons_for_visit", "2300", "HI01-2"),
            (four_reasons, "rule", "reasons_for_visit", "2300", "HI01"),
            (
                |c| c.reasons_for_visit[1] = "5A11".into(),
                "shape",
                "reasons_for_visit",
                "2300",
                "HI02-2",
            ),
            (|c| c.admission_hour = Some(time("10")), "rule", "admission_hour", "2300", "DTP03"),
            (|c| c.lines[1].code = None, "missing", "lines.code", "2400", "SV202-2"),
        ],
    );
    let mut planned = outpatient("F1");
    planned.reasons_for_visit.clear();
    planned.admission_type = Some("3".into());
    assert!(write_837i(&[planned], &submitter(), &receiver(), &control()).is_ok());
}

fn four_reasons(claim: &mut Claim) {
    claim.reasons_for_visit = vec!["R05.9".into(); 4];
}

/// Coordination of benefits on lines: every decision balances and is dated, by a known payer.
#[test]
fn line_decision_faults() {
    check(
        second,
        &[
            (
                |c| c.lines[0].adjudications[0].adjustments[0].amount = Cents(1),
                "rule",
                "lines.adjudications",
                "2430",
                "SVD02",
            ),
            (
                |c| c.lines[0].adjudications[0].adjustments[0].group = "XX".into(),
                "shape",
                "lines.adjudications.adjustments.group",
                "2430",
                "CAS01",
            ),
            (
                |c| c.lines[0].adjudications[0].adjustments[1].carc = "A-1".into(),
                "shape",
                "lines.adjudications.adjustments.carc",
                "2430",
                "CAS05",
            ),
            (
                |c| c.lines[0].adjudications[0].adjudicated = None,
                "missing",
                "lines.adjudications.adjudicated",
                "2430",
                "DTP03",
            ),
            (
                |c| c.lines[0].adjudications[0].modifiers = vec!["25".into()],
                "rule",
                "lines.adjudications.modifiers",
                "2430",
                "SVD03-3",
            ),
            (
                |c| c.other_payers[0].paid_cents = Some(Cents(1)),
                "rule",
                "other_payers.paid_cents",
                "2320",
                "AMT02",
            ),
            (
                |c| c.other_payers[0].paid_cents = None,
                "missing",
                "other_payers.paid_cents",
                "2320",
                "AMT02",
            ),
            (
                |c| c.subscriber.as_mut().unwrap().medicare_secondary = None,
                "missing",
                "subscriber.medicare_secondary",
                "2000B",
                "SBR05",
            ),
            (|c| c.lines[2].description = None, "missing", "lines.description", "2400", "SV101-7"),
            (same_place, "rule", "other_payers.sequence", "2320", "SBR01"),
        ],
    );
    let mut unknown = second("F1");
    unknown.lines[1].adjudications[0].payer = "WHO".into();
    let found: Vec<_> = faults(unknown).iter().map(|f| (f.field, f.line)).collect();
    assert_eq!(found, [("lines.adjudications.payer", Some(2))]);
}

fn same_place(claim: &mut Claim) {
    claim.other_payers[0].sequence = "S".into();
}

/// Coordination of benefits of a claim as a whole.
#[test]
fn claim_decision_faults() {
    check(
        second_stay,
        &[
            (
                |c| c.other_payers[0].adjustments[0].amount = Cents(49_999),
                "rule",
                "other_payers.paid_cents",
                "2320",
                "AMT02",
            ),
            (
                |c| c.other_payers[0].adjudicated = None,
                "missing",
                "other_payers.adjudicated",
                "2330B",
                "DTP03",
            ),
            (
                |c| c.other_payers[0].not_covered_cents = Some(Cents(5)),
                "rule",
                "other_payers.not_covered_cents",
                "2320",
                "AMT02",
            ),
            (
                |c| c.other_payers[1].adjudicated = Some(day("2026-07-01")),
                "rule",
                "other_payers.not_covered_cents",
                "2320",
                "AMT02",
            ),
            (|c| c.other_payers.clear(), "missing", "other_payers", "2320", "SBR01"),
            (
                |c| c.other_payers[1].control_number = Some("X".repeat(51)),
                "length",
                "other_payers.control_number",
                "2330B",
                "REF02",
            ),
        ],
    );
    let mut many = second_stay("F1");
    let one = many.other_payers[0].adjustments.pop().unwrap();
    for carc in 0..30 {
        let amount = Cents(if carc == 0 { one.amount.0 } else { 0 });
        let adjustment = model::ClaimAdjustment { amount, carc: carc.to_string(), ..one.clone() };
        many.other_payers[0].adjustments.push(adjustment);
    }
    assert_eq!(only(many).1, "other_payers.adjustments");
}

/// Services beside which the guide asks for what a claim does not hold.
#[test]
fn services_that_need_more() {
    let with = |code: &str| {
        let mut claim = office("F1");
        claim.lines[0].code = Some(code.into());
        claim
    };
    assert_eq!(only(with("A0429")).1, "lines.code");
    assert_eq!(only(with("E1399")).1, "lines.description");
    let mut oversight = with("G0181");
    oversight.payer.kind = PayerKind::Medicare;
    assert_eq!(only(oversight).1, "lines.code");
    let mut visit = with("99232");
    visit.place_of_service = Some("21".into());
    assert_eq!(only(visit).1, "admission_date");
}

/// Counts and amounts that their elements cannot hold.
#[test]
fn numbers_that_do_not_fit() {
    let mut units = office("F1");
    units.lines[0].units = Quantity(99_999_999_001);
    assert_eq!(only(units).0, "x12.write.length");
    let mut charge = office("F1");
    charge.lines[0].charge_cents = Cents(10_000_000_001);
    let found: Vec<_> = faults(charge).iter().map(|f| (f.field, f.segment.clone())).collect();
    let at = |segment: &str| ("lines.charge_cents", segment.to_owned());
    assert_eq!(found, [at("CLM02"), at("SV102")]);
}
