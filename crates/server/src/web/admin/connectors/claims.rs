//! The form of the claim partner: who takes claims, and whether they leave.

use crate::app::App;
use crate::connectors::{Fault, PartnerForm, SftpForm, Switches};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// One field as the page shows it.
pub(super) struct FieldView {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    pub fault: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub(in crate::web::admin) struct Typed {
    version: i64,
    #[serde(default)]
    on: String,
    #[serde(default)]
    production: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    sender_name: String,
    #[serde(default)]
    sender_id: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    receiver_name: String,
    #[serde(default)]
    receiver_id: String,
    #[serde(default)]
    inbox: String,
    #[serde(default)]
    asks: String,
    #[serde(default)]
    sftp_host: String,
    #[serde(default)]
    sftp_port: String,
    #[serde(default)]
    sftp_user: String,
    #[serde(default)]
    sftp_key: String,
    #[serde(default)]
    sftp_known_hosts: String,
    #[serde(default)]
    sftp_out: String,
    #[serde(default)]
    sftp_in: String,
    #[serde(default)]
    sftp_archive: String,
    #[serde(default)]
    reason: String,
}

impl Typed {
    fn form(&self) -> PartnerForm {
        let trimmed = |text: &String| text.trim().to_owned();
        PartnerForm {
            on: self.on == "yes",
            production: self.production == "yes",
            name: trimmed(&self.name),
            folder: trimmed(&self.folder),
            sender_name: trimmed(&self.sender_name),
            sender_id: trimmed(&self.sender_id),
            contact: trimmed(&self.contact),
            phone: trimmed(&self.phone),
            receiver_name: trimmed(&self.receiver_name),
            receiver_id: trimmed(&self.receiver_id),
            inbox: trimmed(&self.inbox),
            asks: self.asks == "yes",
            sftp: SftpForm {
                host: trimmed(&self.sftp_host),
                port: trimmed(&self.sftp_port),
                user: trimmed(&self.sftp_user),
                key: trimmed(&self.sftp_key),
                known_hosts: trimmed(&self.sftp_known_hosts),
                out: trimmed(&self.sftp_out),
                inbox: trimmed(&self.sftp_in),
                archive: trimmed(&self.sftp_archive),
            },
        }
    }
}

/// A field: name, label, hint, what stands in it.
type Row<'a> = (&'static str, &'static str, &'static str, &'a String);

/// The fields of the form in their order, each with its fault: of the partner, and of its machine.
pub(super) fn fields(form: &PartnerForm, faults: &[Fault]) -> (Vec<FieldView>, Vec<FieldView>) {
    let incoming = "for answers and remittances; may be empty";
    let partner: [Row<'_>; 9] = [
        ("name", "Partner's name here", "control numbers count by it", &form.name),
        ("folder", "Folder for the 837 files", "from the root of this machine", &form.folder),
        ("inbox", "Folder for what comes in", incoming, &form.inbox),
        ("sender_name", "Sender's name", "1 to 60 characters (NM103)", &form.sender_name),
        ("sender_id", "Sender's number", "2 to 15 characters (ISA06, NM109)", &form.sender_id),
        ("contact", "Whom they may ask", "1 to 60 characters (PER02)", &form.contact),
        ("phone", "Telephone", "ten digits (PER04)", &form.phone),
        ("receiver_name", "Receiver's name", "1 to 60 characters (NM103)", &form.receiver_name),
        ("receiver_id", "Receiver's number", "2 to 15 characters (ISA08)", &form.receiver_id),
    ];
    let sftp = &form.sftp;
    let machine: [Row<'_>; 8] = [
        ("sftp_host", "Machine", "its name or address", &sftp.host),
        ("sftp_port", "Port", "22 where it is empty", &sftp.port),
        ("sftp_user", "Our name there", "as the partner gave it", &sftp.user),
        ("sftp_key", "File of our private key", "on this machine, without a password", &sftp.key),
        ("sftp_known_hosts", "File of known hosts", "with the machine's key", &sftp.known_hosts),
        ("sftp_out", "Folder there for what leaves", "as /in or claims/new", &sftp.out),
        ("sftp_in", "Folder there that is read", "as /out", &sftp.inbox),
        ("sftp_archive", "Folder there for what was read", "as /out/archive", &sftp.archive),
    ];
    let view = |(name, label, hint, value): Row<'_>| {
        let fault = faults.iter().find(|(field, _)| *field == name).map(|(_, fault)| fault.clone());
        FieldView { name, label, hint, value: value.clone(), fault }
    };
    (partner.into_iter().map(view).collect(), machine.into_iter().map(view).collect())
}

/// Takes the partner, or shows what was typed with a sentence at each field that cannot be taken.
/// Whenever claims leave before or after, the log keeps why.
pub(in crate::web::admin) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    visitor.proved_lately(&app)?;
    super::refuse_demo(&app)?;
    let (before, version) = Switches::of(&app, &visitor.tenant).await?;
    let (form, reason) = (typed.form(), typed.reason.trim().to_owned());
    let read = {
        let form = form.clone();
        tokio::task::spawn_blocking(move || form.read()).await
    };
    let read = read.map_err(crate::web::fault::PageFault::internal)?;
    let was_on = before.claims.as_ref().is_some_and(|partner| partner.on);
    let mut faults = read.as_ref().err().cloned().unwrap_or_default();
    let length = reason.chars().count();
    if (form.on || was_on) && length == 0 {
        faults.push(("reason", "Say why; the audit log keeps it.".to_owned()));
    } else if length > LONGEST_REASON {
        faults.push(("reason", format!("At most {LONGEST_REASON} characters.")));
    }
    let partner = match read {
        Ok(partner) if faults.is_empty() => partner,
        _ => {
            let now = (before, version.max(typed.version));
            let html = super::page(&app, &visitor, now, (form, faults, reason)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
        }
    };
    let switches = Switches { claims: partner, ..before.clone() };
    let action = match (was_on, form.on) {
        (false, true) => "claims.switched_on",
        (true, false) => "claims.switched_off",
        _ => "connectors.change",
    };
    let detail = json!({ "before": before.claims, "after": switches.claims, "reason": reason });
    super::keep(&app, &visitor, (&switches, typed.version), action, detail).await?;
    Ok(Redirect::to("/admin/connectors?done=saved").into_response())
}
