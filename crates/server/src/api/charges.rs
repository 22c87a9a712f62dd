//! Charges of accounts: read, sent in from elsewhere, reviewed and taken back; and how chart and
//! charges differ.

mod change;
mod read;
mod send;

use super::endpoint::{Endpoint, Kind, Shape, parameter};
use super::table::Table;
use crate::identity::permission::Permission;

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let may = Permission::ManageCharges;
    let end = |method, path, what| Endpoint::new(method, path, may, what);
    let specialty = [parameter("specialty", Kind::Text, "One specialty")];
    let table = table
        .with(
            end("GET", "/accounts/{account}/charges", "The charges of an account")
                .answers(Shape::list::<read::ChargeView>()),
            read::list,
        )
        .with(
            end("GET", "/accounts/{account}/charges/{charge}", "One charge")
                .answers(Shape::of::<read::ChargeView>()),
            read::one,
        )
        .with(
            end(
                "GET",
                "/accounts/{account}/reconciliation",
                "How the chart of an account and its charges differ, both ways",
            )
            .answers(Shape::of::<read::ReconciliationView>()),
            read::reconciliation,
        )
        .with(
            end("GET", "/reconciliations", "Accounts whose charges are to be reviewed")
                .pages::<read::ReviewView>(&specialty),
            read::queue,
        );
    writing(table, end)
}

fn writing(
    table: Table,
    end: impl Fn(&'static str, &'static str, &'static str) -> Endpoint,
) -> Table {
    table
        .with(
            end(
                "POST",
                "/accounts/{account}/charges",
                "Send charges of an account in, all or nothing; the same one again adds nothing",
            )
            .takes::<send::ChargesEntry>()
            .takes_media("application/fhir+json", send::fhir())
            .answers(Shape::of::<send::Posted>())
            .with_status(201),
            send::to_account,
        )
        .with(
            end(
                "POST",
                "/charges",
                "Send a file of charges in, all or nothing; each row names its account",
            )
            .takes_media("text/csv", Shape::text("Columns: docs/reference/charges.md"))
            .answers(Shape::of::<send::Posted>())
            .with_status(201),
            send::file,
        )
        .with(
            end(
                "POST",
                "/accounts/{account}/charges/{charge}/review",
                "Say that a person saw a charge",
            )
            .answers(Shape::of::<read::ChargeView>())
            .versioned(),
            change::review,
        )
        .with(
            end(
                "POST",
                "/accounts/{account}/charges/{charge}/void",
                "Take a charge back; it stays in the account and is billed no more",
            )
            .takes::<change::Reason>()
            .answers(Shape::of::<read::ChargeView>())
            .versioned(),
            change::void,
        )
}
