//! The statement as lines, PDF and HTML.

use super::{Row, Statement};
use crate::appeal::{address_lines, day};
use crate::sheet;
use askama::Template;
use claims::paper::{PdfError, SHEET_COLUMNS, SHEET_LINES, sheet_letters};
use model::{Cents, Date};

/// Widths of the columns: day, then what was done; five amounts of this width after a space.
const DAY: usize = 11;
const AMOUNT: usize = 10;
/// Heads of the amounts, in two lines.
const HEADS: [(&str, &str); 5] =
    [("", "Charged"), ("Taken", "off"), ("Plan", "paid"), ("You", "paid"), ("You", "owe")];

/// The page for a browser: a whole document, with its own style and nothing from elsewhere.
#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage<'s> {
    own: &'s Statement,
    practice: Vec<String>,
    to: Vec<String>,
}

/// The same without the document around it, for a page of the service.
#[derive(Template)]
#[template(path = "statement_body.html")]
struct StatementBody<'s> {
    own: &'s Statement,
    practice: Vec<String>,
    to: Vec<String>,
}

impl Statement {
    /// The statement as lines of a letter page.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.practice_lines();
        lines.push(String::new());
        let own = self.to_lines();
        let facts = self.fact_lines();
        for turn in 0..own.len().max(facts.len()) {
            let (left, right) = (own.get(turn), facts.get(turn));
            let [left, right] = [left, right].map(|line| line.map_or("", String::as_str));
            lines.push(sheet::spread(left, right, SHEET_COLUMNS));
        }
        lines.push(String::new());
        lines.push(format!("YOU OWE {} BY {}", self.owed, day(self.due).to_uppercase()));
        lines.push(String::new());
        lines.extend(self.table_lines());
        for (title, sentences) in self.sections() {
            lines.push(String::new());
            lines.push(title.to_uppercase());
            lines.extend(sentences.iter().flat_map(|one| sheet::wrap(one, SHEET_COLUMNS)));
        }
        lines
    }

    /// Whether it fits on one page.
    pub(super) fn fits(&self) -> bool {
        self.lines().len() <= SHEET_LINES
    }

    /// The statement as a PDF of one page; the same statement gives the same bytes.
    ///
    /// # Errors
    /// When the PDF writer refuses.
    pub fn pdf(&self) -> Result<Vec<u8>, PdfError> {
        sheet::pdf(&format!("Statement {}", self.account), &self.lines())
    }

    /// The statement as an HTML document.
    ///
    /// # Errors
    /// When the template cannot be written.
    pub fn html(&self) -> Result<String, askama::Error> {
        let (practice, to) = (self.practice_lines(), self.to_lines());
        StatementPage { own: self, practice, to }.render()
    }

    /// The statement as a part of a page of the service: no style of its own.
    ///
    /// # Errors
    /// When the template cannot be written.
    pub fn html_body(&self) -> Result<String, askama::Error> {
        let (practice, to) = (self.practice_lines(), self.to_lines());
        StatementBody { own: self, practice, to }.render()
    }

    /// The parts below the table with their headings; those without words are left out.
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, &[String])> {
        let all: [(&'static str, &[String]); 4] = [
            ("Why you owe this", &self.why),
            ("How to pay", &self.pay),
            ("If you think it is wrong", &self.question),
            ("Help with your bill", &self.assistance),
        ];
        all.into_iter().filter(|(_, sentences)| !sentences.is_empty()).collect()
    }

    /// Whether a plan has something left to decide, so that the page has a column for it.
    #[must_use]
    pub fn has_undecided(&self) -> bool {
        self.total.undecided != Cents::ZERO
    }

    /// The day by which to pay, in words.
    #[must_use]
    pub fn due_words(&self) -> String {
        day(self.due)
    }

    /// Its day, in words.
    #[must_use]
    pub fn date_words(&self) -> String {
        day(self.date)
    }

    fn practice_lines(&self) -> Vec<String> {
        let mut lines = vec![self.practice.name.clone()];
        lines.extend(self.practice.address.iter().flat_map(address_lines));
        lines.extend(self.practice.phone.clone());
        lines.iter().flat_map(|line| sheet::wrap(line, SHEET_COLUMNS)).collect()
    }

    fn to_lines(&self) -> Vec<String> {
        let mut lines = vec![self.to.name.clone()];
        lines.extend(self.to.address.iter().flat_map(address_lines));
        lines
    }

    fn fact_lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Account {}", self.account), day(self.date)];
        lines.extend(self.patient.as_ref().map(|patient| format!("For {patient}")));
        lines
    }

    fn table_lines(&self) -> Vec<String> {
        let heads = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
            HEADS.iter().map(|head| format!(" {:>AMOUNT$}", pick(head))).collect::<String>()
        };
        let line = |left: &str, right: &str| sheet::spread(left, right, SHEET_COLUMNS);
        let mut lines = vec![line("", &heads(|head| head.0)), line("Day", &heads(|head| head.1))];
        lines.push("-".repeat(SHEET_COLUMNS));
        for row in &self.rows {
            lines.extend(row_lines(row));
        }
        lines.push("-".repeat(SHEET_COLUMNS));
        lines.extend(row_lines(&self.total));
        lines
    }
}

impl Row {
    /// Its day in figures; empty for several services together.
    #[must_use]
    pub fn day_words(&self) -> String {
        self.date.map(short).unwrap_or_default()
    }
}

/// A row: what was done in the first line, the amounts in the same when there is room.
fn row_lines(row: &Row) -> Vec<String> {
    let amounts = [row.charge, row.taken_off, row.plan_paid, row.patient_paid, row.owed];
    let amounts: String =
        amounts.iter().map(|amount| format!(" {:>AMOUNT$}", amount.to_string())).collect();
    let start = row.date.map(|date| format!("{:DAY$}", short(date))).unwrap_or_default();
    let text = sheet_letters(&format!("{start}{}", row.what));
    let room = SHEET_COLUMNS.saturating_sub(amounts.len() + 1);
    if text.len() <= room {
        return vec![sheet::spread(&text, &amounts, SHEET_COLUMNS)];
    }
    vec![sheet::spread(&text, "", SHEET_COLUMNS), sheet::spread("", &amounts, SHEET_COLUMNS)]
}

/// `3/4/2026`.
fn short(date: Date) -> String {
    format!("{}/{}/{}", date.month(), date.day(), date.year())
}
