//! The manager's numbers: today, coding to cash, and every KPI with the rows behind it.

mod cash;
mod chart;
mod csv;
mod kept;
mod kpis;
mod today;
mod words;

pub use kept::Kept;
pub(crate) use kept::figures;
pub(crate) use kpis::asked;
pub(crate) use words::scaled;

use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the dashboards.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewDashboard);
    pages
        .get("/dashboard", see, today::show)
        .get("/dashboard/coding-to-cash", see, cash::show)
        .get("/kpis", Need::Login, kpis::table)
        .get("/kpis/{name}", Need::Login, kpis::one)
        .get("/kpis/{name}/csv", Need::May(Permission::Export), csv::download)
}

/// Whose numbers a person sees: everybody's (empty), or their own.
pub(crate) fn whose(visitor: &Visitor) -> PageResult<String> {
    if visitor.principal.may(Permission::ViewDashboard) {
        return Ok(String::new());
    }
    match visitor.principal.may(Permission::ViewOwnNumbers) {
        true => Ok(visitor.user.0.clone()),
        false => Err(PageFault::forbidden(Permission::ViewOwnNumbers)),
    }
}

pub(crate) fn sees_money(visitor: &Visitor) -> bool {
    visitor.principal.may(Permission::ViewMoney)
}
