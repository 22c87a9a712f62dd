//! The choice inside a family: which of the entries that match is the one documented.
//!
//! Entries that contradict what is documented fall out. Of the others the one with most groups
//! wins, then the one whose bands fit, then the longest words, then the default.

use crate::context::Side;
use crate::procedures::amounts::Amount;
use crate::procedures::clock;
use crate::procedures::details;
use crate::procedures::entry::{Contrast, Procedure, Units};
use crate::procedures::events;
use crate::procedures::imaging;
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::{Match, Part};
use crate::procedures::repeats;
use crate::procedures::sides;
use crate::procedures::sites;
use crate::procedures::statement::{Role, Statement, Word};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most units of one line that words alone may give.
const MOST_UNITS: u32 = 200;

/// An entry that was chosen, with what is known of it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The match that it came from.
    pub matched: Match,
    /// The side, where the entry takes one and it is documented.
    pub side: Option<Side>,
    /// Finger, toe, eyelid or coronary artery.
    pub digit: Option<&'static str>,
    /// Minutes that the note gives it.
    pub minutes: Option<u32>,
    /// How often it was done again, where the words count it.
    pub again: u32,
    /// The words say that it was done again.
    pub repeats: bool,
    /// Units.
    pub units: u32,
    /// Why this one.
    pub rules: Vec<String>,
    /// What a coder should look at.
    pub doubts: Vec<String>,
}

/// What the words say of the manner, for one family at one place.
#[derive(Clone, Debug, Default)]
struct Manner {
    views: Option<u8>,
    contrast: Option<Contrast>,
    size: Option<u32>,
    length: Option<u32>,
    counted: Option<u32>,
    levels: Option<u32>,
    minutes: Option<u32>,
    area: Option<u32>,
}

/// Chooses among the matches of a chart.
pub struct Chooser<'a> {
    /// The map.
    pub map: &'a ProcedureMap,
    /// The statements.
    pub statements: &'a [Statement],
    /// The only side that the chart names.
    pub chart_side: Option<Side>,
    /// Summed lengths of the wounds of a family.
    pub lengths: BTreeMap<String, u32>,
}

