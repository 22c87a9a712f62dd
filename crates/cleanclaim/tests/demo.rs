//! `cleanclaim demo`, run as a user runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Exit code, standard output, standard error.
fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(arguments)
        .env("CLEANCLAIM_DATA", folder)
        .env("TMPDIR", folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Every file below a folder by its path.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let below = tree(&path).into_iter();
            files.extend(below.map(|(file, text)| (format!("{name}/{file}"), text)));
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn demo(folder: &Path, name: &str, more: &[&str]) -> (BTreeMap<String, String>, String, String) {
    let out = folder.join(name);
    let out_text = out.display().to_string();
    let arguments = [&["demo", "--no-serve", "--out", &out_text], more].concat();
    let (code, printed, said) = run(&arguments, folder);
    assert_eq!(code, 0, "{said}");
    (tree(&out), printed, said)
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (first, ..) = demo(folder.path(), "one", &[]);
    let (second, ..) = demo(folder.path(), "two", &[]);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, text) in &first {
        assert!(second[name] == *text, "{name} differs");
        let own = folder.path().display().to_string();
        assert!(!text.contains(&own), "{name} holds a path of this machine");
    }
    // Over its own files, and with another seed.
    let (again, ..) = demo(folder.path(), "one", &[]);
    assert!(again == first);
    let (seeded, ..) = demo(folder.path(), "three", &["--seed", "500"]);
    for (name, text) in &seeded {
        let x12 = name.ends_with(".837p") || name.ends_with(".837i");
        assert_eq!(first[name] != *text, x12, "{name}: only control numbers follow the seed");
    }
}

#[test]
fn the_report_tells_a_manager_all() {
    let folder = tempfile::tempdir().unwrap();
    let (files, printed, said) = demo(folder.path(), "out", &[]);
    let report = &files["report.txt"];
    assert!(report.starts_with("MADE-UP DATA"), "{report}");
    assert!(printed.starts_with(report.as_str()), "the report is what is printed");
    for line in printed.lines() {
        assert!(line.chars().count() <= 100 || line.contains('/'), "too wide: {line}");
    }
    for word in ["Released", "Review", "Hold", "Charges", "Block", "Warn", "Emergency", "inpatient"]
    {
        assert!(report.contains(word), "{word}");
    }
    assert!(printed.contains("TRY NEXT") && printed.contains("cleanclaim code "), "{printed}");
    assert!(said.matches("CPT is the AMA's").count() <= 1, "{said}");

    let charts = testkit::practice::charts();
    assert_eq!(files["coded.jsonl"].lines().count(), charts.len());
    assert_eq!(files.keys().filter(|name| name.starts_with("charts/")).count(), charts.len());
    for (chart, line) in charts.iter().zip(files["coded.jsonl"].lines()) {
        let coded: model::CodedChart = serde_json::from_str(line).unwrap();
        assert_eq!(coded.id.as_str(), chart.slug);
        // What is not released is listed with its reason.
        let listed = files.get("held/reasons.txt").is_some_and(|t| t.contains(&*chart.slug));
        assert!(listed || coded.route == model::Route::Release, "{}", chart.slug);
    }
}

#[test]
fn claims_are_test_claims_and_stand_where_the_report_says() {
    let folder = tempfile::tempdir().unwrap();
    let (files, ..) = demo(folder.path(), "out", &[]);
    let reports = files["edits.jsonl"]
        .lines()
        .map(|line| serde_json::from_str::<model::ScrubReport>(line).unwrap());
    let reports: BTreeMap<String, model::ScrubReport> =
        reports.map(|report| (report.claim.0.clone(), report)).collect();
    let routes: BTreeMap<String, model::Route> = files["coded.jsonl"]
        .lines()
        .map(|line| serde_json::from_str::<model::CodedChart>(line).unwrap())
        .map(|coded| (coded.id.as_str().to_ascii_uppercase(), coded.route))
        .collect();
    let mut claims = 0;
    for (name, text) in &files {
        if name.ends_with(".837p") || name.ends_with(".837i") {
            assert!(text[..106].ends_with("*T*:~"), "{name}: {}", &text[..106]);
            for claim in x12::read_837(text.as_bytes()).unwrap() {
                let own = format!("{}/{}.json", name.split('/').next().unwrap(), claim.id);
                assert!(files.contains_key(&own), "{own} stands beside {name}");
            }
        }
        let Some(id) = name.strip_prefix("claims/").and_then(|n| n.strip_suffix(".json")) else {
            claims += usize::from(name.starts_with("held/") && name.ends_with(".json"));
            continue;
        };
        claims += 1;
        assert!(reports[id].may_leave(), "{id} may be sent");
        let chart = id.trim_end_matches("-P").trim_end_matches("-I");
        let route = routes.get(chart).or_else(|| routes.get(id));
        assert_eq!(route, Some(&model::Route::Release), "{id}");
    }
    assert_eq!(claims, reports.len());
    assert!(claims > 0);
}

#[test]
fn the_product_accepts_what_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (files, ..) = demo(folder.path(), "out", &[]);
    let x12: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".837p") || name.ends_with(".837i"))
        .collect();
    assert!(x12.iter().any(|(name, _)| name.ends_with(".837p")));
    assert!(x12.iter().any(|(name, _)| name.ends_with(".837i")));
    for (name, text) in x12 {
        let report = x12::validate::validate(text.as_bytes(), &x12::validate::Options::default());
        let told: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{name}: {told:#?}");
    }
}

#[test]
fn without_a_folder_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let (code, first, _) = run(&["demo", "--no-serve"], folder.path());
    assert_eq!(code, 0);
    assert!(first.contains("--out DIR"), "{first}");
    assert_eq!(first, run(&["demo", "--no-serve"], folder.path()).1);
    assert_eq!(tree(folder.path()).keys().collect::<Vec<_>>(), ["mine.txt"]);
}

#[test]
fn the_demo_never_mixes_with_other_data() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, own) = (folder.path().join("mine"), folder.path().join("own"));
    fs::create_dir_all(mine.join("claims")).unwrap();
    fs::write(mine.join("claims/real.837p"), "real").unwrap();
    let named = |data: &Path, more: &[&str]| {
        let data = data.display().to_string();
        run(&[&["demo", "--no-serve", "--data", &data], more].concat(), folder.path())
    };
    let (code, printed, said) = named(&mine, &[]);
    assert!(code == 2 && printed.is_empty() && said.contains("did not make"), "{said}");
    let (code, _, said) =
        run(&["demo", "--no-serve", "--out", &mine.display().to_string()], folder.path());
    assert!(code == 2 && said.contains("not the demo's"), "{said}");
    assert_eq!(tree(&mine).len(), 1);

    assert_eq!(named(&own, &[]).0, 0);
    assert_eq!(named(&own, &[]).0, 0, "its own folder is taken again");
    assert!(own.join("out/report.txt").is_file());
}
