//! What the words of a statement say of the manner: views, contrast, sizes, numbers, levels.

use crate::procedures::amounts;
use crate::procedures::entry::Contrast;
use crate::procedures::statement::Word;
use reader::Gap;
use std::collections::BTreeSet;

/// Most views, lesions or levels that a text is believed to mean.
const MOST_COUNTED: u32 = 100;

/// A number, in digits or as a word.
#[must_use]
pub fn number(form: &str) -> Option<u32> {
    const NAMED: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let named = NAMED.iter().position(|n| *n == form).map(|n| n as u32);
    let single = matches!(form, "single" | "solitary").then_some(1);
    let digits = || form.bytes().all(|b| b.is_ascii_digit()).then(|| form.parse().ok()).flatten();
    named.or(single).or_else(digits).filter(|n| *n <= MOST_COUNTED)
}

/// The number of views, stated or named one by one ("AP, lateral and oblique").
#[must_use]
pub fn views(words: &[Word]) -> Option<u8> {
    let stated = (0..words.len()).find_map(|at| views_at(words, at));
    stated.or_else(|| projections(words)).and_then(|n| u8::try_from(n).ok())
}

fn views_at(words: &[Word], at: usize) -> Option<u32> {
    let form = words[at].form.as_str();
    if let Some(joined) = ["views", "view", "vw", "v"].iter().find_map(|end| form.strip_suffix(end))
        && !joined.is_empty()
    {
        return number(joined);
    }
    if !matches!(form, "view" | "v" | "vw" | "film" | "projection") {
        return None;
    }
    if let Some(after) = words.get(at + 1).filter(|w| w.gap.has(Gap::COLON)) {
        return number(&after.form);
    }
    let near = at.saturating_sub(3)..at;
    let found = near.clone().rev().find_map(|i| Some((i, number(&words[i].form)?)));
    let (place, stated) = found.filter(|(_, n)| *n > 0)?;
    // "2-3 views", "two or three views": no more than the least is sure.
    let less = place
        .checked_sub(1)
        .filter(|i| matches!(words[*i].form.as_str(), "or" | "to"))
        .and_then(|i| i.checked_sub(1))
        .or_else(|| place.checked_sub(1).filter(|_| words[place].gap.has(Gap::HYPHEN)))
        .and_then(|i| number(&words[i].form));
    Some(less.map_or(stated, |less| less.min(stated)))
}

/// The projections named, when the words speak of pictures.
fn projections(words: &[Word]) -> Option<u32> {
    let pictures = words.iter().any(|w| {
        matches!(
            w.form.as_str(),
            "view"
                | "film"
                | "radiograph"
                | "xray"
                | "ray"
                | "xr"
                | "cxr"
                | "projection"
                | "radiographic"
                | "portable"
                | "plain"
                | "rays"
        )
    });
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut obliques = 0;
    for (at, word) in words.iter().enumerate() {
        let name = match word.form.as_str() {
            "ap" | "pa" | "frontal" | "anteroposterior" | "posteroanterior" => "frontal",
            "lateral" | "lat" | "crosstable" => "lateral",
            "oblique" => {
                let both = at > 0 && matches!(words[at - 1].form.as_str(), "bilateral" | "both");
                obliques = obliques.max(if both { 2 } else { 1 });
                continue;
            }
            "mortise" | "sunrise" | "merchant" | "skyline" | "axillary" | "odontoid" | "tunnel"
            | "notch" | "swimmer" | "scapular" | "grashey" | "zanca" | "harris" | "judet"
            | "waters" | "caldwell" | "towne" | "lordotic" | "decubitus" | "frog" | "flexion"
            | "extension" | "axial" | "inlet" | "outlet" => word.form.as_str(),
            _ => continue,
        };
        named.insert(name);
    }
    let count = named.len() as u32 + obliques;
    let alone = count == 1 && pictures && !named.contains("lateral");
    ((count > 1 && (pictures || named.contains("frontal"))) || alone).then_some(count)
}

