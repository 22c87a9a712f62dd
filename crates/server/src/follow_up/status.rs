//! 277: where a claim stands, as its payer answers a question.

use super::asked::{self, Asks};
use super::claims::{by_number, keep_number};
use super::front_door::{self, Door, Says, Which, Word};
use super::read::StatusAnswer;
use super::words::{Standing, standing, status_reasons};
use super::{Sender, Told};
use crate::app::App;
use model::{AccountId, TenantId};
use sha2::{Digest, Sha256};
use store::accounts;
use store::claims::{self, ClaimRow};
use store::payments::{self, ClaimEvent, FollowUpKind, IncomingFile, OpenRow, RefusalReason};

/// What is said of one claim.
pub(super) async fn take(
    app: &App,
    tenant: &TenantId,
    (file, from, answer): (&IncomingFile, &Sender, &StatusAnswer),
    told: &mut Told,
) -> store::Result<()> {
    let asked = super::ask::question_of(&answer.trace);
    let open = match asked {
        Some((claim, _)) => payments::open_claim(&app.db, tenant, claim).await?,
        None => None,
    };
    let question = open.as_ref().zip(asked).map(|(open, (_, count))| (open, count));
    let late = question.is_some_and(|(open, count)| is_late(open, count));
    let left_since = question.is_some_and(|(open, count)| left_since(open, count));
    let open = match open {
        Some(open) => Some(open),
        None => by_number(app, tenant, &answer.claim).await?,
    };
    let Some(open) = open else {
        let why = format!("no question and no claim of ours has the number {}", answer.trace);
        return told.leave("277", &why);
    };
    keep_number(app, tenant, answer.payer_number.trim(), &open).await?;
    let claim = open.open.claim.0.clone();
    let stands = standing(&answer.statuses);
    let reasons = status_reasons(&answer.statuses, None);
    let who = if answer.who.trim().is_empty() { "the payer" } else { answer.who.trim() };
    let first = reasons.first().map_or("nothing", |one| one.said.as_str()).to_owned();
    let said = format!("{who} says: {first}");
    // One that was asked before it left again may be refused as it left first. What was done for
    // it meanwhile, and did not have it leave, is no reason to doubt a refusal.
    if stands == Standing::Refused && !left_since {
        let account = open.open.account.clone().unwrap_or(AccountId(String::new()));
        let word = Word {
            door: Door::Claim,
            claim: &claim,
            account: &account,
            which: Which::Told(None, from),
            says: Says::Refused,
            who: who.to_owned(),
            said: format!("{said}; it is mended and sent again"),
            reasons,
            key: format!("277:{}", answer.trace),
            file: &file.id,
        };
        let became = front_door::take(app, tenant, &word).await?;
        super::tell(told, "277", Says::Refused, became, &claim);
        return Ok(());
    }
    let name = format!("277:{}:{}", answer.trace, digest(&reasons));
    let news = News { claim, stands, late, who, said, reasons, name, file: &file.id };
    let became = told_of(app, tenant, (&open, &news)).await?;
    told.count("277", became);
    Ok(())
}

/// Whether an answer is to a question from before the claim left again, or was followed up.
fn is_late(open: &OpenRow, count: i64) -> bool {
    count <= open.questions - open.asked
}

/// Whether the claim left again since this question.
fn left_since(open: &OpenRow, count: i64) -> bool {
    count <= open.questions_before
}

/// What tells one set of reasons from another, however long they are.
fn digest(reasons: &[RefusalReason]) -> String {
    let said: Vec<&str> = reasons.iter().map(|one| one.said.as_str()).collect();
    let hash = Sha256::digest(said.join("\n").as_bytes());
    hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// An answer that refuses nothing.
struct News<'a> {
    claim: String,
    stands: Standing,
    late: bool,
    who: &'a str,
    said: String,
    reasons: Vec<RefusalReason>,
    /// What makes it the same answer: told once.
    name: String,
    file: &'a str,
}

