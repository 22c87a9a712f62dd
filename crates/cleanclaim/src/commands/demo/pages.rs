//! The pages of the made-up practice: a database of its own, filled once, and the service over it.

use super::folder::Home;
use crate::commands::serve::{Door, serve_app};
use crate::site::{self, SiteArguments};
use model::{Chart, Date};
use server::surroundings::start_of;
use server::{demo, worker};
use std::net::SocketAddr;
use std::process::ExitCode;

/// The time of day at which the story ends: nine in the morning, in microseconds.
const MORNING: i64 = 9 * 3_600_000_000;

/// Fills the practice's database when it is empty, and serves its pages until Ctrl+C.
pub(super) fn open(
    home: &Home,
    charts: Vec<Chart>,
    fees: &str,
    (today, listen): (Date, SocketAddr),
) -> Result<ExitCode, String> {
    let site = SiteArguments {
        database: Some(format!("sqlite:{}", home.path().join("cleanclaim.db").display())),
        keys: Some(home.path().join("keys")),
    };
    site::runtime()?.block_on(async {
        let now = start_of(today) + MORNING;
        let app = site::app(&site, home.workspace(), (false, Some(now))).await?;
        let told = |fault: store::StoreError| fault.to_string();
        if store::people::tenant(&app.db, &app.config.tenant).await.map_err(told)?.is_none() {
            eprintln!("cleanclaim: filling the practice's database");
            demo::fill(&app, charts, fees).await.map_err(told)?;
            while worker::pass(&app, "demo").await.map_err(told)? > 0 {}
        }
        eprintln!(
            "cleanclaim: log in as one of the people shown on the login page; the password of \
             each is `{}`",
            demo::PASSWORD
        );
        serve_app(app, Door { listen, tls: None, behind_tls: false }, true).await
    })
}
