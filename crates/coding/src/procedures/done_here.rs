//! Whether a visit says plainly enough that what it names was done here now.

use crate::draft::Facts;
use crate::procedures::cues::{self, Act, Done};
use crate::procedures::entry::{ProcedureKind, Units};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::Match;
use crate::procedures::statement::Statement;
use crate::procedures::style;
use model::{SectionKind, Setting};

/// True when the words say plainly enough that it was done at this visit.
#[must_use]
pub fn is_done(map: &ProcedureMap, facts: &Facts<'_>, m: &Match, statement: &Statement) -> bool {
    let setting = facts.setting;
    use ProcedureKind as K;
    use SectionKind as S;
    let part = m.parts[0];
    let kind = map.entries()[m.entry as usize].kind;
    let act = match kind {
        K::Radiology | K::Test | K::Laboratory => Act::Study,
        _ => Act::Treatment,
    };
    let own = cues::done(&statement.words, part.first, part.last, act);
    let here = matches!(kind, K::Laboratory | K::Vaccine | K::Radiology | K::Test);
    let headed = here && own < Done::Here && style::is_headed_here(facts, statement);
    let said = if headed { Done::Here } else { own };
    // A procedure note inside the visit is about what was done.
    let noted = matches!(statement.section, S::Procedure | S::OperativeNarrative);
    // A talk with its minutes was held: its own words are the act.
    let entry = &map.entries()[m.entry as usize];
    let talk = kind == K::Therapy && entry.minimum > 0 && entry.units == Units::Each;
    let told = matches!(
        statement.section,
        S::PresentIllness | S::ChiefComplaint | S::Unknown | S::Indication | S::Administrative
    );
    let planned = matches!(statement.section, S::Plan | S::AssessmentPlan);
    if setting == Setting::Ed && !matches!(kind, K::Surgery | K::Test | K::Therapy) {
        // Pictures are read by radiology; laboratory, drugs and their giving are the hospital's.
        return false;
    }
    // The reading of a tracing is the emergency physician's service.
    let read = setting == Setting::Ed
        && kind == K::Test
        && ["read", "interpreted", "reviewed"].iter().any(|w| statement.has_run(&[w, "by", "me"]));
    // A questionnaire that was scored was filled in at this visit.
    let scored = kind == K::Test && statement.has("scored");
    match kind {
        _ if read || scored => true,
        K::Laboratory => said == Done::Here && (!planned || has_result(statement, part.last)),
        _ if noted || talk => true,
        _ if told => said == Done::Here,
        _ => said >= Done::Done,
    }
}

/// True when the words behind a test give its result or say that it was done: "labs today: CBC,
/// CMP" in a plan are drawn and sent out.
fn has_result(statement: &Statement, last: u32) -> bool {
    const RESULTS: &[&str] = &[
        "negative",
        "neg",
        "positive",
        "pos",
        "normal",
        "wnl",
        "trace",
        "done",
        "obtained",
        "performed",
        "resulted",
        "showed",
        "shows",
        "showing",
        "poc",
        "poct",
        "was",
        "is",
    ];
    statement.words.iter().skip(last as usize + 1).any(|w| {
        RESULTS.contains(&w.form.as_str())
            || w.form.bytes().next().is_some_and(|b| b.is_ascii_digit())
    }) || ["poc", "poct", "fingerstick", "performed", "done", "obtained", "office", "clinic"]
        .iter()
        .any(|w| statement.has(w))
}
