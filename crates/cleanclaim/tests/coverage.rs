//! `cleanclaim codesets import` of the coverage database, in the ways in which it is handed in.
//! The tables are made up, in the layout of the export.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

const TABLES: [(&str, &str); 4] = [
    (
        "article.csv",
        "article_id,article_version,title,article_eff_date,article_end_date,display_id\n\
         10,2,\"Echo, made up\",2019-10-01,,A10\n",
    ),
    (
        "article_x_hcpc_code.csv",
        "article_id,article_version,hcpc_code_id,hcpc_code_group,range,last_updated\n\
         10,2,93306,1,N,2026-01-05 10:29:50.017\n",
    ),
    (
        "article_x_icd10_covered.csv",
        "article_id,article_version,icd10_code_id,icd10_covered_group,range,last_updated\n\
         10,2,I10,1,N,2026-01-05\n",
    ),
    ("article_x_urls.csv", "article_id,article_version,url\n10,2,x\n"),
];

/// Exit code, standard output and standard error.
fn run(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_remove("CLEANCLAIM_DATA")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_folder_a_zip_in_a_zip_and_files_make_one_pack() {
    let files = folder();
    let tables = files.path().join("tables");
    std::fs::create_dir(&tables).unwrap();
    for (name, text) in TABLES {
        std::fs::write(tables.join(name), text).unwrap();
    }
    let members: Vec<(&str, &[u8])> = TABLES.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let inner = zip(&members);
    let outer = zip(&[("current_article_csv.zip", &inner), ("read me.pdf", b"%PDF-1.7")]);
    std::fs::write(files.path().join("current_article.zip"), outer).unwrap();
    let at = |name: &str| files.path().join(name).display().to_string();
    let each: Vec<String> =
        TABLES.iter().map(|(name, _)| tables.join(name).display().to_string()).collect();
    for inputs in [vec![at("tables")], vec![at("current_article.zip")], each] {
        let data = folder();
        let mut arguments = vec!["codesets", "import"];
        arguments.extend(inputs.iter().map(String::as_str));
        let (code, out, err) = run(data.path(), &arguments);
        assert_eq!(code, 0, "{err}");
        assert_eq!(out.lines().count(), 1, "{out}");
        for part in ["coverage-2026-01-05", "in force from 2026-01-05", "1 policies"] {
            assert!(out.contains(part), "{part}: {out}");
        }
        let (_, listed, _) = run(data.path(), &["codesets", "list"]);
        assert!(listed.contains("coverage-2026-01-05"), "{listed}");
    }
}

#[test]
fn parts_are_refused_by_what_they_lack_and_leave_nothing() {
    let (data, files) = (folder(), folder());
    let path = files.path().join("article.csv");
    std::fs::write(&path, TABLES[0].1).unwrap();
    let (code, out, err) = run(data.path(), &["codesets", "import", path.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (1, ""));
    let missing = "missing: article_x_hcpc_code.csv, article_x_icd10_covered.csv";
    assert!(err.contains("article.csv: ") && err.contains(missing), "{err}");
    // A table that is cut spoils the rest.
    for (name, text) in TABLES {
        let cut = if name.contains("covered") { &text[..text.len() - 6] } else { text };
        std::fs::write(files.path().join(name), cut).unwrap();
    }
    let folder = files.path().to_str().unwrap();
    let (code, _, err) = run(data.path(), &["codesets", "import", folder]);
    assert!(code == 1 && err.contains("article_x_icd10_covered.csv: line 2"), "{err}");
    assert!(!data.path().join("codesets").exists());
}

#[test]
fn scrub_judges_by_the_imported_policies() {
    let (data, files) = (folder(), folder());
    for (name, text) in TABLES {
        std::fs::write(files.path().join(name), text).unwrap();
    }
    let tables = files.path().to_str().unwrap();
    assert_eq!(run(data.path(), &["codesets", "import", tables]).0, 0);
    let claims = data.path().join("claims.json");
    let claim = |id: &str, diagnosis: &str| {
        serde_json::json!({
            "id": id, "type": "professional", "frequency": "1",
            "patient": { "id": "P1", "sex": "female", "birth_date": "1950-01-02" },
            "payer": { "kind": "medicare", "name": "MEDICARE" },
            "from": "2026-06-15", "through": "2026-06-15", "submitted": "2026-06-18",
            "place_of_service": "11", "billing": { "npi": "1245319599" },
            "facility": { "name": "CLINIC", "address": {
                "line1": "12 ELM ST", "city": "SPRINGFIELD", "state": "IL", "zip": "627011234"
            } },
            "diagnoses": [diagnosis],
            "lines": [{ "line": 1, "code": "93306", "modifiers": [], "units": 1,
                        "charge_cents": 10_000, "date": "2026-06-15", "pointers": [1] }],
        })
    };
    let both = serde_json::json!([claim("C1", "I10"), claim("C2", "E11.9")]);
    std::fs::write(&claims, both.to_string()).unwrap();
    let arguments = ["scrub", claims.to_str().unwrap(), "--format", "json"];
    let (code, out, err) = run(data.path(), &arguments);
    assert_eq!(code, 1, "{err}");
    let reports: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let necessity = |report: &serde_json::Value| -> Vec<String> {
        let edits = report["edits"].as_array().unwrap();
        let own = edits.iter().filter(|edit| edit["family"] == "necessity");
        own.map(|edit| format!("{} {}", edit["id"], edit["severity"])).collect()
    };
    assert!(necessity(&reports[0]).is_empty());
    assert_eq!(necessity(&reports[1]), ["\"necessity.diagnosis\" \"block\""]);
    assert_eq!(reports[1]["releases"]["coverage"], "2026-01-05");
}
