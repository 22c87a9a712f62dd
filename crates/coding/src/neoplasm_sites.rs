//! Tumours by site and behaviour: the imported neoplasm table where there is one, and our own
//! (`data/tables/neoplasm_sites.toml`), which knows the sites that notes name.

use crate::draft::Facts;
use codesets::index_tree::Documented;
use codesets::{IndexTree, words};
use reader::Mention;
use serde::Deserialize;
use std::sync::OnceLock;

/// What a tumour is (I.C.2): the columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Malignant, where it began.
    Primary,
    /// Malignant, come from elsewhere.
    Secondary,
    /// Malignant, not beyond its layer.
    InSitu,
    /// Benign.
    Benign,
    /// Neither, by the pathologist's word.
    Uncertain,
    /// Not stated.
    Unspecified,
}

impl Behaviour {
    /// The behaviour that a code for no site stands for; `None` for codes that name one.
    #[must_use]
    pub fn of_unsited(code: &str) -> Option<Behaviour> {
        Some(match code {
            "C80.1" | "C80" => Behaviour::Primary,
            "C79.9" => Behaviour::Secondary,
            "D09.9" => Behaviour::InSitu,
            "D36.9" => Behaviour::Benign,
            "D48.9" => Behaviour::Uncertain,
            "D49.9" | "D49" => Behaviour::Unspecified,
            _ => return None,
        })
    }
}

/// One site of our own table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    words: Vec<String>,
    primary: String,
    secondary: String,
    in_situ: String,
    benign: String,
    uncertain: String,
    unspecified: String,
}

