//! The PDF of a form, with the same bytes for the same form: no clock, no identifier of its own.

use super::font;
use super::form::{Form, FormBox, FormPage};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::Font;

/// US letter, in points.
pub(super) const WIDTH: f32 = 612.0;
pub(super) const HEIGHT: f32 = 792.0;
/// A column of ten an inch and a line of six an inch, in points.
const COLUMN: f32 = 7.2;
const LINE: f32 = 12.0;
/// Left edge of the first column, and how far below the grid's line the letters stand, in points.
/// Read from a public print template of the CMS-1500 (service line 1 at 7.37 in, column 1 at
/// 0.37 in); the UB-04's first column stands at 15/110 in.
const LEFT_CMS1500: f32 = 26.4;
const LEFT_UB04: f32 = 9.8;
const BELOW: f32 = 2.6;
/// With labels the text is smaller, so that both stand within one line: sizes of text and label,
/// and the distance of the label from the text below, in points.
const LABELLED_SIZE: f32 = 9.0;
const LABEL_SIZE: f32 = 5.0;
const LABEL_ABOVE: f32 = 6.6;

/// How the form is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PdfMode {
    /// The data alone, for pre-printed forms.
    #[default]
    DataOnly,
    /// The data with our own short labels, for reading; in a size of its own. Not for sending.
    Labels,
}

/// Width of the characters; the boxes stay where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pitch {
    /// Ten characters an inch.
    #[default]
    Ten,
    /// Twelve characters an inch.
    Twelve,
}

impl Pitch {
    fn points(self) -> f32 {
        match self {
            Pitch::Ten => 12.0,
            Pitch::Twelve => 10.0,
        }
    }
}

/// How far a printer's page is moved, in points of 1/72 inch; negative to the left and up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Alignment {
    /// To the right.
    pub right: i16,
    /// Down.
    pub down: i16,
}

/// Why no PDF was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read; report this as a fault of the program")]
    Font,
    /// The writer refused.
    #[error("the PDF cannot be written: {0}")]
    Writer(String),
}

/// The PDF of a form.
///
/// # Errors
/// When the PDF writer refuses; not for what stands in the form.
pub fn to_pdf(
    form: &Form,
    mode: PdfMode,
    pitch: Pitch,
    alignment: Alignment,
) -> Result<Vec<u8>, PdfError> {
    let font = font::load().ok_or(PdfError::Font)?;
    let left = match form.kind {
        super::FormKind::Cms1500 => LEFT_CMS1500,
        super::FormKind::Ub04 => LEFT_UB04,
    };
    let origin = (left + f32::from(alignment.right), BELOW + f32::from(alignment.down));
    let (size, labels) = match mode {
        PdfMode::DataOnly => (pitch.points(), false),
        PdfMode::Labels => (LABELLED_SIZE, true),
    };
    let pen = Pen { font, origin, size, labels };
    let mut document = Document::new();
    document.set_metadata(Metadata::new().language("en".to_owned()));
    for page in &form.pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Writer("the page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        pen.draw(&mut surface, page);
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|fault| PdfError::Writer(format!("{fault:?}")))
}

struct Pen {
    font: Font,
    origin: (f32, f32),
    size: f32,
    labels: bool,
}

impl Pen {
    fn draw(&self, surface: &mut Surface<'_>, page: &FormPage) {
        surface.set_fill(Some(ink(0)));
        for own in &page.boxes {
            self.write(surface, self.place(own), self.size, &own.text);
        }
        if !self.labels {
            return;
        }
        surface.set_fill(Some(ink(110)));
        for own in page.boxes.iter().filter(|own| !own.label.is_empty()) {
            let (x, y) = self.place(own);
            self.write(surface, (x, y - LABEL_ABOVE), LABEL_SIZE, own.label);
        }
    }

    /// Left end of the base line of a box.
    fn place(&self, own: &FormBox) -> (f32, f32) {
        let column = f32::from(own.column.saturating_sub(1));
        (self.origin.0 + column * COLUMN, self.origin.1 + f32::from(own.line) * LINE)
    }

    fn write(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), size: f32, text: &str) {
        let glyphs = font::glyphs(text);
        if !glyphs.is_empty() {
            let start = Point::from_xy(x, y);
            surface.draw_glyphs(start, &glyphs, self.font.clone(), text, size, false);
        }
    }
}

/// A grey, 0 for black.
pub(super) fn ink(grey: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(grey, grey, grey).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}
