//! Hostile notes: what no clinician writes must neither break the reader nor stop it.
//!
//! Time is compared between a note and one four times as long, best of three runs each, and with
//! room for a busy machine: a quadratic spot would show sixteen times the work.

use codesets::Icd10Cm;
use model::{Chart, Document};
use proptest::prelude::*;
use reader::{Reader, Reading};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Most that four times the text may cost more than once the text. Linear is 4.
const MOST_RATIO: f64 = 8.0;
/// Times too short to compare.
const TOO_SHORT: Duration = Duration::from_millis(40);
/// Longest sentence, in words, with room for its marks.
const LONGEST_SENTENCE: u32 = 161;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::new(&Icd10Cm::embedded(), None).expect("the embedded reader"))
}

fn read(text: String) -> (Chart, Reading) {
    let document = Document { text, ..Document::default() };
    let chart = Chart { documents: vec![document], ..Chart::default() };
    let reading = reader().read(&chart);
    (chart, reading)
}

/// What always holds of a reading: ranges are ordered and lie on characters, words and sentences
/// follow each other without holes, mentions lie inside their sentence.
fn check(text: &str, reading: &Reading) {
    let document = &reading.documents[0];
    let whole = |start: u32, end: u32| {
        let range = text.get(start as usize..end as usize);
        assert!(start <= end && range.is_some(), "{start}..{end}");
    };
    let mut end = 0;
    for section in &document.sections {
        assert!(section.start >= end || section.start == 0, "sections lie over each other");
        assert!(section.start <= section.body && section.body <= section.end);
        whole(section.start, section.end);
        end = section.end;
    }
    let mut end = 0;
    for token in &document.tokens {
        assert!(token.start >= end && token.start < token.end, "words out of order");
        whole(token.start, token.end);
        end = token.end;
    }
    let mut next = 0;
    for sentence in &document.sentences {
        assert_eq!(sentence.first, next, "a word without a sentence");
        assert!(sentence.last > sentence.first);
        assert!(sentence.last - sentence.first <= LONGEST_SENTENCE);
        whole(sentence.start, sentence.end);
        if let Some((from, to)) = sentence.lead {
            assert!(from <= to && to <= sentence.first);
        }
        next = sentence.last;
    }
    assert_eq!(next as usize, document.tokens.len());
    for mention in &document.mentions {
        let finding = &mention.finding;
        whole(finding.start, finding.end);
        assert!(finding.sentence_start <= finding.start && finding.end <= finding.sentence_end);
        let sentence = &document.sentences[mention.sentence as usize];
        assert!(mention.words.iter().all(|w| (sentence.first..sentence.last).contains(w)));
        if let Some((from, to)) = finding.cue {
            whole(from, to);
        }
    }
}

/// Reads `unit` repeated to `bytes` bytes and checks the reading; the best time of three.
fn timed(unit: &str, bytes: usize) -> Duration {
    let text = unit.repeat(bytes / unit.len());
    let mut best = Duration::MAX;
    for run in 0..3 {
        let start = Instant::now();
        let (chart, reading) = read(text.clone());
        best = best.min(start.elapsed());
        if run == 0 {
            check(&chart.documents[0].text, &reading);
        }
    }
    best
}

/// Reads `unit` repeated to `bytes` and to a quarter of it, and compares.
fn linear(unit: &str, bytes: usize) {
    let shown: String = unit.chars().take(40).collect();
    // A busy machine may spoil one comparison, not three in a row; a quadratic spot spoils all.
    let mut ratios = Vec::new();
    for _ in 0..3 {
        let (short, long) = (timed(unit, bytes / 4), timed(unit, bytes));
        let ratio = long.as_secs_f64() / short.max(TOO_SHORT).as_secs_f64();
        println!("{shown:?}: {short:?}, four times as long {long:?}");
        if ratio <= MOST_RATIO {
            return;
        }
        ratios.push(ratio);
    }
    panic!("{shown:?} repeated: four times the text costs {ratios:?} times as much");
}

const MIB: usize = 1 << 20;

