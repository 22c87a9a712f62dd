//! The embedded font: Courier Prime, a typewriter face of ten characters an inch at twelve points.
//!
//! The file stands unchanged in `font/` beside its licence (SIL Open Font License 1.1).

use krilla::text::{Font, GlyphId, KrillaGlyph};

/// The font file.
const FILE: &[u8] = include_bytes!("../../font/CourierPrime.otf");
/// Glyph of each character from space to tilde, read from the font's own character map.
#[rustfmt::skip]
const GLYPHS: [u16; 95] = [
    364, 221, 334, 296, 189, 321, 138, 341, 318, 319, 144, 328, 174, 251, 322, 362, 411, 308, 379,
    373, 228, 225, 361, 360, 202, 292, 172, 358, 275, 218, 240, 332, 145, 1, 12, 13, 19, 23, 35,
    36, 41, 44, 55, 57, 59, 65, 66, 71, 83, 84, 85, 89, 95, 101, 112, 113, 118, 119, 124, 152,
    148, 153, 142, 389, 238, 128, 147, 158, 180, 194, 223, 232, 246, 253, 266, 268, 270, 280, 287,
    297, 316, 331, 342, 350, 367, 381, 393, 394, 400, 401, 407, 150, 149, 151, 143,
];
/// Width of every character, in parts of the font size: ten characters an inch at 12 points. The
/// font's own is 1228 of 2048, which would drift by a twentieth of a character over eighty.
const ADVANCE: f32 = 0.6;

/// The font; `None` when the embedded file cannot be read.
pub(super) fn load() -> Option<Font> {
    Font::new(FILE.into(), 0)
}

/// The glyphs of a text of printable ASCII characters; others are left out.
pub(super) fn glyphs(text: &str) -> Vec<KrillaGlyph> {
    let glyph = |(at, character): (usize, char)| {
        let index = u32::from(character).checked_sub(u32::from(' '))?;
        let id = *GLYPHS.get(usize::try_from(index).ok()?)?;
        let id = GlyphId::new(u32::from(id));
        let range = at..at + character.len_utf8();
        Some(KrillaGlyph::new(id, ADVANCE, 0.0, 0.0, 0.0, range, None))
    };
    text.char_indices().filter_map(glyph).collect()
}
