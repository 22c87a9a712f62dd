//! What stands at each position of a segment or composite: from the guide, or from the
//! dictionary where the guide has no place for the segment.

use crate::guide::Usage;
use crate::guide::standard::{Kind, Shape, Standard, What};
use crate::guide::tables::{ElementDef, Guide, SegmentDef};

/// Element 1250 names the form of element 1251.
const DATE_FORM: u16 = 1250;
const DATE_PERIOD: u16 = 1251;

/// Elements that are money: amount, unit price, unit rate, and the amount in cents.
const MONEY: [u16; 4] = [782, 212, 1371, CENTS];
const CENTS: u16 = 610;

/// The positions of a segment or composite.
#[derive(Clone, Copy)]
pub(super) enum Positions<'g> {
    Guide(&'g Guide, &'g [ElementDef]),
    Dictionary(&'static Shape),
    Unknown,
}

/// One position.
#[derive(Clone, Copy)]
pub(super) struct Position<'g> {
    pub(super) label: &'g str,
    /// Number of the data element; 0 for a composite or an unknown one.
    pub(super) number: u16,
    pub(super) kind: Kind,
    /// Positions of its components, when it is a composite.
    pub(super) parts: Option<Positions<'g>>,
}

impl<'g> Positions<'g> {
    /// Those of a segment at its place in a guide.
    pub(super) fn of(guide: &'g Guide, def: &SegmentDef) -> Positions<'g> {
        Positions::Guide(guide, &guide.elements[def.elements.range()])
    }

    /// Those of a segment by its name, and what the dictionary calls it.
    pub(super) fn by_name(name: &[u8]) -> (Positions<'static>, &'static str) {
        let name = std::str::from_utf8(name).unwrap_or("");
        match Standard::get().segment(name) {
            Some(shape) => (Positions::Dictionary(shape), &shape.name),
            None => (Positions::Unknown, ""),
        }
    }

    /// The position with that number, from 1; `None` beyond the last.
    pub(super) fn get(&self, number: usize) -> Option<Position<'g>> {
        let index = number.checked_sub(1)?;
        match self {
            Positions::Guide(guide, defs) => defs.get(index).map(|def| from_guide(guide, def)),
            Positions::Dictionary(shape) => {
                shape.positions.get(index).and_then(|p| from_dictionary(&p.what))
            }
            Positions::Unknown => None,
        }
    }

    /// Positions that the guide uses.
    pub(super) fn used(&self) -> usize {
        match self {
            Positions::Guide(_, defs) => defs.iter().filter(|d| d.usage != Usage::NotUsed).count(),
            Positions::Dictionary(shape) => shape.positions.len(),
            Positions::Unknown => 0,
        }
    }

    /// The position of the form (1250) of a date or period (1251) at that position; 0 when it is
    /// no such.
    pub(super) fn form_of(&self, number: usize) -> usize {
        let is = |number: usize, what| self.get(number).is_some_and(|p| p.number == what);
        if !is(number, DATE_PERIOD) {
            return 0;
        }
        (1..number).rev().find(|before| is(*before, DATE_FORM)).unwrap_or(0)
    }

    /// The position of the date or period whose form stands at that position; 0 when it is no
    /// form.
    pub(super) fn formed_by(&self, number: usize) -> usize {
        let next = number + 1;
        if self.form_of(next) == number { next } else { 0 }
    }
}

impl Position<'_> {
    pub(super) fn is_money(&self) -> bool {
        MONEY.contains(&self.number)
    }

    /// True for an amount whose last two digits are cents.
    pub(super) fn in_cents(&self) -> bool {
        self.number == CENTS
    }
}

fn from_guide<'g>(guide: &'g Guide, def: &'g ElementDef) -> Position<'g> {
    let parts = &guide.elements[def.components.range()];
    Position {
        label: &def.label,
        number: def.number,
        kind: def.kind,
        parts: (!parts.is_empty()).then_some(Positions::Guide(guide, parts)),
    }
}

fn from_dictionary(what: &'static What) -> Option<Position<'static>> {
    let standard = Standard::get();
    match what {
        What::Element(number) => {
            let element = standard.element(*number)?;
            let (label, number, kind) = (element.name.as_str(), element.number, element.kind);
            Some(Position { label, number, kind, parts: None })
        }
        What::Composite(id) => {
            let shape = standard.composite(id)?;
            let parts = Some(Positions::Dictionary(shape));
            Some(Position { label: &shape.name, number: 0, kind: Kind::An, parts })
        }
    }
}
