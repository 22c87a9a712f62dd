//! For which account, day and words somebody looks: kept in the address from page to page.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::in_address;
use model::{AccountId, Date, Setting};
use serde::Deserialize;

/// Longest text that was selected, in characters.
const LONGEST_TEXT: usize = 300;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub account: String,
    pub text: String,
    pub date: String,
    pub document: String,
    pub start: String,
    pub end: String,
    /// ICD-10-PCS: the characters that were chosen so far.
    pub chars: String,
    /// The 7th character that was chosen.
    pub seventh: String,
}

/// What follows from it.
pub(super) struct Context {
    /// The account, where the person may code it.
    pub account: Option<AccountId>,
    /// Its version, for the form that uses a code.
    pub version: i64,
    /// Its setting.
    pub setting: Option<Setting>,
    /// An account was named that the person may not code.
    pub out_of_reach: bool,
    /// The day whose releases are asked.
    pub on: Date,
    /// What was wrong with the day.
    pub fault: Option<String>,
    /// The words looked for.
    pub text: String,
    /// Document and offsets of the selection, as they came.
    pub place: [String; 3],
    /// The rest of an address: `account=…&date=…`.
    pub tail: String,
}

impl Context {
    /// Reads the account within the person's reach.
    pub async fn of(app: &App, visitor: &Visitor, asked: &Asked) -> PageResult<Context> {
        let found = match asked.account.is_empty() {
            true => None,
            false => {
                let id = AccountId(asked.account.clone());
                store::accounts::get(&app.db, &visitor.tenant, &id).await?
            }
        };
        let account = found.filter(|one| visitor.allow_account(Permission::CodeChart, one).is_ok());
        let of_account = account.as_ref().and_then(|one| one.service_from.as_deref()?.parse().ok());
        let mut fault = None;
        let on = match asked.date.trim() {
            "" => None,
            text => {
                let day = text.parse().ok();
                if day.is_none() {
                    let text: String = text.chars().take(20).collect();
                    fault = Some(format!("`{text}` is no day; write YYYY-MM-DD."));
                }
                day
            }
        };
        let on = on.or(of_account).unwrap_or_else(|| day_of(app.now()));
        let text: String = asked.text.trim().chars().take(LONGEST_TEXT).collect();
        let number = |text: &str| match text.parse::<u32>() {
            Ok(number) => number.to_string(),
            Err(_) => String::new(),
        };
        let place = [&asked.document, &asked.start, &asked.end].map(|text| number(text));
        let id = account.as_ref().map(|one| one.id.as_str()).unwrap_or_default();
        let mut tail = format!("date={on}&text={}", in_address(&text));
        if !id.is_empty() {
            tail.push_str(&format!("&account={}", in_address(id)));
        }
        for (name, value) in ["document", "start", "end"].into_iter().zip(&place) {
            if !value.is_empty() {
                tail.push_str(&format!("&{name}={value}"));
            }
        }
        let setting = account.as_ref().and_then(|one| {
            serde_json::from_value(serde_json::Value::from(one.setting.as_str())).ok()
        });
        Ok(Context {
            out_of_reach: account.is_none() && !asked.account.is_empty(),
            version: account.as_ref().map_or(0, |one| one.version),
            account: account.map(|one| one.id),
            setting,
            on,
            fault,
            text,
            place,
            tail,
        })
    }
}

/// The form that uses a code for the account.
pub(super) struct Use {
    pub action: String,
    pub code: String,
    pub kind: &'static str,
    pub version: i64,
    pub place: [String; 3],
    pub text: String,
}

impl Context {
    /// The form, where there is an account and the code can go on a claim.
    pub fn use_of(&self, code: &str, kind: &'static str, billable: bool) -> Option<Use> {
        let account = self.account.as_ref().filter(|_| billable)?;
        Some(Use {
            action: format!("/accounts/{account}/codes/add"),
            code: code.to_owned(),
            kind,
            version: self.version,
            place: self.place.clone(),
            text: self.text.clone(),
        })
    }
}
