//! The importers on whole releases. The files are not part of the repository: where they are
//! missing, each of these tests is shown as ignored, with the reason.

mod coverage;
mod pairs;

use codesets::fee_schedule::GlobalPeriod;
use codesets::ncci::ProviderType;
use codesets::ncci::add_on::AddOnType;
use codesets::{Library, PackKind};
use libtest_mimic::{Arguments, Failed};
use model::Date;
use std::path::Path;
use testkit::outside;

/// One release: its file, its name as a pack, and the counts that its publisher's file has.
struct Release {
    file: &'static str,
    pack: &'static str,
    rows: &'static [(&'static str, u64)],
    spot: fn(&Library),
}

const RELEASES: &[Release] = &[
    Release {
        file: "shared/data/icd10cm/icd10cm_index_2025.xml",
        pack: "icd10cm-index-2024-10",
        rows: &[("entries", 81_024), ("coded", 62_721)],
        spot: |library| {
            let path = ["Diabetes, diabetic", "type 2", "with", "chronic kidney disease"];
            assert_eq!(codes(library, PackKind::Icd10cmIndex, &path), ["E11.22"]);
            let path = ["Abscess", "abdomen, abdominal", "wall"];
            assert_eq!(codes(library, PackKind::Icd10cmIndex, &path), ["L02.211"]);
        },
    },
    Release {
        file: "shared/data/icd10cm/icd10cm_neoplasm_2025.xml",
        pack: "icd10cm-neoplasm-2024-10",
        // One lead term and the 1,938 terms under it.
        rows: &[("entries", 1_939), ("coded", 1_822)],
        spot: |library| {
            let sets = library.current().unwrap();
            let table = sets.index(PackKind::Icd10cmNeoplasm, day("2024-10-01")).unwrap();
            assert_eq!(table.entries.iter().filter(|e| e.level > 0).count(), 1_938);
            let path = ["Neoplasm, neoplastic", "abdomen, abdominal", "cavity"];
            let six = ["C76.2", "C79.8-", "D09.8", "D36.7", "D48.7", "D49.89"];
            assert_eq!(codes(library, PackKind::Icd10cmNeoplasm, &path), six);
        },
    },
    Release {
        file: "shared/data/icd10cm/icd10cm_drug_2025.xml",
        pack: "icd10cm-drug-2024-10",
        rows: &[("entries", 7_428), ("coded", 7_202)],
        spot: |library| {
            let six = ["T51.3X1", "T51.3X2", "T51.3X3", "T51.3X4", "", ""];
            assert_eq!(codes(library, PackKind::Icd10cmDrug, &["1-propanol"]), six);
        },
    },
    Release {
        file: "shared/data/icd10cm/icd10cm_eindex_2025.xml",
        pack: "icd10cm-external-2024-10",
        rows: &[("entries", 8_064), ("coded", 6_650)],
        spot: |library| {
            assert_eq!(codes(library, PackKind::Icd10cmExternal, &["Accident"]), ["X58"]);
        },
    },
    Release {
        file: "shared/data/hcpcs/HCPC2025_OCT_ANWEB.txt",
        pack: "hcpcs-2025-10",
        rows: &[("procedures", 8_463), ("modifiers", 383)],
        spot: |library| {
            let sets = library.current().unwrap();
            let hcpcs = sets.hcpcs(day("2025-12-31")).unwrap();
            // Its description runs over the end of its first line, in the middle of a word.
            let long = &hcpcs.get("A0080").unwrap().long;
            assert!(long.contains("(individual or organization)"), "{long}");
            assert!(hcpcs.get("J1885").unwrap().long.ends_with("per 15 mg"));
            assert!(hcpcs.get("LT").unwrap().modifier);
            assert!(sets.hcpcs(day("2025-09-30")).is_none(), "not before its first day");
        },
    },
    Release {
        file: "shared/data/icd10pcs/icd10pcs_tables_2025.xml",
        pack: "icd10pcs-2024-10",
        rows: &[("tables", 908), ("codes", 78_948)],
        spot: |library| {
            let sets = library.current().unwrap();
            let pcs = sets.icd10pcs(day("2024-10-01")).unwrap();
            assert_eq!((pcs.tables().count(), pcs.count()), (908, 78_948));
            let labels = pcs.labels("0DTJ4ZZ").unwrap();
            assert_eq!(labels[2..5], ["Resection", "Appendix", "Percutaneous Endoscopic"]);
            assert!(!pcs.is_valid("0DTJ3ZZ"), "no percutaneous resection of the appendix");
        },
    },
    Release {
        file: "shared/data/claim-codes/carc.csv",
        pack: "carc-2023-11",
        rows: &[("codes", 405), ("ended", 110)],
        spot: |library| {
            let sets = library.current().unwrap();
            let list = sets.claim_codes(PackKind::Carc, day("2026-01-01")).unwrap();
            let in_force = |code, on| list.get(code).unwrap().in_force(day(on));
            assert!(in_force("45", "2026-01-01") && in_force("Y3", "2014-07-01"));
            assert!(!in_force("Y3", "2014-07-02") && list.get("999").is_none());
        },
    },
    Release {
        file: "shared/data/claim-codes/rarc.csv",
        pack: "rarc-2024-03",
        rows: &[("codes", 1_171), ("ended", 0)],
        spot: |library| {
            let sets = library.current().unwrap();
            let list = sets.claim_codes(PackKind::Rarc, day("2026-01-01")).unwrap();
            assert!(!list.get("N895").unwrap().in_force(day("2024-02-29")));
            assert!(list.get("MA130").is_some() && list.get("N9999").is_none());
        },
    },
    Release {
        file: "shared/data/claim-codes/nucc_taxonomy_251.csv",
        pack: "taxonomy-2025-07",
        rows: &[("codes", 883), ("ended", 28)],
        spot: |library| {
            let sets = library.current().unwrap();
            let list = sets.claim_codes(PackKind::Taxonomy, day("2026-01-01")).unwrap();
            assert!(list.get("207Q00000X").unwrap().in_force(day("2026-01-01")));
            assert!(list.get("246YC3301X").unwrap().in_force(day("2023-03-31")));
            assert!(!list.get("246YC3301X").unwrap().in_force(day("2023-04-01")));
        },
    },
    Release {
        file: "shared/data/claim-codes/place_of_service.csv",
        pack: "pos-2024-08",
        // 99 numbers in all.
        rows: &[("codes", 52), ("unassigned", 47)],
        spot: |library| {
            let sets = library.current().unwrap();
            let list = sets.claim_codes(PackKind::Pos, day("2026-01-01")).unwrap();
            assert!(list.get("11").is_some() && list.get("28").is_none());
        },
    },
    Release {
        file: "shared/data/ncci/mue_practitioner_2024q3.csv",
        pack: "ncci-mue-practitioner-2024-07",
        rows: &[("codes", 14_677), ("line", 41), ("day_policy", 5_157), ("day_clinical", 9_479)],
        spot: |library| {
            assert_eq!(limit(library, ProviderType::Practitioner, "J1885"), Some((8, 3)));
            assert_eq!(limit(library, ProviderType::Practitioner, "99213"), Some((2, 3)));
            assert_eq!(limit(library, ProviderType::Practitioner, "ABCDE"), None);
        },
    },
    Release {
        file: "shared/data/ncci/mue_outpatient_hospital_2024q3.csv",
        pack: "ncci-mue-hospital-2024-07",
        rows: &[("codes", 14_628)],
        spot: |library| {
            assert_eq!(limit(library, ProviderType::OutpatientHospital, "0001U"), Some((1, 2)));
        },
    },
    Release {
        file: "shared/data/ncci/mue_dme_supplier_2024q3.csv",
        pack: "ncci-mue-dme-2024-07",
        rows: &[("codes", 2_928)],
        spot: |library| {
            assert_eq!(limit(library, ProviderType::DmeSupplier, "A4206"), Some((0, 3)));
        },
    },
    Release {
        file: "shared/data/ncci/aoc_2024q3.csv",
        pack: "ncci-add-on-2024-07",
        rows: &[("edits", 7_465), ("active", 7_465)],
        spot: |library| {
            let (sets, on) = (library.current().unwrap(), day("2024-07-01"));
            let table = sets.add_on(on).unwrap();
            let found = table.find("99292", on).unwrap();
            assert_eq!((found.kind, found.primaries), (AddOnType::Listed, vec!["99291".into()]));
            assert_eq!(table.kind_of("0054T", on), Some(AddOnType::Contractor));
            assert!(table.is_primary("G2212", "99215", on));
            assert!(
                !table.is_primary("G2212", "99213", on) && table.kind_of("99213", on).is_none()
            );
        },
    },
    Release {
        file: "shared/data/pfs/PPRRVU24_JUL.csv",
        pack: "pfs-2024-07",
        rows: &[("rows", 18_664), ("with_modifier", 2_194)],
        spot: |library| {
            let sets = library.current().unwrap();
            let table = sets.fee_policy(day("2024-07-01")).unwrap();
            let visit = table.find("99213", "").unwrap();
            let total = visit.work + visit.practice_non_facility + visit.malpractice;
            assert_eq!((visit.work, total, visit.conversion_factor), (130, 273, 332_875));
            let base = table.find("45385", "").unwrap().endoscopic_base;
            assert_eq!(base.as_ref(), Some(b"45378"));
            assert_eq!(table.find("71046", "26").unwrap().work, 22);
            assert!(table.find("99213", "26").is_none());
            let knee = table.find("27447", "").unwrap();
            assert_eq!((knee.global, knee.shares.iter().sum()), (GlobalPeriod::NinetyDays, 10_000));
            assert_eq!(table.rows().count(), 18_664);
        },
    },
    Release {
        file: "shared/data/pfs/GPCI2024.csv",
        pack: "gpci-2024-01",
        rows: &[("localities", 109)],
        spot: |library| {
            let sets = library.current().unwrap();
            let table = sets.gpci(day("2024-07-01")).unwrap();
            let place = table.find("01112", "54").unwrap();
            assert_eq!((place.gpci.work, place.gpci.practice), (1_017, 1_093));
            assert_eq!(table.of_state("AK", "").unwrap().gpci.work, 1_500);
        },
    },
];

