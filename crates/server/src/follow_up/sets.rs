//! TA1 and 999: verdicts on what left, by its control number.

use super::front_door::{self, Door, Says, Which, Word};
use super::words::{group_reasons, interchange_note};
use super::{Sender, Told};
use crate::app::App;
use crate::connectors::Partner;
use crate::worker::send::{self, Proof};
use model::acknowledgement::{GroupAck, InterchangeAck, TransactionAck, Verdict};
use model::{AccountId, TenantId};
use store::payments::{self, IncomingFile, RefusalReason, SentInterchange};

/// A TA1.
pub(super) async fn interchange(
    app: &App,
    tenant: &TenantId,
    (file, from, ack): (&IncomingFile, &Sender, &InterchangeAck),
    told: &mut Told,
) -> store::Result<()> {
    let sent = match found(app, tenant, (&ack.control_number, from), None).await? {
        Ok(sent) => sent,
        Err(why) => return told.leave("TA1", &why),
    };
    let taken = ack.verdict != Verdict::Rejected;
    let note = interchange_note(&ack.note);
    let said = match ack.verdict {
        Verdict::Rejected => format!("the file was refused: {note}"),
        Verdict::Accepted => "the file arrived whole".to_owned(),
        _ => format!("the file arrived, with a remark: {note}"),
    };
    let reasons = vec![RefusalReason { said: note, place: "envelope (ISA)".to_owned() }];
    answered(app, tenant, (file, &sent), (Door::Interchange, taken, said, reasons), told).await
}

/// A 999.
pub(super) async fn group(
    app: &App,
    tenant: &TenantId,
    (file, from, ack): (&IncomingFile, &Sender, &GroupAck),
    told: &mut Told,
) -> store::Result<()> {
    let kind = match ack.code.as_str() {
        "HC" => "837",
        "HS" => "270",
        "HR" => "276",
        other => {
            let why = format!("group {} of kind {other} is none of ours", ack.control_number);
            return told.leave("999", &why);
        }
    };
    let sent = match found(app, tenant, (&ack.control_number, from), Some(kind)).await? {
        Ok(sent) => sent,
        Err(why) => return told.leave("999", &why),
    };
    // Each of our files holds one transaction, the first.
    let ours = |set: &&TransactionAck| set.control_number.trim_start_matches('0') == "1";
    let set = ack.transactions.iter().find(ours);
    let verdict = match (set, ack.transactions.is_empty()) {
        (Some(set), _) => set.verdict,
        (None, true) => ack.verdict,
        (None, false) => {
            let why = format!("group {} speaks of no transaction of ours", ack.control_number);
            return told.leave("999", &why);
        }
    };
    // A group that is refused takes what is in it along.
    let taken = verdict != Verdict::Rejected && ack.verdict != Verdict::Rejected;
    let mut reasons = group_reasons(ack, set);
    if reasons.is_empty() {
        let said = "they give no reason".to_owned();
        reasons.push(RefusalReason { said, place: String::new() });
    }
    let first = reasons.first().map(|one| one.said.clone()).unwrap_or_default();
    let more = match reasons.len() {
        0 | 1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    let said = match (taken, verdict) {
        (false, _) => format!("the form of the file was refused: {first}{more}"),
        (true, Verdict::Accepted) => "the form of the file was accepted".to_owned(),
        _ => format!("the form of the file was accepted, with a remark: {first}{more}"),
    };
    answered(app, tenant, (file, &sent), (Door::Form, taken, said, reasons), told).await
}

/// What left under a control number to who answers, or why it is not known which.
async fn found(
    app: &App,
    tenant: &TenantId,
    (control, from): (&str, &Sender),
    kind: Option<&str>,
) -> store::Result<Result<SentInterchange, String>> {
    let Ok(number) = control.trim().parse::<i64>() else {
        return Ok(Err("it names no control number".to_owned()));
    };
    let of_kind = |one: &SentInterchange| kind.is_none_or(|kind| one.kind == kind);
    let mut sent = payments::sent(&app.db, tenant, number).await?;
    // Only claims are on their way; questions are noted where they are asked.
    let claims = kind.is_none_or(|kind| kind == "837");
    let there = sent.iter().any(|one| of_kind(one) && from.is(&one.receiver));
    let known = !there && is_partner(app, tenant, from).await?;
    // Who is known, or where another file has the number, proves only what went to who answers.
    let proof = Proof::Control(number, from, sent.is_empty() && !known);
    if !there && claims && send::proved(app, tenant, proof).await? > 0 {
        sent = payments::sent(&app.db, tenant, number).await?;
    }
    sent.retain(of_kind);
    let own = sent.iter().filter(|one| from.is(&one.receiver)).count();
    match own {
        0 => {}
        1 => sent.retain(|one| from.is(&one.receiver)),
        _ => return Ok(Err(several(number))),
    }
    let Some(one) = sent.pop() else {
        return Ok(Err(format!("nothing of ours left under control number {number}")));
    };
    if !sent.is_empty() {
        return Ok(Err(several(number)));
    }
    if own == 0 && known && !one.receiver.is_empty() {
        return Ok(Err(format!(
            "{number} left for {} ({}), and this comes from {}, who is another partner",
            one.partner,
            one.receiver,
            from.shown()
        )));
    }
    Ok(Ok(one))
}

fn several(number: i64) -> String {
    format!("{number} left for several partners: it is not clear which")
}

/// Whether who answers is one to whom we send.
async fn is_partner(app: &App, tenant: &TenantId, from: &Sender) -> store::Result<bool> {
    if Partner::of(app, tenant).await?.is_some_and(|one| from.is(&send::receiver(&one))) {
        return Ok(true);
    }
    for name in from.names() {
        if payments::is_receiver(&app.db, tenant, name).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn answered(
    app: &App,
    tenant: &TenantId,
    (file, sent): (&IncomingFile, &SentInterchange),
    (door, taken, said, reasons): (Door, bool, String, Vec<RefusalReason>),
    told: &mut Told,
) -> store::Result<()> {
    if sent.kind != "837" {
        return super::ask::acknowledged(app, tenant, (sent, door.name(), taken), &said).await.map(
            |()| {
                told.count(
                    door.name(),
                    if taken { "took a question" } else { "refused a question" },
                )
            },
        );
    }
    let account = AccountId(sent.account.clone());
    let word = Word {
        door,
        claim: &sent.subject,
        account: &account,
        which: Which::Sent(sent),
        says: if taken { Says::Taken } else { Says::Refused },
        who: sent.partner.clone(),
        said,
        reasons,
        key: if taken { "taken" } else { "refused" }.to_owned(),
        file: &file.id,
    };
    let became = front_door::take(app, tenant, &word).await?;
    super::tell(told, door.name(), word.says, became, &sent.control.to_string());
    Ok(())
}
