//! `POST /charts`.

use super::take::{self, Stated};
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem, ProblemDocument};
use crate::reception::{self, Received};
use crate::webhooks::{Event, announce};
use axum::http::StatusCode;
use model::Chart;
use serde::Serialize;
use utoipa::ToSchema;

/// Lines of one batch at most.
const MOST_LINES: usize = 20_000;

/// Longest line, in bytes.
const LONGEST_LINE: usize = 8 << 20;

/// Lines that are written together when no key holds the whole batch in one transaction.
const LINES_TOGETHER: usize = 200;

/// What became of a chart.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// Line of an NDJSON batch, from 1; null otherwise.
    line: Option<usize>,
    /// The source's name of it.
    id: Option<String>,
    /// Its account.
    account: Option<String>,
    /// `new`, `known` (nothing changed), `changed` (it is read again) or `refused`.
    outcome: &'static str,
    /// Why it was refused.
    problem: Option<ProblemDocument>,
}

/// The answer: a line for each chart, in order.
#[derive(Serialize, ToSchema)]
pub(super) struct Submitted {
    /// Charts.
    data: Vec<Taken>,
    /// Charts that were taken.
    accepted: usize,
    /// Charts that were not.
    refused: usize,
}

/// Takes charts in.
pub(super) async fn submit(call: Call) -> ApiResult<Reply> {
    let stated = Stated {
        id: call.asked("id").map(str::to_owned),
        setting: call.asked("setting").and_then(|name| name.parse().ok()),
        date: call.asked("date").and_then(|day| day.parse().ok()),
        now: call.app.now(),
    };
    let charts = match call.media.as_str() {
        "application/x-ndjson" => return batch(call, &stated).await,
        "text/plain" => vec![take::from_text(&call.body, &stated)?],
        "application/fhir+json" => take::from_bundle(&call.body, &stated)?,
        _ => take::from_json(&call.body, &stated)?,
    };
    let mut tx = call.app.db.begin().await?;
    let data = receive(&call, &mut tx, charts.into_iter().map(|chart| (None, chart))).await?;
    let reply = reply(data)?;
    let reply = call.commit(tx, reply).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}

async fn receive(
    call: &Call,
    tx: &mut store::Tx,
    charts: impl Iterator<Item = (Option<usize>, Chart)>,
) -> ApiResult<Vec<Taken>> {
    let (places, charts): (Vec<_>, Vec<Chart>) =
        charts.map(|(line, chart)| ((line, chart.id.0.clone()), chart)).unzip();
    let (tenant, actor) = (&call.visitor.tenant, call.visitor.user.as_str());
    let received = reception::receive(&call.app, tx, tenant, charts, actor).await?;
    let told: Vec<Event> = received
        .iter()
        .filter(|received| !matches!(received, Received::Known(_)))
        .map(|received| Event::new("chart.received", received.account(), "received"))
        .collect();
    announce(&call.app, tx, tenant, &told).await?;
    let taken = |((line, id), received): ((Option<usize>, String), Received)| Taken {
        line,
        id: Some(id),
        account: Some(received.account().0.clone()),
        outcome: match received {
            Received::New(_) => "new",
            Received::Known(_) => "known",
            Received::Changed(_) => "changed",
        },
        problem: None,
    };
    Ok(places.into_iter().zip(received).map(taken).collect())
}

/// A chart or Bundle a line. A line that cannot be taken does not lose the others.
async fn batch(call: Call, stated: &Stated) -> ApiResult<Reply> {
    let lines = call.body.split(|byte| *byte == b'\n').enumerate();
    let lines: Vec<_> = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).collect();
    if lines.is_empty() || lines.len() > MOST_LINES {
        let detail = format!("A batch holds 1 to {MOST_LINES} lines.");
        return Err(Problem::invalid(".", detail));
    }
    // With a key, everything and its answer stand or fall together.
    let together = if call.once.is_some() { MOST_LINES } else { LINES_TOGETHER };
    let mut data = Vec::with_capacity(lines.len());
    let mut parts = lines.chunks(together).peekable();
    loop {
        let Some(part) = parts.next() else { return Err(Problem::internal("an empty batch")) };
        let (mut charts, mut refused) = (Vec::new(), Vec::new());
        for (at, line) in part {
            match line_charts(line, stated) {
                Ok(found) => charts.extend(found.into_iter().map(|chart| (Some(at + 1), chart))),
                Err(problem) => refused.push(Taken {
                    line: Some(at + 1),
                    id: None,
                    account: None,
                    outcome: "refused",
                    problem: Some(problem.document()),
                }),
            }
        }
        let mut tx = call.app.db.begin().await?;
        let taken = receive(&call, &mut tx, charts.into_iter()).await?;
        let from = data.len();
        data.extend(taken);
        data.extend(refused);
        data[from..].sort_by_key(|taken: &Taken| taken.line);
        if parts.peek().is_none() {
            let reply = reply(std::mem::take(&mut data))?;
            let reply = call.commit(tx, reply).await?;
            call.app.changed(&call.visitor.tenant);
            return Ok(reply);
        }
        tx.commit().await?;
    }
}

fn line_charts(line: &[u8], stated: &Stated) -> ApiResult<Vec<Chart>> {
    if line.len() > LONGEST_LINE {
        let detail = format!("A line may hold {} MiB at most.", LONGEST_LINE >> 20);
        return Err(Problem::invalid(".", detail));
    }
    take::from_json(line, stated)
}

fn reply(data: Vec<Taken>) -> ApiResult<Reply> {
    let refused = data.iter().filter(|taken| taken.problem.is_some()).count();
    let accepted = data.len() - refused;
    Reply::new(StatusCode::ACCEPTED, &Submitted { data, accepted, refused })
}
