//! The numbers of sessions, lock-out, passwords, uploads and rates that a site chooses.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use server::demo::PASSWORD;
use server::identity::security::{FIELDS, Security};
use server::identity::session::Token;
use testkit::accessibility::no_serious;
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a number out of its bounds saves nothing, and is said at its field", bounds),
        test("what is chosen holds at once: passwords, locks, uploads, cookies", holds),
        test("a session ends at the site's own limit", sessions),
        test("two administrators at once: the second is told", twice),
        test("a lock-out holds in every process of the site", processes),
        in_browser("an administrator chooses the numbers in the page", chosen),
    ]
}

/// The form as it stands, with some numbers changed.
fn form(client: &Client, changed: &[(&str, &str)]) -> Result<Vec<(String, String)>, Failed> {
    let page = client.get("/admin/security")?.expect(200)?;
    let names = ["csrf", "version"].into_iter().chain(FIELDS.iter().map(|field| field.name));
    let typed = names.map(|name| {
        let change = changed.iter().find(|(key, _)| *key == name);
        let value = change.map(|(_, value)| (*value).to_owned());
        (name.to_owned(), value.or_else(|| page.field(name)).unwrap_or_default())
    });
    Ok(typed.collect())
}

fn send(client: &Client, typed: &[(String, String)]) -> Result<testkit::http::Answer, Failed> {
    let fields: Vec<_> = typed.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    Ok(client.post_form("/admin/security", &fields)?)
}

fn stored(house: &House) -> Result<Security, Failed> {
    let site = "site".into();
    Ok(house.runtime.block_on(house.app.security(&site))?)
}

fn bounds() -> Done {
    let house = House::open();
    let client = house.client("ada");
    for (name, bad) in [
        ("idle_minutes", "31"),
        ("idle_minutes", "1"),
        ("close_at", "101"),
        ("shortest_password", "8"),
        ("upload_mib", "0"),
        ("api_per_minute", "1e9"),
        ("login_per_minute", ""),
        ("absolute_hours", "-1"),
    ] {
        let answer = send(&client, &form(&client, &[(name, bad), ("step_up_minutes", "7")])?)?;
        let text = answer.expect(422)?.text();
        // The other numbers stay as they were typed.
        let at = text.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
        let invalid = at.split('>').next().is_some_and(|tag| tag.contains("aria-invalid"));
        if !invalid || !text.contains("value=\"7\"") {
            return fail(format!("{name} = {bad}: {invalid}"));
        }
        if stored(&house)? != Security::default() {
            return fail(format!("{name} = {bad} was saved"));
        }
    }
    house.client("carla").get("/admin/security")?.expect(403)?;
    Ok(())
}

fn holds() -> Done {
    let house = House::open();
    let client = house.client("ada");
    let chosen = [
        ("shortest_password", "20"),
        ("free_failures", "2"),
        ("upload_mib", "1"),
        ("absolute_hours", "2"),
        ("api_burst", "10"),
        ("api_per_minute", "60"),
    ];
    send(&client, &form(&client, &chosen)?)?.expect(303)?;
    let log = house.client("corin").get("/audit-log?action=security.change")?.expect(200)?.text();
    if !log.contains("shortest_password") || log.contains("idle_minutes") {
        return fail("the audit log does not say what changed");
    }
    // A password of nineteen characters is too short now.
    let csrf = client.get("/me")?.csrf().unwrap_or_default();
    let short = "nineteen charactersx".get(..19).unwrap_or_default();
    let fields = [("csrf", &*csrf), ("password", PASSWORD), ("new", short), ("again", short)];
    let said = client.post_form("/me/password", &fields)?.expect(422)?.text();
    if !said.contains("at least 20 characters") {
        return fail("the shortest password is not the chosen one");
    }
    // Two megabytes are too large an upload now.
    let site = House::open_site();
    let other = site.client("ada");
    send(&other, &form(&other, &[("upload_mib", "1")])?)?.expect(303)?;
    let csrf = other.get("/code-sets")?.csrf().unwrap_or_default();
    let large = vec![b'a'; 2 << 20];
    let request = Request::new("POST", &format!("/code-sets/import?csrf={csrf}"));
    let request = request.upload(&[], ("file", "release.txt", &large));
    other.send(request)?.expect(413)?;
    // The third wrong password locks.
    let stranger = house.stranger();
    let enter = |password: &str| -> Result<testkit::http::Answer, Failed> {
        let csrf = stranger.get("/login")?.csrf().unwrap_or_default();
        let fields = [("csrf", &*csrf), ("login", "carla"), ("password", password)];
        Ok(stranger.post_form("/login", &fields)?)
    };
    let statuses = [enter("no")?.status, enter("no")?.status, enter("no")?.status];
    if statuses != [401, 401, 401] || enter(PASSWORD)?.status != 429 {
        return fail(format!("{statuses:?}"));
    }
    // The cookie of a new login ends with the session.
    let csrf = stranger.get("/login")?.csrf().unwrap_or_default();
    let fields = [("csrf", &*csrf), ("login", "lena"), ("password", PASSWORD)];
    let cookie = stranger.post_form("/login", &fields)?.expect(303)?;
    let cookie = cookie.header("set-cookie").unwrap_or_default().to_owned();
    if !cookie.contains("Max-Age=7200") {
        return fail(cookie);
    }
    // Programs are counted by the chosen numbers.
    let token = house.client("lena").get("/api/v1/worklists")?.expect(200)?;
    match token.header("ratelimit-limit") {
        Some("10") => Ok(()),
        other => fail(format!("the API's limit is {other:?}")),
    }
}