impl Site {
    /// The code of a tumour here.
    #[must_use]
    pub fn code(&self, behaviour: Behaviour) -> &str {
        match behaviour {
            Behaviour::Primary => &self.primary,
            Behaviour::Secondary => &self.secondary,
            Behaviour::InSitu => &self.in_situ,
            Behaviour::Benign => &self.benign,
            Behaviour::Uncertain => &self.uncertain,
            Behaviour::Unspecified => &self.unspecified,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    site: Vec<Site>,
}

/// Most words of a site.
pub const LONGEST_SITE: usize = 4;

/// The sites, each under the normal forms of its words.
pub struct Sites {
    sites: Vec<Site>,
    named: Vec<(Vec<String>, usize)>,
}

impl Sites {
    /// Our own table, read once.
    ///
    /// # Errors
    /// When the file is not of its form; [`crate::Coder::new`] and a test read it.
    pub fn embedded() -> Result<&'static Sites, String> {
        static SITES: OnceLock<Result<Sites, String>> = OnceLock::new();
        SITES.get_or_init(Sites::read).as_ref().map_err(Clone::clone)
    }

    fn read() -> Result<Sites, String> {
        let text = include_str!("../../../data/tables/neoplasm_sites.toml");
        let File { site: sites } =
            toml::from_str(text).map_err(|f| format!("data/tables/neoplasm_sites.toml: {f}"))?;
        let mut named: Vec<(Vec<String>, usize)> = Vec::new();
        for (at, site) in sites.iter().enumerate() {
            named.extend(site.words.iter().map(|w| (words::forms(w), at)));
        }
        named.sort_by_key(|(forms, at)| (usize::MAX - forms.len(), *at));
        Ok(Sites { sites, named })
    }

    /// The site whose words open the list, the fullest first, and how many words it takes.
    #[must_use]
    pub fn opening(&self, forms: &[String]) -> Option<(&Site, usize)> {
        let (own, at) = self.named.iter().find(|(own, _)| forms.starts_with(own))?;
        Some((&self.sites[*at], own.len()))
    }

    /// The site whose words close the list.
    #[must_use]
    pub fn closing(&self, forms: &[String]) -> Option<(&Site, usize)> {
        let (own, at) = self.named.iter().find(|(own, _)| forms.ends_with(own))?;
        Some((&self.sites[*at], own.len()))
    }
}

/// The code of an imported neoplasm table for the words of a site.
#[must_use]
pub fn from_table(table: &IndexTree, site: &[String], behaviour: Behaviour) -> Option<String> {
    let forms = site.iter().map(|w| (w.as_str(), 0));
    let documented = Documented::of(table, forms.chain([("neoplasm", 0)]));
    let lead = *table.leads(&documented).first()?;
    let path = table.walk(lead, &documented).filter(|path| path.modifiers > 0)?;
    let code = path.columns.get(behaviour as usize)?;
    (!code.is_empty()).then(|| code.clone())
}

/// Most words between a kind of tumour and its site.
const BESIDE: usize = 5;

/// The code to walk from: of a kind of tumour that names no site, the code of the site that stands
/// beside it; `None` where none does, for the words alone are no diagnosis.
#[must_use]
pub fn sited(facts: &Facts<'_>, mention: &Mention, code: &str) -> Option<String> {
    let own = code.to_owned();
    let term = mention.finding.term.as_str();
    let unknown = ["unknown", "occult", "cup", "metasta", "met"].iter().any(|w| term.contains(w));
    let Some(behaviour) = Behaviour::of_unsited(code).filter(|_| !unknown) else {
        return Some(own);
    };
    let sites = Sites::embedded().ok()?;
    let document = facts.document(mention.finding.document);
    let sentence = document.sentences.get(mention.sentence as usize)?;
    let text = facts.text(mention.finding.document);
    let forms = |from: u32, to: u32| -> Vec<String> {
        let tokens = document.tokens.get(from as usize..to as usize).unwrap_or_default();
        tokens.iter().flat_map(|t| words::forms(t.text(text))).collect()
    };
    let (first, last) = (*mention.words.first()?, *mention.words.last()?);
    // "Malignant tumor of the left ureter": the site follows "of", "in", "at".
    let behind = forms(last + 1, sentence.last.min(last + 1 + (BESIDE + LONGEST_SITE) as u32));
    let opens =
        behind.first().is_some_and(|w| matches!(w.as_str(), "of" | "in" | "at" | "involving"));
    for skipped in (1..=BESIDE).take_while(|_| opens) {
        let rest = behind.get(skipped..).unwrap_or_default();
        if let Some((site, _)) = sites.opening(rest) {
            return Some(site.code(behaviour).to_owned());
        }
        let table = facts.tables.neoplasms.as_ref();
        let word = rest.get(..1).unwrap_or_default();
        if let Some(code) = table.and_then(|table| from_table(table, word, behaviour)) {
            return Some(code);
        }
    }
    // "Ureteral carcinoma": directly before.
    let before = forms(sentence.first.max(first.saturating_sub(LONGEST_SITE as u32)), first);
    sites.closing(&before).map(|(site, _)| site.code(behaviour).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::Icd10Cm;

    #[test]
    fn every_code_exists_and_stands_in_its_column() {
        let sites = Sites::embedded().unwrap();
        let pack = Icd10Cm::embedded();
        for site in &sites.sites {
            for (behaviour, blocks) in [
                (Behaviour::Primary, "C"),
                (Behaviour::Secondary, "C7"),
                (Behaviour::InSitu, "D0"),
                (Behaviour::Benign, "D"),
                (Behaviour::Uncertain, "D"),
                (Behaviour::Unspecified, "D49"),
            ] {
                let code = site.code(behaviour);
                assert!(pack.base(code).is_some(), "{code} of {:?}", site.words);
                assert!(code.starts_with(blocks), "{code} of {:?}", site.words);
            }
            assert!(site.words.iter().all(|w| words::forms(w).len() <= LONGEST_SITE));
        }
    }

    #[test]
    fn the_fullest_name_of_a_site_counts() {
        let sites = Sites::embedded().unwrap();
        let code = |text: &str| {
            let (site, taken) = sites.opening(&words::forms(text))?;
            Some((site.code(Behaviour::Secondary).to_owned(), taken))
        };
        assert_eq!(code("bone marrow and liver"), Some(("C79.52".into(), 2)));
        assert_eq!(code("bones"), Some(("C79.51".into(), 1)));
        assert_eq!(code("clinic"), None);
    }
}
