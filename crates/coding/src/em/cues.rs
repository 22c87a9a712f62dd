//! The words of `data/procedures/em.toml`, ready to be found in a note.

use super::levels::{Ladder, Numbers};
use codesets::words;
use hashbrown::HashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What words mean for the level: the names of `[words]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    // Which visit.
    NewPatient,
    SentHere,
    EstablishedPatient,
    Preventive,
    MedicareWellness,
    MedicareFirst,
    MedicareWelcome,
    Medicare,
    PostoperativeVisit,
    SinceSurgery,
    NoVisit,
    UrgentCare,
    EmergencyPlace,
    DischargeDay,
    AdmissionDay,
    ConsultDay,
    StayDay,
    PlannedOperation,
    CriticalCare,
    SharedVisit,
    VideoVisit,
    AudioVisit,
    VisitWords,
    // Time.
    TimeTotal,
    TimeOther,
    DischargeTime,
    // How a problem stands.
    NotAtGoal,
    Severe,
    Stable,
    Unlikely,
    HeavyInjury,
    OldInjury,
    // Data.
    Testing,
    Ordered,
    LookedAt,
    TakenHere,
    ExternalNote,
    Relative,
    Tells,
    HistoryFrom,
    IndependentView,
    FilmViewed,
    Talked,
    TalkedWithoutWith,
    Professional,
    PatientSide,
    // Risk.
    DrugActedOn,
    DrugEscalated,
    Dose,
    Prescribed,
    MedicinePlan,
    NotADrug,
    Given,
    ByNeedle,
    LocalOrVaccine,
    Surgery,
    SurgeryDecided,
    SurgeryNotDecided,
    SurgerySmall,
    AtOnce,
    EmergencySurgery,
    SurgeryRisk,
    Admitted,
    AdmittedAlone,
    Escalated,
    Social,
    ToxicityWatch,
    ComfortOnly,
    OverCounter,
    OtherTreatment,
    RestOnly,
    // How a statement stands.
    Denied,
    Conditional,
    NotNeeded,
    PastTest,
    OnlyIf,
    ComeBack,
    Linking,
    PastStay,
    DecisionWords,
}

/// What a phrase found in a note means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A word of a list.
    Cue(Cue),
    /// A test, by its row among the kinds of tests.
    Test(u16),
    /// A part of the body that a study looks at.
    Region(u16),
}

/// A kind of test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestKind {
    /// Its name in the file.
    pub name: String,
    /// A picture or tracing, as against a laboratory test.
    pub study: bool,
    /// Its words name a test only beside a word of testing.
    pub beside_testing: bool,
    /// It stands for tests that are not named.
    pub unnamed: bool,
}

/// Prefixes of codes by the weight of the problem.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemCodes {
    pub threat: Vec<String>,
    pub systemic: Vec<String>,
    pub undiagnosed: Vec<String>,
    pub complicated_injury: Vec<String>,
    pub self_limited: Vec<String>,
    pub acute_like: Vec<String>,
    pub lasting: Vec<String>,
    pub no_problem: Vec<String>,
    pub same_problem: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    levels: BTreeMap<String, Ladder>,
    numbers: Numbers,
    problems: ProblemCodes,
    tests: BTreeMap<String, Vec<String>>,
    studies: BTreeMap<String, Vec<String>>,
    regions: BTreeMap<String, Vec<String>>,
    tests_beside_testing: BTreeMap<String, Vec<String>>,
    tests_unnamed: BTreeMap<String, Vec<String>>,
    words: BTreeMap<Cue, Vec<String>>,
}

/// A phrase and all that it means.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// Numbers of its words.
    pub words: Box<[u32]>,
    /// Its meanings.
    pub means: Vec<Means>,
}

/// Endings of the names of operations.
const OPERATION_ENDINGS: &[&str] = &["ectomy", "plasty", "ostomy", "otomy", "rrhaphy", "pexy"];

/// Number of a word that no list holds.
pub const UNKNOWN: u32 = 0;
/// Number of a word that ends as names of operations do.
pub const OPERATION: u32 = 1;

/// All lists, with their phrases filed under their first word, longest first.
pub struct Lists {
    numbers: HashMap<String, u32>,
    by_first: Vec<Vec<Phrase>>,
    /// The kinds of tests.
    pub tests: Vec<TestKind>,
    /// Level tables by their name.
    pub levels: BTreeMap<String, Ladder>,
    /// Single numbers and their bounds.
    pub services: Numbers,
    /// Codes by the weight of the problem.
    pub problems: ProblemCodes,
}

impl Lists {
    /// The lists inside the binary; `None` in a build without the CPT map.
    #[must_use]
    pub fn embedded() -> Option<&'static Lists> {
        static LISTS: OnceLock<Option<Lists>> = OnceLock::new();
        LISTS
            .get_or_init(|| {
                #[cfg(feature = "cpt-map")]
                let text = include_str!("../../../../data/procedures/em.toml");
                #[cfg(not(feature = "cpt-map"))]
                let text = "";
                Lists::read(text).ok()
            })
            .as_ref()
    }

    /// Reads the lists.
    ///
    /// # Errors
    /// When the text is not of the form; a test reads the embedded one.
    pub fn read(text: &str) -> Result<Lists, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let mut lists = Lists {
            numbers: HashMap::new(),
            by_first: vec![Vec::new(), Vec::new()],
            tests: Vec::new(),
            levels: file.levels,
            services: file.numbers,
            problems: file.problems,
        };
        let kinds = [
            (&file.tests, false, false, false),
            (&file.studies, true, false, false),
            (&file.tests_beside_testing, false, true, false),
            (&file.tests_unnamed, false, false, true),
        ];
        for (table, study, beside_testing, unnamed) in kinds {
            for (name, phrases) in table {
                let at = lists.tests.len() as u16;
                let name = name.clone();
                lists.tests.push(TestKind { name, study, beside_testing, unnamed });
                phrases.iter().for_each(|text| lists.add(text, Means::Test(at)));
            }
        }
        for (at, phrases) in file.regions.values().enumerate() {
            phrases.iter().for_each(|text| lists.add(text, Means::Region(at as u16)));
        }
        for (cue, phrases) in &file.words {
            phrases.iter().for_each(|text| lists.add(text, Means::Cue(*cue)));
        }
        for phrases in &mut lists.by_first {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        let means = vec![Means::Cue(Cue::Surgery)];
        lists.by_first[OPERATION as usize] = vec![Phrase { words: [OPERATION].into(), means }];
        Ok(lists)
    }

    fn add(&mut self, text: &str, means: Means) {
        let mut numbers = Vec::new();
        for form in words::forms(text) {
            let next = self.by_first.len() as u32;
            let number = *self.numbers.entry(form).or_insert(next);
            if number == next {
                self.by_first.push(Vec::new());
            }
            numbers.push(number);
        }
        let Some(first) = numbers.first().copied() else { return };
        let filed = &mut self.by_first[first as usize];
        match filed.iter_mut().find(|p| *p.words == *numbers) {
            Some(known) if known.means.contains(&means) => {}
            Some(known) => known.means.push(means),
            None => filed.push(Phrase { words: numbers.into(), means: vec![means] }),
        }
    }

    /// The number of a word.
    #[must_use]
    pub fn number(&self, form: &str) -> u32 {
        match self.numbers.get(form) {
            Some(number) => *number,
            None if OPERATION_ENDINGS.iter().any(|e| form.len() > e.len() && form.ends_with(e)) => {
                OPERATION
            }
            None => UNKNOWN,
        }
    }

    /// The phrases that begin with a word, longest first.
    #[must_use]
    pub fn beginning(&self, word: u32) -> &[Phrase] {
        self.by_first.get(word as usize).map_or(&[], Vec::as_slice)
    }
}

/// True when a code lies at or below any of the prefixes; dots are ignored.
#[must_use]
pub fn below_any(code: &str, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| crate::draft::is_below(code, prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../../data/procedures/em.toml");

    #[test]
    fn the_file_is_of_its_form_and_whole() {
        let file: File = toml::from_str(TEXT).unwrap();
        // Every list that the code asks for stands in the file, with phrases.
        assert_eq!(file.words.len(), Cue::DecisionWords as usize + 1);
        assert!(file.words.values().all(|phrases| !phrases.is_empty()));
        for (name, ladder) in &file.levels {
            assert!(matches!(ladder.minutes.len(), 0 | 4), "{name}");
            assert!(ladder.minutes.is_sorted() && ladder.codes.is_sorted(), "{name}");
            let bare = |c: &String| c.len() == 5 && c.bytes().all(|b| b.is_ascii_digit());
            assert!(ladder.codes.iter().all(bare), "{name}");
        }
        assert!(Lists::read(TEXT).is_ok());
        assert!(Lists::read("levels = 3").is_err());
    }

    #[test]
    fn no_test_has_two_kinds() {
        let file: File = toml::from_str(TEXT).unwrap();
        let tables = [&file.tests, &file.studies, &file.tests_unnamed];
        let mut seen = BTreeMap::new();
        for (kind, phrases) in tables.into_iter().flatten() {
            for phrase in phrases {
                let forms = words::forms(phrase).join(" ");
                let other = seen.insert(forms.clone(), kind);
                assert!(other.is_none_or(|o| o == kind), "{forms}: {kind} and {other:?}");
            }
        }
    }

    #[test]
    fn vital_signs_are_no_tests() {
        let lists = Lists::embedded().unwrap();
        for sign in ["blood pressure", "pulse", "spo2", "temperature", "weight", "phq 9", "bmi"] {
            let forms = words::forms(sign);
            let first = lists.number(&forms[0]);
            let test = lists.beginning(first).iter().any(|p| {
                let own: Vec<u32> = forms.iter().map(|f| lists.number(f)).collect();
                *p.words == *own && p.means.iter().any(|m| matches!(m, Means::Test(_)))
            });
            assert!(!test, "{sign}");
        }
    }
}
