//! Section I.C.19.e.5: adverse effect, poisoning, underdosing, told apart by how the drug was
//! taken. The effect of a drug rightly taken stands before its T code; a poisoning stands before
//! its manifestations; an underdosing never stands first and its reason is reported beside it.

mod adverse;
mod poisoning;
mod underdosing;

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use crate::drug_table::{self, Groups, Intent};
use crate::sentence_words::{Word, words_of};
use model::{Experiencer, SectionKind};
use reader::{Kind, TermSource};

pub const RULE: Rule =
    Rule { section: "I.C.19.e.5", title: "adverse effect, poisoning, underdosing", apply };

/// Most sentences of a document that are read for what a drug did.
const MOST_SENTENCES: usize = 2_000;

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for number in 0..facts.reading.documents.len() as u32 {
        let lower = facts.lower(number);
        let says = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
        let wanted = [says(poisoning::OPENING), says(adverse::OPENING), says(underdosing::OPENING)];
        if !wanted.contains(&true) {
            continue;
        }
        let document = facts.document(number);
        for at in 0..document.sentences.len().min(MOST_SENTENCES) {
            let Some(told) = told(facts, number, at) else { continue };
            if wanted[0] {
                poisoning::apply(facts, draft, &told);
            }
            if wanted[1] {
                adverse::apply(facts, draft, &told);
            }
            if wanted[2] {
                underdosing::apply(facts, draft, &told);
            }
        }
    }
    poisoning::intent_of_all(facts, draft);
}

/// A sentence that names a drug.
struct Told {
    document: u32,
    sentence: u32,
    section: SectionKind,
    words: Vec<Word>,
    /// The sentence in lower case.
    lower: String,
    agents: Vec<Agent>,
}

/// A drug named in a sentence.
#[derive(Clone, Debug)]
struct Agent {
    name: String,
    class: Option<String>,
    treats: Vec<String>,
    /// Its first word in the sentence, and one past its last.
    first: usize,
    last: usize,
}

impl Agent {
    fn code(&self, facts: &Facts<'_>, intent: Intent) -> Option<String> {
        drug_table::code(facts, &self.name, self.class.as_deref(), intent)
    }
}

/// The sentence and its drugs; `None` where it names none, or speaks of another person.
fn told(facts: &Facts<'_>, number: u32, at: usize) -> Option<Told> {
    let document = facts.document(number);
    let sentence = &document.sentences[at];
    let section = document.section_of(sentence);
    if crate::mentions::is_silent(section) || section == SectionKind::FamilyHistory {
        return None;
    }
    let from = document.mentions.partition_point(|m| (m.sentence as usize) < at);
    let own = document.mentions[from..].iter().take_while(|m| m.sentence as usize == at);
    let mut words: Vec<Word> = Vec::new();
    let mut agents: Vec<Agent> = Vec::new();
    let text = facts.text(number);
    for mention in own {
        let TermSource::Drug(i) = facts.reader.term(mention).source else { continue };
        if mention.finding.experiencer != Experiencer::Patient {
            continue;
        }
        if words.is_empty() {
            words = words_of(text, sentence);
        }
        let drug = facts.reader.lexicon().drugs.get(i as usize)?;
        let first = words.iter().position(|w| w.start >= mention.finding.start)?;
        let last = words.iter().position(|w| w.end >= mention.finding.end)? + 1;
        let name = text.get(mention.finding.start as usize..mention.finding.end as usize)?;
        agents.push(Agent {
            name: name.to_owned(),
            class: Some(drug.class.clone()),
            treats: drug.treats.clone(),
            first,
            last,
        });
    }
    let groups = Groups::embedded().ok()?;
    if words.is_empty() {
        let mut own = sentence.first as usize..sentence.last as usize;
        if !own.any(|at| groups.begins(document.forms.get(at))) {
            return None;
        }
        words = words_of(text, sentence);
    }
    for (name, first) in groups.found(&words) {
        let last = first + name.split(' ').count();
        if !agents.iter().any(|a| a.first < last && first < a.last) {
            let (name, treats) = (name.to_owned(), Vec::new());
            agents.push(Agent { name, class: None, treats, first, last });
        }
    }
    if agents.is_empty() {
        return None;
    }
    let lower = text.get(sentence.start as usize..sentence.end as usize)?.to_lowercase();
    Some(Told { document: number, sentence: at as u32, section, words, lower, agents })
}

impl Told {
    fn says(&self, cues: &[&str]) -> bool {
        cues.iter().any(|cue| self.lower.contains(cue))
    }

    /// Diagnoses of the draft with a mention in this sentence: place in the draft, first word,
    /// one past the last.
    fn conditions(&self, facts: &Facts<'_>, draft: &Draft) -> Vec<(usize, usize, usize)> {
        let mut all = Vec::new();
        for (at, diagnosis) in draft.diagnoses.iter().enumerate() {
            for (document, mention) in &diagnosis.mentions {
                let mention = &facts.document(*document).mentions[*mention as usize];
                if *document != self.document || mention.sentence != self.sentence {
                    continue;
                }
                let finding = &mention.finding;
                let first = self.words.iter().position(|w| w.start >= finding.start);
                let last = self.words.iter().position(|w| w.end >= finding.end);
                if let (Some(first), Some(last)) = (first, last) {
                    all.push((at, first, last + 1));
                }
            }
        }
        all
    }

    /// A T code for an agent of this sentence, standing as it is told to.
    fn diagnosis(&self, facts: &Facts<'_>, agent: &Agent, code: &str, kind: Kind) -> Diagnosis {
        let (start, end) = (self.words[agent.first].start, self.words[agent.last - 1].end);
        // Drug effects are under active treatment where they are told of (I.C.19.a).
        let code = if code.starts_with('T') { format!("{code}A") } else { code.to_owned() };
        let (evidence, order) =
            (facts.evidence(self.document, start, end), (7, self.document, start));
        let section = RULE.section;
        Diagnosis {
            path: vec!["Table of drugs".into(), agent.name.clone(), code.clone()],
            ..Diagnosis::added(code, (kind, Standing::Treated), vec![evidence], order, section)
        }
    }
}

/// Adds a diagnosis unless its code stands already.
fn push(draft: &mut Draft, diagnosis: Diagnosis) {
    if !draft.diagnoses.iter().any(|d| d.code == diagnosis.code) {
        draft.diagnoses.push(diagnosis);
    }
}

/// True for a code of poisoning, adverse effect or underdosing by a drug.
fn is_drug_code(code: &str) -> bool {
    code.starts_with('T') && ("T36".."T51").contains(&&code[..3.min(code.len())])
}

#[cfg(test)]
mod tests;
