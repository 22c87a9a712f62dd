//! What every handler and worker shares.

use crate::desk::Desk;
use crate::identity::security::Security;
use crate::surroundings::Surroundings;
use governance::signing::{Keyring, SigningKey};
use model::account::Terms;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::Db;
use store::accounts::Count;

/// How long a site's security numbers are taken as they were read, in microseconds: another
/// process may have changed them.
const SECURITY_LASTS: i64 = 1_000_000;

/// How long the specialties of a tenant are taken as they were read, in microseconds: they only
/// fill a choice.
const SPECIALTIES_LAST: i64 = 60_000_000;

/// How long a worklist's numbers are taken as they were counted, in microseconds.
const COUNTS_LAST: i64 = 1_000_000;

/// A count that takes no longer than this is made anew after every change, in microseconds.
const QUICK_COUNT: i64 = 10_000;

/// A longer one is made anew when this many times its own duration has passed, and at the latest
/// after [`COUNTS_LAST`]: counting many accounts takes a twentieth of a core at most.
const COUNT_SHARE: i64 = 20;

/// The service's settings that do not change while it runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where code sets, rules and the database lie.
    pub data: PathBuf,
    /// Whether the pages are reached through TLS: cookies are then marked so.
    pub tls: bool,
    /// The tenant of a person who logs in without naming one.
    pub tenant: model::TenantId,
    /// Everything is made up: a band on every page, no connector.
    pub demo: bool,
    /// The user's own CPT licence is recorded.
    pub cpt_licence: bool,
    /// Which processes hold a lease: told in the jobs.
    pub process: String,
}

/// What waits in a tenant, as it was counted.
#[derive(Debug, Default)]
struct Counted {
    /// Moves of accounts that this process knows of.
    moves: u64,
    /// How many of them the count holds.
    seen: u64,
    /// When the count began.
    at: i64,
    /// How long it took.
    took: i64,
    counts: Option<Arc<Vec<Count>>>,
    /// Denials that wait for somebody here.
    denials: i64,
}

impl Counted {
    /// The count, while it may still be shown.
    fn good(&self, now: i64) -> Option<Arc<Vec<Count>>> {
        let age = now - self.at;
        let long = self.took > QUICK_COUNT;
        let wait = if long { self.took.saturating_mul(COUNT_SHARE) } else { 0 };
        let shown = (0..COUNTS_LAST).contains(&age) && (self.moves == self.seen || age < wait);
        self.counts.as_ref().filter(|_| shown).map(Arc::clone)
    }
}

/// When a tenant's specialties were read, and which there are.
type Specialties = (i64, Arc<Vec<String>>);

/// Everything shared, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// See [`App`].
pub struct Shared {
    /// The database.
    pub db: Db,
    /// Settings.
    pub config: Config,
    /// Clock and dice.
    pub world: Box<dyn Surroundings>,
    /// Signs decisions and checkpoints.
    pub key: Arc<SigningKey>,
    /// Knows every key that ever signed here.
    pub keys: Keyring,
    /// A secret of this site, from which tokens of forms are derived.
    pub secret: [u8; 32],
    /// How long work may take.
    pub terms: Terms,
    /// Requests per address and person.
    pub limits: crate::limits::Limits,
    /// The site's prices.
    pub prices: crate::prices::Prices,
    /// The OpenID Connect provider, where the site has one.
    pub openid: std::sync::OnceLock<crate::web::door::OpenidDoor>,
    /// The imported code sets.
    pub packs: crate::packs::Packs,
    /// Heavy numbers of the dashboards, counted once a minute.
    pub kept: crate::web::dashboards::Kept,
    /// What may be released, by tenant.
    pub policies: crate::release::Policies,
    /// Wakes this process's workers when work was added.
    pub work: tokio::sync::Notify,
    /// When this process last looked for claims that nothing carries.
    pub(crate) swept: AtomicI64,
    desk: RwLock<Arc<Desk>>,
    counts: Mutex<HashMap<String, Counted>>,
    /// Held by whoever counts: the others wait for that count.
    counting: tokio::sync::Mutex<()>,
    security: Mutex<HashMap<String, (i64, Security)>>,
    specialties: Mutex<HashMap<String, Specialties>>,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What [`App::new`] is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Settings.
    pub config: Config,
    /// Clock and dice.
    pub world: Box<dyn Surroundings>,
    /// Signs decisions.
    pub key: SigningKey,
    /// Knows every key that ever signed here; the present one is added.
    pub keys: Keyring,
    /// A secret of this site.
    pub secret: [u8; 32],
    /// Code sets and rules.
    pub desk: Desk,
}

