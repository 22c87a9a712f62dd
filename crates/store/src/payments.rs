//! What payers answered and the money: files, remittances, postings, the ledger, open claims.
//!
//! `payments` (the pure room) judges; this keeps. A file comes in once ([`begin_file`]); each
//! payment in it is a [`RemittanceRow`], staged claim by claim ([`stage`]), admitted or refused as
//! a whole, posted place by place ([`book`], [`put_posted`], [`advance`]) and closed.

mod alarm;
mod appeal;
mod appeal_terms;
mod beside;
mod charged;
mod claim_event;
mod credit;
mod denial;
mod denial_before;
mod denial_event;
mod denial_facts;
mod denial_list;
mod denial_of;
mod denial_span;
mod denial_then;
mod deposit;
mod eligibility;
mod first_pass;
mod follow_up;
mod general_ledger;
mod incoming;
mod ledger;
mod next_version;
mod open_claim;
mod patience;
mod patient_money;
mod payer;
#[cfg(test)]
mod plans;
mod posted;
mod refund;
mod refusal;
mod remittance;
mod replaced;
mod review;
mod sent;
mod unapplied;
mod undone;
mod variance;

pub use alarm::{
    AlarmRow, PatternCount, PatternSum, alarms, answer_alarm, pattern_counts, pattern_sums,
    put_alarms, put_pattern_counts,
};
pub use appeal::{
    AppealBody, AppealCount, AppealRow, appeal, appeal_counts, appeal_for_change,
    appeal_waits_again, appeals_of, appeals_page, drop_appeal, put_appeal, save_appeal,
    settle_appeals,
};
pub use appeal_terms::{AppealTermsRow, appeal_terms, put_appeal_terms};
pub use beside::{AdjustedPayment, adjusted_payments};
pub use charged::{charged_of_replaced, self_charged, standing_claims};
pub use claim_event::{ClaimEvent, claim_events, put_claim_events};
pub use credit::{
    OpenCredit, credit_of, open_credits, owed_by_patients, patient_credit_elsewhere,
    with_payers_again,
};
pub use denial::{
    DenialBody, DenialLife, DenialRow, denial, denial_for_change, denial_state_name, put_denials,
    put_trace, save_denial,
};
pub use denial_before::{DenialBefore, Refusal};
pub use denial_event::{DenialEventRow, denial_events, put_denial_events};
pub use denial_facts::{
    CoderDenials, claims_by_id, coder_denials, decided_claims, expected_lines, refused_lines,
};
pub use denial_list::{
    DenialCount, DenialFilter, DenialPage, denial_counts, denial_history, denials_page,
    rank_denials,
};
pub use denial_of::{
    denials_of_account, denials_of_account_for_change, denials_of_claims_for_change,
};
pub use denial_then::{Behind, DenialThen, denial_counts_then, denials_then};
pub use deposit::{DepositRow, deposit, deposits, join_deposit, put_deposits, without_deposit};
pub use eligibility::{
    EligibilityCheck, answer_again, answer_check, check, check_of_trace, checks_of_patient,
    is_answer_to, put_check,
};
pub use first_pass::{Admission, admit, drop_staged, put_remittance, stage};
pub use follow_up::{
    FollowUp, FollowUpKind, Settled, follow_up_now, follow_up_of, follow_up_payers, follow_ups_now,
    number_told, open_follow_ups, put_follow_up, reopen_follow_up, settle_follow_ups,
};
pub use general_ledger::{GeneralTotal, general_totals, trial_balance};
pub use incoming::{FileContent, IncomingFile, begin_file, end_file, file, files, of_file};
pub use ledger::{
    ClaimBalances, add_entries, balances_of, close_batch, entries_of_account, entries_of_claim,
    journal_of_account, open_batch, owing,
};
pub use open_claim::{
    OpenRow, add_keys, ask_again, ask_anew, decided, open_already, open_claim, open_claims,
    open_of_key, put_open, renew_open, silent, stop_asking,
};
pub use patience::{PatienceRow, answer_times, patience_of, put_patience};
pub use patient_money::{
    PlanRow, StatementRow, plan_of, put_plan, put_statements, return_statement, save_plan,
    statements_of, statements_since,
};
pub use payer::{
    known_payer_for_change, known_payers, known_payers_for_change, own_numbers, payer_kind,
    put_known_payer, seen_payers, versioned_payers,
};
pub use posted::{
    PostedRow, book, book_by_number, posted_of_claim, posted_of_remittance, put_posted,
};
pub use refund::{RefundRow, add_refund, refund_for_change, refunds, save_refund};
pub use refusal::{
    FrontDoorRefusal, RefusalReason, open_refusals, put_refusal, refusals_mended, refusals_of,
};
pub use remittance::{
    RemittanceFilter, RemittanceRow, advance, close, known_payments, remittance,
    remittance_for_change, remittances, staged, to_post,
};
pub use replaced::{MOST_ENTRIES, booked_for_denials, standing_of_replaced};
pub use review::{
    ReviewRow, open_reviews, put_named, put_reviews, reopen_review, review, review_counts,
    review_for_change, reviews, settle_review,
};
pub use sent::{SentInterchange, is_receiver, put_sent, sent, sent_about, sent_now, settle_sent};
pub use unapplied::{
    Waiting, kept_for_change, ledger_balance, open_items, put_chosen, put_divided, settle_money,
    waiting, waiting_for_change,
};
pub use undone::{
    LineWord, billed_next_after, decisions_now, denial_undone, drop_key, drop_lines, first_undone,
    is_taken_back, posted_for_change, posted_of_claim_for_change, pushed_aside, put_standing,
    put_undone, put_undone_review, settle_reviews_of, standing_of, undecided, withdraw_statements,
};
pub use variance::{
    TermRow, VarianceFilter, VarianceRow, line_for_change, put_lines, save_line, variance_lines,
    variance_terms,
};
