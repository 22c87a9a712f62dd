//! Structured results as one line each; the linter finds them again by the same line.

use model::{Medication, Observation};

/// A result as one line: `Lactate 4.1 mmol/L (H)`.
#[must_use]
pub fn observation_line(observation: &Observation) -> String {
    let mut line = observation.text.trim().to_owned();
    for part in [&observation.value, &observation.unit].into_iter().flatten() {
        if !part.trim().is_empty() {
            line.push(' ');
            line.push_str(part.trim());
        }
    }
    if let Some(flag) = observation.interpretation.as_deref().map(str::trim)
        && !flag.is_empty()
    {
        line.push_str(&format!(" ({flag})"));
    }
    line
}

/// A medicine as one line: `furosemide, 40 mg (given)`.
#[must_use]
pub fn medication_line(medication: &Medication) -> String {
    let mut line = medication.text.trim().to_owned();
    if let Some(dose) = medication.dose.as_deref().map(str::trim)
        && !dose.is_empty()
    {
        line.push_str(", ");
        line.push_str(dose);
    }
    match (medication.administered, medication.status.as_deref()) {
        (true, _) => line.push_str(" (given)"),
        (false, Some(status)) if !status.trim().is_empty() => {
            line.push_str(&format!(" ({})", status.trim()));
        }
        _ => {}
    }
    line
}
