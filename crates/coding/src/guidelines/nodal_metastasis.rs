//! Section I.C.2: a tumour that was found in lymph nodes (C77).
//!
//! A report says "metastatic adenocarcinoma, left obturator lymph node" or "in 3 of 21 lymph
//! nodes": the region of the nodes gives the code; where none is named, the nodes that drain the
//! primary do.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{NotCodedWhy, SectionKind};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.2", title: "tumour found in lymph nodes", apply };

/// Words that name the region of nodes, and its code.
const REGIONS: [(&str, &[&str]); 6] = [
    ("C77.0", &["cervical", "supraclavicular", "neck", "submandibular", "jugular", "facial"]),
    ("C77.1", &["mediastinal", "hilar", "paratracheal", "subcarinal", "intrathoracic"]),
    (
        "C77.2",
        &[
            "mesenteric",
            "pericolic",
            "pericolonic",
            "perirectal",
            "retroperitoneal",
            "para-aortic",
            "paraaortic",
            "periportal",
            "celiac",
            "peripancreatic",
            "perigastric",
            "omental",
            "abdominal",
        ],
    ),
    ("C77.3", &["axilla", "brachial", "pectoral"]),
    ("C77.4", &["inguinal", "groin", "femoral node"]),
    ("C77.5", &["pelvic", "obturator", "iliac", "parametrial", "hypogastric"]),
];

/// The nodes that drain a primary tumour.
const DRAINS: [(&str, &[&str]); 6] = [
    ("C77.2", &["C15", "C16", "C17", "C18", "C19", "C20", "C22", "C23", "C24", "C25"]),
    ("C77.3", &["C50"]),
    ("C77.1", &["C34"]),
    ("C77.5", &["C53", "C54", "C55", "C56", "C61", "C67"]),
    ("C77.0", &["C0", "C10", "C11", "C12", "C13", "C14", "C32", "C73"]),
    ("C77.4", &["C21", "C51", "C60", "C63"]),
];

/// Words that say that a tumour is in the nodes.
const SPREAD: [&str; 6] = [
    "metastatic",
    "metastasis",
    "metastases",
    "metastasized",
    "positive for carcinoma",
    "involved by",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let tumour =
        draft.diagnoses.iter().any(|d| d.kind == Kind::Neoplasm && d.code.starts_with('C'));
    if !tumour {
        return;
    }
    for statement in statements::all(facts) {
        let stated = matches!(
            statement.section,
            SectionKind::PathologyDiagnosis
                | SectionKind::Assessment
                | SectionKind::AssessmentPlan
                | SectionKind::Impression
                | SectionKind::DischargeDiagnosis
                | SectionKind::PostoperativeDiagnosis
        );
        let nodes = statement.text.find("lymph node").or_else(|| statement.text.find("nodes"));
        let (Some(nodes), true) = (nodes, stated) else { continue };
        let Some(said) = statements::affirmed(statement.text, &SPREAD) else { continue };
        let Some(code) = region(statement.text).or_else(|| drained(draft)) else { continue };
        let evidence = statement.evidence(facts, (said.0.min(nodes), said.1.max(nodes)));
        add(draft, code, evidence, &statement);
    }
}

fn region(text: &str) -> Option<&'static str> {
    REGIONS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)))
        .map(|(code, _)| *code)
}

fn drained(draft: &Draft) -> Option<&'static str> {
    let of = |sites: &[&str]| draft.diagnoses.iter().any(|d| sites.iter().any(|s| d.is(s)));
    DRAINS.iter().find(|(_, sites)| of(sites)).map(|(code, _)| *code)
}

fn add(
    draft: &mut Draft,
    code: &str,
    evidence: model::Evidence,
    statement: &statements::Statement,
) {
    let order = (1, statement.document, statement.start);
    let what = (Kind::Neoplasm, Standing::Diagnosed);
    if !draft.has(&[code]) {
        draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.C.2"));
    }
    // What the same words gave without the region.
    for open in ["C77.9", "C79.9"] {
        let vague = draft.diagnoses.iter().position(|d| d.code == open && code != open);
        if let Some(at) = vague {
            let by = draft.find(&[code]);
            draft.drop(at, NotCodedWhy::Unspecific, "I.C.2", by);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Office, Pathology};

    #[test]
    fn region_of_the_nodes() {
        check(&[
            (
                Pathology,
                "FINAL DIAGNOSIS:\n1. Adenocarcinoma of prostate.\n2. Metastatic adenocarcinoma, \
                left obturator lymph node.",
                "C61! C77.5 -C79.9 -C77.9",
            ),
            (
                Pathology,
                "FINAL DIAGNOSIS:\n1. Adenocarcinoma of the ascending colon.\n2. Metastatic \
                adenocarcinoma in three of twenty one lymph nodes (3/21).",
                "C18.2! C77.2 -C79.9",
            ),
            (
                Pathology,
                "FINAL DIAGNOSIS:\n1. Adenocarcinoma of prostate.\n2. No evidence of metastatic \
                carcinoma, right pelvic obturator lymph node.",
                "C61! -C77",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Right breast cancer, negative axillary lymph nodes.",
                "C50.911! -C77",
            ),
        ]);
    }
}
