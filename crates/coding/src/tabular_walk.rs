//! The walk down the tabular list: from the level that a term stands for to a billable code.
//!
//! At each heading the entries below it are told apart by the words that they do not share; the
//! one whose own words stand around the mention is taken, nearer words counting more. Where
//! none is documented, the entry for the unspecified form is taken; where the list has none, the
//! walk ends without a code (a gap, never a guess). Conventions I.A.9 ("other" and
//! "unspecified"), I.B.2 (highest level of detail), I.B.13 (laterality).

mod claims;

use crate::context::{IN_ITEM, IN_SENTENCE, Side, Surroundings};
use crate::in_force::in_force;
use codesets::icd10cm::Choice;
use codesets::{Icd10Cm, Node, NoteKind, words};
use model::Date;

/// Deepest level of the tabular list below a category.
const DEEPEST: usize = 8;

/// Where a walk ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// The billable codes: one, or two where both sides are documented and the list has no code
    /// for both (I.B.13). Empty where no code can be chosen.
    pub codes: Vec<String>,
    /// True when an unspecified entry was taken for want of words.
    pub defaulted: bool,
    /// True when the side is not documented and the list asks for it.
    pub side_missing: bool,
    /// The heading at which the walk stopped, when it ended without a code.
    pub stopped_at: Option<String>,
    /// Entries that stood beside the one taken, and why they were not: code, words missing.
    pub passed: Vec<(String, String)>,
}

/// Walks from a code of any level to a billable one.
#[must_use]
pub fn walk(pack: &Icd10Cm, from: &str, around: &Surroundings<'_>, on: Date) -> Walk {
    let mut walk = Walk::default();
    let Some(start) = pack.base(from) else {
        walk.stopped_at = Some(from.to_owned());
        return walk;
    };
    if start.code().len() < codesets::code::undotted(from).len() {
        // A complete code with its 7th character.
        walk.codes.push(codesets::code::dotted(&codesets::code::undotted(from)));
        return walk;
    }
    let start = match start.is_leaf() {
        true => crate::refinement::refine(pack, start, around).unwrap_or(start),
        false => start,
    };
    let mut nodes = vec![start];
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for node in &nodes {
            if node.is_leaf() {
                next.push(*node);
            } else {
                next.extend(step(*node, around, &mut walk));
            }
        }
        let done = next.iter().all(|n| n.is_leaf());
        nodes = next;
        if done {
            break;
        }
    }
    if nodes.is_empty() {
        nodes.extend(unspecified_above(start, &mut walk));
    }
    for node in nodes {
        let code = match node.needs_seventh() {
            true => node.with_seventh(seventh(node, around)),
            false => node.code().to_owned(),
        };
        match in_force(pack, &code, on) {
            Some(code) => walk.codes.push(code),
            None => walk.stopped_at = node.is_leaf().then(|| node.dotted()).or(walk.stopped_at),
        }
    }
    walk
}

/// Where the list has no entry for what is not documented, the unspecified entry of a heading
/// above (I.A.9.b): a displaced disc of no stated region is a disc disorder, unspecified.
fn unspecified_above<'a>(start: Node<'a>, walk: &mut Walk) -> Option<Node<'a>> {
    let headings = start.lineage().take_while(|heading| !heading.is_block());
    let found = headings.into_iter().find_map(|heading| {
        heading.children().find(|child| {
            let title = child.title().to_lowercase();
            let open = title.contains("unspecified") && !title.contains("complications");
            let plain = title.contains("without complications");
            child.is_leaf() && (open || plain) && !title.starts_with("other")
        })
    });
    if found.is_some() {
        walk.defaulted = true;
        walk.stopped_at = None;
    }
    found
}

