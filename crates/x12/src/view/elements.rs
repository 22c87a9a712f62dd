//! A segment with its label, and each of its elements that has a value.
//!
//! A code that the guide fixes for the segment stands beside its name (`DTP 472 Service date`),
//! the form of a date is told by the way it is written, and a segment that has one thing to say
//! says it in its own line.

use super::layout;
use super::positions::{Position, Positions};
use super::values::{date, money, period, plain, time};
use crate::guide::standard::Kind;
use crate::guide::tables::{Guide, SegmentDef, pack};
use crate::steps::{Standing, Step};
use crate::tokens::Cut;

/// The code system and the code of a procedure and of a diagnosis, the reason and the reference
/// of a provider adjustment. They stand in one line.
const CODED: [(u16, u16); 3] = [(235, 234), (1270, 1271), (426, 127)];

/// Modifiers stand in the line of their procedure.
const MODIFIER: u16 = 1339;

/// Elements that say what the segment is about: the kind of a reference, date, amount, quantity,
/// the role of a party, a list of codes. The code stands beside the segment's name.
const KINDS: [u16; 6] = [128, 374, 522, 673, 98, 1270];

/// What stands behind a label.
enum Said {
    Text(String),
    Money(String),
    /// Nothing: the lines below belong to the label.
    Below,
}

/// A line below the segment's.
struct Entry {
    depth: usize,
    label: String,
    said: Said,
}

/// Writes a segment.
pub(super) fn segment(out: &mut String, depth: usize, step: &Step<'_, '_>) {
    let cut = &step.cut;
    let name = plain(cut.name());
    let (positions, label, key) = match step.def {
        Some((guide, def)) => (Positions::of(guide, def), def.label.as_str(), key(guide, def, cut)),
        None => {
            let (positions, label) = Positions::by_name(cut.name());
            (positions, label, 0)
        }
    };
    let mut title = name;
    if key > 0 {
        title.push(' ');
        title.push_str(&plain(cut.element(key)));
    }
    if !label.is_empty() {
        title.push(' ');
        title.push_str(label);
    }
    if step.standing == Standing::NoPlace {
        title.push_str(" (no place here)");
    }
    let mut sheet = Sheet { cut, raw: is_raw(step).then(|| plain(cut.bytes)), entries: Vec::new() };
    let mut unsaid = usize::from(key > 0);
    for number in (1..=cut.tokens.count).filter(|n| *n != key && cut.has(*n)) {
        unsaid += usize::from(sheet.element(&positions, number));
    }
    let alone = positions.used() == unsaid + 1 && sheet.raw.is_none();
    sheet.write(out, depth, &title, alone);
}

/// True for a segment that is also shown as it stands in the file: no guide says what it is.
fn is_raw(step: &Step<'_, '_>) -> bool {
    step.standing == Standing::NoPlace || step.def.is_none()
}

/// The element that makes the segment what it is: it has one code, or names the kind of what
/// follows; 0 when there is none.
fn key(guide: &Guide, def: &SegmentDef, cut: &Cut<'_>) -> usize {
    let key = def.keys[0];
    let codes = guide.codes(key.codes);
    let number = usize::from(key.element);
    if key.component > 0 || !cut.has(number) {
        return 0;
    }
    let fixed = codes.len() == 1 && codes[0] == pack(cut.element(number));
    let kind = Positions::of(guide, def).get(number).is_some_and(|p| KINDS.contains(&p.number));
    if fixed || kind { number } else { 0 }
}

/// The elements `from` and after it, for a segment whose heading tells those before.
pub(super) fn rest(out: &mut String, depth: usize, cut: &Cut<'_>, from: usize) {
    let mut sheet = Sheet { cut, raw: None, entries: Vec::new() };
    for number in (from..=cut.tokens.count).filter(|n| cut.has(*n)) {
        sheet.element(&Positions::Unknown, number);
    }
    sheet.write_entries(out, depth);
}

/// The lines of a segment while they are gathered.
struct Sheet<'a> {
    cut: &'a Cut<'a>,
    /// The segment as it stands in the file, where it is shown.
    raw: Option<String>,
    entries: Vec<Entry>,
}