/// What the words say of contrast by vein; `None` when they are silent.
#[must_use]
pub fn contrast(words: &[Word]) -> Option<Contrast> {
    let form = |at: usize| words.get(at).map_or("", |w| w.form.as_str());
    let (mut with, mut without) = (false, false);
    for at in 0..words.len() {
        match form(at) {
            "noncontrast" | "unenhanced" | "noncontrasted" => without = true,
            "wwo" => (with, without) = (true, true),
            "postcontrast" | "enhanced" => {
                with = true;
                without |= words[at.saturating_sub(2)..at].iter().any(|w| w.form == "pre");
            }
            "precontrast" => without = true,
            "contrast" | "gadolinium" | "gad" | "gadavist" | "omnipaque" | "isovue" | "iohexol"
            | "iopamidol" | "visipaque" | "optiray" | "magnevist" | "dotarem" | "multihance"
            | "prohance" | "eovist" | "gadobutrol" | "iodixanol" | "ultravist" => {
                let said = contrast_before(words, at);
                with |= said.0;
                without |= said.1;
            }
            _ => {}
        }
    }
    match (with, without) {
        (true, true) => Some(Contrast::Both),
        (true, false) => Some(Contrast::With),
        (false, true) => Some(Contrast::Without),
        (false, false) => None,
    }
}

/// How many words before "contrast" may say whether it was given.
const CONTRAST_REACH: usize = 8;

fn contrast_before(words: &[Word], at: usize) -> (bool, bool) {
    let from = at.saturating_sub(CONTRAST_REACH);
    let form = |i: usize| words.get(i).map_or("", |w| w.form.as_str());
    let (mut with, mut without, mut oral, mut vein) = (false, false, false, false);
    for i in (from..at).rev() {
        let stop = words[i + 1].gap.has(Gap::SEMICOLON | Gap::STOP);
        if stop || matches!(form(i), "contrast") && i + 1 < at {
            break;
        }
        match form(i) {
            "without" | "no" | "non" | "not" | "pre" | "before" | "prior" => without = true,
            "o" if i > 0 && form(i - 1) == "w" => without = true,
            "wo" => without = true,
            "w" if form(i + 1) != "o" || !words[i + 1].gap.has(Gap::SLASH) => with = true,
            "with" | "after" | "following" | "post" | "using" | "plus" | "administration"
            | "received" | "ml" | "cc" | "injection" | "given" => with = true,
            "oral" | "rectal" | "enteric" | "intrathecal" | "intraarticular" => oral = true,
            "iv" | "intravenous" => vein = true,
            _ => {}
        }
    }
    if vein && !without {
        with = true;
    }
    if oral && !vein {
        return (false, false);
    }
    // "No contrast was given": what follows the denial is no giving.
    let denied = without && with && !(from..at).any(|i| is_pairing(words, i, at));
    (with && !denied, without)
}

/// "with and without", "w/ and w/o", "before and after", "pre and post", "without then with".
fn is_pairing(words: &[Word], at: usize, end: usize) -> bool {
    let form = |i: usize| words.get(i).map_or("", |w| w.form.as_str());
    let slash = words[at].gap.has(Gap::SLASH);
    let joins = matches!(form(at), "and" | "then" | "followed" | "plus")
        || slash && matches!(form(at), "post" | "without" | "wo" | "w" | "with");
    joins && at < end
}

/// The largest measure in a run of words, in hundredths of a centimetre.
#[must_use]
pub fn largest_measure(words: &[Word]) -> Option<u32> {
    (0..words.len()).filter_map(|at| measure_at(words, at)).max()
}

