//! What became of every chart of the made-up practice: released or waiting and why, and the
//! claims of both sorts as files.

use crate::commands::claim::batch::{self, Batch, Parties};
use crate::commands::claim::desk::ChartClaims;
use crate::commands::{code, scrub};
use crate::show;
use claims::ScrubbedClaim;
use model::{Claim, ClaimId, ClaimType, Date, Route, Severity};
use std::collections::{BTreeMap, BTreeSet};
use testkit::practice::PracticeChart;
use x12::Usage;

/// In this order they take their control numbers.
const TYPES: [ClaimType; 2] = [ClaimType::Professional, ClaimType::Institutional];

/// All charts with what became of them.
pub struct Billing {
    /// In the order of the practice.
    pub charts: Vec<BilledChart>,
    /// Claims that are in the files to send.
    pub ready: BTreeSet<ClaimId>,
    /// 837 files by their path.
    interchanges: BTreeMap<String, String>,
}

/// One chart.
pub struct BilledChart {
    /// Its name.
    pub slug: String,
    /// The service in a few words.
    pub service: String,
    /// Codes and claims.
    pub done: ChartClaims,
    /// Where it stands: release when its claims are ready to send.
    pub route: Route,
    /// Why it waits; empty when it does not.
    pub reasons: Vec<Reason>,
}

/// Why a chart waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What many charts may have in common, in plain words.
    pub kind: String,
    /// The sentence for this chart.
    pub text: String,
}

impl Billing {
    /// Sorts the charts and writes their claims: those of released charts that no edit stops,
    /// and apart from them those that wait.
    ///
    /// # Errors
    /// When no 837 can be written at all.
    pub fn new(
        practice: Vec<PracticeChart>,
        done: Vec<ChartClaims>,
        seed: u32,
        day: Date,
    ) -> Result<Billing, String> {
        let mut charts: Vec<BilledChart> = practice
            .into_iter()
            .zip(done)
            .map(|(chart, done)| BilledChart::new(chart, done))
            .collect();
        let (mut ready, mut interchanges) = (BTreeSet::new(), BTreeMap::new());
        let mut control = seed;
        for (folder, released) in [("claims", true), ("held", false)] {
            for claim_type in TYPES {
                let of_type =
                    |claim: &&Claim| claim.claim_type == claim_type && !ready.contains(&claim.id);
                let claims: Vec<Claim> = charts
                    .iter()
                    .filter(|chart| (chart.route == Route::Release) == released)
                    .flat_map(BilledChart::claims)
                    .filter(of_type)
                    .cloned()
                    .collect();
                let batch = Batch { claim_type, claims: claims.iter().collect(), control, day };
                control += 1;
                let written = batch.write(&parties())?;
                let kind = if claim_type == TYPES[0] { "professional" } else { "institutional" };
                let name = format!("{folder}/{kind}.{}", batch::ending(claim_type));
                interchanges.extend(written.text.map(|text| (name, text)));
                if released {
                    ready.extend(written.claims.iter().map(|claim| claim.id.clone()));
                }
                charts.iter_mut().for_each(|chart| chart.refuse(&written.refused));
            }
        }
        Ok(Billing { charts, ready, interchanges })
    }

    /// Every file but the report, by its path below the folder.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = self.interchanges.clone();
        let claims = || self.charts.iter().flat_map(|chart| &chart.done.claims);
        for ScrubbedClaim { claim, .. } in claims() {
            let folder = if self.ready.contains(&claim.id) { "claims" } else { "held" };
            let text = serde_json::to_string_pretty(claim).unwrap_or_default() + "\n";
            files.insert(format!("{folder}/{}.json", claim.id), text);
        }
        let coded = self.charts.iter().map(|chart| code::json_line(&chart.done.coded)).collect();
        files.insert("coded.jsonl".into(), coded);
        let edits = claims().map(|claim| scrub::json_line(&claim.report)).collect();
        files.insert("edits.jsonl".into(), edits);
        if self.waiting().next().is_some() {
            files.insert("held/reasons.txt".into(), show::demo::waiting(self));
        }
        files
    }

    /// The charts that wait for a person.
    pub fn waiting(&self) -> impl Iterator<Item = &BilledChart> {
        self.charts.iter().filter(|chart| chart.route != Route::Release)
    }
}

