//! The form of a visit.

use super::fields::Fields;
use super::patient::VISIT_STATES;
use super::sections::Section;
use crate::app::App;
use store::front_desk::{VisitPlan, VisitRow};

impl Section for VisitRow {
    const PLACE: &'static str = "visits";

    fn blank(app: &App, patient: &str, _: &[Self]) -> Self {
        let (id, patient) = (app.new_id("vis"), patient.to_owned());
        VisitRow { id, patient, version: 1, ..VisitRow::default() }
    }

    fn read_at(self, version: i64) -> Self {
        VisitRow { version, ..self }
    }

    fn take(fields: &mut Fields, before: Self) -> Self {
        let day = fields.day("day", "Day");
        if day.is_none() && fields.raw("day").is_empty() {
            fields.fault("Day is missing.");
        }
        let state = fields.raw("state").to_owned();
        if !VISIT_STATES.iter().any(|(name, _)| *name == state) {
            fields.fault("State: choose one of the list.");
        }
        VisitRow {
            provider: fields.opt_line("provider", "Provider"),
            day: store::opt_day(day).unwrap_or_default(),
            reason: fields.line("reason", "Reason"),
            site: fields.line("site", "Site"),
            state,
            plan: VisitPlan {
                services: fields.codes("services"),
                referral_needed: fields.ticked("referral"),
            },
            ..before
        }
    }
}
