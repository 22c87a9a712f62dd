//! The form of an authorization.

use super::fields::Fields;
use super::sections::Section;
use crate::app::App;
use store::front_desk::AuthorizationRow;

impl Section for AuthorizationRow {
    const PLACE: &'static str = "authorizations";

    fn blank(app: &App, patient: &str, _: &[Self]) -> Self {
        let (id, patient) = (app.new_id("auth"), patient.to_owned());
        AuthorizationRow { id, patient, version: 1, ..AuthorizationRow::default() }
    }

    fn read_at(self, version: i64) -> Self {
        AuthorizationRow { version, ..self }
    }

    fn take(fields: &mut Fields, before: Self) -> Self {
        let (from_day, to_day) = fields.days();
        AuthorizationRow {
            coverage: fields.opt_line("coverage", "Coverage"),
            number: fields.needed("number", "Number"),
            services: fields.codes("services"),
            units_total: fields.count("total", "Units in all"),
            units_used: fields.count("used", "Units used").unwrap_or(0),
            from_day,
            to_day,
            ..before
        }
    }
}
