//! Section I.B.2 and I.A.9.b: the highest level of detail documented.
//!
//! "Asthma" beside "asthma exacerbation" is the same disease said twice: the unspecified code
//! gives way to the specific one of its category.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::{Experiencer, NotCodedWhy, Temporality};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.B.2", title: "the specific code takes the unspecified one's place", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let known: Vec<String> = draft.diagnoses.iter().map(|d| d.code.clone()).collect();
    for diagnosis in &mut draft.diagnoses {
        told_elsewhere(facts, diagnosis, &known);
    }
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let general = &draft.diagnoses[at];
        let better = draft
            .diagnoses
            .iter()
            .position(|specific| says_the_same_better(facts, general, specific));
        match better {
            Some(by) => {
                let standing = general.standing;
                let order = general.order;
                let (evidence, mentions) = (general.evidence.clone(), general.mentions.clone());
                let kept = &mut draft.diagnoses[by];
                kept.standing = kept.standing.max(standing);
                kept.order = kept.order.min(order);
                kept.evidence.extend(evidence);
                kept.mentions.extend(mentions);
                kept.rule("I.B.2");
                draft.drop(at, NotCodedWhy::Unspecific, "I.B.2", Some(by));
                draft.not_coded.pop();
            }
            None => at += 1,
        }
    }
}

/// "Atrial fibrillation" in the list and "permanent AF" in the story: where the list leaves the
/// kind open and another place of the chart says it, the chart as a whole does.
fn told_elsewhere(facts: &Facts<'_>, diagnosis: &mut Diagnosis, known: &[String]) {
    let lasting = matches!(diagnosis.kind, Kind::Chronic | Kind::Acute);
    // Diabetes has its own table of what goes with it (I.C.4.a).
    let own_table = ["E08", "E09", "E10", "E11", "E13"].iter().any(|c| diagnosis.is(c));
    if !diagnosis.defaulted || !lasting || own_table {
        return;
    }
    // A term that stands for the unspecified entry itself ("AF") is open to its whole heading.
    let entry = diagnosis.term_code.clone();
    let heading = match facts.pack.node(&entry).filter(|node| node.is_leaf()) {
        Some(node) => node.parent().map_or(entry.clone(), |above| above.dotted()),
        None => entry,
    };
    let better = facts.mentions().find_map(|(document, at, mention)| {
        let finding = &mention.finding;
        let now = finding.is_affirmed()
            && finding.temporality == Temporality::Current
            && finding.experiencer == Experiencer::Patient;
        let below = now
            && finding.code != diagnosis.term_code
            && crate::draft::is_below(&finding.code, &heading);
        if !below
            || facts.reader.kind(mention) != diagnosis.kind
            || !says_all_of(facts, diagnosis, mention)
        {
            return None;
        }
        let around = crate::context::around(facts, mention);
        let walk = crate::tabular_walk::walk(facts.pack, &finding.code, &around, facts.date);
        let [code] = &walk.codes[..] else { return None };
        let open = facts.pack.title(code).is_none_or(|t| t.to_lowercase().contains("unspecified"));
        (!walk.defaulted && !open && !known.contains(code))
            .then(|| (code.clone(), document, at, finding))
    });
    if let Some((code, document, at, finding)) = better {
        let old = std::mem::replace(&mut diagnosis.code, code);
        diagnosis.reject(&old, "the chart says more elsewhere (I.B.2)");
        diagnosis.evidence.push(facts.evidence(document, finding.start, finding.end));
        diagnosis.mentions.push((document, at));
        diagnosis.defaulted = false;
        diagnosis.rule("I.B.2");
    }
}

/// True when a mention has every word with which the diagnosis is named, and so names it too.
fn says_all_of(facts: &Facts<'_>, diagnosis: &Diagnosis, mention: &reader::Mention) -> bool {
    let words = &facts.reader.term(mention).words;
    diagnosis.mentions.iter().any(|(document, at)| {
        let own = &facts.document(*document).mentions[*at as usize];
        facts.reader.term(own).words.iter().all(|word| words.contains(word))
    })
}

