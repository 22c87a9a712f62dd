//! What a coder of the story changes.

use model::CodedChart;

/// Takes off the further diagnoses of which the coder of the service was least sure, at most
/// `changed` of them and never the first-listed one, and says which. The lines' pointers follow.
pub(super) fn change(coded: &mut CodedChart, changed: u8) -> Vec<String> {
    let mut dropped = Vec::new();
    for _ in 0..changed {
        let further = coded.dx.iter().enumerate().skip(1);
        let least = further.min_by(|(_, a), (_, b)| a.confidence.total_cmp(&b.confidence));
        let Some(index) = least.map(|(index, _)| index) else { break };
        let rank = u16::try_from(index + 1).unwrap_or(u16::MAX);
        dropped.push(coded.dx.remove(index).code);
        for (place, dx) in (1..).zip(&mut coded.dx) {
            dx.rank = place;
        }
        for line in &mut coded.px {
            line.dx.retain(|pointer| *pointer != rank);
            for pointer in line.dx.iter_mut().filter(|pointer| **pointer > rank) {
                *pointer -= 1;
            }
            if line.dx.is_empty() {
                line.dx.push(1);
            }
        }
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::change;
    use model::{CodedChart, DiagnosisCode, ProcedureCode};

    #[test]
    fn the_least_sure_further_code_goes_and_pointers_follow() {
        let dx = |code: &str, rank, confidence| DiagnosisCode {
            code: code.into(),
            rank,
            confidence,
            ..DiagnosisCode::default()
        };
        let mut coded: CodedChart = serde_json::from_value(serde_json::json!({
            "id": "c", "setting": "office", "date": "2026-06-01", "dx": [], "px": [],
            "not_coded": [], "gaps": [], "route": "review", "reasons": [],
            "chart_confidence": 0.5, "releases": {}, "date_assumed": false,
            "setting_inferred": false, "setting_evidence": [],
        }))
        .expect("a coded chart");
        coded.dx = vec![dx("E11.9", 1, 0.2), dx("I10", 2, 0.5), dx("Z79.4", 3, 0.9)];
        coded.px = vec![
            ProcedureCode { dx: vec![2], ..ProcedureCode::default() },
            ProcedureCode { dx: vec![1, 3], ..ProcedureCode::default() },
        ];
        assert_eq!(change(&mut coded, 1), ["I10"]);
        let left: Vec<_> = coded.dx.iter().map(|dx| (dx.code.as_str(), dx.rank)).collect();
        assert_eq!(left, [("E11.9", 1), ("Z79.4", 2)]);
        assert_eq!((&coded.px[0].dx, &coded.px[1].dx), (&vec![1], &vec![1, 2]));
        assert_eq!(change(&mut coded, 3), ["Z79.4"]);
    }
}
