//! Section I.C.4.a with I.A.15 ("with"): diabetes and what the classification presumes it causes.
//!
//! The Alphabetic Index lists under "Diabetes, with" conditions that are taken as caused by it
//! unless the provider says otherwise: kidney disease, neuropathy, retinopathy, angiopathy, foot
//! ulcer and others. As many codes of the diabetes category are given as are needed.

use super::{Rule, relation};
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use codesets::words;
use model::{Experiencer, NotCodedWhy};

pub const RULE: Rule = Rule { section: "I.C.4.a", title: "diabetes with its complications", apply };

/// What diabetes is presumed to cause: prefixes of the other condition, the ending of the
/// diabetes code, and whether the other code stays beside it.
const WITH: &[(&[&str], &str, bool)] = &[
    (&["N18"], "22", true),
    (&["N08", "N05", "N03.9", "N06.9"], "21", false),
    (&["G60.9", "G62.9", "G63"], "42", false),
    (&["G59", "G58.9", "G57.9", "G56.9"], "41", false),
    (&["G90.9", "G99.0", "G90.09"], "43", false),
    (&["K31.84"], "43", true),
    (&["H35.0", "H36"], "319", false),
    (&["I73.9", "I79.8"], "51", false),
    (&["L97", "L98.4"], "621", true),
    (&["E16.2", "E16.1"], "649", false),
    (&["K05.6", "K05.3"], "630", true),
    (&["M14.6", "M14.60"], "610", false),
];

const CATEGORIES: [&str; 5] = ["E08", "E09", "E10", "E11", "E13"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    named_in_passing(facts, draft);
    one_type(facts, draft);
    let Some(at) = draft.find(&CATEGORIES) else { return };
    let category = draft.diagnoses[at].code[..3].to_owned();
    combine(facts, draft, at, &category);
    hyperglycemia(facts, draft, &category);
    drop_uncomplicated(draft, &category);
    // Prediabetes is no more once there is diabetes (Excludes1 at R73).
    while let (Some(before), Some(kept)) = (draft.find(&["R73.0"]), draft.find(&[&category])) {
        draft.drop(before, NotCodedWhy::Excluded, "I.A.12.a", Some(kept));
    }
}

/// What the Index puts under "Diabetes, with" and a chart may list without the diabetes.
const MAY_BE_DIABETIC: [&str; 6] = ["L97", "I73.9", "K31.84", "G60.9", "G62.9", "I79.8"];

/// "A diabetic with peripheral vascular disease": the diabetes belongs to what is coded, though no
/// list names it (I.A.15).
fn named_in_passing(facts: &Facts<'_>, draft: &mut Draft) {
    if draft.has(&CATEGORIES) || !draft.has(&MAY_BE_DIABETIC) {
        return;
    }
    let named = facts.mentions().find(|(_, _, mention)| {
        let finding = &mention.finding;
        CATEGORIES.iter().any(|category| is_below(&finding.code, category))
            && finding.is_affirmed()
            && finding.experiencer == Experiencer::Patient
    });
    let Some((document, at, mention)) = named else { return };
    let finding = &mention.finding;
    let category = finding.code.get(..3).unwrap_or("E11");
    let code = dotted(category, "9");
    if facts.pack.is_billable(&code, facts.date) {
        let evidence = facts.evidence(document, finding.start, finding.end);
        let what = (reader::Kind::Chronic, Standing::Treated);
        let order = (6, document, finding.start);
        let added = Diagnosis::added(code, what, vec![evidence], order, "I.A.15");
        draft.diagnoses.push(added.standing_on(document, at));
    }
}

/// A complication whose words leave the type open ("diabetic gastroparesis") is of the type that
/// the chart states elsewhere; type 2 is only the default (I.C.4.a.2).
fn one_type(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(stated) = draft.find(&["E10", "E13", "E08", "E09"]) else { return };
    let category = draft.diagnoses[stated].code[..3].to_owned();
    for diagnosis in draft.diagnoses.iter_mut().filter(|d| d.is("E11")) {
        let typed = diagnosis.evidence.iter().any(|e| {
            let forms = words::forms(&e.text);
            forms.iter().any(|w| matches!(w.as_str(), "2" | "ii" | "two" | "dm2" | "t2dm"))
        });
        let code = format!("{category}{}", &diagnosis.code[3..]);
        if !typed && facts.pack.is_billable(&code, facts.date) {
            diagnosis.becomes(code, "another type of diabetes is documented");
            diagnosis.rule("I.C.4.a");
        }
    }
}