impl App {
    /// Joins the parts.
    #[must_use]
    pub fn new(parts: Parts) -> App {
        let mut keys = parts.keys;
        // The present key may be in the ring already; that is no fault.
        let _ = keys.add(parts.key.public());
        let packs = crate::packs::Packs::new(&parts.config.data, parts.config.demo);
        App(Arc::new(Shared {
            packs,
            db: parts.db,
            config: parts.config,
            world: parts.world,
            key: Arc::new(parts.key),
            keys,
            secret: parts.secret,
            terms: Terms::default(),
            limits: crate::limits::Limits::default(),
            prices: crate::prices::Prices::default(),
            openid: std::sync::OnceLock::new(),
            kept: crate::web::dashboards::Kept::default(),
            policies: crate::release::Policies::default(),
            work: tokio::sync::Notify::new(),
            swept: AtomicI64::new(0),
            desk: RwLock::new(Arc::new(parts.desk)),
            counts: Mutex::default(),
            counting: tokio::sync::Mutex::default(),
            security: Mutex::default(),
            specialties: Mutex::default(),
        }))
    }

    /// The same site with another clock and other dice, for telling a story: whatever is done
    /// through it happened at that clock's time.
    #[must_use]
    pub fn with_world(&self, world: Box<dyn Surroundings>) -> App {
        App(Arc::new(Shared {
            packs: crate::packs::Packs::new(&self.config.data, self.config.demo),
            db: self.db.clone(),
            config: self.config.clone(),
            world,
            key: Arc::clone(&self.key),
            keys: self.keys.clone(),
            secret: self.secret,
            terms: self.terms,
            limits: crate::limits::Limits::default(),
            prices: crate::prices::Prices::default(),
            openid: std::sync::OnceLock::new(),
            policies: crate::release::Policies::default(),
            kept: crate::web::dashboards::Kept::default(),
            work: tokio::sync::Notify::new(),
            swept: AtomicI64::new(0),
            desk: RwLock::new(self.desk()),
            counts: Mutex::default(),
            counting: tokio::sync::Mutex::default(),
            security: Mutex::default(),
            specialties: Mutex::default(),
        }))
    }
}

