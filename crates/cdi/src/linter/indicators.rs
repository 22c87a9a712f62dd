//! Indicators: at least one, and each word for word in the chart.

use super::rules::fault;
use super::{Fault, Part};
use crate::draft::{medication_line, observation_line};
use crate::query::{Indicator, IndicatorSource, QueryKind, QueryText};
use model::Chart;

/// Faults of the indicators.
pub fn check(kind: QueryKind, text: &QueryText, chart: &Chart, faults: &mut Vec<Fault>) {
    if text.indicators.iter().all(|indicator| indicator.text.trim().is_empty()) {
        faults.push(fault("indicator.none", Part::Query, String::new()));
    }
    if kind == QueryKind::Conflict && text.indicators.len() == 1 {
        faults.push(fault("indicator.one_side", Part::Query, String::new()));
    }
    for (index, indicator) in text.indicators.iter().enumerate() {
        if !in_chart(indicator, chart) {
            let place = Part::Indicator { index };
            faults.push(fault("indicator.not_verbatim", place, String::new()));
        }
    }
}

fn in_chart(indicator: &Indicator, chart: &Chart) -> bool {
    if indicator.text.trim().is_empty() {
        return false;
    }
    match &indicator.source {
        IndicatorSource::Quote { evidence, document_title } => {
            let document = chart.documents.get(evidence.document as usize);
            let slice =
                document.and_then(|d| d.text.get(evidence.start as usize..evidence.end as usize));
            slice == Some(indicator.text.as_str())
                && evidence.text == indicator.text
                && document.is_some_and(|d| d.title == *document_title && d.date == indicator.date)
        }
        IndicatorSource::Laboratory | IndicatorSource::Vital => {
            chart.observations.iter().any(|observation| {
                observation_line(observation) == indicator.text
                    && observation.date == indicator.date
            })
        }
        IndicatorSource::Medication => chart.medications.iter().any(|medication| {
            medication_line(medication) == indicator.text && medication.date == indicator.date
        }),
    }
}