fn says_the_same_better(facts: &Facts<'_>, general: &Diagnosis, specific: &Diagnosis) -> bool {
    if general.code == specific.code {
        return false;
    }
    if !specific.is(&general.code[..3]) {
        let placed = specific.code.starts_with('S')
            || ["T15", "T16", "T17", "T18", "T19", "T2", "T3"].iter().any(|p| specific.is(p));
        return (is_injury_of_no_place(general) && placed)
            || is_injury_of_no_kind(facts, general, specific);
    }
    if is_fracture_of_no_part(facts, general) && !is_fracture_of_no_part(facts, specific) {
        return same_side(facts, general, specific);
    }
    let title = |d: &Diagnosis| facts.pack.title(&d.code).unwrap_or_default().to_lowercase();
    let (own, other) = (title(general), title(specific));
    // "Acute" and "chronic" gastritis are two (I.B.8).
    if own.contains("chronic") && other.contains("acute") && !other.contains("chronic") {
        return false;
    }
    let further = ["uncomplicated", "unspecified"].iter().all(|word| !other.contains(word));
    if own.contains("uncomplicated") && further && stem_length(general, specific) >= LEVEL {
        return true;
    }
    if !general.defaulted {
        return false;
    }
    // "Humerus fracture" and "supracondylar humerus fracture" name one thing.
    if within(facts, general, specific) {
        return true;
    }
    // Two injuries or tumours of one category may be two; the same stem is one.
    if matches!(general.kind, Kind::Injury | Kind::Neoplasm) {
        return stem_length(general, specific) >= 4 && !specific.defaulted;
    }
    // "Astigmatism" and "presbyopia" share a category and are two things.
    if !crate::draft::is_below(&specific.code, &general.term_code)
        && !shares_a_word(facts, general, specific)
    {
        return false;
    }
    // "Epilepsy, unspecified" beside a named epilepsy of which only the course is open.
    let nameless =
        |d: &Diagnosis| title(d).starts_with("unspecified") || title(d).contains(", unspecified,");
    if nameless(general) && !nameless(specific) {
        return true;
    }
    // Two unspecified codes of one category: the one whose term goes deeper says more.
    let deeper = specific.term_code.len() > general.term_code.len();
    !specific.defaulted
        || (deeper && crate::draft::is_below(&specific.term_code, &general.term_code))
}

/// T14: an injury without its place, where another injury names one.
fn is_injury_of_no_place(d: &Diagnosis) -> bool {
    d.is("T14") || d.is("T07")
}

/// "Injury of the shoulder" (S49.9) beside a fracture of it: an injury whose kind is not said,
/// where another of the same region and side is.
fn is_injury_of_no_kind(facts: &Facts<'_>, general: &Diagnosis, specific: &Diagnosis) -> bool {
    let region = |d: &Diagnosis| d.code.get(..2).map(str::to_owned);
    let plain = general.code.starts_with('S') && general.code.get(2..5) == Some("9.9");
    plain
        && specific.code.starts_with('S')
        && specific.code.get(2..5) != Some("9.9")
        && region(general) == region(specific)
        && same_side(facts, general, specific)
}

/// "Shoulder fracture": a fracture whose part of the bone is not said.
fn is_fracture_of_no_part(facts: &Facts<'_>, d: &Diagnosis) -> bool {
    d.kind == Kind::Injury
        && facts.pack.title(&d.code).is_some_and(|title| {
            title.starts_with("Fracture of") && title.contains("part unspecified")
        })
}

fn same_side(facts: &Facts<'_>, a: &Diagnosis, b: &Diagnosis) -> bool {
    let side = |d: &Diagnosis| {
        let title = facts.pack.title(&d.code).unwrap_or_default().to_lowercase();
        (title.contains(" left "), title.contains(" right "))
    };
    let (a, b) = (side(a), side(b));
    a == b || a == (false, false)
}

