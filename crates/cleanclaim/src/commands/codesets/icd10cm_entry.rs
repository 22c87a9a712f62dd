//! Everything the tabular list says of one ICD-10-CM code on a day.

use codesets::code::{dotted, undotted};
use codesets::icd11::{Beside, View};
use codesets::{Attributes, Icd10Cm, Node, NoteKind};
use model::Date;
use serde::Serialize;
use std::fmt::Write;

/// Most billable codes that are listed below a heading.
const MOST_BELOW: usize = 40;

/// Why a code can or can't be billed on the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    Billable,
    /// More characters are needed.
    Heading,
    NeedsSeventh,
    NotInForce,
}

/// One code.
#[derive(Serialize)]
pub struct Icd10CmEntry {
    system: &'static str,
    code: String,
    title: Option<String>,
    release: String,
    date: Date,
    billable: bool,
    standing: Standing,
    /// The spans in which it can be billed.
    valid: Vec<Span>,
    attributes: Vec<&'static str>,
    notes: Vec<NoteLine>,
    seventh_characters: Vec<Seventh>,
    /// Billable codes below a heading, at most forty.
    below: Vec<Below>,
    /// How many there are.
    below_count: usize,
    /// What stands in an imported ICD-11 beside it; for reading only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    icd11: Vec<Beside>,
}

#[derive(Serialize)]
struct Span {
    from: Date,
    to: Date,
}

#[derive(Serialize)]
struct NoteLine {
    kind: String,
    #[serde(skip)]
    label: &'static str,
    text: String,
    /// The heading, block or chapter at which the note stands; none for the code's own.
    from: Option<String>,
}

#[derive(Serialize)]
struct Seventh {
    character: char,
    meaning: String,
    code: String,
    billable: bool,
}

#[derive(Serialize)]
struct Below {
    code: String,
    title: Option<String>,
}

impl Icd10CmEntry {
    /// The entry of a code on a day; `None` when the release knows no such code.
    pub fn of(pack: &Icd10Cm, code: &str, on: Date) -> Option<Icd10CmEntry> {
        let plain = undotted(code);
        if !pack.is_known(&plain) {
            return None;
        }
        let node = pack.base(&plain).filter(|node| belongs(pack, *node, &plain));
        let below = pack.billable_below(&plain, on);
        let standing = standing(pack, node, &plain, on);
        let in_force = pack.validity_on(&plain, on).or_else(|| pack.validity(&plain));
        Some(Icd10CmEntry {
            system: "icd10cm",
            code: dotted(&plain),
            title: pack.title(&plain),
            release: pack.label().to_owned(),
            date: on,
            billable: standing == Standing::Billable,
            standing,
            valid: pack.validities(&plain).map(|v| Span { from: v.starts, to: v.ends }).collect(),
            attributes: in_force.map(|v| names(v.attributes)).unwrap_or_default(),
            notes: node.map(notes).unwrap_or_default(),
            seventh_characters: node.map(|n| sevenths(pack, n, on)).unwrap_or_default(),
            below_count: if standing == Standing::Heading { below.len() } else { 0 },
            below: match standing {
                Standing::Heading => below
                    .into_iter()
                    .take(MOST_BELOW)
                    .map(|code| Below { title: pack.title(&code), code: dotted(&code) })
                    .collect(),
                _ => Vec::new(),
            },
            icd11: Vec::new(),
        })
    }

