//! Procedures: what was done becomes CPT and HCPCS lines, by the map in `data/procedures`.
//!
//! What enters: the facts of a chart and the map. What leaves: lines with modifiers, units,
//! verbatim evidence and the reasons. Where a procedure may be taken from depends on the way the
//! chart is read (`style`): the title of an operation or study with its narrative, the specimens
//! of a pathology report, or what a visit note says was done here now. Never what is ordered,
//! planned, refused, done before or elsewhere (`cues`).

pub mod administration;
pub mod amounts;
pub mod choice;
pub mod circumstances;
pub mod clock;
pub mod cue_words;
pub mod cues;
pub mod details;
pub mod done_here;
pub mod earlier;
pub mod entry;
pub mod events;
pub mod found;
pub mod imaging;
pub mod immunization;
pub mod map;
pub mod matching;
pub mod modifiers;
pub mod order;
pub mod phrases;
pub mod repeats;
pub mod reported;
pub mod sides;
pub mod signs;
pub mod sites;
pub mod specimens;
pub mod statement;
pub mod style;
#[cfg(test)]
mod tests;
pub mod timed;
pub mod titles;
pub mod two_scopes;

pub use entry::{Procedure, ProcedureKind};
pub use map::{MapError, ProcedureMap};
pub use modifiers::visit_modifier;

use crate::draft::{Draft, Facts};
use model::{Evidence, Setting};
use reported::Ledger;
use style::Style;

/// Most lines of one chart; a longer list is a broken or hostile document.
pub const MOST_LINES: usize = 100;

/// One procedure, service or supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// CPT or HCPCS Level II number.
    pub code: String,
    /// Modifiers in claim order.
    pub modifiers: Vec<String>,
    /// Units of service, at least 1.
    pub units: u32,
    /// Where the chart says so. Never empty.
    pub evidence: Vec<Evidence>,
    /// Why, in our own words.
    pub rules: Vec<String>,
    /// Family of the entry.
    pub family: String,
    /// What sort of service it is.
    pub kind: ProcedureKind,
    /// Its package has ninety days.
    pub major: bool,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Performed {
    /// The lines, in the order in which the chart names them.
    pub lines: Vec<Line>,
    /// Reasons for a coder to look.
    pub review: Vec<String>,
}

/// The procedures of a chart. Pure and deterministic; linear in the documents.
#[must_use]
pub fn performed(map: &ProcedureMap, facts: &Facts<'_>, _draft: &Draft) -> Performed {
    if map.is_empty() {
        return Performed::default();
    }
    let style = style::style(facts);
    let found = read_as(map, facts, style);
    // A bare clinic note that names no study may be a record of what was given.
    if style == Style::Study && facts.setting == Setting::Clinic && found.lines.is_empty() {
        let visit = read_as(map, facts, Style::Visit);
        return if visit.lines.is_empty() { found } else { visit };
    }
    found
}

fn read_as(map: &ProcedureMap, facts: &Facts<'_>, style: Style) -> Performed {
    if style == Style::Nothing {
        return Performed::default();
    }
    let statements = match style {
        Style::Specimens => specimens::statements(map, facts),
        _ => style::statements(map, facts, style),
    };
    let mut ledger = Ledger::new(facts, map, &statements);
    match style {
        Style::Operative | Style::Study => {
            found::report(map, facts, style, &mut ledger, &statements);
        }
        Style::Visit => found::visit(map, facts, &mut ledger, &statements),
        Style::Specimens => specimens::examined(map, facts, &mut ledger, &statements),
        Style::Nothing => {}
    }
    two_scopes::keep_apart(map, &statements, &mut ledger.lines);
    match style {
        Style::Specimens => ledger.settle_specimens(),
        _ => ledger.settle(),
    }
    let mut lines = std::mem::take(&mut ledger.lines);
    let mut review = std::mem::take(&mut ledger.review);
    timed::share(map, facts, &mut lines);
    modifiers::apply(map, facts, style, &statements, &mut lines, &mut review);
    ledger.lines = lines;
    ledger.review = review;
    let mut performed = ledger.finish();
    if style == Style::Visit {
        immunization::given(map, facts, &mut performed);
        administration::given(map, facts, &mut performed);
    }
    for line in &mut performed.lines {
        order::sort(&mut line.modifiers);
    }
    performed.lines.truncate(MOST_LINES);
    performed
}
