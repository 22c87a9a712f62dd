//! What payers ask before they decide: claims that they do not find, documents that they want,
//! answers that nobody here understands. What was done about it is said at the claim
//! (`claims/followed.rs`).

mod list;

use super::pages::{Need, Pages};
use crate::follow_up::{Act, to_do};
use crate::identity::permission::Permission;
use crate::web::format;
use store::payments::{FollowUp, FollowUpKind, RefusalReason};

/// The addresses of what is followed up.
pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/follow-up", Need::May(Permission::ViewClaim), list::show)
}

/// An item as its form needs it.
pub(super) struct Asked {
    pub(super) claim: String,
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) words: &'static str,
    pub(super) who: String,
    pub(super) since: String,
    pub(super) reasons: Vec<RefusalReason>,
    pub(super) to_do: &'static str,
    pub(super) acts: Vec<(&'static str, &'static str)>,
    /// Whether a number of theirs is asked for.
    pub(super) number: bool,
    /// Where the form was: on the list, or at its claim.
    pub(super) from: &'static str,
}

impl Asked {
    pub(super) fn of(item: FollowUp, may: bool, from: &'static str) -> Asked {
        let acts = if may { acts(item.kind) } else { &[] };
        let told_by = item.told_by;
        Asked {
            words: words(item.kind),
            kind: item.kind.name(),
            who: match item.who.is_empty() {
                true => told_by,
                false => format!("{told_by} of {}", item.who),
            },
            since: format::time(item.at),
            reasons: item
                .reasons
                .into_iter()
                .map(|one| RefusalReason { said: format::capital(&one.said), ..one })
                .collect(),
            to_do: to_do(item.kind),
            number: acts.iter().any(|(act, _)| *act == Act::Number),
            acts: acts
                .iter()
                .filter(|(act, _)| *act != Act::Number)
                .map(|(act, words)| (act.name(), *words))
                .collect(),
            claim: item.claim,
            id: item.id,
            from,
        }
    }
}

/// A kind for people.
pub(super) fn words(kind: FollowUpKind) -> &'static str {
    match kind {
        FollowUpKind::NotFound => "The payer has no such claim",
        FollowUpKind::Asks => "The payer asks for something",
        FollowUpKind::Unclear => "The payer's answer is not clear",
    }
}

/// What ends an item of a kind, with the words of its button.
pub(super) fn acts(kind: FollowUpKind) -> &'static [(Act, &'static str)] {
    match kind {
        FollowUpKind::NotFound => &[
            (Act::Resend, "Send it again"),
            (Act::Mend, "Bring it back to mend it"),
            (Act::Waits, "They have it after all"),
            (Act::Number, "They have it under this number"),
        ],
        FollowUpKind::Asks => {
            &[(Act::Sent, "It was sent"), (Act::Waits, "They need nothing any more")]
        }
        FollowUpKind::Unclear => &[
            (Act::Waits, "They have it"),
            (Act::Resend, "They do not: send it again"),
            (Act::Mend, "They refused it: bring it back"),
        ],
    }
}