/// Units and adjudication indicator.
fn limit(library: &Library, provider: ProviderType, code: &str) -> Option<(u32, u8)> {
    let sets = library.current().unwrap();
    let limit = sets.mue(provider, day("2024-07-01")).unwrap().find(code)?;
    Some((limit.units, limit.adjudication.digit()))
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The codes of the entry that a path of titles leads to.
fn codes(library: &Library, kind: PackKind, path: &[&str]) -> Vec<String> {
    let sets = library.current().unwrap();
    let index = sets.index(kind, day("2024-10-01")).unwrap();
    let mut open: Vec<&str> = Vec::new();
    for entry in &index.entries {
        open.truncate(usize::from(entry.level));
        open.push(&entry.title);
        if open == path {
            return entry.codes.clone();
        }
    }
    panic!("no entry {path:?}")
}

fn whole(release: &Release, path: &Path) -> Result<(), Failed> {
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    let before = library.current()?;
    let listed = library.import(path, None)?;
    assert_eq!(listed.name, release.pack);
    for (rows, count) in release.rows {
        assert_eq!(listed.header.rows.get(*rows), Some(count), "{rows}");
    }
    assert!(before.releases(day("2026-01-01")).len() == 1, "what was in use stays as it was");
    (release.spot)(&library);
    Ok(())
}

/// The first half, cut inside a line: refused with file and place, and nothing is kept.
fn cut(release: &Release, path: &Path) -> Result<(), Failed> {
    let bytes = std::fs::read(path)?;
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Err(fault) = library.import_bytes(&name, &bytes[..bytes.len() / 2 + 7], None) else {
        return Err(format!("half of {} was imported", release.file).into());
    };
    let fault = fault.to_string();
    assert!(fault.starts_with(&format!("{name}: line ")), "{fault}");
    assert_eq!(library.list()?.len(), 1, "the embedded pack alone");
    assert!(!data.path().join("codesets").exists());
    Ok(())
}

/// Files in other layouts are refused, each by name.
fn others() -> Result<(), Failed> {
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    for file in [
        "icd10pcs/icd10pcs_index_2025.xml",
        "icd10pcs/icd10pcs_definitions_2025.xml",
        "icd10cm/mce_i10dx_validity.csv",
        "icd10pcs/mce_i10sg_validity.csv",
    ] {
        let path = outside::shared_folder("data").ok_or("no data")?.join(file);
        let Err(fault) = library.import(&path, None) else {
            return Err(format!("{file} was imported").into());
        };
        let fault = fault.to_string();
        assert!(fault.contains(file) && fault.contains("none of the release formats"), "{fault}");
    }
    Ok(())
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for release in RELEASES {
        let path = || outside::shared_folder(release.file.trim_start_matches("shared/"));
        for (what, check) in [("whole", whole as fn(&Release, &Path) -> _), ("cut", cut)] {
            let run = move || check(release, &path().ok_or("the file went away")?);
            let name = format!("{}: {what}", release.pack);
            trials.push(outside::trial(&name, release.file, run));
        }
    }
    for release in pairs::PAIRS {
        let path = || outside::shared_folder(release.file.trim_start_matches("shared/"));
        let run = move || pairs::whole(release, &path().ok_or("the file went away")?);
        trials.push(outside::trial(release.pack, release.file, run));
    }
    trials.push(outside::trial("other layouts are refused", "shared/data/icd10pcs", others));
    trials.push(outside::trial(
        "coverage: three tables",
        "shared/data/coverage",
        coverage::three_tables,
    ));
    let made_up = || coverage::at_full_size();
    trials.push(libtest_mimic::Trial::test("coverage: a million rows, made up", made_up));
    libtest_mimic::run(&arguments, trials).exit();
}
