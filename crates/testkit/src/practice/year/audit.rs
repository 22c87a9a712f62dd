//! Blind second codings: enough for the office to open at 5 % with 95 %, too few for the ED.
//!
//! Made up like the rest. The codes of the second coder are written in `practice/visits/*.toml`
//! beside the case; where `agrees` is true they are what the engine gives too, and a test of this
//! crate holds that. So the office opens in the demo because its audits were chosen so, which
//! shows the mechanism and proves nothing about real charts.

use super::super::PracticeError;
use super::calendar::moment;
use super::plan::Plan;
use super::story::Place;
use super::visit::Material;
use super::{Account, today};
use model::Setting;

/// Audits of the office: with no error 59 are needed for 5 % at 95 % (0.95^59 < 0.05).
const OFFICE_AUDITS: usize = 64;
/// Audits of the ED at most.
const ED_AUDITS: usize = 21;

/// Which scope an audit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuditScope {
    /// Office visits.
    Office,
    /// Emergency department visits.
    Ed,
}

impl AuditScope {
    /// The setting of the scope.
    #[must_use]
    pub fn setting(self) -> Setting {
        match self {
            AuditScope::Office => Setting::Office,
            AuditScope::Ed => Setting::Ed,
        }
    }
}

/// One account, coded a second time by somebody who did not see the first codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindAudit {
    /// The account.
    pub slug: String,
    /// Its scope.
    pub scope: AuditScope,
    /// Who coded.
    pub auditor: String,
    /// When: microseconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// The diagnosis codes of the second coder, first-listed first.
    pub codes: Vec<String>,
    /// Whether both gave the same codes (in whatever order).
    pub agrees: bool,
}

/// The audits of the closed accounts whose visit has reference codes.
pub(super) fn audits(
    accounts: &[Account],
    plan: &Plan<'_>,
    material: &Material,
) -> Result<Vec<BlindAudit>, PracticeError> {
    let mut audits = Vec::new();
    for (scope, most) in [(AuditScope::Office, OFFICE_AUDITS), (AuditScope::Ed, ED_AUDITS)] {
        let fitting = accounts.iter().filter(|account| {
            account.chart.chart.encounter.setting == Some(scope.setting())
                && account.story.place == Place::Closed
                && account.problems.is_empty()
        });
        let found = fitting.filter_map(|a| audit(a, scope, plan, material)).take(most);
        audits.extend(found);
    }
    if audits.is_empty() {
        let fault = "no visit has codes of a second coder".to_owned();
        return Err(PracticeError::Content { file: "visits".to_owned(), fault });
    }
    Ok(audits)
}

fn audit(
    account: &Account,
    scope: AuditScope,
    plan: &Plan<'_>,
    material: &Material,
) -> Option<BlindAudit> {
    let second = account.second.as_ref()?;
    let closed = account.story.events.last()?.at;
    let minutes = i64::try_from(account.slug().len()).unwrap_or(0) * 17;
    let at = moment(plan.calendar.later(account.date(), 30), 9 * 60 + minutes).max(closed);
    // What would lie after the demo's opening has not happened yet.
    (at < moment(today(), 9 * 60)).then(|| BlindAudit {
        slug: account.slug().to_owned(),
        scope,
        auditor: material.names.auditor.clone(),
        at,
        codes: second.codes.clone(),
        agrees: second.agrees,
    })
}
