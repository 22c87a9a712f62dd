//! The JSON contract of `docs/reference/code-json.md`, on the made-up practice and on notes.

use crate::shape::Shape;
use crate::{Desk, NOTE, bundle, items, text};
use codesets::Library;
use model::Date;
use serde_json::Value;

/// Members in their order; those marked with `?` may be absent.
const CHART: &[&str] = &[
    "id",
    "setting",
    "date",
    "dx",
    "px",
    "not_coded",
    "gaps",
    "route",
    "reasons",
    "chart_confidence",
    "releases",
    "date_assumed",
    "setting_inferred",
    "setting_evidence",
    "admitting?",
    "em?",
    "warnings?",
];
const EVIDENCE: &[&str] = &["document", "start", "end", "text"];
const DX: &[&str] = &[
    "code",
    "rank",
    "description",
    "confidence",
    "evidence",
    "rules",
    "rejected",
    "poa?",
    "icd11?",
];
const PX: &[&str] = &["code", "modifiers", "units", "dx", "confidence", "evidence", "rules"];
const NOT_CODED: &[&str] = &["document", "text", "start", "end", "code", "why"];
const GAP: &[&str] = &["kind", "text", "evidence"];
const REJECTED: &[&str] = &["code", "why"];
const WARNING: &[&str] = &["code", "message", "place"];

const REFERENCE: &str = include_str!("../../../../docs/reference/code-json.md");

/// The names are exactly the documented ones, in their order.
fn in_order(shape: &Shape, documented: &[&str]) {
    let names = shape.names();
    let expected: Vec<&str> = documented
        .iter()
        .filter(|name| !name.ends_with('?') || names.contains(&name.trim_end_matches('?')))
        .map(|name| name.trim_end_matches('?'))
        .collect();
    assert_eq!(names, expected);
}

fn members_in_order(line: &str) {
    let chart: Shape = serde_json::from_str(line).expect("a line is JSON");
    in_order(&chart, CHART);
    let evidence = |of: &Shape| of.list("evidence").iter().for_each(|e| in_order(e, EVIDENCE));
    for dx in chart.list("dx") {
        in_order(dx, DX);
        evidence(dx);
        dx.list("rejected").iter().for_each(|r| in_order(r, REJECTED));
    }
    for px in chart.list("px") {
        in_order(px, PX);
        evidence(px);
    }
    for gap in chart.list("gaps") {
        in_order(gap, GAP);
        evidence(gap);
    }
    chart.list("not_coded").iter().for_each(|n| in_order(n, NOT_CODED));
    chart.list("setting_evidence").iter().for_each(|e| in_order(e, EVIDENCE));
    chart.list("warnings").iter().for_each(|w| in_order(w, WARNING));
    // `releases` is a map by name.
    let releases = chart.member("releases").expect("releases").names();
    assert!(releases.is_sorted(), "{releases:?}");
}

/// Every object anywhere with a document, a start and an end names exactly that slice.
fn slices_match(value: &Value, documents: &[String]) -> usize {
    let below: usize = match value {
        Value::Array(list) => list.iter().map(|v| slices_match(v, documents)).sum(),
        Value::Object(members) => members.values().map(|v| slices_match(v, documents)).sum(),
        _ => 0,
    };
    let number = |member: &str| value[member].as_u64().map(|n| n as usize);
    let (Some(document), Some(start), Some(end)) =
        (number("document"), number("start"), number("end"))
    else {
        return below;
    };
    let slice = documents[document].as_bytes().get(start..end);
    assert_eq!(slice, Some(text(value, "text").as_bytes()), "{value}");
    assert!(start < end, "{value}");
    below + 1
}

fn is_fraction(value: &Value) -> bool {
    value.as_f64().is_some_and(|f| (0.01..=0.99).contains(&f))
}

