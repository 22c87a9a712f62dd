//! What a person may do: by feature and by row.
//!
//! A route asks [`authorize`] with the row it is about; a list asks [`Principal::reach`] and
//! filters by it. Both read one table ([`grants::TABLE`]); what is not in it is not allowed.

mod feature;
pub mod grants;
mod page;
#[cfg(test)]
mod tests;
mod words;

pub use feature::{Permission, Reach, Role};
pub use page::roles_page;

use std::collections::BTreeSet;

/// Who asks: a user or a service account, in one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principal {
    /// The tenant; the first argument of every call of the store.
    pub tenant: String,
    /// The user's id, as in the audit log.
    pub user: String,
    /// What the person does here.
    pub roles: BTreeSet<Role>,
    /// The teams that the person works in.
    pub teams: BTreeSet<String>,
    /// The person's own provider identifier (NPI), where the person is a provider.
    pub provider: Option<String>,
    /// The sensitivity tags that the person has a need to know (`part2`, `hiv`, …).
    pub clearances: BTreeSet<String>,
    /// Accounts and patients that the person has opened by breaking glass and that are still
    /// open (see `identity::break_glass`); the caller leaves out those that ran out.
    pub opened: BTreeSet<String>,
    /// The permissions of the API token in use; `None` for a person at the pages.
    pub scope: Option<BTreeSet<Permission>>,
}

impl Principal {
    /// How far `permission` reaches for this principal: the furthest of their roles, and nothing
    /// where an API token leaves it out.
    #[must_use]
    pub fn reach(&self, permission: Permission) -> Reach {
        if self.scope.as_ref().is_some_and(|scope| !scope.contains(&permission)) {
            return Reach::None;
        }
        let reaches = self.roles.iter().map(|role| grants::reach_of(*role, permission));
        reaches.max().unwrap_or(Reach::None)
    }

    /// True where the permission reaches any row at all: enough to show a link, never enough to
    /// show a row.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.reach(permission) != Reach::None
    }

    fn is_provider_of(&self, resource: &Resource<'_>) -> bool {
        self.provider.is_some() && self.provider.as_deref() == resource.provider
    }

    fn is_author_of(&self, resource: &Resource<'_>) -> bool {
        resource.owner == Some(self.user.as_str())
    }

    fn holds(&self, reach: Reach, resource: &Resource<'_>) -> bool {
        let own = self.is_author_of(resource) || self.is_provider_of(resource);
        let assigned = own || resource.assigned_to == Some(self.user.as_str());
        match reach {
            Reach::None => false,
            Reach::Own => own,
            Reach::Assigned => assigned,
            Reach::Team => assigned || self.is_in_team_of(resource),
            Reach::All => true,
        }
    }

    fn is_in_team_of(&self, resource: &Resource<'_>) -> bool {
        match resource.team {
            Some(team) => self.teams.contains(team),
            // A site without teams is one team.
            None => self.teams.is_empty(),
        }
    }

    fn has_opened(&self, resource: &Resource<'_>) -> bool {
        [resource.account, resource.patient]
            .into_iter()
            .flatten()
            .any(|id| self.opened.contains(id))
    }
}

/// The row that is asked for. What a kind of row does not have stays `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resource<'a> {
    /// The user who made it: the coder of coding, the author of a change or query.
    pub owner: Option<&'a str>,
    /// The provider (NPI) of the encounter.
    pub provider: Option<&'a str>,
    /// The user who is to work it now.
    pub assigned_to: Option<&'a str>,
    /// The team whose queue it is in.
    pub team: Option<&'a str>,
    /// The account.
    pub account: Option<&'a str>,
    /// The patient.
    pub patient: Option<&'a str>,
    /// Sensitivity tags of the chart's documents.
    pub tags: &'a [String],
}

/// A refusal. It says nothing about the row that the person may not see.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed ({permission}): {why}")]
pub struct Denied {
    /// What was asked for.
    pub permission: Permission,
    /// Why it was refused.
    pub why: Refusal,
}

/// Why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No role of the person has the permission.
    #[error("no role of this user has it")]
    Role,
    /// The API token was made without the permission.
    #[error("the token was made without it")]
    Token,
    /// The permission does not reach this row.
    #[error("this is not among the rows of this user")]
    Row,
    /// The chart is tagged, and the person has no need to know.
    #[error("the chart is marked as sensitive, and this user has no clearance for it")]
    Tag,
    /// It is the person's own work, and a second person has to do it.
    #[error("a second person has to do this")]
    OwnWork,
}

/// How a request came to be allowed; the audit log keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A role reaches the row.
    Reach(Reach),
    /// The person broke glass.
    BreakGlass,
}

/// Whether `principal` may do `permission` to `resource`.
///
/// # Errors
/// [`Denied`], with the first reason found.
pub fn authorize(
    principal: &Principal,
    permission: Permission,
    resource: &Resource<'_>,
) -> Result<(), Denied> {
    access(principal, permission, resource).map(|_| ())
}

/// As [`authorize`], and says by which way.
///
/// # Errors
/// [`Denied`], with the first reason found.
pub fn access(
    principal: &Principal,
    permission: Permission,
    resource: &Resource<'_>,
) -> Result<Access, Denied> {
    let denied = |why| Denied { permission, why };
    let reading = matches!(permission, Permission::ViewChart | Permission::ViewTaggedChart);
    let opened = reading && principal.may(Permission::BreakGlass) && principal.has_opened(resource);
    match by_role(principal, permission, resource) {
        Ok(reach) => Ok(Access::Reach(reach)),
        // What a token was made without stays shut, glass or no glass.
        Err(Refusal::Role | Refusal::Row | Refusal::Tag) if opened => Ok(Access::BreakGlass),
        Err(why) => Err(denied(why)),
    }
}

fn by_role(
    principal: &Principal,
    permission: Permission,
    resource: &Resource<'_>,
) -> Result<Reach, Refusal> {
    if principal.scope.as_ref().is_some_and(|scope| !scope.contains(&permission)) {
        return Err(Refusal::Token);
    }
    let reach = principal.reach(permission);
    if reach == Reach::None {
        return Err(Refusal::Role);
    }
    if !principal.holds(reach, resource) {
        return Err(Refusal::Row);
    }
    if permission.needs_second_person() && principal.is_author_of(resource) {
        return Err(Refusal::OwnWork);
    }
    if permission.shows_chart() && !sees_tags(principal, resource) {
        return Err(Refusal::Tag);
    }
    Ok(reach)
}

/// Whether a row of a list may name the patient and say why it is there. A list tells that there is
/// work; of a protected chart it names nobody, but to those with a need to know and to those who
/// bill it (45 CFR 164.502(b) asks for no more than each one's work needs).
#[must_use]
pub fn names_row(principal: &Principal, resource: &Resource<'_>) -> bool {
    sees_tags(principal, resource)
        || principal.reach(Permission::ViewClaim) != Reach::None
        || (principal.may(Permission::BreakGlass) && principal.has_opened(resource))
}

/// Every tag needs a clearance, unless the person is the provider of the encounter.
fn sees_tags(principal: &Principal, resource: &Resource<'_>) -> bool {
    if resource.tags.is_empty() {
        return true;
    }
    principal.holds(principal.reach(Permission::ViewTaggedChart), resource)
        && (principal.is_provider_of(resource)
            || resource.tags.iter().all(|tag| principal.clearances.contains(tag)))
}
