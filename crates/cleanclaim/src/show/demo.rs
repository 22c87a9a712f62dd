//! The demo's report, for the manager of a practice.

use crate::commands::demo::billing::{BilledChart, Billing};
use crate::show::count;
use crate::show::edits::{self, SEVERITIES};
use crate::show::table::{self, Align};
use crate::show::wrap::{sentence, wrap};
use model::{Cents, Claim, Route, Setting};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Stands on top of everything that the demo prints.
const BAND: &str = "MADE-UP DATA: no patient, provider, payer or number in this report is real.\n";

/// Reasons that are named for a setting.
const MOST_REASONS: usize = 3;

/// The whole report. It holds no path and no time, so that two runs give the same bytes.
pub fn report(billing: &Billing) -> String {
    let mut out = BAND.to_owned();
    out.push('\n');
    out.push_str(&wrap(
        "",
        "The charts of a made-up practice were read, coded, billed and checked the way a payer \
         checks. A chart is released when every code is sure enough and no edit stops its claim; \
         in review it waits for a coder, on hold for a missing document.",
    ));
    let _ = write!(out, "\nCHARTS\n\n{}", charts_table(billing));
    let _ = write!(out, "\nCLAIMS\n\n{}", claims_table(billing));
    if billing.waiting().next().is_some() {
        let _ = write!(out, "\nWHY CHARTS WAIT\n\n{}", main_reasons(billing));
        let _ = write!(out, "\nCHARTS THAT WAIT\n\n{}", waiting(billing));
    }
    let _ = write!(out, "\nTOTALS\n\n{}", totals(billing));
    out
}

/// A setting as people call it.
fn setting_words(setting: Setting) -> &'static str {
    match setting {
        Setting::Office => "Office",
        Setting::Ed => "Emergency department",
        Setting::Radiology => "Radiology",
        Setting::Surgery => "Ambulatory surgery",
        Setting::Inpatient => "Hospital inpatient",
        Setting::Pathology => "Pathology",
        Setting::Clinic => "Hospital clinic",
    }
}

/// The charts by setting, and all of them in the last group.
fn groups(billing: &Billing) -> Vec<(&'static str, Vec<&BilledChart>)> {
    let of = |setting: Setting| {
        let own = billing.charts.iter().filter(move |c| c.done.coded.setting == setting);
        (setting_words(setting), own.collect::<Vec<_>>())
    };
    let mut groups: Vec<_> =
        Setting::ALL.into_iter().map(of).filter(|(_, charts)| !charts.is_empty()).collect();
    groups.push(("All", billing.charts.iter().collect()));
    groups
}

fn charts_table(billing: &Billing) -> String {
    let columns = [
        ("Setting", Align::Left),
        ("Charts", Align::Right),
        ("Released", Align::Right),
        ("Review", Align::Right),
        ("Hold", Align::Right),
        ("Diagnoses", Align::Right),
        ("Procedures", Align::Right),
        ("Open questions", Align::Right),
    ];
    let row = |(name, charts): (&str, Vec<&BilledChart>)| {
        let on = |route| charts.iter().filter(|chart| chart.route == route).count();
        let sum = |of: fn(&BilledChart) -> usize| charts.iter().map(|c| of(c)).sum::<usize>();
        let numbers = [
            charts.len(),
            on(Route::Release),
            on(Route::Review),
            on(Route::Hold),
            sum(|c| c.done.coded.dx.len()),
            sum(|c| c.done.coded.px.len()),
            sum(|c| c.done.coded.gaps.len()),
        ];
        let numbers = numbers.iter().map(ToString::to_string);
        std::iter::once(name.to_owned()).chain(numbers).collect::<Vec<_>>()
    };
    table::render(&columns, &groups(billing).into_iter().map(row).collect::<Vec<_>>())
}

fn claims_table(billing: &Billing) -> String {
    let columns = [
        ("Setting", Align::Left),
        ("Ready", Align::Right),
        ("Charges", Align::Right),
        ("Waiting", Align::Right),
        ("Charges", Align::Right),
        ("Block", Align::Right),
        ("Reason", Align::Right),
        ("Warn", Align::Right),
        ("Inform", Align::Right),
    ];
    let row = |(name, charts): (&str, Vec<&BilledChart>)| {
        let (ready, waiting) = sums(billing, &charts);
        let mut cells = vec![name.to_owned()];
        for (number, charge) in [ready, waiting] {
            cells.extend([number.to_string(), charge.to_string()]);
        }
        let claims = charts.iter().flat_map(|chart| &chart.done.claims);
        let counts = edits::by_severity(claims.map(|claim| &claim.report));
        cells.extend(counts.iter().map(ToString::to_string));
        cells
    };
    let rows: Vec<_> = groups(billing).into_iter().map(row).collect();
    let legend = wrap(
        "",
        "Ready: may be sent. Waiting: its chart waits, or an edit stops it. The last columns count \
         the edits: a block stops a claim, a reason asks for a stated reason, a warning or a \
         remark stops nothing.",
    );
    format!("{}\n{legend}", table::render(&columns, &rows))
}

/// Number and charges of the claims that are ready, and of those that wait.
fn sums(billing: &Billing, charts: &[&BilledChart]) -> ((usize, Cents), (usize, Cents)) {
    let claims = charts.iter().flat_map(|chart| &chart.done.claims).map(|claim| &claim.claim);
    let (ready, waiting): (Vec<&Claim>, Vec<&Claim>) =
        claims.partition(|claim| billing.ready.contains(&claim.id));
    let sum = |claims: Vec<&Claim>| (claims.len(), claims.iter().map(|c| c.total()).sum());
    (sum(ready), sum(waiting))
}

