//! A file with answers as plain values. Pure: bytes in, answers and faults out.

use super::sender::Sender;
use model::acknowledgement::{ClaimAcks, ClaimStatus, GroupAck, InterchangeAck};
use model::eligibility::EligibilityAnswers;
use x12::X12Error;
use x12::typed::segments::{Gs, Isa};
use x12::typed::status_276_277::Status277;
use x12::typed::{Item, Items, Transaction};

/// Answers of one file that are read.
const MOST_ANSWERS: usize = 200_000;

/// What a payer says of one claim that it was asked about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StatusAnswer {
    /// The number of the question.
    pub trace: String,
    /// Our number of the claim (REF EJ).
    pub claim: String,
    /// The payer's number (REF 1K).
    pub payer_number: String,
    /// Who answers.
    pub who: String,
    /// Where it stands.
    pub statuses: Vec<ClaimStatus>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// TA1.
    Interchange(InterchangeAck),
    /// 999.
    Group(GroupAck),
    /// 277CA.
    Claims(ClaimAcks),
    /// 277: what is said of each claim.
    Status(Vec<StatusAnswer>),
    /// 271.
    Eligibility(EligibilityAnswers),
    /// Something else.
    Other(String),
    /// What cannot be read, and why.
    Fault(String),
}

/// An answer with whether its envelope calls it a test (ISA15), and who sent it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub test: bool,
    pub from: Sender,
    pub answer: Answer,
}

/// Every answer of a file, in its order. Answers of a group count only when the group has an end
/// and that end fits: of what was cut off nobody knows what else it said.
pub(super) fn read(bytes: &[u8]) -> Vec<Read> {
    let mut reading = Reading::default();
    for item in Items::new(bytes) {
        if reading.all.len() >= MOST_ANSWERS {
            let why = format!("more than {MOST_ANSWERS} answers in one file");
            reading.answer(Answer::Fault(why));
            break;
        }
        reading.take(item);
    }
    reading.cut_off();
    reading.all
}

#[derive(Default)]
struct Reading {
    all: Vec<Read>,
    isa: Isa,
    gs: Gs,
    /// Where the answers of the open group begin.
    group: Option<usize>,
}

impl Reading {
    fn answer(&mut self, answer: Answer) {
        let test = self.isa.usage.as_str() == "T";
        let from = Sender::of(&self.isa, self.group.map(|_| &self.gs));
        self.all.push(Read { test, from, answer });
    }

    fn fault(&mut self, fault: &X12Error) {
        self.answer(Answer::Fault(fault.to_string()));
    }

    fn take(&mut self, item: Result<Item, X12Error>) {
        match item {
            Ok(Item::Interchange(start)) => {
                self.cut_off();
                self.isa = start.isa;
            }
            Ok(Item::Acknowledgement(ta1)) => match InterchangeAck::try_from(&ta1) {
                Ok(ack) => self.answer(Answer::Interchange(ack)),
                Err(fault) => self.fault(&fault),
            },
            Ok(Item::Group(gs)) => {
                self.cut_off();
                self.gs = gs;
                self.group = Some(self.all.len());
            }
            Ok(Item::Transaction(one)) => self.transaction(one),
            Ok(Item::GroupEnd(end)) => {
                let Some(from) = self.group.take() else { return };
                if end.control_number.as_str() != self.gs.control_number.as_str() {
                    self.drop(from, "the group's end does not fit its beginning");
                }
            }
            Ok(Item::InterchangeEnd(_)) => self.cut_off(),
            Err(fault) => self.fault(&fault),
        }
    }

    /// A group that has no end.
    fn cut_off(&mut self) {
        if let Some(from) = self.group.take() {
            self.drop(from, "a group has no end");
        }
    }

    /// Answers of a group that is not whole do not count.
    fn drop(&mut self, from: usize, why: &str) {
        let told = self.all.split_off(from.min(self.all.len()));
        let (faults, answers): (Vec<Read>, Vec<Read>) =
            told.into_iter().partition(|one| matches!(one.answer, Answer::Fault(_)));
        self.all.extend(faults);
        if !answers.is_empty() {
            let count = answers.len();
            self.answer(Answer::Fault(format!("{why}: {count} answers of it do not count")));
        }
    }

    fn transaction(&mut self, one: Transaction) {
        let answer = match one {
            Transaction::Ack999(ack) => GroupAck::try_from(&*ack).map(Answer::Group),
            Transaction::ClaimAck277(ack) => ClaimAcks::try_from(&*ack).map(Answer::Claims),
            Transaction::Status277(status) => statuses(&status).map(Answer::Status),
            Transaction::Response271(answer) => {
                EligibilityAnswers::try_from(&*answer).map(Answer::Eligibility)
            }
            // Remittances are read in their own way.
            Transaction::Remittance835(_) => return,
            other => Ok(Answer::Other(other.set().to_owned())),
        };
        match answer {
            Ok(answer) => self.answer(answer),
            Err(fault) => self.fault(&fault),
        }
    }
}

fn statuses(status: &Status277) -> Result<Vec<StatusAnswer>, X12Error> {
    let names = status.sources.first().and_then(|source| source.head.names.first());
    let who = names.map(|name| name.name.last_name.to_string()).unwrap_or_default();
    status
        .claims()
        .map(|claim| {
            Ok(StatusAnswer {
                trace: claim.trace.number.to_string(),
                claim: claim.control_number().unwrap_or_default().to_owned(),
                payer_number: claim.payer_control_number().unwrap_or_default().to_owned(),
                who: who.clone(),
                statuses: claim.told()?,
            })
        })
        .collect()
}