/// True when every word of the general term stands in the specific one, which has more.
fn within(facts: &Facts<'_>, general: &Diagnosis, specific: &Diagnosis) -> bool {
    let words = |d: &Diagnosis| -> Vec<Vec<u32>> {
        d.mentions
            .iter()
            .map(|(document, at)| {
                let mention = &facts.document(*document).mentions[*at as usize];
                facts.reader.term(mention).words.to_vec()
            })
            .collect()
    };
    let (few, many) = (words(general), words(specific));
    !few.is_empty()
        && few
            .iter()
            .all(|f| many.iter().any(|m| m.len() > f.len() && f.iter().all(|w| m.contains(w))))
}

/// Characters that two codes share which differ only in what the last says, as J45.20 and J45.21.
const LEVEL: usize = 4;

/// True when the titles of two codes name the same thing with one word at least.
fn shares_a_word(facts: &Facts<'_>, general: &Diagnosis, specific: &Diagnosis) -> bool {
    let words = |d: &Diagnosis| {
        codesets::words::forms(&facts.pack.title(&d.code).unwrap_or_default())
            .into_iter()
            .filter(|word| !says_little(word))
            .collect::<Vec<String>>()
    };
    let (own, others) = (words(general), words(specific));
    own.iter().any(|word| others.contains(word))
}

/// Words that titles of different diseases share.
fn says_little(word: &str) -> bool {
    codesets::words::is_filler(word)
        || matches!(
            word,
            "unspecified"
                | "other"
                | "specified"
                | "disorder"
                | "disease"
                | "left"
                | "right"
                | "bilateral"
                | "eye"
                | "site"
                | "without"
                | "with"
                | "not"
                | "and"
                | "or"
                | "condition"
                | "type"
                | "part"
                | "initial"
                | "encounter"
                | "acute"
                | "chronic"
        )
}

fn stem_length(a: &Diagnosis, b: &Diagnosis) -> usize {
    let plain = |d: &Diagnosis| codesets::code::undotted(&d.code);
    plain(a).bytes().zip(plain(b).bytes()).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn the_specific_code_stands() {
        check(&[
            (
                Office,
                "HPI: Patient with asthma.\n\nASSESSMENT:\n1. Mild persistent asthma with exacerbation.",
                "J45.31! -J45.909 #1",
            ),
            (Office, "ASSESSMENT:\n1. CKD.\n2. CKD stage 3b.", "N18.32 -N18.9 #1"),
            (
                Office,
                "HPI: He has permanent AF and takes apixaban.\n\nASSESSMENT:\n1. AF, rate controlled.",
                "I48.21! -I48.91",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Atrial fibrillation.\n2. Paroxysmal atrial fibrillation.",
                "I48.0 -I48.91 #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Supracondylar fracture of left humerus.\n2. Humerus fracture.",
                "S42.412A #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypothyroidism.\n2. Postsurgical hypothyroidism.",
                "E89.0 -E03.9",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Acute on chronic systolic heart failure.\n2. Heart failure.",
                "I50.23 -I50.9 #1",
            ),
        ]);
    }
    #[test]
    fn two_things_stay_two() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Fracture of right distal radius.\n2. Fracture of left clavicle.",
                "S52.501A S42.002A #2",
            ),
            (Office, "ASSESSMENT:\n1. Asthma.\n2. Hypertension.", "J45.909 I10 #2"),
            (Office, "ASSESSMENT:\n1. CKD. Not stage 4.", "N18.9 -N18.4"),
            (
                Office,
                "ASSESSMENT:\n1. Atrial fibrillation, possible paroxysmal atrial fibrillation.",
                "I48.91! -I48.0",
            ),
            (
                Office,
                "FAMILY HISTORY: Brother with severe persistent asthma.\n\nASSESSMENT:\n1. Asthma.",
                "J45.909! -J45.5",
            ),
        ]);
    }
}
