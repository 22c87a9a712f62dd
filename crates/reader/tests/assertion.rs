//! Holds the reader's assertions to `fixtures/assertion`: how often a denial, a possibility, a
//! past, a relative's or a hypothetical condition is read as a certified coder reads it.
//! `ASSERTION_MISSES=odd|even|all` prints the misses of every other snippet, for tuning on one
//! half and checking on the other.

use codesets::Icd10Cm;
use model::{Assertion, Chart, Document, Experiencer, Finding, Temporality};
use reader::Reader;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Fewest snippets and judged terms that the set holds.
const FEWEST: (usize, usize) = (420, 900);

/// One term in this many may be one that the lexicon no longer knows by these words.
const MOST_UNKNOWN: usize = 50;

/// One judged term of one snippet.
struct Case {
    place: String,
    number: usize,
    text: String,
    term: String,
    from: usize,
    label: Label,
}

/// How a term is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Label {
    assertion: Assertion,
    temporality: Temporality,
    experiencer: Experiencer,
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

    /// How the finding was read. A screening by its code (Z11 to Z13) is planned; a term that
    /// names a personal or family history by itself ("family history of lupus" as one term,
    /// I25.2, Z80 to Z87) says so by its code.
    fn of(finding: &Finding) -> Label {
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

    /// The classes that are measured, and whether the label belongs to each. What somebody else
    /// has, and when something denied took place, is not judged.
    fn classes(self) -> [(&'static str, bool); 6] {
        let patient = self.experiencer == Experiencer::Patient;
        let open = matches!(self.assertion, Assertion::Hypothetical | Assertion::Planned);
        let denied = self.assertion == Assertion::Negated;
        let past = self.temporality == Temporality::Historical;
        let stated = self.assertion == Assertion::Present;
        [
            ("negated", denied),
            ("possible", patient && self.assertion == Assertion::Possible),
            ("hypothetical or planned", patient && open),
            ("historical", patient && past && !denied && !open),
            ("family or other", !patient && !denied),
            ("present", patient && stated && !past),
        ]
    }
}

/// Lowest F1 of a class.
fn least(class: &str) -> f64 {
    match class {
        "negated" => 0.95,
        _ => 0.90,
    }
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/assertion");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder fixtures/assertion")
        .map(|file| file.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "tsv"))
        .collect();
    files.sort();
    let (mut cases, mut number) = (Vec::new(), 0);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = std::fs::read_to_string(&file).expect("UTF-8");
        for (at, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            number += 1;
            let place = format!("{name}:{}", at + 1);
            cases.extend(judged(line, &place, number));
        }
    }
    cases
}

/// The judged terms of one line.
fn judged(line: &str, place: &str, number: usize) -> Vec<Case> {
    let mut columns = line.split('\t');
    let text = columns.next().unwrap_or_default().replace("\\n", "\n");
    let cases: Vec<Case> = columns
        .map(|column| {
            let (term, label) = column.split_once('=').unwrap_or_else(|| panic!("{place}"));
            let (term, nth) = match term.rsplit_once('#') {
                Some((term, nth)) => (term, nth.parse::<usize>().expect("a number")),
                None => (term, 1),
            };
            let from = find_word(&text, term, nth)
                .unwrap_or_else(|| panic!("{place}: \"{term}\" is not in the text"));
            let label = Label::parse(label).unwrap_or_else(|| panic!("{place}: {label}"));
            let (place, text, term) = (place.to_owned(), text.clone(), term.to_owned());
            Case { place, number, text, term, from, label }
        })
        .collect();
    assert!(!cases.is_empty(), "{place}: no judged term");
    cases
}

/// The byte at which `term` stands for the `nth` time as words of their own.
fn find_word(text: &str, term: &str, nth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let alone = |at: &usize| {
        let end = at + term.len();
        (*at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
    };
    text.match_indices(term).map(|(at, _)| at).filter(alone).nth(nth - 1)
}

/// The finding that covers most of the term; of those, the one that covers least beside it.
fn finding_of<'a>(found: &'a [Finding], case: &Case) -> Option<&'a Finding> {
    let (from, to) = (case.from, case.from + case.term.len());
    let overlap = |f: &Finding| to.min(f.end as usize).saturating_sub(from.max(f.start as usize));
    found
        .iter()
        .filter(|f| overlap(f) > 0)
        .max_by_key(|f| (overlap(f), std::cmp::Reverse(f.end - f.start)))
}

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn add(&mut self, expected: bool, read: bool) {
        match (expected, read) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    fn f1(self) -> f64 {
        let right = 2.0 * self.right as f64;
        right / (right + self.wrong as f64 + self.missed as f64).max(1.0)
    }

    fn row(self, class: &str) -> String {
        let right = self.right as f64;
        let precision = right / ((self.right + self.wrong) as f64).max(1.0);
        let recall = right / ((self.right + self.missed) as f64).max(1.0);
        let n = self.right + self.missed;
        format!("{class:24} n {n:4}  P {precision:.3}  R {recall:.3}  F1 {:.3}", self.f1())
    }
}

type Counts = BTreeMap<&'static str, Count>;

fn print(title: &str, counts: &Counts) {
    println!("{title}");
    for (class, count) in counts {
        println!("  {}", count.row(class));
    }
}

#[test]
fn the_snippets_are_read_as_a_coder_reads_them() {
    let reader = Reader::new(&Icd10Cm::embedded(), None).expect("the embedded reader");
    let wanted = std::env::var("ASSERTION_MISSES").unwrap_or_else(|_| "all".into());
    let cases = cases();
    let snippets = cases.iter().map(|c| c.number).max().unwrap_or(0);
    assert!(snippets >= FEWEST.0 && cases.len() >= FEWEST.1, "{snippets}, {}", cases.len());
    let mut halves: [Counts; 2] = Default::default();
    let mut counts = Counts::new();
    let (mut misses, mut unknown, mut exact) = (String::new(), Vec::new(), 0);
    for case in &cases {
        let document = Document { text: case.text.clone(), ..Document::default() };
        let chart = Chart { documents: vec![document], ..Chart::default() };
        let found: Vec<Finding> = reader.read(&chart).findings().cloned().collect();
        let Some(finding) = finding_of(&found, case) else {
            unknown.push(format!("{}: {}", case.place, case.term));
            continue;
        };
        let read = Label::of(finding);
        let mut same = true;
        for ((class, expected), (_, got)) in case.label.classes().into_iter().zip(read.classes()) {
            same &= expected == got;
            counts.entry(class).or_default().add(expected, got);
            halves[case.number % 2].entry(class).or_default().add(expected, got);
        }
        exact += usize::from(same);
        let half = if case.number % 2 == 0 { "even" } else { "odd" };
        if !same && (wanted == "all" || wanted == half) {
            let Label { assertion, temporality, experiencer } = read;
            let _ = writeln!(
                misses,
                "{}: \"{}\" in {:?}\n    wanted {:?}, read {assertion:?} {temporality:?} \
                 {experiencer:?}",
                case.place, case.term, case.text, case.label
            );
        }
    }
    println!("{misses}");
    print("even snippets", &halves[0]);
    print("odd snippets", &halves[1]);
    print("all snippets", &counts);
    println!("{exact} of {} terms in {snippets} snippets read alike", cases.len());
    println!("not recognised: {unknown:?}");
    let most = cases.len() / MOST_UNKNOWN;
    assert!(unknown.len() <= most, "terms that the lexicon does not know: {unknown:#?}");
    for (class, count) in counts {
        assert!(count.f1() >= least(class), "{}", count.row(class));
    }
}
