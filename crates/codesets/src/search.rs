//! Search over titles and inclusion terms, the way a coder types: any words, any order.
//!
//! Ranking is BM25 over the words of title and inclusion terms; a code whose text holds every
//! word of the query stands before one that does not.

use crate::hcpcs::Hcpcs;
use crate::icd10cm::{Icd10Cm, NoteKind};
use crate::icd11::{Icd11, Icd11Code};
use crate::words;
use hashbrown::HashMap;
use model::Date;

/// Longest query, in words; further words are ignored.
pub const LONGEST_QUERY: usize = 16;

/// BM25: how fast repeated words saturate, and how much length counts.
const SATURATION: f64 = 1.2;
const LENGTH_WEIGHT: f64 = 0.6;

/// Words that mean the same when a coder searches. The first of each row is what is indexed.
const SAME: &[&[&str]] = &[
    &["kidney", "renal"],
    &["heart", "cardiac"],
    &["liver", "hepatic"],
    &["lung", "pulmonary"],
    &["stomach", "gastric"],
    &["high", "elevated", "raised"],
    &["broken", "fracture", "fx"],
    &["cancer", "malignant", "carcinoma", "ca"],
    &["diabetes", "diabetic", "dm"],
    &["hypertension", "htn"],
    &["2", "ii"],
    &["1", "i"],
];

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The code, with its dot.
    pub code: String,
    /// Its official title.
    pub title: String,
    /// True when the code itself can be billed on the day asked for.
    pub billable: bool,
    /// Rank score; only its order means anything.
    pub score: f64,
}

/// One HCPCS answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HcpcsHit {
    /// The code or modifier.
    pub code: String,
    /// Its long description.
    pub description: String,
    /// True for a modifier.
    pub modifier: bool,
    /// Rank score; only its order means anything.
    pub score: f64,
}

/// The words of a release, ready to be searched.
pub struct SearchIndex {
    postings: HashMap<String, Vec<(u32, u8)>>,
    lengths: Vec<u16>,
    average: f64,
}

impl SearchIndex {
    /// Indexes a tabular list: about 80 ms for the embedded one.
    #[must_use]
    pub fn new(pack: &Icd10Cm) -> SearchIndex {
        SearchIndex::of(pack.nodes().map(|node| {
            let inclusions = node.notes_of(NoteKind::Inclusion);
            let includes = node.notes_of(NoteKind::Includes);
            std::iter::once(node.title()).chain(inclusions).chain(includes)
        }))
    }

    /// Indexes the descriptions of a HCPCS release.
    #[must_use]
    pub fn of_hcpcs(release: &Hcpcs) -> SearchIndex {
        SearchIndex::of(release.entries().map(|e| [e.long.as_str(), e.short.as_str()]))
    }

    /// Indexes the titles of an ICD-11 release.
    #[must_use]
    pub fn of_icd11(release: &Icd11) -> SearchIndex {
        SearchIndex::of(release.codes().map(|code| [code.title.as_str()]))
    }

    /// Indexes rows of texts; a row is known by its position.
    fn of<'a, T: IntoIterator<Item = &'a str>>(rows: impl Iterator<Item = T>) -> SearchIndex {
        let mut postings: HashMap<String, Vec<(u32, u8)>> = HashMap::new();
        let mut lengths = Vec::new();
        for (row, texts) in (0u32..).zip(rows) {
            let mut length = 0u16;
            for text in texts {
                words::each_word(text, |_, form| {
                    if words::is_filler(form) {
                        return;
                    }
                    length = length.saturating_add(1);
                    let word = canonical(form);
                    match postings.get_mut(word) {
                        Some(list) => match list.last_mut() {
                            Some(last) if last.0 == row => last.1 = last.1.saturating_add(1),
                            _ => list.push((row, 1)),
                        },
                        None => {
                            postings.insert(word.to_owned(), vec![(row, 1)]);
                        }
                    }
                });
            }
            lengths.push(length);
        }
        let total: f64 = lengths.iter().map(|l| f64::from(*l)).sum();
        let average = total / (lengths.len().max(1) as f64);
        SearchIndex { postings, lengths, average }
    }

    /// The best `most` codes for a query, best first; ties in code order.
    #[must_use]
    pub fn search(&self, pack: &Icd10Cm, query: &str, on: Date, most: usize) -> Vec<Hit> {
        self.hits(pack, query, on).take(most).collect()
    }

    /// As [`SearchIndex::search`], only codes that can be billed on the day.
    #[must_use]
    pub fn search_billable(&self, pack: &Icd10Cm, query: &str, on: Date, most: usize) -> Vec<Hit> {
        self.hits(pack, query, on).filter(|hit| hit.billable).take(most).collect()
    }

