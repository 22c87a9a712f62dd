//! TA1: the interchange as a whole (X12.5).

use super::draft::Draft;
use super::received::{Answer, Received};
use super::{Document, Kind, Writing, envelope};
use crate::validate::{Level, Severity};

/// Nothing is wrong (TA105).
const NO_ERROR: &str = "000";

/// Something within the interchange, but outside of its groups (TA105).
const CONTENT: &str = "024";

/// The TA1 of an interchange, when its sender asks for it or it is refused.
pub(super) fn write(
    writing: &mut Writing<'_, '_>,
    received: &Received<'_>,
    number: u32,
) -> Option<Document> {
    let interchange = writing.interchange;
    let answer = received.interchange_answer(number);
    if !interchange.wants_ta1 && answer != Answer::Refused {
        return None;
    }
    let faults = received.interchange(number);
    // One TA1 holds one code: the first fault that refuses, else the first one.
    let first = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error)
        .or_else(|| faults.first())
        .map_or(NO_ERROR, |fault| match fault.level {
            Level::Interchange(code) => code,
            _ => CONTENT,
        });
    let letter = match answer {
        Answer::Accepted => "A",
        Answer::WithErrors => "E",
        Answer::Refused => "R",
    };
    let old = !interchange.version.is_empty() && interchange.version.as_str() < "00501";
    let version = if old { "00401" } else { "00501" };
    writing.with_delimiters(!old, |writing, delimiters| {
        let control = writing.numbers.next_interchange();
        let mut draft = Draft::new(delimiters, writing.settings.line_end);
        envelope::open(&mut draft, interchange, writing.numbers, control, version);
        let answers = format!("{:0>9}", interchange.control);
        let values = [&answers, &interchange.date, &interchange.time, letter, first];
        draft.segment("TA1", &values);
        envelope::close(&mut draft, 0, control);
        let altered = draft.altered();
        let document = Document {
            kind: Kind::Interchange,
            answers: interchange.control.clone(),
            control,
            refuses: answer == Answer::Refused,
            text: draft.into_text(),
        };
        (document, altered)
    })
}
