//! Section I.C.2: neoplasms of skin are classified by site. A report names the site once, in the
//! line of the specimen, and the tumour under it; the two are read together.

use super::Rule;
use crate::context::{self, IN_ITEM, Surroundings};
use crate::draft::{Draft, Facts, is_below};
use crate::tabular_walk;
use codesets::words;
use model::SectionKind;

pub const RULE: Rule = Rule { section: "I.C.2", title: "site of a neoplasm of skin", apply };

/// Categories that share the fourth character for the site.
const CATEGORIES: [&str; 6] = ["C43", "C44", "D03", "D04", "D22", "D23"];

/// Words of a site and its fourth character.
const SITES: &[(char, &[&str])] = &[
    ('0', &["lip"]),
    ('1', &["eyelid", "canthus"]),
    ('2', &["ear", "auricle", "helix", "antihelix", "tragus", "pinna"]),
    (
        '3',
        &[
            "nose", "nasal", "cheek", "forehead", "temple", "chin", "face", "eyebrow", "brow",
            "jaw", "jawline", "malar", "zygoma", "glabella", "perioral",
        ],
    ),
    ('4', &["scalp", "neck", "nape"]),
    (
        '5',
        &[
            "back",
            "chest",
            "abdomen",
            "abdominal",
            "trunk",
            "flank",
            "breast",
            "buttock",
            "groin",
            "axilla",
            "perineum",
            "umbilicus",
        ],
    ),
    (
        '6',
        &["arm", "forearm", "hand", "shoulder", "elbow", "wrist", "finger", "thumb", "upperlimb"],
    ),
    (
        '7',
        &[
            "leg",
            "thigh",
            "knee",
            "calf",
            "shin",
            "ankle",
            "foot",
            "toe",
            "hip",
            "heel",
            "pretibial",
            "lowerlimb",
        ],
    ),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in &mut draft.diagnoses {
        let category = CATEGORIES.into_iter().find(|c| diagnosis.is(c));
        let open = diagnosis.code.as_bytes().get(4) == Some(&b'9');
        let (Some(category), true) = (category, open) else { continue };
        let Some((document, at)) = diagnosis.mentions.first() else { continue };
        let mention = &facts.document(*document).mentions[*at as usize];
        let specimen_words: Vec<String>;
        let mut around = context::around(facts, mention);
        if site(&around).is_none() {
            specimen_words = specimen(facts, *document);
            for form in &specimen_words {
                around.add(form, IN_ITEM);
            }
        }
        let Some((character, word)) = site(&around) else { continue };
        let from = format!("{category}.{character}");
        let walk = tabular_walk::walk(facts.pack, &from, &around, facts.date);
        let heading = walk.stopped_at.unwrap_or_else(|| from.clone());
        let code = walk.codes.into_iter().find(|code| is_below(code, &from));
        let Some(code) = code.or_else(|| other_part(facts, &heading)) else { continue };
        let code = other_part_of_face(facts, code, word);
        let before = std::mem::replace(&mut diagnosis.code, code);
        diagnosis.reject(&before, format!("the site is documented: {word}"));
        diagnosis.defaulted = false;
        diagnosis.rule("I.C.2");
    }
}

/// The site that the words name: its character and the word.
fn site(around: &Surroundings<'_>) -> Option<(char, &'static str)> {
    SITES.iter().find_map(|(character, words)| {
        words.iter().find(|w| around.has(w)).map(|word| (*character, *word))
    })
}

/// The words of the document's specimen, where it names one only, and of the headings under
/// its diagnosis ("Skin, back:").
fn specimen(facts: &Facts<'_>, document: u32) -> Vec<String> {
    let mut all = Vec::new();
    let text = facts.text(document);
    let of_specimen = |s: &&reader::Section| {
        matches!(s.kind, SectionKind::Specimen | SectionKind::PathologyDiagnosis)
    };
    for section in facts.document(document).sections.iter().filter(of_specimen) {
        let slice = text.get(section.start as usize..section.end as usize).unwrap_or_default();
        let lower = slice.to_lowercase();
        let several = ["b.", "b)", "2.", "2)"]
            .iter()
            .any(|mark| lower.lines().any(|line| line.trim_start().starts_with(mark)));
        if !several {
            all.extend(words::forms(slice));
        }
    }
    all
}

/// A named part of the trunk that has no code of its own (the back, the chest, the abdomen).
fn other_part(facts: &Facts<'_>, heading: &str) -> Option<String> {
    let mut parts = facts.pack.base(heading)?.children();
    let other = parts.find(|c| c.is_leaf() && c.title().to_lowercase().contains("other part"))?;
    Some(other.dotted())
}

/// A named part of the face that has no code of its own is "other parts", not "unspecified".
fn other_part_of_face(facts: &Facts<'_>, code: String, word: &str) -> String {
    let named = !matches!(word, "nose" | "nasal" | "face");
    let unspecified = code.ends_with('0') && code.as_bytes().get(4) == Some(&b'3');
    let other = format!("{}9", &code[..code.len() - 1]);
    if named && unspecified && facts.pack.is_billable(&other, facts.date) { other } else { code }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Office, Pathology};

    #[test]
    fn site_of_the_specimen() {
        check(&[
            (
                Pathology,
                "SPECIMEN: Skin, left cheek, shave biopsy.\nDIAGNOSIS: Basal cell carcinoma.",
                "C44.319!",
            ),
            (
                Pathology,
                "SPECIMEN: Skin, nose, shave biopsy.\nDIAGNOSIS: Basal cell carcinoma.",
                "C44.311!",
            ),
            (
                Pathology,
                "SPECIMEN: Skin, left ear.\nDIAGNOSIS: Squamous cell carcinoma.",
                "C44.229!",
            ),
            (
                Pathology,
                "SPECIMEN: Skin of upper back.\nDIAGNOSIS: Basal cell carcinoma, nodular.",
                "C44.519!",
            ),
            (Pathology, "SPECIMEN: Scalp.\nDIAGNOSIS: Squamous cell carcinoma.", "C44.42!"),
            (Pathology, "SPECIMEN: Skin, left forearm.\nDIAGNOSIS: Malignant melanoma.", "C43.62!"),
            (Pathology, "DIAGNOSIS: Melanoma in situ of the back.", "D03.59!"),
            (Pathology, "DIAGNOSIS: Skin, right thigh: basal cell carcinoma.", "C44.712!"),
            (
                Pathology,
                "SPECIMEN: Skin, left cheek.\nDIAGNOSIS: Seborrheic keratosis. No basal cell carcinoma.",
                "L82.1! -C44",
            ),
            (
                Pathology,
                "HISTORY: Father with melanoma.\nSPECIMEN: Skin, back.\nDIAGNOSIS: Seborrheic keratosis.",
                "L82.1! -C43",
            ),
            (Office, "ASSESSMENT:\n1. Basal cell carcinoma of the skin.", "C44.91!"),
        ]);
    }
}
