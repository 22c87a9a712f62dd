//! What the site says on its statements.

use crate::app::App;
use model::TenantId;
use payments::statement::MAX_TEXT;
use serde::{Deserialize, Serialize};

/// The name of the setting.
pub(crate) const SETTING: &str = "statements";

/// The setting's body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Texts {
    /// Who sends them; empty: as on the claims.
    pub practice: String,
    /// Whom to ask: telephone and hours.
    pub questions: String,
    /// Where to pay.
    pub pay: String,
    /// The policy on help with bills.
    pub assistance: String,
    /// Below this nothing is sent, in cents.
    pub minimum_cents: i64,
    /// Days to pay.
    pub due_days: i32,
}

impl Texts {
    /// Why they cannot be kept.
    pub(crate) fn fault(&self) -> Option<String> {
        let long = [&self.practice, &self.questions, &self.pay, &self.assistance]
            .into_iter()
            .any(|text| text.chars().count() > MAX_TEXT);
        match () {
            () if long => Some(format!("A text has {MAX_TEXT} characters at most.")),
            () if self.questions.trim().is_empty() || self.pay.trim().is_empty() => {
                Some("Say whom to ask and where to pay.".to_owned())
            }
            () if !(0..=100_000).contains(&self.minimum_cents) => {
                Some("The least amount is between $0 and $1,000.".to_owned())
            }
            () if !(7..=120).contains(&self.due_days) => {
                Some("A patient has 7 to 120 days to pay.".to_owned())
            }
            () => None,
        }
    }
}

/// The site's texts and the version they were read at.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn texts(app: &App, tenant: &TenantId) -> store::Result<(Texts, i64)> {
    let setting = store::people::setting(&app.db, tenant, SETTING).await?;
    let version = setting.as_ref().map_or(0, |one| one.version);
    let texts = setting.and_then(|one| serde_json::from_str(&one.body).ok());
    let fresh = Texts { minimum_cents: 500, due_days: 30, ..Texts::default() };
    Ok((texts.unwrap_or(fresh), version))
}
