//! The front desk: patients, their coverages, what they may have, when they come, and what is
//! missing before they do.
//!
//! Where to look: `missing.rs`, `spans.rs` and `likeness.rs` judge and know of no table; the other
//! files are one form or page each; `fields.rs` reads what was typed, `sections.rs` adds and
//! changes the rows of the patient page by the rules of `registration.rs`.

mod authorizations;
mod consents;
mod coverages;
mod demographics;
mod eligibility;
mod fields;
mod likeness;
mod merge;
mod missing;
mod patient;
mod referrals;
mod search;
mod sections;
mod spans;
mod today;
mod visits;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;
use store::front_desk::{AuthorizationRow, CoverageRow, ReferralRow, VisitRow};

/// The addresses of the front desk.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewPatients);
    let manage = Need::May(Permission::ManagePatients);
    let cover = Need::May(Permission::ManageCoverage);
    let consent = Need::May(Permission::ManageRetention);
    pages
        .get("/front-desk", see, today::show)
        .get("/patients", see, search::show)
        .get("/patients/new", manage, demographics::blank)
        .post("/patients/new", manage, demographics::add)
        .get("/patients/{id}", see, patient::show)
        .post("/patients/{id}", manage, demographics::change)
        .get("/patients/{id}/merge", manage, merge::show)
        .post("/patients/{id}/merge", manage, merge::carry_out)
        .post("/patients/{id}/coverages", cover, sections::add::<CoverageRow>)
        .post("/patients/{id}/coverages/{row}", cover, sections::change::<CoverageRow>)
        .post("/patients/{id}/coverages/{row}/up", cover, coverages::up)
        .post("/patients/{id}/coverages/{row}/ask", cover, eligibility::ask)
        .post("/patients/{id}/authorizations", cover, sections::add::<AuthorizationRow>)
        .post("/patients/{id}/authorizations/{row}", cover, sections::change::<AuthorizationRow>)
        .post("/patients/{id}/referrals", cover, sections::add::<ReferralRow>)
        .post("/patients/{id}/referrals/{row}", cover, sections::change::<ReferralRow>)
        .post("/patients/{id}/visits", manage, sections::add::<VisitRow>)
        .post("/patients/{id}/visits/{row}", manage, sections::change::<VisitRow>)
        .post("/patients/{id}/consents", consent, consents::add)
        .post("/patients/{id}/consents/{row}/revoke", consent, consents::revoke)
}
