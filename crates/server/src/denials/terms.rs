//! How long one may appeal: by kind of payer, or as the site entered it for a payer.

use crate::app::App;
use ::payments::denials::terms::AppealTerms;
use model::{PayerKind, TenantId};
use std::collections::BTreeMap;
use store::people::setting;

/// The setting: a payer's identifier, and its terms.
pub(crate) const SETTING: &str = "appeal_terms";

/// The terms of the site's payers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms(BTreeMap<String, AppealTerms>);

impl Terms {
    /// As the site has entered them.
    pub(crate) async fn of(app: &App, tenant: &TenantId) -> store::Result<Terms> {
        let known = setting(&app.db, tenant, SETTING).await?;
        let own = known.map(|known| store::json(SETTING, &known.body)).transpose()?;
        Ok(Terms(own.unwrap_or_default()))
    }

    /// The terms of a payer.
    pub(crate) fn of_payer(&self, payer: &str, kind: PayerKind) -> AppealTerms {
        self.0.get(payer).cloned().unwrap_or_else(|| AppealTerms::of(kind))
    }
}
