//! The site's charge master, read once and kept until it changes.

mod merge;

pub use merge::{Merged, merge};

use crate::app::App;
use claims::charge_master::{ChargeMaster, OnFault};
use claims::{FeeSchedule, RowFault};
use model::{Date, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::people::Setting;
use store::{StoreError, Tx};

/// The setting that tells which state of the price list is in force; its version counts the
/// imports, so that each process sees a new one.
pub const SETTING: &str = "prices";

/// Schedules of a site and a day that are kept; beyond them all are forgotten and made anew.
const MOST_SCHEDULES: usize = 512;

/// The first day of the prices of a schedule that names none: before any claim that may be sent.
const ALWAYS: &str = "2000-01-01";

/// What was read, by tenant.
#[derive(Default)]
pub struct Prices(Mutex<HashMap<String, Kept>>);

/// The master of one version, with the schedules made of it.
struct Kept {
    version: i64,
    master: Arc<ChargeMaster>,
    schedules: HashMap<(String, Date), Arc<FeeSchedule>>,
}

impl Prices {
    /// The charge master of a tenant; an empty one where none was imported, so that every price is
    /// unknown and holds its account.
    ///
    /// # Errors
    /// A database that does not answer; rows that cannot be read back.
    pub async fn master(&self, app: &App, tenant: &TenantId) -> store::Result<Arc<ChargeMaster>> {
        let setting = store::people::setting(&app.db, tenant, SETTING).await?;
        let version = setting.map_or(0, |setting| setting.version);
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = kept.get(tenant.as_str()).filter(|kept| kept.version == version) {
                return Ok(Arc::clone(&kept.master));
            }
        }
        let rows = store::prices::all_prices(&app.db, tenant).await?;
        let master = ChargeMaster::from_rows(rows).map_err(|faults| StoreError::Corrupt {
            table: "price",
            column: "from_day".to_owned(),
            why: faults.first().map(ToString::to_string).unwrap_or_default(),
        })?;
        let master = Arc::new(master);
        let fresh = Kept { version, master: Arc::clone(&master), schedules: HashMap::new() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant.0.clone(), fresh);
        Ok(master)
    }

    /// The prices of one site on one day of service, as a claim is built with them.
    ///
    /// # Errors
    /// As [`Prices::master`].
    pub async fn on(
        &self,
        app: &App,
        tenant: &TenantId,
        site: &str,
        day: Date,
    ) -> store::Result<Arc<FeeSchedule>> {
        let master = self.master(app, tenant).await?;
        Ok(self.schedule(tenant, &master, (site, day)))
    }

    /// As [`Prices::on`], by a master that was just asked for.
    pub(crate) fn schedule(
        &self,
        tenant: &TenantId,
        master: &Arc<ChargeMaster>,
        (site, day): (&str, Date),
    ) -> Arc<FeeSchedule> {
        let place = (site.to_owned(), day);
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let own = kept.get(tenant.as_str());
            let own = own.filter(|kept| Arc::ptr_eq(&kept.master, master));
            if let Some(fees) = own.and_then(|kept| kept.schedules.get(&place)) {
                return Arc::clone(fees);
            }
        }
        let fees = Arc::new(master.fees_on(site, day));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept.get_mut(tenant.as_str());
        if let Some(own) = own.filter(|kept| Arc::ptr_eq(&kept.master, master)) {
            if own.schedules.len() >= MOST_SCHEDULES {
                own.schedules.clear();
            }
            own.schedules.insert(place, Arc::clone(&fees));
        }
        fees
    }
}

/// Writes what a merge changes, and counts the price list on: whoever read `version` of it and is
/// second gets a conflict.
///
/// # Errors
/// [`StoreError::Conflict`]; a database that does not answer.
pub async fn write(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    merged: &Merged,
    (version, by): (i64, &str),
) -> store::Result<()> {
    for row in &merged.changed {
        store::prices::change_price(tx, tenant, row).await?;
    }
    store::prices::add_prices(tx, tenant, &merged.added).await?;
    let setting = Setting {
        name: SETTING.to_owned(),
        body: serde_json::json!({ "rows": merged.rows }).to_string(),
        version,
        changed_at: app.now(),
        changed_by: by.to_owned(),
    };
    store::people::put_setting(tx, tenant, &setting).await
}

/// The master of a plain schedule `code,modifier,charge`, whose prices hold on every day at every
/// site.
///
/// # Errors
/// Every faulty line.
pub fn from_schedule(text: &str) -> Result<ChargeMaster, Vec<RowFault>> {
    let mut master = String::from("code,modifier,price,from\n");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.filter(|line| !line.starts_with('#')).skip(1) {
        master.push_str(&format!("{line},{ALWAYS}\n"));
    }
    ChargeMaster::from_csv(&master, OnFault::TakeNothing).map(|import| import.master)
}

/// Fills an empty price list from a plain schedule.
///
/// # Errors
/// [`StoreError::Refused`] with the first faulty line; a database that does not answer.
pub async fn put_schedule(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    text: &str,
) -> store::Result<()> {
    let told = |faults: Vec<RowFault>| {
        let why = faults.first().map(ToString::to_string).unwrap_or_default();
        StoreError::Refused(format!("the prices: {why}"))
    };
    let master = from_schedule(text).map_err(told)?;
    let list = merge(&ChargeMaster::default(), &master).map_err(told)?;
    write(app, tx, tenant, &list, (0, "service")).await
}
