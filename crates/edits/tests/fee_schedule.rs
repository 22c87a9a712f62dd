//! The rules of the fee schedule over a whole release. It is not part of the repository: where it
//! is missing, these tests are shown as ignored, with the reason.

use codesets::{CodeSets, Library};
use edits::{CodesetFacts, Severity};
use libtest_mimic::{Arguments, Failed};
use model::{
    BillingProvider, Cents, Claim, ClaimLine, ClaimPayer, Date, PayerKind, ProviderRef, Quantity,
};
use testkit::outside;

/// The release, and a day on which it is in force.
const RELEASE: &str = "data/pfs/PPRRVU24_JUL.csv";
const DAY: &str = "2024-07-15";

type Line<'a> = (&'a str, &'a [&'a str]);

fn claim(kind: PayerKind, place: &str, lines: &[Line<'_>]) -> Claim {
    let date: Date = DAY.parse().unwrap_or_default();
    let line = |(number, (code, modifiers)): (u16, &Line<'_>)| ClaimLine {
        line: number,
        code: Some((*code).to_owned()),
        modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
        units: Quantity::units(1),
        charge_cents: Cents(10_000),
        date,
        pointers: vec![1],
        ..Default::default()
    };
    let provider = ProviderRef { npi: "1234567893".to_owned(), ..Default::default() };
    Claim {
        id: "CLM-1".into(),
        frequency: "1".to_owned(),
        payer: ClaimPayer { kind, name: "EXAMPLE".to_owned(), ..Default::default() },
        from: date,
        through: date,
        place_of_service: Some(place.to_owned()),
        billing: BillingProvider { npi: "1245319599".to_owned(), ..Default::default() },
        rendering: Some(provider),
        diagnoses: vec!["I10".to_owned()],
        lines: (1..).zip(lines).map(line).collect(),
        ..Default::default()
    }
}

/// Identifiers of what stops a claim, of the families that live on the schedule.
fn stops(facts: &CodesetFacts<'_>, claim: &Claim) -> Vec<String> {
    let report = edits::scrub(claim, facts);
    let families = ["global.", "bilateral.", "modifier.", "validity.status_"];
    report
        .edits
        .into_iter()
        .filter(|edit| matches!(edit.severity, Severity::Block | Severity::Reason))
        .map(|edit| edit.id)
        .filter(|id| families.iter().any(|family| id.starts_with(family)))
        .collect()
}

fn with_release(check: impl FnOnce(&CodeSets)) -> Result<(), Failed> {
    let path = outside::shared_folder(RELEASE).ok_or("the file went away")?;
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    library.import(&path, None)?;
    check(&*library.current()?);
    Ok(())
}

/// Every code that Medicare prices, billed in the ordinary way, alone and beside a visit that was
/// marked as it should be, passes for every payer.
fn ordinary_claims(sets: &CodeSets) {
    let table = sets.fee_policy(DAY.parse().unwrap_or_default()).map(|table| table.rows());
    let facts = CodesetFacts::new(sets);
    let rows: Vec<_> = table.into_iter().flatten().collect();
    let parts_of: Vec<&str> = rows.iter().filter(|row| row.1 == "26").map(|row| row.0).collect();
    let has_part = |code: &str| parts_of.binary_search(&code).is_ok();
    let (mut judged, mut parts) = (0, 0);
    let payers = [PayerKind::Medicare, PayerKind::Commercial];
    for (code, _, row) in rows.iter().filter(|row| row.1.is_empty()) {
        let priced = matches!(row.status, 'A' | 'R' | 'C');
        if !priced && !matches!(row.status, 'E' | 'J' | 'X') {
            continue;
        }
        for kind in payers {
            let office = claim(kind, "11", &[(code, &[]), ("99213", &["25", "57"])]);
            assert_eq!(stops(&facts, &office), [""; 0], "{code} {kind:?}");
            let hospital = |modifiers| claim(kind, "22", &[(code, modifiers)]);
            if has_part(code) {
                assert_eq!(stops(&facts, &hospital(&["26"])), [""; 0], "{code} 26 {kind:?}");
                parts += 1;
            } else if !row.not_in_facility {
                assert_eq!(stops(&facts, &hospital(&[])), [""; 0], "{code} {kind:?}");
            }
            judged += 1;
        }
    }
    assert!(
        judged > 26_000 && parts > 2_000,
        "{judged} claims, {parts} of them read in a hospital"
    );
}

/// Codes whose indicators are known, each with the edit that stops its claim.
fn known_codes(sets: &CodeSets) {
    let cases: &[(&str, &[Line<'_>], &[&str])] = &[
        ("11", &[("99213", &[]), ("20610", &["RT"])], &["global.visit_same_day"]),
        ("11", &[("99213", &["25"]), ("20610", &["RT"])], &[]),
        ("11", &[("99203", &[]), ("17110", &[])], &[]),
        ("21", &[("99223", &[]), ("27447", &["LT"])], &["global.visit_before_major"]),
        ("21", &[("99223", &["57"]), ("27447", &["LT"])], &[]),
        ("21", &[("27447", &["AS", "LT"])], &[]),
        ("24", &[("66984", &["AS", "LT"])], &["modifier.assistant"]),
        ("21", &[("99213", &["62"])], &["modifier.co_surgeons"]),
        ("21", &[("27447", &["66"])], &["modifier.team"]),
        ("11", &[("20610", &["50"])], &[]),
        ("11", &[("73630", &["50"])], &[]),
        ("11", &[("69210", &["50"])], &["bilateral.modifier"]),
        ("11", &[("17110", &["50"])], &["bilateral.modifier"]),
        ("11", &[("62323", &["50"])], &["bilateral.modifier"]),
        ("11", &[("92134", &["LT"]), ("92134", &["RT"])], &["bilateral.twice"]),
        ("22", &[("76519", &["26", "LT"]), ("76519", &["26", "RT"])], &[]),
        ("11", &[("93000", &["26"])], &["modifier.component"]),
        ("23", &[("93010", &[])], &[]),
        ("23", &[("93000", &[])], &["modifier.component_in_facility"]),
        ("22", &[("71046", &[])], &["modifier.component_in_facility"]),
        ("22", &[("71046", &["TC"])], &["modifier.component_in_facility"]),
        ("22", &[("71046", &["26"])], &[]),
        ("22", &[("96372", &[])], &["modifier.component_in_facility"]),
        ("22", &[("83020", &["26"])], &[]),
        ("22", &[("80053", &["26"])], &["modifier.component"]),
        ("11", &[("80053", &[]), ("36415", &[]), ("J1885", &[]), ("G0008", &[])], &[]),
        ("11", &[("99242", &[])], &["validity.status_not_for_medicare"]),
        ("11", &[("97014", &[])], &["validity.status_not_for_medicare"]),
        ("11", &[("92015", &[])], &["validity.status_not_covered"]),
        ("11", &[("92015", &["GY"])], &[]),
        ("11", &[("99000", &[])], &["validity.status_bundled"]),
        ("11", &[("94760", &[]), ("99213", &[])], &["validity.status_only_alone"]),
        ("11", &[("94760", &[])], &[]),
    ];
    let facts = CodesetFacts::new(sets);
    for (place, lines, expected) in cases {
        let found = stops(&facts, &claim(PayerKind::Medicare, place, lines));
        assert_eq!(found, *expected, "{place} {lines:?}");
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let file = format!("shared/{RELEASE}");
    let trials = [
        ("ordinary claims of every code pass", ordinary_claims as fn(&CodeSets)),
        ("known codes are stopped by what they are known for", known_codes),
    ];
    let trials = trials
        .map(|(name, check)| outside::trial(name, &file, move || with_release(check)))
        .into_iter()
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}
