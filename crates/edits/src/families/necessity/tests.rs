use super::*;
use crate::example::{Case, HandMade, case, outpatient, professional};
use codesets::coverage::{self, CoverageTable, PolicyRow, payload};
use codesets::{PackBytes, PackHeader, PackKind};
use model::{Claim, Edit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Hand-made policies, from 2026-01-01. Two groups for 93306 and 93307; one for 93308 in Illinois
/// and one in New York; one for 93351 that lists only what it does not cover.
pub(crate) fn table() -> &'static CoverageTable {
    static TABLE: OnceLock<CoverageTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let bytes = payload(&mut rows()).unwrap();
        let header = PackHeader {
            kind: PackKind::Coverage,
            label: "2026-01-01".into(),
            starts: "2026-01-01".parse().unwrap(),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        };
        CoverageTable::read(header, &PackBytes::held(bytes)).unwrap()
    })
}

fn rows() -> [PolicyRow; 4] {
    let code = |text: &str| codesets::code_table::code(text).unwrap();
    let dx = |text: &str| coverage::diagnosis(text).unwrap();
    let policy = |id: &str, codes: &[(&str, &[u16])]| PolicyRow {
        id: id.into(),
        title: format!("Policy {id}"),
        from: 20_191_001,
        codes: codes
            .iter()
            .map(|(text, groups)| (code(text), groups.iter().copied().collect()))
            .collect(),
        ..PolicyRow::default()
    };
    let in_state = |state: [u8; 2]| Some(BTreeSet::from([state]));
    [
        PolicyRow {
            diagnoses: vec![
                (dx("I10"), 1, false),
                (dx("N18.31"), 2, false),
                (dx("J18.9"), 1, true),
            ],
            ..policy("A100", &[("93306", &[1]), ("93307", &[2])])
        },
        PolicyRow {
            diagnoses: vec![(dx("I10"), 1, false)],
            states: in_state(*b"IL"),
            ..policy("A200", &[("93308", &[])])
        },
        PolicyRow {
            diagnoses: vec![(dx("E11.22"), 1, false)],
            states: in_state(*b"NY"),
            to: Some(20_261_231),
            ..policy("A300", &[("93308", &[])])
        },
        PolicyRow {
            diagnoses: vec![(dx("E11.22"), 1, true), (dx("I10"), 1, true)],
            ..policy("A400", &[("93351", &[])])
        },
    ]
}

/// The first line bills a code with these diagnoses and modifiers to Medicare.
fn bills(claim: &mut Claim, code: &str, diagnoses: &[&str], modifiers: &[&str]) {
    claim.payer.kind = PayerKind::Medicare;
    claim.lines[0].code = Some(code.to_owned());
    claim.lines[0].modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
    claim.diagnoses = diagnoses.iter().map(|d| (*d).to_owned()).collect();
    if claim.claim_type == model::ClaimType::Professional {
        claim.lines.truncate(1);
        claim.lines[0].pointers = (1..=u8::try_from(diagnoses.len()).unwrap()).collect();
    }
}

pub(crate) const CASES: &[Case] = &[
    case("necessity.diagnosis", 1, |c| bills(c, "93306", &["E11.9"], &[])),
    case("necessity.group", 1, |c| bills(c, "93306", &["N18.31"], &[])),
    case("necessity.abn_contradiction", 1, |c| bills(c, "93306", &["I10"], &["GA", "GZ"])),
    case("necessity.abn_on_file", 1, |c| bills(c, "93306", &["E11.9"], &["GA"])),
    case("necessity.no_abn", 1, |c| bills(c, "93306", &["E11.9"], &["GZ"])),
    case("necessity.abn_not_needed", 1, |c| bills(c, "93306", &["I10"], &["GA"])),
    case("necessity.excluded", 1, |c| bills(c, "93306", &["I10"], &["GY"])),
    case("necessity.abn_voluntary", 1, |c| bills(c, "93306", &["I10"], &["GX"])),
    case("necessity.abn_advantage", 1, |c| {
        bills(c, "93306", &["I10"], &["GA"]);
        c.payer.kind = PayerKind::MedicareAdvantage;
    }),
];

fn edits(claim: &Claim) -> Vec<Edit> {
    let report = crate::scrub(claim, &HandMade::default());
    report.edits.into_iter().filter(|edit| edit.id.starts_with("necessity.")).collect()
}

fn found(change: impl FnOnce(&mut Claim)) -> Vec<(String, Severity)> {
    let mut claim = professional();
    change(&mut claim);
    edits(&claim).into_iter().map(|edit| (edit.id, edit.severity)).collect()
}

