//! Body parts and devices that are counted: arteries, stents, levels of the spine, hours.

use crate::pcs::entry::Count;
use crate::pcs::found::{Mention, apart};
use crate::pcs::grafts;
use crate::pcs::lines::Line;
use crate::pcs::map::CORONARY;
use crate::pcs::resolve::{Pattern, PcsChart};
use crate::pcs::spine;
use crate::procedures::details::number;
use crate::procedures::phrases::Hit;
use reader::Gap;

/// The list of stents: values `4` (drug-eluting), `D` (bare metal).
const STENTS: &str = "stent";
/// The list of regions of the spine.
const REGIONS: &str = "spine-region";
/// Most arteries and stents that are told apart.
const MOST: usize = 4;

/// The patterns of a counted operation; empty when the record does not tell the count.
#[must_use]
pub fn patterns(
    chart: &PcsChart<'_>,
    mention: &Mention,
    count: Count,
    base: &Pattern,
) -> Vec<Pattern> {
    match count {
        Count::Stents => stents(chart, mention, base),
        Count::Grafts => {
            let graft = |(part, device, qualifier)| {
                let mut pattern = with(base, &[(4, part), (6, device), (7, qualifier)]);
                pattern.rules.extend(["PCS B3.6b".to_owned(), "PCS B4.4".to_owned()]);
                pattern
            };
            grafts::grafts(chart, mention).into_iter().map(graft).collect()
        }
        Count::Hours => {
            let duration = hours(chart, mention);
            duration.map(|value| with(base, &[(5, value)])).into_iter().collect()
        }
        Count::Joints | Count::Discs | Count::Cord | Count::Roots => {
            vertebral(chart, mention, count, base)
        }
    }
}

fn with(base: &Pattern, known: &[(usize, char)]) -> Pattern {
    let mut pattern = base.clone();
    for (position, value) in known {
        pattern.slots[position - 1] = Some(*value);
    }
    pattern
}

/// The lines that tell of an operation, its own first.
fn lines<'a>(chart: &PcsChart<'a>, mention: &Mention) -> Vec<&'a Line> {
    let mut lines: Vec<&Line> = vec![&chart.lines[mention.line]];
    lines.extend(chart.other_lines(mention));
    lines
}

fn vertebral(
    chart: &PcsChart<'_>,
    mention: &Mention,
    count: Count,
    base: &Pattern,
) -> Vec<Pattern> {
    let window = chart.window(mention);
    let own = &chart.lines[mention.line];
    let near = &own.words[window.start as usize..window.end as usize];
    let told = |levels: &spine::Levels| match count {
        Count::Joints => spine::joints(levels),
        Count::Discs => spine::discs(levels),
        Count::Cord => spine::regions(levels).into_iter().map(cord).collect(),
        _ => spine::regions(levels).into_iter().map(root).collect(),
    };
    let mut parts = told(&spine::levels(near));
    for line in lines(chart, mention) {
        if parts.is_empty() {
            parts = told(&spine::levels(&line.words));
        }
    }
    if parts.is_empty() && matches!(count, Count::Cord | Count::Roots) {
        let told = if count == Count::Cord { cord } else { root };
        parts = region(chart, own).map(told).into_iter().collect();
    }
    let pattern = |(system, part): (char, char)| {
        let mut pattern = with(base, &[(2, system), (4, part)]);
        if count == Count::Joints {
            pattern.rules.push("PCS B3.10a".to_owned());
        }
        pattern
    };
    parts.into_iter().map(pattern).collect()
}

fn cord(region: char) -> (char, char) {
    (
        '0',
        match region {
            'c' => 'W',
            't' => 'X',
            _ => 'Y',
        },
    )
}

fn root(region: char) -> (char, char) {
    (
        '1',
        match region {
            'c' => '1',
            't' => '8',
            _ => 'B',
        },
    )
}

/// The one region of the spine that a line names.
fn region(chart: &PcsChart<'_>, line: &Line) -> Option<char> {
    let list = chart.map.list(REGIONS)?;
    let hits = chart.hits(line, list);
    let (first, _) = hits.first()?;
    let alone = hits.iter().all(|(value, _)| value == first);
    let value = chart.map.lists[list].values[*first].1.v.as_deref()?;
    value.chars().next().filter(|_| alone)
}

/// Arteries and stents of a coronary intervention (B4.4).
fn stents(chart: &PcsChart<'_>, mention: &Mention, base: &Pattern) -> Vec<Pattern> {
    let (Some(vessels), Some(kinds)) = (chart.map.list(CORONARY), chart.map.list(STENTS)) else {
        return Vec::new();
    };
    for line in lines(chart, mention) {
        let mut named: Vec<usize> = chart.hits(line, vessels).iter().map(|(v, _)| *v).collect();
        named.sort_unstable();
        named.dedup();
        let Some(part) = grafts::arteries(named.len()) else { continue };
        let mut pattern = with(base, &[(4, part)]);
        pattern.rules.push("PCS B4.4".to_owned());
        if pattern.slots[5].is_none() {
            let placed = chart.hits(line, kinds);
            // Without a stent named the device stays open: the walk asks for it.
            if let Some((value, hit)) = placed.first() {
                let kind = chart.map.lists[kinds].values[*value].1.v.clone().unwrap_or_default();
                let counted = stent_count(chart, line, &placed, hit, named.len());
                pattern.slots[5] = counted.and_then(|n| stent(&kind, n));
            }
        }
        return vec![pattern];
    }
    Vec::new()
}

