//! Section I.C.2: where a tumour has spread to. "Metastatic to X" and "X metastases" name the
//! secondary site beside the primary; a primary called metastatic without a place of spread has
//! an unspecified secondary one.

use super::Rule;
use crate::context::{Side, Surroundings};
use crate::draft::{Diagnosis, Draft, Facts};
use crate::neoplasm_sites::{Behaviour, LONGEST_SITE, Sites, from_table};
use crate::sentence_words::{Word, words_of};
use crate::tabular_walk;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.2", title: "where a tumour has spread to", apply };

/// Most words between the word of spread and "to".
const REACH: usize = 6;

/// Most sites of one list.
const MOST_SITES: usize = 8;

/// The secondary malignancy of a place that is not named.
const NOWHERE: &str = "C79.9";

/// A secondary site that a sentence names.
struct Spread {
    code: String,
    start: u32,
    end: u32,
}

/// Adds the secondary sites of the tumours on the draft.
pub fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Ok(sites) = Sites::embedded() else { return };
    let mut new: Vec<(usize, u32, Spread)> = Vec::new();
    let mut nowhere: Option<usize> = None;
    for (at, diagnosis) in draft.diagnoses.iter().enumerate() {
        if diagnosis.kind != Kind::Neoplasm || !diagnosis.code.starts_with('C') {
            continue;
        }
        for (document, mention) in &diagnosis.mentions {
            let reading = facts.document(*document);
            let mention = &reading.mentions[*mention as usize];
            let sentence = &reading.sentences[mention.sentence as usize];
            let words = words_of(facts.text(*document), sentence);
            let found = spread(facts, sites, &words);
            let secondary = ["C77", "C78", "C79", "C7B"].iter().any(|c| diagnosis.is(c));
            let called = called_metastatic(&words, mention.finding.start, mention.finding.end);
            if found.is_empty() && !secondary && called {
                nowhere.get_or_insert(at);
            }
            new.extend(found.into_iter().map(|spread| (at, *document, spread)));
        }
    }
    for (at, document, spread) in new {
        add(facts, draft, at, document, &spread);
    }
    let known = ["C77", "C78", "C79", "C7B", "C80.0"];
    if let Some(at) = nowhere.filter(|_| !draft.has(&known)) {
        let mut secondary = clone_of(&draft.diagnoses[at], NOWHERE);
        secondary.defaulted = true;
        draft.diagnoses.push(secondary);
    }
}

fn add(facts: &Facts<'_>, draft: &mut Draft, at: usize, document: u32, spread: &Spread) {
    let evidence = facts.evidence(document, spread.start, spread.end);
    if let Some(known) = draft.diagnoses.iter_mut().find(|d| d.code == spread.code) {
        if !known.evidence.contains(&evidence) {
            known.evidence.push(evidence);
        }
        return;
    }
    // The side of a site may be stated elsewhere: one code of a paired site is enough.
    let category = spread.code.get(..5).unwrap_or(&spread.code);
    if draft.diagnoses.iter().any(|d| d.is(category)) {
        return;
    }
    let mut secondary = clone_of(&draft.diagnoses[at], &spread.code);
    secondary.evidence = vec![evidence];
    secondary.order.2 = spread.start;
    draft.diagnoses.push(secondary);
}

/// A secondary tumour that stands as its primary does.
fn clone_of(primary: &Diagnosis, code: &str) -> Diagnosis {
    Diagnosis {
        term_code: code.to_owned(),
        path: vec!["Neoplasm".to_owned(), "malignant, secondary".to_owned(), code.to_owned()],
        ..primary.recoded(code, &[RULE.section])
    }
}

/// True for a word of spread; "METs" are a measure of exercise.
fn says_spread(form: &str) -> bool {
    form.starts_with("metasta") || matches!(form, "met" | "mets" | "spread")
}

/// True when a word before denies or doubts what follows.
fn is_denied(words: &[Word], at: usize) -> bool {
    const DOUBTS: [&str; 14] = [
        "no",
        "without",
        "not",
        "non",
        "denies",
        "negative",
        "possible",
        "probable",
        "suspected",
        "versus",
        "vs",
        "rule",
        "concern",
        "evaluate",
    ];
    let from = at.saturating_sub(REACH);
    words[from..at].iter().any(|w| DOUBTS.contains(&w.form.as_str()))
}

/// The secondary sites of a sentence.
fn spread(facts: &Facts<'_>, sites: &Sites, words: &[Word]) -> Vec<Spread> {
    let mut all = Vec::new();
    for at in (0..words.len()).filter(|at| says_spread(&words[*at].form)) {
        if is_denied(words, at) {
            continue;
        }
        all.extend(behind(facts, sites, words, at));
        if words[at].form.starts_with("metastas") || words[at].form.starts_with("met") {
            all.extend(before(facts, sites, words, at));
        }
    }
    all
}

