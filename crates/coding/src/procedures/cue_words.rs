//! The words that tell whether something was done, by what they tell.

use hashbrown::HashMap;
use std::sync::OnceLock;

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

#[rustfmt::skip]
const OBTAINED: &[&str] = &[
    "performed", "obtained", "taken", "done", "completed", "did", "took", "ran", "acquired",
];

/// What a word tells, as bits; looked up once a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tells(u8);

impl Tells {
    /// It denies what follows.
    pub const DENIES: Tells = Tells(1);
    /// What follows has not happened.
    pub const AWAITS: Tells = Tells(1 << 1);
    /// It was done before or elsewhere.
    pub const PAST: Tells = Tells(1 << 2);
    /// It compares with another study.
    pub const COMPARES: Tells = Tells(1 << 3);
    /// Something was done.
    pub const DONE: Tells = Tells(1 << 4);
    /// A study was obtained.
    pub const OBTAINED: Tells = Tells(1 << 5);

    /// What a word tells.
    #[must_use]
    pub fn of(form: &str) -> Tells {
        static TOLD: OnceLock<HashMap<&'static str, u8>> = OnceLock::new();
        let told = TOLD.get_or_init(|| {
            let mut told = HashMap::new();
            for (list, bit) in [
                (DENIES, Tells::DENIES),
                (AWAITS, Tells::AWAITS),
                (PAST, Tells::PAST),
                (COMPARES, Tells::COMPARES),
                (DONE, Tells::DONE),
                (OBTAINED, Tells::OBTAINED),
            ] {
                list.iter().for_each(|word| *told.entry(*word).or_default() |= bit.0);
            }
            told
        });
        Tells(told.get(form).copied().unwrap_or(0))
    }

    /// True when the word tells this.
    #[must_use]
    pub fn is(self, what: Tells) -> bool {
        self.0 & what.0 != 0
    }
}
