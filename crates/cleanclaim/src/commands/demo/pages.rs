//! The pages of the made-up practice: a database of its own, filled once, and the service over it.

use super::folder::Home;
use crate::commands::serve::{Door, serve_app};
use crate::site::{self, SiteArguments};
use model::Date;
use server::demo;
use server::surroundings::start_of;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

/// The time of day at which the story ends: nine in the morning, in microseconds.
const MORNING: i64 = 9 * 3_600_000_000;

/// The key that signs in the made-up practice: the same each time, and a secret of nobody.
const KEY: [u8; 32] = *b"made-up practice, made-up secret";

/// Fills the practice's database when it is empty, and serves its pages until Ctrl+C.
pub(super) fn open(
    home: &Home,
    fees: &str,
    (today, listen): (Date, SocketAddr),
) -> Result<ExitCode, String> {
    let site = SiteArguments {
        database: Some(format!("sqlite:{}", home.path().join("cleanclaim.db").display())),
        keys: Some(home.path().join("keys")),
    };
    sign_the_same(&home.path().join("keys"))?;
    site::runtime()?.block_on(async {
        let now = start_of(today) + MORNING;
        let app = site::app(&site, home.workspace(), (false, Some(now))).await?;
        let told = |fault: store::StoreError| fault.to_string();
        if store::people::tenant(&app.db, &app.config.tenant).await.map_err(told)?.is_none() {
            eprintln!("cleanclaim: filling the practice's database");
            let mut payers = super::payers::Payers::new()?;
            let story = super::story::practice(fees);
            demo::fill_story(&app, &story, &mut payers).await.map_err(told)?;
        }
        eprintln!(
            "cleanclaim: log in as one of the people shown on the login page; the password of \
             each is `{}`",
            demo::PASSWORD
        );
        serve_app(app, Door { listen, tls: None, behind_tls: false }, true).await
    })
}

/// Puts the made-up key where the site looks for its own.
fn sign_the_same(folder: &Path) -> Result<(), String> {
    let file = folder.join("signing.key");
    if file.exists() {
        return Ok(());
    }
    let told = |fault: std::io::Error| format!("{}: {fault}", folder.display());
    fs::create_dir_all(folder).map_err(told)?;
    fs::write(file, KEY).map_err(told)
}