/// The measures in a run of words, each "2 x 3 x 1 cm" once by its largest side.
#[must_use]
pub fn sum_of_measures(words: &[Word]) -> Option<u32> {
    let all: Vec<u32> = (0..words.len()).filter_map(|at| measure_at(words, at)).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

/// A measure whose unit ends at a word: `1.2 cm`, `7mm`, `2 x 3 cm`.
fn measure_at(words: &[Word], at: usize) -> Option<u32> {
    let form = words[at].form.as_str();
    let split = form.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(form.len());
    let (joined, unit) = form.split_at(split);
    let factor = match unit {
        "cm" | "centimeter" => 100,
        "mm" | "millimeter" => 10,
        "inch" => 254,
        _ => return None,
    };
    let mut last = at;
    let own = if joined.is_empty() {
        last = at.checked_sub(1)?;
        words[last].form.as_str()
    } else {
        joined
    };
    let hundredths = |text: &str| {
        let n = amounts::thousandths(text)?;
        u32::try_from(n.saturating_mul(factor) / 1000).ok()
    };
    let mut most = hundredths(own)?;
    // "2 x 3 x 1 cm": the sides before share the unit.
    while last >= 2 && matches!(words[last - 1].form.as_str(), "x" | "by") {
        last -= 2;
        let Some(side) = hundredths(&words[last].form) else { break };
        most = most.max(side);
    }
    Some(most)
}

/// The documented number of things: "12 lesions", "three skin tags", "x 4", "x4".
#[must_use]
pub fn counted(words: &[Word], first: u32, last: u32) -> Option<u32> {
    let last = last as usize;
    let times = |at: usize| {
        let form = words.get(at).map_or("", |w| w.form.as_str());
        match form.strip_prefix('x') {
            Some("") => words.get(at + 1).and_then(|w| number(&w.form)),
            Some(joined) => number(joined),
            None => None,
        }
    };
    if let Some(n) = (last + 1..(last + 4).min(words.len())).find_map(times) {
        return Some(n).filter(|n| *n > 0);
    }
    let measured = |at: usize| {
        let unit = words.get(at + 1).map_or("", |w| w.form.as_str());
        matches!(unit, "cm" | "mm" | "mg" | "ml" | "cc" | "minute" | "min" | "x" | "day" | "week")
    };
    let things = |at: usize| {
        let reach = words.get(at + 1..(at + 4).min(words.len())).unwrap_or_default();
        let names = |w: &Word| {
            matches!(
                w.form.as_str(),
                "lesion"
                    | "wart"
                    | "tag"
                    | "keratosis"
                    | "keratose"
                    | "ak"
                    | "aks"
                    | "level"
                    | "nail"
                    | "site"
                    | "injection"
                    | "polyp"
                    | "specimen"
                    | "segment"
                    | "muscle"
                    | "interspace"
                    | "joint"
                    | "tooth"
                    | "callus"
                    | "corn"
                    | "nerve"
                    | "vial"
                    | "biopsy"
                    | "papule"
                    | "toenail"
                    | "calluse"
            )
        };
        reach.iter().any(names)
    };
    let from = (first as usize).saturating_sub(6);
    let found = (from..words.len().min(last + 12))
        .filter(|at| !measured(*at) && things(*at))
        .find_map(|at| number(&words[at].form));
    found.filter(|n| *n > 0)
}

/// The number of interspaces or single levels of the spine that are named: "L4 to S1" are two,
/// "L3-4, L4-5" two, "C5" one.
#[must_use]
pub fn levels(words: &[Word]) -> Option<u32> {
    let mut spaces: BTreeSet<u32> = BTreeSet::new();
    let mut singles: BTreeSet<u32> = BTreeSet::new();
    let mut before: Option<(usize, u32)> = None;
    for (at, word) in words.iter().enumerate() {
        let own = vertebra(&word.form);
        // "L4-5": the second number borrows the letter of the first.
        let borrowed = || {
            let (place, level) = before?;
            let tied = place + 1 == at && word.gap.has(Gap::HYPHEN | Gap::SLASH);
            let region = words[place].form.get(..1)?;
            (tied && level > 0).then(|| vertebra(&format!("{region}{}", word.form))).flatten()
        };
        let Some(level) = own.or_else(borrowed) else { continue };
        let tied = before.is_some_and(|(place, _)| {
            place + 1 == at && word.gap.has(Gap::HYPHEN | Gap::SLASH | Gap::DASH)
                || place + 2 == at && matches!(words[at - 1].form.as_str(), "to" | "through")
        });
        match before {
            Some((_, from)) if tied && from < level => {
                singles.remove(&from);
                spaces.extend(from..level);
            }
            _ => {
                singles.insert(level);
            }
        }
        before = Some((at, level));
    }
    let count = if spaces.is_empty() { singles.len() } else { spaces.len() };
    u32::try_from(count).ok().filter(|n| (1..=MOST_COUNTED).contains(n))
}

/// The place of a vertebra in the column: C1 is 1, S1 is 25.
fn vertebra(form: &str) -> Option<u32> {
    let region = form.get(..1)?;
    let number: u32 = form.get(1..)?.parse().ok()?;
    let (before, most) = match region {
        "c" => (0, 7),
        "t" => (7, 12),
        "l" => (19, 5),
        "s" => (24, 1),
        _ => return None,
    };
    (1..=most).contains(&number).then_some(before + number)
}
