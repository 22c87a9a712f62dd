//! Headless Chromium for tests of pages, driven through Debian's `chromedriver` by the W3C
//! WebDriver protocol (<https://www.w3.org/TR/webdriver2/>). Blocking; every step waits for what
//! it needs, at most [`WAIT`], so that a test has no sleeps. The browser reaches loopback only,
//! and ends with its value or with the test process.
//!
//! ```no_run
//! use testkit::browser::{Browser, Label, Options, Text};
//! let page = Browser::start(Options::default())?;
//! page.open("http://127.0.0.1:8080/login")?;
//! page.fill(Label("User name"), "coder")?;
//! page.click(Text("Sign in"))?;
//! page.wait_for_text("Worklists")?;
//! assert!(page.console_errors()?.is_empty());
//! # Ok::<(), testkit::browser::BrowserFault>(())
//! ```

mod driver;
mod keys;
mod listening;
mod reading;
mod target;

pub use reading::ConsoleLine;
pub use target::{Css, Label, Target, Text};

use crate::http::HttpFault;
use crate::process::ProcessFault;
use driver::Session;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a step waits for the page to be ready for it.
pub const WAIT: Duration = Duration::from_secs(10);

/// How long a step sleeps between two looks at the page.
const STEP: Duration = Duration::from_millis(50);

/// A step that the page did not allow.
#[derive(Debug, thiserror::Error)]
pub enum BrowserFault {
    /// The browser refused, with WebDriver's code (`no such element`, `javascript error` …).
    #[error("{code}: {message}")]
    Refused {
        /// WebDriver's error code.
        code: String,
        /// What it says.
        message: String,
    },
    /// The page did not come so far in time.
    #[error("{what} within {WAIT:?} at {url}; the page says:\n{page}")]
    Late {
        /// What did not happen.
        what: String,
        /// The address of the page.
        url: String,
        /// Its text.
        page: String,
    },
    /// A key that this module does not know.
    #[error("no key is called `{0}`")]
    Key(String),
    /// A picture could not be written.
    #[error("{path}: {message}")]
    Picture {
        /// Where to.
        path: String,
        /// Why not.
        message: String,
    },
    /// The browser or its driver did not start.
    #[error(transparent)]
    Process(#[from] ProcessFault),
    /// The driver does not answer.
    #[error(transparent)]
    Http(#[from] HttpFault),
}

/// How a browser starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether pages may run scripts. What the test itself runs by [`Browser::script`] may always.
    pub javascript: bool,
    /// The width of the page's window in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels.
    pub height: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { javascript: true, width: 1440, height: 900 }
    }
}

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    session: Session,
}

impl Browser {
    /// Starts a browser.
    ///
    /// # Errors
    /// Where chromium or chromedriver is missing (`outside::require("chromium")` says so
    /// beforehand) or does not start in time.
    pub fn start(options: Options) -> Result<Self, BrowserFault> {
        Ok(Self { session: Session::start(options)? })
    }

    /// Goes to an address, and waits until it is loaded.
    ///
    /// # Errors
    /// Where it cannot be reached.
    pub fn open(&self, url: &str) -> Result<(), BrowserFault> {
        self.session.post("url", &json!({ "url": url })).map(drop)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// Where it cannot be reached.
    pub fn reload(&self) -> Result<(), BrowserFault> {
        self.session.post("refresh", &json!({})).map(drop)
    }

    /// Goes back to the page before.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn back(&self) -> Result<(), BrowserFault> {
        self.session.post("back", &json!({})).map(drop)
    }

