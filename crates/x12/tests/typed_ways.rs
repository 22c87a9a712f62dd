//! Typed values of files that were made, broken or built from plain values: what reads without
//! a fault is written back to the same bytes, whatever the bytes were.

mod remittances;

use model::Cents;
use model::remittance::Remittance;
use proptest::collection::vec;
use proptest::prelude::*;
use remittances::{remittance, there_and_back};
use std::path::{Path, PathBuf};
use x12::generate::{Kind, Plan, defects, generate};
use x12::typed::claim_837::Claims837;
use x12::typed::{self, Item, Items, Transaction, Transactions};
use x12::{Delimiters, read_837_with_left};

fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|set| std::fs::read_dir(set.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "837" || e == "x12"))
        .collect();
    files.sort();
    let read = files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap()));
    // Readable views of X12 files stand beside them.
    read.filter(|(_, data)| data.starts_with(b"ISA")).collect()
}

/// Reads; what has no fault must give the same bytes. True when it had none.
fn read_and_write(data: &[u8]) -> bool {
    let Ok(items) = Items::new(data).collect::<Result<Vec<Item>, _>>() else { return false };
    let text = typed::write(&items, None).unwrap();
    assert_eq!(text.as_bytes(), data, "{}", String::from_utf8_lossy(data));
    true
}

fn made(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    generate(plan, &mut out).expect("the plan can be written");
    out
}

fn claims_of(data: &[u8]) -> Vec<Claims837> {
    let claims = Transactions::new(data).map(|t| match t.unwrap_or_else(|e| panic!("{e}")) {
        Transaction::Claims837(claims) => *claims,
        other => panic!("{} is no typed 837", other.set()),
    });
    claims.collect()
}

