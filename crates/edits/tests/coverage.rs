//! Medical necessity through real packs: imported from tables written here in the layout of the
//! coverage database's export, and from the export's own example, which is not part of the
//! repository: where it is missing its test is shown as ignored, with the reason.

use codesets::coverage::CoverageTable;
use codesets::import::coverage::Export;
use codesets::{CodeSets, PackBytes};
use edits::{CodesetFacts, EditFamily, ScrubReport, Severity};
use libtest_mimic::{Arguments, Failed, Trial};
use model::Claim;
use testkit::outside;

const ARTICLES: &str = "article_id,article_version,title,article_eff_date,article_end_date,\
    display_id\n10,2,Heart,2019-10-01,,A10\n11,1,Lung,2024-01-01,2025-12-31,A11\n\
    12,1,Local,2024-01-01,,A12\n";
const CODES: &str = "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,\
    range,last_updated\n10,2,93306,1,1,N,2025-08-01\n10,2,93307,1,2,N,2025-08-01\n\
    11,1,94010,1,1,N,2025-08-01\n12,1,93880,1,1,N,2025-08-01\n";
const COVERED: &str = "article_id,article_version,icd10_code_id,icd10_code_version,\
    icd10_covered_group,range,last_updated\n10,2,I10,1,1,N,2025-08-01\n\
    10,2,I50.9,1,2,N,2025-08-01\n11,1,J44.9,1,1,N,2025-08-01\n12,1,I65.21,1,1,N,2025-08-01\n";
const CONTRACTORS: &str = "article_id,article_version,contractor_id,contractor_type_id,\
    contractor_version\n12,1,5,9,1\n";
const JURISDICTIONS: &str = "contractor_id,contractor_type_id,contractor_version,state_id,\
    active_date,term_date\n5,9,1,33,,\n";
const STATES: &str = "state_id,state_abbrev,description\n33,NY,New York\n";

fn sets(export: Export) -> Result<CodeSets, Failed> {
    let imported = export.import(None)?;
    let payload = PackBytes::held(imported.payload);
    let coverage = vec![CoverageTable::read(imported.header, &payload)?];
    Ok(CodeSets { coverage, ..CodeSets::embedded() })
}

fn hand_made() -> Result<CodeSets, Failed> {
    let mut export = Export::default();
    for (name, text) in [
        ("article.csv", ARTICLES),
        ("codes.csv", CODES),
        ("covered.csv", COVERED),
        ("contractors.csv", CONTRACTORS),
        ("jurisdictions.csv", JURISDICTIONS),
        ("states.csv", STATES),
    ] {
        export.add(name, text.as_bytes())?;
    }
    sets(export)
}

/// Claim JSON with nothing that it can do without.
fn claim(code: &str, diagnosis: &str, payer: &str, date: &str, state: Option<&str>) -> Claim {
    let mut claim = serde_json::json!({
        "id": "C1", "type": "professional", "frequency": "1",
        "patient": { "id": "P1", "sex": "female", "birth_date": "1950-01-02" },
        "payer": { "kind": payer, "name": "PAYER" },
        "from": date, "through": date, "submitted": date, "place_of_service": "11",
        "billing": { "npi": "1245319599", "taxonomy": "207RC0000X" },
        "diagnoses": [diagnosis],
        "lines": [{ "line": 1, "code": code, "modifiers": [], "units": 1, "charge_cents": 10_000,
                    "date": date, "pointers": [1] }],
    });
    if let Some(state) = state {
        claim["billing"]["address"] = serde_json::json!({
            "line1": "12 ELM ST", "city": "SPRINGFIELD", "state": state, "zip": "627011234"
        });
    }
    serde_json::from_value(claim).unwrap_or_else(|fault| panic!("{fault}"))
}

fn necessity(report: &ScrubReport) -> Vec<(&str, Severity)> {
    let own = report.edits.iter().filter(|edit| edit.family == EditFamily::Necessity);
    own.map(|edit| (edit.id.as_str(), edit.severity)).collect()
}

const REFUSED: (&str, Severity) = ("necessity.diagnosis", Severity::Block);
/// Where the claim does not tell whose policies bind.
const DOUBTED: (&str, Severity) = ("necessity.diagnosis", Severity::Reason);

fn from_hand_made_tables() -> Result<(), Failed> {
    let sets = hand_made()?;
    let facts = CodesetFacts::new(&sets);
    let on = "2026-06-15";
    for (code, diagnosis, payer, date, state, expected) in [
        ("93306", "I10", "medicare", on, None, vec![]),
        ("93306", "E11.9", "medicare", on, None, vec![DOUBTED]),
        ("93306", "E11.9", "medicare", on, Some("IL"), vec![REFUSED]),
        ("93306", "E11.9", "medicare_advantage", on, None, vec![DOUBTED]),
        ("93306", "E11.9", "commercial", on, None, vec![]),
        ("93306", "I50.9", "medicare", on, None, vec![("necessity.group", Severity::Warn)]),
        ("94010", "E11.9", "medicare", "2025-12-31", None, vec![DOUBTED]),
        ("94010", "E11.9", "medicare", "2026-01-01", None, vec![]),
        ("93880", "E11.9", "medicare", on, Some("NY"), vec![REFUSED]),
        ("93880", "I65.21", "medicare", on, Some("NY"), vec![]),
        ("93880", "E11.9", "medicare", on, Some("IL"), vec![]),
        ("99213", "E11.9", "medicare", on, None, vec![]),
    ] {
        let claim = claim(code, diagnosis, payer, date, state);
        let report = edits::scrub(&claim, &facts);
        assert_eq!(necessity(&report), expected, "{code} {diagnosis} {payer} {date} {state:?}");
        let missing = report.not_checked.contains(&EditFamily::Necessity);
        assert_eq!(missing, payer == "commercial", "{payer}");
        let release = report.releases.get("coverage").map(String::as_str);
        assert_eq!(release, Some("2025-08-01"));
    }
    let early = claim("93306", "E11.9", "medicare", "2025-07-31", None);
    let report = edits::scrub(&early, &facts);
    assert!(necessity(&report).is_empty() && !report.releases.contains_key("coverage"));
    assert!(report.not_checked.contains(&EditFamily::Necessity), "before the release");
    Ok(())
}

fn from_the_example() -> Result<(), Failed> {
    let folder = outside::shared_folder("data/coverage").ok_or("no data")?;
    let mut export = Export::default();
    for file in ["article.csv", "article_x_hcpc_code.csv", "article_x_icd10_covered.csv"] {
        export.add(file, &std::fs::read(folder.join(file))?)?;
    }
    let sets = sets(export)?;
    let facts = CodesetFacts::new(&sets);
    for (diagnosis, expected) in [("A41.9", vec![]), ("Z00.00", vec![DOUBTED])] {
        for code in ["93306", "93307", "93308"] {
            let claim = claim(code, diagnosis, "medicare", "2026-06-15", None);
            let report = edits::scrub(&claim, &facts);
            assert_eq!(necessity(&report), expected, "{code} {diagnosis}");
            let said = report.edits.iter().any(|edit| edit.message.contains("A56781"));
            assert_eq!(said, !expected.is_empty());
        }
    }
    Ok(())
}

fn main() {
    let trials = vec![
        Trial::test("tables written here", from_hand_made_tables),
        outside::trial("the export's example", "shared/data/coverage", from_the_example),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
