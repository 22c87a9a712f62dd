//! What `cleanclaim claim` prints: each chart with its claims, what stops them, and the files.

use crate::commands::claim::desk::ChartClaims;
use crate::show::wrap::{sentence, wrap};
use crate::show::{count, edits};
use claims::{ClaimFault, ClaimNote, ScrubbedClaim};
use model::{Cents, ChartId, ClaimId, ClaimType, Date, Edit, EditFamily, Route, Setting};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What became of a claim.
pub enum Standing {
    /// It stands in a file.
    Written {
        /// Name of the file.
        file: String,
    },
    /// Its edits stop it.
    Stopped,
    /// A field that the 837 needs is missing or wrong.
    Refused {
        /// Why.
        faults: Vec<String>,
    },
    /// Another claim of the run has the same number.
    Repeated,
}

/// What concerns the whole run.
pub struct Summary<'a> {
    /// Folder of the files.
    pub out: &'a Path,
    /// Names of the 837 files.
    pub files: &'a [String],
    /// Inputs that gave no chart.
    pub refused: usize,
    /// True when a fee schedule was given.
    pub fees_given: bool,
}

/// The whole run for people.
pub fn text(charts: &[ChartClaims], standings: &[Vec<Standing>], summary: &Summary<'_>) -> String {
    let mut out = String::new();
    for (chart, standings) in charts.iter().zip(standings) {
        chart_text(&mut out, chart, standings);
    }
    totals(&mut out, charts, standings, summary);
    out
}

fn chart_text(out: &mut String, chart: &ChartClaims, standings: &[Standing]) {
    let coded = &chart.coded;
    let _ = writeln!(out, "{} · {} · {}", coded.id, coded.setting, coded.date);
    for (claim, standing) in chart.claims.iter().zip(standings) {
        claim_text(out, claim, standing);
    }
    if !chart.faults.is_empty() {
        out.push_str("  no claim:\n");
    }
    for fault in &chart.faults {
        out.push_str(&wrap("    - ", &format!("{} {}", fault.message, fault.next)));
    }
    for note in &chart.notes {
        out.push_str(&wrap("  note: ", &format!("{} {}", note.message, note.next)));
    }
    if coded.route != Route::Release {
        let _ = writeln!(out, "  the coder's advice is {}:", coded.route.name());
        for reason in &coded.reasons {
            out.push_str(&wrap("    - ", &sentence(reason)));
        }
    }
    out.push('\n');
}

fn claim_text(out: &mut String, claim: &ScrubbedClaim, standing: &Standing) {
    let _ = writeln!(out, "  {}", edits::heading(&claim.claim));
    let verdict = edits::verdict(&claim.report);
    match standing {
        Standing::Written { file } => {
            let _ = writeln!(out, "    {verdict}; written to {file}");
        }
        Standing::Stopped => {
            let _ = writeln!(out, "    {verdict}; not written");
        }
        Standing::Repeated => out.push_str(&wrap(
            "    ",
            "not written: another chart of this run gives a claim of the same number. Rename one \
             of the two charts.",
        )),
        Standing::Refused { faults } => {
            out.push_str("    not written: a field that the 837 needs is missing or wrong\n");
            for fault in faults {
                out.push_str(&wrap("      - ", fault));
            }
        }
    }
    out.push_str(&edits::list(&claim.report));
}

fn totals(
    out: &mut String,
    charts: &[ChartClaims],
    standings: &[Vec<Standing>],
    summary: &Summary<'_>,
) {
    let (mut written, mut waiting) = ((0, Cents::ZERO), (0, Cents::ZERO));
    for (claim, standing) in charts.iter().flat_map(|c| &c.claims).zip(standings.iter().flatten()) {
        let sum = match standing {
            Standing::Written { .. } => &mut written,
            _ => &mut waiting,
        };
        *sum = (sum.0 + 1, sum.1 + claim.claim.total());
    }
    let without = charts.iter().filter(|chart| !chart.faults.is_empty()).count();
    let mut parts = vec![format!("{} written ({})", count(written.0, "claim"), written.1)];
    if waiting.0 > 0 {
        parts.push(format!("{} not written ({})", count(waiting.0, "claim"), waiting.1));
    }
    if without > 0 {
        parts.push(format!("{} without a claim", count(without, "chart")));
    }
    if summary.refused > 0 {
        parts.push(format!("{} refused", count(summary.refused, "input")));
    }
    out.push_str(&wrap("", &format!("{}: {}.", count(charts.len(), "chart"), parts.join(", "))));
    for file in summary.files {
        let _ = writeln!(out, "  {}", summary.out.join(file).display());
    }
    let reports = charts.iter().flat_map(|c| &c.claims).map(|c| &c.report);
    if let Some(families) = edits::not_checked(reports.flat_map(|r| r.not_checked.clone())) {
        out.push_str(&wrap("", &format!("Not checked, their data is not at hand: {families}.")));
    }
    let no_charge =
        charts.iter().flat_map(|chart| &chart.faults).any(|fault| fault.code == "px.no_charge");
    if no_charge && !summary.fees_given {
        out.push_str(&wrap(
            "",
            "A charge comes from the chart (FHIR ChargeItem) or from a fee schedule: give one with \
             --fees CSV, with the heading code,modifier,charge.",
        ));
    }
}

