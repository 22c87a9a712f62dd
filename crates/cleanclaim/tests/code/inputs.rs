//! Every way to name a chart, and which setting and which date hold.

use crate::{Desk, NOTE, bundle, codes, items, not_coded, text};
use serde_json::Value;

fn ids(charts: &[Value]) -> Vec<&str> {
    charts.iter().map(|chart| text(chart, "id")).collect()
}

#[test]
fn each_file_is_a_chart_named_after_it() {
    let desk = Desk::new();
    desk.write("b.second.txt", "ASSESSMENT: Hypothyroidism.");
    desk.write("a", "ASSESSMENT: Gout of the right great toe.");
    let charts = desk.code(&["b.second.txt", "a"]).charts();
    assert_eq!(ids(&charts), ["b.second", "a"]);
    assert_eq!(codes(&charts[0]), ["E03.9"]);
    assert!(codes(&charts[1])[0].starts_with("M10"), "{}", charts[1]);
}

#[test]
fn a_folder_holds_charts_and_a_sub_folder_is_one_chart() {
    let desk = Desk::new();
    desk.write("charts/z.txt", "ASSESSMENT: Hypothyroidism.");
    desk.write("charts/a.txt", "ASSESSMENT: Psoriasis.");
    desk.write("charts/.hidden", "ASSESSMENT: Gout.");
    desk.write("charts/stay.2/10-later.txt", "ASSESSMENT: Migraine.");
    desk.write("charts/stay.2/02-first.txt", "ASSESSMENT: Iron deficiency anemia.");
    let charts = desk.code(&["charts"]).charts();
    assert_eq!(ids(&charts), ["a", "z", "stay.2"]);
    // Documents in name order, and evidence that names them by it.
    let words = |number: u64| -> Vec<&str> {
        let all = items(&charts[2], "dx").iter().flat_map(|dx| items(dx, "evidence"));
        all.filter(|e| e["document"] == number).map(|e| text(e, "text")).collect()
    };
    assert_eq!(words(0), ["Iron deficiency anemia"]);
    assert_eq!(words(1), ["Migraine"]);
}

#[test]
fn one_chart_joins_all_files_named() {
    let desk = Desk::new();
    desk.write("visit.txt", "ASSESSMENT: Hypothyroidism.");
    desk.write("report.txt", "ASSESSMENT: Psoriasis.");
    let chart = desk.one(&["visit.txt", "report.txt", "--one-chart"]);
    assert_eq!(text(&chart, "id"), "visit");
    let mut found = codes(&chart);
    found.sort_unstable();
    assert_eq!(found, ["E03.9", "L40.9"]);
    let of_psoriasis = items(&chart, "dx").iter().find(|dx| dx["code"] == "L40.9");
    assert_eq!(items(of_psoriasis.expect("psoriasis"), "evidence")[0]["document"], 1);
}

#[test]
fn standard_input_is_a_note_or_a_bundle() {
    let desk = Desk::new();
    let read = |input: &str| {
        let answer = desk.run_with_input(&["code", "-", "--format", "json"], input.as_bytes());
        assert_eq!(answer.exit, 0, "{}", answer.errors);
        answer.one()
    };
    desk.write("note.txt", NOTE);
    let of_file = desk.one(&["note.txt"]);
    assert_eq!(read(NOTE)["dx"], of_file["dx"]);
    let made = testkit::practice::charts().swap_remove(0);
    let bundle = testkit::practice::to_bundle(&made).to_string();
    desk.write("bundle.json", &bundle);
    assert_eq!(read(&bundle), desk.one(&["bundle.json"]));
    let nothing = desk.run_with_input(&["code", "-"], b"");
    assert_eq!(nothing.exit, 1);
    assert!(nothing.errors.contains("standard input") && nothing.errors.contains("empty"));
}

/// Two Encounters of one patient, and a note of each.
fn two_visits() -> Value {
    let mut resources = vec![
        bundle::patient("p"),
        bundle::visit("first", "2026-02-03"),
        bundle::visit("second", "2026-03-04"),
    ];
    resources.extend(bundle::note("n1", "first", "ASSESSMENT: Hypothyroidism."));
    resources.extend(bundle::note("n2", "second", "Seen 03/04/2011. ASSESSMENT: Psoriasis."));
    bundle::of(&resources)
}

fn two_visits_hold(charts: &[Value]) {
    assert_eq!(ids(charts), ["first", "second"]);
    for (chart, code, date) in
        [(&charts[0], "E03.9", "2026-02-03"), (&charts[1], "L40.9", "2026-03-04")]
    {
        assert_eq!((codes(chart), text(chart, "date")), (vec![code], date));
        assert_eq!(chart["date_assumed"], false, "{chart}");
    }
}

#[test]
fn a_bundle_gives_one_chart_for_each_encounter() {
    let desk = Desk::new();
    desk.write("two.json", two_visits().to_string());
    two_visits_hold(&desk.code(&["two.json"]).charts());
}

#[test]
fn a_folder_of_bulk_data_gives_one_chart_for_each_encounter() {
    let desk = Desk::new();
    bundle::bulk(&desk, "export", &[two_visits()]);
    two_visits_hold(&desk.code(&["export"]).charts());
}

