use super::*;
use crate::example::day;
use model::{
    Address, BillingProvider, ClaimLine, ClaimPatient, ClaimPayer, ClaimProcedure, DrugQuantity,
    HumanName, OtherPayer, PayerKind, ProviderRef, Quantity, Relationship, ServiceFacility, Sex,
    Subscriber,
};

mod limits;

fn named(family: &str, given: &str) -> HumanName {
    HumanName { family: family.to_owned(), given: Some(given.to_owned()), ..Default::default() }
}

fn address(line1: &str) -> Address {
    Address {
        line1: line1.to_owned(),
        line2: None,
        city: "Springfield".to_owned(),
        state: "IL".to_owned(),
        zip: "627011234".to_owned(),
    }
}

fn line(number: u16, code: &str, cents: i64) -> ClaimLine {
    ClaimLine {
        line: number,
        code: Some(code.to_owned()),
        units: Quantity::units(1),
        charge_cents: Cents(cents),
        date: day("2026-06-15"),
        pointers: vec![1, 2],
        ..Default::default()
    }
}

fn professional() -> Claim {
    Claim {
        id: "OFFICE-01".into(),
        frequency: "1".to_owned(),
        patient: ClaimPatient {
            id: "P1".into(),
            sex: Sex::Female,
            birth_date: Some(day("1960-01-02")),
            name: Some(named("Muñoz", "Ana")),
            address: Some(address("12 Elm St. #4")),
        },
        subscriber: Some(Subscriber {
            sequence: "P".to_owned(),
            relationship: Relationship::Spouse,
            member_id: "W123456789".to_owned(),
            group: Some("G77".to_owned()),
            plan: Some("Gold".to_owned()),
            name: named("Muñoz", "Luis"),
            address: Some(address("12 Elm St")),
            birth_date: Some(day("1958-11-30")),
            sex: Sex::Male,
            ..Default::default()
        }),
        payer: ClaimPayer {
            kind: PayerKind::Commercial,
            name: "Example Health".to_owned(),
            id: Some("EX001".to_owned()),
            address: Some(address("PO Box 9")),
            ..Default::default()
        },
        from: day("2026-06-15"),
        through: day("2026-06-15"),
        place_of_service: Some("11".to_owned()),
        billing: BillingProvider {
            npi: "1245319599".to_owned(),
            taxonomy: Some("261QP2300X".to_owned()),
            name: Some("Example Clinic".to_owned()),
            tax_id: Some("123456789".to_owned()),
            address: Some(address("1 Main St")),
            phone: Some("2175550100".to_owned()),
        },
        rendering: Some(ProviderRef {
            npi: "1234567893".to_owned(),
            name: Some(named("Smith", "Jo")),
            taxonomy: None,
        }),
        referring: Some(ProviderRef {
            npi: "1932147865".to_owned(),
            name: Some(named("Ray", "Kim")),
            taxonomy: None,
        }),
        facility: Some(ServiceFacility {
            name: "Example North".to_owned(),
            npi: None,
            address: address("2 North St"),
        }),
        authorization: Some("AUTH9".to_owned()),
        diagnoses: vec!["E11.22".to_owned(), "N18.31".to_owned()],
        lines: vec![
            ClaimLine { modifiers: vec!["25".to_owned()], ..line(1, "99213", 12_550) },
            ClaimLine {
                ndc: Some("99990029305".to_owned()),
                ndc_quantity: Some(DrugQuantity { amount: "2.5".into(), unit: "ML".into() }),
                units: Quantity::units(4),
                pointers: vec![2],
                ..line(2, "J3301", 4_007)
            },
        ],
        ..Default::default()
    }
}

fn hospital() -> Claim {
    let room = ClaimLine {
        code: None,
        revenue_code: Some("0120".to_owned()),
        units: Quantity::units(3),
        ..line(1, "", 450_000)
    };
    let drug = ClaimLine {
        revenue_code: Some("0636".to_owned()),
        modifiers: vec!["JZ".to_owned()],
        ..line(2, "J1756", 9_905)
    };
    Claim {
        claim_type: ClaimType::Institutional,
        bill_type: Some("11".to_owned()),
        admission_date: Some(day("2026-06-12")),
        admission_hour: model::TimeOfDay::new(23, 10),
        discharge_hour: model::TimeOfDay::new(9, 45),
        admission_type: Some("1".to_owned()),
        admission_source: Some("4".to_owned()),
        discharge_status: Some("06".to_owned()),
        admitting_diagnosis: Some("R50.9".to_owned()),
        from: day("2026-06-12"),
        through: day("2026-06-15"),
        diagnoses: ["A41.9", "N18.31", "W19.XXXA", "Z79.4"].map(str::to_owned).to_vec(),
        diagnoses_poa: ["Y", "N", "Y", "1"].map(str::to_owned).to_vec(),
        procedures: vec![ClaimProcedure { code: "0DTJ4ZZ".to_owned(), date: day("2026-06-13") }],
        lines: vec![room, drug],
        ..professional()
    }
}

