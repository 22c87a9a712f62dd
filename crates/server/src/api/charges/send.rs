//! Charges that were captured elsewhere: JSON, FHIR ChargeItem, a CSV file. All are read as a file
//! is, so that the same faults are told and the same charge is known again.

use crate::api::call::{Call, Reply};
use crate::api::charts::account;
use crate::api::endpoint::Shape;
use crate::api::fee_schedules::{csv_text, faulty};
use crate::api::problem::{ApiResult, Problem, ProblemPlace};
use crate::identity::permission::Permission;
use crate::web::charges::{added, placed};
use axum::http::StatusCode;
use claims::RowFault;
use claims::charge::ChargeSource;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Largest file, in bytes: as on the page.
const LARGEST: usize = 8 << 20;

/// Charges of one call for one account at most.
const MOST: usize = 1_000;

/// Statuses of a ChargeItem that is not to be billed (FHIR R4, ChargeItemStatus).
const NOT_BILLED: [&str; 4] = ["not-billable", "aborted", "entered-in-error", "planned"];

/// Charges as another program sends them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChargesEntry {
    /// The charges.
    #[schema(min_items = 1, max_items = 1000)]
    charges: Vec<ChargeEntry>,
}

/// A charge as another program sends it: a code, a revenue code, or both.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChargeEntry {
    /// The source's own name of it; the same name is the same charge.
    #[serde(default)]
    #[schema(max_length = 80)]
    id: Option<String>,
    /// CPT or HCPCS number.
    #[serde(default)]
    #[schema(pattern = "^[0-9A-Za-z]{5}$")]
    code: Option<String>,
    /// Modifiers in order.
    #[serde(default)]
    #[schema(max_items = 4)]
    modifiers: Vec<String>,
    /// Units.
    #[schema(minimum = 1, maximum = 1_000_000)]
    units: u32,
    /// Total of the line in cents; without it the charge master's price.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 99_999_999)]
    charge_cents: Option<i64>,
    /// Day of service.
    #[schema(format = "date")]
    date: String,
    /// Site; else the account's.
    #[serde(default)]
    #[schema(max_length = 40)]
    site: Option<String>,
    /// Revenue code, four digits.
    #[serde(default)]
    #[schema(pattern = "^[0-9]{4}$")]
    revenue_code: Option<String>,
    /// National Drug Code, eleven digits.
    #[serde(default)]
    #[schema(pattern = "^[0-9]{11}$")]
    ndc: Option<String>,
    /// Ranks of the diagnoses that support it.
    #[serde(default)]
    #[schema(max_items = 4)]
    pointers: Vec<u16>,
}

/// What became of the charges.
#[derive(Serialize, ToSchema)]
pub(super) struct Posted {
    /// Ids of new charges.
    added: Vec<String>,
    /// Ids of charges that were there already.
    repeated: Vec<String>,
    /// Charges whose source says something else now; nothing was overwritten: void the one that
    /// stands, and send the other with another id.
    changed: Vec<ChangedView>,
    /// Ids of new charges without a price: their account is held until there is one.
    unpriced: Vec<String>,
}

/// A charge that stands otherwise than it was sent.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangedView {
    /// The charge that stands.
    id: String,
    /// Its account.
    account: String,
    /// Its units.
    units: u32,
    /// Its cents.
    charge_cents: Option<i64>,
    /// The units that were sent.
    sent_units: u32,
    /// The cents that were sent.
    sent_charge_cents: Option<i64>,
}

/// The form of FHIR charges.
pub(super) fn fhir() -> Shape {
    Shape::plain(json!({
        "type": "object",
        "description": "A FHIR R4 ChargeItem, or a Bundle of them; subject and context are not \
            looked at, the account is the address's",
        "required": ["resourceType"],
        "properties": { "resourceType": { "enum": ["ChargeItem", "Bundle"] } },
        "additionalProperties": true
    }))
}

