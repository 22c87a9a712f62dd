//! ICD-10-PCS: what was done in an inpatient stay becomes seven characters, by walking the
//! official tables that the user imported.
//!
//! What enters: the facts of a chart, our own words for operations (`data/procedures/pcs`), the
//! tables in force. What leaves: codes that the tables allow, each with verbatim evidence and the
//! guideline sections that decided. A value that the record does not tell is never invented: the
//! code is left out, and a gap asks for it.
//!
//! The walk: `lines` says which sentences may tell what was done, `status` whether they tell that
//! it was done in this stay, `found` which operation they name, `axes` which values they give to
//! the open characters, `walk` what the tables allow, `settle` what remains of the whole chart.

pub mod axes;
pub mod counts;
pub mod entry;
pub mod found;
pub mod grafts;
pub mod lines;
pub mod map;
pub mod resolve;
pub mod settle;
pub mod sides;
pub mod spine;
pub mod status;
pub mod status_words;
#[cfg(test)]
mod tests;
pub mod walk;

pub use map::PcsMap;

use crate::draft::{Draft, Facts};
use codesets::icd10pcs::Icd10Pcs;
use model::{ProcedureCode, Setting};

/// Name of the family in the releases of a result.
pub const FAMILY: &str = "icd10pcs";

/// What the releases say where no table is in force.
pub const NOT_IMPORTED: &str = "not imported: inpatient procedures not coded";

/// The ICD-10-PCS codes of an inpatient chart; none in another setting (outpatient services are
/// reported by CPT and HCPCS, 45 CFR 162.1002). Gaps and reasons for review go to the draft.
#[must_use]
pub fn operations(
    map: &PcsMap,
    tables: Option<&Icd10Pcs>,
    facts: &Facts<'_>,
    draft: &mut Draft,
    confidence: f64,
) -> Vec<ProcedureCode> {
    if facts.setting != Setting::Inpatient {
        return Vec::new();
    }
    let lines = lines::lines(map, facts);
    let mentions = found::mentions(map, facts, &lines);
    let Some(tables) = tables else {
        if let Some(first) = mentions.iter().find(|m| m.status.counts()) {
            draft.review.push(format!(
                "procedures are documented (first: {}) and not coded in ICD-10-PCS: its tables \
                for {} are not imported; run `cleanclaim codesets import` on CMS's tables XML",
                map.operations[first.operation].name, facts.date
            ));
        }
        return Vec::new();
    };
    let chart = resolve::PcsChart { map, tables, facts, lines: &lines, mentions: &mentions };
    let attempts = resolve::attempts(&chart);
    settle::settle(&chart, attempts, draft, confidence)
}
