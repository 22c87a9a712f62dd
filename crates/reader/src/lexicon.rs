//! The lexicon files (`data/lexicon/*.toml`), read when the reader starts.

use serde::Deserialize;

/// What sort of thing a term names; how the coder treats it follows from this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A lasting disease.
    Chronic,
    /// A disease with an end.
    #[default]
    Acute,
    /// Symptom, sign, pain.
    Symptom,
    /// Abnormal test or examination finding.
    Finding,
    /// Injury, poisoning, adverse effect.
    Injury,
    /// Tumour.
    Neoplasm,
    /// Device, state of an organ, long-term drug, social fact.
    Status,
    /// Words that mean personal history by themselves.
    History,
    /// Reason for the encounter.
    Encounter,
    /// Chapter 15.
    Pregnancy,
    /// Cause, place, activity of an injury.
    External,
}

/// One entry of the lexicon.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Every way it is written.
    pub text: Vec<String>,
    /// ICD-10-CM at any level, with its dot.
    pub code: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// One of these words must stand in the document.
    #[serde(default)]
    pub needs: Vec<String>,
    /// It needs none of them where it heads a problem or stands in a list of conditions.
    #[serde(default)]
    pub heads: bool,
    /// None of these words may stand in the sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Prefixes of diagnoses to which the symptom is integral.
    #[serde(default)]
    pub integral_to: Vec<String>,
    /// Personal-history code.
    #[serde(default)]
    pub history: Option<String>,
    /// Family-history code.
    #[serde(default)]
    pub family: Option<String>,
    /// The code when it is written in the plural ("pulmonary nodules").
    #[serde(default)]
    pub plural: Option<String>,
    /// Codes that the same words stand for beside the first ("both bones of the forearm").
    #[serde(default)]
    pub also: Vec<String>,
    /// Matches only as written.
    #[serde(default)]
    pub exact_case: bool,
}

/// Management risk of a drug in the E/M table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Over the counter.
    Otc,
    /// Prescription drug management.
    #[default]
    Prescription,
    /// Controlled substance.
    Controlled,
    /// Drug therapy that needs intensive monitoring for toxicity.
    Intensive,
}

/// One drug.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drug {
    /// Generic and brand names.
    pub names: Vec<String>,
    /// Its class, in words.
    pub class: String,
    /// Prefixes of the conditions it is ordinarily given for.
    #[serde(default)]
    pub treats: Vec<String>,
    /// The long-term drug code, where the guidelines instruct one.
    #[serde(default)]
    pub long_term: Option<String>,
    /// Its management risk.
    #[serde(default)]
    pub risk: Risk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    term: Vec<Entry>,
    #[serde(default)]
    drug: Vec<Drug>,
}

/// Why a lexicon file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("data/lexicon/{file}: {message}")]
pub struct LexiconError {
    /// The file.
    pub file: String,
    /// What is wrong, with its line.
    pub message: String,
}

/// All entries of all files.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Terms.
    pub entries: Vec<Entry>,
    /// Drugs.
    pub drugs: Vec<Drug>,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../data/lexicon/", $name)))),*]
    };
}

/// The files inside the binary. A new file needs its line here.
const FILES: &[(&str, &str)] = files![
    "blood.toml",
    "cardiovascular.toml",
    "congenital.toml",
    "digestive.toml",
    "drugs.toml",
    "ear.toml",
    "endocrine.toml",
    "external.toml",
    "eye.toml",
    "infection.toml",
    "injury.toml",
    "musculoskeletal.toml",
    "neoplasm.toml",
    "neuro.toml",
    "pregnancy.toml",
    "psych.toml",
    "renal.toml",
    "respiratory.toml",
    "skin.toml",
    "status.toml",
    "symptoms.toml",
];

impl Lexicon {
    /// The lexicon inside the binary.
    ///
    /// # Errors
    /// When a file is not of the form; a test reads them all, so a released binary never fails.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::default();
        for (file, text) in FILES {
            lexicon.add(file, text)?;
        }
        Ok(lexicon)
    }

    /// Adds the entries of one file.
    ///
    /// # Errors
    /// When the text is not of the form.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let read: File = toml::from_str(text)
            .map_err(|fault| LexiconError { file: file.to_owned(), message: fault.to_string() })?;
        self.entries.extend(read.term);
        self.drugs.extend(read.drug);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::Icd10Cm;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_of_the_folder_is_listed_and_every_code_exists() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/lexicon");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        let listed: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(on_disk, listed);

        let lexicon = Lexicon::embedded().unwrap();
        let pack = Icd10Cm::embedded();
        for entry in &lexicon.entries {
            let codes = [
                Some(&entry.code),
                entry.history.as_ref(),
                entry.family.as_ref(),
                entry.plural.as_ref(),
            ];
            for code in codes.into_iter().flatten().chain(&entry.also) {
                assert!(pack.base(code).is_some(), "{code} of {:?}", entry.text);
            }
            assert!(!entry.text.is_empty());
        }
        for drug in &lexicon.drugs {
            for code in drug.treats.iter().chain(&drug.long_term) {
                assert!(pack.base(code).is_some(), "{code} of {:?}", drug.names);
            }
        }
        let texts: usize = lexicon.entries.iter().map(|e| e.text.len()).sum();
        assert!(texts >= 1_500, "{texts}");
    }

    #[test]
    fn only_what_needs_words_may_do_without_them_at_the_head_of_a_problem() {
        for entry in &Lexicon::embedded().unwrap().entries {
            assert!(!entry.heads || !entry.needs.is_empty(), "{:?}", entry.text);
        }
    }

    #[test]
    fn a_wrong_key_is_named() {
        let fault = Lexicon::default().add("x.toml", "[[term]]\ntext=[\"a\"]\nkode=\"I10\"\n");
        assert!(fault.unwrap_err().to_string().contains("kode"));
    }
}