impl Chooser<'_> {
    /// One choice for each family among the matches of one title or sentence.
    #[must_use]
    pub fn choose(&self, matches: &[Match]) -> Vec<Chosen> {
        let mut families: BTreeMap<&str, Vec<&Match>> = BTreeMap::new();
        for matched in matches {
            families.entry(&self.entry(matched).family).or_default().push(matched);
        }
        let mut chosen: Vec<Chosen> =
            families.values().flat_map(|members| self.of_family(members)).collect();
        chosen.sort_by_key(|c| (c.matched.parts[0], c.matched.entry, c.digit));
        chosen
    }

    fn entry(&self, matched: &Match) -> &Procedure {
        &self.map.entries[matched.entry as usize]
    }

    fn of_family(&self, members: &[&Match]) -> Vec<Chosen> {
        let Some(heaviest) = members.iter().max_by_key(|m| (m.weight, Reverse(m.entry))) else {
            return Vec::new();
        };
        let sized = members.iter().any(|m| self.entry(m).size.is_some());
        let manner = self.manner(heaviest, sized);
        let fits = |m: &&&Match| contradiction(self.entry(m), &manner).is_none();
        let fitting: Vec<&&Match> = members.iter().filter(fits).collect();
        let mut doubts = Vec::new();
        let pool = if fitting.is_empty() {
            // A least of minutes is no matter of taste: below it nothing is reported.
            let open = |m: &&&Match| self.entry(m).minimum == 0;
            let reason = contradiction(self.entry(heaviest), &manner).unwrap_or_default();
            doubts.push(format!("{}: {reason}", self.entry(heaviest).name));
            members.iter().filter(open).collect()
        } else {
            fitting
        };
        let best = pool.into_iter().max_by_key(|m| self.rank(m, &manner));
        best.map(|m| self.finish(m, &manner, doubts)).unwrap_or_default()
    }

    fn rank(&self, matched: &Match, manner: &Manner) -> impl Ord + use<> {
        let entry = self.entry(matched);
        let least_views = entry.views.map_or(0, |v| v[0]);
        let least_size = entry.size.or(entry.length).map_or(0, |s| (s[0] * 100.0) as u32);
        let modest = (Reverse(least_views), Reverse(least_size));
        let counted = Reverse(entry.count.map_or(0, |c| c[0]));
        let without = matches!(entry.contrast, Some(Contrast::Without));
        let silent = manner.contrast.is_none() && without;
        (
            entry.all.len(),
            fit(entry, manner),
            matched.weight,
            entry.default,
            silent,
            modest,
            counted,
            Reverse(matched.entry),
        )
    }

    /// What the title says of the manner, and where it is silent the rest of the match and the
    /// details of the report.
    fn manner(&self, matched: &Match, sized: bool) -> Manner {
        let title = &self.statements[matched.title];
        let part = matched.parts[0];
        let parts = matched.parts.iter().map(|p| &self.statements[p.statement]);
        let details = || {
            let near = |s: &&Statement| s.role == Role::Detail && s.document == title.document;
            self.statements.iter().filter(near)
        };
        let technique = || details().take(MOST_DETAILS);
        let speaks_of_it = || {
            let groups = &self.map.groups[matched.entry as usize].all;
            details().filter(move |s| s.hits.iter().any(|h| groups.contains(&h.group)))
        };
        let own = |read: fn(&[crate::procedures::statement::Word]) -> Option<u32>| {
            parts.clone().find_map(|s| read(&s.words))
        };
        let is_visit = title.role == Role::Visit;
        let views = imaging::views(&title.words).or_else(|| {
            if is_visit { None } else { technique().find_map(|s| imaging::views(&s.words)) }
        });
        let contrast = imaging::contrast(&title.words).or_else(|| {
            if is_visit { None } else { technique().find_map(|s| imaging::contrast(&s.words)) }
        });
        let measured = |s: &Statement| details::largest_measure(&s.words);
        // Asked only where the family has sizes: it looks through the whole narrative.
        let size = own(details::largest_measure)
            .or_else(|| if sized { speaks_of_it().find_map(measured) } else { None });
        Manner {
            views,
            contrast,
            size,
            length: self.lengths.get(&self.entry(matched).family).copied(),
            counted: details::counted(&title.words, part.first, part.last),
            levels: own(details::levels),
            area: own(details::area),
            minutes: minutes_near(&self.statements[part.statement], part).or_else(|| {
                let ranges = || parts.clone().find_map(|s| clock::range(&s.words));
                own(clock::minutes).or_else(|| ranges().map(|(a, b)| clock::elapsed(a, b)))
            }),
        }
    }

    fn finish(&self, matched: &Match, manner: &Manner, mut doubts: Vec<String>) -> Vec<Chosen> {
        let entry = self.entry(matched);
        let mut rules = vec![format!("procedure map: {}", entry.name)];
        rules.extend(stated(entry, manner));
        if let Some(doubt) = undocumented(entry, manner) {
            doubts.push(format!("{}: {doubt}", entry.name));
        }
        let Some(units) = self.units(entry, matched, manner) else { return Vec::new() };
        let sided = entry.sides || entry.digits || entry.lids;
        let side = if sided { self.side(matched) } else { None };
        let digits = self.digits(entry, matched, side);
        let kept_side = if digits.is_empty() && entry.sides { side } else { None };
        if entry.sides && kept_side.is_none() && digits.is_empty() {
            doubts.push(format!("{}: the side is not documented", entry.name));
        } else if entry.digits && digits.is_empty() && !entry.sides {
            doubts.push(format!("{}: the finger or toe is not documented", entry.name));
        }
        let part = matched.parts[0];
        let words = &self.statements[part.statement].words;
        let again = repeats::counted(entry, words, part);
        let repeats = repeats::said(entry, words, part);
        let one = |digit| Chosen {
            matched: matched.clone(),
            side: kept_side,
            digit,
            minutes: manner.minutes,
            again,
            repeats,
            units,
            rules: rules.clone(),
            doubts: doubts.clone(),
        };
        if digits.is_empty() {
            return vec![one(None)];
        }
        digits.into_iter().map(|d| one(Some(d))).collect()
    }

    /// The units; `None` when the documented number leaves none for this entry.
    fn units(&self, entry: &Procedure, matched: &Match, manner: &Manner) -> Option<u32> {
        if let Some(unit) = entry.dose_per_unit {
            return Some(self.by_dose(unit, matched).min(MOST_UNITS));
        }
        let number = match entry.units {
            Units::Area => manner.area,
            Units::Each if entry.beyond == 0 => Some(1),
            Units::Each | Units::Specimens | Units::Lesions => manner.counted,
            Units::Levels => manner.levels.or(manner.counted),
            // The last unit counts when more than half of its time passed.
            Units::Minutes(n) => Some(manner.minutes.map_or(1, |m| ((m + (n - 1) / 2) / n).max(1))),
            Units::Phrases => Some(self.phrases(matched)),
        };
        let more = number.unwrap_or(1).checked_sub(entry.beyond)?;
        let units = more.div_ceil(entry.per.unwrap_or(1).max(1));
        (units > 0).then_some(units.min(MOST_UNITS))
    }

    /// The units of a drug that belongs to a treatment: its dose, as often as it was given.
    fn by_dose(&self, unit: Amount, matched: &Match) -> u32 {
        let part = matched.parts[0];
        let words = &self.statements[part.statement].words;
        let first = part.first as usize;
        let dose = events::dose(words, first, first, Some(unit));
        let each = dose.and_then(|d| d.in_units_of(unit)).unwrap_or(1);
        each.saturating_mul(details::times(words, part.first, part.last).unwrap_or(1)).max(1)
    }

    /// How many different phrases of the entry's last group the statements name.
    fn phrases(&self, matched: &Match) -> u32 {
        let Some(last) = self.map.groups[matched.entry as usize].all.last() else { return 1 };
        let mut phrases: Vec<u32> = matched
            .parts
            .iter()
            .flat_map(|p| crate::procedures::matching::places(&self.statements[p.statement], *last))
            .map(|hit| hit.phrase)
            .collect();
        phrases.sort_unstable();
        phrases.dedup();
        phrases.len().max(1) as u32
    }

    fn side(&self, matched: &Match) -> Option<Side> {
        let beside = matched
            .parts
            .iter()
            .find_map(|p| sides::side_near(&self.statements[p.statement].words, p.first, p.last));
        beside.or(self.chart_side)
    }

    /// The fingers, toes, eyelids or coronary arteries that the words name.
    fn digits(&self, entry: &Procedure, matched: &Match, side: Option<Side>) -> Vec<&'static str> {
        let read = |words: &[Word]| match () {
            () if entry.digits => sides::digits(words, side),
            () if entry.lids => sites::lids(words, side),
            () if entry.vessels => sites::vessels(words),
            () => Vec::new(),
        };
        let parts = matched.parts.iter().map(|p| read(&self.statements[p.statement].words));
        parts.into_iter().find(|digits| !digits.is_empty()).unwrap_or_default()
    }
}

