//! The keys of the workbench, as each person wants them.

use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde_json::json;
use std::collections::BTreeMap;
use store::record::append;

/// Every act with its usual key and what it does.
pub(super) const ACTS: [(&str, &str, &str); 18] = [
    ("next_code", "j", "Next code"),
    ("previous_code", "k", "Previous code"),
    ("accept", "a", "Accept the code"),
    ("reject", "x", "Reject the code, with a reason"),
    ("edit", "e", "Change the code"),
    ("principal", "p", "Make it principal or first-listed"),
    ("undo", "u", "Undo a rejection"),
    ("evidence", "Enter", "Go to the evidence of the code"),
    ("next_document", "n", "Next document"),
    ("previous_document", "b", "Previous document"),
    ("search", "/", "Search all documents"),
    ("add", "+", "Add a code, from the selection if there is one"),
    ("submit_all", "s", "Accept what is left, submit, open the next account"),
    ("submit", "Alt+s", "Submit what is decided"),
    ("encoder", "Alt+c", "Encoder"),
    ("query", "Alt+q", "Query the provider"),
    ("hold", "Alt+h", "Hold the account"),
    ("history", "Alt+y", "History"),
];

/// Longest name of a key.
const LONGEST_KEY: usize = 20;

/// Keys that the browser or the page itself needs.
const TAKEN: [&str; 10] =
    ["?", "Escape", "Tab", "Ctrl+t", "Ctrl+w", "Ctrl+n", "Ctrl+r", "Ctrl+l", "Alt+Tab", "F5"];

struct KeyRow {
    action: &'static str,
    usual: &'static str,
    says: &'static str,
    own: String,
}

#[derive(Template)]
#[template(path = "workbench/keys.html")]
struct KeysPage {
    layout: Layout,
    rows: Vec<KeyRow>,
}

/// The present keys.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let own: BTreeMap<String, String> = serde_json::from_str(&visitor.keys).unwrap_or_default();
    let rows = ACTS.iter().map(|(action, usual, says)| KeyRow {
        action,
        usual,
        says,
        own: own.get(*action).cloned().unwrap_or_default(),
    });
    render(&KeysPage {
        layout: layout(&app, &visitor, "Your keys", "").await?,
        rows: rows.collect(),
    })
}

/// Keeps other keys; an empty field is the usual key.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    body: String,
) -> PageResult<Redirect> {
    let own = read(&body).map_err(PageFault::invalid)?;
    let user = store::people::user(&app.db, &visitor.tenant, visitor.user.as_str()).await?;
    let mut user = user.ok_or_else(|| PageFault::not_found("such person"))?;
    user.keys = serde_json::to_string(&own).map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    store::people::save_user(&mut tx, &visitor.tenant, &mut user).await?;
    let what = ("user", visitor.user.as_str());
    append(&mut tx, &visitor.tenant, &[visitor.audit(app.now(), "keys.change", what, json!(own))])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to("/me/keys?done=saved"))
}

fn read(body: &str) -> Result<BTreeMap<String, String>, String> {
    let mut own = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let Some((_, usual, says)) = ACTS.iter().find(|(action, ..)| *action == name) else {
            continue;
        };
        let key = value.trim();
        if key.is_empty() || key == *usual {
            continue;
        }
        let fits = key.len() <= LONGEST_KEY && key.chars().all(|c| c.is_ascii_graphic());
        if !fits || TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(key)) {
            return Err(format!("`{key}` cannot be a key here ({says})."));
        }
        own.insert(name.into_owned(), key.to_owned());
    }
    let mut all: Vec<&str> = ACTS
        .iter()
        .map(|(action, usual, _)| own.get(*action).map_or(*usual, String::as_str))
        .collect();
    all.sort_unstable();
    match all.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("`{}` would do two things: choose another key.", pair[0])),
        None => Ok(own),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_keys_that_are_free() {
        assert_eq!(read("accept=y&next_code=j").unwrap().len(), 1);
        for bad in ["accept=j", "accept=%3F", "accept=Ctrl%2BT", "accept=a%20b", "accept=ééé"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read("nonsense=1").unwrap().is_empty());
    }
}
