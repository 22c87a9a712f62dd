//! Made-up files: the same plan gives the same bytes; validation finds nothing wrong in them, and
//! in a file with a defect a fault of that defect's type.

use std::collections::BTreeMap;
use x12::generate::{Defect, EndOfLine, Kind, Plan, answer, defects, generate};
use x12::validate::{Options, Report, Severity, validate};
use x12::{Delimiters, Segments};

const STREAMED: [Kind; 4] =
    [Kind::Professional, Kind::Institutional, Kind::Dental, Kind::Remittance];

fn file(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let written = generate(plan, &mut out).unwrap();
    assert_eq!(written.bytes, out.len() as u64);
    out
}

fn checked(data: &[u8]) -> Report {
    validate(data, &Options::default())
}

/// The errors of a report, one a code, with how often each comes.
fn errors(report: &Report) -> String {
    let mut codes: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let faults = report.faults.iter().filter(|f| f.severity == Severity::Error);
    for fault in faults {
        codes.entry(&fault.code).or_insert_with(|| (0, fault.to_string())).0 += 1;
    }
    codes.values().map(|(count, first)| format!("{count} times: {first}\n")).collect()
}

fn count(data: &[u8], id: &str) -> usize {
    Segments::new(data).filter(|s| s.as_ref().is_ok_and(|s| s.id() == id)).count()
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
    for kind in STREAMED {
        let plan = Plan { claims: 60, seed: 3, ..Plan::new(kind) };
        assert_eq!(file(&plan), file(&plan));
        assert_ne!(file(&plan), file(&Plan { seed: 4, ..plan.clone() }));
    }
}

#[test]
fn every_kind_is_legal_in_any_envelope() {
    let delimiters =
        Delimiters { element: b'|', repetition: Some(b'!'), component: b'>', segment: b'\n' };
    for kind in STREAMED {
        for seed in 0..4 {
            let plain = Plan { claims: 400, seed, ..Plan::new(kind) };
            let many = Plan {
                claims_per_transaction: 37,
                transactions_per_group: 3,
                groups_per_interchange: 2,
                delimiters,
                line_end: EndOfLine::None,
                ..plain.clone()
            };
            for plan in [plain, many] {
                let data = file(&plan);
                assert_eq!(errors(&checked(&data)), "", "{} seed {seed}", kind.name());
                let claims = if kind == Kind::Remittance { "CLP" } else { "CLM" };
                assert!(count(&data, claims) >= 400);
            }
        }
    }
}

#[test]
fn ten_thousand_claims_are_legal() {
    for kind in STREAMED {
        let data = file(&Plan { claims: 10_000, seed: 7, ..Plan::new(kind) });
        assert_eq!(errors(&checked(&data)), "", "{}", kind.name());
        assert_eq!(count(&data, "ST"), 2);
    }
}

#[test]
fn answers_are_legal_and_speak_of_every_claim() {
    for source in [Kind::Professional, Kind::Institutional, Kind::Dental] {
        let plan = Plan { claims: 150, seed: 9, claims_per_transaction: 40, ..Plan::new(source) };
        let claims = file(&plan);
        for kind in Kind::ALL.into_iter().filter(|k| k.answers_only() || *k == Kind::Remittance) {
            let mut out = Vec::new();
            answer(&Plan { seed: 2, ..Plan::new(kind) }, &claims, &mut out).unwrap();
            let what = format!("{} to {}", kind.name(), source.name());
            assert_eq!(errors(&checked(&out)), "", "{what}");
            let expected = match kind {
                Kind::Acknowledgement => ("AK2", 4),
                Kind::ClaimAcknowledgement => ("REF", 0),
                Kind::EligibilityInquiry => ("EQ", 150),
                Kind::EligibilityResponse => ("TRN", 150),
                Kind::StatusInquiry | Kind::StatusResponse => ("TRN", 150),
                _ => ("CLP", 150),
            };
            assert!(count(&out, expected.0) >= expected.1, "{what}");
            if kind == Kind::ClaimAcknowledgement {
                let text = String::from_utf8(out).unwrap();
                for segment in Segments::new(&claims).flatten().filter(|s| s.id() == "CLM") {
                    assert!(text.contains(&format!("TRN*2*{}~", segment.element(1))), "{what}");
                }
            }
        }
    }
}

