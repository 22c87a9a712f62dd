//! The work on the codes of one account before it is submitted: lines in order, each suggested,
//! accepted or rejected. Pure: the draft in the store is its JSON, the final codes are made of it.

use model::{CodedChart, DiagnosisCode, Evidence, ProcedureCode, RejectedCode};
use serde::{Deserialize, Serialize};

/// Lines of one account at most, decided and undecided together.
pub(super) const MOST_LINES: usize = 300;

/// What sort of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// ICD-10-CM.
    Dx,
    /// CPT or HCPCS.
    Px,
    /// ICD-10-PCS of an inpatient stay.
    Pcs,
}

/// Why a suggestion was rejected; feeds the tuning of the coder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// The chart does not say so.
    NotDocumented,
    /// It is said, and does not count for this encounter.
    NotReportable,
    /// It belongs to another coded condition or service.
    Integral,
    /// Another code says it more exactly, or less.
    WrongSpecificity,
    /// Coded already.
    Duplicate,
    /// The coder misread.
    EngineError,
}

impl Reason {
    /// Every reason with its name in forms and its words.
    pub(super) const ALL: [(Reason, &'static str, &'static str); 6] = [
        (Reason::NotDocumented, "not_documented", "Not documented"),
        (Reason::NotReportable, "not_reportable", "Not reportable here"),
        (Reason::Integral, "integral", "Integral to another code"),
        (Reason::WrongSpecificity, "wrong_specificity", "Wrong specificity"),
        (Reason::Duplicate, "duplicate", "Duplicate"),
        (Reason::EngineError, "engine_error", "Engine error"),
    ];

    pub(super) fn from_name(name: &str) -> Option<Reason> {
        Self::ALL.into_iter().find(|(_, own, _)| *own == name).map(|(reason, ..)| reason)
    }

    pub(super) fn words(self) -> &'static str {
        Self::ALL.into_iter().find(|(own, ..)| *own == self).map_or("", |(.., words)| words)
    }
}

/// What was decided on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// Nothing yet.
    Suggested,
    /// It goes on the claim.
    Accepted,
    /// It does not.
    Rejected(Reason),
}

/// One code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its name within the work; never given twice.
    pub key: u32,
    pub kind: Kind,
    pub state: State,
    /// Added by a person rather than by the coder.
    pub added: bool,
    pub code: String,
    /// The code that the coder had suggested, where a person changed it.
    pub was: Option<String>,
    pub title: Option<String>,
    pub confidence: Option<f64>,
    pub evidence: Vec<Evidence>,
    pub rules: Vec<String>,
    pub refused: Vec<RejectedCode>,
    pub poa: Option<char>,
    pub modifiers: Vec<String>,
    pub units: u32,
    /// Keys of the diagnoses that support a procedure, so that they stay right when the order
    /// changes.
    pub dx: Vec<u32>,
}

impl Line {
    /// Whether it is not rejected.
    pub(super) fn stands(&self) -> bool {
        !matches!(self.state, State::Rejected(_))
    }
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Work {
    /// The version of the codes it began with.
    pub coding: i64,
    /// The next free key.
    pub next_key: u32,
    /// Diagnoses in claim order, then procedures; a rejected line keeps its place.
    pub lines: Vec<Line>,
}

impl Work {
    /// The work at its beginning: what the coder suggested, or what a person made final.
    pub(super) fn begin(version: i64, coded: &CodedChart, decided: bool) -> Work {
        let state = if decided { State::Accepted } else { State::Suggested };
        let mut lines: Vec<Line> = Vec::new();
        for (index, dx) in coded.dx.iter().enumerate() {
            lines.push(of_diagnosis(index as u32, state, dx));
        }
        for (kind, list) in [(Kind::Px, &coded.px), (Kind::Pcs, &coded.pcs)] {
            for px in list {
                let key = u32::try_from(lines.len()).unwrap_or(u32::MAX);
                let dx = px.dx.iter().filter_map(|rank| {
                    let place = coded.dx.iter().position(|dx| dx.rank == *rank)?;
                    u32::try_from(place).ok()
                });
                lines.push(of_procedure(key, kind, state, px, dx.collect()));
            }
        }
        let next_key = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        Work { coding: version, next_key, lines }
    }

