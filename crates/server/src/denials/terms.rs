//! How long one may appeal: by kind of payer, or as the site entered it for a payer.

use crate::app::App;
use ::payments::denials::terms::AppealTerms;
use model::{Date, PayerKind, TenantId};
use store::payments::{AppealTermsRow, appeal_terms};

/// The terms of the site's payers, version by version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms(Vec<AppealTermsRow>);

impl Terms {
    /// As the site has entered them.
    pub(crate) async fn of(app: &App, tenant: &TenantId) -> store::Result<Terms> {
        Ok(Terms(appeal_terms(&app.db, tenant, None).await?))
    }

    /// The terms of a payer for a notice of a day: of those in force, the newest.
    pub(crate) fn of_payer(&self, payer: &str, kind: PayerKind, notice: Date) -> AppealTerms {
        let own = in_force(&self.0, payer, notice);
        own.map_or_else(|| AppealTerms::of(kind), |row| row.terms.clone())
    }
}

/// Which of these terms holds for a payer and a notice of a day: that which begins last, and of
/// several that begin together the one that was saved last.
pub(crate) fn in_force<'a>(
    rows: &'a [AppealTermsRow],
    payer: &str,
    notice: Date,
) -> Option<&'a AppealTermsRow> {
    let own = rows.iter().filter(|row| row.payer == payer && row.from <= notice);
    own.max_by_key(|row| (row.from, row.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_notice_says_which_terms_hold() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let row = |payer: &str, version, from: &str| AppealTermsRow {
            payer: payer.to_owned(),
            version,
            from: day(from),
            ..AppealTermsRow::default()
        };
        let rows = [
            row("P1", 1, "2026-01-01"),
            row("P1", 2, "2026-07-01"),
            row("P1", 3, "2026-01-01"),
            row("P2", 1, "2026-01-01"),
        ];
        for (payer, notice, version) in [
            ("P1", "2025-12-31", None),
            ("P1", "2026-01-01", Some(3)),
            ("P1", "2026-06-30", Some(3)),
            ("P1", "2026-07-01", Some(2)),
            ("P2", "2026-07-01", Some(1)),
            ("P3", "2026-07-01", None),
        ] {
            let found = in_force(&rows, payer, day(notice)).map(|row| row.version);
            assert_eq!(found, version, "{payer} {notice}");
        }
    }
}