/// Words that name diabetes as a cause.
const AS_CAUSE: [&str; 4] = ["diabet", "dm", "t2dm", "t1dm"];

/// "Neuropathy" is of no stated kind (.40); "peripheral" and "poly-" make it .42, wherever the
/// chart says so.
fn ending_by_words<'a>(facts: &Facts<'_>, ending: &'a str, cause: &Diagnosis) -> &'a str {
    if ending != "42" || !cause.is("G62.9") {
        return ending;
    }
    let peripheral = facts.mentions().any(|(document, _, mention)| {
        let finding = &mention.finding;
        let words = facts.evidence(document, finding.start, finding.end).text.to_lowercase();
        is_below(&finding.code, "G62.9")
            && finding.is_affirmed()
            && ["peripheral", "poly", "sensor", "feet", "foot"].iter().any(|w| words.contains(w))
    });
    if peripheral { ending } else { "40" }
}

/// What decides a code of diabetes with something else.
const SECTIONS: [&str; 2] = ["I.C.4.a", "I.A.15"];

/// Adds the combination codes for conditions that stand on the claim.
fn combine(facts: &Facts<'_>, draft: &mut Draft, at: usize, category: &str) {
    let base = draft.diagnoses[at].clone();
    for (others, ending, stays) in WITH {
        let Some(other) = draft.find(others) else { continue };
        let cause = draft.diagnoses[other].clone();
        let code = dotted(category, ending_by_words(facts, ending, &cause));
        if !facts.pack.is_billable(&code, facts.date)
            || relation::is_unrelated(facts, &cause, &AS_CAUSE)
        {
            continue;
        }
        let family = &code[..code.len().min(5)];
        let named = draft.diagnoses.iter().position(|d| d.is(family));
        let row = match named {
            Some(row) => row,
            None => {
                let mut combined = base.recoded(&code, &SECTIONS);
                combined.fold(&cause);
                draft.diagnoses.push(combined);
                draft.diagnoses.len() - 1
            }
        };
        draft.diagnoses[row].rule("I.A.15");
        if !stays && let Some(other) = draft.find(others) {
            draft.drop(other, NotCodedWhy::Excluded, "I.A.15", Some(row));
            draft.not_coded.pop();
        }
    }
}

/// Words that the Index takes as "with hyperglycemia" (out of control, poorly controlled).
const OUT_OF_CONTROL: &[&str] = &[
    "uncontrolled",
    "poorly controlled",
    "out of control",
    "hyperglycemia",
    "not well controlled",
    "not controlled",
    "inadequately controlled",
    "hyperglycemic",
    "poor control",
];

fn hyperglycemia(facts: &Facts<'_>, draft: &mut Draft, category: &str) {
    let code = dotted(category, "65");
    // "Uncontrolled" says hyperglycemia or hypoglycemia; here the chart says which.
    let low = draft.diagnoses.iter().any(|d| is_below(&d.code, &dotted(category, "64")));
    if low || draft.has(&[&code]) || !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    if let (Some(at), Some(base)) = (draft.find(&["R73.9"]), draft.find(&[category])) {
        let mut combined = draft.diagnoses[base].recoded(code, &SECTIONS);
        combined.fold(&draft.diagnoses[at]);
        draft.diagnoses.push(combined);
        let by = Some(draft.diagnoses.len() - 1);
        draft.drop(at, NotCodedWhy::Integral, "I.A.15", by);
        return;
    }
    let found = draft.diagnoses.iter().filter(|d| d.is(category)).find_map(|d| {
        let words = d.mentions.iter().find_map(|(document, at)| {
            let mention = &facts.document(*document).mentions[*at as usize];
            problem_sentences(facts, *document, mention.sentence)
                .find_map(|(start, end, own)| out_of_control(facts, *document, start, end, own))
        })?;
        Some((d.clone(), words))
    });
    let found = found.or_else(|| {
        let base = draft.diagnoses.iter().find(|d| d.is(category))?;
        Some((base.clone(), poorly_controlled_sugar(facts)?))
    });
    if let Some((base, words)) = found {
        let mut poor = base.recoded(code, &SECTIONS);
        poor.evidence.push(words);
        // Its control is what the visit is about; what it causes follows.
        poor.order.2 = poor.order.2.saturating_sub(1);
        draft.diagnoses.push(poor);
    }
}