/// The entries to go on with below a heading: one, two for both sides, or none.
fn step<'a>(node: Node<'a>, around: &Surroundings<'_>, walk: &mut Walk) -> Vec<Node<'a>> {
    let children: Vec<Node<'a>> = node.children().collect();
    if let [only] = children[..] {
        return vec![only];
    }
    let choices = node.choices();
    if let Some(sided) = by_side(&children, choices, around, walk) {
        return sided;
    }
    let mut best: Option<(f64, usize)> = None;
    for (i, choice) in choices.iter().enumerate() {
        let score =
            if claims::the_denied(choices, i, around) { 0.0 } else { score(choice, around) };
        if score > 0.0 && best.is_none_or(|(s, _)| score > s + 1e-9) {
            best = Some((score, i));
        }
    }
    if let Some((_, i)) = best {
        record_passed(&children, choices, i, around, walk);
        return vec![children[i]];
    }
    if around.side == Some(Side::Both) && !children.is_empty() {
        let of = |side: Side| {
            let mut sided = around.clone();
            sided.side = Some(side);
            let scored = (0..children.len())
                .map(|i| (score(&choices[i], &sided), i))
                .filter(|(score, _)| *score > 0.0);
            scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, i)| i)
        };
        if let (Some(right), Some(left)) = (of(Side::Right), of(Side::Left))
            && right != left
        {
            return vec![children[right], children[left]];
        }
    }
    match default_child(&children, choices, around) {
        Some(i) => {
            walk.defaulted = true;
            record_passed(&children, choices, i, around, walk);
            vec![children[i]]
        }
        None => {
            walk.stopped_at = Some(node.dotted());
            Vec::new()
        }
    }
}

/// The children by side, when the side is all that tells them apart.
fn by_side<'a>(
    children: &[Node<'a>],
    choices: &[Choice],
    around: &Surroundings<'_>,
    walk: &mut Walk,
) -> Option<Vec<Node<'a>>> {
    let is = |i: usize, side: &str| choices[i].own.iter().any(|word| word == side);
    let left: Vec<usize> = (0..choices.len()).filter(|i| is(*i, "left")).collect();
    let right: Vec<usize> = (0..choices.len()).filter(|i| is(*i, "right")).collect();
    let (&[left], &[right]) = (&left[..], &right[..]) else { return None };
    let both = (0..choices.len()).find(|i| is(*i, "bilateral"));
    // "Unspecified site of unspecified breast": where every title says it, the one without a side.
    let open = |i: &usize| choices[*i].lower.contains("unspecified");
    let sideless =
        (0..choices.len()).find(|i| ![Some(left), Some(right), both].contains(&Some(*i)));
    let unknown = (0..choices.len()).find(|i| is(*i, "unspecified"));
    let unknown = unknown.or(sideless.filter(open));
    match (around.side, both) {
        (Some(Side::Left), _) => Some(vec![children[left]]),
        (Some(Side::Right), _) => Some(vec![children[right]]),
        (Some(Side::Both), Some(both)) => Some(vec![children[both]]),
        (Some(Side::Both), None) => Some(vec![children[right], children[left]]),
        (None, _) => {
            walk.side_missing = true;
            walk.defaulted = true;
            unknown.map(|i| vec![children[i]])
        }
    }
}

/// How well the words around a mention speak for an entry; 0 or less when they do not.
///
/// An inclusion term that says what sets the entry apart must not speak for it without that word:
/// a seizure disorder is not an intractable one.
fn score(choice: &Choice, around: &Surroundings<'_>) -> f64 {
    let apart = |word: &&String| word_weight(word) == 1.0 && choice.own.contains(word);
    let inclusions = choice.inclusions.iter();
    let inclusions = inclusions.filter(|term| term.iter().filter(apart).all(|w| around.has(w)));
    let inclusions = inclusions.map(|own| cover(own, around) - 0.2);
    cover(&choice.own, around).max(inclusions.fold(f64::NEG_INFINITY, f64::max))
}

