//! Circumstances: who pays, where it was done, by whom, and what came before, as the words of
//! the documents say. Modifiers follow from them (`modifiers`).

use crate::draft::Facts;
use crate::procedures::signs::{self, Said, Sign};
use model::{PayerKind, SectionKind, Setting};
use reader::Gap;

/// Most signs of one chart that are kept.
const MOST_SIGNS: usize = 2_000;
/// How many words before a sign may deny it.
const DENIED: usize = 3;
/// How many words before a payer's name its heading may stand.
const PAYER_REACH: usize = 6;
/// How many words around an assistant's role their profession may stand.
const ROLE_REACH: usize = 12;

/// Who owns the equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The facility: only the professional part is billed.
    Facility,
    /// The practice that bills.
    Practice,
    /// Not known.
    Unknown,
}

/// The part of the surgical package that the clinician did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The operation alone (54).
    Operation,
    /// The care after it alone (55).
    Aftercare,
}

/// Who the clinician was at the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One of two surgeons (62).
    CoSurgeon,
    /// A physician who assists (80).
    Assistant,
    /// The same where no resident was to be had (82).
    AssistantForResident,
    /// Somebody else who assists (AS).
    OtherAssistant,
}

/// The operation's relation to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Planned then, or a stage of it (58).
    Staged,
    /// For a complication, without plan (78).
    Return,
    /// Without relation, inside its period (79).
    Unrelated,
}

/// What the chart says around its procedures.
#[derive(Clone, Debug, Default)]
pub struct Circumstances {
    said: Vec<Said>,
    /// The payer, where the chart names one.
    pub payer: Option<PayerKind>,
}

impl Circumstances {
    /// Reads the documents once.
    #[must_use]
    pub fn read(facts: &Facts<'_>) -> Circumstances {
        let mut said = Vec::new();
        for number in 0..facts.reading.documents.len() as u32 {
            signs::find(facts, number, MOST_SIGNS, &mut said);
        }
        said.retain(|s| !is_denied(facts, s));
        let named = facts.chart.coverages.first().map(|c| c.kind);
        let payer = named.or_else(|| payer(facts, &said));
        Circumstances { said, payer }
    }

    /// True when the sign stands, undenied.
    #[must_use]
    pub fn says(&self, sign: Sign) -> bool {
        self.said.iter().any(|s| s.sign == sign)
    }

    /// The sentences in which a sign stands: document and number.
    pub fn sentences(&self, sign: Sign) -> impl Iterator<Item = (u32, u32)> {
        self.said.iter().filter(move |s| s.sign == sign).map(|s| (s.document, s.sentence))
    }

    /// True for Medicare and the plans that follow its rules.
    #[must_use]
    pub fn is_medicare(&self) -> bool {
        matches!(self.payer, Some(PayerKind::Medicare | PayerKind::MedicareAdvantage))
    }

    /// True for a payer that is known not to be Medicare's or a state's.
    #[must_use]
    pub fn is_private(&self) -> bool {
        matches!(
            self.payer,
            Some(PayerKind::Commercial | PayerKind::WorkersComp | PayerKind::Other)
        )
    }

    /// Who owns the equipment, where the chart says so.
    #[must_use]
    pub fn owner(&self, facts: &Facts<'_>) -> Owner {
        let place = facts.chart.facility.as_ref().and_then(|f| f.place_of_service.as_deref());
        let hospital = matches!(facts.setting, Setting::Ed | Setting::Inpatient);
        let reads = matches!(facts.setting, Setting::Radiology | Setting::Pathology);
        match place {
            Some(code) if signs::FACILITIES.contains(&code) => Owner::Facility,
            Some(_) => Owner::Practice,
            None if hospital || self.says(Sign::Facility) => Owner::Facility,
            None if reads && self.says(Sign::Inpatient) => Owner::Facility,
            None if self.says(Sign::Practice) => Owner::Practice,
            None => Owner::Unknown,
        }
    }

    /// The part of the package that was done, where it is not all.
    #[must_use]
    pub fn share(&self) -> Option<Share> {
        if self.says(Sign::AftercareOnly) {
            Some(Share::Aftercare)
        } else {
            self.says(Sign::OperationOnly).then_some(Share::Operation)
        }
    }

    /// The clinician's role at the operation, where it is not the surgeon's.
    #[must_use]
    pub fn role(&self, facts: &Facts<'_>) -> Option<Role> {
        let assists = self.said.iter().find(|s| s.sign == Sign::Assists);
        if let Some(sign) = assists {
            let other = signs::words_around(facts, sign, ROLE_REACH).iter().any(|w| {
                ["pa", "np", "rnfa", "crnfa", "physician-assistant"]
                    .iter()
                    .any(|p| w.eq_ignore_ascii_case(p))
            });
            return Some(match () {
                () if other => Role::OtherAssistant,
                () if self.says(Sign::NoResident) => Role::AssistantForResident,
                () => Role::Assistant,
            });
        }
        self.says(Sign::CoSurgeon).then_some(Role::CoSurgeon)
    }

