//! A patient account as money: line by line, what is open and with whom, and what people do to it.
//!
//! | file | what |
//! |---|---|
//! | `sheet.rs` | the account as known on a day |
//! | `words.rs` | what was done and what happened, in plain words |
//! | `act.rs` | the frame of every act: once, against the balances that were seen, audited |
//! | `payment.rs` | the patient pays; paying in parts |
//! | `give_up.rs` | write-offs |
//! | `refund.rs` | a credit goes back: asked by one, sent by another |
//! | `self_pay.rs` | no payer is asked: the patient owes the charges |
//! | `refund_declined.rs` | waiting money that does not go back waits again |

mod act;
mod give_up;
mod payment;
mod refund;
mod refund_declined;
mod self_pay;
mod sheet;
mod words;

pub(crate) use act::{Act, Done, Refusal};
pub(crate) use give_up::{REASONS, write_off};
pub(crate) use payment::{METHODS, agree_plan, pay};
pub(crate) use refund::{CLOCK_DAYS, ask, decline, due_on, send};
pub(crate) use self_pay::{bill_patient, can_be};
pub(crate) use sheet::{Line, Sheet, payer_names, sheet};
pub(crate) use words::{event_words, why_words};
