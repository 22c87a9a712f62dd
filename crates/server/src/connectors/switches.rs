//! Which connectors a site has switched on. All are off at first.

use super::Partner;
use crate::app::App;
use model::TenantId;
use serde::{Deserialize, Serialize};

/// See the module. As JSON, with everything that claims need:
///
/// ```json
/// {"claims": {"on": true, "name": "CLEARINGHOUSE", "production": false,
///             "folder": {"path": "/var/spool/clearinghouse/out"},
///             "sender": {"name": "CEDAR CLINIC", "id": "1245319599"},
///             "contact": "BILLING OFFICE", "phone": "4025550100",
///             "receiver": {"name": "CLEARINGHOUSE", "id": "CLEARING01"},
///             "inbox": {"path": "/var/spool/clearinghouse/in"}, "asks": false},
///  "webhooks": false, "private_webhooks": false}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Who takes clean claims, and whether they leave.
    pub claims: Option<Partner>,
    /// Events are sent to the webhooks that were set up.
    pub webhooks: bool,
    /// Webhooks may reach addresses of private networks.
    pub private_webhooks: bool,
}

impl Switches {
    /// The setting's name.
    pub const SETTING: &str = "connectors";

    /// The switches of a tenant and the version of the setting; in the made-up practice all are
    /// off, whatever was stored.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<(Switches, i64)> {
        let setting = store::people::setting(&app.db, tenant, Self::SETTING).await?;
        match setting {
            Some(setting) if !app.config.demo => {
                Ok((store::json("connectors", &setting.body)?, setting.version))
            }
            Some(setting) => Ok((Switches::default(), setting.version)),
            None => Ok((Switches::default(), 0)),
        }
    }
}
