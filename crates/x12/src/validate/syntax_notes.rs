//! Syntax notes: relations between the positions of a segment or composite (X12.5 section 3.8).

use super::elements::{Checking, Spot};
use crate::guide::notation::Usage;
use crate::guide::standard::Syntax;
use crate::guide::tables::ElementDef;

impl Checking<'_, '_, '_> {
    /// Relations between the positions of a segment, or of composite `element`.
    pub(super) fn syntax(
        &mut self,
        notes: &[Syntax],
        present: u64,
        element: usize,
        defs: &[ElementDef],
    ) {
        for note in notes {
            let there = present & note.mask;
            let first = there >> note.first & 1 == 1;
            let rest = note.mask & !(1 << note.first);
            let (broken, told) = match note.relation {
                b'P' => (there != 0 && there != note.mask, "2"),
                b'R' => (there == 0, "2"),
                b'E' => (there.count_ones() > 1, "10"),
                b'C' => (first && there & rest != rest, "2"),
                b'L' => (first && there & rest == 0, "2"),
                _ => (false, ""),
            };
            if broken {
                self.broken_note(*note, there, element, told, defs);
            }
        }
    }

    fn broken_note(
        &mut self,
        note: Syntax,
        there: u64,
        element: usize,
        told: &'static str,
        defs: &[ElementDef],
    ) {
        // The position to name: the first that is missing, or the last that is too much.
        let absent = note.mask & !there & !u64::from(note.relation == b'R' && there != 0);
        let at = match note.relation {
            b'E' => 63 - there.leading_zeros() as usize,
            _ => absent.trailing_zeros() as usize,
        };
        let spot = match element {
            0 => Spot { element: at, component: 0, repetition: 0 },
            element => Spot { element, component: at, repetition: 0 },
        };
        let Some(def) = at.checked_sub(1).and_then(|n| defs.get(n)) else { return };
        // What the guide requires is reported as missing already.
        if def.usage == Usage::Required && note.relation != b'E' {
            return;
        }
        let others: Vec<String> = (1..=60)
            .filter(|n| note.mask >> n & 1 == 1 && *n != at)
            .map(|n| format!("{n:02}"))
            .collect();
        let named = self.named(def, spot);
        let others = others.join(", ");
        let (message, action) = match note.relation {
            b'E' => (format!("{named} may not stand beside {others}"), "send one of them"),
            b'R' => (format!("{named} or {others} must be there"), "send one of them"),
            b'L' => (format!("{named} or another of {others} must be there"), "send it"),
            _ => (format!("{named} must be there because {others} is"), "send all or none"),
        };
        let mut draft = self.draft("x12.element.relation", 1, message, spot, def, told);
        draft.fault.action = action.into();
        self.findings.add(draft);
    }
}
