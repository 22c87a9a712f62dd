//! Where the next page of a list starts: a text that means something to us only.

use super::problem::{ApiResult, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A place as text.
#[must_use]
pub fn text(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// The way back.
///
/// # Errors
/// 400 for what is not ours.
pub fn read<T: DeserializeOwned>(text: &str) -> ApiResult<T> {
    let place = URL_SAFE_NO_PAD.decode(text).ok();
    let place = place.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.ok_or_else(|| Problem::bad_request("cursor", "This is no cursor of this list."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let place = (-5_i64, "acct_ü".to_owned());
        assert_eq!(read::<(i64, String)>(&text(&place)).unwrap(), place);
        for bad in ["", "!", "AAAA", &text(&1)] {
            assert!(read::<(i64, String)>(bad).is_err(), "{bad}");
        }
    }
}
