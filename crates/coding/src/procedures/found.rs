//! From statements to choices, by the way the chart is read.

mod wounds;

use crate::context::Side;
use crate::draft::Facts;
use crate::procedures::choice::Chooser;
use crate::procedures::cues::Policy;
use crate::procedures::details;
use crate::procedures::done_here::is_done;
use crate::procedures::entry::{ProcedureKind, Scope};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::{Match, Matcher, Supply};
use crate::procedures::reported::Ledger;
use crate::procedures::signs::Sign;
use crate::procedures::statement::{Role, Statement};
use crate::procedures::style::Style;
use model::{SectionKind, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// Most words of a chart that are looked at for its only side.
const MOST_SIDE_WORDS: usize = 200_000;

/// Most entries that one group may be the rarest of, to be telling by itself.
const MOST_KNOWN_BY: usize = 4;
/// Most sentences of an untitled operation that are read together.
const MOST_STORY: usize = 12;
/// Most title sentences of a report; further ones are not looked at.
const MOST_TITLES: usize = 200;

/// Fills the ledger from an operative report or a study.
pub fn report(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    style: Style,
    ledger: &mut Ledger<'_>,
    statements: &[Statement],
) {
    let matcher = Matcher { map, statements, setting: facts.setting };
    let title_policy =
        if style == Style::Study { Policy::StudyTitle } else { Policy::OperationTitle };
    let of = |role: Role| (0..statements.len()).filter(move |at| statements[*at].role == role);
    let titled = |at: usize| {
        let mut found = matcher.in_statement(at, title_policy);
        found.retain(|m| opens(map, m, style));
        (at, found)
    };
    let mut titles: Titles = of(Role::Title).take(MOST_TITLES).map(titled).collect();
    let named = titles.iter().any(|(at, _)| statements[*at].section != SectionKind::Unknown);
    let supply = matcher.supply(of(Role::Detail), Policy::Narrative);
    let mut rule = "named in the title of the report";
    if is_none(&titles) {
        titles = nearly(&matcher, &titles, title_policy, &supply, style);
        rule = "named in the title, the rest in the report";
    } else {
        let opened = roots(map, &titles);
        for (at, found) in &mut titles {
            let more = matcher.with_supply(*at, title_policy, &supply, Some(&opened));
            found.extend(more.into_iter().filter(|m| opens(map, m, style)));
        }
    }
    if is_none(&titles) && style == Style::Operative && named {
        // The title decides: what the narrative names on the way is no operation of its own.
        let reason = "the procedure named in the title is not in the map; code it";
        ledger.review.push(reason.into());
        return;
    }
    if is_none(&titles) {
        titles = in_details(&matcher, &of(Role::Detail).collect::<Vec<_>>(), style);
        branches(&matcher, &mut titles, &supply);
        rule = "told in the report";
    }
    if is_none(&titles) {
        titles = as_a_whole(&matcher, style);
        rule = "what the report describes as a whole";
    }
    if style == Style::Study && !is_none(&titles) {
        // A second study without a title of its own ("Nuclear interpretation: …").
        let all = matcher.supply(0..statements.len(), Policy::Narrative);
        let opened: BTreeSet<String> = roots(map, &titles).into_iter().map(str::to_owned).collect();
        let more = matcher.in_report(&all).into_iter().filter(|m| {
            let entry = &map.entries()[m.entry as usize];
            entry.kind == ProcedureKind::Radiology && !opened.contains(entry.root())
        });
        titles.extend(more.map(|m| (m.title, vec![m])));
    }
    choose(map, facts, &titles, ledger, statements, rule);
}

/// Title statements with what they name.
type Titles = Vec<(usize, Vec<Match>)>;

fn is_none(titles: &Titles) -> bool {
    titles.iter().all(|(_, found)| found.is_empty())
}

/// Entries whose groups may stand anywhere; in an operative report without a title, entries
/// whose groups stand in the sentences under "Procedure" together.
fn as_a_whole(matcher: &Matcher<'_>, style: Style) -> Titles {
    let statements = matcher.statements;
    let all = matcher.supply(0..statements.len(), Policy::Narrative);
    let mut found = matcher.in_report(&all);
    if style == Style::Operative {
        let under = |at: &usize| statements[*at].section == SectionKind::Procedure;
        let story = (0..statements.len()).filter(under).take(MOST_STORY);
        let supply = matcher.supply(story, Policy::Narrative);
        found.extend(matcher.covered(&supply, |e| e.scope == Scope::Sentence));
    }
    found.retain(|m| opens(matcher.map, m, style));
    found.into_iter().map(|m| (m.title, vec![m])).collect()
}

/// Kinds that a report of this style may name.
fn opens(map: &ProcedureMap, matched: &Match, style: Style) -> bool {
    use ProcedureKind as K;
    let kind = map.entries()[matched.entry as usize].kind;
    match style {
        Style::Operative => {
            matches!(kind, K::Surgery | K::Injection | K::Radiology | K::Therapy | K::Test)
        }
        Style::Study => matches!(kind, K::Radiology | K::Test),
        Style::Visit => !matches!(kind, K::Visit | K::Pathology | K::Drug),
        Style::Specimens => kind == K::Pathology,
        Style::Nothing => false,
    }
}

/// The family roots that the titles open.
fn roots<'m>(map: &'m ProcedureMap, titles: &[(usize, Vec<Match>)]) -> BTreeSet<&'m str> {
    let matches = titles.iter().flat_map(|(_, found)| found);
    matches.map(|m| map.entries()[m.entry as usize].root()).collect()
}

