//! Whether anything may be sent at all, and to where: a part of the site's switches.

use crate::app::App;
use crate::connectors::Switches;
use model::TenantId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// What a tenant allows, and the version of its switches. A demo allows nothing.
    ///
    /// # Errors
    /// A database that does not answer, a setting that cannot be read back.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<(Sending, i64)> {
        let (switches, version) = Switches::of(app, tenant).await?;
        let Switches { webhooks: enabled, private_webhooks: private_networks, .. } = switches;
        Ok((Sending { enabled, private_networks }, version))
    }
}
