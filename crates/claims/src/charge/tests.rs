use super::*;
use crate::charge_master::{ChargeMaster, OnFault};
use crate::example::{self, day, px};
use model::CodedChart;

fn master() -> ChargeMaster {
    let text = "code,modifier,revenue_code,price,from,to\n99213,,,125.50,2026-01-01,\n\
                71046,,,120,2026-01-01,\n71046,26,,40,2026-01-01,\n71046,RT,,45,2026-01-01,\n\
                99000,,,0,2026-01-01,\n36415,,0300,8.25,2026-01-01,\n";
    ChargeMaster::from_csv(text, OnFault::TakeNothing).unwrap().master
}

fn posting() -> Posting {
    Posting {
        account: "office-01".into(),
        site: "MAIN".to_owned(),
        posted_on: day("2026-06-17"),
        claim_type: ClaimType::Professional,
    }
}

fn coded(px: Vec<model::ProcedureCode>) -> CodedChart {
    CodedChart { px, ..example::coded() }
}

#[test]
fn codes_become_charges_and_what_has_no_price_holds() {
    for (code, modifiers, units, cents, hold) in [
        ("99213", &["25"][..], 1, Some(12_550), None),
        ("71046", &["26"], 2, Some(8_000), None),
        ("71046", &["RT", "26"], 1, None, Some(HoldKind::Ambiguous)),
        ("99000", &[], 1, None, Some(HoldKind::Zero)),
        ("12345", &[], 1, None, Some(HoldKind::Unknown)),
        ("99213", &[], 0, None, Some(HoldKind::Units)),
        ("3074F", &[], 1, Some(0), None),
    ] {
        let made = from_codes(&coded(vec![px(code, modifiers, units)]), &posting(), &master());
        let charge = &made.charges[0];
        assert_eq!(charge.charge_cents, cents.map(Cents), "{code} {modifiers:?}");
        assert_eq!(made.holds.first().map(|hold| hold.kind), hold, "{code} {modifiers:?}");
        assert!(made.holds.iter().all(|hold| hold.charge == charge.id && !hold.next.is_empty()));
        assert_eq!((charge.pointers.as_slice(), charge.date), (&[1][..], day("2026-06-15")));
    }
}

#[test]
fn a_hospital_takes_the_revenue_code_of_the_master() {
    let chart = coded(vec![px("36415", &[], 1)]);
    for (claim_type, want) in
        [(ClaimType::Professional, None), (ClaimType::Institutional, Some("0300"))]
    {
        let made = from_codes(&chart, &Posting { claim_type, ..posting() }, &master());
        assert_eq!(made.charges[0].revenue_code.as_deref(), want);
        assert_eq!(made.charges[0].charge_cents, Some(Cents(825)));
    }
}

#[test]
fn the_same_source_twice_adds_nothing() {
    let chart = coded(vec![px("99213", &[], 1), px("71046", &[], 1), px("71046", &[], 1)]);
    let made = from_codes(&chart, &posting(), &master()).charges;
    let ids: std::collections::BTreeSet<_> = made.iter().map(|charge| &charge.id).collect();
    assert_eq!(ids.len(), 3);
    let first = post(&[], made.clone());
    assert_eq!((first.added.len(), first.repeated.len()), (3, 0));
    let later = Posting { posted_on: day("2026-06-30"), ..posting() };
    let mut present = first.added;
    present[0] = present[0].clone().voided("given to another account").unwrap();
    let again = post(&present, from_codes(&chart, &later, &master()).charges);
    assert_eq!((again.added.len(), again.repeated.len(), again.changed.len()), (0, 3, 0));
    let recoded = coded(vec![px("99213", &[], 2)]);
    let changed = post(&present, from_codes(&recoded, &later, &master()).charges);
    assert_eq!((changed.added.len(), changed.changed.len()), (0, 1));
}

const FILE: &str = "account,id,code,modifiers,units,charge,date,site,revenue_code,ndc,pointers\n\
    A1,,99213,25 GT,1,,2026-06-15,,,,1 2\n\
    A1,,J1756,,4,4.00,2026-06-15,WEST,0636,99990-0773-10,\n\
    A1,,J1756,,4,4.00,2026-06-15,WEST,0636,99990-0773-10,\n\
    A2,77,12345,,1,,2026-06-15,,,,\n\
    A2,78,,,1,0,2026-06-15,,120,,\n";