/// The weight of the words that are there, less that of the words that are not.
fn cover(own: &[String], around: &Surroundings<'_>) -> f64 {
    if own.first().is_some_and(|w| w == "other") {
        return 0.0;
    }
    let (mut there, mut missing, mut without) = (0.0, 0.0, false);
    for word in own.iter().map(String::as_str) {
        if matches!(word, "unspecified" | "without" | "not" | "uncomplicated" | "no") {
            without = true;
            continue;
        }
        let weight = word_weight(word);
        if let Some(sided) = side_word(word, around.side) {
            if sided {
                there += weight
            } else {
                missing += weight * 2.0
            }
            continue;
        }
        match around.distance(word) {
            Some(distance) if distance < IN_SENTENCE => there += weight * 1.2,
            Some(IN_SENTENCE) => there += weight,
            Some(IN_ITEM) => there += weight * 0.7,
            // A fracture is displaced and closed unless it is said not to be (I.C.19.c).
            None if matches!(word, "displaced" | "closed") => missing += 0.1,
            _ => missing += weight,
        }
    }
    if without || there == 0.0 {
        return 0.0;
    }
    there - missing
}

/// For a word that names a side: whether the documented side agrees. `None` for other words.
fn side_word(word: &str, side: Option<Side>) -> Option<bool> {
    Some(match word {
        "left" => side == Some(Side::Left),
        "right" => side == Some(Side::Right),
        "bilateral" => side == Some(Side::Both),
        "unilateral" => matches!(side, Some(Side::Left | Side::Right)),
        _ => return None,
    })
}

/// Words that by themselves tell little.
fn word_weight(word: &str) -> f64 {
    if words::is_filler(word) || word.chars().count() == 1 && !word.as_bytes()[0].is_ascii_digit() {
        return 0.0;
    }
    match word {
        "stage" | "type" | "grade" | "degree" | "disease" | "disorder" | "syndrome"
        | "condition" | "due" | "specified" | "part" | "site" | "region" | "initial" | "of"
        | "other" | "current" | "form" | "essential" | "primary" | "mellitus" | "nonpsychotic"
        | "state" | "affecting" | "involving" | "associated" | "related" | "agent"
        | "including" => 0.1,
        _ => 1.0,
    }
}

