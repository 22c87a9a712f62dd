//! Section I.C.15.a: pregnancy. Chapter 15 codes come before all others; the trimester follows
//! from the weeks (first: less than 14 weeks 0 days; second: 14 to less than 28; third: 28 on).

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use codesets::icd10cm::notes::{self, CodeSpan};
use codesets::{NoteKind, words};
use model::Evidence;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.15.a", title: "trimester and sequence", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.diagnoses.iter().any(|d| d.code.starts_with('O') || d.is("Z34")) {
        return;
    }
    let weeks = weeks(facts);
    let trimester = weeks.as_ref().map(|(weeks, _)| match weeks {
        0..14 => "first",
        14..28 => "second",
        _ => "third",
    });
    for diagnosis in &mut draft.diagnoses {
        if diagnosis.code.starts_with('O') {
            diagnosis.order.0 = 0;
            diagnosis.rule("I.C.15.a");
        } else if !diagnosis.is("Z34") {
            continue;
        }
        if let Some(code) = trimester.and_then(|t| in_trimester(facts, &diagnosis.code, t)) {
            diagnosis.code = code;
            diagnosis.rule("I.C.15.a.3");
        }
    }
    if let Some((weeks, evidence)) = weeks {
        add_weeks(facts, draft, weeks, evidence);
    }
}

/// The code for the trimester.
fn in_trimester(facts: &Facts<'_>, code: &str, trimester: &str) -> Option<String> {
    let node = facts.pack.base(code)?;
    let title = node.title().to_lowercase();
    // The weeks say it; the words around may have named another ("first pregnancy").
    let named = ["unspecified trimester", "first trimester", "second trimester", "third trimester"];
    let now = named.iter().find(|t| title.contains(**t))?;
    let wanted = title.replace(now, &format!("{trimester} trimester"));
    let sibling = node.parent()?.children().find(|c| c.title().to_lowercase() == wanted)?;
    let code = match sibling.needs_seventh() {
        true => sibling.with_seventh('0'),
        false => sibling.code().to_owned(),
    };
    facts.pack.is_billable(&code, facts.date).then(|| codesets::code::dotted(&code))
}

/// Weeks of gestation beside the obstetric conditions that the "code first" note at Z3A names:
/// O09-O60, O80-O82, O94-O9A, not after an abortive outcome or delivery (I.C.21.c.11).
fn add_weeks(facts: &Facts<'_>, draft: &mut Draft, weeks: u32, evidence: Evidence) {
    let code = match weeks {
        0..8 => "Z3A.01".to_owned(),
        8..=42 => format!("Z3A.{weeks:02}"),
        _ => "Z3A.49".to_owned(),
    };
    let spans: Vec<CodeSpan> = facts.pack.base("Z3A").map_or_else(Vec::new, |node| {
        node.notes_of(NoteKind::CodeFirst).flat_map(notes::spans).collect()
    });
    let asked = draft.diagnoses.iter().any(|d| spans.iter().any(|s| s.contains(&d.code)));
    if !asked || draft.has(&["Z3A"]) || !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    let order = (7, evidence.document, evidence.start);
    let what = (Kind::Status, Standing::Treated);
    draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.C.21.c.11"));
}

/// A word of a document: its form and its place.
struct Word {
    form: String,
    start: usize,
    end: usize,
}

/// Weeks of gestation: "28 weeks", "28w3d", "28 3/7 weeks", near a word that says pregnancy.
fn weeks(facts: &Facts<'_>) -> Option<(u32, Evidence)> {
    facts.chart.documents.iter().enumerate().find_map(|(number, document)| {
        let mut all: Vec<Word> = Vec::new();
        words::each_word(&document.text, |word, form| {
            all.push(Word { form: form.to_owned(), start: word.start, end: word.end });
        });
        (0..all.len()).find_map(|at| {
            let (weeks, from) = weeks_at(&document.text, &all, at)?;
            let (start, end) = (all[from].start as u32, all[at].end as u32);
            Some((weeks, facts.evidence(number as u32, start, end)))
        })
    })
}