/// Typed claims must be read as the claim reader reads the file, with the same places.
fn same_claims(data: &[u8]) {
    let (mut claims, mut left, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for transaction in claims_of(data) {
        match transaction.model_claims() {
            Ok(read) => {
                let one_by_one: Vec<_> = transaction
                    .claims()
                    .map(|one| one.model_claim(&transaction.st).unwrap().0)
                    .collect();
                assert_eq!(one_by_one, read.claims);
                claims.extend(read.claims);
                left.extend(read.left);
            }
            Err(wrong) => faults.extend(wrong),
        }
    }
    match read_837_with_left(data) {
        Ok(read) => assert_eq!((read.claims, read.left), (claims, left)),
        Err(wrong) => assert_eq!(wrong, faults),
    }
}

#[test]
fn claims_are_those_of_the_claim_reader() {
    let mut seen = 0;
    for (path, data) in fixtures() {
        if path.to_string_lossy().contains("claim_837") {
            same_claims(&data);
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
    for kind in [Kind::Professional, Kind::Institutional] {
        for seed in 0..4 {
            let mut plan = Plan::new(kind);
            (plan.claims, plan.seed, plan.claims_per_transaction) = (25, seed, 10);
            same_claims(&made(&plan));
        }
    }
}

#[test]
fn generated_files() {
    let bars =
        Delimiters { element: b'|', component: b'>', segment: b'\n', ..Delimiters::default() };
    for kind in [Kind::Professional, Kind::Institutional, Kind::Dental, Kind::Remittance] {
        for (seed, delimiters) in [(1, Delimiters::default()), (2, bars), (3, bars)] {
            let mut plan = Plan::new(kind);
            (plan.claims, plan.seed, plan.delimiters) = (60, seed, delimiters);
            let data = made(&plan);
            assert!(read_and_write(&data), "{kind:?}");
            for transaction in Transactions::new(&data) {
                match transaction.unwrap() {
                    Transaction::Remittance835(advice) => {
                        let remittance = Remittance::try_from(&*advice).unwrap();
                        assert_eq!(remittance.expected_amount(), remittance.signed_amount());
                        assert!(there_and_back(&remittance) == remittance);
                    }
                    transaction => assert!(!matches!(transaction, Transaction::Raw(_))),
                }
            }
        }
        // A file with a defect reads the same way or says what is wrong; it is never changed.
        for defect in defects().filter(|d| d.kinds.contains(&kind)) {
            let mut plan = Plan::new(kind);
            (plan.claims, plan.defect) = (5, Some(defect));
            read_and_write(&made(&plan));
        }
    }
}

#[test]
fn what_an_837_says() {
    let file = |name: &str| {
        let all = fixtures();
        let found = all.iter().find(|(path, _)| path.ends_with(name));
        claims_of(&found.unwrap().1).remove(0)
    };
    let professional = file("claim_837p/everything.txt");
    let claims: Vec<_> = professional.claims().collect();
    assert_eq!(claims.len(), 2);
    assert!(claims[0].patient.is_none());
    assert_eq!(claims[1].patient.unwrap().name().unwrap().name.first_name, "JIM");
    assert_eq!(claims[1].subscriber.subscriber().unwrap().name.first_name, "JANE");
    assert_eq!(claims[1].billing.provider().unwrap().name.identifier, "1234567893");
    let claim = claims[0].claim;
    assert_eq!(claim.party("PW").unwrap().street[0].line_1, "4 ASH ST");
    assert_eq!(claim.party("45").unwrap().name.last_name, "HOSPITAL");
    assert_eq!(claim.ambulance.as_ref().unwrap().distance.whole(), Some(12));
    assert_eq!(claim.codes(&["ABK", "ABF"]).count(), 3);
    assert_eq!(claim.reference("G1"), Some("AUTH1"));
    let other = &claim.other_coverage[0];
    assert_eq!(other.payer_id(), Some("00123"));
    assert_eq!(other.paid().unwrap().cents(), Ok(Some(Cents(7_000))));
    let reasons: Vec<&str> = other.flat_adjustments().map(|one| one.reason).collect();
    assert_eq!(reasons, ["1", "2"]);
    assert_eq!(claim.lines[1].anesthesia_minutes().unwrap().whole(), Some(75));
    assert_eq!(claim.lines[2].drugs[0].ndc(), Some("00409379501"));
    assert_eq!(claim.lines[2].forms[0].answers.len(), 2);
    let decision = &claim.lines[0].adjudications[0];
    assert_eq!(decision.decision.payer, "00123");
    assert_eq!(decision.flat_adjustments().next().unwrap().place.element, 2);
    let institutional = file("claim_837i/everything.txt");
    let claim = institutional.claims().next().unwrap().claim;
    let value = claim.codes(&["BE"]).find(|one| one.code == "01").unwrap();
    assert_eq!(value.amount.cents(), Ok(Some(Cents(90_050))));
    assert_eq!(claim.codes(&["BI"]).next().unwrap().date, "20260501-20260505");
    assert_eq!(claim.lines[0].charge().unwrap().cents(), Ok(Some(Cents(600_000))));
    let dental = file("claim_837d/everything.txt");
    let claim = dental.claims().next().unwrap().claim;
    assert_eq!(claim.teeth[0].tooth, "3");
    assert_eq!(claim.lines[0].teeth[0].surfaces.second, "O");
    assert_eq!(claim.lines[0].dental.as_ref().unwrap().pointers.given().count(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_remittance_comes_back(remittance in remittance()) {
        prop_assert_eq!(there_and_back(&remittance), remittance);
    }

    /// A byte changed, removed or added anywhere, several times.
    #[test]
    fn broken_files(
        which in 0usize..100,
        changes in vec((any::<u16>(), 0u8..3, "[~*:^\n A-Z0-9]"), 1..6),
    ) {
        let mut files = fixtures();
        let at = which % files.len();
        let mut data = files.swap_remove(at).1;
        for (place, what, byte) in changes {
            let place = usize::from(place) % data.len();
            match what {
                0 => data[place] = byte.as_bytes()[0],
                1 => drop(data.remove(place)),
                _ => data.insert(place, byte.as_bytes()[0]),
            }
        }
        read_and_write(&data);
    }

    #[test]
    fn cut_files(which in 0usize..100, at in any::<u16>()) {
        let mut files = fixtures();
        let number = which % files.len();
        let data = files.swap_remove(number).1;
        let end = data.iter().rposition(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let cut = usize::from(at) % end;
        // Between two interchanges nothing is cut off.
        let whole = cut > 0 && data[cut..].trim_ascii_start().starts_with(b"ISA");
        prop_assert_eq!(read_and_write(&data[..cut]), whole, "cut at {}", cut);
    }
}
