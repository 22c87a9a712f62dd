//! The coverage database: its own example, and one of full size that is made up.

use crate::day;
use codesets::Library;
use codesets::coverage::Support;
use codesets::import::coverage::Export;
use libtest_mimic::Failed;
use std::fmt::Write as _;
use testkit::outside;

/// The three tables that show the layout of the coverage database's export: one article.
pub fn three_tables() -> Result<(), Failed> {
    let folder = outside::shared_folder("data/coverage").ok_or("no data")?;
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    let mut export = Export::default();
    for file in ["article.csv", "article_x_hcpc_code.csv", "article_x_icd10_covered.csv"] {
        let path = folder.join(file);
        let fault = library.import(&path, None).unwrap_err().to_string();
        assert!(fault.contains("missing: "), "{fault}");
        export.add(file, &std::fs::read(path)?)?;
    }
    let listed = library.import_coverage(export, None)?;
    assert_eq!(listed.name, "coverage-2025-08-01");
    for (rows, count) in [("policies", 1), ("procedures", 3)] {
        assert_eq!(listed.header.rows.get(rows), Some(&count), "{rows}");
    }
    let sets = library.current()?;
    assert_eq!(sets.policies("93306", day("2025-07-31")).count(), 0, "before the release");
    let policies: Vec<_> = sets.policies("93306", day("2026-06-15")).collect();
    let [policy] = &policies[..] else { return Err("one policy".into()) };
    assert_eq!((policy.id(), policy.from()), ("A56781", Some(day("2019-10-01"))));
    assert_eq!(policy.supports("A18.84"), Support::Covered);
    assert_eq!(policy.supports("Z00.00"), Support::NotListed);
    Ok(())
}

/// An export of the size of the whole database, made up: a million rows of diagnoses in 2,000
/// articles. It stands in a few megabytes, which are mapped.
pub fn at_full_size() -> Result<(), Failed> {
    const ARTICLES: u32 = 2_000;
    const EACH: u32 = 500;
    let mut articles = String::from("article_id,article_version,title,display_id\n");
    let mut codes = String::from(
        "article_id,article_version,hcpc_code_id,hcpc_code_group,range,last_updated\n",
    );
    let mut covered = String::from(
        "article_id,article_version,icd10_code_id,icd10_covered_group,range,last_updated\n",
    );
    // Letter, digit, letter or digit, three more: as many different ones as ICD-10-CM has.
    let diagnosis = |n: u32| {
        let letter = char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
        format!("{letter}{:02}.{:02}", n / 26 % 100, n / 2_600 % 28)
    };
    for article in 0..ARTICLES {
        writeln!(articles, "{article},1,Made up,A{article}")?;
        for code in 0..9 {
            let code = 10_000 + (article * 7 + code) % 9_000;
            writeln!(codes, "{article},1,{code},1,N,2026-01-01")?;
        }
        for row in 0..EACH {
            let diagnosis = diagnosis(article * 37 + row * 13);
            writeln!(covered, "{article},1,{diagnosis},{},N,2026-01-01", row % 4 + 1)?;
        }
    }
    let mut export = Export::default();
    for (file, text) in [("a.csv", &articles), ("c.csv", &codes), ("d.csv", &covered)] {
        export.add(file, text.as_bytes())?;
    }
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    let listed = library.import_coverage(export, None)?;
    assert_eq!(listed.header.rows["diagnoses"], u64::from(ARTICLES * EACH));
    let pack = data.path().join("codesets").join(format!("{}.pack", listed.name));
    let size = std::fs::metadata(pack)?.len();
    assert!(size < 8 * 1024 * 1024, "{size} bytes");
    let sets = library.current()?;
    let on = day("2026-06-15");
    for article in [0, 777, 1_999] {
        let code = (10_000 + article * 7 % 9_000).to_string();
        let id = format!("A{article}");
        let mut policies = sets.policies(&code, on);
        let policy = policies.find(|p| p.id() == id).ok_or("the article is missing")?;
        for row in 0..EACH {
            let diagnosis = diagnosis(article * 37 + row * 13);
            assert_eq!(policy.supports(&diagnosis), Support::Covered, "{id} {diagnosis}");
        }
        assert_eq!(policy.supports("Z99.99"), Support::NotListed);
    }
    Ok(())
}
