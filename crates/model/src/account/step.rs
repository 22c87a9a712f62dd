//! The one way from a standing to the next.

use super::standing::place;
use super::{AccountEvent, AccountState, Hold, HoldKind, Owner, Queue, Standing};

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// How long each kind of work may take, in hours: a site's setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The service's own work.
    pub service_hours: i64,
    /// A coder's review.
    pub review_hours: i64,
    /// Edits, rejections and what payers ask.
    pub claim_hours: i64,
    /// The payer's answer.
    pub payer_hours: i64,
}

impl Default for Terms {
    /// A day for the service, two for a coder, three for a biller, thirty for the payer (the
    /// prompt payment term of 42 CFR 422.520 and 447.45 for most clean claims).
    fn default() -> Terms {
        Terms { service_hours: 24, review_hours: 48, claim_hours: 72, payer_hours: 30 * 24 }
    }
}

/// A step that is not allowed from where the account stands; nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account that is {} takes no step `{event}`: {why}", state.name())]
pub struct Refused {
    /// Where it stands.
    pub state: AccountState,
    /// The step.
    pub event: &'static str,
    /// Why not.
    pub why: &'static str,
}

impl Standing {
    /// The standing of a chart that just came.
    #[must_use]
    pub fn received(at: i64, terms: &Terms) -> Standing {
        Standing {
            state: AccountState::Received,
            queue: Queue::Service,
            owner: Owner::Service,
            next_action: super::NextAction::Read,
            due_at: due(at, terms.service_hours),
            reasons: Vec::new(),
            hold: None,
        }
    }

    /// The standing after one step at the time `at` (microseconds since 1970).
    ///
    /// # Errors
    /// [`Refused`] when the step is not allowed from here; `self` stays as it was.
    pub fn after(&self, event: &AccountEvent, at: i64, terms: &Terms) -> Result<Standing, Refused> {
        match event {
            AccountEvent::Assigned { to } => self.owned(event, Owner::Person(to.clone())),
            AccountEvent::Unassigned => self.owned(event, Owner::Team),
            AccountEvent::Held { kind, reason, owner, until } => {
                self.held(event, at, (*kind, reason, *until), owner.clone())
            }
            AccountEvent::HoldLifted => {
                let Some(hold) = &self.hold else {
                    return Err(self.refused(event, "it is not held"));
                };
                Ok(self.moved(hold.resume, Queue::Service, Vec::new(), at, terms))
            }
            _ => match self.followed(event, at, terms) {
                Some(next) => Ok(next),
                None => self.along(event, at, terms),
            },
        }
    }

    /// A step along the way.
    fn along(&self, event: &AccountEvent, at: i64, terms: &Terms) -> Result<Standing, Refused> {
        use AccountState as S;
        let none = Vec::new;
        let (to, queue, reasons) = match (self.state, event) {
            (S::Received, AccountEvent::ReadingStarted) => (S::Reading, Queue::Service, none()),
            (S::Reading, AccountEvent::ReadingStopped) => (S::Received, Queue::Service, none()),
            (S::Reading, AccountEvent::Coded) => (S::Coded, Queue::Service, none()),
            (S::Coded | S::Review, AccountEvent::Released) => (S::Released, Queue::Service, none()),
            (
                S::Coded | S::Released | S::Charged | S::Scrubbed,
                AccountEvent::SentToReview { reasons },
            ) => (S::Review, Queue::Review, reasons.clone()),
            (S::Review | S::Query, AccountEvent::QuerySent { due_at }) => {
                let mut next = self.moved(S::Query, Queue::Query, none(), at, terms);
                next.due_at = (*due_at).max(at);
                return Ok(next);
            }
            (S::Query, AccountEvent::QueriesClosed) => (S::Review, Queue::Review, none()),
            (
                S::Review | S::Query | S::Held | S::Released | S::Charged | S::Scrubbed,
                AccountEvent::ReadAgain,
            ) => (S::Received, Queue::Service, none()),
            (S::Released | S::Charged, AccountEvent::Charged) => {
                (S::Charged, Queue::Service, none())
            }
            (S::Charged | S::Scrubbed, AccountEvent::EditsFound { reasons }) => {
                (S::Charged, Queue::Edits, reasons.clone())
            }
            (S::Charged, AccountEvent::ScrubbedClean) => (S::Scrubbed, Queue::Service, none()),
            (S::Scrubbed, AccountEvent::Submitted) => (S::Submitted, Queue::Payer, none()),
            (S::Submitted, AccountEvent::Acknowledged) => (S::Acknowledged, Queue::Payer, none()),
            (S::Submitted | S::Acknowledged, AccountEvent::Rejected { reasons }) => {
                (S::Charged, Queue::Rejections, reasons.clone())
            }
            // A payer may decide again what was closed.
            (
                S::Submitted | S::Acknowledged | S::Adjudicated | S::Closed,
                AccountEvent::Adjudicated,
            ) => (S::Adjudicated, Queue::Payer, none()),
            (S::Adjudicated, AccountEvent::Corrected | AccountEvent::BilledNext) => {
                (S::Charged, Queue::Edits, none())
            }
            // Also where the claim to the next payer was made on it, and has not left.
            (
                S::Adjudicated | S::Closed | S::Charged | S::Scrubbed,
                AccountEvent::DecisionUndone,
            ) => (S::Acknowledged, Queue::Payer, none()),
            (S::Released | S::Charged, AccountEvent::PatientBilled) => {
                (S::Adjudicated, Queue::Payer, none())
            }
            (S::Adjudicated, AccountEvent::Closed) => (S::Closed, Queue::Done, none()),
            (S::Adjudicated | S::Closed, AccountEvent::Reopened { reason }) => {
                if reason.trim().is_empty() {
                    return Err(self.refused(event, "opening again needs a reason"));
                }
                (S::Review, Queue::Review, vec![reason.clone()])
            }
            _ => return Err(self.refused(event, "that step does not follow from this state")),
        };
        Ok(self.moved(to, queue, reasons, at, terms))
    }

