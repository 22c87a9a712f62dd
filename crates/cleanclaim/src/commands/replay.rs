//! `cleanclaim replay`: one recorded decision, run again and compared byte by byte.

use crate::site::{self, SiteArguments, TENANT};
use crate::workspace::Workspace;
use clap::Args;
use governance::replay::Replay;
use model::TenantId;
use std::process::ExitCode;

/// Arguments of `replay`.
#[derive(Args)]
#[command(
    after_help = "Exit 0: the same bytes; 1: something else came out; 2: it cannot be run.\n\n\
    Example:\n  cleanclaim replay dec_01jy4n2c0sk4v3"
)]
pub struct ReplayArguments {
    /// Id of the decision, as the account's page and `decision` rows name it
    #[arg(value_name = "DECISION-ID")]
    pub decision: String,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Runs `replay`.
pub fn run(arguments: &ReplayArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let app = site::app(&arguments.site, workspace, (false, None)).await?;
        let (tenant, id) = (TenantId::from(TENANT), arguments.decision.as_str());
        let replay = server::judge::replay_decision(&app, &tenant, id).await;
        app.db.close().await;
        match replay.map_err(|fault| fault.to_string())? {
            None => Err(format!("there is no decision {id} in this database")),
            Some(Replay::Same) => {
                crate::show::print(&format!("{id}: the same, byte for byte\n"))?;
                Ok(ExitCode::SUCCESS)
            }
            Some(Replay::Differs { path, recorded, now }) => {
                crate::show::print(&format!(
                    "{id}: differs at {path}\n  recorded: {}\n  now:      {}\n",
                    shown(&recorded),
                    shown(&now)
                ))?;
                Ok(ExitCode::from(1))
            }
            Some(Replay::Unreadable { reason }) => {
                Err(format!("{id} cannot be run again: {reason}"))
            }
        }
    })
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}