    /// The same decisions on newer codes: a decision stays where the code stays, a line that a
    /// person added or changed stays as it is, if its words are still in the chart.
    pub(super) fn rebase(
        &self,
        version: i64,
        coded: &CodedChart,
        still: impl Fn(&Evidence) -> bool,
    ) -> Work {
        let mut fresh = Work::begin(version, coded, false);
        for line in &mut fresh.lines {
            let old = self.lines.iter().find(|old| old.kind == line.kind && old.code == line.code);
            if let Some(old) = old {
                line.state = old.state;
                line.poa = old.poa.or(line.poa);
            }
        }
        for old in self.lines.iter().filter(|old| (old.added || old.was.is_some()) && old.stands())
        {
            if fresh.lines.iter().any(|line| line.kind == old.kind && line.code == old.code) {
                continue;
            }
            let mut line = old.clone();
            line.key = fresh.take_key();
            line.evidence.retain(&still);
            line.dx = Vec::new();
            fresh.lines.push(line);
        }
        fresh
    }

    /// A key that was never used.
    pub(super) fn take_key(&mut self) -> u32 {
        let key = self.next_key;
        self.next_key = self.next_key.saturating_add(1);
        key
    }

    /// The line of a key.
    pub(super) fn line(&self, key: u32) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// The lines of a kind that are not rejected, in order.
    pub(super) fn standing(&self, kind: Kind) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.kind == kind && line.stands())
    }

    /// Whether nothing is left to decide.
    pub(super) fn undecided(&self) -> usize {
        self.lines.iter().filter(|line| line.state == State::Suggested).count()
    }

    /// The codes that follow: of the accepted lines, and with `all` also of the undecided ones.
    pub(super) fn coded(&self, base: &CodedChart, all: bool) -> CodedChart {
        let goes = |line: &&Line| match line.state {
            State::Accepted => true,
            State::Suggested => all,
            State::Rejected(_) => false,
        };
        let of = |kind: Kind| self.lines.iter().filter(move |line| line.kind == kind).filter(goes);
        let ranks: Vec<u32> = of(Kind::Dx).map(|line| line.key).collect();
        let mut coded = base.clone();
        coded.dx = of(Kind::Dx)
            .zip(1_u16..)
            .map(|(line, rank)| DiagnosisCode {
                code: line.code.clone(),
                rank,
                description: line.title.clone(),
                confidence: line.confidence.unwrap_or(1.0),
                evidence: line.evidence.clone(),
                rules: line.rules.clone(),
                rejected: line.refused.clone(),
                poa: line.poa,
            })
            .collect();
        coded.px = of(Kind::Px).map(|line| procedure(line, &ranks)).collect();
        coded.pcs = of(Kind::Pcs).map(|line| procedure(line, &ranks)).collect();
        if let Some(em) = &mut coded.em {
            let level = of(Kind::Px).find(|line| line.was.as_deref() == Some(em.code.as_str()));
            if let Some(level) = level {
                em.code = level.code.clone();
            }
        }
        coded
    }
}

fn of_diagnosis(key: u32, state: State, dx: &DiagnosisCode) -> Line {
    Line {
        key,
        kind: Kind::Dx,
        state,
        added: false,
        code: dx.code.clone(),
        was: None,
        title: dx.description.clone(),
        confidence: Some(dx.confidence),
        evidence: dx.evidence.clone(),
        rules: dx.rules.clone(),
        refused: dx.rejected.clone(),
        poa: dx.poa,
        modifiers: Vec::new(),
        units: 1,
        dx: Vec::new(),
    }
}

fn of_procedure(key: u32, kind: Kind, state: State, px: &ProcedureCode, dx: Vec<u32>) -> Line {
    Line {
        key,
        kind,
        state,
        added: false,
        code: px.code.clone(),
        was: None,
        title: None,
        confidence: Some(px.confidence),
        evidence: px.evidence.clone(),
        rules: px.rules.clone(),
        refused: Vec::new(),
        poa: None,
        modifiers: px.modifiers.clone(),
        units: px.units,
        dx,
    }
}

fn procedure(line: &Line, ranks: &[u32]) -> ProcedureCode {
    let rank = |key: &u32| {
        let place = ranks.iter().position(|own| own == key)?;
        u16::try_from(place + 1).ok()
    };
    ProcedureCode {
        code: line.code.clone(),
        modifiers: line.modifiers.clone(),
        units: line.units,
        dx: line.dx.iter().filter_map(rank).collect(),
        confidence: line.confidence.unwrap_or(1.0),
        evidence: line.evidence.clone(),
        rules: line.rules.clone(),
    }
}
