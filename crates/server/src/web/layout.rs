//! What every page shares: the band, the navigation with its numbers, the foot.

use super::assets;
use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use crate::app::App;
use crate::identity::permission::Permission;
use askama::Template;
use axum::response::Html;
use model::Queue;

/// One place of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What waits there, where that can be counted.
    pub count: Option<i64>,
    /// Whether this page is there.
    pub here: bool,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Title of the window.
    pub title: String,
    /// Whether everything is made up.
    pub demo: bool,
    /// Who is logged in.
    pub person: Option<String>,
    /// Places.
    pub nav: Vec<NavItem>,
    /// The token of every form.
    pub csrf: String,
    /// The assets' version.
    pub assets: &'static str,
    /// What was just done.
    pub notice: Option<String>,
    /// Code sets in force.
    pub releases: Vec<String>,
}

/// A place of the navigation: address, name, what it needs, and the queues that are counted.
type Place = (&'static str, &'static str, Permission, &'static [Queue]);

/// The place beside which denials are counted: they are no queue of accounts.
const DENIALS: &str = "/denials";

/// The places in order.
const PLACES: &[Place] = &[
    ("/worklists", "Worklists", Permission::ViewWorklist, &Queue::WORKED),
    ("/front-desk", "Front desk", Permission::ViewPatients, &[]),
    ("/patients", "Patients", Permission::ViewPatients, &[]),
    ("/charges", "Charges", Permission::ManageCharges, &[Queue::Charges]),
    ("/prices", "Prices", Permission::ManagePrices, &[]),
    ("/rejections", "Rejections", Permission::SubmitClaim, &[Queue::Rejections]),
    ("/follow-up", "Follow-up", Permission::SubmitClaim, &[Queue::FollowUp]),
    // Who posts, who works denials and who looks after connectors come to the same place.
    ("/files", "Files", Permission::PostPayments, &[]),
    ("/files", "Files", Permission::ManageConnectors, &[]),
    ("/underpayments", "Underpayments", Permission::ViewMoney, &[]),
    ("/credit-balances", "Credits", Permission::ViewMoney, &[]),
    ("/statements", "Statements", Permission::ManageBalances, &[]),
    ("/ledger", "Ledger", Permission::ViewMoney, &[]),
    (DENIALS, "Denials", Permission::WorkDenials, &[]),
    ("/appeals", "Appeals", Permission::WorkDenials, &[]),
    ("/patterns", "Payer patterns", Permission::WorkDenials, &[]),
    ("/remittances", "Payments", Permission::ViewMoney, &[]),
    ("/audits", "Audits", Permission::AuditCharts, &[]),
    ("/audits/mine", "My audits", Permission::Rebut, &[]),
    ("/release", "Release", Permission::ViewDashboard, &[]),
    // Who proposes and who approves come to the same place, which is shown once.
    ("/changes", "Changes", Permission::ApproveChange, &[]),
    ("/changes", "Changes", Permission::ManageThresholds, &[]),
    ("/changes", "Changes", Permission::ManageRules, &[]),
    ("/admin/users", "People", Permission::ManageUsers, &[]),
    ("/admin/security", "Security", Permission::ManageUsers, &[]),
    ("/admin/connectors", "Connectors", Permission::ManageConnectors, &[]),
    ("/admin/jobs", "Jobs", Permission::ManageConnectors, &[]),
    ("/admin/retention", "Retention", Permission::ManageRetention, &[]),
    ("/audit-log", "Audit log", Permission::SearchAudit, &[]),
    ("/queries", "Queries", Permission::WriteQuery, &[Queue::Query]),
    ("/inbox", "Inbox", Permission::AnswerQuery, &[]),
    ("/encoder", "Encoder", Permission::LookUpCodes, &[]),
    ("/code-sets", "Code sets", Permission::ManageCodeSets, &[]),
    ("/dashboard", "Dashboards", Permission::ViewDashboard, &[]),
    ("/kpis", "Numbers", Permission::ViewOwnNumbers, &[]),
];

/// Where a person starts.
#[must_use]
pub fn first_place(visitor: &Visitor) -> &'static str {
    let open = PLACES.iter().find(|(_, _, permission, _)| visitor.principal.may(*permission));
    open.map_or("/me", |(href, ..)| href)
}

