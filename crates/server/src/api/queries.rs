//! Queries: drafted from a gap or a template, linted, sent, answered, closed. What a page may not
//! do, no program may: the linter blocks sending, and only who is asked answers.

mod act;
mod draft;
mod read;
mod view;

use super::endpoint::{Endpoint, Key, Kind, Parameter, Shape, parameter};
use super::table::Table;
use crate::identity::permission::Permission;
use view::{GapsView, LineView, LintView, QueryView};

/// Where a query stands.
const STATUSES: &[&str] = &["draft", "sent", "escalated", "answered", "closed", "cancelled"];

const FILTERS: [Parameter; 3] = [
    parameter("status", Kind::Word(STATUSES), "Where it stands"),
    parameter("provider", Kind::Text, "NPI of who is asked"),
    parameter("account", Kind::Text, "One account"),
];

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let see = |path, what| Endpoint::new("GET", path, Permission::ViewQuery, what);
    let write = Permission::WriteQuery;
    let table = table
        .with(see("/queries", "Queries, the newest first").pages::<LineView>(&FILTERS), read::list)
        .with(see("/queries/{query}", "One query").answers(Shape::of::<QueryView>()), read::one)
        .with(
            Endpoint::new(
                "GET",
                "/accounts/{account}/gaps",
                write,
                "What the codes of an account leave open, and the templates there are",
            )
            .answers(Shape::of::<GapsView>()),
            draft::gaps,
        )
        .with(
            Endpoint::new("POST", "/accounts/{account}/queries", write, "Draft a query")
                .takes::<draft::Begin>()
                .answers(Shape::of::<QueryView>())
                .with_status(201),
            draft::begin,
        )
        .with(
            Endpoint::new("PUT", "/queries/{query}", write, "Write a draft anew")
                .takes::<draft::Draft>()
                .answers(Shape::of::<QueryView>())
                .versioned(),
            draft::save,
        )
        .with(
            Endpoint::new(
                "POST",
                "/queries/{query}/lint",
                write,
                "What stands against sending a draft; nothing is changed",
            )
            .answers(Shape::of::<LintView>())
            .key(Key::Needless),
            draft::lint,
        );
    acts(table)
}

fn acts(table: Table) -> Table {
    let act = |path, what| {
        Endpoint::new("POST", path, Permission::SendQuery, what)
            .answers(Shape::of::<QueryView>())
            .versioned()
    };
    table
        .with(
            act("/queries/{query}/send", "Send a draft; 422 with what the linter has against it"),
            act::send,
        )
        .with(act("/queries/{query}/escalate", "Bring in somebody above"), act::escalate)
        .with(
            act("/queries/{query}/reassign", "Ask another provider").takes::<act::Reassign>(),
            act::reassign,
        )
        .with(
            act("/queries/{query}/cancel", "Take a query back").takes::<act::Cancel>(),
            act::cancel,
        )
        .with(
            act("/queries/{query}/close", "End a query with an outcome").takes::<act::Close>(),
            act::close,
        )
        .with(
            Endpoint::new(
                "POST",
                "/queries/{query}/answer",
                Permission::AnswerQuery,
                "Answer a query that one was asked; the answer joins the chart",
            )
            .takes::<act::Answer>()
            .answers(Shape::of::<QueryView>())
            .versioned(),
            act::answer,
        )
}