fn values_hold(chart: &Value, library: &Library) {
    let date: Date = text(chart, "date").parse().expect("a date");
    let sets = library.current().expect("the embedded code sets");
    let pack = sets.icd10cm(date);
    for (i, dx) in items(chart, "dx").iter().enumerate() {
        let code = text(dx, "code");
        assert!(pack.is_billable(code, date), "{code} on {date} in {chart}");
        assert_eq!(dx["rank"], i + 1, "{dx}");
        assert_eq!(dx["description"].as_str(), pack.title(code).as_deref(), "{dx}");
        assert!(is_fraction(&dx["confidence"]), "{dx}");
        assert!(!items(dx, "evidence").is_empty() && !items(dx, "rules").is_empty(), "{dx}");
        assert!(items(dx, "rejected").iter().all(|r| !text(r, "why").is_empty()), "{dx}");
    }
    for px in items(chart, "px") {
        assert!(!items(px, "evidence").is_empty() && !items(px, "rules").is_empty(), "{px}");
        assert!(is_fraction(&px["confidence"]) && px["units"].as_u64() >= Some(1), "{px}");
        let most = items(chart, "dx").len() as u64;
        let ranks = items(px, "dx").iter().map(|r| r.as_u64().expect("a rank"));
        assert!(ranks.clone().all(|rank| (1..=most).contains(&rank)), "{px}");
        assert!(ranks.is_sorted_by(|a, b| a < b), "{px}");
    }
    if let Some(admitting) = chart["admitting"].as_str() {
        assert!(pack.is_billable(admitting, date), "{admitting} on {date}");
    }
    assert!(is_fraction(&chart["chart_confidence"]), "{chart}");
    let route = text(chart, "route");
    assert!(matches!(route, "release" | "review" | "hold"), "{route}");
    assert_eq!(route == "release", items(chart, "reasons").is_empty(), "{chart}");
    assert!(chart["releases"]["icd10cm"].is_string(), "{chart}");
}

fn twice_no_code(chart: &Value) {
    let mut codes = crate::codes(chart);
    codes.sort_unstable();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
}

#[test]
fn every_chart_of_the_practice_keeps_the_contract() {
    let desk = Desk::new();
    let names = bundle::practice(&desk, "practice");
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let answer = desk.code(&named);
    let library = Library::new(Some(&desk.path().join("data")));
    let charts = testkit::practice::charts();
    assert_eq!(answer.out.lines().count(), charts.len());
    let (mut slices, mut dx, mut px, mut gaps) = (0, 0, 0, 0);
    for ((line, chart), made) in answer.out.lines().zip(answer.charts()).zip(&charts) {
        assert_eq!(text(&chart, "id"), made.slug);
        members_in_order(line);
        let of = |d: &model::Document| d.text.clone();
        let documents: Vec<String> = made.chart.documents.iter().map(of).collect();
        slices += slices_match(&chart, &documents);
        values_hold(&chart, &library);
        twice_no_code(&chart);
        dx += items(&chart, "dx").len();
        px += items(&chart, "px").len();
        gaps += items(&chart, "gaps").len();
    }
    // The checks above saw something.
    assert!(slices > 100 && dx > 40 && px > 20 && gaps > 3, "{slices} {dx} {px} {gaps}");
}

#[test]
fn notes_in_every_setting_keep_the_contract() {
    let desk = Desk::new();
    let words = NOTE.replace("He had", "\u{fffd}l \u{e9}tait \u{2014} he had");
    desk.write("note.txt", &words);
    let library = Library::new(Some(&desk.path().join("data")));
    let settings = ["office", "ed", "radiology", "surgery", "inpatient", "pathology", "clinic"];
    for setting in settings {
        for date in ["2026-06-15", "2016-01-04", "2025-10-01"] {
            let arguments = ["note.txt", "--setting", setting, "--date", date];
            let answer = desk.code(&arguments);
            let chart = answer.one();
            assert_eq!((text(&chart, "setting"), text(&chart, "date")), (setting, date));
            members_in_order(&answer.out);
            assert!(slices_match(&chart, std::slice::from_ref(&words)) > 5, "{chart}");
            values_hold(&chart, &library);
            twice_no_code(&chart);
            assert!(!items(&chart, "dx").is_empty(), "{chart}");
        }
    }
}

#[test]
fn a_list_of_mentions_keeps_the_contract() {
    let desk = Desk::new();
    desk.write("note.txt", NOTE);
    let answer = desk.code(&["note.txt", "--profile", "mentions"]);
    members_in_order(&answer.out);
    assert!(slices_match(&answer.one(), &[NOTE.to_owned()]) > 5);
    values_hold(&answer.one(), &Library::new(Some(&desk.path().join("data"))));
}

/// The first column of the reference names every member, in the order of the JSON.
#[test]
fn the_reference_lists_every_member_in_order() {
    let rows = REFERENCE.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let names: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    let of_chart: Vec<&str> = CHART.iter().map(|name| name.trim_end_matches('?')).collect();
    let top: Vec<&str> = {
        let mut top: Vec<&str> = names.iter().filter_map(|n| n.split(['.', '[']).next()).collect();
        top.retain(|name| of_chart.contains(name));
        top.dedup();
        top
    };
    assert_eq!(top, of_chart);
    for name in DX.iter().chain(PX).chain(NOT_CODED).chain(GAP).chain(EVIDENCE) {
        let name = name.trim_end_matches('?');
        let quoted =
            [format!("`{name}`"), format!(".{name}`"), format!(".{name}["), format!("`{name}[")];
        assert!(quoted.iter().any(|q| REFERENCE.contains(q)), "{name}");
    }
}
