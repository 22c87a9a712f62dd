//! Administration: people, the audit log, jobs that were laid aside, connectors.

mod audit;
mod connectors;
mod jobs;
mod security;
mod users;

pub(in crate::web) use users::hashed;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of administration.
pub(super) fn pages(pages: Pages) -> Pages {
    let people = Need::May(Permission::ManageUsers);
    let log = Need::May(Permission::SearchAudit);
    let machine = Need::May(Permission::ManageConnectors);
    pages
        .get("/admin/users", people, users::list)
        .post("/admin/users", people, users::add)
        .get("/admin/users/{id}", people, users::show)
        .post("/admin/users/{id}", people, users::change)
        .post("/admin/users/{id}/password", people, users::set_password)
        .post("/admin/users/{id}/unlock", people, users::unlock)
        .get("/audit-log", log, audit::search)
        .get("/admin/jobs", machine, jobs::list)
        .post("/admin/jobs/{id}/revive", machine, jobs::revive)
        .get("/admin/connectors", machine, connectors::show)
        .post("/admin/connectors", machine, connectors::save)
        .post("/admin/connectors/claims", machine, connectors::save_claims)
        .get("/admin/security", people, security::show)
        .post("/admin/security", people, security::save)
}
