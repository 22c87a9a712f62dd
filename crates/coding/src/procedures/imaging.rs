//! What the words of a statement say of pictures: how many views, and whether contrast was given.

use crate::procedures::details::number;
use crate::procedures::entry::Contrast;
use crate::procedures::statement::Word;
use reader::Gap;
use std::collections::BTreeSet;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn views_as_they_are_written() {
        for (text, expected) in [
            ("3 views", Some(3)),
            ("three-view study", Some(3)),
            ("2V", Some(2)),
            ("views: 4", Some(4)),
            ("single view", Some(1)),
            ("two or three views", Some(2)),
            ("AP, lateral and oblique radiographs", Some(3)),
            ("AP/lat/mortise xray", Some(3)),
            ("AP, lateral and bilateral oblique films", Some(4)),
            ("portable AP film", Some(1)),
            ("lateral epicondyle view", None),
            ("8 x 6 mm AP", None),
            ("review", None),
            ("999 views", None),
        ] {
            assert_eq!(views(&words_from(text)), expected, "{text}");
        }
    }

    #[test]
    fn contrast_as_it_is_written() {
        use Contrast::{Both, With, Without};
        for (text, expected) in [
            ("with contrast", Some(With)),
            ("without contrast", Some(Without)),
            ("with and without contrast", Some(Both)),
            ("w/wo contrast", Some(Both)),
            ("without IV contrast", Some(Without)),
            ("without administration of contrast", Some(Without)),
            ("before and after gadolinium", Some(Both)),
            ("pre and postcontrast images", Some(Both)),
            ("unenhanced", Some(Without)),
            ("no gadolinium given", Some(Without)),
            ("oral contrast", None),
            ("after 100 mL of Isovue", Some(With)),
            ("contrast", None),
            ("plain", None),
        ] {
            assert_eq!(contrast(&words_from(text)), expected, "{text}");
        }
    }
}
