//! Files into the site's database, and posted there.

use super::{Outcome, PostArguments, line};
use crate::commands::code::Format;
use crate::show;
use crate::site;
use crate::workspace::Workspace;
use serde::Serialize;
use server::app::App;
use server::remittances::{Body, Delivery, take_in};
use server::worker;
use store::payments::{self, RemittanceRow};

/// What became of a payment of a file.
#[derive(Serialize)]
struct Posted {
    file: String,
    again: bool,
    position: i64,
    id: String,
    trace: String,
    payer: String,
    amount_cents: i64,
    claims: i64,
    state: String,
    applied_cents: i64,
    unapplied_cents: i64,
    beside_cents: i64,
    refusals: Vec<String>,
    doubts: Vec<String>,
}

pub(super) fn run(arguments: &PostArguments, workspace: &Workspace) -> Result<Outcome, String> {
    if arguments.files.iter().any(|file| file.as_os_str() == "-") {
        return Err("--take reads files, not standard input; write it to a file first".to_owned());
    }
    site::runtime()?.block_on(async {
        let app = site::app(&arguments.site, workspace, (false, None)).await?;
        let outcome = taken(arguments, &app).await;
        app.db.close().await;
        outcome
    })
}

async fn taken(arguments: &PostArguments, app: &App) -> Result<Outcome, String> {
    let tenant = app.config.tenant.clone();
    let mut outcome = Outcome::default();
    for file in &arguments.files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let delivery = Delivery {
            name: name.unwrap_or_else(|| file.display().to_string()),
            source: "command",
            body: Body::Path(file.clone()),
        };
        let taken = match take_in(app, &tenant, delivery).await {
            Ok(taken) => taken,
            Err(store::StoreError::Refused(why)) => {
                outcome.unreadable = true;
                eprintln!("cleanclaim: {why}");
                continue;
            }
            Err(fault) => return Err(fault.to_string()),
        };
        let name = app.config.process.clone();
        while worker::pass(app, &name).await.map_err(|fault| fault.to_string())? > 0 {}
        let rows = payments::of_file(&app.db, &tenant, &taken.file.id).await;
        let rows = rows.map_err(|fault| fault.to_string())?;
        for one in taken.file.contents.iter().filter(|one| one.set.is_empty()) {
            outcome.refused = true;
            if rows.is_empty() {
                outcome.unreadable = true;
                eprintln!("cleanclaim: {}: {}", file.display(), one.said);
            }
        }
        for row in rows {
            outcome.refused |= row.state == "refused";
            let posted = posted(file.display().to_string(), taken.again, row);
            show::print(&match arguments.format {
                Format::Text => posted.text(),
                Format::Json => line(&posted),
            })?;
        }
    }
    Ok(outcome)
}

fn posted(file: String, again: bool, row: RemittanceRow) -> Posted {
    Posted {
        file,
        again,
        position: row.position,
        trace: row.head.trace.clone(),
        payer: row.head.payer.name.clone(),
        amount_cents: row.head.signed_amount().0,
        claims: row.claims,
        applied_cents: row.applied.0,
        unapplied_cents: row.unapplied.0,
        beside_cents: row.beside.0,
        state: row.state,
        refusals: row.refusals,
        doubts: row.doubts,
        id: row.id,
    }
}

impl Posted {
    fn text(&self) -> String {
        let money = |cents: i64| model::Cents(cents).to_string();
        let again = if self.again { ", taken before" } else { "" };
        let mut text = format!(
            "{}, payment {}{again}: trace {} of {}, {}, {}: {}\n",
            self.file,
            self.position,
            self.trace,
            self.payer,
            money(self.amount_cents),
            show::count(usize::try_from(self.claims).unwrap_or(0), "claim"),
            if self.state == "closed" { "posted" } else { &self.state },
        );
        if self.refusals.is_empty() {
            text.push_str(&format!(
                "    {} to claims, {} in unapplied cash, {} beside the claims\n",
                money(self.applied_cents),
                money(self.unapplied_cents),
                money(self.beside_cents),
            ));
        }
        for why in self.refusals.iter().chain(&self.doubts) {
            text.push_str(&format!("      {why}\n"));
        }
        text
    }
}
