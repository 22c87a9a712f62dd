//! How often a denial, a possibility, a past, a relative's or a hypothetical condition is read as
//! a certified coder reads it. The set is `fixtures/assertion`; its README has the form.

use crate::codes::Tally;
use model::{Assertion, Experiencer, Finding, Temporality};
use std::collections::BTreeMap;

/// One judged term in this many may be one that the reader does not recognise.
const MOST_UNKNOWN: usize = 50;

/// Most snippets of one file.
const MOST_SNIPPETS: usize = 100_000;

/// Classes that are measured, and the least F1 of each.
pub const BARS: [(&str, f64); 6] = [
    ("negated", 0.95),
    ("possible", 0.90),
    ("hypothetical or planned", 0.90),
    ("historical", 0.90),
    ("family or other", 0.90),
    ("present", 0.90),
];

/// A piece of text with the terms that are judged in it.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// File and line.
    pub place: String,
    /// The text.
    pub text: String,
    /// Its judged terms.
    pub terms: Vec<Term>,
}

/// One judged term of a snippet.
#[derive(Clone, Debug)]
pub struct Term {
    /// The words.
    pub words: String,
    /// The first byte of the occurrence that is judged.
    pub from: usize,
    /// How it is to be read.
    pub label: Label,
}

/// How a term is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Whether it is there.
    pub assertion: Assertion,
    /// When.
    pub temporality: Temporality,
    /// With whom.
    pub experiencer: Experiencer,
}

impl Label {
    fn parse(text: &str) -> Option<Label> {
        let mut label = Label::default();
        for word in text.split(',') {
            match word {
                "present" => {}
                "negated" => label.assertion = Assertion::Negated,
                "possible" => label.assertion = Assertion::Possible,
                "hypothetical" => label.assertion = Assertion::Hypothetical,
                "planned" => label.assertion = Assertion::Planned,
                "historical" => label.temporality = Temporality::Historical,
                "family" => label.experiencer = Experiencer::Family,
                "other" => label.experiencer = Experiencer::Other,
                _ => return None,
            }
        }
        Some(label)
    }

    /// How a finding was read. A screening by its code (Z11 to Z13) is planned; a term that
    /// names a personal or family history by itself ("family history of lupus" as one term,
    /// I25.2, Z80 to Z87) says so by its code.
    #[must_use]
    pub fn of(finding: &Finding) -> Label {
        let mut label = Label {
            assertion: finding.assertion,
            temporality: finding.temporality,
            experiencer: finding.experiencer,
        };
        match finding.code.get(..3) {
            _ if finding.code == "I25.2" => label.temporality = Temporality::Historical,
            Some("Z11" | "Z12" | "Z13") => label.assertion = Assertion::Planned,
            Some("Z80" | "Z81" | "Z82" | "Z83" | "Z84") => label.experiencer = Experiencer::Family,
            Some("Z85" | "Z86" | "Z87") => label.temporality = Temporality::Historical,
            _ => {}
        }
        label
    }

    /// Whether the label belongs to each class of [`BARS`]. What somebody else has, and when
    /// something denied took place, is not judged.
    fn classes(self) -> [bool; 6] {
        let patient = self.experiencer == Experiencer::Patient;
        let open = matches!(self.assertion, Assertion::Hypothetical | Assertion::Planned);
        let denied = self.assertion == Assertion::Negated;
        let past = self.temporality == Temporality::Historical;
        let stated = self.assertion == Assertion::Present;
        [
            denied,
            patient && self.assertion == Assertion::Possible,
            patient && open,
            patient && past && !denied && !open,
            !patient && !denied,
            patient && stated && !past,
        ]
    }
}

/// The snippets of a file.
///
/// # Errors
/// The file and line that is not of its form, and what is wrong with it.
pub fn parse(name: &str, content: &str) -> Result<Vec<Snippet>, String> {
    let mut snippets = Vec::new();
    for (at, line) in content.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with("# ") {
            continue;
        }
        if snippets.len() >= MOST_SNIPPETS {
            return Err(format!("{name}: more than {MOST_SNIPPETS} snippets"));
        }
        let place = format!("{name}:{}", at + 1);
        snippets.push(snippet(line, &place).map_err(|fault| format!("{place}: {fault}"))?);
    }
    Ok(snippets)
}

fn snippet(line: &str, place: &str) -> Result<Snippet, String> {
    let mut columns = line.split('\t');
    let text = columns.next().unwrap_or_default().replace("\\n", "\n");
    let terms = columns.map(|column| term(&text, column)).collect::<Result<Vec<Term>, String>>()?;
    match terms.is_empty() {
        true => Err("no judged term; write term=label behind a tab".into()),
        false => Ok(Snippet { place: place.to_owned(), text, terms }),
    }
}

fn term(text: &str, column: &str) -> Result<Term, String> {
    let (words, label) = column
        .rsplit_once('=')
        .ok_or_else(|| format!("`{column}` is not of the form term=label"))?;
    let (words, nth) = match words.rsplit_once('#') {
        Some((words, nth)) => {
            let nth = nth.parse().map_err(|_| format!("`#{nth}` is not a number from 1"))?;
            (words, nth)
        }
        None => (words, 1),
    };
    let from = find_word(text, words, nth)
        .ok_or_else(|| format!("\"{words}\" is not in the text as words of their own"))?;
    let label = Label::parse(label).ok_or_else(|| {
        format!(
            "`{label}` is not a label; use present, negated, possible, hypothetical, planned, \
             historical, family or other"
        )
    })?;
    Ok(Term { words: words.to_owned(), from, label })
}

