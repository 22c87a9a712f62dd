//! Section I.C.2.m: current malignancy against personal history.
//!
//! A tumour that was removed or treated, without further treatment and without evidence that it
//! is still there, is history (Z85); while it is treated, it is current.

use super::{Rule, problem_text};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.2.m", title: "current malignancy against its history", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    past_ones(facts, draft);
    // A malignancy stated as current today wins over its own history code.
    let current: Vec<String> = draft
        .diagnoses
        .iter()
        .filter(|d| d.code.starts_with('C'))
        .map(|d| d.code.clone())
        .collect();
    for code in current {
        let Some(history) = history_prefix(&code) else { continue };
        if let (Some(gone), Some(kept)) = (draft.find(&[history]), draft.find(&[&code])) {
            draft.diagnoses[kept].rule("I.C.2.m");
            draft.drop(gone, NotCodedWhy::Excluded, "I.C.2.m", Some(kept));
        }
    }
}

/// Words that say that the tumour is no longer there.
const GONE: [&str; 10] = [
    "no evidence of recurren",
    "no evidence of disease",
    "no evidence of residual",
    "no sign of recurren",
    "no signs of recurren",
    "without evidence of recurren",
    "without recurrence",
    "no recurrence",
    "disease free",
    "disease-free",
];

/// Words of treatment that was given and is over.
const TREATED: [&str; 7] =
    ["status post", "s/p", "lumpectomy", "ectomy in", "resected", "excised", "completed"];

/// Words of treatment that goes on: the tumour is then current.
const ONGOING: [&str; 12] = [
    "on tamoxifen",
    "on letrozole",
    "on anastrozole",
    "on leuprolide",
    "on lupron",
    "currently receiving",
    "currently on",
    "is receiving",
    "undergoing",
    "continue",
    "cycle",
    "maintenance",
];

/// A malignancy that the provider says was treated and is gone is reported by its history code.
fn past_ones(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in &mut draft.diagnoses {
        let history = match diagnosis.kind {
            Kind::Neoplasm => history_prefix(&diagnosis.code),
            _ => None,
        };
        let Some(history) = history.filter(|code| facts.pack.is_billable(code, facts.date)) else {
            continue;
        };
        let text = problem_text(facts, diagnosis);
        let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
        if says(&GONE) && says(&TREATED) && !says(&ONGOING) {
            let before = std::mem::replace(&mut diagnosis.code, history.to_owned());
            diagnosis.kind = Kind::History;
            diagnosis.defaulted = false;
            diagnosis.reject(&before, "treated, and no evidence that it is still there (I.C.2.m)");
            diagnosis.rule("I.C.2.m");
        }
    }
}

/// The history code of the commonest primary sites.
fn history_prefix(code: &str) -> Option<&'static str> {
    Some(match &code[..3] {
        "C50" => "Z85.3",
        "C61" => "Z85.46",
        "C18" => "Z85.038",
        "C34" => "Z85.118",
        "C43" => "Z85.820",
        "C44" => "Z85.828",
        "C67" => "Z85.51",
        "C64" => "Z85.528",
        "C73" => "Z85.850",
        "C54" | "C55" => "Z85.42",
        "C53" => "Z85.41",
        "C56" => "Z85.43",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn current_or_over() {
        check(&[
            (
                Office,
                "ASSESSMENT: Carcinoma of the right breast.\nShe is status post lumpectomy. \
                    There is no evidence of recurrent disease.",
                "Z85.3 -C50",
            ),
            (
                Office,
                "ASSESSMENT: Breast cancer after lumpectomy, on letrozole. No recurrence.",
                "C50.919! -Z85",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Breast cancer, status post mastectomy in 2015, no evidence of disease.",
                "Z85.3 -C50",
            ),
            (Office, "ASSESSMENT:\n1. History of colon cancer.", "Z85.038 -C18"),
            (Office, "ASSESSMENT:\n1. Right breast cancer, on tamoxifen.", "C50.911! -Z85"),
            (
                Office,
                "PAST MEDICAL HISTORY: History of prostate cancer.\n\nASSESSMENT:\n1. Prostate cancer, on leuprolide.",
                "C61! -Z85",
            ),
            (Office, "ASSESSMENT:\n1. Prostate cancer with bone metastases.", "C61 C79.51 -Z85"),
            (
                Office,
                "ASSESSMENT:\n1. Lung metastasis.\n2. History of breast cancer, status post mastectomy.",
                "C78.00 Z85.3 -C50",
            ),
            (
                Office,
                "FAMILY HISTORY: Mother had breast cancer.\n\nASSESSMENT:\n1. Hypertension.",
                "I10! -C50 -Z85",
            ),
            (Office, "ASSESSMENT:\n1. Breast lump, no evidence of malignancy.", "-C -Z85"),
            (Office, "ASSESSMENT:\n1. Possible lung cancer.\n2. Hemoptysis.", "R04.2 -C34"),
        ]);
    }
}