/// Charges of one account.
pub(super) async fn to_account(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ManageCharges).await?;
    let from_fhir = call.media == "application/fhir+json";
    let entries = match from_fhir {
        true => items(&call)?,
        false => call.json::<ChargesEntry>()?.charges,
    };
    if entries.is_empty() || entries.len() > MOST {
        return Err(Problem::invalid("charges", format!("Send 1 to {MOST} charges.")));
    }
    let mut text = String::from(
        "account,id,code,modifiers,units,charge,date,site,revenue_code,ndc,pointers\n",
    );
    for (index, entry) in entries.iter().enumerate() {
        let line = line(account.id.as_str(), entry);
        text.push_str(
            &line.map_err(|(at, why)| Problem::invalid(&format!("charges[{index}].{at}"), why))?,
        );
    }
    let source = if from_fhir { ChargeSource::Fhir } else { ChargeSource::Csv };
    post(call, &text, source).await
}

/// A file of charges of many accounts.
pub(super) async fn file(call: Call) -> ApiResult<Reply> {
    let text = csv_text(&call, LARGEST)?;
    post(call, &text, ChargeSource::Csv).await
}

async fn post(call: Call, text: &str, source: ChargeSource) -> ApiResult<Reply> {
    let entries = call.media != "text/csv";
    let mut found = match placed(&call.app, &call.visitor, text).await? {
        Ok(found) => found,
        Err(faults) if entries => return Err(at_entries(&faults)),
        Err(faults) => return Err(faulty(&faults)),
    };
    if found.is_empty() {
        return Err(Problem::invalid(".", "There is no charge in this."));
    }
    let charges = found.values_mut().flat_map(|(_, charges)| charges);
    charges.for_each(|charge| charge.source = source);
    let mut tx = call.app.db.begin().await?;
    let done = added(&call.app, &mut tx, &call.visitor, (found, "api")).await?;
    let mut told = Posted {
        added: Vec::new(),
        repeated: Vec::new(),
        changed: Vec::new(),
        unpriced: Vec::new(),
    };
    for (account, posted) in done {
        let unpriced = posted.added.iter().filter(|charge| charge.charge_cents.is_none());
        told.unpriced.extend(unpriced.map(|charge| charge.id.0.clone()));
        told.added.extend(posted.added.into_iter().map(|charge| charge.id.0));
        told.repeated.extend(posted.repeated.into_iter().map(|id| id.0));
        told.changed.extend(posted.changed.into_iter().map(|(own, new)| ChangedView {
            id: own.id.0,
            account: account.0.clone(),
            units: own.units,
            charge_cents: own.charge_cents.map(|cents| cents.0),
            sent_units: new.units,
            sent_charge_cents: new.charge_cents.map(|cents| cents.0),
        }));
    }
    let reply = call.commit(tx, Reply::new(StatusCode::CREATED, &told)?).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}

/// The faults of the rows at the entries that they were made of.
fn at_entries(faults: &[RowFault]) -> Problem {
    let place = |fault: &RowFault| {
        let at = format!("charges[{}].{}", fault.line.saturating_sub(2), fault.column);
        ProblemPlace::at(at.trim_end_matches('.'), format!("{} {}", fault.message, fault.next))
    };
    let detail = format!("{} values cannot be taken; no charge was.", faults.len());
    Problem::invalid(".", detail).places(faults.iter().take(200).map(place).collect())
}

