//! Lines and pages of letters and statements.

use claims::paper::{PdfError, SHEET_COLUMNS, SHEET_LINES, sheet_letters, sheets_to_pdf};

/// Most characters of a text that becomes lines.
pub const MAX_TEXT: usize = 400_000;

/// A text broken into lines of at most `columns` characters, at spaces; a longer word is cut. An
/// empty text is one empty line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let shown: String = sheet_letters(text).chars().take(MAX_TEXT).collect();
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in shown.split_whitespace() {
        let mut rest = word;
        if !line.is_empty() && line.len() + 1 + rest.len() > columns {
            lines.push(std::mem::take(&mut line));
        }
        // The letters are ASCII by now, so that a byte is a character.
        while rest.len() > columns {
            let (head, tail) = rest.split_at(columns);
            lines.push(head.to_owned());
            rest = tail;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(rest);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Text on the left and on the right of one line; the right is kept whole, the left is cut.
#[must_use]
pub fn spread(left: &str, right: &str, columns: usize) -> String {
    let right = sheet_letters(right);
    let room = columns.saturating_sub(right.len() + 1);
    let left: String = sheet_letters(left).chars().take(room).collect();
    let gap = columns.saturating_sub(left.len() + right.len());
    format!("{left}{}{right}", " ".repeat(gap))
}

/// The PDF of lines: broken into pages, with the page's number below when there are several.
///
/// # Errors
/// When the PDF writer refuses.
pub fn pdf(title: &str, lines: &[String]) -> Result<Vec<u8>, PdfError> {
    sheets_to_pdf(title, &pages(title, lines))
}

/// As [`pdf`], of several parts that each begin on a page of their own.
///
/// # Errors
/// When the PDF writer refuses.
pub fn pdf_of(title: &str, parts: &[Vec<String>]) -> Result<Vec<u8>, PdfError> {
    let sheets: Vec<Vec<String>> = parts.iter().flat_map(|lines| pages(title, lines)).collect();
    sheets_to_pdf(title, &sheets)
}

fn pages(title: &str, lines: &[String]) -> Vec<Vec<String>> {
    if lines.len() <= SHEET_LINES {
        return vec![lines.to_vec()];
    }
    let room = SHEET_LINES - 2;
    let count = lines.len().div_ceil(room);
    let page = |(index, lines): (usize, &[String])| {
        let mut page = lines.to_vec();
        page.resize(room + 1, String::new());
        page.push(spread(title, &format!("page {} of {count}", index + 1), SHEET_COLUMNS));
        page
    };
    lines.chunks(room).enumerate().map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_spaces() {
        for (text, lines) in [
            ("", &[""][..]),
            ("one two three", &["one two", "three"]),
            ("abcdefghijkl", &["abcdefgh", "ijkl"]),
            ("a abcdefghijkl b", &["a", "abcdefgh", "ijkl b"]),
            ("  spaces   fall\naway ", &["spaces", "fall", "away"]),
        ] {
            assert_eq!(wrap(text, 8), lines, "{text}");
        }
        assert_eq!(spread("visit", "$5.00", 12), "visit  $5.00");
        assert_eq!(spread("a long visit", "$5.00", 12), "a long $5.00");
    }

    #[test]
    fn several_pages_are_numbered() {
        let lines = vec!["x".to_owned(); SHEET_LINES + 1];
        let pages = pages("Letter", &lines);
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|page| page.len() == SHEET_LINES));
        assert!(pages[1].last().is_some_and(|line| line.ends_with("page 2 of 2")));
        assert!(pdf("Letter", &lines).unwrap().starts_with(b"%PDF-"));
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[ a-zé≥]{0,200}", columns in 1usize..90) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| line.len() <= columns));
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&sheet_letters(&text)));
        }
    }
}