    /// The operation's relation to an earlier one, where the words name it.
    #[must_use]
    pub fn earlier(&self) -> Option<Earlier> {
        if self.says(Sign::Unrelated) && self.says(Sign::InPeriod) {
            Some(Earlier::Unrelated)
        } else if self.says(Sign::Staged) {
            Some(Earlier::Staged)
        } else {
            self.says(Sign::ReturnToRoom).then_some(Earlier::Return)
        }
    }
}

impl Circumstances {
    /// "Unrelated to her surgery": what the visit is about.
    #[must_use]
    pub fn is_about_something_else(&self, facts: &Facts<'_>) -> bool {
        self.near(facts, Sign::Unrelated, &["surgery", "operation", "procedure", "surgical"])
    }

    /// "Admitted to observation and discharged the same day", or the encounter's own days.
    #[must_use]
    pub fn discharged_same_day(&self, facts: &Facts<'_>) -> bool {
        let encounter = &facts.chart.encounter;
        if let (Some(start), Some(end)) = (encounter.start, encounter.end) {
            return start == end;
        }
        self.near(facts, Sign::SameDay, &["discharged", "discharge"])
    }

    /// True when one of the words stands near the sign.
    fn near(&self, facts: &Facts<'_>, sign: Sign, words: &[&str]) -> bool {
        self.said.iter().filter(|s| s.sign == sign).any(|said| {
            signs::words_around(facts, said, NEAR)
                .iter()
                .any(|w| words.iter().any(|word| w.eq_ignore_ascii_case(word)))
        })
    }
}

/// How many words around a sign tell what it speaks of.
const NEAR: usize = 8;

/// "not a screening exam", "no return to the operating room".
fn is_denied(facts: &Facts<'_>, said: &Said) -> bool {
    if matches!(said.sign, Sign::NoResident | Sign::NotReached | Sign::Unrelated) {
        return false;
    }
    let tokens = &facts.document(said.document).tokens;
    let text = facts.text(said.document);
    let first = said.token as usize;
    let from = first.saturating_sub(DENIED);
    let bars = Gap::STOP | Gap::SEMICOLON | Gap::COLON | Gap::LINE | Gap::COMMA;
    (from..first).rev().take_while(|at| !tokens[at + 1].gap.has(bars)).any(|at| {
        let word = tokens[at].text(text);
        ["no", "not", "without", "never"].iter().any(|d| word.eq_ignore_ascii_case(d))
    })
}

/// The payer by name under a heading for one, or in words that need none.
fn payer(facts: &Facts<'_>, said: &[Said]) -> Option<PayerKind> {
    let mut found = None;
    for sign in said {
        let (kind, alone) = match sign.sign {
            Sign::Payer(kind) => (kind, false),
            Sign::PayerAlone(kind) => (kind, true),
            _ => continue,
        };
        if !alone && !is_headed(facts, sign) {
            continue;
        }
        // "Humana Medicare Advantage": the plan's kind decides, not the insurer's name.
        match (found, kind) {
            (None, _) => found = Some(kind),
            (Some(PayerKind::Commercial | PayerKind::Medicare), PayerKind::MedicareAdvantage) => {
                return Some(kind);
            }
            _ => {}
        }
    }
    found
}

/// "Insurance: Aetna", "Primary payer is Medicare": a heading for payers shortly before, on the
/// same line.
fn is_headed(facts: &Facts<'_>, said: &Said) -> bool {
    let tokens = &facts.document(said.document).tokens;
    let text = facts.text(said.document);
    let first = said.token as usize;
    let from = first.saturating_sub(PAYER_REACH);
    (from..first).rev().take_while(|at| !tokens[at + 1].gap.has(Gap::LINE)).any(|at| {
        let word = tokens[at].text(text);
        ["insurance", "insurer", "payer", "payor", "coverage", "carrier", "plan"]
            .iter()
            .any(|h| word.eq_ignore_ascii_case(h))
    })
}

/// The section of a sentence.
#[must_use]
pub fn section(facts: &Facts<'_>, (document, sentence): (u32, u32)) -> SectionKind {
    let reading = facts.document(document);
    let sentence = reading.sentences.get(sentence as usize);
    sentence.map(|s| reading.section_of(s)).unwrap_or_default()
}
