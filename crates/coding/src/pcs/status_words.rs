//! The words that tell whether an operation was done in this stay, by what they tell.

/// What a word tells of the operation beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// It was done.
    Done,
    /// It was not.
    Not,
    /// It is planned, possible, offered.
    Awaits,
    /// It was done before this stay, or elsewhere.
    Before,
    /// It was begun and not ended.
    Begun,
}

#[rustfmt::skip]
const DONE: &[&str] = &[
    "underwent", "undergone", "undergoing", "performed", "done", "completed", "placed", "inserted",
    "received", "receiving", "given", "got", "had", "required", "requiring", "transfused",
    "intubated", "delivered", "tolerated", "proceeded", "taken", "brought", "obtained",
    "initiated", "started", "begun", "commenced", "repaired", "excised", "resected", "removed",
    "drained", "implanted", "evacuated", "debrided", "amputated", "reduced", "replaced",
    "stented", "revealed", "showed", "demonstrated", "yielded", "successful", "successfully",
    "uncomplicated", "carried", "accomplished", "cannulated", "biopsied", "aspirated",
    "undertaken", "did", "after", "following", "followed", "treated", "dialyzed", "maintained",
    "stabilized", "fixed", "exchanged", "created", "weaned", "remained", "continued", "used",
    "repositioned", "secured", "gave", "birth", "consistent", "which", "managed",
];

#[rustfmt::skip]
const NOT: &[&str] = &[
    "no", "not", "without", "never", "denied", "denies", "avoid", "avoided", "deferred", "cancelled",
    "canceled", "declined", "refused", "instead", "rather", "didn", "wasn", "against", "unlikely",
    "contraindicated", "neither", "nor", "postponed", "held", "obviated",
];

#[rustfmt::skip]
const AWAITS: &[&str] = &[
    "will", "plan", "planned", "planning", "scheduled", "schedule", "possible", "possibly",
    "consider", "considered", "considering", "consideration", "may", "might", "could", "would",
    "should", "need", "needing", "if", "recommend", "recommended", "recommending",
    "recommendation", "candidate", "pending", "evaluation", "evaluated", "workup", "consent",
    "consented", "discussed", "discussion", "discussing", "option", "offered", "refer", "referred",
    "referral", "anticipate", "anticipated", "anticipation", "await", "awaiting", "eventual",
    "future", "upcoming", "arrange", "arranged", "consulted", "consult", "agreed", "agreeable",
    "elected", "decision", "decided", "indicated", "preparation", "prepped", "admitted",
    "presented", "risk", "unless", "until", "consideration", "potential", "proposed", "return",
    "readmitted", "elective", "tentative", "suggested", "advised", "wish", "want", "urged",
    "ordered", "requested", "be", "versus", "vs", "clearance", "whether", "likely", "probable",
];

#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "history", "hx", "prior", "previous", "previously", "past", "remote", "old", "since", "known",
    "existing", "ago", "osh", "outside", "elsewhere", "former", "childhood", "earlier", "chronic",
    "preexisting", "surveillance", "home", "baseline",
];

#[rustfmt::skip]
const BEGUN: &[&str] = &[
    "attempted", "attempt", "unsuccessful", "unsuccessfully", "failed", "unable", "aborted",
    "abandoned", "terminated", "discontinued",
];

/// What a word before the operation tells.
#[must_use]
pub fn before(form: &str) -> Option<Cue> {
    [(DONE, Cue::Done), (NOT, Cue::Not), (AWAITS, Cue::Awaits), (BEFORE, Cue::Before)]
        .into_iter()
        .chain([(BEGUN, Cue::Begun)])
        .find(|(words, _)| words.contains(&form))
        .map(|(_, cue)| cue)
}

/// Behind the operation only its predicate counts: "was performed", "was deferred", "years ago".
#[rustfmt::skip]
const DONE_BEHIND: &[&str] = &[
    "performed", "done", "completed", "placed", "inserted", "obtained", "carried", "successful",
    "successfully", "accomplished", "undertaken", "revealed", "showed", "demonstrated", "yielded",
    "initiated", "started", "begun", "given", "tolerated", "uncomplicated", "created", "used",
    "exchanged", "secured", "removed", "drained", "reduced", "required", "continued", "received",
    "transfused", "confirmed",
];

#[rustfmt::skip]
const NOT_BEHIND: &[&str] = &[
    "not", "never", "deferred", "cancelled", "canceled", "declined", "refused", "postponed", "held",
    "avoided", "contraindicated", "denied",
];

#[rustfmt::skip]
const AWAITS_BEHIND: &[&str] = &[
    "will", "planned", "scheduled", "considered", "recommended", "pending", "may", "might",
    "should", "would", "could", "be", "indicated", "discussed", "offered", "arranged",
    "anticipated", "requested", "ordered", "consent", "candidate", "proposed", "if", "versus",
    "vs", "advised", "needed", "tomorrow", "next", "outpatient", "date",
];

#[rustfmt::skip]
const BEFORE_BEHIND: &[&str] =
    &["ago", "previously", "prior", "osh", "outside", "elsewhere", "past", "childhood", "history"];

#[rustfmt::skip]
const BEGUN_BEHIND: &[&str] =
    &["aborted", "abandoned", "terminated", "unsuccessful", "unsuccessfully", "discontinued",
      "failed", "attempted"];

/// What a word behind the operation tells.
#[must_use]
pub fn behind(form: &str) -> Option<Cue> {
    [
        (DONE_BEHIND, Cue::Done),
        (NOT_BEHIND, Cue::Not),
        (AWAITS_BEHIND, Cue::Awaits),
        (BEFORE_BEHIND, Cue::Before),
        (BEGUN_BEHIND, Cue::Begun),
    ]
    .into_iter()
    .find(|(words, _)| words.contains(&form))
    .map(|(_, cue)| cue)
}
