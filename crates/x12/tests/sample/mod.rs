//! Made-up claims that several tests write and read.
#![allow(dead_code, reason = "each test binary uses its own part")]

use model::{
    Address, BillingProvider, Cents, Claim, ClaimAdjustment, ClaimLine, ClaimPatient, ClaimPayer,
    ClaimProcedure, ClaimType, Date, DrugQuantity, HumanName, LineAdjudication, OtherPayer,
    PayerKind, ProviderRef, Quantity, Relationship, ServiceFacility, ServiceUnit, Sex, Subscriber,
    TimeOfDay,
};
use x12::{ControlNumbers, Receiver, Submitter, Usage};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

pub fn submitter() -> Submitter {
    Submitter {
        name: "MAPLE STREET FAMILY MEDICINE".into(),
        id: "MSFM01".into(),
        contact: "BILLING OFFICE".into(),
        phone: "5555550100".into(),
        email: None,
        qualifier: "ZZ".into(),
        interchange_id: "MSFM01".into(),
        group_id: "MSFM01".into(),
    }
}

pub fn receiver() -> Receiver {
    Receiver {
        name: "EXAMPLE CLEARINGHOUSE".into(),
        id: "EXCH99".into(),
        qualifier: "ZZ".into(),
        interchange_id: "EXCH99".into(),
        group_id: "EXCH99".into(),
        ..Receiver::default()
    }
}

pub fn control() -> ControlNumbers {
    ControlNumbers {
        interchange: 17,
        group: 5,
        transaction: 1,
        reference: "BATCH-0017".into(),
        date: day("2026-06-16"),
        hour: 9,
        minute: 5,
        usage: Usage::Test,
    }
}

pub fn name(family: &str, given: &str) -> HumanName {
    HumanName { family: family.into(), given: Some(given.into()), middle: None, suffix: None }
}

pub fn address(line1: &str, zip: &str) -> Address {
    Address {
        line1: line1.into(),
        line2: None,
        city: "SPRINGFIELD".into(),
        state: "IL".into(),
        zip: zip.into(),
    }
}

pub fn provider(npi: &str, family: &str, taxonomy: Option<&str>) -> ProviderRef {
    ProviderRef {
        npi: npi.into(),
        taxonomy: taxonomy.map(str::to_owned),
        name: Some(name(family, "ALEX")),
    }
}

pub fn subscriber() -> Subscriber {
    Subscriber {
        sequence: "P".into(),
        relationship: Relationship::Same,
        member_id: "W123456789".into(),
        group: Some("GRP-77".into()),
        plan: None,
        name: name("DOE", "JORDAN"),
        address: Some(address("12 OAK LANE", "62704")),
        birth_date: Some(day("1960-06-15")),
        sex: Sex::Female,
        medicare_secondary: None,
    }
}

pub fn line(number: u16, code: &str, dollars: i64) -> ClaimLine {
    ClaimLine {
        line: number,
        code: Some(code.into()),
        units: Quantity::units(1),
        charge_cents: Cents(dollars * 100),
        date: day("2026-06-15"),
        pointers: vec![1],
        ..ClaimLine::default()
    }
}

/// An office visit whose patient is the subscriber.
pub fn office(id: &str) -> Claim {
    let holder = subscriber();
    Claim {
        id: id.into(),
        claim_type: ClaimType::Professional,
        frequency: "1".into(),
        patient: ClaimPatient {
            id: "MRN-1001".into(),
            sex: holder.sex,
            birth_date: holder.birth_date,
            name: Some(holder.name.clone()),
            address: holder.address.clone(),
        },
        subscriber: Some(holder),
        payer: ClaimPayer {
            kind: PayerKind::Commercial,
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
            address: Some(address("100 MAPLE STREET", "627011234")),
            phone: Some("5555550100".into()),
        },
        rendering: Some(provider("1234567893", "RIVERA", Some("207Q00000X"))),
        diagnoses: vec!["E11.22".into(), "N18.31".into(), "I10".into()],
        lines: vec![ClaimLine { pointers: vec![1, 2, 3], ..line(1, "99214", 180) }],
        ..Claim::default()
    }
}

