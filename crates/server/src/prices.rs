//! The site's prices, read once and kept until they change.

use crate::app::App;
use claims::FeeSchedule;
use model::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The setting that holds the schedule as CSV: code, modifier, charge.
pub const SETTING: &str = "fees";

/// What was read, by tenant, with the version of the setting.
#[derive(Default)]
pub struct Prices(Mutex<HashMap<String, (i64, Arc<FeeSchedule>)>>);

impl Prices {
    /// The schedule of a tenant; an empty one where none was set, so that every price is unknown
    /// and holds its account.
    ///
    /// # Errors
    /// A database that does not answer; a schedule that cannot be read back.
    pub async fn of(&self, app: &App, tenant: &TenantId) -> store::Result<Arc<FeeSchedule>> {
        let Some(setting) = store::people::setting(&app.db, tenant, SETTING).await? else {
            return Ok(Arc::default());
        };
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((version, fees)) = kept.get(tenant.as_str())
                && *version == setting.version
            {
                return Ok(Arc::clone(fees));
            }
        }
        let text: String = store::json("body", &setting.body)?;
        let fees = FeeSchedule::from_csv(&text).map_err(|faults| store::StoreError::Corrupt {
            table: "setting",
            column: SETTING.to_owned(),
            why: faults.first().map(ToString::to_string).unwrap_or_default(),
        })?;
        let fees = Arc::new(fees);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(tenant.0.clone(), (setting.version, Arc::clone(&fees)));
        Ok(fees)
    }
}
