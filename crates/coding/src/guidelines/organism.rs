//! Sections I.C.1.b and I.C.1.e: the organism of an infection.
//!
//! Where a combination code names the infection and its organism (sepsis, pneumonia), it is
//! given alone. An infection whose code leaves the organism open, and whose place in the tabular
//! list asks for B95-B97, is followed by the organism's code; "infection of unspecified site"
//! (A49) is for an infection whose site is not known. The organism is that of the infection's own
//! problem, or of the culture of its specimen.

use super::Rule;
use super::statements::{self, Statement};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use codesets::NoteKind;
use codesets::icd10cm::notes;
use model::{Evidence, NotCodedWhy};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.1.b", title: "the organism of an infection", apply };

/// An organism: its names, its code beside an infection (B95-B97), its sepsis, its pneumonia.
struct Organism {
    names: &'static [&'static str],
    beside: &'static str,
    sepsis: &'static str,
    pneumonia: &'static str,
}

const fn organism(
    names: &'static [&'static str],
    [beside, sepsis, pneumonia]: [&'static str; 3],
) -> Organism {
    Organism { names, beside, sepsis, pneumonia }
}

/// The organisms that fill real charts; the more specific name stands first.
const ORGANISMS: &[Organism] = &[
    organism(
        &["mrsa", "methicillin resistant staph", "methicillin-resistant staph"],
        ["B95.62", "A41.02", "J15.212"],
    ),
    organism(
        &[
            "mssa",
            "methicillin sensitive staph",
            "methicillin-sensitive staph",
            "methicillin susceptible staph",
            "methicillin-susceptible staph",
            "staphylococcus aureus",
            "staph aureus",
            "s. aureus",
            "s aureus",
        ],
        ["B95.61", "A41.01", "J15.211"],
    ),
    organism(
        &[
            "staphylococcus epidermidis",
            "staph epidermidis",
            "coagulase-negative staph",
            "coagulase negative staph",
            "coag negative staph",
            "coag-negative staph",
        ],
        ["B95.7", "A41.1", "J15.29"],
    ),
    organism(
        &[
            "streptococcus pneumoniae",
            "strep pneumoniae",
            "s. pneumoniae",
            "pneumococcus",
            "pneumococcal",
        ],
        ["B95.3", "A40.3", "J13"],
    ),
    organism(
        &["group a strep", "streptococcus pyogenes", "strep pyogenes"],
        ["B95.0", "A40.0", "J15.4"],
    ),
    organism(
        &["group b strep", "streptococcus agalactiae", "strep agalactiae"],
        ["B95.1", "A40.1", "J15.3"],
    ),
    organism(
        &[
            "vre",
            "vancomycin resistant enterococc",
            "vancomycin-resistant enterococc",
            "enterococcus",
            "e. faecalis",
            "e. faecium",
            "enterococcal",
        ],
        ["B95.2", "A41.81", ""],
    ),
    organism(&["escherichia coli", "e. coli", "e.coli", "e coli"], ["B96.20", "A41.51", "J15.5"]),
    organism(&["klebsiella"], ["B96.1", "A41.59", "J15.0"]),
    organism(&["pseudomonas", "pseudomonal"], ["B96.5", "A41.52", "J15.1"]),
    organism(&["proteus mirabilis", "proteus"], ["B96.4", "A41.59", "J15.69"]),
    organism(
        &["haemophilus influenzae", "h. influenzae", "hemophilus influenzae"],
        ["B96.3", "A41.3", "J14"],
    ),
    organism(&["serratia"], ["B96.89", "A41.53", "J15.69"]),
    organism(&["acinetobacter"], ["B96.83", "A41.54", "J15.61"]),
    organism(&["enterobacter", "citrobacter"], ["B96.89", "A41.59", "J15.69"]),
    organism(&["bacteroides fragilis", "b. fragilis"], ["B96.6", "A41.4", ""]),
    organism(&["mycoplasma"], ["B96.0", "", "J15.7"]),
    organism(&["helicobacter pylori", "h. pylori", "h pylori", "h.pylori"], ["B96.81", "", ""]),
];

/// Infections and what their specimen is called in a sentence about a culture.
const CULTURES: &[(&[&str], &[&str])] = &[
    (&["N39.0", "N10", "N12", "N30", "N15.1", "O23", "T83.51"], &["urine", "urinary", "ucx"]),
    (&["A41.9", "R78.81", "I33", "T80.21"], &["blood", "bcx", "bottles"]),
    (&["J18", "J15.9", "J95.851", "J85"], &["sputum", "bronch", "bal", "tracheal", "respiratory"]),
    (
        &["L02", "L03", "L08", "L97", "L98.4", "L89", "M86", "T81.4", "E11.628", "E11.621"],
        &["wound", "abscess", "tissue", "drainage", "pus", "bone"],
    ),
    (&["K65", "K63.0"], &["peritoneal", "ascit", "abdominal", "fluid"]),
];