/// Titles that lack one group which the rest of the report has.
fn nearly(
    matcher: &Matcher<'_>,
    titles: &[(usize, Vec<Match>)],
    policy: Policy,
    supply: &Supply,
    style: Style,
) -> Titles {
    let map = matcher.map;
    let complete = |m: &Match| {
        let groups = &map.groups[m.entry as usize].all;
        let title = &matcher.statements[m.title];
        let inside = groups.iter().filter(|g| title.hits.iter().any(|h| h.group == **g)).count();
        // One group alone must be telling: few entries are known by it.
        let telling = groups.iter().any(|g| {
            let few = (1..=MOST_KNOWN_BY).contains(&map.keyed[*g as usize].len());
            few && title.hits.iter().any(|h| h.group == *g)
        });
        inside + 1 >= groups.len() && (inside > 1 || telling) && opens(map, m, style)
    };
    let of_title = |(at, _): &(usize, Vec<Match>)| {
        let mut found = matcher.with_supply(*at, policy, supply, None);
        found.retain(complete);
        (*at, found)
    };
    titles.iter().map(of_title).collect()
}

/// What was done on the way of a look that only the narrative names: its branches take their
/// words from the whole report.
fn branches(matcher: &Matcher<'_>, titles: &mut Titles, supply: &Supply) {
    let map = matcher.map;
    let entry = |m: &Match| &map.entries()[m.entry as usize];
    let bare = |m: &&Match| !entry(m).family.contains('/');
    let looks: BTreeSet<&str> = titles
        .iter()
        .flat_map(|(_, found)| found.iter().filter(bare).map(|m| entry(m).root()))
        .collect();
    for (at, found) in titles.iter_mut().filter(|(_, found)| !found.is_empty()) {
        let more = matcher.with_supply(*at, Policy::Narrative, supply, Some(&looks)).into_iter();
        found.extend(more.filter(|m| entry(m).family.contains('/')));
    }
}

/// Sentences of the narrative or technique that name a procedure whole.
fn in_details(matcher: &Matcher<'_>, details: &[usize], style: Style) -> Titles {
    let technique: Vec<usize> = details
        .iter()
        .copied()
        .filter(|at| matcher.statements[*at].section == SectionKind::Technique)
        .collect();
    let read = |from: &[usize]| -> Titles {
        let policy = if style == Style::Study { Policy::StudyTitle } else { Policy::Narrative };
        let of = |at: &usize| {
            let mut found = matcher.in_statement(*at, policy);
            found.retain(|m| opens(matcher.map, m, style));
            (*at, found)
        };
        from.iter().map(of).collect()
    };
    let first = read(&technique);
    if first.iter().any(|(_, found)| !found.is_empty()) { first } else { read(details) }
}

