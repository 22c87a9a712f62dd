//! Patient statements: the facts of an account from the ledger, the site's texts, and the run that
//! makes them.

mod facts;
mod run;
mod texts;

pub(crate) use run::{CYCLE_DAYS, Candidate, candidates, make_all, one};
pub(crate) use texts::{SETTING, Texts, texts};
