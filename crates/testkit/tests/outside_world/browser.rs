//! Chromium opens pages, does what a person does, works without scripts, and is judged by axe.

use libtest_mimic::{Failed, Trial};
use std::fmt::Debug;
use testkit::accessibility::{self, AccessibilityFault, Impact};
use testkit::browser::{Browser, BrowserFault, Css, Label, Options, Text};
use testkit::loopback::{Call, Reply, Server};
use testkit::outside;

pub fn trials() -> Vec<Trial> {
    vec![
        outside::trial("a person uses a page", "chromium", a_person_uses_a_page),
        outside::trial("keys, dates, partial updates", "chromium", keys_dates_updates),
        outside::trial("a page without scripts", "chromium", without_scripts),
        outside::trial("nothing beyond loopback", "chromium", loopback_only),
        outside::trial("axe finds a planted fault and no other", "chromium,axe", axe),
    ]
}

const FORM: &str = r#"<!doctype html><html lang="en"><title>Sign in</title><main><h1>Sign in</h1>
<form method="post" action="/login"><label for="u">User name</label><input id="u" name="user">
<label>Role <select name="role"><option>Coder</option><option>Biller</option></select></label>
<button>Sign in now</button></form></main></html>"#;

const SCRIPTED: &str = r#"<!doctype html><html lang="en"><title>Keys</title><main>
<label>Due <input type="date" id="due"></label><p id="seen"></p><p id="late">not yet</p>
<script src="/page.js"></script></main></html>"#;

const SCRIPT: &str = "let seen = document.getElementById('seen');
document.addEventListener('keydown', e => { seen.textContent += (e.ctrlKey ? '^' : '') + e.key });
document.getElementById('due').addEventListener('change', e => { seen.textContent = e.target.value });
setTimeout(() => { document.getElementById('late').outerHTML = '<button>Come late</button>' }, 400);
document.addEventListener('click', e => { if (e.target.matches('button')) throw Error('planted') });";

/// A policy such as the service sends: no inline script, no eval.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      form-action 'self'";

const FAULTY: &str = r#"<!doctype html><html lang="en"><title>Chart</title><main><h1>Chart</h1>
<img src="/chart.svg"></main></html>"#;

const SOUND: &str = r#"<!doctype html><html lang="en"><title>Chart</title><main><h1>Chart</h1>
<img src="/chart.svg" alt="Accounts a day"></main></html>"#;

fn answer(call: &Call) -> Reply {
    match call.path.as_str() {
        "/form" => Reply::html(FORM),
        "/login" => {
            let fields: Vec<String> =
                call.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            Reply::html(format!("<title>Home</title><h1>Welcome</h1><p>{}</p>", fields.join(" ")))
        }
        "/keys" => Reply::html(SCRIPTED).header("content-security-policy", POLICY),
        "/page.js" => {
            let mut reply = Reply::status(200).header("content-type", "text/javascript");
            reply.body = SCRIPT.into();
            reply
        }
        "/faulty" => Reply::html(FAULTY).header("content-security-policy", POLICY),
        "/sound" => Reply::html(SOUND).header("content-security-policy", POLICY),
        "/favicon.ico" => Reply::status(204),
        _ => Reply::status(404),
    }
}

fn same<T: PartialEq + Debug>(found: T, wanted: T) -> Result<(), Failed> {
    match found == wanted {
        true => Ok(()),
        false => Err(format!("{found:?} is not {wanted:?}").into()),
    }
}

