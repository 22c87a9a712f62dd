//! Wounds that a visit closed, told in more than one sentence.

use super::Titles;
use crate::draft::Facts;
use crate::procedures::cues::Policy;
use crate::procedures::details;
use crate::procedures::done_here::is_done;
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::{Match, Matcher};
use crate::procedures::statement::Word;
use std::collections::BTreeSet;

/// How many sentences behind a closed wound may tell of its layers.
const LAYERS_REACH: usize = 3;

/// "Repaired. Deep layer closed with 4-0, skin with 5-0": the layers of a wound's closure in the
/// sentences behind it.
pub(super) fn layers_behind(matcher: &Matcher<'_>, at: usize, found: &[Match]) -> Vec<Match> {
    let map = matcher.map;
    let wounds = found.iter().map(|m| &map.entries()[m.entry as usize]);
    let families: BTreeSet<&str> =
        wounds.filter(|e| e.length.is_some()).map(|e| e.root()).collect();
    if families.is_empty() {
        return Vec::new();
    }
    let own = &matcher.statements[at];
    let behind = (at + 1..matcher.statements.len()).take(LAYERS_REACH).take_while(|next| {
        let next = &matcher.statements[*next];
        next.document == own.document && next.section == own.section
    });
    let supply = matcher.supply(behind, Policy::Narrative);
    let mut more = matcher.with_supply(at, Policy::Visit, &supply, Some(&families));
    more.retain(|m| map.entries()[m.entry as usize].length.is_some() && m.title == at);
    more
}

/// Most sentences that may tell where the wound is.
const MOST_PLACES: usize = 60;

/// "2.5 cm lac of the finger." "Closed with 4 x 5-0 nylon.": the closing is told apart from the
/// wound. Only where no sentence tells both, and where one sentence has all that the closing lacks.
pub(super) fn closed(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    matcher: &Matcher<'_>,
    titles: &Titles,
) -> Titles {
    let closes = |m: &Match| map.entries()[m.entry as usize].length.is_some();
    if titles.iter().any(|(_, found)| found.iter().any(closes)) {
        return Vec::new();
    }
    let families: BTreeSet<&str> =
        map.entries().iter().filter(|e| e.length.is_some()).map(|e| e.root()).collect();
    let statements = matcher.statements;
    let mut wounds: Vec<usize> =
        (0..statements.len()).filter(|at| names_a_wound(&statements[*at].words)).collect();
    // The sentence that measures it before those that only name it.
    wounds.sort_by_key(|at| details::sum_of_measures(&statements[*at].words).is_none());
    wounds.truncate(MOST_PLACES);
    let closings = (0..statements.len()).filter(|at| tells_a_closing(&statements[*at].words));
    let of = |at: usize| {
        wounds.iter().filter(|wound| **wound != at).find_map(|wound| {
            let supply = matcher.supply(std::iter::once(*wound), Policy::Visit);
            let mut found = matcher.with_supply(at, Policy::Visit, &supply, Some(&families));
            found.retain(|m| closes(m) && m.title == at && is_done(map, facts, m, &statements[at]));
            (!found.is_empty()).then_some((at, found))
        })
    };
    // One closing: further sentences tell of the same.
    closings.into_iter().find_map(of).into_iter().collect()
}

fn names_a_wound(words: &[Word]) -> bool {
    words.iter().any(|w| matches!(w.form.as_str(), "laceration" | "lac" | "wound" | "cut"))
}

/// A repair with its thread, or one that calls itself simple.
fn tells_a_closing(words: &[Word]) -> bool {
    let has = |forms: &[&str]| words.iter().any(|w| forms.contains(&w.form.as_str()));
    has(&["repair", "repaired", "closed", "closure", "sutured", "suture", "stapled", "staple"])
        && has(&[
            "simple",
            "nylon",
            "prolene",
            "ethilon",
            "vicryl",
            "monocryl",
            "chromic",
            "gut",
            "suture",
            "staple",
            "dermabond",
            "interrupted",
            "laceration",
            "lac",
            "wound",
        ])
}

#[cfg(test)]
mod tests {
    use crate::trial;
    use model::Setting;

    #[test]
    fn a_closing_told_apart_from_its_wound() {
        for (story, expected) in [
            ("Procedure: Irrigated. Simple repair 4 x 5-0 nylon.", Some("12002")),
            ("Procedure: Laceration repair performed: 4 nylon sutures.", Some("12002")),
            ("Procedure: Closed with 4 x 5-0 nylon sutures.", Some("12002")),
            ("Plan: suture removal in 10 days.", None),
            ("Plan: refer to hand surgery for laceration repair.", None),
            ("PAST SURGICAL HISTORY: hernia repair with suture.", None),
        ] {
            let note = format!(
                "URGENT CARE VISIT\nHPI: cut finger today.\nExam: 3 cm lac volar L index \
                 finger.\n{story}\nDx: laceration L index finger.\n"
            );
            let coded = trial::code(Setting::Office, &note);
            let found = coded.px.iter().map(|line| line.code.as_str());
            let closed: Vec<&str> = found.filter(|code| code.starts_with("12")).collect();
            assert_eq!(closed, Vec::from_iter(expected), "{story}");
        }
    }
}
