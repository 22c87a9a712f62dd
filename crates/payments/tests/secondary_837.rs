//! Secondary claims as they go out: written as 837P, valid by the validator, read back.

use model::remittance::{ClaimAdjustment, PaidClaim, PaidLine, PaidService, Remittance};
use model::{
    Address, BillingProvider, Cents, Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimType, Date,
    HumanName, PayerKind, ProviderRef, Quantity, Sex, Subscriber,
};
use payments::posting::{OpenClaim, match_lines};
use payments::secondary::{NextPayer, secondary_claim};
use std::collections::BTreeSet;
use x12::validate::{Options, validate};
use x12::{ControlNumbers, Receiver, Submitter, Usage, read_837, write_837p};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn name(family: &str, given: &str) -> HumanName {
    HumanName { family: family.into(), given: Some(given.into()), ..HumanName::default() }
}

fn address(zip: &str) -> Address {
    Address {
        line1: "100 MAPLE STREET".into(),
        line2: None,
        city: "SPRINGFIELD".into(),
        state: "IL".into(),
        zip: zip.into(),
    }
}

fn holder(sequence: &str, member: &str) -> Subscriber {
    Subscriber {
        sequence: sequence.into(),
        member_id: member.into(),
        name: name("DOE", "JORDAN"),
        address: Some(address("62704")),
        birth_date: Some(day("1955-06-15")),
        sex: Sex::Female,
        ..Subscriber::default()
    }
}

fn line(line: u16, code: &str, modifier: &str, charge: i64) -> ClaimLine {
    ClaimLine {
        line,
        code: Some(code.into()),
        modifiers: vec![modifier.into()],
        units: Quantity::units(1),
        charge_cents: Cents(charge),
        date: day("2026-06-15"),
        pointers: vec![1],
        ..ClaimLine::default()
    }
}

fn primary() -> Claim {
    Claim {
        id: "C1001".into(),
        claim_type: ClaimType::Professional,
        frequency: "1".into(),
        patient: ClaimPatient {
            id: "MRN-1".into(),
            sex: Sex::Female,
            birth_date: Some(day("1955-06-15")),
            name: Some(name("DOE", "JORDAN")),
            address: Some(address("62704")),
        },
        subscriber: Some(holder("P", "W123")),
        payer: ClaimPayer {
            name: "EXAMPLE HEALTH PLAN".into(),
            id: Some("EHP01".into()),
            ..ClaimPayer::default()
        },
        from: day("2026-06-15"),
        through: day("2026-06-15"),
        place_of_service: Some("11".into()),
        billing: BillingProvider {
            npi: "1245319599".into(),
            taxonomy: Some("207Q00000X".into()),
            name: Some("MAPLE STREET FAMILY MEDICINE".into()),
            tax_id: Some("123456789".into()),
            address: Some(address("627011234")),
            phone: Some("5555550100".into()),
        },
        rendering: Some(ProviderRef {
            npi: "1234567893".into(),
            taxonomy: Some("207Q00000X".into()),
            name: Some(name("RIVERA", "ALEX")),
        }),
        diagnoses: vec!["E11.22".into()],
        lines: vec![line(1, "99214", "25", 18_000), line(2, "20610", "RT", 12_000)],
        ..Claim::default()
    }
}

fn adjustment(group: &str, carc: &str, cents: i64) -> ClaimAdjustment {
    ClaimAdjustment { group: group.into(), carc: carc.into(), amount: Cents(cents), quantity: None }
}

fn paid(code: &str, charge: i64, paid: i64, adjustments: Vec<ClaimAdjustment>) -> PaidLine {
    PaidLine {
        service: PaidService {
            qualifier: "HC".into(),
            code: code.into(),
            ..PaidService::default()
        },
        charge: Cents(charge),
        paid: Cents(paid),
        adjustments,
        ..PaidLine::default()
    }
}

fn decision() -> PaidClaim {
    let first = vec![
        adjustment("PR", "2", 1_500),
        adjustment("CO", "45", 5_000),
        adjustment("PR", "3", 2_500),
        adjustment("CO", "253", 180),
    ];
    let second = vec![adjustment("PR", "1", 9_000), adjustment("CO", "45", 3_000)];
    PaidClaim {
        control_number: "C1001".into(),
        status: "1".into(),
        charge: Cents(30_000),
        paid: Cents(8_820),
        payer_control_number: Some("ICN2026077".into()),
        lines: vec![paid("99214", 18_000, 8_820, first), paid("20610", 12_000, 0, second)],
        ..PaidClaim::default()
    }
}

