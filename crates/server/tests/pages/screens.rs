//! Every main screen, looked at as a person does: no serious fault of accessibility, no error in
//! the console, nothing wider than the window. With `CLEANCLAIM_PICTURES=DIR` it leaves a picture
//! of each there.

use crate::house::{Done, House, fail, in_browser};
use libtest_mimic::Trial;
use testkit::accessibility::no_serious;

/// Who looks at what: login, address, name of the picture.
const SCREENS: &[(&str, &str, &str)] = &[
    ("lena", "/worklists", "worklists"),
    ("cody", "/queries", "queries"),
    ("lena", "/queries?view=list", "queries-list"),
    ("pia", "/inbox", "inbox"),
    ("ada", "/admin/users", "people"),
    ("ada", "/admin/connectors", "connectors"),
    ("ada", "/admin/security", "security"),
    ("corin", "/audit-log", "audit-log"),
    ("carla", "/accounts/{first}", "workbench"),
    ("mona", "/dashboard", "dashboard"),
    ("mona", "/dashboard/coding-to-cash", "coding-to-cash"),
    ("mona", "/kpis", "kpis"),
    ("cody", "/queries", "queries"),
    ("carla", "/encoder?text=type+2+diabetes", "encoder"),
    ("bill", "/charges", "charges"),
    ("bill", "/front-desk", "front-desk"),
    ("bill", "/patients", "patients"),
    ("audrey", "/audits", "audits"),
    ("mona", "/release", "release"),
    ("carla", "/me", "me"),
    ("carla", "/me/roles", "roles"),
];

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![in_browser("every main screen is clean to look at", looked_at)]
}

fn looked_at() -> Done {
    let house = House::open();
    let pictures = std::env::var_os("CLEANCLAIM_PICTURES").map(std::path::PathBuf::from);
    let mut faults = Vec::new();
    let list = house.client("carla").get("/worklists?queue=review")?.expect(200)?.text();
    let first = list.split("/accounts/").nth(1).and_then(|rest| rest.split('"').next());
    let first = first.unwrap_or_default().to_owned();
    for (login, path, name) in SCREENS {
        let page = house.browser(login)?;
        page.resize(1440, 900)?;
        let path = path.replace("{first}", &first);
        page.open(&format!("{}{path}", house.address))?;
        if let Err(fault) = no_serious(&page) {
            faults.push(format!("{name}: {fault}"));
        }
        faults.extend(page.console_errors()?.into_iter().map(|error| format!("{name}: {error}")));
        let wide = page.script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
            &[],
        )?;
        if wide.as_i64().is_some_and(|wide| wide > 0) {
            faults.push(format!("{name}: {wide} pixels wider than the window"));
        }
        if let Some(folder) = &pictures {
            std::fs::create_dir_all(folder)?;
            page.screenshot(folder.join(format!("{name}.png")))?;
        }
    }
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n")) }
}