/// The entry for what is not documented, in the order in which the book words it.
fn default_child(
    children: &[Node<'_>],
    choices: &[Choice],
    around: &Surroundings<'_>,
) -> Option<usize> {
    let has = |i: usize, word: &str| choices[i].title.iter().any(|w| w == word);
    let starts = |i: usize, word: &str| choices[i].title.first().is_some_and(|w| w == word);
    let all = claims::open_to_default(choices, around);
    let all = all.iter().copied();
    // "Without complications" says less than "with unspecified complications".
    let complicated = |i: usize| has(i, "unspecified") && has(i, "complication") && has(i, "with");
    if let Some(plain) = all.clone().find(|i| has(*i, "without") && has(*i, "complication"))
        && all.clone().any(complicated)
    {
        return Some(plain);
    }
    // "Loss of consciousness status unknown" is what a head injury is where nobody says.
    if let Some(unknown) = all.clone().find(|i| has(*i, "status") && has(*i, "unknown")) {
        return Some(unknown);
    }
    // What is not said to be meant is taken as an accident (I.C.19.e.5.b).
    if all.clone().any(|i| has(i, "harm"))
        && let Some(accident) = all.clone().find(|i| has(*i, "accidental"))
    {
        return Some(accident);
    }
    // The entry that leaves most open, where the others leave less ("unspecified dementia,
    // unspecified severity").
    let open = |i: usize| choices[i].lower.matches("unspecified").count();
    let most = all.clone().map(open).max().unwrap_or_default();
    let by = |test: &dyn Fn(usize) -> bool| all.clone().find(|i| test(*i));
    // "Uncomplicated" says less than "with unspecified disorder".
    let with = |i: usize| choices[i].lower.contains("with unspecified");
    if let Some(plain) = by(&|i| has(i, "uncomplicated")).filter(|_| all.clone().any(with)) {
        return Some(plain);
    }
    if most > 0 && all.clone().any(|i| open(i) < most) {
        // Of several the one that says least; "maxillary fracture, unspecified side" for the
        // maxilla, not the entry listed first.
        let says = |i: usize| choices[i].own.iter().filter(|w| word_weight(w) == 1.0).count();
        let there = |i: usize| {
            choices[i].own.iter().filter(|w| word_weight(w) == 1.0 && around.has(w)).count()
        };
        let named = all.clone().filter(|i| open(*i) == most);
        return named.min_by_key(|i| {
            let missing = std::cmp::Reverse(there(*i));
            (has(*i, "other"), missing, !starts(*i, "unspecified"), says(*i))
        });
    }
    by(&|i| has(i, "uncomplicated"))
        .or_else(|| {
            by(&|i| has(i, "not") && has(i, "intractable") && has(i, "without"))
                .or_else(|| by(&|i| has(i, "not") && has(i, "intractable")))
        })
        .or_else(|| by(&|i| has(i, "without") && !starts(i, "other")))
        .or_else(|| by(&|i| has(i, "displaced") && !has(i, "nondisplaced")))
        .or_else(|| {
            by(&|i| {
                let mut notes = children[i].notes_of(NoteKind::Inclusion);
                notes.any(|n| n.ends_with(" NOS") || n.contains(" NOS,"))
            })
        })
        .or_else(|| by(&|i| has(i, "closed")))
        .or_else(|| by_convention(children, &has))
}

/// What the book or the guidelines take where nothing is said, by the way the entries differ.
fn by_convention(children: &[Node<'_>], has: &dyn Fn(usize, &str) -> bool) -> Option<usize> {
    let by = |test: &dyn Fn(usize) -> bool| (0..children.len()).find(|i| test(*i));
    let any = |word: &str| by(&|i| has(i, word)).is_some();
    // A pregnancy goes on unless a delivery is recorded (I.C.15.a.3).
    if children.first().is_some_and(|child| child.code().starts_with('O')) {
        return by(&|i| has(i, "pregnancy") && !has(i, "childbirth") && !has(i, "puerperium"));
    }
    // An amputation not said to be partial is complete (note at S68, S88, S98).
    if any("partial") && any("complete") {
        return by(&|i| has(i, "complete") && !has(i, "partial"));
    }
    if any("asphyxiation") {
        return by(&|i| has(i, "causing") && has(i, "other") && has(i, "injury"));
    }
    let without = by(&|i| has(i, "without"));
    // "Following a procedure on that system" before "following other procedure".
    let plain = || match children {
        [_, _] => by(&|i| !has(i, "other")).filter(|_| any("other")),
        _ => None,
    };
    without.or_else(plain)
}

fn record_passed(
    children: &[Node<'_>],
    choices: &[Choice],
    taken: usize,
    around: &Surroundings<'_>,
    walk: &mut Walk,
) {
    for (i, child) in children.iter().enumerate() {
        let some_there = choices[i].own.iter().any(|w| word_weight(w) == 1.0 && around.has(w));
        if i != taken && some_there {
            let own = choices[i].own.iter().map(String::as_str);
            let missing: Vec<&str> = own.filter(|w| !around.has(w)).collect();
            walk.passed.push((child.dotted(), missing.join(" ")));
        }
    }
}

/// The 7th character whose meaning the words speak for; the guideline files refine it.
fn seventh(node: Node<'_>, around: &Surroundings<'_>) -> char {
    let letters = node.seventh_characters();
    let has = |c: char| letters.iter().any(|(letter, _)| *letter == c);
    if has('A') {
        return 'A';
    }
    if has('0') {
        let named = letters.iter().find(|(letter, meaning)| {
            *letter != '0' && cover(&words::paired_forms(meaning), around) > 0.0
        });
        return named.map_or('0', |(letter, _)| *letter);
    }
    letters.first().map_or('A', |(letter, _)| *letter)
}

#[cfg(test)]
mod tests;
