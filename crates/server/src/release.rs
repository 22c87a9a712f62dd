//! What the release policy of a site says to a coded chart.
//!
//! Only this site's own blind audits release a chart: the register of `governance` holds what they
//! prove. The coder's own reference threshold is advice and plays no part here; its other reasons
//! (a gap, nothing to bill, an unsure setting) send a chart to a person whatever its confidence.

mod policies;
mod promise;

pub use policies::{Policies, Policy};
pub use promise::{Promise, SEED, SETTING, seed};

use coding::route::LOW_CONFIDENCE;
use governance::policy::{Decision, Release, ReleaseRequest, Scope};
use model::{CodedChart, Route};
use serde_json::{Value, json};
use store::accounts::Account;

/// Why a chart that was held after coding is not released by itself.
pub const AFTER_HOLD: &str =
    "It was held after coding: a person looks at it before it is released.";

/// Millionths of a confidence.
const MILLION: f64 = 1_000_000.0;

/// The policy's word on one chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The deepest scope of the chart.
    pub scope: Scope,
    /// What coded it.
    pub engine: String,
    /// Chart confidence in millionths, rounded down.
    pub confidence: i64,
    /// Whether nothing but its confidence could send it to a person.
    pub eligible: bool,
    /// What it stands on, where it is released.
    pub released: Option<Release>,
    /// Why a person looks at it; empty where it is released.
    pub reasons: Vec<String>,
    /// All of it for the decision record.
    pub policy: Value,
}

/// What codes, as audits prove it: the program and its lexicon. Another version needs audits of
/// its own.
#[must_use]
pub fn engine_of(coded: &CodedChart) -> String {
    let lexicon = coded.releases.get("lexicon").map_or("none", String::as_str);
    format!("cleanclaim {} lexicon {lexicon}", env!("CARGO_PKG_VERSION"))
}

/// A name as it stands in a scope: small letters, digits and `-`.
#[must_use]
pub fn scope_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' | '_' => name.push(c),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    name.truncate(governance::policy::scope::MAX_NAME);
    name.trim_end_matches('-').to_owned()
}

/// The deepest scope of a chart: setting, specialty, payer, as far as they are known. A payer
/// stands under the specialty `unknown` where that is not known.
#[must_use]
pub fn scope_of(account: &Account, coded: &CodedChart) -> Scope {
    let (specialty, payer) = (scope_name(&account.specialty), scope_name(&account.payer));
    let text = match (specialty.as_str(), payer.as_str()) {
        ("", "") => coded.setting.name().to_owned(),
        (specialty, "") => format!("{}/{specialty}", coded.setting.name()),
        ("", payer) => format!("{}/unknown/{payer}", coded.setting.name()),
        (specialty, payer) => format!("{}/{specialty}/{payer}", coded.setting.name()),
    };
    text.parse().unwrap_or_else(|_| Scope::of_setting(coded.setting))
}

/// A confidence in millionths, rounded down, so that it is nowhere taken for more than it is.
#[must_use]
pub fn millionths(confidence: f64) -> i64 {
    if confidence.is_nan() { 0 } else { (confidence.clamp(0.0, 1.0) * MILLION).floor() as i64 }
}

/// The confidence of so many millionths.
#[must_use]
pub fn confidence(millionths: i64) -> f64 {
    millionths as f64 / MILLION
}

/// Decides one coded chart.
#[must_use]
pub fn decide(policy: &Policy, account: &Account, coded: &CodedChart) -> Word {
    let (scope, engine) = (scope_of(account, coded), engine_of(coded));
    let given = millionths(coded.chart_confidence);
    let mut reasons: Vec<String> =
        coded.reasons.iter().filter(|why| !why.starts_with(LOW_CONFIDENCE)).cloned().collect();
    let eligible = reasons.is_empty() && coded.route != Route::Hold;
    let request =
        ReleaseRequest { scope: &scope, engine: &engine, chart_confidence: confidence(given) };
    let mut decision = policy.register.decide(&request);
    if let Decision::Release(release) = &decision
        && release.bound > policy.promise.target_error
    {
        decision = Decision::Review { reason: policy.promise.not_kept(release) };
    }
    let proof = policy.register.proof_for(&scope);
    let said = match &decision {
        Decision::Release(release) => format!(
            "released: confidence {:.4} is at or above {}, which the audits of {} prove ({} \
             audited, {} with an error, at most {} wrong)",
            confidence(given),
            release.threshold,
            release.scope,
            release.audited,
            release.errors,
            percent(release.bound)
        ),
        Decision::Review { reason } => reason.clone(),
    };
    let released = match decision {
        Decision::Release(release) if eligible => Some(release),
        Decision::Release(_) => None,
        Decision::Review { reason } => {
            reasons.push(sentence(&reason));
            None
        }
    };
    let policy = json!({
        "scope": scope,
        "engine": engine,
        "chart_confidence": confidence(given),
        "decision": if released.is_some() { "release" } else { "review" },
        "says": said,
        "reasons": reasons,
        "promise": { "target_error": policy.promise.target_error,
            "confidence": policy.promise.confidence },
        "proof": proof.map(|proof| json!({
            "scope": proof.scope, "threshold": proof.threshold, "bound": proof.bound,
            "confidence": proof.confidence, "target_error": proof.target_error,
            "audited": proof.audited, "errors": proof.errors, "engine": proof.engine,
        })),
        // What a proof would release: any threshold up to this chart's own confidence.
        "shadow": { "eligible": eligible, "released_up_to": confidence(given) },
    });
    Word { scope, engine, confidence: given, eligible, released, reasons, policy }
}

/// A share as a person reads it: `4.95 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Begins with a capital and ends with a full stop.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let mut text: String = first.into_iter().chain(letters).collect();
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests;
