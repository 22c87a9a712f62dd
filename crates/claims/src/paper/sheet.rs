//! Pages of plain lines, for letters and statements: the forms' typewriter face at ten points, with
//! margins of an inch. The same lines give the same bytes.

use super::font;
use super::pdf::{HEIGHT, PdfError, WIDTH, ink};
use super::text::base;
use krilla::Document;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

/// Characters of a line.
pub const SHEET_COLUMNS: usize = 78;
/// Lines of a page.
pub const SHEET_LINES: usize = 54;
/// Most pages.
pub const MAX_SHEETS: usize = 999;
/// Margin, size of the letters and distance of the lines, in points.
const MARGIN: f32 = 72.0;
const SIZE: f32 = 10.0;
const LEADING: f32 = 12.0;

/// The PDF of pages of lines. What is longer than [`SHEET_COLUMNS`] or [`SHEET_LINES`] runs into
/// the margin: the caller breaks lines and pages.
///
/// # Errors
/// When there are more than [`MAX_SHEETS`] pages, or the PDF writer refuses.
pub fn sheets_to_pdf(title: &str, pages: &[Vec<String>]) -> Result<Vec<u8>, PdfError> {
    if pages.len() > MAX_SHEETS {
        return Err(PdfError::Writer(format!("more than {MAX_SHEETS} pages")));
    }
    let font = font::load().ok_or(PdfError::Font)?;
    let mut document = Document::new();
    let metadata = Metadata::new().language("en".to_owned()).title(title.to_owned());
    document.set_metadata(metadata);
    for page in pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Writer("the page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        surface.set_fill(Some(ink(0)));
        let mut down = MARGIN + SIZE;
        for line in page {
            let shown = sheet_letters(line);
            let glyphs = font::glyphs(&shown);
            if !glyphs.is_empty() {
                let start = Point::from_xy(MARGIN, down);
                surface.draw_glyphs(start, &glyphs, font.clone(), &shown, SIZE, false);
            }
            down += LEADING;
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|fault| PdfError::Writer(format!("{fault:?}")))
}

/// The text in letters that the face has: without diacritics, signs in plain characters, and a
/// question mark for what has none.
#[must_use]
pub fn sheet_letters(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' '..='~' => shown.push(character),
            '\t' | '\n' | '\r' | '\u{a0}' => shown.push(' '),
            '\u{ad}' | '\u{200b}' => {}
            '\u{2014}' => shown.push('-'),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => shown.push('"'),
            '\u{2022}' | '\u{b7}' => shown.push('*'),
            '\u{2026}' => shown.push_str("..."),
            '\u{2264}' => shown.push_str("<="),
            '\u{2265}' => shown.push_str(">="),
            '\u{b1}' => shown.push_str("+/-"),
            '\u{d7}' => shown.push('x'),
            '\u{b0}' => shown.push_str(" deg"),
            '\u{b5}' | '\u{3bc}' => shown.push('u'),
            other => match base(other) {
                Some(plain) if other.is_lowercase() => shown.push_str(&plain.to_lowercase()),
                Some(plain) => shown.push_str(plain),
                None => shown.push('?'),
            },
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_the_face_has() {
        for (text, shown) in [
            ("José Muñoz", "Jose Munoz"),
            ("Weiß\u{2019}s ÉTÉ", "Weiss's ETE"),
            ("SpO2 \u{2265} 92 %, 38\u{b0}", "SpO2 >= 92 %, 38 deg"),
            ("\u{201c}worse\u{201d} \u{2013} a\tb", "\"worse\" - a b"),
            ("田", "?"),
        ] {
            assert_eq!(sheet_letters(text), shown);
        }
    }

    #[test]
    fn the_same_lines_give_the_same_bytes() {
        let pages = [vec!["A letter".to_owned(), String::new()], vec!["Page 2".to_owned()]];
        let first = sheets_to_pdf("Letter", &pages).unwrap();
        assert!(first.starts_with(b"%PDF-"), "a PDF");
        assert_eq!(first, sheets_to_pdf("Letter", &pages).unwrap());
        assert_ne!(first, sheets_to_pdf("Letter", &pages[..1]).unwrap());
        assert!(sheets_to_pdf("Letter", &vec![Vec::new(); MAX_SHEETS + 1]).is_err());
    }
}
