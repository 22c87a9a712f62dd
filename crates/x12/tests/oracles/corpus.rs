//! The sets that we and an oracle read: made-up ones, and each with one thing changed at random.

use x12::generate::{Defect, Kind, Plan, answer, generate};

/// A file cut into segments, without terminators.
pub type Page = Vec<String>;

/// One set, from ST to SE, and what was done to it.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    pub change: &'static str,
    pub set: Page,
}

/// What an oracle knows: the kinds that can be made up, and two that are written by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Made(Kind),
    Written(&'static str, &'static str),
}

impl Source {
    pub fn name(self) -> &'static str {
        match self {
            Source::Made(kind) => kind.name(),
            Source::Written(name, _) => name,
        }
    }
}

fn segments(data: &[u8]) -> Page {
    let text = String::from_utf8_lossy(data);
    text.split('~').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

/// A file of some claims, or what answers such a file.
pub fn file(kind: Kind, seed: u64, claims: u64) -> Page {
    let mut out = Vec::new();
    let plan = Plan { seed, claims, ..Plan::new(kind) };
    if kind.answers_only() {
        let asked = if seed.is_multiple_of(2) { Kind::Professional } else { Kind::Institutional };
        let mut claims_file = Vec::new();
        generate(&Plan { kind: asked, ..plan.clone() }, &mut claims_file).unwrap();
        answer(&plan, &claims_file, &mut out).unwrap();
    } else {
        generate(&plan, &mut out).unwrap();
    }
    segments(&out)
}

/// A file of three claims with one named defect.
pub fn spoiled(kind: Kind, defect: &Defect) -> String {
    let mut out = Vec::new();
    generate(&Plan { claims: 3, defect: Some(defect), ..Plan::new(kind) }, &mut out).unwrap();
    String::from_utf8_lossy(&out).into_owned()
}

/// The set of a page: from its first ST to the SE after it.
fn only_set(page: &[String]) -> Page {
    let at = |name: &str| page.iter().position(|s| s.starts_with(name)).unwrap();
    page[at("ST*")..=at("SE*")].to_vec()
}

fn base(source: Source, seed: u64) -> Page {
    match source {
        Source::Made(kind) => file(kind, seed, 2),
        Source::Written(_, text) => segments(text.as_bytes()),
    }
}

/// Unchanged sets.
pub fn clean(source: Source, seeds: std::ops::Range<u64>) -> Vec<Case> {
    let one = |seed| Case {
        name: format!("seed {seed}"),
        change: "nothing",
        set: only_set(&base(source, seed)),
    };
    seeds.map(one).collect()
}

/// Sets with one change each.
pub fn changed(source: Source, seeds: std::ops::Range<u64>) -> Vec<Case> {
    clean(source, seeds.clone()).into_iter().zip(seeds).map(|(case, s)| change(case, s)).collect()
}

/// Numbers by xorshift: the same seed, the same change.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        for shift in [13_i32, -7, 17] {
            let moved = if shift > 0 { self.0 << shift } else { self.0 >> -shift };
            self.0 ^= moved;
        }
        (self.0 >> 11) as usize % bound.max(1)
    }
}

fn change(mut case: Case, seed: u64) -> Case {
    let mut dice = Dice((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    dice.below(2);
    let at = 1 + dice.below(case.set.len() - 2);
    let before = case.set[at].clone();
    case.change = match dice.below(6) {
        0 => {
            case.set.remove(at);
            "drop"
        }
        1 => {
            case.set.insert(at, before.clone());
            "duplicate"
        }
        2 if at + 2 < case.set.len() => {
            case.set.swap(at, at + 1);
            "swap"
        }
        kind => change_element(&mut case.set[at], kind, &mut dice),
    };
    case.name = format!("seed {seed}: {} {before}", case.change);
    if case.set.get(at).is_some_and(|now| *now != before) {
        case.name += &format!(" -> {}", case.set[at]);
    }
    count(&mut case.set);
    case
}

/// Blanks, lengthens or alters one element that has a value.
fn change_element(segment: &mut String, kind: usize, dice: &mut Dice) -> &'static str {
    let mut elements: Vec<String> = segment.split('*').map(str::to_owned).collect();
    let filled: Vec<usize> = (1..elements.len()).filter(|e| !elements[*e].is_empty()).collect();
    let element = &mut elements[filled[dice.below(filled.len())]];
    let name = match kind {
        3 => {
            element.clear();
            "blank"
        }
        4 => {
            let more =
                ["X", "0", "99999999999", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVW"];
            element.push_str(more[dice.below(more.len())]);
            "lengthen"
        }
        _ => {
            let other = ["ZZ", "0", "Q7", "X", "999", "1.5", "20261345"];
            *element = other[dice.below(other.len())].to_owned();
            "alter"
        }
    };
    *segment = elements.join("*").trim_end_matches('*').to_owned();
    name
}

/// Puts the count of segments right, so that only the change is there to be found.
fn count(set: &mut [String]) {
    let length = set.len();
    if let Some(last) = set.last_mut() {
        let control = last.rsplit('*').next().unwrap_or_default().to_owned();
        *last = format!("SE*{length}*{control}");
    }
}

/// All cases in one interchange and group, the sets numbered from 1.
pub fn together(source: Source, cases: &[Case]) -> String {
    let page = base(source, 0);
    let mut out = format!("{}~\n{}~\n", page[0], page[1]);
    for (number, case) in (1..).zip(cases) {
        for segment in &case.set {
            let numbered = match segment.split('*').collect::<Vec<_>>().as_slice() {
                ["ST", set, _, rest @ ..] => {
                    [["ST", set, &format!("{number:04}")].as_slice(), rest].concat().join("*")
                }
                ["SE", count, _] => format!("SE*{count}*{number:04}"),
                _ => segment.clone(),
            };
            out.push_str(&numbered);
            out.push_str("~\n");
        }
    }
    let last = |at: usize| page[at].rsplit('*').next().unwrap_or_default().to_owned();
    let (group, interchange) = (last(page.len() - 2), last(page.len() - 1));
    out + &format!("GE*{}*{group}~\nIEA*1*{interchange}~\n", cases.len())
}
