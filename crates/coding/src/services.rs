//! Services and procedures of the chart: E/M level and procedure lines, with their diagnoses.

use crate::draft::{Draft, Facts};
use model::{EmWorksheet, ProcedureCode};

pub fn services(
    _facts: &Facts<'_>,
    _draft: &mut Draft,
) -> (Vec<ProcedureCode>, Option<EmWorksheet>) {
    (Vec::new(), None)
}
