//! One entry of the tabular list: title, place in the tree, notes, 7th characters.

use super::{Icd10Cm, u16_at, u32_at};

/// What a note of the tabular list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NoteKind {
    /// A term that the code includes.
    Inclusion = 0,
    /// What the heading includes.
    Includes = 1,
    /// Never together with these.
    Excludes1 = 2,
    /// Not part of this; may stand beside it.
    Excludes2 = 3,
    /// The underlying condition comes first.
    CodeFirst = 4,
    /// A further code completes this one.
    UseAdditional = 5,
    /// Two codes may be needed, in either order.
    CodeAlso = 6,
    /// Which codes take the 7th character.
    Seventh = 7,
    /// Any other note.
    Note = 8,
}

impl NoteKind {
    /// Every kind, in the order of the book.
    pub const ALL: [NoteKind; 9] = [
        NoteKind::Inclusion,
        NoteKind::Includes,
        NoteKind::Excludes1,
        NoteKind::Excludes2,
        NoteKind::CodeFirst,
        NoteKind::UseAdditional,
        NoteKind::CodeAlso,
        NoteKind::Seventh,
        NoteKind::Note,
    ];

    pub(crate) fn from_byte(byte: u8) -> NoteKind {
        match byte {
            0 => NoteKind::Inclusion,
            1 => NoteKind::Includes,
            2 => NoteKind::Excludes1,
            3 => NoteKind::Excludes2,
            4 => NoteKind::CodeFirst,
            5 => NoteKind::UseAdditional,
            6 => NoteKind::CodeAlso,
            7 => NoteKind::Seventh,
            _ => NoteKind::Note,
        }
    }

    /// The words that stand before such notes in the book.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            NoteKind::Inclusion => "Inclusion term",
            NoteKind::Includes => "Includes",
            NoteKind::Excludes1 => "Excludes1",
            NoteKind::Excludes2 => "Excludes2",
            NoteKind::CodeFirst => "Code first",
            NoteKind::UseAdditional => "Use additional code",
            NoteKind::CodeAlso => "Code also",
            NoteKind::Seventh => "7th character",
            NoteKind::Note => "Note",
        }
    }
}

/// One entry of the tabular list. The first rows of the pack are the entries in code order;
/// chapters and blocks follow them as rows of their own, reachable as parents.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) pack: &'a Icd10Cm,
    pub(super) row: usize,
}

/// Parent value of an entry that has none.
pub(crate) const NO_ROW: u32 = u32::MAX;

impl<'a> Node<'a> {
    pub(crate) fn new(pack: &'a Icd10Cm, row: usize) -> Node<'a> {
        Node { pack, row }
    }

    fn bytes(self) -> &'a [u8] {
        self.pack.row(self.pack.nodes, self.row)
    }

    /// Position in the code order.
    #[must_use]
    pub fn row(self) -> usize {
        self.row
    }

    /// The code without its dot.
    #[must_use]
    pub fn code(self) -> &'a str {
        let key = &self.bytes()[..8];
        let length = key.iter().position(|b| *b == 0).unwrap_or(8);
        std::str::from_utf8(&key[..length]).unwrap_or_default()
    }

    /// The code with its dot.
    #[must_use]
    pub fn dotted(self) -> String {
        crate::code::dotted(self.code())
    }

    /// The official title.
    #[must_use]
    pub fn title(self) -> &'a str {
        let bytes = self.bytes();
        self.pack.text(u32_at(bytes, 8), u16_at(bytes, 12))
    }

    /// The chapter, 1 to 22.
    #[must_use]
    pub fn chapter(self) -> u8 {
        self.bytes()[14]
    }

    /// The heading that this entry stands under.
    #[must_use]
    pub fn parent(self) -> Option<Node<'a>> {
        match u32_at(self.bytes(), 16) {
            NO_ROW => None,
            row => self.pack.node_at(row as usize),
        }
    }

    /// One past the last row of the subtree.
    fn subtree_end(self) -> usize {
        (u32_at(self.bytes(), 20) as usize).min(self.pack.nodes.rows)
    }

    /// The entries directly below this one.
    pub fn children(self) -> impl Iterator<Item = Node<'a>> {
        let (pack, end) = (self.pack, self.subtree_end());
        let mut next = self.row + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let node = Node::new(pack, next);
            next = node.subtree_end().max(next + 1);
            Some(node)
        })
    }

    /// The entries at and below this one under which nothing stands, in code order.
    pub fn leaves(self) -> impl Iterator<Item = Node<'a>> {
        let rows = self.row..self.subtree_end().max(self.row + 1);
        rows.map(move |row| Node::new(self.pack, row)).filter(|node| node.is_leaf())
    }

    /// True when nothing stands below it; it may still need a 7th character.
    #[must_use]
    pub fn is_leaf(self) -> bool {
        self.subtree_end() <= self.row + 1
    }

    /// Its own notes, in the order of the book.
    pub fn notes(self) -> impl Iterator<Item = (NoteKind, &'a str)> {
        let bytes = self.bytes();
        self.note_range(u32_at(bytes, 24), u32_at(bytes, 28))
    }

    fn note_range(self, first: u32, end: u32) -> impl Iterator<Item = (NoteKind, &'a str)> {
        let pack = self.pack;
        let end = (end as usize).min(pack.notes.rows);
        (first as usize..end).map(move |row| {
            let bytes = pack.row(pack.notes, row);
            let text = pack.text(u32_at(bytes, 0), u16_at(bytes, 4));
            (NoteKind::from_byte(bytes[6]), text)
        })
    }

    /// Its own notes of one kind.
    pub fn notes_of(self, kind: NoteKind) -> impl Iterator<Item = &'a str> {
        self.notes().filter(move |(k, _)| *k == kind).map(|(_, text)| text)
    }

    /// This entry, its headings, its block and its chapter, nearest first: everything whose
    /// notes hold for it.
    pub fn lineage(self) -> impl Iterator<Item = Node<'a>> {
        std::iter::successors(Some(self), |node| node.parent())
    }

    /// Notes of one kind, its own and inherited, nearest first, with the entry they stand at.
    pub fn inherited_notes(self, kind: NoteKind) -> impl Iterator<Item = (Node<'a>, &'a str)> {
        self.lineage().flat_map(move |node| node.notes_of(kind).map(move |text| (node, text)))
    }

    /// The 7th characters that this entry takes, own or inherited; empty when it takes none.
    #[must_use]
    pub fn seventh_characters(self) -> Vec<(char, &'a str)> {
        let bytes = self.bytes();
        let (first, count) = (u16_at(bytes, 32) as usize, u16_at(bytes, 34) as usize);
        let end = (first + count).min(self.pack.sevenths.rows);
        (first..end)
            .map(|row| {
                let bytes = self.pack.row(self.pack.sevenths, row);
                (bytes[6] as char, self.pack.text(u32_at(bytes, 0), u16_at(bytes, 4)))
            })
            .collect()
    }

    /// True when a code of this entry needs a 7th character.
    #[must_use]
    pub fn needs_seventh(self) -> bool {
        u16_at(self.bytes(), 34) > 0
    }

    /// The code with a 7th character, placeholders filled in.
    #[must_use]
    pub fn with_seventh(self, letter: char) -> String {
        format!("{:X<6}{letter}", self.code())
    }

    /// True for a chapter or a block, which is no code.
    #[must_use]
    pub fn is_block(self) -> bool {
        self.bytes()[15] != 0
    }
}
