//! What partners and payers answer before they pay: acknowledgements, status, eligibility.
//!
//! | answer | finds what it answers by | what follows |
//! |---|---|---|
//! | TA1 | control number of the interchange | refused: the claim comes back |
//! | 999 | control number of the group | taken or refused |
//! | 277CA | our number of the claim, and the batch | taken or refused |
//! | 277 | the number of the question, or of the claim | timeline; work, where the payer asks |
//! | 271 | the number of the question | the patient's coverage |
//!
//! `in_force.rs` keeps a claim here whose payer said no; `read.rs` reads, `words` tells in our own
//! words, `front_door.rs` moves claims and accounts, `asked.rs` makes work of what a payer asks and
//! `done.rs` ends it, `ask` asks. Every answer is taken in a
//! transaction of its own and once: the same file after a crash, or the same answer in another
//! file, changes nothing.

pub(crate) mod ask;
mod asked;
mod claims;
mod done;
mod front_door;
mod in_force;
mod insured;
mod read;
mod sender;
mod sets;
mod status;
pub(crate) mod words;

pub use ask::{Asked, ask_about, ask_for_visits, ask_silent};
pub(crate) use asked::{by_service, decided, place, to_do};
pub(crate) use done::{Act, Done, done};
pub(crate) use in_force::missing as in_force;
pub(crate) use sender::{Sender, as_kept};

use crate::app::App;
use crate::connectors::Partner;
use front_door::{Became, Says};
use model::TenantId;
use read::{Answer, Read};
use std::collections::BTreeMap;
use store::payments::{FileContent, IncomingFile};

/// Sentences about one file that are kept.
const MOST_SAID: usize = 200;

/// What is told of the answers of one file.
#[derive(Default)]
struct Told {
    said: Vec<FileContent>,
    /// What is not told one by one, by kind and outcome.
    counted: BTreeMap<(&'static str, &'static str), u64>,
}

impl Told {
    /// An answer that found what it answers.
    fn count(&mut self, set: &'static str, became: &'static str) {
        *self.counted.entry((set, became)).or_default() += 1;
    }

    /// An answer that did nothing, and why: no kind, so that the file does not count as whole.
    fn left(&mut self, set: &str, why: &str) {
        if self.said.len() < MOST_SAID {
            let said = if set.is_empty() { why.to_owned() } else { format!("{set}: {why}") };
            self.said.push(FileContent { set: String::new(), count: 1, said });
        }
    }

    /// As [`Told::left`], for an answer that is done with so.
    fn leave(&mut self, set: &str, why: &str) -> store::Result<()> {
        self.left(set, why);
        Ok(())
    }

    fn end(self) -> Vec<FileContent> {
        let told = self.counted.into_iter().map(|((set, became), count)| FileContent {
            set: set.to_owned(),
            count,
            said: format!("{count} {became}"),
        });
        told.chain(self.said).collect()
    }
}

/// Notes what became of one verdict of a front door; `number` is of what it speaks of.
fn tell(told: &mut Told, set: &'static str, says: Says, became: Became, number: &str) {
    match (became, says) {
        (Became::Moved, Says::Taken) => told.count(set, "taken"),
        (Became::Moved, Says::Refused) => told.count(set, "refused: the claim came back"),
        (Became::Moved, Says::Unclear) => told.count(set, "neither taken nor refused: to look at"),
        (Became::Noted, _) => told.count(set, "on the timeline, nothing moved"),
        (Became::Again, _) => told.count(set, "came before"),
        (Became::Unclear, _) => {
            told.left(set, &format!("{number} left for several partners: it is not clear which"));
        }
        (Became::Unmatched, _) => {
            told.left(set, &format!("nothing of ours left that {number} could answer"));
        }
    }
}

/// Takes the answers of a file that are no remittances.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn take_answers(
    app: &App,
    tenant: &TenantId,
    file: &IncomingFile,
    bytes: &[u8],
) -> store::Result<Vec<FileContent>> {
    let owned = bytes.to_vec();
    let answers = tokio::task::spawn_blocking(move || read::read(&owned)).await;
    let answers = answers.map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let partner = Partner::of(app, tenant).await?;
    let mut told = Told::default();
    for Read { test, from, answer } in answers {
        if test && partner.as_ref().is_some_and(|partner| partner.production) {
            told.left("", "an answer is marked as a test, and claims are sent for real");
            continue;
        }
        match answer {
            Answer::Interchange(ack) => {
                sets::interchange(app, tenant, (file, &from, &ack), &mut told).await?;
            }
            Answer::Group(ack) => {
                sets::group(app, tenant, (file, &from, &ack), &mut told).await?;
            }
            Answer::Claims(acks) => {
                claims::take(app, tenant, (file, &from, &acks), &mut told).await?;
            }
            Answer::Status(all) => {
                for one in &all {
                    status::take(app, tenant, (file, &from, one), &mut told).await?;
                }
            }
            Answer::Eligibility(all) => {
                insured::take(app, tenant, (file, &all), &mut told).await?;
            }
            Answer::Other(set) => {
                told.left("", &format!("a {set} is no answer that this program reads"));
            }
            Answer::Fault(why) => told.left("", &why),
        }
    }
    Ok(told.end())
}