/// For each setting the reasons that hold most charts back.
fn main_reasons(billing: &Billing) -> String {
    let mut out = String::new();
    for (name, charts) in groups(billing) {
        let waiting = charts.iter().filter(|chart| chart.route != Route::Release).count();
        if waiting == 0 {
            continue;
        }
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for chart in &charts {
            let own: BTreeSet<&str> = chart.reasons.iter().map(|r| r.kind.as_str()).collect();
            own.into_iter().for_each(|kind| *kinds.entry(kind).or_default() += 1);
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(kind, number)| (std::cmp::Reverse(*number), *kind));
        let _ = writeln!(out, "{name}: {waiting} of {}", charts.len());
        for (kind, number) in kinds.iter().take(MOST_REASONS) {
            out.push_str(&wrap(&format!("  {number:>3}  "), &sentence(kind)));
        }
        let more = kinds.len().saturating_sub(MOST_REASONS);
        if more > 0 {
            let _ = writeln!(out, "       and {}", count(more, "other reason"));
        }
    }
    out
}

/// Every chart that waits, with its reasons.
pub fn waiting(billing: &Billing) -> String {
    let mut out = String::new();
    for chart in billing.waiting() {
        let route = match chart.route {
            Route::Hold => "on hold",
            _ => "in review",
        };
        let total: Cents = chart.done.claims.iter().map(|claim| claim.claim.total()).sum();
        let claims = match chart.done.claims.len() {
            0 => "no claim".to_owned(),
            n => format!("{} of {total}", count(n, "claim")),
        };
        let heading = format!("{} ({}): {route}, {claims}", chart.slug, chart.service);
        out.push_str(&wrap("", &heading));
        for reason in &chart.reasons {
            out.push_str(&wrap("  - ", &reason.text));
        }
    }
    out
}

fn totals(billing: &Billing) -> String {
    let all: Vec<&BilledChart> = billing.charts.iter().collect();
    let on = |route| all.iter().filter(|chart| chart.route == route).count();
    let codes: usize = all.iter().map(|c| c.done.coded.dx.len() + c.done.coded.px.len()).sum();
    let (ready, waiting) = sums(billing, &all);
    let without = all.iter().filter(|chart| chart.done.claims.is_empty()).count();
    let notes = all.iter().flat_map(|chart| &chart.done.notes);
    let unsupported = notes.filter(|note| note.code == "charge.not_coded").count();
    let reports = || all.iter().flat_map(|chart| &chart.done.claims).map(|claim| &claim.report);
    let mut lines = vec![
        format!(
            "{}: {} released, {} in review, {} on hold.",
            count(all.len(), "chart"),
            on(Route::Release),
            on(Route::Review),
            on(Route::Hold)
        ),
        format!(
            "{}, each with the words of the chart and the rule behind it.",
            count(codes, "code")
        ),
        format!(
            "{} ready to send ({}), {} waiting ({}), {} without a claim.",
            count(ready.0, "claim"),
            ready.1,
            waiting.0,
            waiting.1,
            count(without, "chart")
        ),
    ];
    let counts = edits::by_severity(reports());
    let counts = counts.iter().zip(SEVERITIES).map(|(n, s)| format!("{n} {}", edits::severity(s)));
    lines.push(format!("Edits: {}.", counts.collect::<Vec<_>>().join(", ")));
    if unsupported > 0 {
        lines.push(format!(
            "{} left off the claims, because the documentation does not support them.",
            count(unsupported, "captured charge")
        ));
    }
    let releases = all.iter().filter_map(|chart| chart.done.coded.releases.get("icd10cm"));
    let releases: BTreeSet<&str> = releases.map(String::as_str).collect();
    let releases: Vec<&str> = releases.into_iter().collect();
    lines.push(format!("Coded by ICD-10-CM release {}.", releases.join(", ")));
    if let Some(families) = edits::not_checked(reports().flat_map(|r| r.not_checked.clone())) {
        lines.push(format!(
            "Clean here means clean as far as checked. Not checked, because their data is not at \
             hand: {families}."
        ));
    }
    lines.iter().map(|line| wrap("", line)).collect()
}

/// What to say when the files are gone.
pub fn files_removed() -> String {
    "\nThe files of this run were temporary. Keep them with: cleanclaim demo --out DIR\n".to_owned()
}

/// Where the files are and what to try next.
pub fn files_kept(out: &Path, billing: &Billing) -> String {
    let folder = out.display();
    let mut text = format!("\nFILES in {folder}\n\n");
    let (ready, waiting) = (!billing.ready.is_empty(), billing.waiting().next().is_some());
    for (name, what, there) in [
        ("charts/", "the charts as they came, one FHIR R4 bundle each", true),
        ("coded.jsonl", "the codes, with evidence and rules, one chart a line", true),
        ("edits.jsonl", "what the checks found, one claim a line", true),
        ("claims/", "claims that may be sent: 837P and 837I test files, and claim JSON", ready),
        ("held/", "claims that wait, in the same forms, and reasons.txt", waiting),
        ("report.txt", "this report", true),
    ] {
        if there {
            let _ = writeln!(text, "  {name:<12} {what}");
        }
    }
    let _ = write!(text, "\nTRY NEXT\n\n");
    let example = billing.waiting().next().or(billing.charts.first());
    if let Some(chart) = example {
        let _ = writeln!(text, "  cleanclaim code {folder}/charts/{}.json", chart.slug);
    }
    let all = billing.charts.iter().flat_map(|chart| &chart.done.claims);
    if let Some(claim) = all.map(|claim| &claim.claim).next() {
        let place = if billing.ready.contains(&claim.id) { "claims" } else { "held" };
        let _ = writeln!(text, "  cleanclaim scrub {folder}/{place}/{}.json", claim.id);
    }
    text
}
