//! Switching the sending of claims on and off.

use crate::claims::{account, charged};
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, AccountState};
use std::path::Path;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("an administrator switches claims on, and a clean one leaves", switched_on),
        test("a partner is refused field by field, and nothing is switched on", refused),
        test("switched off, nothing leaves; the made-up practice lets nothing leave", off),
    ]
}

const FIELDS: [(&str, &str); 8] = [
    ("name", "CLEARINGHOUSE"),
    ("sender_name", "CEDAR CLINIC"),
    ("sender_id", "1245319599"),
    ("contact", "BILLING OFFICE"),
    ("phone", "4025550100"),
    ("receiver_name", "CLEARINGHOUSE"),
    ("receiver_id", "CLEARING01"),
    ("reason", "The contract begins today."),
];

pub fn sent(out: &Path) -> Result<Vec<String>, Failed> {
    let mut names = Vec::new();
    for file in std::fs::read_dir(out)? {
        names.push(file?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Works until nothing is left.
pub fn work_off(house: &House) -> Done {
    house.runtime.block_on(async {
        while server::worker::pass(&house.app, "house").await? > 0 {}
        Ok(())
    })
}

fn clean(house: &House) -> Result<Vec<AccountId>, Failed> {
    let accounts = charged(house)?.into_iter();
    let clean = accounts.filter(|one| one.standing.state == AccountState::Scrubbed);
    let ids: Vec<AccountId> = clean.map(|one| one.id).collect();
    if ids.is_empty() { fail("no claim of the practice is clean") } else { Ok(ids) }
}

fn switched_on() -> Done {
    let house = House::open_site();
    let out = tempfile::tempdir()?;
    let ids = clean(&house)?;
    work_off(&house)?;
    if account(&house, &ids[0])?.standing.state != AccountState::Scrubbed {
        return fail("a claim left before anybody switched it on");
    }
    let page = house.browser("ada")?;
    page.open(&format!("{}/admin/connectors", house.address))?;
    no_serious(&page)?;
    for (name, value) in FIELDS {
        page.fill(&*format!("#c-{name}"), value)?;
    }
    page.fill("#c-folder", "claims/out")?;
    page.click("#claim-partner input[name=on]")?;
    page.click("#claim-partner button.primary")?;
    page.wait_for("#c-folder-fault")?;
    no_serious(&page)?;
    if page.count("#claim-partner [aria-invalid]")? != 1 || page.value("#c-phone")? != FIELDS[4].1 {
        return fail("the faulty field alone is marked, and what was typed is still there");
    }
    page.fill("#c-folder", &out.path().display().to_string())?;
    page.click("#claim-partner button.primary")?;
    page.wait_for_url("done=saved")?;
    page.wait_for_text("on: clean claims leave")?;
    work_off(&house)?;
    let files = sent(out.path())?;
    if files.is_empty() || files.iter().any(|name| !name.starts_with("claim-")) {
        return fail(format!("{files:?}"));
    }
    for id in &ids {
        let state = account(&house, id)?.standing.state;
        if state != AccountState::Submitted {
            return fail(format!("{id} is {state:?}"));
        }
    }
    let text = std::fs::read_to_string(out.path().join(&files[0]))?;
    if !text.contains("*1245319599     *ZZ*CLEARING01     *") || !text.contains("*T*:~") {
        return fail(text.chars().take(120).collect::<String>());
    }
    let log = house.client("corin").get("/audit-log?action=claims.switched_on")?.text();
    if !log.contains("claims.switched_on") {
        return fail("the switch is in no log");
    }
    let errors = page.console_errors()?;
    if errors.iter().all(|line| line.contains("422")) {
        Ok(())
    } else {
        fail(format!("{errors:?}"))
    }
}

/// Sends the form with some fields changed.
pub fn send(client: &Client, folder: &str, changed: &[(&str, &str)]) -> Result<Answer, Failed> {
    let page = client.get("/admin/connectors")?.expect(200)?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let version = version.unwrap_or_default();
    let fixed = [("csrf", &*csrf), ("version", &*version), ("folder", folder), ("on", "yes")];
    let all = fixed.into_iter().chain(FIELDS);
    let of = |(name, value)| {
        let other = changed.iter().find(|(own, _)| *own == name);
        (name, other.map_or(value, |(_, value)| *value))
    };
    let fields: Vec<(&str, &str)> = all.map(of).collect();
    Ok(client.post_form("/admin/connectors/claims", &fields)?)
}

fn refused() -> Done {
    let house = House::open_site();
    let out = tempfile::tempdir()?;
    let folder = out.path().display().to_string();
    let ada = house.client("ada");
    let long = "X".repeat(501);
    for (field, value) in [
        ("folder", "/no/such/folder"),
        ("sender_name", "Cedar Clinic"),
        ("sender_id", "1234567890123456"),
        ("phone", "402 555 0100"),
        ("receiver_id", "A"),
        ("reason", ""),
        ("reason", &long),
    ] {
        let answer = send(&ada, &folder, &[(field, value)])?.expect(422)?.text();
        if !answer.contains(&format!("id=\"c-{field}-fault\"")) {
            return fail(format!("{field} has no fault of its own"));
        }
    }
    if !ada.get("/admin/connectors")?.text().contains("off: no claim leaves") {
        return fail("a form with a fault switched something on");
    }
    send(&house.client("bill"), &folder, &[]).err().ok_or("a biller sees no connectors")?;
    send(&ada, &folder, &[])?.expect(303)?;
    send(&ada, &folder, &[("version", "0")])?.expect(409)?;
    Ok(())
}

fn off() -> Done {
    let house = House::open_site();
    let out = tempfile::tempdir()?;
    let folder = out.path().display().to_string();
    let ada = house.client("ada");
    send(&ada, &folder, &[])?.expect(303)?;
    // Webhooks are another switch of the same setting.
    let page = ada.get("/admin/connectors")?;
    let (csrf, version) = (page.csrf().unwrap_or_default(), page.field("version"));
    let version = version.unwrap_or_default();
    let fields = [("csrf", &*csrf), ("version", &*version), ("webhooks", "yes")];
    ada.post_form("/admin/connectors", &fields)?.expect(303)?;
    if !ada.get("/admin/connectors")?.text().contains("on: clean claims leave") {
        return fail("switching webhooks switched claims");
    }
    send(&ada, &folder, &[("on", ""), ("reason", "")])?.expect(422)?;
    send(&ada, &folder, &[("on", ""), ("reason", "The contract ended.")])?.expect(303)?;
    let ids = clean(&house)?;
    work_off(&house)?;
    if !sent(out.path())?.is_empty() {
        return fail("something left though it was switched off");
    }
    if account(&house, &ids[0])?.standing.state != AccountState::Scrubbed {
        return fail("the account moved though nothing left");
    }
    // On again, what waited leaves.
    send(&ada, &folder, &[])?.expect(303)?;
    work_off(&house)?;
    if sent(out.path())?.is_empty() {
        return fail("what waited did not leave");
    }
    let demo = House::open();
    send(&demo.client("ada"), &folder, &[])?.expect(422)?;
    Ok(())
}
