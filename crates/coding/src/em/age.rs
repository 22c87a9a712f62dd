//! The patient's age, from the record or the first words of the note.

use super::scan::Scan;
use crate::draft::Facts;
use reader::DocumentReading;

/// The patient's age in whole years: from the record, else from the first words of the note.
#[must_use]
pub fn age(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<u16> {
    facts.age().or_else(|| scan.pages.iter().find_map(|p| written_age(p.reading, p.text)))
}

/// The same without a scan.
#[must_use]
pub fn age_in(facts: &Facts<'_>) -> Option<u16> {
    let documents = 0..facts.reading.documents.len() as u32;
    let mut written = documents.map(|d| written_age(facts.document(d), facts.text(d)));
    facts.age().or_else(|| written.find_map(|age| age))
}

/// How many words at the head of a document are read for an age.
const HEAD: usize = 600;

/// "56-year-old", "24yo", "66 yo", "4 y.o.", "18 month old", "newborn".
fn written_age(reading: &DocumentReading, text: &str) -> Option<u16> {
    let tokens = &reading.tokens[..reading.tokens.len().min(HEAD)];
    let word = |i: usize| tokens.get(i).map_or("", |t| t.text(text));
    (0..tokens.len()).find_map(|i| {
        let form = word(i).to_ascii_lowercase();
        if form == "newborn" {
            return Some(0);
        }
        let digits = form.bytes().take_while(u8::is_ascii_digit).count();
        if let Some(years) = with_sex(word(i), i).filter(|_| !is_tube(word(i + 1))) {
            return Some(years);
        }
        let years: u16 = form[..digits].parse().ok().filter(|years| *years <= 120)?;
        let unit = match &form[digits..] {
            "" => word(i + 1).to_ascii_lowercase(),
            glued => glued.to_owned(),
        };
        let next = word(i + if digits == form.len() { 2 } else { 1 }).to_ascii_lowercase();
        // "12 month well child check", "Age 7 y 4 m" say it without "old".
        let well = ["well", "wcc", "check", "checkup", "visit", "physical"].contains(&&*next);
        let headed = i > 0 && ["age", "aged"].iter().any(|w| word(i - 1).eq_ignore_ascii_case(w));
        let old = next == "old" || next == "o" || well || headed;
        match unit.as_str() {
            "yo" | "yof" | "yom" => Some(years),
            "year" | "years" | "yr" | "y" | "yrs" if old => Some(years),
            "month" | "months" | "mo" | "m" if old => Some(years / 12),
            "week" | "weeks" | "wk" | "w" | "day" | "days" | "d" if old => Some(0),
            _ => None,
        }
    })
}

/// How many words at the head of a document may give age and sex in one.
const SEX_HEAD: usize = 80;

/// "52F", "34M" in capitals: years and sex.
fn with_sex(word: &str, at: usize) -> Option<u16> {
    let years = word.strip_suffix(['F', 'M']).filter(|_| at < SEX_HEAD)?;
    let digits = years.len() <= 3 && !years.is_empty() && years.bytes().all(|b| b.is_ascii_digit());
    years.parse().ok().filter(|years| digits && *years <= 120)
}

/// "16F Foley": the width of a tube.
fn is_tube(next: &str) -> bool {
    const TUBES: &[&str] = &["foley", "catheter", "sheath", "tube", "chest", "stent", "drain"];
    TUBES.iter().any(|tube| next.eq_ignore_ascii_case(tube))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Chart, Document};

    #[test]
    fn ages_as_they_are_written() {
        let (reader, _) = crate::em::worked::equipment();
        for (text, expected) in [
            ("A 56-year-old man", Some(56)),
            ("HPI: 52F here for her annual", Some(52)),
            ("12 MONTH WELL CHILD CHECK", Some(1)),
            ("Age 12m 6d F", Some(1)),
            ("Pt age 7 y 4 m  M", Some(7)),
            ("4 month well visit", Some(0)),
            ("16F Foley placed", None),
            ("Seen 12 months ago", None),
            ("Ibuprofen for 7 days", None),
        ] {
            let document = Document { text: text.into(), ..Document::default() };
            let chart = Chart { documents: vec![document], ..Chart::default() };
            let reading = reader.read(&chart);
            assert_eq!(written_age(&reading.documents[0], text), expected, "{text}");
        }
    }
}
