//! The driver's process and one WebDriver session in it.

use super::{BrowserFault, Options, Target, listening};
use crate::http::{Answer, Client, Request};
use crate::outside;
use crate::process::{Kept, ProcessFault};
use serde_json::{Value, json};
use std::time::Duration;

/// The longest that one command may take; a page's load and a script's end are within it.
const COMMAND: Duration = Duration::from_secs(60);

/// The member by which WebDriver marks a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Refusals that pass when the page has come further.
const PASSING: [&str; 6] = [
    "no such element",
    "stale element reference",
    "element not interactable",
    "element click intercepted",
    "invalid element state",
    "no such shadow root",
];

/// Chromium's switches: no window, no network beyond loopback, nothing in the background, and
/// the same pixels on every machine.
const SWITCHES: [&str; 16] = [
    "--headless=new",
    // Tests run as root in CI, where Chromium's sandbox does not start.
    "--no-sandbox",
    "--disable-gpu",
    // Containers give /dev/shm too little room.
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--lang=en-US",
];

#[derive(Debug)]
pub(super) struct Session {
    client: Client,
    id: String,
    // Held for its drop, which ends driver and browser.
    _driver: Kept,
}

impl Session {
    pub(super) fn start(options: Options) -> Result<Self, BrowserFault> {
        let chromium =
            outside::chromium().ok_or_else(|| ProcessFault::Missing("chromium".into()))?;
        let (driver, port) = listening::driver()?;
        let client = Client::with_patience(format!("http://127.0.0.1:{port}"), COMMAND)?;
        let mut arguments: Vec<String> = SWITCHES.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", driver.folder().join("profile").display()));
        arguments.push(format!("--window-size={},{}", options.width, options.height));
        // 1 allows scripts on every page, 2 forbids them (Chromium's content settings).
        let scripts = if options.javascript { 1 } else { 2 };
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": chromium,
                "args": arguments,
                "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            },
        }}});
        let opened = value(&client.post_json("/session", &wanted)?)?;
        let id = opened["sessionId"].as_str().unwrap_or_default().to_owned();
        let session = Self { client, id, _driver: driver };
        session.resize(options.width, options.height)?;
        Ok(session)
    }

    pub(super) fn get(&self, path: &str) -> Result<Value, BrowserFault> {
        value(&self.client.get(&self.path(path))?)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, BrowserFault> {
        value(&self.client.post_json(&self.path(path), body)?)
    }

    pub(super) fn script<T: Returned>(
        &self,
        body: &str,
        arguments: &[Value],
    ) -> Result<T, BrowserFault> {
        let answer = self.post("execute/sync", &json!({ "script": body, "args": arguments }))?;
        Ok(T::from_value(answer))
    }

    pub(super) fn find_all(&self, target: &Target<'_>) -> Result<Vec<String>, BrowserFault> {
        Ok(elements(&self.post("elements", &target.locator())?))
    }

    pub(super) fn find_inside(
        &self,
        element: &str,
        target: &Target<'_>,
    ) -> Result<Vec<String>, BrowserFault> {
        Ok(elements(&self.post(&format!("element/{element}/elements"), &target.locator())?))
    }

    pub(super) fn type_into(&self, element: &str, text: &str) -> Result<(), BrowserFault> {
        self.post(&format!("element/{element}/value"), &json!({ "text": text })).map(drop)
    }

    /// Sets what the page sees of the window: Chromium's windows have a least width, phones
    /// have not.
    pub(super) fn resize(&self, width: u32, height: u32) -> Result<(), BrowserFault> {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        let order = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("goog/cdp/execute", &order).map(drop)
    }

    fn path(&self, path: &str) -> String {
        format!("/session/{}/{path}", self.id)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Where the driver is gone, its keeper ends the browser.
        let _ = self.client.send(Request::new("DELETE", &format!("/session/{}", self.id)));
    }
}

/// What a caller wants of a script: its value, or nothing.
pub(super) trait Returned {
    fn from_value(value: Value) -> Self;
}

impl Returned for Value {
    fn from_value(value: Value) -> Self {
        value
    }
}

impl Returned for () {
    fn from_value(_: Value) -> Self {}
}

/// A refusal by WebDriver's code.
pub(super) fn refused(code: &str, message: &str) -> BrowserFault {
    BrowserFault::Refused { code: code.to_owned(), message: message.to_owned() }
}

/// Whether a step may work later.
pub(super) fn may_pass(fault: &BrowserFault) -> bool {
    matches!(fault, BrowserFault::Refused { code, .. } if PASSING.contains(&code.as_str()))
}

/// An element as an argument of a script.
pub(super) fn reference(element: &str) -> Value {
    json!({ ELEMENT: element })
}

/// The id in a reference to an element.
pub(super) fn element_of(value: &Value) -> Option<String> {
    value[ELEMENT].as_str().map(str::to_owned)
}

fn elements(value: &Value) -> Vec<String> {
    value.as_array().map(|all| all.iter().filter_map(element_of).collect()).unwrap_or_default()
}

/// The value of an answer (WebDriver, section 6.3), or its error.
fn value(answer: &Answer) -> Result<Value, BrowserFault> {
    let mut body = answer.json()?;
    let value = body["value"].take();
    match value["error"].as_str() {
        Some(code) if answer.status != 200 => {
            // Only the first line says what happened; the rest is the driver's own stack.
            let message = value["message"].as_str().unwrap_or_default();
            let first = message.lines().next().unwrap_or_default();
            Err(refused(code, first))
        }
        _ => Ok(value),
    }
}
