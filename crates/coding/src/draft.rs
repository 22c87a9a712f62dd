//! The chart while it is being coded: what each rule reads and may change.

use crate::tables::Tables;
use codesets::Icd10Cm;
use model::{Chart, Date, Evidence, Gap, GapKind, NotCoded, NotCodedWhy, RejectedCode, Setting};
use reader::{DocumentReading, Entry, Kind, Mention, Reader, Reading};

/// How strongly the place of a mention says that the condition belongs on the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Named in passing (review of systems, examination, education).
    Mentioned,
    /// In a history or a list, without more.
    Listed,
    /// In the story of this encounter.
    Narrated,
    /// A drug or a measure for it is documented.
    Treated,
    /// Stated as a diagnosis of this encounter.
    Diagnosed,
}

/// A diagnosis on its way to a code.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The code, with its dot; billable once the tabular walk is done.
    pub code: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// How strongly its best mention stands.
    pub standing: Standing,
    /// Its mentions: document and position in that document's mentions.
    pub mentions: Vec<(u32, u32)>,
    /// Verbatim pieces, best first.
    pub evidence: Vec<Evidence>,
    /// Guideline sections and conventions that decided.
    pub rules: Vec<String>,
    /// Codes considered and refused.
    pub rejected: Vec<RejectedCode>,
    /// True when the walk ended at an unspecified code by default.
    pub defaulted: bool,
    /// True when the condition is uncertain and coded by Section II.H.
    pub uncertain: bool,
    /// Prefixes of diagnoses to which a symptom is integral.
    pub integral_to: Vec<String>,
    /// Order of first statement: section weight, then place.
    pub order: (u8, u32, u32),
    /// The code at the level the term stands for, before the walk.
    pub term_code: String,
    /// The way taken to the code: titles of the alphabetic index where one is imported, else
    /// the term and the headings of the tabular list.
    pub path: Vec<String>,
    /// Filled in at the end.
    pub confidence: f64,
    /// What the confidence is computed from.
    pub features: Vec<f64>,
}

impl Diagnosis {
    /// A diagnosis that a rule adds, with the section that adds it; the rest as for a plain one.
    #[must_use]
    pub fn added(
        code: impl Into<String>,
        (kind, standing): (Kind, Standing),
        evidence: Vec<Evidence>,
        order: (u8, u32, u32),
        section: &str,
    ) -> Diagnosis {
        let code = code.into();
        Diagnosis {
            term_code: code.clone(),
            code,
            kind,
            standing,
            mentions: Vec::new(),
            evidence,
            rules: vec![section.to_owned()],
            rejected: Vec::new(),
            defaulted: false,
            uncertain: false,
            integral_to: Vec::new(),
            order,
            path: Vec::new(),
            confidence: 0.0,
            features: Vec::new(),
        }
    }

    /// The same with the mention that it stands on: its document and its place there.
    #[must_use]
    pub fn standing_on(mut self, document: u32, at: u32) -> Diagnosis {
        self.mentions.push((document, at));
        self
    }

    /// Another code that stands as this one does, by these sections, with nothing refused yet.
    #[must_use]
    pub fn recoded(&self, code: impl Into<String>, sections: &[&str]) -> Diagnosis {
        Diagnosis {
            code: code.into(),
            rules: sections.iter().map(|section| (*section).to_owned()).collect(),
            rejected: Vec::new(),
            defaulted: false,
            ..self.clone()
        }
    }

    /// Takes another code in the place of its own, which is told as refused.
    pub fn becomes(&mut self, code: impl Into<String>, why: impl Into<String>) {
        let before = std::mem::replace(&mut self.code, code.into());
        self.reject(&before, why);
    }

    /// Comes as early and stands as firmly as another that it takes in.
    pub fn stands_with(&mut self, other: &Diagnosis) {
        self.order = self.order.min(other.order);
        self.standing = self.standing.max(other.standing);
    }

    /// Takes another in: what was written of it is written of this one too.
    pub fn fold(&mut self, other: &Diagnosis) {
        self.evidence.extend(other.evidence.iter().cloned());
        self.stands_with(other);
    }

    /// Adds a rule once.
    pub fn rule(&mut self, section: &str) {
        if !self.rules.iter().any(|r| r == section) {
            self.rules.push(section.to_owned());
        }
    }

    /// Records a code that was refused, once.
    pub fn reject(&mut self, code: &str, why: impl Into<String>) {
        if self.code != code && !self.rejected.iter().any(|r| r.code == code) {
            self.rejected.push(RejectedCode { code: code.to_owned(), why: why.into() });
        }
    }

    /// True when the code lies at or below a prefix (with or without dot).
    #[must_use]
    pub fn is(&self, prefix: &str) -> bool {
        is_below(&self.code, prefix)
    }
}

/// True when a code lies at or below a prefix, dots ignored.
#[must_use]
pub fn is_below(code: &str, prefix: &str) -> bool {
    let mut code = code.bytes().filter(|b| *b != b'.');
    prefix.bytes().filter(|b| *b != b'.').all(|b| code.next() == Some(b))
}

