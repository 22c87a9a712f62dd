//! Section IV.K and I.C.21.c.13: a study that names neither a reason nor a finding.
//!
//! The encounter for the examination is then all that can be reported; a person is asked for the
//! reason, which the order holds.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{NotCodedWhy, Setting};
use reader::Kind;

pub const RULE: Rule = Rule {
    section: "IV.K",
    title: "a study without reason and finding is an encounter for the examination",
    apply,
};

/// Longest piece of the first line that is shown as evidence, in bytes.
const TITLE: usize = 80;

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let open = |why: NotCodedWhy| matches!(why, NotCodedWhy::Unspecific | NotCodedWhy::Uncertain);
    if facts.setting != Setting::Radiology
        || !draft.diagnoses.is_empty()
        || draft.not_coded.iter().any(|n| open(n.why))
    {
        return;
    }
    let Some((number, text)) = facts
        .chart
        .documents
        .iter()
        .enumerate()
        .map(|(number, document)| (number as u32, document.text.as_str()))
        .find(|(_, text)| !text.trim().is_empty())
    else {
        return;
    };
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let end = start + line.floor_char_boundary(TITLE);
    let evidence = facts.evidence(number, start as u32, end as u32);
    let what = (Kind::Encounter, Standing::Diagnosed);
    let order = (0, number, start as u32);
    draft.diagnoses.push(Diagnosis::added("Z01.89", what, vec![evidence], order, "IV.K"));
    draft.review.push(
        "the report names neither a reason for the study nor a finding; the order has the reason"
            .to_owned(),
    );
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Office, Radiology};

    #[test]
    fn only_where_nothing_else_is_said() {
        check(&[
            (
                Radiology,
                "CT CERVICAL SPINE\nFINDINGS: Normal alignment, no fracture.\nIMPRESSION: Normal.",
                "Z01.89! #1",
            ),
            (Radiology, "INDICATION: Neck pain.\nIMPRESSION: Normal.", "M54.2! -Z01"),
            (Radiology, "CT HEAD\nIMPRESSION: Subdural hematoma.", "-Z01"),
            (Office, "HPI: Well.\nASSESSMENT: No complaints.", "-Z01.89"),
        ]);
    }
}
