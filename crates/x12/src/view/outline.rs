//! What a loop is called in the outline: its label, and the name in the segment that opens it.

use super::values::plain;
use crate::guide::tables::LoopDef;
use crate::tokens::Cut;

/// `2010AA Billing provider`.
pub(super) fn title(this: &LoopDef) -> String {
    format!("{} {}", this.id, this.label)
}

/// The name in NM1 or N1; the level in HL. Empty for other segments.
pub(super) fn named(cut: &Cut<'_>) -> String {
    let parts: &[usize] = match cut.name() {
        b"NM1" => &[3, 4, 5, 7],
        b"N1" => &[2],
        _ => &[],
    };
    let words = parts.iter().map(|n| cut.element(*n)).filter(|v| !v.is_empty());
    words.map(plain).collect::<Vec<_>>().join(" ")
}