const DIAGNOSIS: (&str, Severity) = ("necessity.diagnosis", Severity::Block);
const GROUP: (&str, Severity) = ("necessity.group", Severity::Warn);
const CONTRADICTION: (&str, Severity) = ("necessity.abn_contradiction", Severity::Block);
const ON_FILE_EDIT: (&str, Severity) = ("necessity.abn_on_file", Severity::Inform);
const NO_ABN: (&str, Severity) = ("necessity.no_abn", Severity::Warn);
const NOT_NEEDED: (&str, Severity) = ("necessity.abn_not_needed", Severity::Warn);
const EXCLUDED_EDIT: (&str, Severity) = ("necessity.excluded", Severity::Inform);
const VOLUNTARY_EDIT: (&str, Severity) = ("necessity.abn_voluntary", Severity::Warn);

#[test]
fn diagnoses_against_lists() {
    type Row<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, Severity)]);
    let table: [Row<'_>; 14] = [
        ("93306", &["I10"], &[]),
        ("93306", &["E11.9", "I10"], &[]),
        ("93306", &["i10"], &[]),
        ("93306", &["N18.31"], &[GROUP]),
        ("93306", &["N1831"], &[GROUP]),
        ("93306", &["E11.9"], &[DIAGNOSIS]),
        ("93306", &["J18.9"], &[DIAGNOSIS]),
        ("93306", &["J18.9", "I10"], &[]),
        ("93307", &["I10"], &[GROUP]),
        ("93307", &["N18.31"], &[]),
        // Only a list of what is not covered.
        ("93351", &["E11.22", "I10"], &[DIAGNOSIS]),
        ("93351", &["E11.22", "E11.9"], &[]),
        ("93351", &["E11.9"], &[]),
        ("99214", &["E11.9"], &[]),
    ];
    for (code, diagnoses, expected) in table {
        let found = found(|c| bills(c, code, diagnoses, &[]));
        let found: Vec<_> = found.iter().map(|(id, severity)| (id.as_str(), *severity)).collect();
        assert_eq!(found, expected, "{code} {diagnoses:?}");
    }
}

