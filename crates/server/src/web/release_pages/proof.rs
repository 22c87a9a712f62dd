//! What a batch proves, threshold by threshold, and what a new batch should try: both computed.

use crate::app::App;
use crate::audits::declare::candidates;
use crate::release::{Promise, confidence, percent};
use governance::policy::candidates::{self as proposed, Candidate};
use governance::policy::{BatchState, Looking};
use model::TenantId;
use store::governance::{BatchRow, ReleaseWord};

/// One threshold of a batch.
pub(super) struct Step {
    pub threshold: f64,
    pub audited: u32,
    pub errors: u32,
    pub bound: String,
    pub says: &'static str,
}

/// The thresholds of a batch with what was found, and with the bound once it was tested: a bound
/// shown before would be a look at it.
pub(super) fn steps(row: &BatchRow) -> Vec<Step> {
    let plan = row.batch.plan();
    let tested = row.batch.verdict().map(|verdict| verdict.steps.as_slice()).unwrap_or_default();
    let tallies = row.batch.tallies().iter().copied();
    let rows = plan.thresholds.iter().zip(tallies).enumerate();
    rows.map(|(at, (threshold, (audited, errors)))| match tested.get(at) {
        Some(step) => Step {
            threshold: *threshold,
            audited: step.audited,
            errors: step.errors,
            bound: percent(step.bound),
            says: if step.proved { "proved" } else { "not proved" },
        },
        None => Step {
            threshold: *threshold,
            audited,
            errors,
            bound: String::new(),
            says: if tested.is_empty() {
                "not tested yet"
            } else {
                "not tested: one before failed"
            },
        },
    })
    .collect()
}

/// The threshold that the audits of a batch prove, as it is offered to who may open the scope.
pub(super) fn offer(row: &BatchRow, words: &[&ReleaseWord]) -> String {
    let Some(verdict) = row.batch.verdict() else { return String::new() };
    let Some(proof) = &verdict.proof else {
        let again = match (row.batch.state(), row.batch.plan().looking) {
            (BatchState::Tested, _) | (_, Looking::Once) => "",
            _ => " so far",
        };
        return format!("Computed: no threshold is proved{again}; nothing can be opened.");
    };
    let over = words.iter().filter(|word| {
        word.engine == proof.engine && confidence(word.confidence) >= proof.threshold
    });
    format!(
        "Computed: the threshold is {}. Of {} charts audited at or above it {} had an error, so at \
         most {} of all such charts have one, at a confidence of {}. {} charts of this program \
         version lie there.",
        proof.threshold,
        proof.audited,
        proof.errors,
        percent(proof.bound),
        percent(proof.confidence),
        over.count()
    )
}

/// What a new batch should try.
#[derive(Default)]
pub(super) struct Proposal {
    pub thresholds: String,
    pub rows: Vec<(f64, usize, u64)>,
    pub size: u32,
    pub charts: usize,
}

/// Computes it from the confidences of the charts that may be drawn.
pub(super) async fn proposal(
    app: &App,
    tenant: &TenantId,
    scope: &str,
    promise: &Promise,
) -> store::Result<Proposal> {
    let words = candidates(app, tenant, scope, 0.0).await?;
    let confidences: Vec<f64> = words.iter().map(|word| confidence(word.confidence)).collect();
    let found: Vec<Candidate> = proposed::candidates(&confidences);
    let target = (promise.target_error, promise.confidence);
    let size = proposed::batch_size(&found, Looking::Once, target).unwrap_or_default();
    let widest = found.last().map_or(1, |last| last.charts.max(1)) as u64;
    let expected = |one: &Candidate| u64::from(size) * one.charts as u64 / widest;
    let thresholds: Vec<String> = found.iter().map(|one| one.threshold.to_string()).collect();
    Ok(Proposal {
        thresholds: thresholds.join(", "),
        rows: found.iter().map(|one| (one.threshold, one.charts, expected(one))).collect(),
        size,
        charts: words.len(),
    })
}
