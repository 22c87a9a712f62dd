//! Letters and covers by hand.

use super::*;
use crate::denials::terms::AppealTerms;
use crate::denials::{DenialFacts, denials};
use model::remittance::{PaidClaim, PaidLine, PaidService, Reference};
use model::{BillingProvider, Cents, ClaimAdjustment, ClaimId, PayerKind, Subscriber};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn denied(text: &str, remarks: &[&str]) -> Denial {
    let (group, carc) = text.split_once('-').unwrap();
    let line = PaidLine {
        service: PaidService { code: "20610".to_owned(), ..PaidService::default() },
        adjustments: vec![ClaimAdjustment {
            group: group.to_owned(),
            carc: carc.to_owned(),
            amount: Cents(12_550),
            quantity: None,
        }],
        remarks: remarks
            .iter()
            .map(|id| Reference { qualifier: "HE".to_owned(), id: (*id).to_owned() })
            .collect(),
        ..PaidLine::default()
    };
    let paid = PaidClaim { lines: vec![line], ..PaidClaim::default() };
    let facts = DenialFacts {
        today: date("2026-03-01"),
        notice: date("2026-02-01"),
        terms: AppealTerms::of(PayerKind::Medicare),
        ..DenialFacts::default()
    };
    denials(&paid, &facts).remove(0)
}

fn claim() -> Claim {
    Claim {
        id: ClaimId::from("CC1001"),
        frequency: "1".to_owned(),
        from: date("2026-01-10"),
        through: date("2026-01-10"),
        diagnoses: vec!["M17.11".to_owned(), "E11.9".to_owned()],
        billing: BillingProvider { npi: "1234567893".to_owned(), ..BillingProvider::default() },
        subscriber: Some(Subscriber { member_id: "W123".to_owned(), ..Subscriber::default() }),
        lines: vec![ClaimLine {
            line: 1,
            code: Some("20610".to_owned()),
            modifiers: vec!["RT".to_owned()],
            charge_cents: Cents(12_550),
            date: date("2026-01-10"),
            pointers: vec![1],
            ..ClaimLine::default()
        }],
        ..Claim::default()
    }
}

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        attention: Some("Appeals".to_owned()),
        address: Some(Address {
            line1: "1 Main Street".to_owned(),
            line2: None,
            city: "Springfield".to_owned(),
            state: "IL".to_owned(),
            zip: "627011234".to_owned(),
        }),
        phone: Some("217-555-0100".to_owned()),
    }
}

fn quote(text: &str) -> Quote {
    Quote {
        document: "Office note".to_owned(),
        date: Some(date("2026-01-10")),
        author: Some("Ana Diaz MD".to_owned()),
        evidence: Evidence { text: text.to_owned(), ..Evidence::default() },
    }
}

fn facts<'c>(denial: &'c Denial, claim: &'c Claim) -> AppealFacts<'c> {
    AppealFacts {
        denial,
        claim,
        line: claim.lines.first(),
        level: 1,
        date: date("2026-03-04"),
        notice: date("2026-02-01"),
        payer_control_number: Some("ICN77".to_owned()),
        patient: "José Muñoz".to_owned(),
        from: party("Lakeside Orthopedics"),
        to: party("Example Medicare Contractor"),
        signer: "Dana Whitlock, appeals".to_owned(),
        quotes: vec![quote("Right knee pain for six months, {code} no relief from therapy.")],
        cited: vec![Cited {
            id: "LCD L00001".to_owned(),
            says: "pain in spite of therapy".to_owned(),
        }],
        enclosures: vec![Enclosure { title: "Office note".to_owned(), pages: Some(3) }],
    }
}

#[test]
fn a_letter_on_necessity() {
    let (denial, claim) = (denied("CO-50", &["N115"]), claim());
    let letter = draft(&facts(&denial, &claim)).unwrap();
    let lines = letter.lines();
    let text = lines.join("\n");
    for wanted in [
        "Lakeside Orthopedics",
        "Springfield, IL 62701-1234",
        "March 4, 2026",
        "REQUEST FOR REDETERMINATION, CLAIM CC1001",
        "Patient:           Jose Munoz",
        "Your claim number: ICN77",
        "code 20610 of January 10, 2026",
        "CO-50, N115",
        "treated for M17.11.",
        "    \"Right knee pain for six months, {code} no relief from therapy.\"",
        "    (Office note of January 10, 2026, Ana Diaz MD)",
        "    - LCD L00001: pain in spite of therapy",
        "$125.50 for line 1",
        "Enclosed:",
        "    1. Office note (3 pages)",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!text.contains("E11.9"), "the line does not point to it");
    assert!(lines.iter().all(|line| line.len() <= 78), "{text}");
    let pdf = letter.pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(pdf, letter.pdf().unwrap());
}

