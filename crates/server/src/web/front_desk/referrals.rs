//! The form of a referral.

use super::fields::Fields;
use super::sections::Section;
use crate::app::App;
use store::front_desk::ReferralRow;

impl Section for ReferralRow {
    const PLACE: &'static str = "referrals";

    fn blank(app: &App, patient: &str, _: &[Self]) -> Self {
        let (id, patient) = (app.new_id("ref"), patient.to_owned());
        ReferralRow { id, patient, version: 1, ..ReferralRow::default() }
    }

    fn read_at(self, version: i64) -> Self {
        ReferralRow { version, ..self }
    }

    fn take(fields: &mut Fields, before: Self) -> Self {
        let (from_day, to_day) = fields.days();
        ReferralRow {
            from_npi: fields.opt_line("from_npi", "NPI of who refers"),
            from_name: fields.needed("from_name", "Who refers"),
            to_provider: fields.opt_line("to_provider", "To whom"),
            number: fields.opt_line("number", "Number"),
            reason: fields.line("reason", "Reason"),
            visits_total: fields.count("total", "Visits in all"),
            visits_used: fields.count("used", "Visits used").unwrap_or(0),
            from_day,
            to_day,
            ..before
        }
    }
}