impl Sheet<'_> {
    fn write(&self, out: &mut String, depth: usize, title: &str, alone: bool) {
        if let ([entry], true) = (self.entries.as_slice(), alone)
            && !matches!(entry.said, Said::Below)
        {
            return line(out, depth, title, &entry.said);
        }
        match &self.raw {
            Some(raw) => layout::value(out, depth, title, raw),
            None => layout::heading(out, depth, title),
        }
        self.write_entries(out, depth + 1);
    }

    fn write_entries(&self, out: &mut String, depth: usize) {
        for entry in &self.entries {
            line(out, depth + entry.depth, &entry.label, &entry.said);
        }
    }

    fn add(&mut self, depth: usize, label: &str, said: Said) {
        self.entries.push(Entry { depth, label: label.to_owned(), said });
    }

    /// Adds the lines of an element; `true` when the one after it says what it says.
    fn element(&mut self, positions: &Positions<'_>, number: usize) -> bool {
        let cut = self.cut;
        let whole = cut.element(number);
        if is_told_by_next(positions, number, &|n| cut.element(n)) {
            return true;
        }
        let Some(position) = positions.get(number) else {
            self.add(0, &format!("element {number}"), Said::Text(plain(whole)));
            return false;
        };
        let form = cut.element(positions.form_of(number));
        let repeated = cut.repetition.filter(|_| cut.tokens.repeated >> number & 1 == 1);
        let repetitions: Vec<&[u8]> = match repeated {
            Some(separator) => whole.split(|b| *b == separator).collect(),
            None => vec![whole],
        };
        match (position.parts, repetitions.as_slice()) {
            (Some(parts), several) => {
                for one in several {
                    self.composite(position.label, &parts, one);
                }
            }
            (None, [one]) => self.add(0, position.label, said(&position, one, form)),
            (None, several) => {
                let all: Vec<String> = several
                    .iter()
                    .map(|one| match said(&position, one, form) {
                        Said::Text(text) | Said::Money(text) => text,
                        Said::Below => String::new(),
                    })
                    .collect();
                self.add(0, position.label, Said::Text(all.join(", ")));
            }
        }
        false
    }

    fn composite(&mut self, label: &str, parts: &Positions<'_>, value: &[u8]) {
        let values: Vec<&[u8]> = value.split(|b| *b == self.cut.component).collect();
        let part = |n: usize| n.checked_sub(1).and_then(|i| values.get(i)).copied().unwrap_or(&[]);
        let (head, told) = head(parts, &values);
        self.add(0, label, if told == 0 { Said::Below } else { Said::Text(head) });
        for number in (1..=values.len()).filter(|n| told >> *n & 1 == 0 && !part(*n).is_empty()) {
            if is_told_by_next(parts, number, &part) {
                continue;
            }
            match parts.get(number) {
                Some(position) => {
                    let form = part(parts.form_of(number));
                    self.add(1, position.label, said(&position, part(number), form));
                }
                None => {
                    let text = Said::Text(plain(part(number)));
                    self.add(1, &format!("component {number}"), text);
                }
            }
        }
    }
}

fn line(out: &mut String, depth: usize, label: &str, said: &Said) {
    match said {
        Said::Text(text) => layout::value(out, depth, label, text),
        Said::Money(amount) => layout::money(out, depth, label, amount),
        Said::Below => layout::heading(out, depth, label),
    }
}

/// True for the form of a date that is written so that its form can be seen.
fn is_told_by_next<'v>(
    positions: &Positions<'_>,
    number: usize,
    value: &dyn Fn(usize) -> &'v [u8],
) -> bool {
    let next = positions.formed_by(number);
    next > 0 && period(value(next), value(number)).is_some()
}

/// What of a composite stands beside its label, and which components that tells, one bit each.
fn head(parts: &Positions<'_>, values: &[&[u8]]) -> (String, u64) {
    let number = |n: usize| parts.get(n).map_or(0, |p| p.number);
    let present: Vec<usize> =
        (1..=values.len().min(60)).filter(|n| !values[n - 1].is_empty()).collect();
    // Pointers, surfaces of a tooth: all positions are of one kind.
    let last = (1..).take_while(|n| parts.get(*n).is_some()).last().unwrap_or(0);
    let same = last > 0 && (1..=last.max(values.len())).all(|n| number(n) == number(1));
    let coded = present.starts_with(&[1, 2]) && CODED.contains(&(number(1), number(2)));
    let in_line = |n: &&usize| same || (coded && (**n <= 2 || number(**n) == MODIFIER));
    let told: Vec<usize> = present.iter().filter(in_line).copied().collect();
    let texts: Vec<String> = told.iter().map(|n| plain(values[n - 1])).collect();
    let bits = told.iter().fold(0, |bits, n| bits | 1 << n);
    (texts.join(if same { ", " } else { " " }), bits)
}

/// The code system, code and modifiers of a procedure in one line.
pub(super) fn procedure(value: &[u8], component: u8) -> String {
    let values = value.split(|b| *b == component).take(6).filter(|v| !v.is_empty());
    values.map(plain).collect::<Vec<_>>().join(" ")
}

/// One value, as people write it.
fn said(position: &Position<'_>, value: &[u8], form: &[u8]) -> Said {
    if position.is_money()
        && let Some(amount) = money(value, position.in_cents())
    {
        return Said::Money(amount);
    }
    let text = match position.kind {
        Kind::Dt => date(value),
        Kind::Tm => time(value),
        _ => period(value, form),
    };
    Said::Text(text.unwrap_or_else(|| plain(value)))
}
