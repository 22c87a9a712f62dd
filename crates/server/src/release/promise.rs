//! What a site promises, and the secret by which charts are drawn.

use super::percent;
use crate::app::App;
use governance::audit_sample::SampleSeed;
use governance::policy::{DEFAULT_CONFIDENCE, DEFAULT_TARGET_ERROR, Release};
use model::TenantId;
use serde::{Deserialize, Serialize};
use store::people::{Setting, put_setting, setting};

/// The setting that holds the promise.
pub const SETTING: &str = "release";

/// The setting that holds the secret of the draws.
pub const SEED: &str = "audit_seed";

/// The promise of a site for its released charts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Promise {
    /// The share of released charts that may have an error, 0 to 1.
    pub target_error: f64,
    /// How sure that is, 0.5 to 1.
    pub confidence: f64,
    /// The share of released charts that is audited afterwards, 0 to 1.
    pub ongoing: f64,
}

impl Default for Promise {
    fn default() -> Promise {
        Promise {
            target_error: DEFAULT_TARGET_ERROR,
            confidence: DEFAULT_CONFIDENCE,
            ongoing: 0.05,
        }
    }
}

impl Promise {
    /// What is wrong with it; empty when nothing is.
    #[must_use]
    pub fn faults(&self) -> Vec<&'static str> {
        let mut faults = Vec::new();
        if !(self.target_error > 0.0 && self.target_error <= 0.5) {
            faults.push("The target lies above 0 % and at most at 50 %.");
        }
        if !(self.confidence >= 0.5 && self.confidence <= 0.999) {
            faults.push("The confidence lies between 50 % and 99.9 %.");
        }
        if !(self.ongoing > 0.0 && self.ongoing <= 1.0) {
            faults.push("Of the released charts more than 0 % and at most 100 % are audited.");
        }
        faults
    }

    /// Why an older, weaker proof releases nothing under this promise.
    pub(super) fn not_kept(&self, release: &Release) -> String {
        format!(
            "this site promises at most {} errors; the audits of {} prove no more than {}",
            percent(self.target_error),
            release.scope,
            percent(release.bound)
        )
    }
}

/// The secret by which charts of a tenant are drawn; made when it is first asked for.
///
/// # Errors
/// A database that does not answer.
pub async fn seed(app: &App, tenant: &TenantId) -> store::Result<SampleSeed> {
    if let Some(kept) = setting(&app.db, tenant, SEED).await?.as_ref().and_then(read_seed) {
        return Ok(SampleSeed::new(&kept));
    }
    let mut bytes = [0; 32];
    app.world.random(&mut bytes);
    let body = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let fresh = Setting {
        name: SEED.to_owned(),
        body: serde_json::Value::from(body).to_string(),
        version: 0,
        changed_at: app.now(),
        changed_by: "service".to_owned(),
    };
    let mut tx = app.db.begin().await?;
    match put_setting(&mut tx, tenant, &fresh).await {
        Ok(()) => tx.commit().await?,
        // Another process was quicker: its secret holds.
        Err(store::StoreError::Conflict { .. }) => drop(tx),
        Err(fault) => return Err(fault),
    }
    let kept = setting(&app.db, tenant, SEED).await?;
    Ok(SampleSeed::new(&kept.as_ref().and_then(read_seed).unwrap_or(bytes)))
}

pub(super) fn read_seed(setting: &Setting) -> Option<[u8; 32]> {
    let text: String = serde_json::from_str(&setting.body).ok()?;
    let byte = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
    bytes?.try_into().ok()
}
