//! read(write(claims)) == claims, for golden pairs and for claims made at random.
//!
//! A golden pair is `fixtures/x12/<name>/claims.json` and `claims.837`. To write the 837 anew after
//! a wanted change: `CLEANCLAIM_BLESS=1 cargo test -p x12 --test round_trip`, then read the diff.

mod sample;

use model::{
    Address, Cents, Claim, ClaimAdjustment, ClaimLine, ClaimProcedure, ClaimType, Date,
    DrugQuantity, HumanName, LineAdjudication, OtherPayer, PayerKind, ProviderRef, Quantity,
    Relationship, ServiceUnit, Sex, Subscriber, TimeOfDay,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use sample::{
    child, control, day, everything, inpatient, office, outpatient, receiver, second, second_stay,
    submitter,
};
use std::path::Path;
use x12::validate::{Options, Severity, validate};
use x12::{Delimiters, LineEnd, Receiver, read_837, read_837_with_left, write_837i, write_837p};

fn write(claims: &[Claim], receiver: &Receiver) -> String {
    let write = match claims[0].claim_type {
        ClaimType::Professional => write_837p,
        ClaimType::Institutional => write_837i,
    };
    write(claims, &submitter(), receiver, &control()).unwrap()
}

fn sorted(mut claims: Vec<Claim>) -> Vec<Claim> {
    claims.sort_by(|a, b| a.id.cmp(&b.id));
    claims
}

#[test]
fn golden_pairs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12");
    let bless = std::env::var_os("CLEANCLAIM_BLESS").is_some();
    for (name, claims) in [
        (
            "claim_837p",
            vec![office("P-1"), child("P-2"), everything("P-3"), office("P-4"), second("P-5")],
        ),
        ("claim_837i", vec![inpatient("I-1"), outpatient("I-2"), second_stay("I-3")]),
    ] {
        let (json, x12) =
            (folder.join(name).join("claims.json"), folder.join(name).join("claims.837"));
        if bless {
            std::fs::create_dir_all(folder.join(name)).unwrap();
            std::fs::write(&json, serde_json::to_string_pretty(&claims).unwrap() + "\n").unwrap();
            std::fs::write(&x12, write(&claims, &receiver())).unwrap();
        }
        let kept: Vec<Claim> =
            serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
        let text = std::fs::read_to_string(&x12).unwrap();
        assert_eq!(write(&kept, &receiver()), text, "{name}");
        let read = read_837_with_left(text.as_bytes()).unwrap();
        assert_eq!(sorted(read.claims), sorted(kept), "{name}");
        assert!(read.left.is_empty(), "{name}: {:?}", read.left);
    }
}

#[test]
fn five_thousand_claims_a_transaction() {
    let claims: Vec<Claim> = (0..5_001)
        .map(|i| if i % 3 == 0 { child(&format!("C{i}")) } else { office(&format!("C{i}")) })
        .collect();
    let text = write(&claims, &receiver());
    assert_eq!(text.matches("\nST*").count(), 2);
    assert!(text.contains("\nGE*2*5~") && text.contains("BATCH-0017-2"));
    assert!(x12::envelope_faults(text.as_bytes()).is_empty());
    assert_eq!(sorted(read_837(text.as_bytes()).unwrap()), sorted(claims));
}

