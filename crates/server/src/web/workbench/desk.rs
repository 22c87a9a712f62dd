//! What is open on the desk: the account with everything that belongs to it, and what the visitor
//! may do with it.

use super::work::Work;
use crate::app::App;
use crate::identity::permission::{Access, Permission, access};
use crate::web::door::{Visitor, resource};
use crate::web::fault::{PageFault, PageResult};
use axum::http::StatusCode;
use model::sensitivity::may_see;
use model::{AccountId, AccountState, Chart, Evidence, SensitivityTag};
use store::StoreError;
use store::accounts::{
    self, Account, Coding, DocumentRow, Draft, Lock, StoredChart, documents, draft, lock_of,
};

/// How long a lock stands after the last act: fifteen minutes, in microseconds.
pub(super) const LOCK: i64 = 900_000_000;

/// See the module.
pub(crate) struct Open {
    pub account: Account,
    pub stored: Option<StoredChart>,
    pub coding: Option<Coding>,
    pub documents: Vec<DocumentRow>,
    /// Which documents the visitor may see, by their place.
    pub seen: Vec<bool>,
    pub lock: Option<Lock>,
    pub draft: Option<Draft>,
    pub(super) work: Option<Work>,
    /// The draft was made on older codes and was carried over.
    pub carried: bool,
    pub access: Access,
}

/// The account, if the visitor may read its chart.
///
/// # Errors
/// Not there (also another tenant's), or not theirs.
pub(crate) async fn open(app: &App, visitor: &Visitor, id: &str) -> PageResult<Open> {
    let account = account(app, visitor, id).await?;
    let access = reading(visitor, &account)?;
    let (tenant, id) = (&visitor.tenant, &account.id);
    let stored = accounts::latest_chart(&app.db, tenant, id).await?;
    let coding = accounts::latest_coding(&app.db, tenant, id).await?;
    let documents = documents(&app.db, tenant, id, visitor.user.as_str()).await?;
    let draft = draft(&app.db, tenant, id).await?;
    let lock = lock_of(&app.db, tenant, id).await?;
    let kept = draft.as_ref().map(|draft| serde_json::from_str::<Work>(&draft.body)).transpose();
    let kept = kept.map_err(PageFault::internal)?;
    let chart = stored.as_ref().map(|stored| &stored.chart);
    let carried = matches!((&kept, &coding), (Some(work), Some(c)) if work.coding != c.version);
    let work = coding.as_ref().map(|coding| work(kept, coding, chart));
    let mut open = Open {
        account,
        stored,
        coding,
        documents,
        seen: Vec::new(),
        lock,
        draft,
        work,
        carried,
        access,
    };
    open.seen = open.visible(visitor);
    Ok(open)
}

/// The account of an id in the visitor's tenant.
pub(super) async fn account(app: &App, visitor: &Visitor, id: &str) -> PageResult<Account> {
    let account = accounts::get(&app.db, &visitor.tenant, &AccountId(id.to_owned())).await?;
    account.ok_or_else(|| PageFault::not_found("such account"))
}

/// By which way the visitor may read the account.
pub(super) fn reading(visitor: &Visitor, account: &Account) -> PageResult<Access> {
    Ok(access(&visitor.principal, Permission::ViewChart, &resource(account))?)
}

fn work(kept: Option<Work>, coding: &Coding, chart: Option<&Chart>) -> Work {
    let Some(kept) = kept else {
        return Work::begin(coding.version, &coding.coded, coding.is_final);
    };
    if kept.coding == coding.version {
        return kept;
    }
    let still = |evidence: &Evidence| {
        let document = chart.and_then(|chart| chart.documents.get(evidence.document as usize));
        let (start, end) = (evidence.start as usize, evidence.end as usize);
        document.is_some_and(|d| d.text.get(start..end) == Some(evidence.text.as_str()))
    };
    kept.rebase(coding.version, &coding.coded, still)
}

impl Open {
    /// The chart's documents, empty while there is none.
    pub(super) fn texts(&self) -> &[model::Document] {
        self.stored.as_ref().map_or(&[], |stored| &stored.chart.documents)
    }

    /// Every tag of a document, from the chart and from the list.
    pub(super) fn tags(&self, place: usize) -> Vec<SensitivityTag> {
        let own = self.texts().get(place).map(|document| document.tags.clone());
        let mut tags = own.unwrap_or_default();
        let listed = self.documents.get(place).map(|row| row.tags.clone()).unwrap_or_default();
        tags.extend(listed.into_iter().map(SensitivityTag::from));
        tags.sort();
        tags.dedup();
        tags
    }

    fn visible(&self, visitor: &Visitor) -> Vec<bool> {
        (0..self.texts().len()).map(|place| self.may_see(visitor, &self.tags(place))).collect()
    }

    /// Whether the visitor may see a document of this account with these tags.
    pub(super) fn may_see(&self, visitor: &Visitor, tags: &[SensitivityTag]) -> bool {
        let principal = &visitor.principal;
        let cleared = principal.clearances.iter().cloned().map(SensitivityTag::from).collect();
        let own = principal.provider.is_some()
            && principal.provider.as_deref() == self.account.provider.as_deref();
        let glass = [Some(self.account.id.as_str()), self.account.patient.as_deref()];
        let glass = principal.may(Permission::BreakGlass)
            && glass.into_iter().flatten().any(|id| principal.opened.contains(id));
        own || glass || may_see(tags, &cleared)
    }

    /// Whether a document may be shown.
    pub(crate) fn sees(&self, document: u32) -> bool {
        self.seen.get(document as usize).copied().unwrap_or(false)
    }

    /// Whether every document may be shown: nobody finishes a chart they cannot read.
    pub(super) fn sees_all(&self) -> bool {
        self.seen.iter().all(|seen| *seen)
    }

    /// Whether the account waits for a person's codes.
    pub(super) fn is_open(&self) -> bool {
        use AccountState as S;
        matches!(self.account.standing.state, S::Review | S::Query | S::Held)
    }

    /// Whether the visitor may change its codes, lock aside.
    pub(super) fn may_code(&self, visitor: &Visitor) -> bool {
        self.is_open()
            && self.work.is_some()
            && self.sees_all()
            && visitor.allow_account(Permission::CodeChart, &self.account).is_ok()
    }

    /// Who else has it open now.
    pub(super) fn other(&self, visitor: &Visitor, now: i64) -> Option<&Lock> {
        self.lock.as_ref().filter(|lock| lock.user != visitor.user.as_str() && lock.until >= now)
    }
}

/// What somebody is told whose chart was taken over, or who comes second.
pub(super) fn taken(name: &str, since: i64) -> PageFault {
    PageFault {
        status: StatusCode::CONFLICT,
        heading: "Somebody else has this chart open",
        what: format!(
            "{name} has had it since {}. Nothing was changed; what was saved before is kept. Go \
             back to the account to read it, or to take it over where you may.",
            crate::web::format::time(since)
        ),
        back: Some(("/worklists", "To the worklists")),
    }
}

/// What somebody is told whose page is older than the draft.
pub(super) fn old_page(id: &AccountId) -> PageFault {
    StoreError::Conflict { what: format!("the draft of account {id}") }.into()
}
