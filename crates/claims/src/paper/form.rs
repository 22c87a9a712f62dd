//! A form as data: box number and text, with the place of each box on the page.

use super::shorten::{self, Text};
use super::text;
use model::Cents;
use serde::Serialize;

/// Most pages of one form.
pub const MAX_PAGES: usize = 99;

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FormKind {
    /// CMS-1500, version 02/12.
    #[serde(rename = "CMS-1500")]
    Cms1500,
    /// UB-04, CMS-1450.
    #[serde(rename = "UB-04")]
    Ub04,
}

/// A filled form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// Which form.
    pub kind: FormKind,
    /// Its pages, in order.
    pub pages: Vec<FormPage>,
}

impl Form {
    /// What was made shorter to fit, each box once however many pages there are.
    #[must_use]
    pub fn shortened(&self) -> Vec<&Shortened> {
        let mut once: Vec<&Shortened> = Vec::new();
        for note in self.pages.iter().flat_map(|page| &page.shortened) {
            if !once.contains(&note) {
                once.push(note);
            }
        }
        once
    }
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FormPage {
    /// Filled boxes, in the order of line and column.
    pub boxes: Vec<FormBox>,
    /// What was made shorter to fit its box.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shortened: Vec<Shortened>,
}

/// A name or address that was made shorter than the claim has it: a person looks at it before the
/// form leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortened {
    /// Number of the box.
    pub number: String,
    /// As the claim has it.
    pub whole: String,
    /// As it stands in the box.
    pub shown: String,
}

impl FormPage {
    /// The text of a box, by its number: `24F.1` is the amount of the first line.
    #[must_use]
    pub fn text(&self, number: &str) -> Option<&str> {
        self.boxes.iter().find(|own| own.number == number).map(|own| own.text.as_str())
    }
}

/// One filled box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormBox {
    /// Number on the form, with our own suffix for its parts: `5.city`, `24F.1`.
    pub number: String,
    /// What stands in it.
    pub text: String,
    /// Line from the top, six an inch, from 1.
    pub line: u8,
    /// Column of the first character, ten an inch, from 1.
    pub column: u8,
    /// Our own short word for it.
    pub label: &'static str,
}

/// Something that the form cannot carry or asks in vain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("box {number}: {message} {next}")]
pub struct FormFault {
    /// Number on the form.
    pub number: String,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Where a box stands, how much it holds, and our own word for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) number: &'static str,
    pub(super) line: u8,
    pub(super) column: u8,
    pub(super) width: u8,
    pub(super) label: &'static str,
}

/// A row of a table of boxes.
pub(super) const fn at(
    number: &'static str,
    line: u8,
    column: u8,
    width: u8,
    label: &'static str,
) -> Place {
    Place { number, line, column, width, label }
}

/// One page being filled, with the faults of the whole form.
pub(super) struct Sheet<'f> {
    places: &'static [Place],
    pub(super) faults: &'f mut Vec<FormFault>,
    boxes: Vec<FormBox>,
    shortened: Vec<Shortened>,
}