/// Tells it on the claim's timeline, once; opens or ends what is to be done.
async fn told_of(
    app: &App,
    tenant: &TenantId,
    (open, news): (&OpenRow, &News<'_>),
) -> store::Result<&'static str> {
    let mut tx = app.db.begin().await?;
    let mut account = match &open.open.account {
        Some(id) => Some(accounts::get_for_change(&mut tx, tenant, id).await?),
        None => None,
    };
    let row = claims::claim_for_change(&mut tx, tenant, &news.claim).await?;
    let aside = aside(row.as_ref(), news.late);
    let event = ClaimEvent {
        claim: news.claim.clone(),
        id: news.name.clone(),
        at: app.now(),
        kind: "277".to_owned(),
        tone: match (news.stands, aside) {
            (Standing::Pending | Standing::Decided | Standing::NoAnswer, _) | (_, Some(_)) => {
                "news"
            }
            _ => "bad",
        },
        said: format!("{}{}", news.said, next(news.stands, aside)),
        file: news.file.to_owned(),
    };
    if payments::put_claim_events(&mut tx, tenant, &[event]).await? == 0 {
        return Ok("came before");
    }
    let mut became = "told where a claim stands";
    if let (Some(row), Some(account), None) = (row, account.as_mut(), aside) {
        if let Some(kind) = kind_of(news.stands) {
            let asks = Asks {
                kind,
                told_by: "277",
                who: news.who,
                reasons: &news.reasons,
                name: news.name.clone(),
            };
            asked::open(app, &mut tx, tenant, (account, &row), &asks).await?;
            became = "to be followed up";
        } else {
            let open = payments::follow_up_now(&mut tx, tenant, &row.id).await?;
            if open.is_some_and(|one| ends(news.stands, one.kind)) {
                asked::told(app, &mut tx, tenant, (account, &row.id)).await?;
                became = "told that nothing is to be followed up any more";
            }
        }
    }
    tx.commit().await?;
    app.changed(tenant);
    Ok(became)
}

/// What somebody has to follow up.
fn kind_of(stands: Standing) -> Option<FollowUpKind> {
    match stands {
        Standing::Asks => Some(FollowUpKind::Asks),
        Standing::NotFound => Some(FollowUpKind::NotFound),
        Standing::Unclear => Some(FollowUpKind::Unclear),
        Standing::Pending | Standing::Decided | Standing::NoAnswer | Standing::Refused => None,
    }
}

/// Whether a standing ends what is open. A claim that they work on is found; what they asked for
/// before may still be wanted, until they decide or somebody says that it was sent.
fn ends(stands: Standing, open: FollowUpKind) -> bool {
    match stands {
        Standing::Decided => true,
        Standing::Pending => open != FollowUpKind::Asks,
        _ => false,
    }
}

/// Why an answer is told and no more.
fn aside(row: Option<&ClaimRow>, late: bool) -> Option<&'static str> {
    match row.map(|row| row.status.as_str()) {
        Some("submitted" | "acknowledged") if late => {
            Some("the question was asked before the claim left again or was followed up")
        }
        Some("submitted" | "acknowledged") => None,
        Some("paid" | "denied") => Some("the payer had decided already"),
        Some("replaced") | None => Some("the claim was replaced"),
        Some(_) => Some("the claim came back before and is here"),
    }
}

/// What follows from a standing, for whoever reads the timeline.
fn next(stands: Standing, aside: Option<&str>) -> String {
    if let Some(why) = aside {
        return format!(" (nothing moved: {why})");
    }
    match stands {
        Standing::Pending => "",
        Standing::Decided => "; the remittance tells the rest",
        Standing::Asks => "; somebody must answer them",
        Standing::NotFound => "; somebody looks for it with them, or sends it again",
        Standing::NoAnswer => "; they are asked again",
        Standing::Unclear => "; somebody asks them what they mean",
        Standing::Refused => "; it is mended and sent again",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{digest, ends, is_late, kind_of, left_since};
    use crate::follow_up::words::Standing;
    use model::{AccountId, Claim};
    use store::payments::{FollowUpKind, OpenRow, RefusalReason};

    #[test]
    fn answers_to_questions_from_before_are_late() {
        let mut open = OpenRow::of(&Claim::default(), &AccountId::from("a"), 1, 2);
        (open.asked, open.questions) = (1, 3);
        assert!(is_late(&open, 1) && is_late(&open, 2));
        assert!(!is_late(&open, 3));
        // Of those, one was asked before it left last; the second before somebody followed it up.
        open.questions_before = 1;
        assert!(left_since(&open, 1) && !left_since(&open, 2));
    }

    #[test]
    fn what_is_asked_ends_by_a_decision_what_is_lost_by_being_found() {
        for kind in FollowUpKind::ALL {
            assert!(ends(Standing::Decided, kind), "{kind:?}");
            assert!(!ends(Standing::NoAnswer, kind), "{kind:?}");
            assert_eq!(ends(Standing::Pending, kind), kind != FollowUpKind::Asks);
        }
        assert_eq!(kind_of(Standing::NoAnswer), None);
    }

    #[test]
    fn answers_are_told_apart_by_everything_that_they_say() {
        let said = |all: &[&str]| {
            let one = |said: &&str| RefusalReason { said: (*said).to_owned(), ..<_>::default() };
            digest(&all.iter().map(one).collect::<Vec<_>>())
        };
        assert_eq!(said(&["a", "b"]), said(&["a", "b"]));
        assert_ne!(said(&["a", "b"]), said(&["a", "c"]));
        assert_eq!(said(&["a"]).len(), 24);
    }
}