/// The byte at which `words` stand for the `nth` time as words of their own.
fn find_word(text: &str, words: &str, nth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let alone = |at: &usize| {
        let end = at + words.len();
        (*at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
    };
    let places = text.match_indices(words).map(|(at, _)| at);
    places.filter(alone).nth(nth.checked_sub(1)?)
}

/// The finding that covers most of the term; of those, the one that covers least beside it.
fn finding_of<'a>(found: &'a [Finding], term: &Term) -> Option<&'a Finding> {
    let (from, to) = (term.from, term.from + term.words.len());
    let overlap = |f: &Finding| to.min(f.end as usize).saturating_sub(from.max(f.start as usize));
    found
        .iter()
        .filter(|f| overlap(f) > 0)
        .max_by_key(|f| (overlap(f), std::cmp::Reverse(f.end - f.start)))
}

/// A term that was read otherwise.
#[derive(Clone, Debug)]
pub struct Miss {
    /// File and line.
    pub place: String,
    /// The text.
    pub text: String,
    /// The term.
    pub words: String,
    /// How it is to be read.
    pub wanted: Label,
    /// How it was read.
    pub read: Label,
}

/// Counts over snippets.
#[derive(Clone, Debug, Default)]
pub struct AssertionScore {
    /// By class, in no special order; [`AssertionScore::classes`] has the order of [`BARS`].
    counts: BTreeMap<&'static str, Tally>,
    /// Snippets.
    pub snippets: usize,
    /// Judged terms.
    pub terms: usize,
    /// Terms that were read alike in every class.
    pub alike: usize,
    /// Terms read otherwise.
    pub misses: Vec<Miss>,
    /// Terms that the reader did not recognise: they count in no class.
    pub unknown: Vec<String>,
}

impl AssertionScore {
    /// Compares what was found in a snippet with its labels.
    pub fn add(&mut self, snippet: &Snippet, found: &[Finding]) {
        self.snippets += 1;
        for term in &snippet.terms {
            self.terms += 1;
            let Some(finding) = finding_of(found, term) else {
                self.unknown.push(format!("{}: {}", snippet.place, term.words));
                continue;
            };
            let read = Label::of(finding);
            let (wanted, got) = (term.label.classes(), read.classes());
            for (at, (class, _)) in BARS.iter().enumerate() {
                self.counts.entry(class).or_default().judge(wanted[at], got[at]);
            }
            if wanted == got {
                self.alike += 1;
            } else {
                self.misses.push(Miss {
                    place: snippet.place.clone(),
                    text: snippet.text.clone(),
                    words: term.words.clone(),
                    wanted: term.label,
                    read,
                });
            }
        }
    }

    /// Each class with its counts and its bar.
    pub fn classes(&self) -> impl Iterator<Item = (&'static str, Tally, f64)> {
        BARS.iter()
            .map(|(class, bar)| (*class, self.counts.get(class).copied().unwrap_or_default(), *bar))
    }

    /// Every bar that does not hold, in words. A class without a case is not judged.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let below = |(class, tally, bar): (&str, Tally, f64)| {
            let judged = tally != Tally::default();
            (judged && tally.f1() < bar)
                .then(|| format!("{class}: F1 {:.3} is under the bar {bar:.2}", tally.f1()))
        };
        let mut faults: Vec<String> = self.classes().filter_map(below).collect();
        let most = self.terms / MOST_UNKNOWN;
        if self.unknown.len() > most {
            let (unknown, terms) = (self.unknown.len(), self.terms);
            faults.push(format!("{unknown} of {terms} terms are not recognised; at most {most}"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(text: &str, words: &str, assertion: Assertion) -> Finding {
        let start = text.find(words).unwrap() as u32;
        let end = start + words.len() as u32;
        Finding { start, end, assertion, ..Finding::default() }
    }

    #[test]
    fn scores_by_hand() {
        let line = "No fever. Cough; no rash.\tfever=negated\tCough=present\trash=negated";
        let [snippet] = &parse("a.tsv", line).unwrap()[..] else { panic!("one") };
        let text = &snippet.text;
        let mut score = AssertionScore::default();
        score.add(
            snippet,
            &[
                finding(text, "fever", Assertion::Negated),
                finding(text, "Cough", Assertion::Negated),
            ],
        );
        let classes: Vec<_> = score.classes().collect();
        assert_eq!(classes[0].1, Tally { right: 1, wrong: 1, missed: 0 });
        assert_eq!(classes[5].1, Tally { right: 0, wrong: 0, missed: 1 });
        assert_eq!((score.alike, score.misses.len()), (1, 1));
        assert_eq!(score.unknown, ["a.tsv:1: rash"]);
        let faults = score.faults().join("\n");
        assert!(faults.contains("negated: F1 0.667 is under the bar 0.95"), "{faults}");
        assert!(faults.contains("present: F1 0.000"), "{faults}");
        assert!(faults.contains("1 of 3 terms are not recognised"), "{faults}");
        assert!(!faults.contains("family"), "a class without a case: {faults}");
    }

    #[test]
    fn says_what_is_wrong_with_a_line() {
        for (line, words) in [
            ("No fever.", "no judged term"),
            ("No fever.\tfever", "not of the form"),
            ("No fever.\tfever=absent", "`absent` is not a label"),
            ("No fever.\tever=negated", "not in the text"),
            ("No fever.\tfever#2=negated", "not in the text"),
            ("No fever.\tfever#0=negated", "not in the text"),
            ("No fever.\tfever#x=negated", "not a number"),
        ] {
            let fault = parse("a.tsv", &format!("# A comment\n\n{line}")).unwrap_err();
            assert!(fault.starts_with("a.tsv:3: ") && fault.contains(words), "{line}: {fault}");
        }
    }
}
