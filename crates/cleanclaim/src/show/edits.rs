//! Edits for people: what is wrong, where, what to do; and what was not checked.

use crate::show::count;
use crate::show::wrap::wrap;
use model::{Claim, ClaimType, Edit, EditFamily, ScrubReport, Severity};
use std::collections::BTreeSet;

/// All severities, hardest first.
pub const SEVERITIES: [Severity; 4] =
    [Severity::Block, Severity::Reason, Severity::Warn, Severity::Inform];

/// The name of a severity, as in JSON.
#[must_use]
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "block",
        Severity::Reason => "reason",
        Severity::Warn => "warn",
        Severity::Inform => "inform",
    }
}

/// How many edits there are of each severity, in the order of [`SEVERITIES`].
#[must_use]
pub fn by_severity<'a>(reports: impl Iterator<Item = &'a ScrubReport>) -> [usize; 4] {
    let mut counts = [0; 4];
    for edit in reports.flat_map(|report| &report.edits) {
        counts[edit.severity as usize] += 1;
    }
    counts
}

/// The claim in a line: number, type, charge, diagnoses, lines.
#[must_use]
pub fn heading(claim: &Claim) -> String {
    let kind = match claim.claim_type {
        ClaimType::Professional => "professional",
        ClaimType::Institutional => "institutional",
    };
    let diagnoses = match claim.diagnoses.len() {
        1 => "1 diagnosis".to_owned(),
        n => format!("{n} diagnoses"),
    };
    format!(
        "{}  {kind}  {}  {diagnoses}, {}",
        claim.id,
        claim.total(),
        count(claim.lines.len(), "line")
    )
}

/// All edits of a report, hardest first, each with its message and what to do next.
#[must_use]
pub fn list(report: &ScrubReport) -> String {
    let mut out = String::new();
    for wanted in SEVERITIES {
        for edit in report.edits.iter().filter(|edit| edit.severity == wanted) {
            out.push_str(&wrap(&format!("    {:<7} ", severity(edit.severity)), &place(edit)));
            out.push_str(&wrap("            ", &edit.message));
            out.push_str(&wrap("            → ", &edit.next));
        }
    }
    out
}

/// `line 2, J1885 · pointer.missing · SV107 · source`.
fn place(edit: &Edit) -> String {
    let mut parts = Vec::new();
    match (edit.line, edit.code.as_str()) {
        (0, "") => parts.push("claim".to_owned()),
        (0, code) => parts.push(format!("claim, {code}")),
        (line, "") => parts.push(format!("line {line}")),
        (line, code) => parts.push(format!("line {line}, {code}")),
    }
    parts.push(edit.id.clone());
    parts.push(edit.source.clone());
    parts.join(" · ")
}

/// What became of a claim by its edits, in a few words.
#[must_use]
pub fn verdict(report: &ScrubReport) -> String {
    let [block, reason, warn, inform] = by_severity(std::iter::once(report));
    let mut counts = Vec::new();
    for (number, severity) in [block, reason, warn, inform].into_iter().zip(SEVERITIES) {
        if number > 0 {
            counts.push(format!("{number} {}", self::severity(severity)));
        }
    }
    let counts = counts.join(", ");
    match (report.may_leave(), counts.as_str(), report.not_checked.is_empty()) {
        (false, counts, _) => format!("stopped: {counts}"),
        (true, "", true) => "clean".to_owned(),
        (true, "", false) => "clean as far as checked".to_owned(),
        (true, counts, true) => format!("may leave: {counts}"),
        (true, counts, false) => format!("may leave as far as checked: {counts}"),
    }
}

/// Families that were not checked, in plain words; `None` when there are none.
#[must_use]
pub fn not_checked(families: impl Iterator<Item = EditFamily>) -> Option<String> {
    let families: BTreeSet<EditFamily> = families.collect();
    let words: Vec<&str> = families.into_iter().map(words).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// A family in plain words.
fn words(family: EditFamily) -> &'static str {
    match family {
        EditFamily::Ptp => "procedure pairs (NCCI)",
        EditFamily::Mue => "unit limits (MUE)",
        EditFamily::Addon => "add-on codes",
        EditFamily::Necessity => "medical necessity",
        EditFamily::Global => "global surgical period",
        EditFamily::Bilateral => "bilateral surgery",
        EditFamily::Age => "age",
        EditFamily::Sex => "sex",
        EditFamily::Mce => "Medicare Code Editor",
        EditFamily::Pos => "place of service",
        EditFamily::Npi => "provider numbers",
        EditFamily::Duplicate => "duplicates",
        EditFamily::Timely => "timely filing",
        EditFamily::Pointer => "diagnosis pointers",
        EditFamily::Excludes => "codes that exclude each other",
        EditFamily::Manifestation => "manifestation and sequence",
        EditFamily::Validity => "validity of codes",
        EditFamily::Modifier => "modifiers",
        EditFamily::Auth => "authorization",
        EditFamily::Taxonomy => "taxonomy",
        EditFamily::Units => "units",
        EditFamily::Date => "dates",
        EditFamily::Payer => "payer rules",
        EditFamily::Format => "form of fields",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(severities: &[Severity], not_checked: &[EditFamily]) -> ScrubReport {
        let edit = |severity: &Severity| Edit {
            id: "format.x".into(),
            family: EditFamily::Format,
            severity: *severity,
            line: 2,
            code: "J1885".into(),
            message: "It is wrong.".into(),
            source: "a source".into(),
            next: "Mend it.".into(),
            place: model::EditPlace::default(),
            effective: None,
        };
        ScrubReport {
            edits: severities.iter().map(edit).collect(),
            not_checked: not_checked.to_vec(),
            ..ScrubReport::default()
        }
    }

    #[test]
    fn a_claim_with_something_unchecked_is_never_called_clean() {
        use Severity::{Block, Inform, Reason, Warn};
        for (severities, not_checked, words) in [
            (&[][..], &[][..], "clean"),
            (&[], &[EditFamily::Ptp], "clean as far as checked"),
            (&[Warn], &[], "may leave: 1 warn"),
            (
                &[Warn, Inform, Warn],
                &[EditFamily::Ptp],
                "may leave as far as checked: 2 warn, 1 inform",
            ),
            (&[Warn, Block], &[], "stopped: 1 block, 1 warn"),
            (&[Reason], &[EditFamily::Ptp], "stopped: 1 reason"),
        ] {
            assert_eq!(verdict(&report(severities, not_checked)), words);
        }
        let families = [EditFamily::Mue, EditFamily::Ptp, EditFamily::Mue];
        let said = not_checked(families.into_iter());
        assert_eq!(said.as_deref(), Some("procedure pairs (NCCI), unit limits (MUE)"));
        assert_eq!(not_checked([].into_iter()), None);
    }

    #[test]
    fn the_hardest_edit_comes_first() {
        let text = list(&report(&[Severity::Warn, Severity::Block], &[]));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "    block   line 2, J1885 · format.x · a source");
        assert_eq!(lines[2], "            → Mend it.");
        assert!(lines[3].starts_with("    warn"));
    }
}
