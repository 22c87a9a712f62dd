//! The manager's numbers: today, coding to cash, and every KPI with the rows behind it.

mod baselines;
mod by_hand;
mod cash;
mod chart;
mod csv;
mod kept;
mod known;
mod kpis;
mod one;
mod people;
mod today;
mod words;

pub use kept::Kept;
pub(crate) use kept::figures;
pub(crate) use known::Known;
pub(crate) use kpis::{Wanted, asked, shows};
pub(crate) use words::scaled;

use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the dashboards.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewDashboard);
    let keep = Need::May(Permission::KeepNumbers);
    pages
        .get("/dashboard", see, today::show)
        .get("/dashboard/coding-to-cash", see, cash::show)
        .get("/kpis", Need::Login, kpis::table)
        .get("/kpis/entered", keep, by_hand::show)
        .post("/kpis/entered", keep, by_hand::enter)
        .get("/kpis/baselines", see, baselines::list)
        .post("/kpis/baselines", keep, baselines::freeze)
        .get("/kpis/baselines/{id}", see, baselines::one)
        .get("/kpis/{name}", Need::Login, one::one)
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