    /// The same entry with ICD-11 beside it, where it was imported.
    pub fn beside(self, view: Option<View<'_>>) -> Icd10CmEntry {
        let icd11 = view.map(|view| view.beside(&self.code)).unwrap_or_default();
        Icd10CmEntry { icd11, ..self }
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let title = self.title.as_deref().unwrap_or("(no title in the embedded release)");
        let mut out = format!("{}  {title}\n", self.code);
        let _ = writeln!(out, "  ICD-10-CM {} · {}", self.release, self.standing_words());
        for Span { from, to } in &self.valid {
            let _ = writeln!(out, "  valid {from} to {to}");
        }
        if !self.attributes.is_empty() {
            let _ = writeln!(out, "  attributes: {}", self.attributes.join(", "));
        }
        let mut label = "";
        for note in &self.notes {
            if note.label != label {
                label = note.label;
                let _ = writeln!(out, "  {label}");
            }
            let from = note.from.as_ref().map(|at| format!("  [from {at}]")).unwrap_or_default();
            let _ = writeln!(out, "    - {}{from}", note.text);
        }
        if !self.seventh_characters.is_empty() {
            out.push_str("  7th characters\n");
        }
        for seventh in &self.seventh_characters {
            let Seventh { character, meaning, code, billable } = seventh;
            let other = if *billable { "" } else { "  (not in force)" };
            let _ = writeln!(out, "    {character}  {code}  {meaning}{other}");
        }
        if !self.below.is_empty() {
            out.push_str("  billable codes below it\n");
        }
        for Below { code, title } in &self.below {
            let title = title.as_deref().unwrap_or("(no title in the embedded release)");
            let _ = writeln!(out, "    {code:<8}  {title}");
        }
        let more = self.below_count.saturating_sub(self.below.len());
        if more > 0 {
            let _ = writeln!(out, "    … and {more} more");
        }
        if !self.icd11.is_empty() {
            out.push_str("  in ICD-11, for reading only\n");
        }
        for Beside { code, title, from } in &self.icd11 {
            let title = title.as_deref().unwrap_or("(no title in the imported release)");
            let _ = writeln!(out, "    {code:<8}  {title}  [mapped from {from}]");
        }
        out
    }

    fn standing_words(&self) -> String {
        let on = self.date;
        match self.standing {
            Standing::Billable => format!("billable on {on}"),
            Standing::Heading if self.below_count == 0 => {
                format!("not billable: a heading without a code in force on {on}")
            }
            Standing::Heading => "not billable: a heading, it needs more characters".to_owned(),
            Standing::NeedsSeventh => "not billable: it needs a 7th character".to_owned(),
            Standing::NotInForce => match (self.valid.first(), self.valid.last()) {
                (Some(first), _) if on < first.from => {
                    format!("not billable on {on}: in force from {} on", first.from)
                }
                (_, Some(last)) if on > last.to => {
                    format!("not billable on {on}: it ended on {}", last.to)
                }
                _ => format!("not billable on {on}: not in force"),
            },
        }
    }
}

/// True when the code is the entry itself, or the entry with a 7th character that it takes. A
/// code of another year may only look as if it extended an entry of this release.
fn belongs(pack: &Icd10Cm, node: Node<'_>, plain: &str) -> bool {
    node.code() == plain || pack.title(plain).is_some()
}

fn standing(pack: &Icd10Cm, node: Option<Node<'_>>, plain: &str, on: Date) -> Standing {
    if pack.is_billable(plain, on) {
        return Standing::Billable;
    }
    match node.filter(|node| node.code() == plain) {
        Some(node) if node.needs_seventh() => Standing::NeedsSeventh,
        Some(node) if !node.is_leaf() => Standing::Heading,
        _ => Standing::NotInForce,
    }
}

fn names(attributes: Attributes) -> Vec<&'static str> {
    Attributes::NAMES.into_iter().filter(|name| attributes.has(name)).collect()
}

/// Its own notes and those of its headings, block and chapter. An inclusion term names the code
/// at which it stands and no other.
fn notes(node: Node<'_>) -> Vec<NoteLine> {
    let mut lines = Vec::new();
    for kind in NoteKind::ALL {
        for (at, text) in node.inherited_notes(kind) {
            let own = at.row() == node.row();
            if own || kind != NoteKind::Inclusion {
                lines.push(NoteLine {
                    kind: kind.label().to_lowercase().replace(' ', "_"),
                    label: kind.label(),
                    text: text.to_owned(),
                    from: (!own).then(|| place(at)),
                });
            }
        }
    }
    lines
}

fn place(node: Node<'_>) -> String {
    match (node.is_block(), node.parent()) {
        (false, _) => node.dotted(),
        (true, None) => format!("chapter {}", node.chapter()),
        // The title of a block begins with its first and last category.
        (true, Some(_)) => {
            format!("block {}", node.title().split_whitespace().next().unwrap_or_default())
        }
    }
}

fn sevenths(pack: &Icd10Cm, node: Node<'_>, on: Date) -> Vec<Seventh> {
    node.seventh_characters()
        .into_iter()
        .map(|(character, meaning)| {
            let code = node.with_seventh(character);
            let billable = pack.is_billable(&code, on);
            Seventh { character, meaning: meaning.to_owned(), code: dotted(&code), billable }
        })
        .collect()
}