/// Character of so many stents of a kind.
fn stent(kind: &str, count: usize) -> Option<char> {
    let values: &[char; MOST] = match kind {
        "4" => &['4', '5', '6', '7'],
        "D" => &['D', 'E', 'F', 'G'],
        _ => return None,
    };
    values.get(count.clamp(1, MOST) - 1).copied()
}

/// How many stents: as counted, else as often as they are named; several that nobody counts are
/// unknown unless each artery named has its own.
fn stent_count(
    chart: &PcsChart<'_>,
    line: &Line,
    placed: &[(usize, Hit)],
    first: &Hit,
    arteries: usize,
) -> Option<usize> {
    let text = chart.facts.text(line.document);
    let plural = |h: &Hit| {
        let last = &line.words[h.last as usize];
        let raw = text.get(last.start as usize..last.end as usize).unwrap_or_default();
        raw.len() > last.form.len() || raw == "DESs"
    };
    let from = (first.first as usize).saturating_sub(2);
    let until = (first.last as usize + 3).min(line.words.len());
    let counted = (from..until).find_map(|at| {
        let form = line.form(at);
        let times = form.strip_prefix('x').filter(|n| !n.is_empty()).and_then(number);
        let apart = (form == "x" && at as u32 > first.last).then(|| number(line.form(at + 1)));
        let spelled = || ((at as u32) < first.first).then(|| number(form)).flatten();
        times.or(apart.flatten()).or_else(spelled).filter(|n| (1..=9).contains(n))
    });
    match counted {
        Some(n) => Some(n as usize),
        None if placed.iter().any(|(_, h)| plural(h)) => (arteries > 1).then_some(arteries),
        None => Some(placed.len()),
    }
}

/// Character for the consecutive hours of mechanical ventilation, where the record tells them
/// and the tables' bands do not divide them.
fn hours(chart: &PcsChart<'_>, mention: &Mention) -> Option<char> {
    lines(chart, mention).into_iter().find_map(|line| {
        duration(line, mention).or_else(|| {
            let days = days_between(line)?;
            // From midnight to midnight a difference of days leaves a day's doubt.
            match days {
                0 => Some('3'),
                2 | 3 => Some('4'),
                n if n >= 5 => Some('5'),
                _ => None,
            }
        })
    })
}

/// "for 36 hours", "x 5 days", "less than 24 hours", "overnight".
fn duration(line: &Line, mention: &Mention) -> Option<char> {
    let near = |at: &usize| apart(*at as u32, *at as u32, mention.first, mention.last) <= 18;
    (0..line.words.len()).filter(near).find_map(|at| {
        let form = line.form(at);
        if form == "overnight" {
            return Some('3');
        }
        let (count, unit) = match form.find(|c: char| !c.is_ascii_digit()) {
            None => (form.parse::<u32>().ok()?, line.form(at + 1)),
            Some(0) => (number(form)?, line.form(at + 1)),
            Some(n) => (form[..n].parse::<u32>().ok()?, &form[n..]),
        };
        let before = |back: usize| at.checked_sub(back).map_or("", |i| line.form(i));
        let less =
            before(1) == "than" && matches!(before(2), "less" | "fewer") || before(1) == "under";
        let more =
            before(1) == "than" && matches!(before(2), "more" | "greater") || before(1) == "over";
        match unit {
            "hour" | "hr" | "h" | "hrs" if less && count <= 24 => Some('3'),
            "hour" | "hr" | "h" | "hrs" if more && count >= 96 => Some('5'),
            "hour" | "hr" | "h" | "hrs" => Some(match count {
                0..=23 => '3',
                24..=96 => '4',
                _ => '5',
            }),
            "day" if before(1) == "hospital" || before(1) == "pod" => None,
            "day" => match count {
                2 | 3 => Some('4'),
                n if n >= 5 => Some('5'),
                _ => None,
            },
            "week" if count >= 1 => Some('5'),
            _ => None,
        }
    })
}

/// Days between the dates at which the tube was placed and removed: "intubated 6/1, extubated
/// 6/4".
fn days_between(line: &Line) -> Option<i64> {
    let word = |form: &str| line.words.iter().position(|w| w.form == form);
    let (start, end) = (word("intubated").or_else(|| word("intubation"))?, word("extubated")?);
    if end < start {
        return None;
    }
    let date = |from: usize, to: usize| {
        (from..to.min(line.words.len())).find_map(|at| {
            let month: i64 = line.form(at).parse().ok().filter(|m| (1..=12).contains(m))?;
            let next = line.words.get(at + 1).filter(|w| w.gap.has(Gap::SLASH))?;
            let day: i64 = next.form.parse().ok().filter(|d| (1..=31).contains(d))?;
            Some((month, day))
        })
    };
    let (from, to) = (date(start, end)?, date(end, line.words.len())?);
    // Months are not counted over: a stay that crosses one leaves the hours to a coder.
    (from.0 == to.0).then_some(to.1 - from.1).filter(|days| *days >= 0)
}