fn next(kind: PayerKind, reason: Option<&str>) -> NextPayer {
    NextPayer {
        payer: ClaimPayer {
            kind,
            name: "SECOND PLAN".into(),
            id: Some("SEC02".into()),
            ..ClaimPayer::default()
        },
        subscriber: Subscriber {
            medicare_secondary: reason.map(str::to_owned),
            ..holder("", "S999")
        },
    }
}

/// The secondary claim, its 837P and what the validator says of it.
fn written(decision: &PaidClaim, next: &NextPayer) -> (Claim, String, Vec<String>) {
    let claim = primary();
    let remittance = Remittance { date: day("2026-07-01"), ..Remittance::default() };
    let open = OpenClaim::of(&claim, None);
    let lines = match_lines(decision, &open.lines, &BTreeSet::new());
    let made = secondary_claim(&claim, &remittance, decision, &lines, next).unwrap();
    let submitter = Submitter {
        name: "MAPLE STREET FAMILY MEDICINE".into(),
        id: "MSFM01".into(),
        contact: "BILLING OFFICE".into(),
        phone: "5555550100".into(),
        email: None,
        qualifier: "ZZ".into(),
        interchange_id: "MSFM01".into(),
        group_id: "MSFM01".into(),
    };
    let receiver = Receiver {
        name: "EXAMPLE CLEARINGHOUSE".into(),
        id: "EXCH99".into(),
        qualifier: "ZZ".into(),
        interchange_id: "EXCH99".into(),
        group_id: "EXCH99".into(),
        ..Receiver::default()
    };
    let control = ControlNumbers {
        interchange: 17,
        group: 5,
        transaction: 1,
        reference: "BATCH-17".into(),
        date: day("2026-07-06"),
        hour: 9,
        minute: 5,
        usage: Usage::Test,
    };
    let text = write_837p(std::slice::from_ref(&made), &submitter, &receiver, &control).unwrap();
    let report = validate(text.as_bytes(), &Options::default());
    let faults = report.faults.iter().map(ToString::to_string).collect();
    (made, text, faults)
}

/// The segments of a claim whose identifier is one of these, in order.
fn segments(text: &str, wanted: &[&str]) -> Vec<String> {
    let all = text.split('~').map(str::trim);
    let keep = |one: &&str| wanted.contains(&one.split('*').next().unwrap_or(""));
    all.filter(keep).map(str::to_owned).collect()
}

#[test]
fn a_decision_by_line_goes_out_right() {
    let (made, text, faults) = written(&decision(), &next(PayerKind::Commercial, None));
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    assert_eq!(
        segments(&text, &["SBR", "AMT", "SVD", "CAS"]),
        [
            "SBR*S*18*******CI",
            "SBR*P*18*******CI",
            "AMT*D*88.2",
            "SVD*EHP01*88.2*HC:99214:25**1",
            // Issue 6268 of OpenEMR: the reasons of one group in one CAS, one CAS a group.
            "CAS*PR*2*15**3*25",
            "CAS*CO*45*50**253*1.8",
            "AMT*EAF*40",
            "SVD*EHP01*0*HC:20610:RT**1",
            "CAS*PR*1*90",
            "CAS*CO*45*30",
            "AMT*EAF*90",
        ]
    );
    // The day stands with the lines alone; the first payer's number with the first payer alone.
    assert_eq!(text.matches("DTP*573*D8*20260701").count(), 2);
    assert_eq!(text.matches("REF*F8*ICN2026077").count(), 1);
    assert!(text.find("REF*F8").unwrap() > text.find("NM1*PR*2*EXAMPLE").unwrap());
    let read = read_837(text.as_bytes()).unwrap();
    assert_eq!(read[0].other_payers[0].paid_cents, made.other_payers[0].paid_cents);
    assert_eq!(read[0].lines[0].adjudications.len(), 1);
}

#[test]
fn a_decision_on_the_whole_claim_goes_out_right() {
    let whole = PaidClaim {
        lines: Vec::new(),
        adjustments: vec![
            adjustment("CO", "45", 8_180),
            adjustment("PR", "2", 4_000),
            adjustment("PR", "1", 9_000),
        ],
        ..decision()
    };
    let (_, text, faults) = written(&whole, &next(PayerKind::Commercial, None));
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    assert_eq!(
        segments(&text, &["AMT", "SVD", "CAS"]),
        ["CAS*CO*45*81.8", "CAS*PR*2*40**1*90", "AMT*D*88.2", "AMT*EAF*130"]
    );
    assert_eq!(text.matches("DTP*573*D8*20260701").count(), 1);
}

#[test]
fn medicare_second_says_why() {
    let (_, text, faults) = written(&decision(), &next(PayerKind::Medicare, Some("12")));
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    assert_eq!(segments(&text, &["SBR"])[0], "SBR*S*18***12****MB");
}