fn sessions() -> Done {
    let house = House::open();
    let ada = house.client("ada");
    send(&ada, &form(&ada, &[("idle_minutes", "2")])?)?.expect(303)?;
    let idle = house.client("carla");
    let cookies = idle.cookies();
    let cookie = cookies.iter().find(|cookie| cookie.name == "cleanclaim").ok_or("no session")?;
    let session = Token::read(&cookie.value).ok_or("no token")?.fingerprint();
    idle.get("/worklists")?.expect(200)?;
    // As if the last request was two minutes ago.
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        let before = house.app.now() - 121 * 1_000_000;
        store::people::touch_session(&mut tx, &session, before, false).await?;
        tx.commit().await
    })?;
    idle.get("/worklists")?.expect(303)?;
    ada.get("/worklists")?;
    Ok(())
}

fn twice() -> Done {
    let house = House::open();
    let (one, two) = (house.client("ada"), house.client("ada"));
    let stale = form(&two, &[("idle_minutes", "20")])?;
    send(&one, &form(&one, &[("idle_minutes", "10")])?)?.expect(303)?;
    send(&two, &stale)?.expect(409)?;
    match stored(&house)?.idle_minutes {
        10 => Ok(()),
        other => fail(format!("{other} minutes")),
    }
}

fn processes() -> Done {
    let mut house = House::open();
    let (_, second) = house.second()?;
    let clients = [house.stranger(), Client::new(second)?];
    let enter = |client: &Client, password: &str| -> Result<u16, Failed> {
        let csrf = client.get("/login")?.csrf().unwrap_or_default();
        let fields = [("csrf", &*csrf), ("login", "carla"), ("password", password)];
        Ok(client.post_form("/login", &fields)?.status)
    };
    let tries: Result<Vec<u16>, Failed> =
        (0..6).map(|n| enter(&clients[n % 2], "not this one")).collect();
    let (tries, right) = (tries?, enter(&clients[0], PASSWORD)?);
    if tries.last() != Some(&429) || right != 429 {
        return fail(format!("{tries:?}, then {right}"));
    }
    // What one process changed holds in the other within a second.
    let ada = house.client("ada");
    send(&ada, &form(&ada, &[("free_failures", "9"), ("login_per_minute", "5")])?)?.expect(303)?;
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    match enter(&clients[1], PASSWORD)? {
        303 => Ok(()),
        other => fail(format!("the other process gave {other}")),
    }
}

fn chosen() -> Done {
    let house = House::open();
    let page = house.browser("ada")?;
    page.open(&format!("{}/admin/security", house.address))?;
    no_serious(&page)?;
    page.fill("#s-idle_minutes", "10")?;
    page.click("main button.primary")?;
    page.wait_for(".notice")?;
    page.wait_for_text("Changed by")?;
    let errors = page.console_errors()?;
    if !errors.is_empty() {
        return fail(format!("{errors:?}"));
    }
    match stored(&house)?.idle_minutes {
        10 => Ok(()),
        other => fail(format!("{other} minutes")),
    }
}