/// The minutes nearest to the words of the service.
fn minutes_near(statement: &Statement, part: Part) -> Option<u32> {
    clock::minutes_near(&statement.words, part.first as usize, part.last as usize)
}

/// Most details that are asked for views and contrast.
const MOST_DETAILS: usize = 12;

fn hundredths(centimetres: f64) -> u32 {
    // A band of the map is small and not negative; the rounding keeps 0.6 at 60.
    (centimetres * 100.0).round() as u32
}

fn within(band: Option<[f64; 2]>, value: Option<u32>) -> Option<bool> {
    let ([least, most], value) = (band?, value?);
    Some((hundredths(least)..=hundredths(most)).contains(&value))
}

/// The number that a count band speaks of.
fn number(entry: &Procedure, manner: &Manner) -> Option<u32> {
    if entry.units == Units::Levels { manner.levels.or(manner.counted) } else { manner.counted }
}

/// Why the documentation contradicts an entry; `None` when it does not.
fn contradiction(entry: &Procedure, manner: &Manner) -> Option<&'static str> {
    let views = entry.views.zip(manner.views).map(|([a, b], v)| (a..=b).contains(&v));
    if views == Some(false) {
        return Some("the number of views fits no entry");
    }
    let contrast = match (entry.contrast, manner.contrast) {
        (None | Some(Contrast::Any), _) => true,
        (Some(Contrast::Without), said) => matches!(said, None | Some(Contrast::Without)),
        (Some(kind), said) => said == Some(kind),
    };
    if !contrast {
        return Some("the contrast documented fits no entry");
    }
    if within(entry.size, manner.size) == Some(false) {
        return Some("the size documented fits no entry");
    }
    if within(entry.length, manner.length) == Some(false) {
        return Some("the length documented fits no entry");
    }
    let counted = entry.count.zip(number(entry, manner));
    if counted.is_some_and(|([a, b], n)| !(a..=b).contains(&n)) {
        return Some("the number documented fits no entry");
    }
    // Short minutes of a treatment in units may still count beside others (`timed`).
    let in_units = matches!(entry.units, Units::Minutes(_)) && manner.minutes.is_some();
    if entry.minimum > 0 && !in_units && manner.minutes.is_none_or(|m| m < entry.minimum) {
        return Some("the time documented is missing or too short");
    }
    None
}