/// Fills the ledger from a visit note.
pub fn visit(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    ledger: &mut Ledger<'_>,
    statements: &[Statement],
) {
    let matcher = Matcher { map, statements, setting: facts.setting };
    let mut titles: Titles = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let mut found = matcher.in_statement(at, Policy::Visit);
        found.retain(|m| opens(map, m, Style::Visit) && is_done(map, facts, m, statement));
        let layers = wounds::layers_behind(&matcher, at, &found);
        found.extend(layers);
        titles.push((at, found));
    }
    titles.extend(wounds::closed(map, facts, &matcher, &titles));
    titles.extend(taken_over(map, facts, &matcher, statements));
    let reports = map.entries().iter().any(|e| e.scope == Scope::Report);
    if reports && facts.setting == Setting::Clinic {
        let supply = matcher.supply(0..statements.len(), Policy::Visit);
        let found = matcher.in_report(&supply).into_iter();
        let own = found.filter(|m| is_done(map, facts, m, &statements[m.title]));
        titles.extend(own.map(|m| (m.title, vec![m])));
    }
    choose(map, facts, &titles, ledger, statements, "done at this visit");
}

/// The operation whose aftercare this visit takes over: named where the note says so, or in the
/// next sentence.
fn taken_over(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    matcher: &Matcher<'_>,
    statements: &[Statement],
) -> Titles {
    let mut places: Vec<(u32, u32)> =
        facts.circumstances().sentences(Sign::AftercareOnly).collect();
    places.dedup();
    let near = |s: &Statement| {
        places.iter().any(|(document, sentence)| {
            s.document == *document && (s.sentence == *sentence || s.sentence == sentence + 1)
        })
    };
    let operation = |m: &Match| map.entries()[m.entry as usize].kind == ProcedureKind::Surgery;
    (0..statements.len())
        .filter(|at| near(&statements[*at]))
        .map(|at| {
            let mut found = matcher.in_statement(at, Policy::OperationTitle);
            found.retain(operation);
            (at, found)
        })
        .collect()
}

fn choose(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    titles: &[(usize, Vec<Match>)],
    ledger: &mut Ledger<'_>,
    statements: &[Statement],
    rule: &str,
) {
    let lengths = lengths(map, titles, statements);
    let chooser = Chooser { map, statements, chart_side: chart_side(facts), lengths };
    for (_, found) in titles {
        for chosen in chooser.choose(found) {
            ledger.add(&chosen, rule);
        }
    }
}

/// The wounds of one family are added together.
fn lengths(
    map: &ProcedureMap,
    titles: &[(usize, Vec<Match>)],
    statements: &[Statement],
) -> BTreeMap<String, u32> {
    let mut places: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for matched in titles.iter().flat_map(|(_, found)| found) {
        let entry = &map.entries()[matched.entry as usize];
        if entry.length.is_some() {
            let sites = matched.parts.iter().map(|p| p.statement);
            places.entry(&entry.family).or_default().extend(sites);
        }
    }
    let sum = |sites: &BTreeSet<usize>| -> u32 {
        sites.iter().filter_map(|at| details::sum_of_measures(&statements[*at].words)).sum()
    };
    let summed = places.iter().map(|(family, sites)| ((*family).to_owned(), sum(sites)));
    summed.filter(|(_, length)| *length > 0).collect()
}

/// The only side that the chart names; `None` when it names none or several.
#[must_use]
pub fn chart_side(facts: &Facts<'_>) -> Option<Side> {
    let mut only: Option<Side> = None;
    for (number, document) in facts.reading.documents.iter().enumerate() {
        let text = facts.text(number as u32);
        for token in document.tokens.iter().take(MOST_SIDE_WORDS) {
            let word = token.text(text);
            let side = match word.len() {
                4 if word.eq_ignore_ascii_case("left") => Side::Left,
                5 if word.eq_ignore_ascii_case("right") => Side::Right,
                9 if word.eq_ignore_ascii_case("bilateral") => Side::Both,
                _ => continue,
            };
            match only {
                Some(known) if known != side => return None,
                _ => only = Some(side),
            }
        }
    }
    only
}