/// Everything a rule may look at.
pub struct Facts<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// Its documents, read.
    pub reading: &'a Reading,
    /// The reader, for lexicon and dictionary.
    pub reader: &'a Reader,
    /// The tabular list in force.
    pub pack: &'a Icd10Cm,
    /// The alphabetic index and its tables, where they are imported.
    pub tables: &'a Tables,
    /// The setting.
    pub setting: Setting,
    /// The date of service.
    pub date: Date,
    /// The documents in lower case (ASCII only, so that places stay), once they were asked for.
    pub lower: Once<Vec<String>>,
    /// The only side that the whole chart names, once it was looked for.
    pub only_side: Once<Option<crate::context::Side>>,
    /// The sex that the chart names, once it was looked for.
    pub named_sex: Once<&'static str>,
    /// Whether the visit dealt with giving up tobacco, once it was looked for.
    pub quits_tobacco: Once<bool>,
    /// Payer, place and manner of the services, once they were looked for.
    pub circumstances: Once<crate::procedures::circumstances::Circumstances>,
}

/// What the whole chart says and a rule asks for again and again, looked for once.
pub type Once<T> = std::cell::OnceCell<T>;

impl<'a> Facts<'a> {
    /// The reading of a document.
    #[must_use]
    pub fn document(&self, number: u32) -> &'a DocumentReading {
        &self.reading.documents[number as usize]
    }

    /// The text of a document.
    #[must_use]
    pub fn text(&self, number: u32) -> &'a str {
        self.chart.documents.get(number as usize).map_or("", |d| d.text.as_str())
    }

    /// The text of a document in lower case (ASCII only, so that places stay).
    #[must_use]
    pub fn lower(&self, number: u32) -> &str {
        let read = || self.chart.documents.iter().map(|d| d.text.to_ascii_lowercase()).collect();
        self.lower.get_or_init(read).get(number as usize).map_or("", String::as_str)
    }

    /// Payer, place and manner of the services.
    #[must_use]
    pub fn circumstances(&self) -> &crate::procedures::circumstances::Circumstances {
        use crate::procedures::circumstances::Circumstances;
        self.circumstances.get_or_init(|| Circumstances::read(self))
    }

    /// A verbatim piece of a document.
    #[must_use]
    pub fn evidence(&self, document: u32, start: u32, end: u32) -> Evidence {
        let text = self.text(document).get(start as usize..end as usize).unwrap_or_default();
        Evidence { document, start, end, text: text.to_owned() }
    }

    /// All mentions with the number of their document and their position in it.
    pub fn mentions(&self) -> impl Iterator<Item = (u32, u32, &'a Mention)> + use<'a> {
        self.reading.documents.iter().enumerate().flat_map(|(d, document)| {
            let numbered = document.mentions.iter().enumerate();
            numbered.map(move |(m, mention)| (d as u32, m as u32, mention))
        })
    }

    /// The lexicon entry behind a mention.
    #[must_use]
    pub fn entry(&self, mention: &Mention) -> Option<&'a Entry> {
        self.reader.entry(mention)
    }

    /// The patient's age in whole years on the date of service, where known.
    #[must_use]
    pub fn age(&self) -> Option<u16> {
        self.chart.patient.as_ref().and_then(|p| p.age_on(self.date))
    }
}

/// The chart while it is being coded.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Diagnoses; their order becomes the claim's at the end.
    pub diagnoses: Vec<Diagnosis>,
    /// Named and not coded.
    pub not_coded: Vec<NotCoded>,
    /// Documentation gaps.
    pub gaps: Vec<Gap>,
    /// Reasons for review that a rule found.
    pub review: Vec<String>,
}

impl Draft {
    /// The first diagnosis at or below any of these prefixes.
    #[must_use]
    pub fn find(&self, prefixes: &[&str]) -> Option<usize> {
        self.diagnoses.iter().position(|d| prefixes.iter().any(|p| d.is(p)))
    }

    /// True when a diagnosis at or below any of these prefixes stands.
    #[must_use]
    pub fn has(&self, prefixes: &[&str]) -> bool {
        self.find(prefixes).is_some()
    }

    /// Takes a diagnosis off the list and records why.
    pub fn drop(&mut self, at: usize, why: NotCodedWhy, rule: &str, by: Option<usize>) {
        let gone = self.diagnoses.remove(at);
        if let Some(evidence) = gone.evidence.first() {
            self.not_coded.push(NotCoded {
                document: evidence.document,
                text: evidence.text.clone(),
                start: evidence.start,
                end: evidence.end,
                code: gone.code.clone(),
                why,
            });
        }
        let by = by.map(|i| if i > at { i - 1 } else { i });
        if let Some(kept) = by.and_then(|i| self.diagnoses.get_mut(i)) {
            kept.reject(&gone.code, rule_words(why, rule));
        }
    }

    /// Adds a gap once.
    pub fn gap(&mut self, kind: GapKind, text: impl Into<String>, evidence: Vec<Evidence>) {
        let gap = Gap { kind, text: text.into(), evidence };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }
}

fn rule_words(why: NotCodedWhy, rule: &str) -> String {
    let words = match why {
        NotCodedWhy::Integral => "a symptom that belongs to this diagnosis",
        NotCodedWhy::Excluded => "excluded beside this code",
        NotCodedWhy::Unspecific => "less specific than this code",
        _ => "not reported beside this code",
    };
    format!("{words} ({rule})")
}