fn facts() -> PaperFacts {
    PaperFacts::ordinary(day("2026-06-22"))
}

fn page(claim: &Claim) -> FormPage {
    form(claim, &facts()).unwrap().pages.remove(0)
}

#[test]
fn the_boxes_of_a_cms_1500_by_hand() {
    let page = page(&professional());
    for (number, want) in [
        ("0.name", "EXAMPLE HEALTH"),
        ("0.city", "SPRINGFIELD IL 62701-1234"),
        ("1.group", "X"),
        ("1a", "W123456789"),
        ("2", "MUNOZ, ANA"),
        ("3.month", "01"),
        ("3.year", "1960"),
        ("3.female", "X"),
        ("4", "MUNOZ, LUIS"),
        ("5.street", "12 ELM ST 4"),
        ("5.zip", "62701-1234"),
        ("6.spouse", "X"),
        ("10a.no", "X"),
        ("11", "G77"),
        ("11a.day", "30"),
        ("11a.male", "X"),
        ("11c", "GOLD"),
        ("11d.no", "X"),
        ("12", "SIGNATURE ON FILE"),
        ("17.qualifier", "DN"),
        ("17", "KIM RAY"),
        ("17b", "1932147865"),
        ("21.indicator", "0"),
        ("21A", "E1122"),
        ("21B", "N1831"),
        ("23", "AUTH9"),
        ("24A.from.month.1", "06"),
        ("24A.to.year.2", "26"),
        ("24B.1", "11"),
        ("24D.code.1", "99213"),
        ("24D.m1.1", "25"),
        ("24E.1", "AB"),
        ("24F.dollars.1", "125"),
        ("24F.cents.1", "50"),
        ("24G.1", "1"),
        ("24J.1", "1234567893"),
        ("24.supplement.2", "N499990029305 ML2.5"),
        ("24E.2", "B"),
        ("24F.dollars.2", "40"),
        ("24F.cents.2", "07"),
        ("24G.2", "4"),
        ("25", "123456789"),
        ("25.ein", "X"),
        ("26", "OFFICE-01"),
        ("27.yes", "X"),
        ("28.dollars", "165"),
        ("28.cents", "57"),
        ("31.date", "06 22 26"),
        ("32.name", "EXAMPLE NORTH"),
        ("33.area", "217"),
        ("33.phone", "555-0100"),
        ("33.name", "EXAMPLE CLINIC"),
        ("33a", "1245319599"),
    ] {
        assert_eq!(page.text(number), Some(want), "{number}");
    }
    for number in ["1.medicare", "3.male", "9", "22.code", "29.dollars", "32a", "24F.cents.3"] {
        assert_eq!(page.text(number), None, "{number}");
    }
    // Right-justified: the dollars end in column 54, the lines stand two apart.
    let place = |number: &str| {
        let own = page.boxes.iter().find(|own| own.number == number).unwrap();
        (own.line, own.column)
    };
    assert_eq!(place("24F.dollars.1"), (44, 52));
    assert_eq!(place("24F.dollars.2"), (46, 53));
    assert_eq!(place("24.supplement.2"), (45, 1));
}

#[test]
fn medicare_first_says_none_in_item_11() {
    let mut claim = professional();
    claim.payer.kind = PayerKind::Medicare;
    let first = page(&claim);
    assert_eq!((first.text("11"), first.text("4")), (Some("NONE"), None));
    assert_eq!(first.text("1.medicare"), Some("X"));
    if let Some(holder) = &mut claim.subscriber {
        holder.sequence = "S".to_owned();
    }
    claim.other_payers = vec![OtherPayer {
        sequence: "P".to_owned(),
        name: "Other Plan".to_owned(),
        paid_cents: Some(Cents(5_000)),
        subscriber: claim.subscriber.clone(),
        ..Default::default()
    }];
    let second = page(&claim);
    assert_eq!((second.text("11"), second.text("11d.yes")), (Some("G77"), Some("X")));
    assert_eq!((second.text("9d"), second.text("29.dollars")), (Some("OTHER PLAN"), Some("50")));
}

