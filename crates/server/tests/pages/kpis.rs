//! The numbers: money and denials of a practice whose payers answered, a past day, numbers entered
//! by hand, baselines.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::TenantId;
use store::kpi::{self, View};
use store::record::{AuditFilter, search};
use testkit::accessibility::no_serious;
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a manager sees money and denials, goes back in time and down to rows", walked),
        in_browser("a manager enters numbers and freezes a baseline", kept),
        test("numbers of money and denials come from what payers answered", answered),
        test("who may not keep numbers cannot, and nobody overwrites another", rights),
        test("a coder's numbers and a lead's say nothing of money", unseen),
    ]
}

/// The month that is over, as pages write it.
fn last_month(house: &House) -> String {
    let months = kpi::months(house.app.now());
    months.last().map_or_else(String::new, |month| month.before().label)
}

fn walked() -> Done {
    let (house, _) = House::answered()?;
    let page = house.browser("mona")?;
    for path in ["/kpis", "/kpis/aged-ar", "/kpis/initial-denial-rate", "/dashboard/coding-to-cash"]
    {
        page.open(&format!("{}{path}", house.address))?;
        no_serious(&page)?;
    }
    page.open(&format!("{}/kpis", house.address))?;
    let heads = page.texts("h2[id]")?;
    let parts = ["Coding", "Claims", "Money", "Denials"];
    if !parts.iter().all(|part| heads.iter().any(|head| head == part)) {
        return fail(format!("{heads:?}"));
    }
    page.click("a[href='/kpis/net-days-ar']")?;
    page.wait_for("table.list tbody tr a")?;
    // A manager reads no charts: the rows lead to the claims.
    page.click("table.list tbody tr a")?;
    page.wait_for("a[href^='/claims/']")?;
    page.open(&format!("{}/kpis?known=2026-01-31", house.address))?;
    no_serious(&page)?;
    let told = page.text(".warned")?;
    if !told.contains("2026-01-31") {
        return fail(told);
    }
    page.click("a[href='/kpis/aged-ar?known=2026-01-31']")?;
    page.wait_for("table.ages")?;
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn kept() -> Done {
    let (house, _) = House::answered()?;
    let month = last_month(&house);
    let page = house.browser("mona")?;
    page.open(&format!("{}/kpis/entered", house.address))?;
    no_serious(&page)?;
    let entry = format!("a[href='/kpis/entered?number=reporting-effort&month={month}']");
    page.click(entry.as_str())?;
    page.fill("input[name=value]", "12.5")?;
    page.fill("input[name=note]", "time sheets")?;
    page.click("section.card button")?;
    page.wait_for("table.entered td small")?;
    page.open(&format!("{}/kpis/reporting-effort", house.address))?;
    if page.text(".big")? != "12.5 h" {
        return fail(page.text(".big")?);
    }
    page.open(&format!("{}/kpis/baselines", house.address))?;
    no_serious(&page)?;
    page.click("form button.primary")?;
    page.wait_for("table.against")?;
    no_serious(&page)?;
    let cells = page.texts("table.against tbody tr")?;
    if !cells.iter().any(|row| row.contains("Monthly reporting effort") && row.contains("±0.0 h"))
    {
        return fail(format!("{cells:?}"));
    }
    page.open(&format!("{}/kpis/reporting-effort", house.address))?;
    let heads = page.texts("section.beside thead th")?;
    if !heads.iter().any(|head| head == "Against baseline") {
        return fail(format!("{heads:?}"));
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

/// Numerator and denominator of a KPI now.
fn now_of(house: &House, name: &str) -> Result<(i64, i64), Failed> {
    let (app, tenant): (_, &TenantId) = (&house.app, &house.app.config.tenant);
    let one = kpi::by_name(name).ok_or(format!("no KPI {name}"))?;
    let months = kpi::months(app.now());
    let view = View { person: "", known: app.now() };
    let found = house.runtime.block_on(kpi::figure(&app.db, tenant, one, &months, view));
    let found = found.map_err(|fault| fault.to_string())?;
    Ok((found.now.numerator, found.now.denominator))
}

fn answered() -> Done {
    let (house, payers) = House::answered()?;
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let ids: Vec<String> = payers.iter().flatten().map(|row| row.id.clone()).collect();
    let claims = i64::try_from(ids.len())?;
    let charged: i64 = payers.iter().flatten().map(|row| row.claim.total().0).sum();
    let refused = house.runtime.block_on(async {
        let open = store::payments::open_claims(&app.db, tenant, &ids).await?;
        let refused = open.iter().filter(|row| row.first_pass == Some(false)).count();
        let found = store::payments::balances_of(&app.db, tenant, &ids, None).await?;
        let owed = found.values().flatten().filter(|(ledger, _)| ledger.is_receivable());
        let owed: i64 = owed.map(|(_, cents)| cents.0).sum();
        Ok::<_, Failed>((i64::try_from(refused)?, owed))
    })?;
    let (refused, owed) = refused;
    if refused == 0 || owed == 0 {
        return fail("nothing was refused, nothing is owed");
    }
    for (name, wanted) in [
        ("first-pass-rate", (claims - refused, claims)),
        ("initial-denial-rate", (refused, claims)),
        ("rebill-frequency", (0, claims)),
    ] {
        let found = now_of(&house, name)?;
        if found != wanted {
            return fail(format!("{name}: {found:?} instead of {wanted:?}"));
        }
    }
    // The ledger page and the number are of one ledger.
    if now_of(&house, "aged-ar")?.1 != owed || now_of(&house, "net-days-ar")?.0 != owed {
        return fail(format!("{:?} instead of {owed}", now_of(&house, "aged-ar")?));
    }
    if now_of(&house, "initial-denial-dollars")?.1 != charged {
        return fail("the charges submitted are not those of the claims");
    }
    Ok(())
}

fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> Result<u16, Failed> {
    let csrf = client.get("/me")?.csrf().unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    Ok(client.send(Request::new("POST", path).form(&all))?.status)
}

fn rights() -> Done {
    let house = House::open();
    let month = last_month(&house);
    let mona = house.client("mona");
    let entry = |value: &'static str, version: &'static str, month: &str| {
        vec![
            ("number", "revenue-cycle-cost".to_owned()),
            ("month", month.to_owned()),
            ("value", value.to_owned()),
            ("version", version.to_owned()),
        ]
    };
    let enter = |client: &Client, fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        post(client, "/kpis/entered", &fields)
    };
    let steps = [
        ("taken", entry("1200.50", "0", &month), 303),
        ("the version was read before", entry("1300", "0", &month), 409),
        ("changed", entry("1300", "1", &month), 303),
        ("below nothing", entry("-5", "2", &month), 422),
        ("no number", entry("much", "2", &month), 422),
        ("a month to come", entry("5", "0", "2999-01"), 422),
    ];
    for (what, fields, wanted) in steps {
        let status = enter(&mona, fields)?;
        if status != wanted {
            return fail(format!("{what}: {status}"));
        }
    }
    for login in ["lena", "carla", "bill", "dana"] {
        let client = house.client(login);
        client.get("/kpis/entered")?.expect(403)?;
        let status = enter(&client, entry("1", "2", &month))?;
        let frozen = [("name", "Mine"), ("first", month.as_str()), ("last", month.as_str())];
        if status != 403 || post(&client, "/kpis/baselines", &frozen)? != 403 {
            return fail(format!("{login} keeps numbers: {status}"));
        }
    }
    let running = kpi::months(house.app.now()).last().map(|month| month.label.clone());
    let running = running.unwrap_or_default();
    for (first, last, wanted) in
        [(&month, &month, 303), (&month, &running, 422), (&running, &month, 422)]
    {
        let span = [("name", "Go-live"), ("first", first.as_str()), ("last", last.as_str())];
        let status = post(&mona, "/kpis/baselines", &span)?;
        if status != wanted {
            return fail(format!("{first} to {last}: {status}"));
        }
    }
    mona.get("/kpis/baselines/nothing")?.expect(404)?;
    for wrong in ["2999-01-01", "soon"] {
        mona.get(&format!("/kpis?known={wrong}"))?.expect(422)?;
        mona.get(&format!("/kpis/aged-ar?known={wrong}"))?.expect(422)?;
    }
    for (action, times) in [("kpi.enter", 2), ("kpi.freeze", 1)] {
        let filter = AuditFilter { action: action.to_owned(), limit: 10, ..Default::default() };
        let tenant = &house.app.config.tenant;
        let found = house.runtime.block_on(search(&house.app.db, tenant, &filter));
        let found = found.map_err(|fault| fault.to_string())?.len();
        if found != times {
            return fail(format!("{action} is in the log {found} times"));
        }
    }
    Ok(())
}

fn unseen() -> Done {
    let (house, _) = House::answered()?;
    let carla = house.client("carla");
    let own = carla.get("/kpis")?.expect(200)?.text();
    if !own.contains("Coding-related denial rate") || own.contains("dollars") || own.contains('$') {
        return fail("a coder's page lacks their denials, or tells of money");
    }
    carla.get("/kpis/coding-denial-rate")?.expect(200)?;
    carla.get("/kpis/coding-denial-dollars")?.expect(403)?;
    let lena = house.client("lena");
    lena.get("/kpis/open-appeals-dollars")?.expect(403)?;
    lena.get("/kpis/appeal-backlog-dollars/csv")?.expect(403)?;
    for path in ["/kpis", "/kpis/aged-ar", "/kpis/coding-ar", "/dashboard/coding-to-cash"] {
        if lena.get(path)?.expect(200)?.text().contains('$') {
            return fail(format!("{path} shows money to a lead"));
        }
    }
    Ok(())
}
