//! The words that tell whether something was done, by what they tell.

#[rustfmt::skip]
const DENIES: &[&str] = &[
    "no", "not", "without", "never", "none", "wasn", "weren", "didn", "don", "won", "cannot",
    "unable", "deny", "denied", "denies", "negative",
];

#[rustfmt::skip]
const AWAITS: &[&str] = &[
    "ordered", "order", "ordering", "scheduled", "schedule", "scheduling", "will", "plan",
    "planned", "planning", "proposed", "recommend", "recommended", "recommending",
    "recommendation", "consider", "considered", "considering", "refer", "referral", "referred",
    "request", "requested", "pending", "if", "may", "might", "could", "should", "would", "need",
    "needed", "offered", "discussed", "discuss", "declined", "decline", "refused", "deferred",
    "defer", "prescribe", "prescribed", "prescription", "candidate", "return", "tomorrow",
    "until", "unless", "await", "awaiting", "arrange", "arranged", "obtain", "get", "possible",
    "due", "next", "postponed", "cancelled", "canceled", "wish", "wants", "agree", "agreed",
    "elected", "opted", "going", "anticipate", "eventual", "future", "upcoming", "advised",
    "suggest", "suggested", "option",
];

#[rustfmt::skip]
const PAST: &[&str] = &[
    "prior", "previous", "previously", "history", "hx", "outside", "ago", "last", "earlier",
    "yesterday", "past", "elsewhere", "already", "since", "old", "recent", "recently",
    "hospitalization", "hosp", "reportedly", "er", "emergency",
];

#[rustfmt::skip]
const COMPARES: &[&str] = &[
    "prior", "previous", "previously", "comparison", "compared", "compare", "correlated",
    "correlation", "outside", "recommend", "recommended", "consider", "followup", "suggest",
    "suggested", "history", "ago",
];

#[rustfmt::skip]
const DONE: &[&str] = &[
    "performed", "obtained", "taken", "done", "completed", "administered", "given", "gave",
    "injected", "applied", "placed", "removed", "drained", "incised", "excised", "irrigated",
    "repaired", "sutured", "closed", "debrided", "frozen", "froze", "destroyed", "shaved",
    "aspirated", "casted", "splinted", "infused", "reduced", "inserted", "collected", "did",
    "underwent", "received", "took", "treated", "cauterized", "curetted", "biopsied", "trimmed",
    "pared", "evacuated", "packed", "instilled", "tolerated", "dispensed", "fitted", "lavaged",
    "flushed", "cleaned", "stapled", "glued", "ablated", "used", "extracted", "dilated",
    "catheterized", "nebulized", "ran", "provided",
];

/// Words that deny what follows.
#[must_use]
pub fn denies(form: &str) -> bool {
    DENIES.contains(&form)
}

/// Words that say of what follows that it has not happened.
#[must_use]
pub fn awaits(form: &str) -> bool {
    AWAITS.contains(&form)
}

/// Words that say that it was done before or elsewhere.
#[must_use]
pub fn is_past(form: &str) -> bool {
    PAST.contains(&form)
}

/// Words that compare with another study.
#[must_use]
pub fn compares(form: &str) -> bool {
    COMPARES.contains(&form)
}

/// Words that say that something was done.
#[must_use]
pub fn is_done(form: &str) -> bool {
    DONE.contains(&form)
}

/// Words that say that a study was obtained.
#[must_use]
pub fn is_obtained(form: &str) -> bool {
    const OBTAINED: &[&str] =
        &["performed", "obtained", "taken", "done", "completed", "did", "took", "ran", "acquired"];
    OBTAINED.contains(&form)
}