/// One chart as a line of JSON.
#[derive(Serialize)]
struct ChartLine<'a> {
    id: &'a ChartId,
    setting: Setting,
    date: Date,
    route: Route,
    reasons: &'a [String],
    claims: Vec<ClaimLine<'a>>,
    faults: &'a [ClaimFault],
    notes: &'a [ClaimNote],
}

#[derive(Serialize)]
struct ClaimLine<'a> {
    claim: &'a ClaimId,
    #[serde(rename = "type")]
    claim_type: ClaimType,
    charge_cents: Cents,
    status: &'static str,
    file: Option<&'a str>,
    faults: &'a [String],
    edits: &'a [Edit],
    releases: &'a BTreeMap<String, String>,
    not_checked: &'a [EditFamily],
}

/// One line of JSON a chart.
pub fn json_lines(charts: &[ChartClaims], standings: &[Vec<Standing>]) -> String {
    let mut out = String::new();
    for (chart, standings) in charts.iter().zip(standings) {
        let coded = &chart.coded;
        let line = ChartLine {
            id: &coded.id,
            setting: coded.setting,
            date: coded.date,
            route: coded.route,
            reasons: &coded.reasons,
            claims: chart.claims.iter().zip(standings).map(|(c, s)| claim_line(c, s)).collect(),
            faults: &chart.faults,
            notes: &chart.notes,
        };
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

fn claim_line<'a>(claim: &'a ScrubbedClaim, standing: &'a Standing) -> ClaimLine<'a> {
    let (status, file, faults): (_, _, &[String]) = match standing {
        Standing::Written { file } => ("written", Some(file.as_str()), &[]),
        Standing::Stopped => ("stopped", None, &[]),
        Standing::Refused { faults } => ("refused", None, faults),
        Standing::Repeated => ("repeated", None, &[]),
    };
    ClaimLine {
        claim: &claim.claim.id,
        claim_type: claim.claim.claim_type,
        charge_cents: claim.claim.total(),
        status,
        file,
        faults,
        edits: &claim.report.edits,
        releases: &claim.report.releases,
        not_checked: &claim.report.not_checked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::CodedChart;

    fn chart(fault: &'static str) -> ChartClaims {
        let coded = r#"{"id":"a","setting":"office","date":"2026-06-15","dx":[],"px":[],
            "not_coded":[],"gaps":[],"route":"release","reasons":[],"chart_confidence":0.9,
            "releases":{},"date_assumed":false,"setting_inferred":false,"setting_evidence":[]}"#;
        let coded: CodedChart = serde_json::from_str(coded).unwrap();
        let fault = ClaimFault {
            code: fault,
            field: "px[0]".into(),
            message: "There is no charge for it.".into(),
            next: "Capture one.".into(),
        };
        ChartClaims { coded, claims: Vec::new(), notes: Vec::new(), faults: vec![fault] }
    }

    #[test]
    fn a_missing_charge_names_both_ways_to_give_one() {
        let said = |fault, fees_given| {
            let summary = Summary { out: Path::new("o"), files: &[], refused: 0, fees_given };
            text(&[chart(fault)], &[Vec::new()], &summary)
        };
        let told = said("px.no_charge", false);
        assert!(told.contains("There is no charge for it."), "{told}");
        assert!(told.contains("--fees CSV") && told.contains("ChargeItem"), "{told}");
        assert!(told.contains("1 chart: 0 claims written ($0.00), 1 chart without a claim."));
        assert!(!said("px.no_charge", true).contains("--fees"));
        assert!(!said("patient.missing", false).contains("--fees"));
    }
}