/// "Metastatic to bone, liver and both lungs".
fn behind(facts: &Facts<'_>, sites: &Sites, words: &[Word], at: usize) -> Vec<Spread> {
    let reach = words.len().min(at + 1 + REACH);
    let to = (at + 1..reach)
        .take_while(|i| !words[*i].stopped)
        .find(|i| matches!(words[*i].form.as_str(), "to" | "in" | "involving" | "into"));
    let Some(mut here) = to.map(|to| to + 1) else { return Vec::new() };
    let mut found = Vec::new();
    let mut side = None;
    while here < words.len() && !words[here].stopped && found.len() < MOST_SITES {
        let form = words[here].form.as_str();
        if let Some(named) = side_of(form) {
            (side, here) = (Some(named), here + 1);
            continue;
        }
        if matches!(form, "the" | "his" | "her" | "and" | "multiple" | "regional" | "to" | "in") {
            here += 1;
            continue;
        }
        let Some((code, taken)) = named(facts, sites, words, here) else { break };
        let (start, end) = (words[here].start, words[here + taken - 1].end);
        found.extend(walked(facts, &code, side).map(|code| Spread { code, start, end }));
        (side, here) = (None, here + taken);
        // The list goes on only by a comma, a slash or "and".
        let goes_on = words.get(here).is_some_and(|w| w.joined || w.form == "and");
        if !goes_on {
            break;
        }
    }
    found
}

/// "Lung, liver and bone metastases".
fn before(facts: &Facts<'_>, sites: &Sites, words: &[Word], at: usize) -> Vec<Spread> {
    let (mut end, mut found) = (at, Vec::new());
    while end > 0 && found.len() < MOST_SITES {
        let from = end.saturating_sub(LONGEST_SITE);
        let forms: Vec<String> = words[from..end].iter().map(|w| w.form.clone()).collect();
        let Some((site, taken)) = sites.closing(&forms) else { break };
        let first = end - taken;
        let side = first.checked_sub(1).and_then(|i| side_of(&words[i].form));
        let span = (words[first].start, words[end - 1].end);
        let code = site.code(Behaviour::Secondary);
        found.extend(walked(facts, code, side).map(|code| Spread {
            code,
            start: span.0,
            end: span.1,
        }));
        let next = first - usize::from(side.is_some());
        end = match next.checked_sub(1) {
            Some(i) if words[i].form == "and" => i,
            Some(_) if words.get(next).is_some_and(|w| w.joined) => next,
            _ => break,
        };
    }
    found
}

/// The site that opens the words: of our table, else of an imported one.
fn named(facts: &Facts<'_>, sites: &Sites, words: &[Word], here: usize) -> Option<(String, usize)> {
    let to = words.len().min(here + LONGEST_SITE);
    let forms: Vec<String> = words[here..to].iter().map(|w| w.form.clone()).collect();
    if let Some((site, taken)) = sites.opening(&forms) {
        return Some((site.code(Behaviour::Secondary).to_owned(), taken));
    }
    let code = from_table(facts.tables.neoplasms.as_ref()?, &forms[..1], Behaviour::Secondary)?;
    Some((code, 1))
}

fn side_of(form: &str) -> Option<Side> {
    match form {
        "left" => Some(Side::Left),
        "right" => Some(Side::Right),
        "both" | "bilateral" => Some(Side::Both),
        _ => None,
    }
}

fn walked(facts: &Facts<'_>, code: &str, side: Option<Side>) -> impl Iterator<Item = String> {
    let around = Surroundings::of_side(side);
    tabular_walk::walk(facts.pack, code, &around, facts.date).codes.into_iter()
}

/// True when the word directly before the tumour, or one of its own, calls it metastatic.
fn called_metastatic(words: &[Word], start: u32, end: u32) -> bool {
    let own = words.iter().position(|w| w.start >= start).unwrap_or(words.len());
    let last = words.iter().position(|w| w.end >= end).unwrap_or(words.len());
    let from = own.saturating_sub(1);
    let upto = words.len().min(last + 1);
    (from..upto).any(|i| words[i].form == "metastatic" && !is_denied(words, i))
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn where_it_went() {
        check(&[
            (Office, "ASSESSMENT:\n1. Prostate cancer metastatic to bone.", "C61! C79.51 -C79.9"),
            (Office, "ASSESSMENT:\n1. Metastatic prostate cancer.", "C61! C79.9"),
            (
                Office,
                "ASSESSMENT:\n1. Metastatic prostate cancer to the spine.",
                "C61 C79.51 -C79.9",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Metastatic left breast cancer with mets to liver and right lung.",
                "C50.912 C78.7 C78.01 -C79.9 -E88",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Renal cell carcinoma with lung and bone mets.",
                "C64.9 C78.00 C79.51",
            ),
            (Office, "ASSESSMENT:\n1. Mets to bone.", "C79.51 -E88"),
            (Office, "ASSESSMENT:\n1. Lung cancer metastatic to adrenal gland.", "C34.90 C79.70"),
            (
                Office,
                "ASSESSMENT:\n1. Ovarian carcinoma, metastatic to omentum and peritoneum.",
                "C56.9 C78.6",
            ),
            (Office, "ASSESSMENT:\n1. Prostate cancer, no metastasis to bone.", "C61! -C79"),
            (
                Office,
                "ASSESSMENT:\n1. Prostate cancer. Bone scan to evaluate for metastatic disease.",
                "C61! -C79",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Colon cancer.\n2. Able to do 5 METs of exercise.",
                "C18.9 -C79 -E88",
            ),
        ]);
    }
}