#[test]
fn a_file_of_charges() {
    let made = from_csv(FILE, &posting(), &master()).unwrap();
    let seen: Vec<_> = made
        .charges
        .iter()
        .map(|c| (c.account.as_str(), c.units, c.charge_cents.map(|c| c.0), c.site.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("A1", 1, Some(12_550), "MAIN"),
            ("A1", 4, Some(400), "WEST"),
            ("A1", 4, Some(400), "WEST"),
            ("A2", 1, None, "MAIN"),
            ("A2", 1, None, "MAIN"),
        ]
    );
    assert_eq!(made.charges[0].modifiers, ["25", "GT"]);
    assert_eq!(made.charges[1].ndc.as_deref(), Some("99990077310"));
    let holds: Vec<_> = made.holds.iter().map(|hold| (hold.account.as_str(), hold.kind)).collect();
    assert_eq!(holds, [("A2", HoldKind::Unknown), ("A2", HoldKind::Unknown)]);
    let again = from_csv(FILE, &posting(), &master()).unwrap().charges;
    let posted = post(&made.charges, again);
    assert_eq!((posted.added.len(), posted.repeated.len()), (0, 5));
    let dearer = FILE.replace("A2,77,12345,,1,", "A2,77,12345,,1,9.50");
    let posted = post(&made.charges, from_csv(&dearer, &posting(), &master()).unwrap().charges);
    assert_eq!((posted.added.len(), posted.changed.len()), (0, 1));
    assert!(from_csv(&template(), &posting(), &master()).unwrap().charges.is_empty());
}

#[test]
fn a_faulty_file_of_charges_is_not_taken() {
    let text = "account,code,modifiers,units,charge,date,ndc,pointers\n\
        ,99213,,1,,2026-06-15,,\nA,,,1,,2026-06-15,,\nA,99213,,0,,2026-06-15,,\n\
        A,99213,,1.5,,2026-06-15,,\nA,99213,,1,1.001,2026-06-15,,\nA,99213,,1,,15.6.2026,,\n\
        A,99213,,1,,2026-06-15,123,\nA,99213,,1,,2026-06-15,,0\nA,99213,1 2,1,,2026-06-15,,\n\
        A,99213,25 26 27 59 GT,1,,2026-06-15,,\nA,99213,25,1,,2026-06-15,,1\n";
    let faults = from_csv(text, &posting(), &master()).unwrap_err();
    let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(
        places,
        [
            (2, "account"),
            (3, "code"),
            (4, "units"),
            (5, "units"),
            (6, "charge"),
            (7, "date"),
            (8, "ndc"),
            (9, "pointers"),
            (10, "modifiers"),
            (10, "modifiers"),
            (11, "modifiers"),
        ]
    );
}

#[test]
fn charges_that_intake_read() {
    let own = [example::charge("99213", &[], 1, 9_900), example::charge("71046", &["26"], 1, 0)];
    let made = from_captured(&own, day("2026-06-15"), &posting(), &master());
    let cents: Vec<_> = made.charges.iter().map(|charge| charge.charge_cents).collect();
    assert_eq!(cents, [Some(Cents(9_900)), Some(Cents(4_000))]);
    assert!(made.holds.is_empty());
    let back = made.charges[0].to_captured().unwrap();
    assert_eq!((back.amount, back.code.as_deref()), (Cents(9_900), Some("99213")));
    let again = from_captured(&own, day("2026-06-15"), &posting(), &master());
    assert!(post(&made.charges, again.charges).added.is_empty());
}

#[test]
fn states() {
    let made = from_codes(&coded(vec![px("99213", &[], 1)]), &posting(), &master());
    let charge = made.charges.into_iter().next().unwrap();
    let reviewed = charge.clone().reviewed().unwrap();
    assert_eq!(reviewed.state, ChargeState::Reviewed);
    assert_eq!(reviewed.clone().voided("  "), Err(ChargeStateError::NoReason(charge.id.clone())));
    let voided = reviewed.voided("wrong patient").unwrap();
    assert!(voided.to_captured().is_none());
    assert_eq!(voided.clone().reviewed(), Err(ChargeStateError::Voided(charge.id.clone())));
    let json = serde_json::to_string(&voided).unwrap();
    assert!(json.contains(r#""state":{"state":"voided","reason":"wrong patient"}"#), "{json}");
    assert_eq!(serde_json::from_str::<Charge>(&json).unwrap(), voided);
}