impl Shared {
    /// Now, in microseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.world.now()
    }

    /// A new id such as `acct_…`.
    #[must_use]
    pub fn new_id(&self, prefix: &str) -> String {
        let mut bytes = [0; 10];
        self.world.random(&mut bytes);
        store::new_id(prefix, self.now(), bytes)
    }

    /// The desk in force. Whoever began with one ends with it.
    #[must_use]
    pub fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a new desk in force: a code set or rule was imported while the service runs.
    pub fn set_desk(&self, desk: Desk) {
        *self.desk.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(desk);
    }

    /// What waits where in a tenant. Counted at most once a second; a change made by this process
    /// is seen at once ([`Shared::changed`]), or within the second where there are so many
    /// accounts that counting them takes long; one made by another process within the second.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn counts(&self, tenant: &model::TenantId) -> store::Result<Arc<Vec<Count>>> {
        if let Some(counts) = self.counted(tenant) {
            return Ok(counts);
        }
        let _counting = self.counting.lock().await;
        if let Some(counts) = self.counted(tenant) {
            return Ok(counts);
        }
        let (at, seen) = (self.now(), self.with_count(tenant, |kept| kept.moves));
        let counts = Arc::new(store::accounts::counts(&self.db, tenant).await?);
        let denials = store::payments::denial_counts(&self.db, tenant, "work", None).await?;
        let denials = denials.iter().map(|one| one.denials).sum();
        let took = self.now() - at;
        // What moved while it was counted is counted the next time.
        self.with_count(tenant, |kept| {
            let counts = Some(Arc::clone(&counts));
            *kept = Counted { moves: kept.moves, seen, at, took, counts, denials };
        });
        Ok(counts)
    }

    /// How many denials wait for somebody here, counted with [`App::counts`].
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn denials_waiting(&self, tenant: &model::TenantId) -> store::Result<i64> {
        self.counts(tenant).await?;
        Ok(self.with_count(tenant, |kept| kept.denials))
    }

    /// The kept count, while it is good.
    fn counted(&self, tenant: &model::TenantId) -> Option<Arc<Vec<Count>>> {
        self.with_count(tenant, |kept| kept.good(self.now()))
    }

    fn with_count<T>(&self, tenant: &model::TenantId, change: impl FnOnce(&mut Counted) -> T) -> T {
        let mut kept = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        change(kept.entry(tenant.0.clone()).or_default())
    }

    /// The specialties of a tenant's open accounts. Read at most once a minute.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn specialties(&self, tenant: &model::TenantId) -> store::Result<Arc<Vec<String>>> {
        let now = self.now();
        {
            let kept = self.specialties.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, found)) = kept.get(tenant.as_str())
                && (0..SPECIALTIES_LAST).contains(&(now - at))
            {
                return Ok(Arc::clone(found));
            }
        }
        let found = Arc::new(store::accounts::open_specialties(&self.db, tenant).await?);
        let mut kept = self.specialties.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(tenant.0.clone(), (now, Arc::clone(&found)));
        Ok(found)
    }

    /// The security numbers of a tenant. Read at most once a second.
    ///
    /// # Errors
    /// A database that does not answer; a setting that cannot be read back.
    pub async fn security(&self, tenant: &model::TenantId) -> store::Result<Security> {
        let now = self.now();
        {
            let kept = self.security.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, security)) = kept.get(tenant.as_str())
                && (0..SECURITY_LASTS).contains(&(now - at))
            {
                return Ok(*security);
            }
        }
        let setting = store::people::setting(&self.db, tenant, Security::SETTING).await?;
        let security = match setting {
            Some(setting) => store::json::<Security>("security", &setting.body)?.within_bounds(),
            None => Security::default(),
        };
        let mut kept = self.security.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(tenant.0.clone(), (now, security));
        Ok(security)
    }

    /// This process changed the security numbers: they are read anew.
    pub fn security_changed(&self, tenant: &model::TenantId) {
        self.security.lock().unwrap_or_else(PoisonError::into_inner).remove(tenant.as_str());
    }

    /// An account of the tenant moved: its numbers are counted anew.
    pub fn changed(&self, tenant: &model::TenantId) {
        self.with_count(tenant, |kept| kept.moves += 1);
        self.work.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_shown_until_something_moved_or_a_second_passed() {
        let counts = || Some(Arc::default());
        let quick = Counted { at: 1_000, took: 900, counts: counts(), ..Counted::default() };
        assert!(quick.good(1_000 + COUNTS_LAST - 1).is_some());
        assert!(quick.good(1_000 + COUNTS_LAST).is_none(), "too old");
        assert!(quick.good(0).is_none(), "the clock went back");
        let moved = Counted { moves: 1, ..quick };
        assert!(moved.good(1_001).is_none(), "a quick count is made anew at once");
        let long = Counted { took: 30_000, ..moved };
        assert!(long.good(1_000 + 599_999).is_some() && long.good(1_000 + 600_000).is_none());
        assert!(Counted::default().good(0).is_none());
    }
}