/// The weeks that end at a word, and the word at which they begin.
fn weeks_at(text: &str, all: &[Word], at: usize) -> Option<(u32, usize)> {
    let number = |i: usize| all.get(i).and_then(|w| w.form.parse::<u32>().ok());
    let form = all[at].form.as_str();
    let compact = form.split_once('w').and_then(|(n, rest)| {
        let days = rest.strip_suffix('d').unwrap_or(rest);
        let exact = days.parse::<u32>().is_ok_and(|d| d < 7);
        let sure = exact || (days.is_empty() && near_pregnancy(text, all, at));
        n.parse::<u32>().ok().filter(|_| sure).map(|n| (n, at))
    });
    let spelled = || {
        if !matches!(form, "week" | "wk" | "wga") || !near_pregnancy(text, all, at) {
            return None;
        }
        let before = |back: usize| at.checked_sub(back).and_then(|i| Some((number(i)?, i)));
        match (before(1), before(2), before(3)) {
            // "27 6/7 weeks"
            (Some((7, _)), Some((0..7, _)), Some(whole)) => Some(whole),
            (last, _, _) => last,
        }
    };
    compact.or_else(spelled).filter(|(n, _)| (4..=44).contains(n))
}

/// How many words around the weeks may hold the one that says pregnancy.
const NEAR: usize = 6;

/// True when a word within the same sentence says pregnancy.
fn near_pregnancy(text: &str, all: &[Word], at: usize) -> bool {
    let joined = |i: &usize| {
        let between = text.get(all[i - 1].end..all[*i].start).unwrap_or_default();
        !between.contains(['\n', ';']) && !between.contains(". ")
    };
    let from = (1..=at).rev().take(NEAR).take_while(joined).last().map_or(at, |i| i - 1);
    let to = (at + 1..all.len()).take(NEAR).take_while(joined).last().unwrap_or(at);
    all[from..=to].iter().any(|w| {
        let form = w.form.as_str();
        let gravida = form.strip_prefix('g').and_then(|rest| rest.split_once('p'));
        let gravida = gravida.is_some_and(|(g, p)| {
            !g.is_empty() && g.bytes().chain(p.bytes()).all(|b| b.is_ascii_digit())
        });
        gravida
            || form.starts_with("pregnan")
            || form.starts_with("gestation")
            || form.starts_with("deliver")
            || form == "cesarean"
            || matches!(form, "iup" | "ega" | "ga" | "wga" | "intrauterine" | "gravida" | "lmp")
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn trimester_from_weeks() {
        check(&[
            (
                Office,
                "HPI: Patient is at 13 weeks 6 days gestation.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.011! Z3A.13",
            ),
            (
                Office,
                "HPI: Pregnant, 14w0d.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.012! Z3A.14",
            ),
            (
                Office,
                "HPI: IUP at 27 6/7 weeks.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.012! Z3A.27",
            ),
            (
                Office,
                "HPI: 28 weeks pregnant.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.013! Z3A.28",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Gestational diabetes, diet controlled, 30 weeks gestation.",
                "O24.410! Z3A.30",
            ),
            (
                Office,
                "Return in 4 weeks. Gestational age 33 weeks.\n\nASSESSMENT:\n1. Gestational hypertension.",
                "O13.3! Z3A.33",
            ),
            (
                Office,
                "HPI: G2P1 at 20 weeks gestation.\n\nASSESSMENT:\n1. Supervision of normal pregnancy.",
                "Z34.82!",
            ),
            (
                Office,
                "HPI: Delivered by cesarean at 39 weeks 2 days.\n\nASSESSMENT:\n1. Gestational hypertension.",
                "O13.3! Z3A.39",
            ),
        ]);
    }
    #[test]
    fn no_pregnancy_no_weeks() {
        check(&[
            (
                Office,
                "HPI: Cough for 6 weeks.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! -O -Z3A",
            ),
            (
                Office,
                "HPI: Cough for 6 weeks.\n\nASSESSMENT:\n1. Anemia in pregnancy.",
                "O99.019! -Z3A",
            ),
            (Office, "ASSESSMENT:\n1. Abdominal pain. Not pregnant.", "R10.9! -O -Z33 -Z34"),
            (
                Office,
                "OBSTETRIC HISTORY: Sister had gestational diabetes.\n\nASSESSMENT:\n1. Hypertension.",
                "I10! -O",
            ),
            (Office, "ASSESSMENT:\n1. Possible preeclampsia, 34 weeks gestation.", "-O14"),
            (
                Office,
                "ASSESSMENT:\n1. Hypothyroidism.\n2. Gestational diabetes, diet controlled, 25 weeks pregnant.",
                "O99.282! O24.410 E03.9 Z3A.25",
            ),
        ]);
    }
}
