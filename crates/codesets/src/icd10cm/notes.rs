//! The codes that a note names in its parentheses, and the Excludes1 check over them.

use super::{Icd10Cm, NoteKind};

/// A span of codes, as a note writes it: `(E08.-)`, `(P35-P39)`, `(J44.0)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSpan {
    /// First code or prefix, without its dot.
    pub first: String,
    /// Last code or prefix, without its dot.
    pub last: String,
}

impl CodeSpan {
    /// True when the code lies in the span or below one of its ends.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        let plain = crate::code::undotted(code);
        plain.starts_with(&self.last)
            || (plain.as_str() >= self.first.as_str() && plain.as_str() <= self.last.as_str())
    }
}

/// All code spans that stand in the parentheses of a note.
#[must_use]
pub fn spans(note: &str) -> Vec<CodeSpan> {
    let mut found = Vec::new();
    let mut rest = note;
    while let Some(open) = rest.find('(') {
        let inner = &rest[open + 1..];
        let Some(close) = inner.find(')') else { break };
        for piece in inner[..close].split([',', ';']).flat_map(|p| p.split(" and ")) {
            found.extend(span(piece.trim()));
        }
        rest = &inner[close + 1..];
    }
    found
}

fn span(piece: &str) -> Option<CodeSpan> {
    let code = |text: &str| {
        let text = text.trim().trim_end_matches('-').trim_end_matches('.');
        crate::code::has_icd10cm_form(text).then(|| crate::code::undotted(text))
    };
    let open_end = piece.ends_with('-');
    let body = piece.trim_end_matches('-');
    match body.split_once('-') {
        Some((first, last)) => Some(CodeSpan { first: code(first)?, last: code(last)? }),
        None => {
            let first = code(if open_end { body } else { piece })?;
            Some(CodeSpan { last: first.clone(), first })
        }
    }
}

/// Why two codes exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The heading at which the note stands, with its dot; empty for a chapter or block.
    pub at: String,
    /// The note.
    pub note: String,
}

/// The Excludes1 note that forbids the two codes together, in either direction. Notes at
/// chapters and blocks are left out: they delimit chapters ("symptoms R00-R94"), and by the
/// guidelines (Section I.A.12.a) two unrelated conditions may stand side by side.
#[must_use]
pub fn excludes1(pack: &Icd10Cm, a: &str, b: &str) -> Option<Exclusion> {
    one_way(pack, a, b).or_else(|| one_way(pack, b, a))
}

/// The Excludes1 note at `holder`, or at a heading above it, that names `other`. Notes at
/// chapters and blocks are left out, as in [`excludes1`].
#[must_use]
pub fn one_way(pack: &Icd10Cm, holder: &str, other: &str) -> Option<Exclusion> {
    naming(pack, NoteKind::Excludes1, holder, other)
}

/// The note of a kind at `holder`, or at a heading above it, that names `other`. Notes at chapters
/// and blocks are left out: they hold for the chapter as a whole.
#[must_use]
pub fn naming(pack: &Icd10Cm, kind: NoteKind, holder: &str, other: &str) -> Option<Exclusion> {
    let letter = other.trim_start().bytes().next()?.to_ascii_uppercase();
    let node = pack.base(holder)?;
    node.lineage()
        .take_while(|heading| !heading.is_block())
        // A note at a heading common to both separates codes below it only by naming them.
        .find_map(|heading| {
            heading
                .notes_of(kind)
                .filter(|note| may_name(note, letter))
                .find(|note| spans(note).iter().any(|span| span.contains(other)))
                .map(|note| Exclusion { at: heading.dotted(), note: note.to_owned() })
        })
}

/// True when a note may name a code of this letter: it holds one, or a span that passes it.
/// Most notes do not, and need not be read.
fn may_name(note: &str, letter: u8) -> bool {
    let bytes = note.as_bytes();
    bytes.windows(2).any(|w| w[0] == letter && w[1].is_ascii_digit())
        || bytes.windows(3).any(|w| w[0] == b'-' && w[1] > letter && w[2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans() {
        let plain = |note| {
            spans(note).into_iter().map(|s| format!("{}..{}", s.first, s.last)).collect::<Vec<_>>()
        };
        assert_eq!(plain("diabetes due to underlying condition (E08.-)"), ["E08..E08"]);
        assert_eq!(plain("gestational (O24.4-)"), ["O244..O244"]);
        assert_eq!(plain("perinatal (P35-P39)"), ["P35..P39"]);
        assert_eq!(plain("two (J44.0, J44.1)"), ["J440..J440", "J441..J441"]);
        assert_eq!(plain("stages (N18.1-N18.4, N18.9)"), ["N181..N184", "N189..N189"]);
        assert_eq!(plain("renal (chronic) disease"), Vec::<String>::new());
    }

    #[test]
    fn notes_that_order_two_codes() {
        let pack = Icd10Cm::embedded();
        let named = |kind, holder, other| naming(&pack, kind, holder, other).map(|note| note.at);
        let at = |code: &str| Some(code.to_owned());
        assert_eq!(named(NoteKind::CodeFirst, "N18.31", "E11.22"), at("N18"));
        assert_eq!(named(NoteKind::CodeFirst, "E11.22", "N18.31"), None);
        assert_eq!(named(NoteKind::UseAdditional, "E11.22", "N18.31"), at("E11.22"));
        assert_eq!(named(NoteKind::UseAdditional, "N39.0", "B96.20"), at("N39.0"));
    }

    #[test]
    fn excludes_both_ways() {
        let pack = Icd10Cm::embedded();
        assert_eq!(excludes1(&pack, "E11.9", "E10.9").unwrap().at, "E11");
        assert!(excludes1(&pack, "E10.9", "E11.9").is_some());
        assert!(excludes1(&pack, "I10", "E11.9").is_none());
        assert!(excludes1(&pack, "R07.9", "I10").is_none());
    }
}
