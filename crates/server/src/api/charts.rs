//! Charts: sent in, one or many, and read back with what they were coded to.

mod read;
mod submit;
mod take;

pub(super) use read::{account, looked};

use super::endpoint::{Endpoint, Kind, Parameter, Shape, parameter};
use super::table::Table;
use crate::identity::permission::Permission;

/// The settings of a visit.
pub(super) const SETTINGS: &[&str] =
    &["office", "clinic", "ed", "inpatient", "surgery", "radiology", "pathology"];

const QUERY: [Parameter; 3] = [
    parameter("id", Kind::Text, "The source's name of a plain text or a Bundle that has none"),
    parameter("setting", Kind::Word(SETTINGS), "The setting, over what the chart says"),
    parameter("date", Kind::Day, "The date of service, over what the chart says"),
];

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let send = Endpoint::new(
        "POST",
        "/charts",
        Permission::SubmitChart,
        "Send charts in: one, a FHIR Bundle, a plain text, or a chart a line (NDJSON). The same \
         encounter sent again is the same account",
    )
    .query(&QUERY)
    .takes_media("application/json", Shape::free("A chart (`take::members`) or a FHIR R4 Bundle"))
    .takes_media("application/fhir+json", Shape::free("A FHIR R4 Bundle"))
    .takes_media("application/x-ndjson", Shape::text("A chart or Bundle a line"))
    .takes_media("text/plain", Shape::text("A note"))
    .answers(Shape::of::<submit::Submitted>())
    .with_status(202);
    let account = |path, summary| Endpoint::new("GET", path, Permission::ViewChart, summary);
    table
        .with(send, submit::submit)
        .with(
            account("/charts/{account}", "A chart with its documents")
                .answers(Shape::of::<read::ChartView>()),
            read::chart,
        )
        .with(
            account("/charts/{account}/codings", "The codes of a chart, newest version first")
                .answers(Shape::list::<read::CodingView>()),
            read::codings,
        )
        .with(
            account("/charts/{account}/steps", "What happened to an account, first to last")
                .answers(Shape::list::<read::StepView>()),
            read::steps,
        )
}