#[test]
fn a_letter_for_every_cause() {
    let claim = claim();
    for text in ["CO-50", "CO-252", "CO-197", "CO-97", "CO-4", "CO-29", "PI-45", "CO-193", "CO-27"]
    {
        let denial = denied(text, &[]);
        let letter = draft(&facts(&denial, &claim)).unwrap();
        let told = letter.lines().join("\n");
        assert!(told.contains(text) && told.contains("20610"), "{told}");
        let own_words = letter.parts.iter().filter_map(|part| match part {
            Part::Words(words) => Some(words),
            _ => None,
        });
        assert!(own_words.into_iter().all(|words| !words.contains('{')), "{told}");
    }
}

#[test]
fn what_a_letter_needs() {
    let claim = claim();
    let necessity = denied("CO-50", &[]);
    let records = denied("CO-252", &[]);
    let guarded = denied("CO-50", &["MA130"]);
    let words = guarded.guards[0].words();
    let bare = AppealFacts { quotes: Vec::new(), ..facts(&necessity, &claim) };
    assert_eq!(draft(&bare), Err(vec![AppealFault::NoQuote]));
    let bare = AppealFacts { enclosures: Vec::new(), ..facts(&records, &claim) };
    assert_eq!(draft(&bare), Err(vec![AppealFault::NoEnclosure]));
    assert_eq!(draft(&facts(&guarded, &claim)), Err(vec![AppealFault::NoAppeal(words)]));
    let sixth = AppealFacts { level: 6, ..facts(&necessity, &claim) };
    assert_eq!(draft(&sixth), Err(vec![AppealFault::NoLevel(6)]));
    let long = "a".repeat(MAX_QUOTE + 1);
    let quotes = vec![quote(" "), quote(&long)];
    let odd = AppealFacts { quotes, signer: String::new(), ..facts(&necessity, &claim) };
    let faults =
        [AppealFault::BadQuote(1), AppealFault::BadQuote(2), AppealFault::Missing("who signs")];
    assert_eq!(draft(&odd), Err(faults.to_vec()));
}

#[test]
fn a_corrected_claim_with_its_cover() {
    let first = claim();
    let mut changed = first.clone();
    changed.lines[0].modifiers = vec!["LT".to_owned()];
    changed.authorization = Some("A77".to_owned());
    let corrected = correct(&first, &changed, Correction::Replace, " ICN77 ").unwrap();
    assert_eq!(corrected.frequency, "7");
    assert_eq!(corrected.original_reference.as_deref(), Some("ICN77"));
    let told = differences(&first, &corrected);
    let expected = ["Authorization: A77 instead of none.", "Line 1, modifiers: LT instead of RT."];
    assert_eq!(told, expected);
    let (from, to) = (party("Lakeside"), party("Payer"));
    let letter = cover(&first, &corrected, (&from, &to), date("2026-03-04"), "Dana Whitlock");
    let text = letter.lines().join("\n");
    for wanted in ["CORRECTED CLAIM, YOUR NUMBER ICN77", "Claim frequency:   7", expected[1]] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let void = correct(&first, &first, Correction::Void, "ICN77").unwrap();
    assert_eq!(void.frequency, "8");
    let letter = cover(&first, &void, (&from, &to), date("2026-03-04"), "Dana Whitlock");
    assert!(letter.subject.starts_with("Claim taken back"));
}

/// The 837 counts lines from 1 without a gap (LX01): so does a claim of which one was left out.
#[test]
fn lines_are_counted_anew_when_one_is_left_out() {
    let mut first = claim();
    let line = first.lines[0].clone();
    let more = [("99213", 2), ("36416", 3), ("36415", 4)];
    first.lines.extend(more.map(|(code, number)| model::ClaimLine {
        line: number,
        code: Some(code.to_owned()),
        modifiers: Vec::new(),
        ..line.clone()
    }));
    let mut changed = first.clone();
    changed.lines.remove(2);
    changed.lines[1].modifiers = vec!["25".to_owned()];
    let told = differences(&first, &changed);
    let corrected = correct(&first, &changed, Correction::Replace, "ICN77").unwrap();
    let numbers: Vec<u16> = corrected.lines.iter().map(|line| line.line).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(told, ["Line 2, modifiers: 25 instead of none.", "Line 3 (36416) is left out."]);
    assert_eq!(differences(&first, &corrected), told);
}

#[test]
fn what_is_no_corrected_claim() {
    let first = claim();
    let mut changed = first.clone();
    changed.lines[0].pointers = vec![2];
    let mut other = changed.clone();
    other.patient.id = model::PatientId::from("somebody else");
    let mut resent = first.clone();
    resent.submitted = Some(date("2026-03-04"));
    for (changed, correction, number, fault) in [
        (&changed, Correction::Replace, " ", CorrectedFault::NoPayerNumber),
        (&first, Correction::Replace, "ICN", CorrectedFault::NothingChanged),
        (&resent, Correction::Replace, "ICN", CorrectedFault::NothingChanged),
        (&changed, Correction::Void, "ICN", CorrectedFault::VoidChanges),
        (&other, Correction::Replace, "ICN", CorrectedFault::AnotherClaim),
    ] {
        assert_eq!(correct(&first, changed, correction, number), Err(fault));
    }
    let mut hidden = first.clone();
    hidden.clia = Some("14D0000000".to_owned());
    assert_eq!(differences(&first, &hidden), ["Other fields of the claim differ."]);
}
