//! Whether anything may be sent at all, and to where.

use crate::app::App;
use model::TenantId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The setting's name.
pub const NAME: &str = "webhooks";

/// What a site allows. Nothing, until somebody says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// Whether webhooks are sent.
    pub enabled: bool,
    /// Whether they may go to addresses of this machine and of private networks, and without TLS.
    #[serde(default)]
    pub private_networks: bool,
}

impl Sending {
    /// What a tenant allows, and the version of the setting. A demo allows nothing.
    ///
    /// # Errors
    /// A database that does not answer, a setting that cannot be read back.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<(Sending, i64)> {
        if app.config.demo {
            return Ok((Sending::default(), 0));
        }
        let Some(setting) = store::people::setting(&app.db, tenant, NAME).await? else {
            return Ok((Sending::default(), 0));
        };
        Ok((store::json(NAME, &setting.body)?, setting.version))
    }
}
