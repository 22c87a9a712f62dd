//! One payment: the claims of a day for one payee, with interest, recoveries and what is carried
//! forward. It is never below zero (X221 section 1.10.2).

use super::envelope::{Guide, REMITTANCE};
use super::profile::Profile;
use model::remittance::{
    BankAccount, Contact, PaidClaim, PaymentAdjustment, Reference, Remittance, RemittanceParty,
};
use model::{BillingProvider, Cents, Date};
use serde::{Deserialize, Serialize};
use x12::typed::Transaction;
use x12::typed::remittance_835::Remittance835;

/// Money to be collected for claims that were taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recovery {
    pub payee: String,
    /// The payer's number of the claim.
    pub reference: String,
    pub left: Cents,
    /// From this day on.
    pub from: Date,
}

/// What could not be taken from a payment, by payee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Carried {
    pub reference: String,
    pub amount: Cents,
}

/// What goes into a payment.
pub(super) struct Batch<'a> {
    pub payee: &'a BillingProvider,
    pub day: Date,
    pub trace: String,
    pub claims: Vec<PaidClaim>,
    /// Interest by the payer's number of the claim.
    pub interest: Vec<(String, Cents)>,
    /// Take-backs that are only announced now.
    pub announced: Vec<(String, Cents)>,
}

impl Batch<'_> {
    /// The remittance. Takes from `recoveries` what the payment can bear, and from `carried` all;
    /// puts there what it cannot.
    pub fn remittance(
        self,
        profile: &Profile,
        recoveries: &mut Vec<Recovery>,
        carried: &mut Option<Carried>,
    ) -> Remittance {
        let year_end = Date::new(self.day.year(), 12, 31).unwrap_or(self.day);
        let adjustment = |reason: &str, reference: &str, amount: Cents| PaymentAdjustment {
            provider: self.payee.npi.clone(),
            fiscal_period: year_end,
            reason: reason.to_owned(),
            reference: Some(reference.to_owned()),
            amount,
        };
        let mut all = Vec::new();
        all.extend(self.interest.iter().map(|(number, due)| adjustment("L6", number, -*due)));
        all.extend(self.announced.iter().map(|(number, net)| adjustment("WO", number, -*net)));
        if let Some(before) = carried.take() {
            all.push(adjustment("FB", &before.reference, before.amount));
        }
        let claims: Cents = self.claims.iter().map(|claim| claim.paid).sum();
        let left = |all: &[PaymentAdjustment]| claims - all.iter().map(|one| one.amount).sum();
        for one in recoveries.iter_mut() {
            let due = one.payee == self.payee.npi && one.from <= self.day;
            let part = one.left.min(left(&all));
            if due && part > Cents::ZERO {
                one.left = one.left - part;
                all.push(adjustment("WO", &one.reference, part));
            }
        }
        recoveries.retain(|one| one.left > Cents::ZERO);
        let short = left(&all);
        if short < Cents::ZERO {
            all.push(adjustment("FB", &self.trace, short));
            let (reference, amount) = (self.trace.clone(), -short);
            *carried = Some(Carried { reference, amount });
        }
        let amount = left(&all);
        let mut remittance = head(profile, self.payee, self.day, &self.trace, amount);
        (remittance.claims, remittance.provider_adjustments) = (self.claims, all);
        remittance
    }
}

/// Who pays whom how much.
fn head(
    profile: &Profile,
    payee: &BillingProvider,
    day: Date,
    trace: &str,
    amount: Cents,
) -> Remittance {
    let numbers =
        |kind: &str, number: &str| Reference { qualifier: kind.to_owned(), id: number.to_owned() };
    let contact = |function: &str, kind: &str, number: &str| Contact {
        function: function.to_owned(),
        name: Some("CLAIMS DESK".to_owned()),
        numbers: vec![numbers(kind, number)],
    };
    let tax = payee.tax_id.iter().map(|tax| numbers("TJ", tax));
    let originator = format!("1{}", profile.tax_id);
    let remittance = Remittance {
        payer: RemittanceParty {
            name: profile.name.clone(),
            address: Some(profile.address.clone()),
            references: vec![numbers("2U", &profile.id)],
            contacts: vec![
                contact("CX", "TE", &profile.phone),
                contact("BL", "TE", &profile.phone),
            ],
            ..RemittanceParty::default()
        },
        payee: RemittanceParty {
            name: payee.name.clone().unwrap_or_else(|| "PAYEE".to_owned()),
            id_qualifier: Some("XX".to_owned()),
            id: Some(payee.npi.clone()),
            references: tax.collect(),
            ..RemittanceParty::default()
        },
        trace: trace.to_owned(),
        originator: Some(originator.clone()),
        amount,
        date: day,
        production_date: Some(day),
        ..Remittance::default()
    };
    if amount == Cents::ZERO {
        return Remittance { handling: "H".into(), method: "NON".into(), ..remittance };
    }
    let account = |account: &str| BankAccount {
        bank_qualifier: "01".to_owned(),
        bank: "999999992".to_owned(),
        account_qualifier: Some("DA".to_owned()),
        account: Some(account.to_owned()),
    };
    Remittance {
        handling: "I".into(),
        method: "ACH".into(),
        format: Some("CCP".into()),
        payer_account: Some(account("440012345")),
        originating_company: Some(originator),
        payee_account: Some(account("7700123")),
        ..remittance
    }
}

/// The 835 of a remittance, as the only transaction of its group.
pub(super) fn transaction(remittance: &Remittance) -> Transaction {
    let guide: Guide = REMITTANCE;
    let mut told = Remittance835::from(remittance);
    (told.st, told.se) = (guide.st(1), guide.se(1));
    Transaction::Remittance835(Box::new(told))
}
