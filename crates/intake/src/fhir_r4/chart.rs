//! One chart out of the resources that were gathered for it.

use super::record::Record;
use super::view::text;
use super::{charge, clinical, condition, coverage, document, encounter, facility, party};
use crate::error::IntakeError;
use crate::options::Options;
use model::{Chart, IntakeWarning};

/// Statuses of a resource that was written by mistake or withdrawn.
pub(crate) fn is_withdrawn(status: Option<&str>) -> bool {
    matches!(status, Some("entered-in-error" | "cancelled" | "superseded" | "not-done"))
}

/// Makes the chart; `fallback_id` names it when no Encounter does.
pub(crate) fn assemble(
    record: Record,
    fallback_id: &str,
    options: &Options<'_>,
) -> Result<Chart, IntakeError> {
    let mut warnings = record.warnings.clone();
    let documents = document::documents(&record, &mut warnings)?;
    let encounter = encounter::encounter(&record, &documents, options, &mut warnings)?;
    let day = encounter.start;
    let rendering = party::rendering(&record);
    let named = record.encounter.as_ref().and_then(|e| text(&e.value, "id"));
    Ok(Chart {
        id: named.unwrap_or(fallback_id).into(),
        patient: Some(party::patient(&record.patient.value)),
        coverages: coverage::coverages(&record, day, &mut warnings),
        ordering: party::ordering(&record, rendering.as_ref()),
        rendering,
        billing: facility::billing(&record, &mut warnings),
        facility: facility::facility(&record, encounter.setting, &mut warnings),
        documents,
        conditions: condition::conditions(&record, day, options, &mut warnings)?,
        observations: clinical::observations(&record, &mut warnings),
        medications: clinical::medications(&record, &mut warnings),
        procedures: clinical::procedures(&record, &mut warnings),
        charges: charge::charges(&record, &mut warnings),
        encounter,
        resources: record.resources.into_iter().map(|resource| resource.value).collect(),
        warnings: bounded(warnings),
    })
}

/// Most warnings a chart carries; the last one counts the rest.
const MAX_WARNINGS: usize = 200;

fn bounded(mut warnings: Vec<IntakeWarning>) -> Vec<IntakeWarning> {
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.len() - MAX_WARNINGS;
        warnings.truncate(MAX_WARNINGS);
        warnings.push(IntakeWarning {
            code: "intake.more".to_owned(),
            message: format!("{more} more warnings are not shown"),
            place: String::new(),
        });
    }
    warnings
}
