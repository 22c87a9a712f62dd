//! Section I.C.2.e.2: an encounter for chemotherapy, immunotherapy or external beam radiation is
//! first-listed (Z51.11, Z51.12, Z51.0), the malignancy under treatment second; where several are
//! given at one encounter, each has its code.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Evidence, SectionKind, Setting};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.2.e.2", title: "encounter for antineoplastic therapy", apply };

const CHEMOTHERAPY: [&str; 26] = [
    "chemotherapy",
    "chemo",
    "folfox",
    "folfiri",
    "r-chop",
    "abvd",
    "carboplatin",
    "cisplatin",
    "oxaliplatin",
    "paclitaxel",
    "docetaxel",
    "doxorubicin",
    "cyclophosphamide",
    "gemcitabine",
    "pemetrexed",
    "irinotecan",
    "5-fu",
    "fluorouracil",
    "vincristine",
    "bortezomib",
    "azacitidine",
    "decitabine",
    "etoposide",
    "bendamustine",
    "topotecan",
    "cytarabine",
];

const IMMUNOTHERAPY: [&str; 22] = [
    "immunotherapy",
    "pembrolizumab",
    "keytruda",
    "nivolumab",
    "opdivo",
    "ipilimumab",
    "atezolizumab",
    "durvalumab",
    "cemiplimab",
    "avelumab",
    "rituximab",
    "rituxan",
    "trastuzumab",
    "herceptin",
    "bevacizumab",
    "avastin",
    "cetuximab",
    "daratumumab",
    "pertuzumab",
    "r-chop",
    "panitumumab",
    "obinutuzumab",
];

const RADIATION: [&str; 5] =
    ["radiation therapy", "radiotherapy", "external beam", "imrt", "radiation treatment"];

/// Words that say that it is given at this encounter.
const NOW: [&str; 21] = [
    "here for",
    "presents for",
    "presenting for",
    "comes in for",
    "in for",
    "today",
    "infusion of",
    "infused",
    "administered",
    "encounter for",
    "admitted for",
    "admission for",
    "arrives for",
    "received cycle",
    "receives cycle",
    "proceed with cycle",
    "proceed with chemo",
    "given iv",
    "tolerated the infusion",
    "tolerated infusion",
    "returns for",
];

/// Words that put it before or after.
const NOT_NOW: [&str; 21] = [
    "completed",
    "last dose",
    "last cycle",
    "will ",
    "discuss",
    "consider",
    "plan ",
    "candidate",
    "history of",
    "s/p",
    "status post",
    "previous",
    "prior",
    "declin",
    "refus",
    "hold",
    "held",
    "after chemo",
    "due to chemo",
    "follow-up after",
    "recommend",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let visit = matches!(facts.setting, Setting::Office | Setting::Clinic | Setting::Inpatient);
    let malignancy = draft
        .diagnoses
        .iter()
        .any(|d| d.code.starts_with('C') || d.code.starts_with("D0") || d.is("D46") || d.is("D47"));
    if !visit || !malignancy {
        return;
    }
    for (names, code) in
        [(&RADIATION[..], "Z51.0"), (&CHEMOTHERAPY[..], "Z51.11"), (&IMMUNOTHERAPY[..], "Z51.12")]
    {
        let Some(evidence) = given(facts, names) else { continue };
        if let Some(known) = draft.find(&[code]) {
            draft.diagnoses[known].standing = Standing::Diagnosed;
            draft.diagnoses[known].rule("I.C.2.e.2");
        } else if facts.pack.is_billable(code, facts.date) {
            let what = (Kind::Encounter, Standing::Diagnosed);
            let order = (0, evidence.document, evidence.start);
            draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.C.2.e.2"));
        }
    }
}

fn given(facts: &Facts<'_>, names: &[&str]) -> Option<Evidence> {
    use SectionKind as S;
    statements::all(facts).find_map(|statement| {
        let past = matches!(
            statement.section,
            S::PastHistory | S::SurgicalHistory | S::Medications | S::ReviewOfSystems | S::Results
        );
        let says = |words: &[&str]| words.iter().any(|w| statement.text.contains(w));
        let place = statements::affirmed(statement.text, names)?;
        (!past && says(&NOW) && !says(&NOT_NOW)).then(|| statement.evidence(facts, place))
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Clinic, Inpatient, Office};

    #[test]
    fn given_now() {
        check(&[
            (
                Clinic,
                "ASSESSMENT:\n1. Left breast cancer, here for chemotherapy cycle 3.",
                "Z51.11! C50.912",
            ),
            (
                Clinic,
                "ASSESSMENT:\n1. Right breast cancer. Pembrolizumab infusion today.",
                "Z51.12! C50.911 -Z51.11",
            ),
            (
                Clinic,
                "HPI: Presents for radiation treatment 12 of 30.\n\nASSESSMENT:\n1. Prostate cancer.",
                "Z51.0! C61",
            ),
            (
                Clinic,
                "HPI: Here for cycle 4 of carboplatin, paclitaxel and bevacizumab.\n\n\
                ASSESSMENT:\n1. Lung cancer.",
                "Z51.11 Z51.12 C34.90",
            ),
            (
                Inpatient,
                "HPI: Admitted for scheduled chemotherapy.\n\nDISCHARGE DIAGNOSES:\n1. AML.",
                "Z51.11! C92.00",
            ),
        ]);
    }

    #[test]
    fn not_now() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Left breast cancer, completed chemotherapy last month.",
                "C50.912! -Z51",
            ),
            (Office, "ASSESSMENT:\n1. Colon cancer. Will start FOLFOX next week.", "C18.9! -Z51"),
            (
                Office,
                "ASSESSMENT:\n1. Left breast cancer. Discussed chemotherapy today.",
                "C50.912! -Z51",
            ),
            (
                Office,
                "FAMILY HISTORY: Mother here for chemotherapy.\n\nASSESSMENT:\n1. Prostate cancer.",
                "C61! -Z51",
            ),
        ]);
    }
}
