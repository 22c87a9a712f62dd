//! The charts of the practice, coded on all cores before their stories are told.

use super::story::Practice;
use crate::app::App;
use model::CodedChart;
use std::sync::Arc;
use store::StoreError;

/// Codes every chart on all cores.
pub(super) async fn code_all(app: &App, practice: &Practice) -> store::Result<Vec<CodedChart>> {
    let desk = app.desk();
    let charts: Arc<[model::Chart]> =
        practice.accounts.iter().map(|told| told.chart.clone()).collect();
    let coded = tokio::task::spawn_blocking(move || {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let part = charts.len().div_ceil(cores).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = charts
                .chunks(part)
                .map(|part| scope.spawn(|| part.iter().map(|c| desk.code(c)).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect::<Vec<_>>()
        })
    });
    coded.await.map_err(|fault| StoreError::Refused(format!("the charts were not read: {fault}")))
}
