//! The policies of all tenants, read once and kept while their versions stand.

use super::promise::{Promise, SEED, SETTING, read_seed};
use crate::app::App;
use governance::audit_sample::SampleSeed;
use governance::policy::ReleasePolicy;
use model::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;
use store::governance::{policy, policy_versions};
use store::people::setting;

/// The policy of one tenant.
#[derive(Debug, Default)]
pub struct Policy {
    /// Scopes with their proofs.
    pub register: ReleasePolicy,
    /// What the site promises.
    pub promise: Promise,
    /// By which charts are drawn; `None` before the first batch.
    pub seed: Option<SampleSeed>,
}

type Versions = (i64, i64, i64);

/// See the module.
#[derive(Debug, Default)]
pub struct Policies(Mutex<HashMap<String, (Versions, Arc<Policy>)>>);

impl Policies {
    /// The policy of a tenant as it stands for this transaction.
    ///
    /// # Errors
    /// A database that does not answer; a promise that cannot be read back.
    pub async fn of(
        &self,
        app: &App,
        tx: &mut Tx,
        tenant: &TenantId,
    ) -> store::Result<Arc<Policy>> {
        let versions = policy_versions(tx, tenant, [SETTING, SEED]).await?;
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((known, policy)) = kept.get(tenant.as_str())
                && *known == versions
            {
                return Ok(Arc::clone(policy));
            }
        }
        let (register, version) = policy(&app.db, tenant).await?;
        let promise = match setting(&app.db, tenant, SETTING).await? {
            Some(setting) => store::json("release", &setting.body)?,
            None => Promise::default(),
        };
        let seed = setting(&app.db, tenant, SEED).await?;
        let seed = seed.as_ref().and_then(read_seed).map(|seed| SampleSeed::new(&seed));
        let fresh = Arc::new(Policy { register, promise, seed });
        // Read beside the transaction: what changed in between is read again the next time.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = (version.min(versions.0), versions.1, versions.2);
        kept.insert(tenant.0.clone(), (versions, Arc::clone(&fresh)));
        Ok(fresh)
    }
}