    /// The address of the page.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn url(&self) -> Result<String, BrowserFault> {
        self.session.get("url").map(words)
    }

    /// The title of the page.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn title(&self) -> Result<String, BrowserFault> {
        self.session.get("title").map(words)
    }

    /// The text of the whole page as a person sees it.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn page_text(&self) -> Result<String, BrowserFault> {
        self.text("body")
    }

    /// How many elements there are now; does not wait.
    ///
    /// # Errors
    /// Where the driver refuses, as it does a faulty selector.
    pub fn count<'a>(&self, target: impl Into<Target<'a>>) -> Result<usize, BrowserFault> {
        Ok(self.session.find_all(&target.into())?.len())
    }

    /// Waits until an element is there and displayed.
    ///
    /// # Errors
    /// Where it is not in time.
    pub fn wait_for<'a>(&self, target: impl Into<Target<'a>>) -> Result<(), BrowserFault> {
        self.act(&target.into(), |session, element| {
            match session.get(&format!("element/{element}/displayed"))? {
                Value::Bool(true) => Ok(()),
                _ => Err(driver::refused("element not interactable", "not displayed")),
            }
        })
    }

    /// Waits until no such element is displayed.
    ///
    /// # Errors
    /// Where one still is.
    pub fn wait_until_gone<'a>(&self, target: impl Into<Target<'a>>) -> Result<(), BrowserFault> {
        let target = target.into();
        self.until(&format!("{target} was not gone"), || {
            for element in self.session.find_all(&target)? {
                match self.session.get(&format!("element/{element}/displayed")) {
                    Ok(Value::Bool(true)) => return Ok(None),
                    Err(fault) if !driver::may_pass(&fault) => return Err(fault),
                    _ => {}
                }
            }
            Ok(Some(()))
        })
    }

    /// Waits until the page shows these words.
    ///
    /// # Errors
    /// Where it does not in time.
    pub fn wait_for_text(&self, wanted: &str) -> Result<(), BrowserFault> {
        self.until(&format!("the words `{wanted}` did not come"), || {
            Ok(self.page_text()?.contains(wanted).then_some(()))
        })
    }

    /// Waits until the address holds these words.
    ///
    /// # Errors
    /// Where it does not in time.
    pub fn wait_for_url(&self, part: &str) -> Result<(), BrowserFault> {
        self.until(&format!("the address did not become `{part}`"), || {
            Ok(self.url()?.contains(part).then_some(()))
        })
    }

    /// Clicks an element.
    ///
    /// # Errors
    /// Where it is not there, hidden or covered.
    pub fn click<'a>(&self, target: impl Into<Target<'a>>) -> Result<(), BrowserFault> {
        self.act(&target.into(), |session, element| {
            session.post(&format!("element/{element}/click"), &json!({})).map(drop)
        })
    }

    /// Empties a field and types into it. A field of a date or time takes its value as the form
    /// sends it (`2026-06-15`), in every locale.
    ///
    /// # Errors
    /// Where it is not there or takes no input.
    pub fn fill<'a>(&self, target: impl Into<Target<'a>>, value: &str) -> Result<(), BrowserFault> {
        self.act(&target.into(), |session, element| {
            let kind = session.get(&format!("element/{element}/property/type"))?;
            if ["date", "time", "month", "week", "datetime-local", "range", "color"]
                .contains(&kind.as_str().unwrap_or_default())
            {
                return session.script(SET_VALUE, &[driver::reference(element), json!(value)]);
            }
            session.post(&format!("element/{element}/clear"), &json!({}))?;
            session.type_into(element, value)
        })
    }

    /// Types into a field without emptying it; of a field for files, the file's path.
    ///
    /// # Errors
    /// Where it is not there or takes no input.
    pub fn type_into<'a>(
        &self,
        target: impl Into<Target<'a>>,
        text: &str,
    ) -> Result<(), BrowserFault> {
        self.act(&target.into(), |session, element| session.type_into(element, text))
    }

    /// Chooses the option of a select element by its words.
    ///
    /// # Errors
    /// Where the element or the option is not there.
    pub fn choose<'a>(
        &self,
        target: impl Into<Target<'a>>,
        option: &str,
    ) -> Result<(), BrowserFault> {
        let inside = Target::option(option);
        self.act(&target.into(), |session, element| {
            let options = session.find_inside(element, &inside)?;
            let option = options
                .first()
                .ok_or_else(|| driver::refused("no such element", &inside.to_string()))?;
            session.post(&format!("element/{option}/click"), &json!({})).map(drop)
        })
    }

    /// Presses a key where the focus is, alone or with others: `Enter`, `j`, `?`, `Control+k`,
    /// `Shift+ArrowDown`.
    ///
    /// # Errors
    /// Where no key has that name.
    pub fn press(&self, key: &str) -> Result<(), BrowserFault> {
        let actions = keys::actions(key).ok_or_else(|| BrowserFault::Key(key.to_owned()))?;
        self.session.post("actions", &actions).map(drop)
    }

    /// Runs a script in the page: the body of a function, whose `arguments` are given; its
    /// return value comes back as JSON.
    ///
    /// # Errors
    /// What the script throws.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, BrowserFault> {
        self.session.script(body, arguments)
    }

    /// The same for a script that answers later, by calling its last argument.
    ///
    /// # Errors
    /// What the script throws, or that it does not answer in time.
    pub fn script_later(&self, body: &str, arguments: &[Value]) -> Result<Value, BrowserFault> {
        self.session.post("execute/async", &json!({ "script": body, "args": arguments }))
    }

    /// Changes the size of the page's window, in CSS pixels; as narrow as a phone's if need be.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), BrowserFault> {
        self.session.resize(width, height)
    }

    /// Does something with the first such element, again until it is possible: elements come
    /// late, and a partial update may replace them between the look and the step.
    fn act<T>(
        &self,
        target: &Target<'_>,
        step: impl Fn(&Session, &str) -> Result<T, BrowserFault>,
    ) -> Result<T, BrowserFault> {
        let mut last = String::from("it is not on the page");
        let done = self.until(&format!("{target} was not to be had"), || {
            let Some(element) = self.session.find_all(target)?.into_iter().next() else {
                return Ok(None);
            };
            match step(&self.session, &element) {
                Err(fault) if driver::may_pass(&fault) => {
                    last = fault.to_string();
                    Ok(None)
                }
                done => done.map(Some),
            }
        });
        done.map_err(|fault| match fault {
            BrowserFault::Late { what, url, page } => {
                BrowserFault::Late { what: format!("{what} ({last})"), url, page }
            }
            other => other,
        })
    }

    fn until<T>(
        &self,
        what: &str,
        mut look: impl FnMut() -> Result<Option<T>, BrowserFault>,
    ) -> Result<T, BrowserFault> {
        let start = Instant::now();
        loop {
            match look() {
                Ok(Some(done)) => return Ok(done),
                Ok(None) => {}
                // A page that is just being replaced; the next look sees the new one.
                Err(fault) if driver::may_pass(&fault) => {}
                Err(fault) => return Err(fault),
            }
            if start.elapsed() > WAIT {
                let url = self.url().unwrap_or_default();
                let text = self.session.script("return document.body?.innerText", &[]);
                let page = text.map(words).unwrap_or_default();
                return Err(BrowserFault::Late { what: what.to_owned(), url, page });
            }
            std::thread::sleep(STEP);
        }
    }
}

/// Sets a field as a person's choice in its picker does, with the events that follow.
const SET_VALUE: &str = "arguments[0].value = arguments[1];
for (const name of ['input', 'change'])
  arguments[0].dispatchEvent(new Event(name, { bubbles: true }));";

fn words(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