/// Infections without a note that asks for the organism, beside which coders report it.
const ALSO: [&str; 4] = ["R78.81", "E11.628", "E11.621", "E10.628"];

/// Diseases of the stomach, for the one organism that is theirs.
const STOMACH: [&str; 5] = ["K25", "K26", "K27", "K28", "K29"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let infections: Vec<String> = draft
        .diagnoses
        .iter()
        .filter(|d| d.standing >= Standing::Narrated && may_name(facts, &d.code))
        .map(|d| d.code.clone())
        .collect();
    for code in infections {
        let Some(at) = draft.diagnoses.iter().position(|d| d.code == code) else { continue };
        for (organism, evidence) in found(facts, &draft.diagnoses[at]) {
            let holder = &mut draft.diagnoses[at];
            if holder.is("A41.9") {
                combine(facts, draft, at, (organism, organism.sepsis), evidence);
            } else if holder.is("J18.9") || holder.is("J15.9") {
                combine(facts, draft, at, (organism, organism.pneumonia), evidence);
            } else if !holder.code.starts_with('A') && !holder.code.starts_with('J')
                || holder.is("J95.851")
            {
                beside(facts, draft, at, organism, evidence);
            }
        }
    }
}

/// True for an infection of which the code leaves the organism open.
fn may_name(facts: &Facts<'_>, code: &str) -> bool {
    let is = |list: &[&str]| list.iter().any(|p| crate::draft::is_below(code, p));
    is(&["A41.9", "J18.9", "J15.9"]) || is(&ALSO) || is(&STOMACH) || asks(facts, code)
}

/// True when a note at the code or at a heading above asks for a code of B95-B97.
fn asks(facts: &Facts<'_>, code: &str) -> bool {
    let Some(node) = facts.pack.base(code) else { return false };
    node.inherited_notes(NoteKind::UseAdditional)
        .flat_map(|(_, note)| notes::spans(note))
        .any(|span| span.contains("B96.20") || span.contains("B95.62"))
}

