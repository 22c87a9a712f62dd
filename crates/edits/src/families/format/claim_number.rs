//! Format of the patient control number, by which every answer finds the claim again.

use super::blank;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Severity;

/// Longest patient control number (CLM01) that every payer returns whole.
const MAX_CLAIM_ID: usize = 20;
/// Longest patient control number that an 837 carries.
const LONGEST_CLAIM_ID: usize = 38;
/// Characters that are delimiters in almost every 837 and therefore never data.
const DELIMITERS: [char; 4] = ['*', '~', ':', '^'];

/// # Checks
/// A patient control number of 1 to 38 characters without delimiters; more than 20 are a warning,
/// and of a claim that is only scrubbed more than 38 are one too.
/// # Why
/// It is the key by which acknowledgements and remittances find the claim again; payers need
/// return no more than 20 characters.
/// # Source
/// 2300 CLM01.
pub(crate) fn claim_id(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let id = subject.claim.id.as_str();
    let length = id.chars().count();
    let (severity, fault) = if blank(id) {
        (Severity::Block, "The claim has no patient control number.".to_owned())
    } else if id.chars().any(|c| !c.is_ascii_graphic() && c != ' ' || DELIMITERS.contains(&c)) {
        let shown = id.escape_default();
        let fault = format!(
            "The patient control number `{shown}` holds a character that an 837 cannot carry."
        );
        (Severity::Block, fault)
    } else if length > LONGEST_CLAIM_ID && subject.for_submission {
        let fault = format!(
            "The patient control number has {length} characters; an 837 carries \
             {LONGEST_CLAIM_ID}."
        );
        (Severity::Block, fault)
    } else if length > MAX_CLAIM_ID {
        let fault = format!(
            "The patient control number has {length} characters; a payer need return only the \
             first {MAX_CLAIM_ID}."
        );
        (Severity::Warn, fault)
    } else {
        return;
    };
    out.push(Hit::at("id", "2300", "CLM01").severity(severity).says(fault).next(
        "Give the claim a short identifier of letters, digits and hyphens, unique in the practice.",
    ));
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case};
    use model::Severity;

    pub(crate) const CASES: &[Case] = &[
        case("format.claim_id", 0, |c| c.id = "".into()),
        case("format.claim_id", 0, |c| c.id = "ABCDEFGHIJKLMNOPQRSTU".into()),
        case("format.claim_id", 0, |c| c.id = "A*B".into()),
    ];

    #[test]
    fn a_long_number_is_a_warning_and_one_beyond_the_837_stops_what_is_sent() {
        for (length, sent, expected) in [
            (20, true, None),
            (21, true, Some(Severity::Warn)),
            (38, true, Some(Severity::Warn)),
            (39, true, Some(Severity::Block)),
            (39, false, Some(Severity::Warn)),
        ] {
            let mut claim = example::professional();
            claim.id = "A".repeat(length).as_str().into();
            if !sent {
                claim.subscriber = None;
                claim.billing.address = None;
            }
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|edit| edit.id == "format.claim_id");
            assert_eq!(found.map(|edit| edit.severity), expected, "{length} {sent}");
        }
    }
}
