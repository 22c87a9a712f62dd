//! `eval codiesp` for people: the scores, and the codes that are most often missed and wrong.

use super::scores;
use crate::commands::eval::Case;
use crate::show::table::{self, Align};
use codesets::Icd10Cm;
use measure::codes::{category, plain};
use measure::mentions::{MentionReport, MentionScore};
use model::CodedChart;
use serde::Serialize;
use std::collections::BTreeMap;

/// Examples of a code.
const MOST_EXAMPLES: usize = 3;

/// Characters of an example that are shown.
const LONGEST_EXAMPLE: usize = 60;

/// The codes that are most often missed, and most often wrong.
#[derive(Serialize)]
pub struct Frequent {
    missed: Vec<Often>,
    wrong: Vec<Often>,
}

/// A code and how often.
#[derive(Clone, Serialize)]
struct Often {
    code: String,
    title: Option<String>,
    times: usize,
    /// Missed: the annotator's words (or the case) and what was given of that category instead.
    /// Wrong: the words that carry it.
    examples: Vec<String>,
}

impl Frequent {
    /// Counts the faults of all cases; each list has at most `most` codes.
    #[must_use]
    pub fn new(
        compared: &[(&Case, CodedChart, MentionScore)],
        pack: &Icd10Cm,
        most: usize,
    ) -> Frequent {
        let (mut missed, mut wrong) = (BTreeMap::new(), BTreeMap::new());
        for (case, coded, score) in compared {
            for code in &score.missed {
                let near = coded.dx.iter().filter(|d| category(&d.code) == category(code));
                let near: Vec<String> = near.map(|d| d.code.clone()).collect();
                let instead = match near.is_empty() {
                    true => "nothing near".to_owned(),
                    false => near.join(" "),
                };
                let words = case.case.words(code).unwrap_or(&case.case.id);
                count(&mut missed, code, || format!("{words}: {instead}"));
            }
            for code in &score.wrong {
                let given = coded.dx.iter().find(|d| plain(&d.code) == *code);
                let words = given.and_then(|d| d.evidence.first()).map_or("", |e| &e.text);
                count(&mut wrong, code, || words.to_owned());
            }
        }
        Frequent { missed: ranked(missed, pack, most), wrong: ranked(wrong, pack, most) }
    }
}

type Counts = BTreeMap<String, (usize, Vec<String>)>;

fn count(counts: &mut Counts, code: &str, example: impl Fn() -> String) {
    let (times, examples) = counts.entry(code.to_owned()).or_default();
    *times += 1;
    let example = example();
    if examples.len() < MOST_EXAMPLES && !examples.contains(&example) {
        examples.push(example);
    }
}

fn ranked(counts: Counts, pack: &Icd10Cm, most: usize) -> Vec<Often> {
    let mut all: Vec<Often> = counts
        .into_iter()
        .map(|(plain, (times, examples))| {
            let code = codesets::code::dotted(&plain);
            Often { title: pack.title(&code), code, times, examples }
        })
        .collect();
    all.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.code.cmp(&b.code)));
    all.truncate(most);
    all
}

/// The report.
#[must_use]
pub fn text(report: &MentionReport, frequent: Option<&Frequent>, speed: f64) -> String {
    let rows = [
        ("exact code".to_owned(), report.dx),
        ("three-character category".to_owned(), report.dx_category),
    ];
    let mut text = scores::table(&format!("{} cases", report.charts), &rows);
    text += &format!("\ncases a second and core  {speed:.0}\n");
    if let Some(frequent) = frequent {
        text += &list("most often missed", "annotators' words: given instead", &frequent.missed);
        text += &list("most often wrong", "words", &frequent.wrong);
    }
    text
}

fn list(title: &str, examples: &str, all: &[Often]) -> String {
    let columns = [
        ("times", Align::Right),
        ("code", Align::Left),
        ("title", Align::Left),
        (examples, Align::Left),
    ];
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|one| {
            let examples: Vec<String> = one.examples.iter().map(|e| short(e)).collect();
            let title = short(one.title.as_deref().unwrap_or_default());
            vec![one.times.to_string(), one.code.clone(), title, examples.join(" · ")]
        })
        .collect();
    format!("\n{title}\n{}", table::render(&columns, &rows))
}

fn short(text: &str) -> String {
    let one_line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.chars().take(LONGEST_EXAMPLE).collect()
}