/// The same visit of the subscriber's child.
pub fn child(id: &str) -> Claim {
    let mut claim = office(id);
    claim.patient = ClaimPatient {
        id: "MRN-1002".into(),
        sex: Sex::Male,
        birth_date: Some(day("2015-02-03")),
        name: Some(name("DOE", "SAM")),
        address: Some(address("12 OAK LANE", "62704")),
    };
    if let Some(holder) = &mut claim.subscriber {
        holder.relationship = Relationship::Child;
        (holder.address, holder.birth_date, holder.sex) = (None, None, Sex::Unknown);
    }
    claim.diagnoses = vec!["J02.0".into()];
    claim.lines = vec![
        ClaimLine { modifiers: vec!["25".into()], ..line(1, "99213", 125) },
        ClaimLine { modifiers: vec!["QW".into()], ..line(2, "87880", 30) },
    ];
    claim
}

/// An outpatient hospital visit.
pub fn outpatient(id: &str) -> Claim {
    let revenue = |line: ClaimLine, code: &str| ClaimLine {
        revenue_code: Some(code.into()),
        pointers: Vec::new(),
        ..line
    };
    Claim {
        claim_type: ClaimType::Institutional,
        bill_type: Some("13".into()),
        admission_type: Some("1".into()),
        admission_source: Some("1".into()),
        discharge_status: Some("01".into()),
        reasons_for_visit: vec!["M25.531".into(), "R55".into()],
        place_of_service: None,
        diagnoses: vec!["S52.501A".into(), "I10".into(), "W01.0XXA".into()],
        lines: vec![
            revenue(ClaimLine { modifiers: vec!["25".into()], ..line(1, "99284", 900) }, "0450"),
            revenue(line(2, "73110", 250), "0320"),
            ClaimLine { code: None, ..revenue(line(3, "", 40), "0250") },
        ],
        ..office(id)
    }
}

/// An inpatient stay with procedures and indicators.
pub fn inpatient(id: &str) -> Claim {
    let mut claim = outpatient(id);
    claim.bill_type = Some("11".into());
    claim.payer.kind = PayerKind::Medicare;
    claim.from = day("2026-06-10");
    claim.through = day("2026-06-15");
    claim.admission_date = Some(day("2026-06-10"));
    claim.admission_hour = Some(time("02:40"));
    claim.discharge_hour = Some(time("11:05"));
    claim.reasons_for_visit.clear();
    claim.admitting_diagnosis = Some("R10.31".into());
    claim.diagnoses = vec!["K35.80".into(), "E11.9".into(), "Z79.4".into()];
    claim.diagnoses_poa = vec!["Y".into(), "Y".into(), "1".into()];
    claim.procedures = vec![
        ClaimProcedure { code: "0DTJ4ZZ".into(), date: day("2026-06-10") },
        ClaimProcedure { code: "3E0336Z".into(), date: day("2026-06-11") },
    ];
    claim.operating = Some(provider("1932147865", "LINDGREN", None));
    claim.lines = vec![
        ClaimLine {
            code: None,
            units: Quantity::units(5),
            revenue_code: Some("0120".into()),
            pointers: Vec::new(),
            ..line(1, "", 6_000)
        },
        ClaimLine {
            code: None,
            revenue_code: Some("0360".into()),
            pointers: Vec::new(),
            ..line(2, "", 8_500)
        },
    ];
    claim
}

/// An office visit with everything else that a professional claim can carry.
pub fn everything(id: &str) -> Claim {
    let mut claim = office(id);
    claim.frequency = "7".into();
    claim.original_reference = Some("PAYER-ICN-5".into());
    claim.authorization = Some("AUTH-9".into());
    claim.clia = Some("14D0000001".into());
    claim.admission_date = Some(day("2026-06-14"));
    claim.ordering = Some(provider("1043295710", "OKAFOR", None));
    claim.referring = Some(provider("1932147865", "LINDGREN", None));
    claim.facility = Some(ServiceFacility {
        name: "MAPLE STREET ANNEX".into(),
        npi: Some("1699899856".into()),
        address: address("102 MAPLE STREET", "627011235"),
    });
    claim.payer.address = Some(address("1 PLAN PLAZA", "60601"));
    claim.lines.push(ClaimLine {
        units: Quantity::units(4),
        modifiers: ["59", "LT", "76", "GA"].map(str::to_owned).to_vec(),
        pointers: vec![2],
        place_of_service: Some("12".into()),
        ndc: Some("00409379501".into()),
        ndc_quantity: Some(DrugQuantity { amount: "2.5".into(), unit: "ML".into() }),
        ..line(2, "J0696", 92)
    });
    claim.other_payers = vec![OtherPayer {
        sequence: "S".into(),
        name: "SECOND PLAN".into(),
        id: Some("SEC02".into()),
        kind: PayerKind::Medicaid,
        subscriber: Some(Subscriber {
            sequence: "S".into(),
            relationship: Relationship::Spouse,
            member_id: "SM-55".into(),
            group: None,
            plan: Some("FAMILY PLAN".into()),
            name: name("DOE", "ROBIN"),
            address: None,
            birth_date: None,
            sex: Sex::Unknown,
            medicare_secondary: None,
        }),
        ..OtherPayer::default()
    }];
    claim
}

