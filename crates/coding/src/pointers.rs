//! Which diagnoses a service is for (837P SV107, CMS-1500 item 24E): the chart writes them beside
//! it, in its sentence or in its problem of the plan; a vaccine is for Z23 (I.C.21.c.2). Where the
//! chart does not tell, the service is for the visit's conditions, the first of them first.

use crate::draft::{Diagnosis, Draft, Facts};
use crate::procedures::{Line, ProcedureKind};
use model::Evidence;
use reader::Kind;

/// Most diagnoses that a line points to (SV107 has room for four).
const MOST: usize = 4;

/// The last diagnosis that a professional claim has room for (HI segment, CMS-1500 item 21).
const LAST: u16 = 12;

/// The reason of a visit at which a vaccine is given.
const IMMUNIZATION: &str = "Z23";

/// Where words stand: the document and its sentence, and the numbered problem around it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    document: u32,
    sentence: usize,
    /// Section and item; nothing outside a list.
    problem: Option<(u32, u32)>,
}

/// The diagnoses of a chart, ready to be pointed to.
pub struct Pointers<'a> {
    facts: &'a Facts<'a>,
    /// Rank, whether it is a condition or a reason (no state, no history), places.
    ranked: Vec<(u16, bool, Vec<Place>)>,
    immunization: Option<u16>,
}

impl<'a> Pointers<'a> {
    /// The diagnoses of the draft, in its order.
    pub fn of(facts: &'a Facts<'a>, draft: &Draft) -> Self {
        let rank = |at: usize| u16::try_from(at + 1).unwrap_or(u16::MAX);
        let ranked = draft.diagnoses.iter().enumerate();
        // An accident's circumstances are never what a service is for.
        let ranked = ranked.filter(|(_, one)| one.kind != Kind::External).map(|(at, one)| {
            let places = one.evidence.iter().filter_map(|words| place(facts, words));
            (rank(at), !is_state(one), places.collect())
        });
        let vaccine = draft.diagnoses.iter().position(|one| one.code == IMMUNIZATION);
        Self { facts, ranked: ranked.collect(), immunization: vaccine.map(rank) }
    }

    /// What the visit is for: conditions and reasons before states and histories; a vaccine only
    /// where there is nothing else.
    pub fn of_visit(&self) -> Vec<u16> {
        let others = |state: bool| {
            let wanted = self.ranked.iter().filter(move |(rank, reason, _)| {
                *reason != state && Some(*rank) != self.immunization
            });
            wanted.map(|(rank, ..)| *rank).take(MOST).collect::<Vec<u16>>()
        };
        let first = others(false);
        match (first.is_empty(), self.immunization) {
            (false, _) => first,
            (true, Some(vaccine)) => vec![vaccine],
            (true, None) => others(true),
        }
    }

    /// What another service is for.
    pub fn of_line(&self, line: &Line) -> Vec<u16> {
        if line.kind == ProcedureKind::Vaccine
            && let Some(vaccine) = self.immunization
        {
            return vec![vaccine];
        }
        let own: Vec<Place> =
            line.evidence.iter().filter_map(|words| place(self.facts, words)).collect();
        let same_sentence =
            |a: &Place, b: &Place| (a.document, a.sentence) == (b.document, b.sentence);
        let same_problem = |a: &Place, b: &Place| {
            a.document == b.document && a.problem.is_some() && a.problem == b.problem
        };
        // A history that stands alone beside a service is what it is for: a colonoscopy, and polyps
        // in the past.
        let tries: [(Beside, bool); 4] = [
            (same_sentence, true),
            (same_problem, true),
            (same_sentence, false),
            (same_problem, false),
        ];
        tries
            .into_iter()
            .map(|(beside, reasons)| self.beside(&own, beside, reasons))
            .find(|found| !found.is_empty())
            .unwrap_or_else(|| self.of_visit())
    }

    fn beside(&self, own: &[Place], beside: Beside, reasons: bool) -> Vec<u16> {
        let near = |places: &[Place]| places.iter().any(|one| own.iter().any(|o| beside(o, one)));
        let found = self.ranked.iter().filter(|(rank, reason, places)| {
            let room = *rank <= LAST && Some(*rank) != self.immunization;
            *reason == reasons && room && near(places)
        });
        found.map(|(rank, ..)| *rank).take(MOST).collect()
    }
}

type Beside = fn(&Place, &Place) -> bool;

fn is_state(one: &Diagnosis) -> bool {
    matches!(one.kind, Kind::Status | Kind::History)
}

fn place(facts: &Facts<'_>, words: &Evidence) -> Option<Place> {
    let sentences = &facts.reading.documents.get(words.document as usize)?.sentences;
    let sentence = sentences.partition_point(|one| one.start <= words.start).checked_sub(1)?;
    let around = &sentences[sentence];
    let problem = (around.item > 0).then_some((around.root, around.item));
    Some(Place { document: words.document, sentence, problem })
}

#[cfg(test)]
mod tests {
    use crate::trial;
    use model::Setting;

    /// The code of a line, and the codes that it is for.
    type For<'a> = (&'a str, &'a [&'a str]);

    /// Notes, with what is expected of their lines.
    const CASES: &[(&str, &[For<'_>])] = &[
        (
            "ASSESSMENT AND PLAN:\n1. Hypertension. Increase lisinopril.\n2. Type 2 diabetes. \
             Continue metformin.\n3. Influenza vaccine given today.",
            &[("90656", &["Z23"]), ("90471", &["Z23"])],
        ),
        (
            "ASSESSMENT AND PLAN:\n1. Hypertension. Increase lisinopril.\n2. Primary \
             osteoarthritis of the right knee. Right knee was injected with 40 mg of Kenalog \
             today.",
            &[("20610", &["M17.11"])],
        ),
        (
            "ASSESSMENT AND PLAN:\n1. Hypertension. Increase lisinopril.\n2. Palpitations: EKG \
             done in the office today, normal sinus rhythm.",
            &[("93000", &["R00.2"])],
        ),
        (
            "ASSESSMENT AND PLAN:\n1. Hypertension. Increase lisinopril.\n2. Personal history of \
             colon polyps. Colonoscopy performed today.",
            &[("45378", &["Z86.0100"])],
        ),
        (
            "Hemoglobin A1c was done in the office today: 7.1.\n\nASSESSMENT AND PLAN:\n\
             1. Hypertension. Increase lisinopril.\n2. Type 2 diabetes. Continue metformin.",
            &[("83036", &["I10", "E11.9"])],
        ),
    ];

    #[test]
    fn each_service_is_for_what_the_chart_writes_beside_it() {
        for (note, wanted) in CASES {
            let note = format!("OFFICE VISIT\n{note}");
            let coded = trial::code(Setting::Office, &note);
            for (code, diagnoses) in *wanted {
                let line = coded.px.iter().find(|line| line.code == *code);
                let line = line.unwrap_or_else(|| panic!("{code} in {note}: {:?}", coded.px));
                let found: Vec<&str> = line
                    .dx
                    .iter()
                    .map(|rank| coded.dx[usize::from(*rank) - 1].code.as_str())
                    .collect();
                assert_eq!(&found, diagnoses, "{code} in {note}");
            }
            let visit = coded.px.iter().find(|line| line.code.starts_with("992"));
            for rank in visit.into_iter().flat_map(|line| &line.dx) {
                assert_ne!(coded.dx[usize::from(*rank) - 1].code, "Z23", "the visit in {note}");
            }
        }
    }
}
