//! People, the audit log, one's own password and second factor.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use server::demo::PASSWORD;
use server::identity::openid::pending::COOKIE;
use server::identity::totp;
use testkit::accessibility::no_serious;
use testkit::http::Request;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("an administrator adds a person, who logs in", added),
        test("wrong passwords lock a login for a while", locked),
        test("a second factor is asked for once it is set up", second_factor),
        test("a login at the provider begins a session with the provider's roles", openid),
        test("what was seen is in the audit log", logged),
    ]
}

fn added() -> Done {
    let house = House::open();
    let page = house.browser("ada")?;
    page.open(&format!("{}/admin/users", house.address))?;
    no_serious(&page)?;
    page.fill("main input[name=login]", "nina")?;
    page.fill("main input[name=name]", "Nina New")?;
    page.fill("main input[name=password]", "a long first phrase")?;
    page.click("input[value=coder]")?;
    page.click("main button.primary")?;
    page.wait_for(".notice")?;
    page.wait_for_text("Nina New")?;
    let client = house.stranger();
    let csrf = client.get("/login")?.csrf().unwrap_or_default();
    let fields = [("csrf", &*csrf), ("login", "nina"), ("password", "a long first phrase")];
    client.post_form("/login", &fields)?.expect(303)?;
    client.get("/worklists")?.expect(200)?;
    client.get("/admin/users")?.expect(403)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

fn locked() -> Done {
    let house = House::open();
    let client = house.stranger();
    let mut last = 0;
    for _ in 0..8 {
        let csrf = client.get("/login")?.csrf().unwrap_or_default();
        let fields = [("csrf", &*csrf), ("login", "carla"), ("password", "not this one")];
        last = client.post_form("/login", &fields)?.status;
    }
    let csrf = client.get("/login")?.csrf().unwrap_or_default();
    let fields = [("csrf", &*csrf), ("login", "carla"), ("password", PASSWORD)];
    let right = client.post_form("/login", &fields)?.status;
    if (last, right) == (429, 429) { Ok(()) } else { fail(format!("{last}, then {right}")) }
}

fn second_factor() -> Done {
    let house = House::open();
    let client = house.client("carla");
    let csrf = client.get("/me")?.csrf().unwrap_or_default();
    let shown = client.post_form("/me/factor", &[("csrf", &*csrf)])?.expect(200)?;
    let sealed = shown.field("sealed").unwrap_or_default();
    let text = server::sealed::open(&[9; 32], "totp", &sealed).unwrap_or_default();
    let secret = totp::Secret::from_base32(&text).ok_or("no secret on the page")?;
    let code = |step| totp::code(&secret, step, totp::DIGITS);
    let step = || house.app.now() / 1_000_000 / totp::STEP_SECONDS;
    let fields = [("csrf", &*csrf), ("sealed", &*sealed), ("code", &*code(step()))];
    client.post_form("/me/factor/confirm", &fields)?.expect(200)?;
    let again = house.stranger();
    let enter = |code: &str| -> Result<u16, libtest_mimic::Failed> {
        let csrf = again.get("/login")?.csrf().unwrap_or_default();
        let fields = [("csrf", &*csrf), ("login", "carla"), ("password", PASSWORD), ("code", code)];
        Ok(again.post_form("/login", &fields)?.status)
    };
    let (none, wrong, used, next) =
        (enter("")?, enter("000000")?, enter(&code(step()))?, enter(&code(step() + 1))?);
    match (none, wrong, used, next) {
        // A code counts once: the one that set the factor up opens nothing.
        (401, 401, 401, 303) => Ok(()),
        other => fail(format!("{other:?}")),
    }
}

fn openid() -> Done {
    use testkit::openid::{Algorithm, CLIENT_ID, CLIENT_SECRET, Provider};
    let mut house = House::open();
    let (second, elsewhere) = house.second()?;
    let provider = Provider::start(Algorithm::Es256)?;
    provider.set_claims(&serde_json::json!({
        "sub": "s-1", "preferred_username": "olga", "name": "Olga Openid",
        "groups": ["coders"],
    }));
    provider.set_now(house.app.now() / 1_000_000);
    let settings = serde_json::json!({
        "issuer": provider.issuer(), "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "redirect_uri": format!("{}/login/openid/answer", house.address),
        "mapping": { "login": "preferred_username", "name": "name", "groups": "groups",
                     "roles": { "coders": ["coder"] } },
    });
    let door = server::web::door::OpenidDoor::new(serde_json::from_value(settings.clone())?)?;
    let _ = house.app.openid.set(door);
    let door = server::web::door::OpenidDoor::new(serde_json::from_value(settings)?)?;
    let _ = second.openid.set(door);
    let client = house.stranger();
    let sent = client.get("/login/openid")?.expect(303)?;
    let to = sent.location().unwrap_or_default();
    let path = to.strip_prefix(&provider.issuer()).ok_or("sent past the provider")?;
    let back = testkit::http::Client::new(provider.issuer())?.get(path)?;
    let back = back.location().unwrap_or_default().to_owned();
    let path = back.strip_prefix(&house.address).ok_or("sent elsewhere")?;
    client.get(path)?.expect(303)?;
    client.get("/worklists")?.expect(200)?;
    client.get("/audit-log")?.expect(403)?;
    // The same answer again is worth nothing.
    house.stranger().get(path)?.expect(403)?;
    client.get(path)?.expect(403)?;
    // The browser comes back to another process than the one that sent it.
    let away = client.get("/login/openid")?.expect(303)?;
    let to = away.location().unwrap_or_default();
    let asked = to.strip_prefix(&provider.issuer()).ok_or("sent past the provider")?;
    let back = testkit::http::Client::new(provider.issuer())?.get(asked)?;
    let path = back.location().and_then(|to| to.strip_prefix(&house.address)).unwrap_or_default();
    let cookies = client.cookies();
    let cookie = cookies.iter().find(|cookie| cookie.name == COOKIE).ok_or("no cookie")?;
    let browser = testkit::http::Client::new(elsewhere)?;
    let header = format!("{COOKIE}={}", cookie.value);
    browser.send(Request::new("GET", path).header("cookie", &header))?.expect(303)?;
    client.get(path)?.expect(403)?;
    Ok(())
}

fn logged() -> Done {
    let house = House::open();
    house.client("carla");
    let client = house.client("corin");
    let page = client.get("/audit-log?actor=user_carla")?.expect(200)?.text();
    if !page.contains("Carla Coder") {
        return fail("carla's login is not in the log");
    }
    let csv = client.get("/audit-log?format=csv")?.expect(200)?.text();
    if csv.starts_with("seq,at_utc,") { Ok(()) } else { fail(csv) }
}
