//! Short made-up notes through a whole coder, for the table tests beside the rules.

use crate::draft::Draft;
use crate::{Coder, Profile};
use codesets::CodeSets;
use model::{Chart, CodedChart, Document, Setting};
use std::sync::{Arc, OnceLock};

/// A row of a table: the setting, the note, and what is expected of its codes.
///
/// The words of the expectation: `E11.9` stands on the claim, `-E11.9` does not (nor anything
/// below it), `E11.9!` stands first, `#3` is the number of diagnoses.
pub(crate) type Row<'a> = (Setting, &'a str, &'a str);

/// The coder that all trials share: its dictionary is built once.
pub(crate) fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| Coder::new(Arc::new(CodeSets::embedded())).expect("embedded data"))
}

/// A chart of one document for each text.
pub(crate) fn chart(setting: Option<Setting>, texts: &[&str]) -> Chart {
    let document = |text: &&str| Document { text: (*text).to_owned(), ..Document::default() };
    let mut chart = Chart { documents: texts.iter().map(document).collect(), ..Chart::default() };
    chart.encounter.setting = setting;
    chart
}

/// A note, coded for a claim.
pub(crate) fn code(setting: Setting, note: &str) -> CodedChart {
    coder().code(&chart(Some(setting), &[note]), Profile::Claim)
}

/// The draft of a note after all rules.
pub(crate) fn draft(setting: Setting, texts: &[&str]) -> Draft {
    coder().draft(&chart(Some(setting), texts))
}

/// The diagnosis codes of a note in claim order.
pub(crate) fn dx(setting: Setting, note: &str) -> Vec<String> {
    code(setting, note).dx.into_iter().map(|d| d.code).collect()
}

/// Codes every row and fails with all rows that do not hold.
#[track_caller]
pub(crate) fn check(rows: &[Row<'_>]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(setting, note, expected)| {
            let codes = dx(*setting, note);
            let missed: Vec<&str> =
                expected.split_whitespace().filter(|word| !holds(&codes, word)).collect();
            (!missed.is_empty() || expected.trim().is_empty())
                .then(|| format!("{setting}: {note:?}\n   not so: {missed:?}; codes: {codes:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// True when one word of an expectation holds.
fn holds(codes: &[String], word: &str) -> bool {
    if let Some(prefix) = word.strip_prefix('-') {
        return !codes.iter().any(|code| crate::draft::is_below(code, prefix));
    }
    if let Some(first) = word.strip_suffix('!') {
        return codes.first().is_some_and(|code| code == first);
    }
    if let Some(count) = word.strip_prefix('#') {
        return count.parse() == Ok(codes.len());
    }
    codes.iter().any(|code| code == word)
}