/// The layout of a page for a person; `here` is the address of its place in the navigation.
///
/// # Errors
/// A database that does not answer.
pub async fn layout(
    app: &App,
    visitor: &Visitor,
    title: impl Into<String>,
    here: &str,
) -> PageResult<Layout> {
    let counts = app.counts(&visitor.tenant).await?;
    let waiting = |queues: &[Queue]| {
        let here = counts.iter().filter(|row| queues.iter().any(|queue| queue.name() == row.queue));
        here.map(|row| row.accounts).sum::<i64>()
    };
    let denials = app.denials_waiting(&visitor.tenant).await?;
    let count = |href: &str, queues: &[Queue]| match href {
        DENIALS => Some(denials),
        _ => (!queues.is_empty()).then(|| waiting(queues)),
    };
    let mut nav: Vec<NavItem> = PLACES
        .iter()
        .filter(|(_, _, permission, _)| visitor.principal.may(*permission))
        .map(|(href, label, _, queues)| NavItem {
            href,
            label,
            count: count(href, queues),
            here: *href == here,
        })
        .collect();
    nav.dedup_by_key(|item| item.href);
    Ok(Layout {
        title: title.into(),
        demo: app.config.demo,
        person: Some(visitor.name.clone()),
        nav,
        csrf: visitor.csrf.clone(),
        assets: assets::version(),
        notice: visitor.notice.clone(),
        releases: releases(app),
    })
}

/// The layout of a page for somebody who is not logged in.
#[must_use]
pub fn outside(app: &App, title: &str, csrf: &str) -> Layout {
    Layout {
        title: title.to_owned(),
        demo: app.config.demo,
        csrf: csrf.to_owned(),
        assets: assets::version(),
        ..Layout::default()
    }
}

fn releases(app: &App) -> Vec<String> {
    let desk = app.desk();
    vec![format!("ICD-10-CM {}", desk.sets().embedded.label())]
}

/// A template as a page.
///
/// # Errors
/// A template that fails, which is a fault of ours.
pub fn render(page: &impl Template) -> PageResult<Html<String>> {
    page.render().map(Html).map_err(PageFault::internal)
}

/// What a form says after it was taken: the name in the address, and the sentence.
pub const NOTICES: &[(&str, &str)] = &[
    ("proved", "Thank you. Go back to what you were about to do."),
    ("saved", "Saved."),
    ("assigned", "Assigned."),
    ("taken", "The account is yours now."),
    ("nothing", "Nothing was left to take."),
    ("submitted", "Submitted."),
    ("held", "Held."),
    ("lifted", "The hold is lifted."),
    ("sent", "Sent."),
    ("answered", "The answer is in the record."),
    ("deleted", "Deleted."),
    ("released", "Released."),
    ("approved", "Approved."),
    ("claim_saved", "Saved and judged again: something still stops the claim."),
    ("claim_clean", "Saved and judged again: nothing stops the claims of this account."),
    ("followed", "It is on the claim's timeline: the payer is waited for again."),
    ("brought_back", "The claim is here again, among the rejections: mend it and save."),
    ("resent", "It leaves again as it is, under a new control number."),
    ("asked", "The payer was asked; the answer comes here."),
    ("overridden", "The edit was let pass; the reason is kept with it."),
    ("charge_added", "The charge was added."),
    ("charge_reviewed", "The charge was reviewed."),
    ("charge_voided", "The charge was taken back."),
    ("charges_taken", "The charges of the file were taken."),
    ("prices_taken", "The prices were taken; accounts that waited for them go on."),
    ("paid", "The payment is posted; its receipt's number stands with it."),
    ("agreed", "The plan is agreed."),
    ("written_off", "Written off, with the reason."),
    ("patient_billed", "The patient owes the charges now."),
    ("billed_next", "The next payer is asked."),
    ("refund_asked", "The refund waits for a second person."),
    ("refund_sent", "The refund is approved and sent."),
    ("refund_declined", "The refund is declined; the credit stands again."),
    ("done_before", "That was done before; nothing was done again."),
    ("statements_made", "The statements are made."),
    ("statements_more", "Statements are made; more accounts wait. Make them too."),
    ("added", "Added."),
    ("merged", "The two records are one now. The audit log has what is needed to undo it."),
    ("moved-record", "This record was merged; you are at the one that stayed."),
    ("denial_taken", "The denial is yours now, and with it the account."),
    ("denial_closed", "Closed, with its outcome."),
    ("denial_corrected", "The corrected claim is made and leaves with the next files."),
    ("appeal_drafted", "The letter is drafted. Read it before you send it."),
    ("appeal_sent", "The appeal is on its way; the denial waits for the payer."),
    ("appeal_decided", "The payer's word is kept."),
    (
        "file_taken",
        "The file was taken in. What was found in it stands below; payments are posted now.",
    ),
    ("file_again", "The very same file came before: nothing was done with it this time."),
    ("file_partly", "The file was taken in part: some of it is refused, see why."),
    ("file_refused", "Nothing of the file was taken: see why."),
    ("remittance_ready", "Nothing is against it any more: it is posted now."),
    ("remittance_refused", "It is refused still, see why."),
    ("review_done", "Settled. The next item is below."),
    ("review_open", "The item is open again."),
    ("unposted", "It is taken back; its money waits here for the right claim."),
    ("payer_saved", "Saved. Refused payments can be looked at again."),
    ("deposits_taken", "Taken; what belongs together was found."),
    ("deposits_again", "Everything of it was there already."),
    ("imported", "Imported. The service uses it from now on."),
];
