//! Format: the fields that an 837 of the claim's type must carry, and their form.

mod address;
pub(crate) mod claim;
pub(crate) mod claim_number;
pub(crate) mod drugs;
pub(crate) mod institutional;
pub(crate) mod laboratory;
pub(crate) mod lines;
#[cfg(test)]
mod no_icd11;
pub(crate) mod other_payers;
pub(crate) mod parties;
pub(crate) mod providers;
pub(crate) mod stay;

/// True when every byte is an ASCII digit and there are `count` of them.
pub(crate) fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// True for nothing or white space only.
pub(crate) fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// True for an absent or blank text.
pub(crate) fn absent(text: Option<&str>) -> bool {
    text.is_none_or(blank)
}
