//! Golden tables of coding: a note and what must stand on its claim, one case a line.
//!
//! Tab separated, with a header: `id`, `setting`, `note` (`\n` for a line end, `\t` for a tab),
//! `expected`. How `expected` is written depends on what the table holds: see [`Table`].

use model::{CodedChart, Setting};

/// Most cases of one table.
pub const MOST_CASES: usize = 5_000;

/// What a table holds, and how it writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `20610-RT;99213-25`: each number stands with exactly these modifiers, in this order; with
    /// `=` before the first, nothing else stands beside them.
    Modifiers,
    /// `J0696x4;96372x1`: each number stands with these units, all its lines of one kind of
    /// modifiers together.
    Units,
    /// `J18.9:Y;Z79.4:-`: each diagnosis has this indicator; `-` is exempt, without one.
    PresentOnAdmission,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name, unique in the table.
    pub id: String,
    /// The setting of the note.
    pub setting: Setting,
    /// The note.
    pub note: String,
    /// What must stand, as the table writes it.
    pub expected: String,
}

/// Why a table can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct GoldenError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub fault: String,
}

/// Reads a table. Empty lines and lines that begin with `#` are left out.
///
/// # Errors
/// When a line has not four columns, names no setting, or repeats a name.
pub fn cases(text: &str) -> Result<Vec<Case>, GoldenError> {
    let mut cases: Vec<Case> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let fault = |fault: String| GoldenError { line: at + 1, fault };
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, setting, note, expected] = columns[..] else {
            let count = columns.len();
            return Err(fault(format!("{count} columns; write id, setting, note, expected")));
        };
        let setting: Setting = setting
            .trim()
            .parse()
            .map_err(|_| fault(format!("`{setting}` is no setting; write office, ed, …")))?;
        if !names.insert(id.to_owned()) {
            return Err(fault(format!("`{id}` stands twice; give each case its own name")));
        }
        if expected.trim().is_empty() || cases.len() >= MOST_CASES {
            return Err(fault("nothing is expected, or the table is too long".into()));
        }
        let note = note.replace("\\n", "\n").replace("\\t", "\t");
        cases.push(Case { id: id.into(), setting, note, expected: expected.trim().into() });
    }
    Ok(cases)
}

/// What of the expectation does not hold; `None` when all of it does.
#[must_use]
pub fn mismatch(table: Table, expected: &str, coded: &CodedChart) -> Option<String> {
    let (exact, list) = match expected.strip_prefix('=') {
        Some(list) => (true, list),
        None => (false, expected),
    };
    let wanted: Vec<&str> = list.split(';').map(str::trim).filter(|w| !w.is_empty()).collect();
    let found = shown(table, coded);
    let missing: Vec<&str> =
        wanted.iter().copied().filter(|w| !found.iter().any(|f| f == w)).collect();
    let beyond = exact && found.len() != wanted.len();
    if missing.is_empty() && !beyond {
        return None;
    }
    Some(format!("wanted {expected}; found {}", found.join(";")))
}

/// The lines of a coded chart as the table writes them.
#[must_use]
pub fn shown(table: Table, coded: &CodedChart) -> Vec<String> {
    match table {
        Table::Modifiers => coded
            .px
            .iter()
            .map(|line| {
                let mut parts = vec![line.code.as_str()];
                parts.extend(line.modifiers.iter().map(String::as_str));
                parts.join("-")
            })
            .collect(),
        Table::Units => {
            coded.px.iter().map(|line| format!("{}x{}", line.code, line.units)).collect()
        }
        Table::PresentOnAdmission => {
            coded.dx.iter().map(|dx| format!("{}:{}", dx.code, dx.poa.unwrap_or('-'))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{DiagnosisCode, ProcedureCode};

    fn coded() -> CodedChart {
        let line = |code: &str, modifiers: &[&str], units| ProcedureCode {
            code: code.into(),
            modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
            units,
            ..ProcedureCode::default()
        };
        let json = serde_json::json!({
            "id": "c", "setting": "office", "date": "2026-06-15", "dx": [], "px": [],
            "not_coded": [], "gaps": [], "route": "review", "reasons": [],
            "chart_confidence": 0.5, "releases": {}, "date_assumed": true,
            "setting_inferred": false, "setting_evidence": [],
        });
        let mut coded: CodedChart = serde_json::from_value(json).unwrap();
        coded.px = vec![line("20610", &["59", "RT"], 1), line("J3301", &[], 4)];
        let dx = |code: &str, poa| DiagnosisCode { code: code.into(), poa, ..Default::default() };
        coded.dx = vec![dx("J18.9", Some('Y')), dx("Z79.4", None)];
        coded
    }

    #[test]
    fn expectations_hold_or_do_not() {
        let coded = coded();
        for (table, expected, holds) in [
            (Table::Modifiers, "20610-59-RT", true),
            (Table::Modifiers, "20610-RT-59", false),
            (Table::Modifiers, "=20610-59-RT", false),
            (Table::Modifiers, "=20610-59-RT;J3301", true),
            (Table::Units, "J3301x4;20610x1", true),
            (Table::Units, "J3301x3", false),
            (Table::PresentOnAdmission, "J18.9:Y;Z79.4:-", true),
            (Table::PresentOnAdmission, "J18.9:N", false),
        ] {
            assert_eq!(mismatch(table, expected, &coded).is_none(), holds, "{expected}");
        }
    }

    #[test]
    fn tables_are_read_and_faults_said() {
        let table = "id\tsetting\tnote\texpected\na-1\toffice\tone\\ntwo\t99213\n";
        let read = cases(table).unwrap();
        assert_eq!((read.len(), read[0].note.as_str()), (1, "one\ntwo"));
        for bad in ["a\toffice\tnote", "a\tship\tnote\t99213", "a\toffice\tn\t "] {
            assert!(cases(&format!("header\n{bad}\n")).is_err(), "{bad}");
        }
        assert!(cases("header\na\toffice\tn\t1\na\toffice\tn\t1\n").is_err());
    }
}