#[test]
fn denials_without_end() {
    linear("no ", 5 * MIB);
    linear("no pain ", 2 * MIB);
    linear("denies no without if possible history of mother ", MIB);
}

#[test]
fn brackets_without_end() {
    linear("[", 5 * MIB);
    linear("([{", 2 * MIB);
    linear("( [ ] ", 2 * MIB);
    let nested = "(pain ".repeat(100_000) + &") ".repeat(100_000);
    let (chart, reading) = read(nested);
    check(&chart.documents[0].text, &reading);
}

#[test]
fn one_term_without_end() {
    linear("pneumonia ", 5 * MIB);
    linear("left knee and hip pain, ", 2 * MIB);
    linear("type 2 diabetes mellitus with chronic kidney disease ", MIB);
}

#[test]
fn headings_without_end() {
    linear("A:\n", MIB);
    linear("PLAN: HPI: ", MIB);
    linear("Date: x\n", MIB);
    linear("Return for:\n- fever\n", MIB);
    linear("No:\n", MIB);
}

#[test]
fn boxes_bullets_and_numbers_without_end() {
    linear("[ ] fever ", MIB);
    linear("[x]", MIB);
    linear("\u{2610}", MIB);
    linear("- ", MIB);
    linear("-fever ", MIB);
    linear("1) 2) ", MIB);
    linear("? ", MIB);
}

#[test]
fn a_line_without_end() {
    linear("x", 5 * MIB);
    linear("9.", 2 * MIB);
    linear("a,", 2 * MIB);
    linear("\u{e9}\u{301}", 2 * MIB);
    linear("pain:", MIB);
    linear("'s", MIB);
    linear("and\n", MIB);
    linear(" ", 5 * MIB);
    linear("\n", 5 * MIB);
}

#[test]
fn signs_from_everywhere() {
    for text in [
        "\u{0}\u{1}fever\u{7f}",
        "\u{feff}HPI:\u{a0}no\u{a0}fever",
        "fever\u{2028}no cough\u{2029}rash\u{85}",
        "\u{202e}fever on\u{202c} denies \u{200b}co\u{200d}ugh",
        "🤒 fever 🤧 no cough 👩‍⚕️",
        "ＦＥＶＥＲ　ＮＯ ｃｏｕｇｈ",
        "ﬁbrillation, naïve Ménière’s, Ⅳ, ½, ²",
        "İstanbul ı ß ẞ ŉ ǰ fever",
        "\u{fffd}\u{fffd}fever\u{fffd}:\u{fffd}",
        "热 发烧 fever 없음",
        "[\u{fffd}] fever [\u{e9}] cough ☐",
        "a\r\nb\rc fever\r\n\r\n- no\r\ncough",
        "",
        ".",
        "?",
        ":",
        "1.",
        "-",
        "[ ]",
        "A:",
    ] {
        let (chart, reading) = read(text.to_owned());
        check(&chart.documents[0].text, &reading);
    }
}

/// Pieces that the rules look for, in any order, so that chance meets them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("no "),
        Just("denies "),
        Just("fever"),
        Just("chest pain"),
        Just(", "),
        Just(". "),
        Just(": "),
        Just("\n"),
        Just("\n\n"),
        Just("- "),
        Just("1) "),
        Just("2. "),
        Just("[ ] "),
        Just("[x] "),
        Just("☐"),
        Just("?"),
        Just("+"),
        Just("-"),
        Just(" or "),
        Just("Return for"),
        Just("history of "),
        Just("mother "),
        Just("2015"),
        Just("FAMILY HISTORY:"),
        Just("Date: "),
        Just("é"),
        Just("("),
        Just(")"),
        Just("yes"),
        Just(" "),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_keeps_its_ranges(
        text in "\\PC{0,300}|[\\x00-\\x7f\\n]{0,300}|(\\w|\\s|[.:;,?-]){0,200}"
    ) {
        let (chart, reading) = read(text);
        check(&chart.documents[0].text, &reading);
    }

    #[test]
    fn any_order_of_marks_keeps_its_ranges(text in pieces()) {
        let (chart, reading) = read(text);
        check(&chart.documents[0].text, &reading);
    }
}