#[test]
fn a_plan_that_cannot_be_is_refused() {
    let refused = |change: fn(&mut Plan<'_>)| {
        let mut plan = Plan::new(Kind::Professional);
        change(&mut plan);
        generate(&plan, Vec::new()).unwrap_err().to_string()
    };
    assert!(refused(|p| p.claims = 0).contains("claims must be"));
    assert!(refused(|p| p.claims_per_transaction = 5_001).contains("5000"));
    assert!(refused(|p| p.control = 0).contains("control number"));
    assert!(refused(|p| p.delimiters.element = b'-').contains("also stands in names"));
    assert!(refused(|p| p.delimiters.element = b'A').contains("punctuation"));
    assert!(refused(|p| p.kind = Kind::Acknowledgement).contains("answers an 837"));
    let remit = defects().find(|d| d.name == "remit-total");
    let plan = Plan { defect: remit, ..Plan::new(Kind::Professional) };
    assert!(generate(&plan, Vec::new()).unwrap_err().to_string().contains("remit-total"));
    let nothing = answer(&Plan::new(Kind::Remittance), b"", Vec::new()).unwrap_err();
    assert!(nothing.to_string().contains("empty"), "{nothing}");
}

/// Every defect in every kind that can have it, with several seeds.
fn spoiled(mut each: impl FnMut(&'static Defect, &Plan<'_>)) {
    for defect in defects() {
        for kind in defect.kinds {
            for seed in 0..3 {
                let plan = Plan { claims: 9, seed, defect: Some(defect), ..Plan::new(*kind) };
                each(defect, &plan);
            }
        }
    }
}

#[test]
fn each_defect_changes_the_file_that_is_clean_without_it() {
    spoiled(|defect, plan| {
        let (bad, clean) = (file(plan), file(&Plan { defect: None, ..plan.clone() }));
        assert_ne!(bad, clean, "{}", defect.name);
    });
}

/// Defects that validation does not find yet, each with what it would need. One that is found
/// leaves this list.
const NOT_FOUND: [(&str, &[Kind], &str); 1] =
    [("remit-carc-ended", &STREAMED, "the days on which adjustment reasons ended")];

/// What only an imported code list can find.
const NEEDS_A_LIST: [&str; 2] = ["hcpcs-unknown", "taxonomy-unknown"];

#[test]
fn each_defect_is_found_with_its_type() {
    let mut wrong: Vec<String> = Vec::new();
    spoiled(|defect, plan| {
        let report = checked(&file(plan));
        // A situation of one kind of service (6) is a situation (4) too: guides differ in which
        // of the two they call it.
        let fits = |snip: u8| {
            snip == defect.snip || (snip.min(defect.snip), snip.max(defect.snip)) == (4, 6)
        };
        let found = report.faults.iter().any(|f| fits(f.snip)) || report.unreadable;
        let unchecked = NEEDS_A_LIST.contains(&defect.name) && !report.not_checked.is_empty();
        let known = NOT_FOUND
            .iter()
            .any(|(name, kinds, _)| *name == defect.name && kinds.contains(&plan.kind));
        if found == known && !unchecked {
            let told: Vec<String> =
                report.faults.iter().take(3).map(|f| format!("{} ({})", f.code, f.snip)).collect();
            let (name, kind, snip) = (defect.name, plan.kind.name(), defect.snip);
            let verdict = if found { "is found now" } else { "is missed" };
            wrong.push(format!("{name} (type {snip}, {kind}) {verdict}: {}", told.join(", ")));
        }
    });
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
