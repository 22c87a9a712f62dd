//! An 835 as a plain remittance.

use super::to_claim::claim;
use super::{Party, Remittance835};
use crate::fault::{Place, X12Error};
use crate::typed::held::{self, Left, optional};
use crate::typed::segments::{Bpr, N4, Per};
use crate::typed::text::Text;
use model::Address;
use model::remittance::{
    BankAccount, Contact, PaymentAdjustment, Reference, Remittance, RemittanceParty,
};

impl TryFrom<&Remittance835> for Remittance {
    type Error = X12Error;

    /// As [`Remittance835::remittance`], without the places of what is left.
    fn try_from(advice: &Remittance835) -> Result<Remittance, X12Error> {
        advice.remittance().map(|(remittance, _)| remittance)
    }
}

impl Remittance835 {
    /// The plain remittance, and the places of what it has no field for (notes, totals of a
    /// provider, delivery), so that nothing is left out in silence.
    ///
    /// # Errors
    /// The place of the first value that a remittance needs and cannot hold: an amount that is
    /// none, a day that is none, a currency other than US dollars, a payer or payee not named.
    pub fn remittance(&self) -> Result<(Remittance, Vec<Place>), X12Error> {
        let mut left = Left::default();
        let party = |found: Option<&Party>, left: &mut Left| match found {
            Some(one) => Ok(read_party(one, left)),
            None => Err(held::missing(self.payment.origin.place, "the payer or the payee (N1)")),
        };
        let (payer, payee) = (party(self.payer(), &mut left)?, party(self.payee(), &mut left)?);
        let bpr = &self.payment;
        let place = bpr.origin.place;
        let production_date = match self.dates.iter().find(|dtm| dtm.qualifier == "405") {
            Some(dtm) => held::day(&dtm.date, dtm.origin.place.at(2))?,
            None => None,
        };
        let remittance = Remittance {
            payer,
            payee,
            trace: self.trace.number.to_string(),
            originator: optional(&self.trace.originator),
            division: optional(&self.trace.division),
            amount: held::needed_money(&bpr.amount, place.at(2))?,
            debit: bpr.credit_or_debit == "D",
            handling: bpr.handling.to_string(),
            method: bpr.method.to_string(),
            format: optional(&bpr.format),
            payer_account: account(bpr, true),
            originating_company: optional(&bpr.originator),
            originating_supplement: optional(&bpr.originator_supplement),
            payee_account: account(bpr, false),
            date: held::needed_day(&bpr.date, place.at(16))?,
            production_date,
            references: held::references(&self.references, &[], &mut left),
            claims: self.claims().map(|one| claim(one, &mut left)).collect::<Result<_, _>>()?,
            provider_adjustments: self.payment_adjustments()?,
        };
        self.leave(&mut left)?;
        Ok((remittance, left.into_places()))
    }

    fn payment_adjustments(&self) -> Result<Vec<PaymentAdjustment>, X12Error> {
        let mut all = Vec::new();
        for plb in &self.provider_adjustments {
            let place = plb.origin.place;
            let fiscal_period = held::needed_day(&plb.fiscal_period, place.at(2))?;
            // Pairs begin at PLB03, PLB05, … PLB13.
            for (element, one) in (3u8..).step_by(2).zip(plb.adjustments.iter()) {
                let id = &one.identifier;
                if id.reason.is_empty() && id.reference.is_empty() && one.amount.is_empty() {
                    continue;
                }
                all.push(PaymentAdjustment {
                    provider: plb.provider.to_string(),
                    fiscal_period,
                    reason: id.reason.to_string(),
                    reference: optional(&id.reference),
                    amount: held::needed_money(&one.amount, place.at(element + 1))?,
                });
            }
        }
        Ok(all)
    }