/// The sentences of the problem that a mention stands in, its own first: start, end, own.
fn problem_sentences<'a>(
    facts: &'a Facts<'_>,
    document: u32,
    sentence: u32,
) -> impl Iterator<Item = (u32, u32, bool)> + 'a {
    let sentences = &facts.document(document).sentences;
    let own = sentences[sentence as usize];
    let from = (sentence as usize).saturating_sub(12);
    let near = sentences[from..].iter().take(30).filter(move |s| {
        s.root == own.root && s.item == own.item && own.item > 0 && s.start != own.start
    });
    std::iter::once((own.start, own.end, true)).chain(near.map(|s| (s.start, s.end, false)))
}

/// The words that say "out of control" in a sentence. Away from the diabetes itself they must
/// speak of sugar.
fn out_of_control(
    facts: &Facts<'_>,
    document: u32,
    start: u32,
    end: u32,
    own: bool,
) -> Option<model::Evidence> {
    let lower = facts.text(document).get(start as usize..end as usize)?.to_ascii_lowercase();
    let sugar = ["glucose", "sugar", "diabet", "a1c", "glycemi"].iter().any(|w| lower.contains(w));
    if !own && !sugar {
        return None;
    }
    OUT_OF_CONTROL.iter().find_map(|words| {
        let at = lower.find(words)?;
        let denied = lower[..at].ends_with("no ") || lower[..at].ends_with("without ");
        let first = start + at as u32;
        (!denied).then(|| facts.evidence(document, first, first + words.len() as u32))
    })
}

/// Words that say of the sugar itself that it is too high, wherever they stand in the record.
const POOR_CONTROL: [&str; 6] = [
    "poorly controlled",
    "poor control",
    "poor diabetes control",
    "poor glycemic control",
    "out of control",
    "inadequately controlled",
];

/// Words that name the sugar or its control.
const SUGAR: [&str; 6] =
    ["glucose", "blood sugar", "sugars", "glycemi", "diabetes control", "diabetes is"];

/// "Blood glucose levels are poorly controlled", outside the problem that names the diabetes.
fn poorly_controlled_sugar(facts: &Facts<'_>) -> Option<model::Evidence> {
    use model::SectionKind as S;
    facts.reading.documents.iter().enumerate().find_map(|(number, document)| {
        document.sentences.iter().find_map(|sentence| {
            let told = matches!(
                document.section_of(sentence),
                S::PresentIllness
                    | S::Assessment
                    | S::AssessmentPlan
                    | S::Plan
                    | S::Impression
                    | S::Unknown
                    | S::Course
            );
            let text = facts.text(number as u32);
            let slice = text.get(sentence.start as usize..sentence.end as usize)?;
            let lower = slice.to_ascii_lowercase();
            if !told || !SUGAR.iter().any(|word| lower.contains(word)) {
                return None;
            }
            POOR_CONTROL.iter().find_map(|words| {
                let first = sentence.start + lower.find(words)? as u32;
                Some(facts.evidence(number as u32, first, first + words.len() as u32))
            })
        })
    })
}

/// "Without complications" cannot stand beside a complication.
fn drop_uncomplicated(draft: &mut Draft, category: &str) {
    let plain = dotted(category, "9");
    let complicated = draft.diagnoses.iter().any(|d| d.is(category) && d.code != plain);
    if let (true, Some(at)) = (complicated, draft.find(&[&plain])) {
        let kept = draft.diagnoses.iter().position(|d| d.is(category) && d.code != plain);
        let plain = draft.diagnoses[at].clone();
        if let Some(kept) = kept {
            let kept = &mut draft.diagnoses[kept];
            kept.stands_with(&plain);
            kept.standing = kept.standing.max(Standing::Treated);
        }
        draft.drop(at, NotCodedWhy::Unspecific, "I.C.4.a", kept);
        draft.not_coded.pop();
    }
}

fn dotted(category: &str, ending: &str) -> String {
    format!("{category}.{ending}")
}

#[cfg(test)]
mod tests;