#[test]
fn modifiers_of_the_notice() {
    type Row<'a> = (&'a [&'a str], &'a [(&'a str, Severity)], &'a [(&'a str, Severity)]);
    // Modifiers; with a diagnosis that supports the line; with one that does not.
    let table: [Row<'_>; 14] = [
        (&[], &[], &[DIAGNOSIS]),
        (&["26"], &[], &[DIAGNOSIS]),
        (&["GA"], &[NOT_NEEDED], &[ON_FILE_EDIT]),
        (&["GZ"], &[NOT_NEEDED], &[NO_ABN]),
        (&["GY"], &[EXCLUDED_EDIT], &[EXCLUDED_EDIT]),
        (&["GX"], &[VOLUNTARY_EDIT], &[VOLUNTARY_EDIT]),
        (&["GX", "GY"], &[EXCLUDED_EDIT], &[EXCLUDED_EDIT]),
        (&["GA", "GZ"], &[CONTRADICTION], &[CONTRADICTION]),
        (&["GA", "GY"], &[CONTRADICTION, EXCLUDED_EDIT], &[CONTRADICTION, EXCLUDED_EDIT]),
        (&["GZ", "GY"], &[CONTRADICTION, EXCLUDED_EDIT], &[CONTRADICTION, EXCLUDED_EDIT]),
        (&["GX", "GA"], &[CONTRADICTION, NOT_NEEDED], &[CONTRADICTION, ON_FILE_EDIT]),
        (&["GX", "GZ"], &[CONTRADICTION, NOT_NEEDED], &[CONTRADICTION, NO_ABN]),
        (&["GX", "EY"], &[CONTRADICTION], &[CONTRADICTION]),
        (&["GX", "TS"], &[VOLUNTARY_EDIT], &[VOLUNTARY_EDIT]),
    ];
    for (modifiers, supported, refused) in table {
        for (diagnosis, expected) in [("I10", supported), ("E11.9", refused)] {
            let found = found(|c| bills(c, "93306", &[diagnosis], modifiers));
            let found: Vec<_> = found.iter().map(|(id, s)| (id.as_str(), *s)).collect();
            assert_eq!(found, expected, "{modifiers:?} {diagnosis}");
        }
    }
}

#[test]
fn the_place_of_the_service_chooses_the_policies() {
    let facility = |state: &str| model::ServiceFacility {
        address: model::Address { state: state.to_owned(), ..Default::default() },
        ..Default::default()
    };
    for (billing, given_in, diagnosis, fires) in [
        (Some("IL"), None, "I10", false),
        (Some("IL"), None, "E11.22", true),
        (Some("il"), None, "E11.22", true),
        (Some("NY"), None, "E11.22", false),
        (Some("NY"), None, "I10", true),
        (Some("TX"), None, "E11.9", false),
        (Some("IL"), Some("NY"), "E11.22", false),
        (Some("IL"), Some("NY"), "I10", true),
        // No place: one policy that supports the line is enough.
        (None, None, "I10", false),
        (None, None, "E11.22", false),
        (None, None, "E11.9", true),
        (Some(" "), None, "E11.22", false),
    ] {
        let found = found(|c| {
            bills(c, "93308", &[diagnosis], &[]);
            match billing {
                Some(state) => c.billing.address.as_mut().unwrap().state = state.to_owned(),
                None => c.billing.address = None,
            }
            c.facility = given_in.map(facility);
        });
        assert_eq!(!found.is_empty(), fires, "{billing:?} {given_in:?} {diagnosis}: {found:?}");
    }
}

#[test]
fn pointers_payers_days_and_inpatients() {
    type Change = fn(&mut Claim);
    let cases: [(&str, Change, Option<Severity>); 9] = [
        ("as it is", |_| {}, Some(Severity::Block)),
        ("pointed to", |c| c.lines[0].pointers = vec![2], None),
        ("no pointer: all of the claim", |c| c.lines[0].pointers.clear(), None),
        ("a pointer into nothing", |c| c.lines[0].pointers = vec![9], None),
        ("plan", |c| c.payer.kind = PayerKind::MedicareAdvantage, Some(Severity::Reason)),
        ("commercial", |c| c.payer.kind = PayerKind::Commercial, None),
        ("medicaid", |c| c.payer.kind = PayerKind::Medicaid, None),
        ("no diagnosis", |c| c.diagnoses.clear(), None),
        ("before the policy", |c| c.lines[0].date = "2019-09-30".parse().unwrap(), None),
    ];
    for (name, change, expected) in cases {
        let found = found(|c| {
            bills(c, "93306", &["E11.9", "I10"], &[]);
            c.lines[0].pointers = vec![1];
            change(c);
        });
        assert_eq!(found.first().map(|f| f.1), expected, "{name}: {found:?}");
    }
    let mut claim = outpatient();
    bills(&mut claim, "93306", &["E11.9"], &[]);
    claim.reasons_for_visit = vec!["R51.9".to_owned()];
    assert_eq!(edits(&claim).len(), 1);
    claim.reasons_for_visit = vec!["I10".to_owned()];
    assert!(edits(&claim).is_empty(), "a reason for the visit supports it");
    claim.reasons_for_visit.clear();
    claim.bill_type = Some("11".to_owned());
    assert!(edits(&claim).is_empty(), "an inpatient stay");
}

#[test]
fn the_edit_names_the_policy_and_its_days() {
    let mut claim = professional();
    bills(&mut claim, "93308", &["E11.9"], &[]);
    claim.billing.address = None;
    let edit = &edits(&claim)[0];
    assert_eq!(
        edit.message,
        "None of the line's diagnoses (E11.9) supports 93308 under A200 (Policy A200), nor under \
         another policy."
    );
    assert_eq!(edit.effective.unwrap().from.to_string(), "2019-10-01");
}

#[test]
fn not_checked_for_other_payers_and_before_the_first_release() {
    let missing = |change: fn(&mut Claim)| {
        let mut claim = professional();
        bills(&mut claim, "93306", &["I10"], &[]);
        change(&mut claim);
        let report = crate::scrub(&claim, &HandMade::default());
        report.not_checked.contains(&model::EditFamily::Necessity)
    };
    assert!(!missing(|_| {}));
    assert!(!missing(|c| c.payer.kind = PayerKind::MedicareAdvantage));
    for kind in [PayerKind::Commercial, PayerKind::Medicaid, PayerKind::WorkersComp] {
        let mut claim = professional();
        claim.payer.kind = kind;
        let report = crate::scrub(&claim, &HandMade::default());
        assert!(report.not_checked.contains(&model::EditFamily::Necessity), "{kind:?}");
    }
    assert!(missing(|c| c.lines[0].date = "2025-12-31".parse().unwrap()));
    assert!(missing(|c| c.from = "2025-12-31".parse().unwrap()));
}
