//! TA1: the interchange as a whole (X12.5).

use super::draft::Draft;
use super::received::{Answer, Received};
use super::{Document, Kind, Writing, envelope};
use crate::validate::{Fault, Level, Severity};

/// Nothing is wrong (TA105).
const NO_ERROR: &str = "000";

/// Something within the interchange, but outside of its groups (TA105).
const CONTENT: &str = "024";

/// Codes that say something before others do: where the interchange ends, whose it is, what it
/// is made of, how much is in it.
const GRAVITY: [&[&str]; 6] = [
    &["004", "022", "023", "026", "027"],
    // A number that is none needs no comparing.
    &["018"],
    &["001", "025"],
    &["002", "003", "005", "006", "007", "008", "009", "016", "017"],
    &["010", "011", "012", "013", "014", "015", "019", "020", "021"],
    &[CONTENT],
];

/// TA105 of a fault.
fn code(fault: &Fault) -> &'static str {
    match (fault.level, fault.place.segment_id(), fault.place.element) {
        // The form of the trailer's elements has codes of its own.
        (Level::Interchange(CONTENT), "IEA", 1) => "021",
        (Level::Interchange(CONTENT), "IEA", 2) => "018",
        (Level::Interchange(code), ..) => code,
        _ => CONTENT,
    }
}

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
    // One TA1 holds one code: of the faults that refuse, the gravest.
    let gravest = faults.iter().min_by_key(|fault| {
        let gravity = GRAVITY.iter().position(|codes| codes.contains(&code(fault)));
        (fault.severity != Severity::Error, gravity)
    });
    let first = gravest.map_or(NO_ERROR, |fault| code(fault));
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