fn word(most: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[A-Z][A-Z0-9.'-]{{1,{}}}", most - 2)).unwrap()
}

fn person() -> impl Strategy<Value = HumanName> {
    (word(40), option::of(word(30)), option::of(word(20)), option::of(word(8)))
        .prop_map(|(family, given, middle, suffix)| HumanName { family, given, middle, suffix })
}

fn place(zip: &'static str) -> impl Strategy<Value = Address> {
    (word(40), option::of(word(40)), word(25), "[A-Z]{2}", zip).prop_map(
        |(line1, line2, city, state, zip)| Address {
            line1: format!("1 {line1}"),
            line2,
            city,
            state,
            zip,
        },
    )
}

fn date() -> impl Strategy<Value = Date> {
    (0i32..4_000).prop_map(|days| day("2015-10-01").plus_days(days))
}

/// Nine digits with their check digit.
fn npi(nine: &str) -> String {
    format!("{nine}{}", char::from(model::npi::check_digit(nine).unwrap()))
}

fn provider() -> impl Strategy<Value = ProviderRef> {
    ("[1-2][0-9]{8}", person()).prop_map(|(nine, name)| ProviderRef {
        npi: npi(&nine),
        taxonomy: None,
        name: Some(name),
    })
}

fn diagnosis() -> impl Strategy<Value = String> {
    "[A-U][0-9][0-9A-B](\\.[0-9A-Z]{1,4})?"
}

fn line() -> impl Strategy<Value = ClaimLine> {
    let drug = ("[0-9]{11}", "[1-9][0-9]{0,3}(\\.[0-9]{1,2})?", "F2|GR|ME|ML|UN");
    let what = ("[B-Z0-9][0-9]{4}", vec("[A-Z0-9]{2}", 0..5), units(), 0i64..10_000_000);
    let (words, revenue) = (option::of(word(60)), "0[3-9][0-9]{2}");
    (what, date(), vec(1u8..3, 1..5), option::of(drug), revenue, words).prop_map(
        |((code, modifiers, units, cents), date, pointers, drug, revenue, description)| ClaimLine {
            line: 0,
            code: Some(code),
            modifiers,
            description,
            units,
            unit: None,
            charge_cents: Cents(cents),
            date,
            pointers,
            revenue_code: Some(revenue),
            ndc: drug.as_ref().map(|d| d.0.clone()),
            ndc_quantity: drug.map(|(_, amount, unit)| DrugQuantity { amount, unit }),
            place_of_service: None,
            adjudications: Vec::new(),
        },
    )
}

/// Up to eight digits, at most three of them after the point.
fn units() -> impl Strategy<Value = Quantity> {
    prop_oneof![
        (1i64..100_000).prop_map(|n| Quantity(n * 1_000)),
        (1i64..99_999).prop_map(Quantity)
    ]
}

/// What is left of a charge, cut into adjustments of two groups, those of a group together.
fn adjustments(rest: i64, cuts: &[i64]) -> Vec<ClaimAdjustment> {
    let mut left = rest;
    let mut made: Vec<ClaimAdjustment> = Vec::new();
    for (nth, cut) in cuts.iter().enumerate() {
        let amount = if nth + 1 == cuts.len() { left } else { *cut };
        left -= amount;
        made.push(ClaimAdjustment {
            group: if nth < 8 { "CO" } else { "PR" }.into(),
            carc: format!("{}", 1 + nth * 7),
            amount: Cents(amount),
            quantity: (amount % 2 == 0).then_some(Quantity(amount.abs() % 9_999_000 + 1)),
        });
    }
    made
}

/// How another payer decides: by line or as a whole, what it pays in percent, how it adjusts.
#[derive(Clone, Debug)]
struct Decision {
    by_line: bool,
    percent: i64,
    cuts: Vec<i64>,
    owes: Option<i64>,
    other_code: Option<String>,
    on: Date,
}

fn decision() -> impl Strategy<Value = Decision> {
    let cuts = vec(-5_000i64..50_000, 1..20);
    let owes = option::of(0i64..100_000);
    let code = option::of("[0-9]{5}");
    (any::<bool>(), 0i64..101, cuts, owes, code, date()).prop_map(
        |(by_line, percent, cuts, owes, other_code, on)| Decision {
            by_line,
            percent,
            cuts,
            owes,
            other_code,
            on,
        },
    )
}

/// Puts another payer with its decision on a claim.
fn decide(claim: &mut Claim, sequence: &str, decision: &Decision) {
    let id = format!("PAYER-{sequence}");
    let owes = decision.owes.map(Cents);
    let paid_of = |charge: Cents| charge.0 * decision.percent / 100;
    let mut payer = OtherPayer {
        sequence: sequence.into(),
        name: format!("PLAN {sequence}"),
        id: Some(id.clone()),
        patient_owes_cents: owes,
        control_number: decision.other_code.clone(),
        subscriber: Some(Subscriber {
            sequence: sequence.into(),
            member_id: "M-1".into(),
            name: sample::name("ROE", "KIM"),
            ..Subscriber::default()
        }),
        ..OtherPayer::default()
    };
    if decision.by_line {
        for line in &mut claim.lines {
            let paid = paid_of(line.charge_cents);
            line.adjudications.push(LineAdjudication {
                payer: id.clone(),
                paid_cents: Cents(paid),
                code: decision.other_code.clone(),
                units: line.units,
                adjustments: adjustments(line.charge_cents.0 - paid, &decision.cuts),
                adjudicated: Some(decision.on),
                patient_owes_cents: owes,
                ..LineAdjudication::default()
            });
        }
        let paid = |line: &ClaimLine| paid_of(line.charge_cents);
        payer.paid_cents = Some(Cents(claim.lines.iter().map(paid).sum()));
    } else {
        let total = claim.total();
        payer.paid_cents = Some(Cents(paid_of(total)));
        payer.adjudicated = Some(decision.on);
        payer.adjustments = adjustments(total.0 - paid_of(total), &decision.cuts);
    }
    claim.other_payers.push(payer);
}

/// Facts that both guides carry, on the base of a sample.
fn facts(base: fn(&str) -> Claim) -> impl Strategy<Value = Claim> {
    let parties =
        (person(), place("[0-9]{5}"), person(), place("[0-9]{9}"), option::of(provider()));
    let flags = (any::<bool>(), 0usize..3, option::of(word(40)), option::of(word(20)));
    let decisions = vec(decision(), 0..3);
    (parties, flags, vec(diagnosis(), 2..12), vec(line(), 1..6), decisions).prop_map(
        move |(
            (holder, home, patient, street, referring),
            flags,
            diagnoses,
            mut lines,
            decided,
        )| {
            let (dependent, which, plan, authorization) = flags;
            let mut claim = base("");
            claim.billing.npi = npi(&format!("12453195{which}"));
            claim.billing.address = Some(street);
            (claim.referring, claim.authorization) = (referring, authorization);
            (claim.diagnoses, claim.diagnoses_poa) = (diagnoses, Vec::new());
            for (line, number) in lines.iter_mut().zip(1..) {
                line.line = number;
            }
            claim.lines = lines;
            claim.other_payers.clear();
            for (decision, sequence) in decided.iter().zip(["P", "T"]) {
                decide(&mut claim, sequence, decision);
            }
            let subscriber = claim.subscriber.as_mut().unwrap();
            (subscriber.name, subscriber.plan) = (holder.clone(), plan);
            subscriber.sequence = if decided.is_empty() { "P" } else { "S" }.into();
            subscriber.group = subscriber.plan.is_none().then(|| "GROUP 5".to_owned());
            claim.patient.address = Some(home.clone());
            if dependent {
                subscriber.relationship = Relationship::Spouse;
                (subscriber.address, subscriber.birth_date, subscriber.sex) =
                    (None, None, Sex::Unknown);
                claim.patient.name = Some(patient);
            } else {
                subscriber.address = Some(home);
                claim.patient.name = Some(holder);
            }
            claim
        },
    )
}

fn professional() -> impl Strategy<Value = Claim> {
    (facts(everything), option::of(provider()), option::of("[0-9]{2}")).prop_map(
        |(mut claim, ordering, line_place)| {
            claim.ordering = ordering;
            for line in &mut claim.lines {
                line.revenue_code = None;
                line.unit = (line.units.0 % 7 == 0).then_some(ServiceUnit::Minute);
                line.place_of_service = line_place.clone();
            }
            claim.place_of_service =
                Some(if line_place.as_deref() == Some("11") { "22" } else { "11" }.into());
            claim.from = claim.lines.iter().map(|l| l.date).min().unwrap();
            claim.through = claim.lines.iter().map(|l| l.date).max().unwrap();
            claim
        },
    )
}

fn institutional() -> impl Strategy<Value = Claim> {
    let procedures = vec(("[0-9A-HJ-NP-Z]{7}", date()), 0..26);
    let external = vec("[V-Y][0-9]{2}(\\.[0-9A-Z]{1,4})?", 0..4);
    let stay = (date(), 0i32..200, 0u8..24, 0u8..60, provider());
    (facts(inpatient), procedures, external, vec("Y|N|U|W|1", 16), stay).prop_map(
        |(mut claim, procedures, external, poa, (from, days, hour, minute, surgeon))| {
            claim.operating = (!procedures.is_empty()).then_some(surgeon);
            claim.payer.kind = PayerKind::Commercial;
            claim.admission_hour = TimeOfDay::new(hour, minute);
            claim.discharge_hour = TimeOfDay::new(23 - hour, 59 - minute);
            claim.diagnoses.extend(external);
            claim.diagnoses_poa = poa[..claim.diagnoses.len()].to_vec();
            if claim.diagnoses_poa.iter().all(|p| p == "1") {
                claim.diagnoses_poa.clear();
            }
            let coded = procedures.into_iter().map(|(code, date)| ClaimProcedure { code, date });
            claim.procedures = coded.collect();
            (claim.from, claim.through) = (from, from.plus_days(days));
            for line in &mut claim.lines {
                line.pointers.clear();
                line.unit = (line.units.0 % 7 == 0).then_some(ServiceUnit::Day);
            }
            claim
        },
    )
}

fn visit() -> impl Strategy<Value = Claim> {
    (facts(outpatient), vec(diagnosis(), 1..4)).prop_map(|(mut claim, reasons)| {
        claim.reasons_for_visit = reasons;
        claim.from = claim.lines.iter().map(|l| l.date).min().unwrap();
        claim.through = claim.lines.iter().map(|l| l.date).max().unwrap();
        for line in &mut claim.lines {
            line.pointers.clear();
        }
        claim
    })
}

/// Delimiters that occur in no generated value.
const SETS: [[u8; 4]; 3] = [*b"*^:~", *b"|!>~", [0x1d, 0x1f, 0x1c, b'\n']];

fn delimiters() -> impl Strategy<Value = (Delimiters, LineEnd)> {
    (0..SETS.len(), any::<bool>()).prop_map(|(i, lines)| {
        let [element, repetition, component, segment] = SETS[i];
        let repetition = Some(repetition);
        let end = if lines { LineEnd::LineFeed } else { LineEnd::None };
        (Delimiters { element, repetition, component, segment }, end)
    })
}

fn check(mut claims: Vec<Claim>, (delimiters, line_end): (Delimiters, LineEnd)) {
    for (claim, number) in claims.iter_mut().zip(1..) {
        claim.id = format!("CLAIM-{number:03}").into();
    }
    let text = write(&claims, &Receiver { delimiters, line_end, ..receiver() });
    assert!(x12::envelope_faults(text.as_bytes()).is_empty());
    let read = read_837_with_left(text.as_bytes()).unwrap();
    assert_eq!(sorted(read.claims), sorted(claims));
    assert!(read.left.is_empty());
    // Codes made at random are in no list, so type 5 is left out; days made at random stand in
    // no order, which is the claim's fault and not the writer's.
    let of_days = ["x12.claim.admission", "x12.claim.line-date", "x12.claim.before-birth"];
    let report =
        validate(text.as_bytes(), &Options { types: &[1, 2, 3, 4, 6], ..Options::default() });
    let errors = report.faults.iter().filter(|fault| fault.severity == Severity::Error);
    let errors = errors.filter(|fault| !of_days.contains(&fault.code.as_ref()));
    let told: Vec<String> = errors.map(|fault| format!("{fault:?}")).collect();
    assert!(told.is_empty(), "{told:#?}\n{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn professional_claims(claims in vec(professional(), 1..8), with in delimiters()) {
        check(claims, with);
    }

    #[test]
    fn institutional_claims(claims in vec(institutional(), 1..8), with in delimiters()) {
        check(claims, with);
    }

    #[test]
    fn outpatient_visits(claims in vec(visit(), 1..8), with in delimiters()) {
        check(claims, with);
    }
}
