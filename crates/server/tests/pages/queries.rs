//! Queries: from a gap to the codes that its answer changed.

mod rights;
mod way;

use crate::house::{House, NOW, fail};
use libtest_mimic::{Failed, Trial};
use model::TenantId;
use std::sync::LazyLock;
use store::accounts::{Account, Filter};
use store::queries::StoredQuery;
use testkit::http::Client;

/// The tests of this screen.
pub fn trials() -> Vec<Trial> {
    way::trials().into_iter().chain(rights::trials()).collect()
}

fn tenant() -> &'static TenantId {
    static SITE: LazyLock<TenantId> = LazyLock::new(|| TenantId::from("site"));
    &SITE
}

/// The account of a patient.
fn account(house: &House, patient: &str) -> Result<Account, Failed> {
    let filter = Filter { text: patient.to_owned(), limit: 5, ..Filter::default() };
    let page = store::accounts::page(&house.app.db, tenant(), &filter);
    let page = house.runtime.block_on(page)?;
    page.accounts.into_iter().next().map_or_else(|| fail(format!("no account of {patient}")), Ok)
}

/// A query as stored.
fn stored(house: &House, id: &str) -> Result<StoredQuery, Failed> {
    let found = house.runtime.block_on(store::queries::get(&house.app.db, tenant(), id))?;
    found.map_or_else(|| fail(format!("no query {id}")), Ok)
}

/// Who Pia is.
fn pia(house: &House) -> Result<String, Failed> {
    let user = store::people::user_by_login(&house.app.db, tenant(), "pia");
    let user = house.runtime.block_on(user)?.and_then(|user| user.provider);
    user.map_or_else(|| fail("Pia is no provider"), Ok)
}

/// Begins a draft; its id.
fn begin(client: &Client, account: &Account, choice: &str) -> Result<String, Failed> {
    let page = client.get(&format!("/accounts/{}/queries/new", account.id))?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let coding = page.field("coding").unwrap_or_default();
    let fields = [("csrf", &*csrf), ("coding", &*coding), ("choice", choice)];
    let address = format!("/accounts/{}/queries", account.id);
    let answer = client.post_form(&address, &fields)?.expect(303)?;
    let location = answer.location().unwrap_or_default();
    let id = location.strip_prefix("/queries/").and_then(|rest| rest.strip_suffix("/edit"));
    id.map_or_else(|| fail(format!("sent to {location}")), |id| Ok(id.to_owned()))
}

/// The fields of a draft's form as the page has them.
fn fields(stored: &StoredQuery, csrf: &str, recipient: &str, what: &str) -> Vec<(String, String)> {
    let text = &stored.query.text;
    let mut fields = vec![
        ("csrf", csrf.to_owned()),
        ("version", stored.version.to_string()),
        ("title", text.title.clone()),
        ("question", text.question.clone()),
        ("subject", text.subject.clone()),
        ("recipient", recipient.to_owned()),
        ("affects_coding", "yes".to_owned()),
        ("do", what.to_owned()),
    ];
    for (place, indicator) in stored.offered.iter().enumerate() {
        if text.indicators.contains(indicator) {
            fields.push(("indicator", place.to_string()));
        }
    }
    for option in &text.options {
        fields.push(("option_key", option.key.clone()));
        fields.push(("option_text", option.text.clone()));
    }
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Posts fields.
fn post(
    client: &Client,
    address: &str,
    fields: &[(String, String)],
) -> Result<testkit::http::Answer, Failed> {
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(client.post_form(address, &pairs)?)
}

fn csrf(client: &Client, address: &str) -> Result<String, Failed> {
    Ok(client.get(address)?.expect(200)?.csrf().unwrap_or_default())
}

/// A query of a patient that is with Pia; its id.
fn sent(house: &House, patient: &str, choice: &str) -> Result<String, Failed> {
    let cody = house.client("cody");
    let id = begin(&cody, &account(house, patient)?, choice)?;
    let address = format!("/queries/{id}/edit");
    let form = fields(&stored(house, &id)?, &csrf(&cody, &address)?, &pia(house)?, "send");
    post(&cody, &address, &form)?.expect(303)?;
    Ok(id)
}

/// Makes a query older than it is.
fn aged(house: &House, id: &str, hours: i64) -> Result<(), Failed> {
    let mut query = stored(house, id)?;
    let sent = NOW - hours * cdi::aging::HOUR_MICROS;
    query.query.sent_micros = Some(sent);
    query.query.due_micros = Some(sent + 72 * cdi::aging::HOUR_MICROS);
    query.next_at = Some(sent);
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        store::queries::save(&mut tx, tenant(), &mut query).await?;
        tx.commit().await
    })?;
    Ok(())
}