/// How many bands of the entry are documented and fit.
fn fit(entry: &Procedure, manner: &Manner) -> usize {
    usize::from(entry.views.is_some() && manner.views.is_some())
        + usize::from(entry.contrast.is_some_and(|c| manner.contrast == Some(c)))
        + usize::from(within(entry.size, manner.size) == Some(true))
        + usize::from(within(entry.length, manner.length) == Some(true))
        + usize::from(entry.count.is_some() && number(entry, manner).is_some())
}

/// What of the manner decided, in words.
fn stated(entry: &Procedure, manner: &Manner) -> Vec<String> {
    let mut rules = Vec::new();
    if let (Some(_), Some(views)) = (entry.views, manner.views) {
        rules.push(format!("views documented: {views}"));
    }
    match (entry.contrast, manner.contrast) {
        (Some(Contrast::With), Some(_)) => rules.push("contrast given by vein".into()),
        (Some(Contrast::Both), Some(_)) => rules.push("pictures before and after contrast".into()),
        (Some(Contrast::Without), Some(_)) => rules.push("no contrast by vein".into()),
        (Some(Contrast::Without), None) => rules.push("contrast not documented: none".into()),
        _ => {}
    }
    let centimetres = |value: u32| f64::from(value) / 100.0;
    if let (Some(_), Some(size)) = (entry.size, manner.size) {
        rules.push(format!("largest measure documented: {} cm", centimetres(size)));
    }
    if let (Some(_), Some(length)) = (entry.length, manner.length) {
        rules.push(format!("length documented, added together: {} cm", centimetres(length)));
    }
    if let (Some(_), Some(n)) = (entry.count, number(entry, manner)) {
        rules.push(format!("number documented: {n}"));
    }
    if let (Units::Minutes(_), Some(minutes)) = (entry.units, manner.minutes) {
        rules.push(format!("time documented: {minutes} minutes"));
    }
    rules
}

/// What should be documented for this entry and is not.
fn undocumented(entry: &Procedure, manner: &Manner) -> Option<&'static str> {
    if entry.size.is_some() && manner.size.is_none() {
        return Some("the size is not documented; the least is taken");
    }
    if entry.length.is_some() && manner.length.is_none() {
        return Some("the length is not documented; the least is taken");
    }
    if entry.views.is_some() && manner.views.is_none() {
        return Some("the number of views is not documented");
    }
    if matches!(entry.units, Units::Minutes(_)) && manner.minutes.is_none() {
        return Some("the time is not documented; one unit is taken");
    }
    None
}