    /// What a remittance has no field for.
    fn leave(&self, left: &mut Left) -> Result<(), X12Error> {
        if let Some(currency) = self.currency.as_ref().filter(|cur| cur.currency != "USD") {
            let message = "the amounts are not in US dollars";
            let action = "post payments in other currencies by hand";
            let place = currency.origin.place.at(2);
            return Err(X12Error::new("x12.835.currency", place, message, action));
        }
        let bpr = &self.payment;
        let third = [&bpr.business_function, &bpr.third_bank_qualifier, &bpr.third_bank];
        let third = third.into_iter().chain([&bpr.third_account_qualifier, &bpr.third_account]);
        for (number, text) in (17..).zip(third) {
            left.element(bpr.origin.place, number, text);
        }
        self.notes.iter().for_each(|nte| left.segment(nte.origin.place));
        let known = self.dates.iter().position(|dtm| dtm.qualifier == "405");
        for (i, dtm) in self.dates.iter().enumerate() {
            if Some(i) != known {
                left.segment(dtm.origin.place);
            }
        }
        let named = [self.payer(), self.payee()];
        for party in &self.parties {
            if !named.iter().flatten().any(|known| std::ptr::eq(*known, party)) {
                left.segment(party.name.origin.place);
            }
        }
        for group in &self.groups {
            group.totals.iter().for_each(|ts3| left.segment(ts3.origin.place));
            group.inpatient_totals.iter().for_each(|ts2| left.segment(ts2.origin.place));
        }
        Ok(())
    }
}

fn account(bpr: &Bpr, of_payer: bool) -> Option<BankAccount> {
    let [bank_qualifier, bank, account_qualifier, account] = match of_payer {
        true => [
            &bpr.sender_bank_qualifier,
            &bpr.sender_bank,
            &bpr.sender_account_qualifier,
            &bpr.sender_account,
        ],
        false => [
            &bpr.receiver_bank_qualifier,
            &bpr.receiver_bank,
            &bpr.receiver_account_qualifier,
            &bpr.receiver_account,
        ],
    };
    let given = [bank_qualifier, bank, account_qualifier, account].map(Text::given);
    given.iter().any(Option::is_some).then(|| BankAccount {
        bank_qualifier: bank_qualifier.to_string(),
        bank: bank.to_string(),
        account_qualifier: optional(account_qualifier),
        account: optional(account),
    })
}

fn read_party(party: &Party, left: &mut Left) -> RemittanceParty {
    party.more_names.iter().for_each(|n2| left.segment(n2.origin.place));
    party.delivery.iter().for_each(|rdm| left.segment(rdm.origin.place));
    party.dates.iter().for_each(|dtm| left.segment(dtm.origin.place));
    party.street.iter().skip(1).for_each(|n3| left.segment(n3.origin.place));
    let name = &party.name;
    left.element(name.origin.place, 5, &name.relationship);
    left.element(name.origin.place, 6, &name.related_entity);
    RemittanceParty {
        name: name.name.to_string(),
        id_qualifier: optional(&name.qualifier),
        id: optional(&name.identifier),
        address: address(party, left),
        references: held::references(&party.references, &[], left),
        contacts: party.contacts.iter().map(|per| contact(per, left)).collect(),
    }
}

fn address(party: &Party, left: &mut Left) -> Option<Address> {
    if party.street.is_empty() && party.city.is_none() {
        return None;
    }
    let (street, no_city) = (party.street.first(), N4::default());
    let city = party.city.as_ref().unwrap_or(&no_city);
    let rest = [&city.country, &city.location_qualifier, &city.location, &city.subdivision];
    for (number, text) in (4..).zip(rest) {
        left.element(city.origin.place, number, text);
    }
    Some(Address {
        line1: street.map(|n3| n3.line_1.to_string()).unwrap_or_default(),
        line2: street.and_then(|n3| optional(&n3.line_2)),
        city: city.city.to_string(),
        state: city.state.to_string(),
        zip: city.postal_code.to_string(),
    })
}

pub(super) fn contact(per: &Per, left: &mut Left) -> Contact {
    left.element(per.origin.place, 9, &per.reference);
    let numbers = per
        .numbers
        .iter()
        .map(|one| Reference { qualifier: one.qualifier.to_string(), id: one.number.to_string() });
    Contact {
        function: per.function.to_string(),
        name: optional(&per.name),
        numbers: numbers.collect(),
    }
}