/// An entry as a row, or the member that cannot stand in one.
fn line(account: &str, entry: &ChargeEntry) -> Result<String, (&'static str, &'static str)> {
    let cell = |at, text: &str| match text.contains(['\n', '\r', '\0']) {
        true => Err((at, "A value is one line.")),
        false => Ok(format!("\"{}\"", text.replace('"', "\"\""))),
    };
    if entry.charge_cents.is_some_and(|cents| cents <= 0) {
        return Err(("charge_cents", "An amount is more than nothing."));
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let amount = entry.charge_cents.map(|cents| model::Cents(cents).to_x12());
    let pointers: Vec<String> = entry.pointers.iter().map(ToString::to_string).collect();
    let cells = [
        cell("account", account)?,
        cell("id", &text(&entry.id))?,
        cell("code", &text(&entry.code))?,
        cell("modifiers", &entry.modifiers.join(" "))?,
        entry.units.to_string(),
        amount.unwrap_or_default(),
        cell("date", &entry.date)?,
        cell("site", &text(&entry.site))?,
        cell("revenue_code", &text(&entry.revenue_code))?,
        cell("ndc", &text(&entry.ndc))?,
        pointers.join(" "),
    ];
    Ok(cells.join(",") + "\n")
}

/// The ChargeItems of the body, read as they are when they come with a chart.
fn items(call: &Call) -> ApiResult<Vec<ChargeEntry>> {
    let value: Value = call.json()?;
    let items = match value["resourceType"].as_str() {
        Some("ChargeItem") => vec![value],
        Some("Bundle") => {
            let entries = value["entry"].as_array().cloned().unwrap_or_default();
            entries.into_iter().map(|mut entry| entry["resource"].take()).collect()
        }
        _ => return Err(Problem::invalid("resourceType", "Send a ChargeItem or a Bundle.")),
    };
    let billed = |item: &Value| !item["status"].as_str().is_some_and(|s| NOT_BILLED.contains(&s));
    let items: Vec<Value> = items
        .into_iter()
        .filter(|item| item["resourceType"] == "ChargeItem" && billed(item))
        .take(MOST + 1)
        .collect();
    let mut entries = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        entries.push(
            item_entry(item).map_err(|why| Problem::invalid(&format!("charges[{index}]"), why))?,
        );
    }
    Ok(entries)
}

/// One ChargeItem. A Patient stands in for the one that is not here: charts need theirs.
fn item_entry(item: &Value) -> Result<ChargeEntry, String> {
    let mut own = item.clone();
    own["subject"] = json!({ "reference": "Patient/p" });
    if let Some(members) = own.as_object_mut() {
        members.remove("context");
        members.insert("id".to_owned(), json!("c"));
    }
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": { "resourceType": "Patient", "id": "p" } }, { "resource": own }
    ] });
    let options = intake::Options::default();
    let bytes = bundle.to_string();
    let mut charts = intake::fhir_r4::charts_from_bundle(bytes.as_bytes(), "charge", &options);
    let chart = match charts.pop() {
        Some(Ok(chart)) => chart,
        Some(Err(fault)) => {
            return Err(format!("This ChargeItem cannot be read ({}).", fault.code));
        }
        None => return Err("This ChargeItem cannot be read.".to_owned()),
    };
    let charge = chart.charges.into_iter().next().ok_or("This is no charge.")?;
    // What intake only warns of would be billed as something else here.
    let stops = |code: &str| code.starts_with("charge.") && code != "charge.no_price";
    if let Some(warning) = chart.warnings.iter().find(|one| stops(&one.code)) {
        return Err(format!("This ChargeItem cannot be taken ({}).", warning.code));
    }
    let date = charge.date.ok_or("A ChargeItem needs its day: occurrenceDateTime.")?;
    if charge.ndc_quantity.is_some() {
        return Err("A drug's quantity is taken with the chart only.".to_owned());
    }
    Ok(ChargeEntry {
        // Apart from the names in files.
        id: item["id"].as_str().map(|id| format!("fhir:{id}")),
        code: charge.code,
        modifiers: charge.modifiers,
        units: charge.units,
        charge_cents: Some(charge.amount.0).filter(|cents| *cents > 0),
        date: date.to_string(),
        site: None,
        revenue_code: charge.revenue_code,
        ndc: charge.ndc,
        pointers: Vec::new(),
    })
}