/// The organisms of an infection: of its problem, or of the culture of its specimen.
fn found(facts: &Facts<'_>, infection: &Diagnosis) -> Vec<(&'static Organism, Evidence)> {
    let mut all: Vec<(&'static Organism, Evidence)> = Vec::new();
    let stomach = STOMACH.iter().any(|p| infection.is(p));
    let mut take = |statement: &Statement| {
        for organism in ORGANISMS {
            let own = (organism.beside == "B96.81") == stomach;
            let known = all.iter().any(|(o, _)| o.beside[..4] == organism.beside[..4]);
            if let (true, false, Some(place)) =
                (own, known, statements::affirmed_word(statement.text, organism.names))
                && !is_carried(statement.text)
            {
                all.push((organism, statement.evidence(facts, place)));
            }
        }
    };
    for statement in statements::problem(facts, infection) {
        take(&statement);
    }
    let specimens = CULTURES.iter().find(|(codes, _)| codes.iter().any(|c| infection.is(c)));
    if let Some((_, specimens)) = specimens {
        for statement in statements::all(facts) {
            let text = statement.text;
            let grown = text.contains("cultur") || text.contains("grew") || text.contains("cx");
            if grown && specimens.iter().any(|s| text.contains(s)) {
                take(&statement);
            }
        }
    }
    all
}

/// A carrier, or a past infection, is no infection of now.
fn is_carried(text: &str) -> bool {
    ["coloniz", "carrier", "nares", "nasal swab", "history of", "hx of", "h/o", "screen"]
        .iter()
        .any(|w| text.contains(w))
}

/// The combination code in the place of the one that leaves the organism open. What it says is
/// not said again beside it, unless another infection asks for it.
fn combine(
    facts: &Facts<'_>,
    draft: &mut Draft,
    at: usize,
    (organism, code): (&Organism, &str),
    evidence: Evidence,
) {
    if code.is_empty() || !facts.pack.is_billable(code, facts.date) {
        return;
    }
    let holder = &mut draft.diagnoses[at];
    holder.becomes(code, "the organism is documented (I.C.1.b)");
    holder.defaulted = false;
    holder.evidence.push(evidence);
    holder.rule("I.B.9");
    let asked = draft.diagnoses.iter().any(|d| asks(facts, &d.code));
    if let Some(again) = draft.find(&[organism.beside]).filter(|_| !asked) {
        draft.drop(again, NotCodedWhy::Excluded, "I.B.9", Some(at));
    }
}

/// The organism's code behind the infection; an "unspecified site" code gives way to it.
fn beside(facts: &Facts<'_>, draft: &mut Draft, at: usize, of: &Organism, evidence: Evidence) {
    let (class, document, start) = draft.diagnoses[at].order;
    let order = (class, document, start.saturating_add(1));
    let infection = draft.diagnoses[at].code.clone();
    draft.diagnoses[at].rule("I.A.17");
    if let Some(known) = draft.find(&[of.beside]) {
        let known = &mut draft.diagnoses[known];
        known.order = known.order.max(order);
        known.rule("I.C.1.b");
    } else if facts.pack.is_billable(of.beside, facts.date) {
        let what = (Kind::Acute, draft.diagnoses[at].standing);
        draft.diagnoses.push(Diagnosis::added(of.beside, what, vec![evidence], order, "I.C.1.b"));
    }
    let kept = draft.diagnoses.iter().position(|d| d.code == infection);
    if let Some(open) = draft.find(&["A49.0", "A49.1", "A49.9"]) {
        draft.drop(open, NotCodedWhy::Unspecific, "I.C.1.e", kept);
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::{self, check};
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn follows_the_infection() {
        check(&[
            (Ed, "ASSESSMENT:\n1. UTI due to E. coli.", "N39.0! B96.20"),
            (
                Ed,
                "RESULTS: Urine culture grew >100,000 Klebsiella pneumoniae.\n\nDIAGNOSIS: UTI.",
                "N39.0! B96.1",
            ),
            (Ed, "ASSESSMENT:\n1. MRSA abscess of right thigh.", "L02.415! B95.62 -A49"),
            (Ed, "ASSESSMENT:\n1. Cellulitis of left leg due to MRSA.", "L03.116! B95.62 -A49"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. MRSA bacteremia.", "R78.81! B95.62"),
            (
                Inpatient,
                "HOSPITAL COURSE: Wound cx with Pseudomonas.\n\nDISCHARGE DIAGNOSES:\n\
                1. Cellulitis of right foot.",
                "L03.115! B96.5",
            ),
            (Office, "ASSESSMENT:\n1. H. pylori gastritis.", "K29.70! B96.81"),
        ]);
    }

    #[test]
    fn one_code_where_there_is_one() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Sepsis due to E. coli.\n2. UTI.",
                "A41.51! N39.0",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia. Sputum culture grew Streptococcus pneumoniae.",
                "J13! -J18 -B95",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. MRSA pneumonia.", "J15.212! -B95"),
            (
                Inpatient,
                "HOSPITAL COURSE: Blood cultures grew MSSA in 4/4 bottles.\n\n\
                DISCHARGE DIAGNOSES:\n1. Sepsis.",
                "A41.01! -A41.9",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Ventilator associated pneumonia due to Pseudomonas.",
                "J95.851! B96.5 -J15",
            ),
        ]);
    }

    #[test]
    fn not_of_this_infection() {
        check(&[
            (Ed, "ASSESSMENT:\n1. UTI. Urine culture negative for E. coli.", "N39.0! -B96"),
            (
                Ed,
                "PAST MEDICAL HISTORY: History of MRSA.\n\nASSESSMENT:\n1. Cellulitis of left leg.",
                "L03.116! -B95",
            ),
            (
                Inpatient,
                "RESULTS: Urine culture grew E. coli.\n\nDISCHARGE DIAGNOSES:\n1. Pneumonia.",
                "J18.9! -J15 -B96",
            ),
            (Ed, "ASSESSMENT:\n1. Cellulitis of left leg, possible MRSA.", "L03.116! -B95"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. MRSA nasal colonization.",
                "J18.9! Z22.322 -J15 -B95",
            ),
        ]);
    }

    #[test]
    fn every_code_exists() {
        let pack = codesets::Icd10Cm::embedded();
        let on = "2026-04-01".parse().unwrap();
        for organism in super::ORGANISMS {
            for code in [organism.beside, organism.sepsis, organism.pneumonia] {
                assert!(code.is_empty() || pack.is_billable(code, on), "{code}");
            }
        }
        assert!(trial::dx(Ed, "ASSESSMENT:\n1. UTI.").contains(&"N39.0".to_owned()));
    }
}