fn adjustment(group: &str, carc: &str, cents: i64, units: Option<u32>) -> ClaimAdjustment {
    ClaimAdjustment {
        group: group.into(),
        carc: carc.into(),
        amount: Cents(cents),
        quantity: units.map(Quantity::units),
    }
}

/// The visit billed to Medicare, which comes second, after a plan that decided each line.
pub fn second(id: &str) -> Claim {
    let mut claim = office(id);
    claim.payer.kind = PayerKind::Medicare;
    let holder = claim.subscriber.as_mut().unwrap();
    (holder.sequence, holder.medicare_secondary) = ("S".into(), Some("12".into()));
    claim.lines.push(ClaimLine {
        unit: Some(ServiceUnit::Minute),
        units: Quantity::units(47),
        modifiers: vec!["QZ".into()],
        adjudications: vec![LineAdjudication {
            payer: "FIRST1".into(),
            code: Some("00811".into()),
            modifiers: vec!["QZ".into(), "QS".into()],
            units: Quantity::units(47),
            adjustments: vec![adjustment("CO", "96", 92_000, None)],
            adjudicated: Some(day("2026-06-29")),
            ..LineAdjudication::default()
        }],
        ..line(2, "00810", 920)
    });
    claim.lines.push(ClaimLine {
        units: Quantity(2_500),
        description: Some("COMPOUNDED CREAM".into()),
        ..line(3, "J3490", 40)
    });
    let decided = |paid: i64, units: Quantity, adjustments| LineAdjudication {
        payer: "FIRST1".into(),
        paid_cents: Cents(paid),
        units,
        adjustments,
        adjudicated: Some(day("2026-06-29")),
        patient_owes_cents: Some(Cents(2_000)),
        ..LineAdjudication::default()
    };
    let first = vec![
        adjustment("CO", "45", 4_550, Some(1)),
        adjustment("CO", "253", 25, None),
        adjustment("PR", "3", 2_000, None),
    ];
    claim.lines[0].adjudications = vec![decided(11_425, Quantity::units(1), first)];
    let third = vec![adjustment("PR", "1", 2_000, None)];
    claim.lines[2].adjudications = vec![decided(2_000, Quantity(2_500), third)];
    claim.other_payers = vec![OtherPayer {
        sequence: "P".into(),
        name: "FIRST PLAN".into(),
        id: Some("FIRST1".into()),
        paid_cents: Some(Cents(13_425)),
        patient_owes_cents: Some(Cents(4_000)),
        control_number: Some("ICN-2026-77".into()),
        kind: PayerKind::Commercial,
        subscriber: Some(Subscriber {
            sequence: "P".into(),
            relationship: Relationship::Spouse,
            member_id: "F-9".into(),
            name: name("DOE", "ROBIN"),
            ..Subscriber::default()
        }),
        ..OtherPayer::default()
    }];
    claim
}

/// The stay billed to a second plan after one that paid by the case, and before a third that does
/// not cover it.
pub fn second_stay(id: &str) -> Claim {
    let mut claim = inpatient(id);
    claim.payer.kind = PayerKind::Commercial;
    claim.subscriber.as_mut().unwrap().sequence = "S".into();
    let other = |sequence: &str, id: &str| OtherPayer {
        sequence: sequence.into(),
        name: format!("PLAN {sequence}"),
        id: Some(id.into()),
        subscriber: Some(Subscriber {
            sequence: sequence.into(),
            member_id: format!("M-{id}"),
            name: name("DOE", "JORDAN"),
            ..Subscriber::default()
        }),
        ..OtherPayer::default()
    };
    let codes = ["45", "97", "253", "94", "131", "144", "P3"];
    let mut taken: Vec<_> = codes.iter().map(|c| adjustment("CO", c, 50_000, None)).collect();
    taken.push(adjustment("PR", "1", 167_600, None));
    claim.other_payers = vec![
        OtherPayer {
            kind: PayerKind::Medicare,
            paid_cents: Some(Cents(1_450_000 - 350_000 - 167_600)),
            adjudicated: Some(day("2026-07-02")),
            adjustments: taken,
            ..other("P", "MAC01")
        },
        OtherPayer { not_covered_cents: Some(Cents(1_450_000)), ..other("T", "TH03") },
    ];
    claim
}