fn a_person_uses_a_page() -> Result<(), Failed> {
    let server = Server::start(answer)?;
    let page = Browser::start(Options { width: 1000, height: 700, ..Options::default() })?;
    page.open(&format!("{}/form", server.url()))?;
    same(page.title()?, "Sign in".to_owned())?;
    page.fill(Label("User name"), "typed before")?;
    page.fill(Label("User name"), "Ann O'Neil")?;
    same(page.value("#u")?, "Ann O'Neil".to_owned())?;
    same(page.has_focus("#u")?, true)?;
    page.choose(Label("Role"), "Biller")?;
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("page.png");
    page.screenshot(&picture)?;
    let bytes = std::fs::read(picture)?;
    let size =
        |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    same(bytes.starts_with(b"\x89PNG"), true)?;
    same(size(16), Some(1000))?;
    page.click(Text("Sign in now"))?;
    page.wait_for_url("/login")?;
    page.wait_for_text("user=Ann O'Neil role=Biller")?;
    page.back()?;
    page.wait_for(Text("Sign in"))?;
    same(page.count("option")?, 2)?;
    same(page.texts(Css("h1"))?, vec!["Sign in".to_owned()])?;
    same(page.attribute("form", "method")?.as_deref(), Some("post"))?;
    page.resize(400, 600)?;
    same(page.script("return window.innerWidth", &[])?, serde_json::json!(400))?;
    same(page.console_errors()?, Vec::<String>::new())
}

fn keys_dates_updates() -> Result<(), Failed> {
    let server = Server::start(answer)?;
    let page = Browser::start(Options::default())?;
    page.open(&format!("{}/keys", server.url()))?;
    page.press("j")?;
    page.press("?")?;
    page.press("Control+ArrowDown")?;
    same(page.text("#seen")?, "j?^Control^ArrowDown".to_owned())?;
    page.fill(Label("Due"), "2026-06-15")?;
    same(page.text("#seen")?, "2026-06-15".to_owned())?;
    page.click(Text("Come late"))?;
    page.wait_until_gone("#late")?;
    let errors = page.console_errors()?;
    match &errors[..] {
        [one] if one.contains("planted") => {}
        other => return Err(format!("one planted error: {other:?}").into()),
    }
    let late = page.click(Text("Never there"));
    match late {
        Err(BrowserFault::Late { page, .. }) if page.contains("Come late") => {}
        other => {
            return Err(format!("a step that cannot be done ends, with the page: {other:?}").into());
        }
    }
    match page.press("NoSuchKey") {
        Err(BrowserFault::Key(_)) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

fn without_scripts() -> Result<(), Failed> {
    let server = Server::start(answer)?;
    let page = Browser::start(Options { javascript: false, ..Options::default() })?;
    page.open("data:text/html,<p id=a>plain</p><script>a.textContent='scripted'</script>")?;
    same(page.text("#a")?, "plain".to_owned())?;
    page.open(&format!("{}/form", server.url()))?;
    page.fill(Label("User name"), "Ann")?;
    page.choose(Label("Role"), "Coder")?;
    page.click(Text("Sign in now"))?;
    page.wait_for_text("user=Ann role=Coder")?;
    let scripted = Browser::start(Options::default())?;
    scripted.open("data:text/html,<p id=a>plain</p><script>a.textContent='scripted'</script>")?;
    same(scripted.text("#a")?, "scripted".to_owned())
}

fn loopback_only() -> Result<(), Failed> {
    let page = Browser::start(Options::default())?;
    for url in ["http://example.com/", "http://192.0.2.1/"] {
        match page.open(url) {
            Err(BrowserFault::Refused { message, .. })
                if message.contains("ERR_NAME_NOT_RESOLVED") => {}
            other => return Err(format!("{url}: {other:?}").into()),
        }
    }
    Ok(())
}

fn axe() -> Result<(), Failed> {
    let server = Server::start(answer)?;
    let page = Browser::start(Options::default())?;
    page.open(&format!("{}/sound", server.url()))?;
    same(accessibility::violations(&page)?, Vec::new())?;
    accessibility::no_serious(&page)?;
    page.open(&format!("{}/faulty", server.url()))?;
    let found = accessibility::violations(&page)?;
    let rules: Vec<_> = found.iter().map(|v| (v.rule.as_str(), v.impact)).collect();
    same(rules, vec![("image-alt", Impact::Critical)])?;
    same(found[0].elements[0].0.as_str(), "img")?;
    match accessibility::no_serious(&page) {
        Err(fault @ AccessibilityFault::Found { .. }) => {
            same(fault.to_string().contains("image-alt"), true)
        }
        other => Err(format!("{other:?}").into()),
    }
}