impl<'f> Sheet<'f> {
    pub(super) fn new(places: &'static [Place], faults: &'f mut Vec<FormFault>) -> Sheet<'f> {
        Sheet { places, faults, boxes: Vec::new(), shortened: Vec::new() }
    }

    fn place(&self, number: &str) -> Option<Place> {
        self.places.iter().copied().find(|place| place.number == number)
    }

    /// Fills a box with text in capital letters; nothing where the text is empty.
    pub(super) fn put(&mut self, number: &'static str, text: &str) {
        self.put_on(number, None, text);
    }

    /// Fills a box with a name or an address; where it is too long it is made shorter by rule and
    /// noted, and a fault only where a number or an identifier would have to be cut.
    pub(super) fn put_fitted(&mut self, number: &'static str, text: Text<'_>) {
        let whole = text.whole();
        let width = self.place(number).map_or(0, |place| usize::from(place.width));
        let printed = text::printable(&whole).unwrap_or_default();
        if width == 0 || printed.len() <= width {
            return self.put_on(number, None, &whole);
        }
        let capitals = |part: &str| text::printable(part).unwrap_or_default();
        match shorten::fit(text, width, &capitals) {
            Some(shown) => {
                let whole = printed;
                self.put_on(number, None, &shown);
                self.shortened.push(Shortened { number: number.to_owned(), whole, shown });
            }
            None => self.put_on(number, None, &whole),
        }
    }

    /// Fills the box of one service line: `step` lines down for each.
    pub(super) fn put_line(&mut self, number: &'static str, row: usize, step: usize, text: &str) {
        self.put_on(number, Some((row, step)), text);
    }

    fn put_on(&mut self, number: &'static str, row: Option<(usize, usize)>, value: &str) {
        let shown = match row {
            Some((row, _)) => format!("{number}.{}", row + 1),
            None => number.to_owned(),
        };
        let value = match text::printable(value) {
            Ok(value) => value,
            Err(character) => {
                let message = format!("`{value}` holds `{character}`, which cannot be printed.");
                return self.fault(&shown, message, "Write it with Latin letters.");
            }
        };
        if value.is_empty() {
            return;
        }
        let Some(place) = self.place(number) else {
            let message = "The form has no such box.".to_owned();
            return self.fault(&shown, message, "Report this as a fault of the program.");
        };
        if value.len() > usize::from(place.width) {
            let message = format!(
                "`{value}` has {} characters; there is room for {}.",
                value.len(),
                place.width
            );
            return self.fault(&shown, message, "Shorten it in the claim.");
        }
        let down = row.map_or(0, |(row, step)| row * step);
        let line = place.line.saturating_add(u8::try_from(down).unwrap_or(u8::MAX));
        let (column, label) = (place.column, place.label);
        self.boxes.push(FormBox { number: shown, text: value, line, column, label });
    }

    /// Fills a box so that its last character stands at the right edge.
    fn put_right(&mut self, number: &'static str, row: Option<(usize, usize)>, value: &str) {
        let before = self.boxes.len();
        self.put_on(number, row, value);
        let width = self.place(number).map_or(0, |place| place.width);
        for own in &mut self.boxes[before..] {
            let free = usize::from(width).saturating_sub(own.text.len());
            own.column += u8::try_from(free).unwrap_or(0);
        }
    }

    /// Dollars and cents in their two parts, without a decimal point: the form prints the line
    /// between them.
    pub(super) fn put_money(&mut self, parts: (&'static str, &'static str), amount: Cents) {
        self.put_money_on(parts, None, amount);
    }

    /// Dollars and cents of one service line.
    pub(super) fn put_money_line(
        &mut self,
        parts: (&'static str, &'static str),
        row: (usize, usize),
        amount: Cents,
    ) {
        self.put_money_on(parts, Some(row), amount);
    }

    fn put_money_on(
        &mut self,
        (dollars, cents): (&'static str, &'static str),
        row: Option<(usize, usize)>,
        amount: Cents,
    ) {
        if amount < Cents::ZERO {
            let message = format!("{amount} is negative, which the form cannot carry.");
            return self.fault(dollars, message, "Send a corrected claim in electronic form.");
        }
        self.put_right(dollars, row, &(amount.0 / 100).to_string());
        self.put_right(cents, row, &format!("{:02}", amount.0 % 100));
    }

    pub(super) fn fault(&mut self, number: &str, message: String, next: &str) {
        let (number, next) = (number.to_owned(), next.to_owned());
        self.faults.push(FormFault { number, message, next });
    }

    /// Says that the form asks something that the claim does not hold.
    pub(super) fn missing(&mut self, number: &str, what: &str) {
        let message = format!("The claim has no {what}.");
        self.fault(number, message, "Add it to the claim.");
    }

    pub(super) fn finish(mut self) -> FormPage {
        self.boxes.sort_by_key(|own| (own.line, own.column));
        FormPage { boxes: self.boxes, shortened: self.shortened }
    }
}

/// The form, unless there are faults: each once, in the order in which they were found.
pub(super) fn checked(
    kind: FormKind,
    pages: Vec<FormPage>,
    faults: Vec<FormFault>,
) -> Result<Form, Vec<FormFault>> {
    if faults.is_empty() {
        return Ok(Form { kind, pages });
    }
    let mut once: Vec<FormFault> = Vec::new();
    for fault in faults {
        if !once.contains(&fault) {
            once.push(fault);
        }
    }
    Err(once)
}