#[test]
fn the_boxes_of_a_ub_04_by_hand() {
    let page = page(&hospital());
    for (number, want) in [
        ("1.name", "EXAMPLE CLINIC"),
        ("1.phone", "217-555-0100"),
        ("3a", "OFFICE-01"),
        ("4", "0111"),
        ("5", "12-3456789"),
        ("6.from", "061226"),
        ("6.through", "061526"),
        ("8a", "P1"),
        ("8b", "MUNOZ, ANA"),
        ("9d", "62701-1234"),
        ("10", "01021960"),
        ("11", "F"),
        ("12", "061226"),
        ("13", "23"),
        ("14", "1"),
        ("15", "4"),
        ("16", "09"),
        ("17", "06"),
        ("38.street", "PO BOX 9"),
        ("42.1", "0120"),
        ("44.rate.dollars.1", "1500"),
        ("44.rate.cents.1", "00"),
        ("46.1", "3"),
        ("47.dollars.1", "4500"),
        ("44.2", "J1756JZ"),
        ("47.cents.2", "05"),
        ("42.total", "0001"),
        ("43.page", "1"),
        ("43.of", "1"),
        ("45.prepared", "062226"),
        ("47.total.dollars", "4599"),
        ("47.total.cents", "05"),
        ("50A", "EXAMPLE HEALTH"),
        ("51A", "EX001"),
        ("52A", "Y"),
        ("56", "1245319599"),
        ("58A", "MUNOZ, LUIS"),
        ("59A", "01"),
        ("60A", "W123456789"),
        ("62A", "G77"),
        ("63A", "AUTH9"),
        ("66", "0"),
        ("67", "A419"),
        ("67.poa", "Y"),
        ("67A", "N1831"),
        ("67A.poa", "N"),
        ("67B", "Z794"),
        ("69", "R509"),
        ("72a", "W19XXXA"),
        ("72a.poa", "Y"),
        ("74", "0DTJ4ZZ"),
        ("74.day", "061326"),
        ("76.npi", "1234567893"),
        ("76.last", "SMITH"),
        ("81a.qualifier", "B3"),
        ("81a.code", "261QP2300X"),
    ] {
        assert_eq!(page.text(number), Some(want), "{number}");
    }
    // A stay has no day on its lines, an exempt code no indicator.
    for number in ["45.1", "45.2", "67B.poa", "54A.dollars", "70a", "77.npi"] {
        assert_eq!(page.text(number), None, "{number}");
    }
    let outpatient = Claim { bill_type: Some("13".to_owned()), ..hospital() };
    assert_eq!(self::page(&outpatient).text("45.2"), Some("061526"));
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    for claim in [professional(), hospital()] {
        let form = form(&claim, &facts()).unwrap();
        for mode in [PdfMode::DataOnly, PdfMode::Labels] {
            let make = || to_pdf(&form, mode, Pitch::Ten, Alignment::default()).unwrap();
            let pdf = make();
            assert_eq!(pdf, make());
            assert!(pdf.starts_with(b"%PDF-"));
            assert!(pdf.len() < 60_000, "{}", pdf.len());
        }
        let moved = Alignment { right: 9, down: -4 };
        let pdf = |alignment| to_pdf(&form, PdfMode::DataOnly, Pitch::Twelve, alignment).unwrap();
        assert_ne!(pdf(moved), pdf(Alignment::default()));
    }
}

#[test]
fn a_practice_with_a_long_name_is_shortened_and_noted_and_numbers_are_whole() {
    let mut claim = professional();
    claim.billing.name = Some("Riverside Family Medicine Associates".to_owned());
    claim.billing.address = Some(Address {
        city: "North Springfield Heights Junction".to_owned(),
        ..address("1200 Northwest Harborview Blvd")
    });
    let form = form(&claim, &facts()).unwrap();
    let page = &form.pages[0];
    assert_eq!(page.text("33.name"), Some("RIVERSIDE FAMILY MED ASSOC"));
    assert_eq!(page.text("33.street"), Some("1200 NW HARBORVIEW BLVD"));
    let city = page.text("33.city").unwrap();
    assert!(city.starts_with("N") && city.ends_with("IL 62701-1234"), "{city}");
    let noted: Vec<&str> = form.shortened().iter().map(|note| note.number.as_str()).collect();
    assert_eq!(noted, ["33.name", "33.street", "33.city"]);
    assert_eq!(form.shortened()[0].whole, "RIVERSIDE FAMILY MEDICINE ASSOCIATES");
    // Each of the fitting boxes of another claim says nothing.
    assert!(super::form(&professional(), &facts()).unwrap().shortened().is_empty());
    // An identifier that is too long stays a fault.
    claim.subscriber.as_mut().unwrap().member_id = "M".repeat(30);
    let faults = super::form(&claim, &facts()).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].number, "1a");
}