    fn hits<'a>(
        &self,
        pack: &'a Icd10Cm,
        query: &str,
        on: Date,
    ) -> impl Iterator<Item = Hit> + use<'a> {
        self.rank(query).into_iter().filter_map(move |(row, score)| {
            let node = pack.node_at(row)?;
            Some(Hit {
                code: node.dotted(),
                title: node.title().to_owned(),
                billable: pack.is_billable(node.code(), on),
                score,
            })
        })
    }

    /// The best `most` entries of the HCPCS release that was indexed, best first.
    #[must_use]
    pub fn search_hcpcs(&self, release: &Hcpcs, query: &str, most: usize) -> Vec<HcpcsHit> {
        let entries: Vec<_> = release.entries().collect();
        let ranked = self.rank(query).into_iter();
        ranked
            .filter_map(|(row, score)| entries.get(row).map(|entry| (entry, score)))
            .take(most)
            .map(|(entry, score)| HcpcsHit {
                code: entry.code.clone(),
                description: entry.long.clone(),
                modifier: entry.modifier,
                score,
            })
            .collect()
    }

    /// The best `most` codes of the ICD-11 release that was indexed, best first, with their score.
    #[must_use]
    pub fn search_icd11<'a>(
        &self,
        release: &'a Icd11,
        query: &str,
        most: usize,
    ) -> Vec<(&'a Icd11Code, f64)> {
        let codes: Vec<&Icd11Code> = release.codes().collect();
        let ranked = self.rank(query).into_iter();
        ranked.filter_map(|(row, score)| Some((*codes.get(row)?, score))).take(most).collect()
    }

    /// The rows that hold words of a query, with their score: those that hold more of its words
    /// first, then by score, then in order.
    fn rank(&self, query: &str) -> Vec<(usize, f64)> {
        let mut asked: Vec<String> = Vec::new();
        for form in words::forms(query) {
            let word = canonical(&form).to_owned();
            if !words::is_filler(&form) && !asked.contains(&word) && asked.len() < LONGEST_QUERY {
                asked.push(word);
            }
        }
        let mut scores: HashMap<u32, (f64, u32)> = HashMap::new();
        for word in &asked {
            let Some(list) = self.postings.get(word) else { continue };
            let documents = self.lengths.len() as f64;
            let frequency = list.len() as f64;
            let idf = (1.0 + (documents - frequency + 0.5) / (frequency + 0.5)).ln();
            for (row, count) in list {
                let length = f64::from(self.lengths[*row as usize]);
                let count = f64::from(*count);
                let norm = 1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / self.average;
                let part = idf * count * (SATURATION + 1.0) / (count + SATURATION * norm);
                let entry = scores.entry(*row).or_default();
                entry.0 += part;
                entry.1 += 1;
            }
        }
        let mut ranked: Vec<(u32, f64, u32)> =
            scores.into_iter().map(|(row, (score, words))| (row, score, words)).collect();
        ranked.sort_by(|a, b| b.2.cmp(&a.2).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
        ranked.into_iter().map(|(row, score, _)| (row as usize, score)).collect()
    }
}

fn canonical(form: &str) -> &str {
    SAME.iter().find(|row| row.contains(&form)).map_or(form, |row| row[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_coders_type() {
        let pack = Icd10Cm::embedded();
        let index = SearchIndex::new(&pack);
        let on: Date = "2026-04-01".parse().unwrap();
        for (query, code, within) in [
            ("type 2 diabetes with kidney disease", "E11.22", 3),
            ("renal disease type II diabetic", "E11.22", 3),
            ("pain left knee", "M25.562", 3),
            ("high blood pressure", "I10", 3),
            ("acute appendicitis", "K35", 5),
        ] {
            let hits = index.search(&pack, query, on, within);
            assert!(hits.iter().any(|h| h.code == code), "{query}: {hits:?}");
        }
        assert!(index.search(&pack, "", on, 5).is_empty());
        assert!(index.search(&pack, "zzzz", on, 5).is_empty());
        let billable = index.search_billable(&pack, "acute appendicitis", on, 5);
        assert!(billable.len() == 5 && billable.iter().all(|h| h.billable), "{billable:?}");
    }

    #[test]
    fn hcpcs_by_any_word_of_its_descriptions() {
        let rows = "P\tE0114\tCrutch underarm pair\tCrutches, underarm, wood, pair\n\
            P\tE0105\tCane quad\tCane, quad or three prong\nM\tLT\tLeft\tLeft side";
        let header = Icd10Cm::embedded().header().clone();
        let release = Hcpcs::read(header, rows.as_bytes()).unwrap();
        let index = SearchIndex::of_hcpcs(&release);
        let found = |query: &str| -> Vec<String> {
            let hits = index.search_hcpcs(&release, query, 5);
            hits.into_iter().map(|hit| hit.code).collect()
        };
        assert_eq!(found("wooden crutch underarm"), ["E0114"]);
        assert_eq!(found("pair of canes"), ["E0105", "E0114"]);
        assert_eq!(found("left"), ["LT"]);
    }
}