impl BilledChart {
    /// A chart is released when the coder's route says so and nothing stops its claims.
    fn new(chart: PracticeChart, done: ChartClaims) -> BilledChart {
        let mut reasons: Vec<Reason> =
            done.coded.reasons.iter().map(|text| Reason::of_route(text)).collect();
        // A question that the coder asks in its own words and as a gap is one reason.
        let asked = |reason: &Reason, other: &Reason| {
            reason.text != other.text && reason.text.ends_with(&other.text)
        };
        let all = reasons.clone();
        reasons.retain(|reason| !all.iter().any(|other| asked(reason, other)));
        let nothing_coded = done.coded.px.is_empty() && !reasons.is_empty();
        for fault in &done.faults {
            // That nothing can be billed where nothing was coded is no second reason.
            if !(nothing_coded && fault.code == "lines.none") {
                reasons.push(Reason::new("no claim can be made yet", &fault.message));
            }
        }
        for ScrubbedClaim { claim, report } in &done.claims {
            let stops = |severity| matches!(severity, Severity::Block | Severity::Reason);
            for edit in report.edits.iter().filter(|edit| stops(edit.severity)) {
                let text = format!("Claim {}: {}", claim.id, edit.message);
                reasons.push(Reason::new("an edit stops the claim", &text));
            }
        }
        let route = match done.coded.route {
            Route::Release if !reasons.is_empty() => Route::Review,
            route => route,
        };
        BilledChart { slug: chart.slug, service: chart.service, done, route, reasons }
    }

    fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.done.claims.iter().map(|claim| &claim.claim)
    }

    /// Notes why a claim of this chart could not be written.
    fn refuse(&mut self, refused: &BTreeMap<ClaimId, Vec<String>>) {
        let own: Vec<String> =
            self.claims().filter_map(|claim| refused.get(&claim.id)).flatten().cloned().collect();
        for fault in own {
            self.reasons
                .push(Reason::new("a field that the 837 needs is missing or wrong", &fault));
            if self.route == Route::Release {
                self.route = Route::Review;
            }
        }
    }
}

impl Reason {
    fn new(kind: &str, text: &str) -> Reason {
        Reason { kind: kind.to_owned(), text: show::wrap::sentence(text) }
    }

    /// A reason of the coder's route. Those that carry figures or a question of one chart are
    /// of one kind; any other sentence is its own.
    fn of_route(text: &str) -> Reason {
        if let Some(sure) = sureness(text) {
            return Reason::new("the coder is not sure enough", &sure);
        }
        match text.starts_with("documentation gap") {
            true => Reason::new("the documentation leaves a question open", text),
            false => Reason::new(text, text),
        }
    }
}

/// The two figures of a reason by confidence, in plain words; `None` for another reason.
fn sureness(text: &str) -> Option<String> {
    let rest = text.strip_prefix("chart confidence ")?;
    let (own, asked) = rest.split_once(" is below the release threshold ")?;
    let percent = |figure: &str| figure.parse::<f64>().ok().map(|part| part * 100.0);
    let (own, asked) = (percent(own)?, percent(asked)?);
    Some(format!(
        "the coder is {own:.0} % sure that every code is right; release asks for {asked:.0} %"
    ))
}

/// The demo's own sender and receiver; always test data.
fn parties() -> Parties {
    Parties {
        submitter: "CLEANCLAIM DEMO".into(),
        submitter_id: "CLEANCLAIMDEMO".into(),
        contact: "BILLING OFFICE".into(),
        phone: "4025550100".into(),
        receiver: "MADE UP CLEARINGHOUSE".into(),
        receiver_id: "MADEUPHOUSE".into(),
        usage: Usage::Test,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_one_kind_are_counted_together() {
        for (text, kind, said) in [
            (
                "chart confidence 0.31 is below the release threshold 0.60",
                "the coder is not sure enough",
                "The coder is 31 % sure that every code is right; release asks for 60 %.",
            ),
            (
                "documentation gap: the side is not documented",
                "the documentation leaves a question open",
                "Documentation gap: the side is not documented.",
            ),
            ("chart confidence is odd", "chart confidence is odd", "Chart confidence is odd."),
        ] {
            let reason = Reason::of_route(text);
            assert_eq!((reason.kind.as_str(), reason.text.as_str()), (kind, said));
        }
    }
}
