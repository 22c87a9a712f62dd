//! What answers say, in our own words: the codes are facts of their lists, the sentences are ours.

mod envelope;
mod insured;
mod status;
mod status_codes;

pub(crate) use envelope::{group_reasons, interchange_note};
pub(crate) use insured::{Answered, insured};
pub(crate) use status::{Standing, standing, status_reasons};

/// The longest text of a partner that is repeated to people.
const LONGEST: usize = 200;

/// A text of a partner as it is shown: one line, not too long.
fn quoted(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST).collect::<String>().trim().to_owned()
}