    /// A step of an account that is with its payer, to or from where it is followed up.
    fn followed(&self, event: &AccountEvent, at: i64, terms: &Terms) -> Option<Standing> {
        use AccountState::{Acknowledged, Adjudicated, Submitted};
        let there = self.queue == Queue::FollowUp;
        match (self.state, event) {
            (Submitted | Acknowledged | Adjudicated, AccountEvent::PayerAsks { reasons }) => {
                Some(self.asked(reasons, at, terms))
            }
            (_, AccountEvent::FollowedUp) if there => {
                Some(self.moved(self.state, Queue::Payer, Vec::new(), at, terms))
            }
            // What the payer asked for before is still to be done.
            (Submitted, AccountEvent::Acknowledged)
            | (Adjudicated, AccountEvent::DecisionUndone)
                if there =>
            {
                Some(Standing { state: Acknowledged, ..self.clone() })
            }
            _ => None,
        }
    }

    /// The payer asks. Where it asked before, that one's time goes on: asking again, or for more,
    /// puts nothing off.
    fn asked(&self, reasons: &[String], at: i64, terms: &Terms) -> Standing {
        let next = self.moved(self.state, Queue::FollowUp, reasons.to_vec(), at, terms);
        match self.queue {
            Queue::FollowUp => Standing { due_at: self.due_at, ..next },
            _ => next,
        }
    }

    fn moved(
        &self,
        state: AccountState,
        queue: Queue,
        reasons: Vec<String>,
        at: i64,
        terms: &Terms,
    ) -> Standing {
        let (queue, next_action) = place(state, queue, None);
        // Whoever works an account keeps it while it stays in that place or comes back to it.
        let owner = match queue {
            Queue::Payer if state == AccountState::Adjudicated => Owner::Team,
            Queue::Payer => Owner::Payer,
            Queue::Service | Queue::Done => Owner::Service,
            _ if queue == self.queue => self.owner.clone(),
            Queue::Review if self.queue == Queue::Query => self.owner.clone(),
            Queue::Query if self.queue == Queue::Review => self.owner.clone(),
            _ => Owner::Team,
        };
        let hours = match queue {
            Queue::Service | Queue::Done => terms.service_hours,
            Queue::Review | Queue::Query | Queue::Held | Queue::Charges => terms.review_hours,
            Queue::Edits | Queue::Rejections | Queue::FollowUp => terms.claim_hours,
            Queue::Payer => terms.payer_hours,
        };
        let due_at = due(at, hours);
        Standing { state, queue, owner, next_action, due_at, reasons, hold: None }
    }

    fn held(
        &self,
        event: &AccountEvent,
        at: i64,
        (kind, reason, until): (HoldKind, &str, i64),
        owner: Option<crate::UserId>,
    ) -> Result<Standing, Refused> {
        if !self.state.before_submission() {
            return Err(self.refused(event, "its claim has left"));
        }
        if reason.trim().is_empty() {
            return Err(self.refused(event, "a hold needs a reason"));
        }
        if until <= at {
            return Err(self.refused(event, "a hold needs a date that is still to come"));
        }
        // What was being read starts again; what was held goes on where it was.
        let resume = match (self.state, &self.hold) {
            (_, Some(hold)) => hold.resume,
            (AccountState::Reading, None) => AccountState::Received,
            (AccountState::Query, None) => AccountState::Review,
            (state, None) => state,
        };
        let hold = Hold { kind, reason: reason.to_owned(), until, resume };
        let (queue, next_action) = place(AccountState::Held, self.queue, Some(&hold));
        Ok(Standing {
            state: AccountState::Held,
            queue,
            owner: owner.map_or(Owner::Team, Owner::Person),
            next_action,
            due_at: until,
            reasons: vec![hold.reason.clone()],
            hold: Some(hold),
        })
    }

    fn owned(&self, event: &AccountEvent, owner: Owner) -> Result<Standing, Refused> {
        if !self.queue.is_worked() && self.state != AccountState::Adjudicated {
            return Err(self.refused(event, "nobody works it where it is now"));
        }
        Ok(Standing { owner, ..self.clone() })
    }

    fn refused(&self, event: &AccountEvent, why: &'static str) -> Refused {
        Refused { state: self.state, event: event.name(), why }
    }
}

fn due(at: i64, hours: i64) -> i64 {
    at.saturating_add(hours.saturating_mul(HOUR))
}