#[test]
fn bulk_data_is_coded_as_the_bundles_it_was_made_of() {
    let desk = Desk::new();
    let names = bundle::practice(&desk, "practice");
    let bundles: Vec<Value> =
        testkit::practice::charts().iter().map(testkit::practice::to_bundle).collect();
    bundle::bulk(&desk, "export", &bundles);
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let by_id = |mut charts: Vec<Value>| {
        charts.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
        charts
    };
    let of_bundles = by_id(desk.code(&named).charts());
    let of_export = by_id(desk.code(&["export"]).charts());
    assert_eq!(ids(&of_export), ids(&of_bundles));
    for (exported, bundled) in of_export.iter().zip(&of_bundles) {
        let what = |chart: &Value| -> Vec<Value> {
            ["setting", "date", "dx", "px", "not_coded", "gaps", "route"]
                .map(|member| chart[member].clone())
                .to_vec()
        };
        assert_eq!(what(exported), what(bundled), "{}", bundled["id"]);
    }
}

#[test]
fn what_the_caller_states_wins_over_the_chart() {
    let desk = Desk::new();
    desk.write("two.json", two_visits().to_string());
    desk.write("note.txt", NOTE);
    for input in ["two.json", "note.txt"] {
        let stated = ["--setting", "ed", "--date", "2026-05-06"];
        for chart in desk.code(&[&[input][..], &stated].concat()).charts() {
            assert_eq!((text(&chart, "setting"), text(&chart, "date")), ("ed", "2026-05-06"));
            assert_eq!((&chart["date_assumed"], &chart["setting_inferred"]), FALSE, "{chart}");
        }
    }
    // What the chart states holds without it.
    for chart in desk.code(&["two.json"]).charts() {
        assert_eq!(chart["date_assumed"], false, "{chart}");
        assert_ne!(text(&chart, "date"), "2026-05-06");
    }
}

const FALSE: (&Value, &Value) = (&Value::Bool(false), &Value::Bool(false));

#[test]
fn without_a_statement_the_output_says_what_was_assumed() {
    let desk = Desk::new();
    desk.write(
        "ed.txt",
        "EMERGENCY DEPARTMENT NOTE\n\nArrived by ambulance.\n\nED DIAGNOSIS: Gout.",
    );
    desk.write("bare.txt", "Psoriasis.");
    let [ed, bare] = &desk.code(&["ed.txt", "bare.txt"]).charts()[..] else { panic!("two") };
    for chart in [ed, bare] {
        assert_eq!(
            (&chart["date_assumed"], &chart["setting_inferred"]),
            (&true.into(), &true.into())
        );
    }
    assert_eq!(text(ed, "setting"), "ed");
    assert!(!items(ed, "setting_evidence").is_empty(), "{ed}");
    // Unsure: office, never released, and the reasons say so.
    assert_eq!(text(bare, "setting"), "office");
    assert!(items(bare, "setting_evidence").is_empty(), "{bare}");
    assert_ne!(text(bare, "route"), "release");
    assert!(bare["reasons"].to_string().contains("setting"), "{bare}");
}

#[test]
fn dates_in_free_text_never_become_the_date() {
    let desk = Desk::new();
    desk.write("none.txt", "ASSESSMENT: Psoriasis.");
    let assumed = desk.one(&["none.txt"]);
    for written in [
        "Date of service: 03/04/2011",
        "DATE OF VISIT: 2031-02-30",
        "Seen on January 5, 1999; to return 12/31/2999",
        "Encounter date: 2026-01-07T10:00:00Z",
    ] {
        desk.write("dated.txt", format!("{written}\n\nASSESSMENT: Psoriasis."));
        let chart = desk.one(&["dated.txt"]);
        assert_eq!(chart["date"], assumed["date"], "{written}");
        assert_eq!(chart["date_assumed"], true, "{written}");
        assert_eq!(codes(&chart), ["L40.9"], "{written}");
    }
}

#[test]
fn an_uncertain_diagnosis_counts_by_setting() {
    let desk = Desk::new();
    desk.write("note.txt", NOTE);
    let stay = desk.one(&["note.txt", "--setting", "inpatient"]);
    let pneumonia = items(&stay, "dx").iter().find(|dx| dx["code"] == "J18.9");
    let pneumonia = pneumonia.expect("coded as if it existed (Section II.H)");
    assert!(pneumonia["rules"].to_string().contains("II.H"), "{pneumonia}");
    assert!(!not_coded(&stay, "uncertain").contains(&"J18.9"));
    let visit = desk.one(&["note.txt", "--setting", "office"]);
    assert!(!codes(&visit).contains(&"J18.9"), "Section IV.H: {visit}");
    assert_eq!(not_coded(&visit, "uncertain"), ["J18.9"]);
    for chart in [&stay, &visit] {
        assert!(codes(chart).contains(&"E11.22") && codes(chart).contains(&"E03.9"), "{chart}");
    }
}

#[test]
fn mentions_are_listed_whatever_is_said_of_them() {
    let desk = Desk::new();
    desk.write("note.txt", NOTE);
    let claim = desk.one(&["note.txt", "--setting", "office"]);
    let mentions = desk.one(&["note.txt", "--setting", "office", "--profile", "mentions"]);
    for code in ["R07.9", "R50.9"] {
        assert!(!codes(&claim).contains(&code), "{claim}");
        assert!(not_coded(&claim, "negated").contains(&code), "{claim}");
        assert!(codes(&mentions).contains(&code), "{mentions}");
    }
    assert!(codes(&mentions).contains(&"J18.9"), "{mentions}");
    assert_ne!(text(&mentions, "route"), "release");
}
