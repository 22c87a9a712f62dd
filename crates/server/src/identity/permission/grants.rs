//! Who may do what, and over which rows: the one table of the house.
//!
//! Least data per role (45 CFR 164.502(b) and 164.514(d), minimum necessary): what is not here
//! is not allowed. `docs/reference/roles.md` is printed from this table.

use super::feature::Permission::*;
use super::feature::Reach::{All, Assigned, Own, Team};
use super::feature::{Permission, Reach, Role};

/// What one role may do.
pub type Grants = &'static [(Permission, Reach)];

/// The table.
pub const TABLE: &[(Role, Grants)] = &[
    (Role::Coder, CODER),
    (Role::Lead, LEAD),
    (Role::Cdi, CDI),
    (Role::Provider, PROVIDER),
    (Role::Biller, BILLER),
    (Role::DenialAnalyst, DENIAL_ANALYST),
    (Role::Auditor, AUDITOR),
    (Role::Manager, MANAGER),
    (Role::Compliance, COMPLIANCE),
    (Role::Admin, ADMIN),
    (Role::Service, SERVICE),
];

/// Sees no money (codes come from the documentation, not from what they pay) and nobody
/// else's numbers.
const CODER: Grants = &[
    (ViewWorklist, Team),
    (TakeWork, Team),
    (TakeOverLock, Assigned),
    (Hold, Assigned),
    (ViewChart, Team),
    (ViewTaggedChart, Assigned),
    (BreakGlass, All),
    (CodeChart, Assigned),
    (ViewQuery, Team),
    (WriteQuery, Assigned),
    (SendQuery, Assigned),
    (Rebut, Own),
    (ViewOwnNumbers, Own),
    (LookUpCodes, All),
    (ReadApi, All),
];

const LEAD: Grants = &[
    (ViewWorklist, Team),
    (TakeWork, Team),
    (AssignWork, Team),
    (TakeOverLock, Team),
    (Hold, Team),
    (ViewChart, Team),
    (ViewTaggedChart, Team),
    (BreakGlass, All),
    (CodeChart, Team),
    (ReleaseOverride, Team),
    (ViewQuery, Team),
    (WriteQuery, Team),
    (SendQuery, Team),
    (Rebut, Team),
    (ViewOwnNumbers, Team),
    (ViewDashboard, Team),
    (Export, Team),
    (LookUpCodes, All),
    (ManageRules, All),
    (ManageThresholds, All),
    (ReadApi, All),
];

/// Writes no code and sees no money: a query must not speak of it.
const CDI: Grants = &[
    (ViewWorklist, Team),
    (TakeWork, Team),
    (Hold, Assigned),
    (ViewChart, Team),
    (ViewTaggedChart, Assigned),
    (BreakGlass, All),
    (ViewQuery, Team),
    (WriteQuery, Team),
    (SendQuery, Team),
    (ViewOwnNumbers, Own),
    (LookUpCodes, All),
    (ReadApi, All),
];

/// Their own patients only, and of those the chart and the queries, not what a code is worth.
const PROVIDER: Grants = &[
    (ViewChart, Own),
    (ViewTaggedChart, Own),
    (ViewQuery, Own),
    (AnswerQuery, Own),
    (ReadApi, All),
];

/// Works claims across teams; reads a chart only where the account is theirs to work.
const BILLER: Grants = &[
    (ViewWorklist, All),
    (TakeWork, All),
    (Hold, All),
    (ViewChart, Assigned),
    (ViewPatients, All),
    (ManagePatients, All),
    (ManageCoverage, All),
    (ManageCharges, All),
    (ViewClaim, All),
    (EditClaim, All),
    (OverrideEdit, Assigned),
    (SubmitClaim, All),
    (ViewMoney, All),
    (PostPayments, All),
    (WorkDenials, All),
    (ManageBalances, All),
    (GiveUpMoney, All),
    (ViewOwnNumbers, Own),
    (LookUpCodes, All),
    (ReadApi, All),
];

const DENIAL_ANALYST: Grants = &[
    (ViewWorklist, All),
    (TakeWork, All),
    (Hold, Assigned),
    (ViewChart, Assigned),
    (ViewTaggedChart, Assigned),
    (BreakGlass, All),
    (ViewPatients, All),
    (ViewClaim, All),
    (EditClaim, Assigned),
    (SubmitClaim, Assigned),
    (ViewMoney, All),
    (WorkDenials, All),
    (GiveUpMoney, Assigned),
    (ViewOwnNumbers, Own),
    (ManageRules, All),
    (LookUpCodes, All),
    (ReadApi, All),
];

/// Reads what was drawn for them; changes no chart.
const AUDITOR: Grants = &[
    (ViewWorklist, Assigned),
    (ViewChart, Assigned),
    (ViewTaggedChart, Assigned),
    (BreakGlass, All),
    (ViewQuery, Assigned),
    (AuditCharts, Assigned),
    (ViewOwnNumbers, Own),
    (LookUpCodes, All),
    (ReadApi, All),
];

/// Numbers and queues; no chart.
const MANAGER: Grants = &[
    (ViewWorklist, All),
    (AssignWork, All),
    (Hold, All),
    (ViewClaim, All),
    (ViewMoney, All),
    (WorkDenials, All),
    (GiveUpMoney, All),
    (ApproveRefund, All),
    (ManagePrices, All),
    (ViewOwnNumbers, All),
    (ViewDashboard, All),
    (KeepNumbers, All),
    (Export, All),
    (LookUpCodes, All),
    (ManageRules, All),
    (ManageThresholds, All),
    (ApproveChange, All),
    (ReadApi, All),
];

/// Looks into any chart (a breach must be scoped, an audit answered), changes none.
const COMPLIANCE: Grants = &[
    (ViewWorklist, All),
    (ViewChart, All),
    (ViewTaggedChart, All),
    (BreakGlass, All),
    (ViewQuery, All),
    (ViewPatients, All),
    (ViewClaim, All),
    (ViewMoney, All),
    (AuditCharts, All),
    (ViewDashboard, All),
    (Export, All),
    (LookUpCodes, All),
    (ApproveChange, All),
    (ManageRetention, All),
    (SearchAudit, All),
    (ReadApi, All),
];

/// Runs the house without looking into it: no chart, no patient, no money.
const ADMIN: Grants = &[
    (LookUpCodes, All),
    (ManageUsers, All),
    (ManageCodeSets, All),
    (ManageConnectors, All),
    (ManageWebhooks, All),
    (ReadApi, All),
];

/// Sends charts, patients and charges in and reads back what it sent. A token narrows it further.
const SERVICE: Grants = &[
    (SubmitChart, All),
    (ViewWorklist, All),
    (ViewChart, Own),
    (ViewQuery, Own),
    (ViewPatients, All),
    (ManagePatients, All),
    (ManageCoverage, All),
    (ManageCharges, All),
    (ViewClaim, All),
    (LookUpCodes, All),
    (ReadApi, All),
];

/// How far `permission` reaches for `role`.
#[must_use]
pub fn reach_of(role: Role, permission: Permission) -> Reach {
    TABLE
        .iter()
        .filter(|(of, _)| *of == role)
        .flat_map(|(_, grants)| *grants)
        .filter(|(granted, _)| *granted == permission)
        .map(|(_, reach)| *reach)
        .max()
        .unwrap_or(Reach::None)
}
