//! A plain remittance as an 835.

use super::from_claim::claim;
use super::{ClaimGroup, Party, Remittance835};
use crate::typed::build;
use crate::typed::held::refs;
use crate::typed::segments::{
    AdjustmentIdentifier, Bpr, CommunicationNumber, Lx, N1, N3, N4, Per, Plb, ProviderAdjustment,
    Se, St, Trn,
};
use crate::typed::value::Run;
use model::remittance::{BankAccount, Contact, PaymentAdjustment, Remittance, RemittanceParty};

impl From<&Remittance> for Remittance835 {
    /// The claims stand in one group. ST02 and SE02 are `0001`; whoever writes more than one
    /// transaction gives them their numbers. Write it with [`crate::typed::Normalise`], which
    /// counts SE01.
    fn from(remittance: &Remittance) -> Remittance835 {
        let groups = match remittance.claims.as_slice() {
            [] => Vec::new(),
            claims => vec![ClaimGroup {
                number: Lx { number: "1".into(), ..Lx::default() },
                claims: claims.iter().map(claim).collect(),
                ..ClaimGroup::default()
            }],
        };
        let production = remittance.production_date.map(|date| build::day("405", date));
        Remittance835 {
            st: St { set: "835".into(), control_number: "0001".into(), ..St::default() },
            payment: payment(remittance),
            trace: Trn {
                trace_type: "1".into(),
                number: remittance.trace.as_str().into(),
                originator: (&remittance.originator).into(),
                division: (&remittance.division).into(),
                ..Trn::default()
            },
            references: refs(&remittance.references).collect(),
            dates: production.into_iter().collect(),
            parties: vec![party("PR", &remittance.payer), party("PE", &remittance.payee)],
            groups,
            provider_adjustments: provider_adjustments(&remittance.provider_adjustments),
            se: Se { control_number: "0001".into(), ..Se::default() },
            ..Remittance835::default()
        }
    }
}

fn payment(remittance: &Remittance) -> Bpr {
    let none = BankAccount::default();
    let payer = remittance.payer_account.as_ref().unwrap_or(&none);
    let payee = remittance.payee_account.as_ref().unwrap_or(&none);
    Bpr {
        handling: remittance.handling.as_str().into(),
        amount: remittance.amount.into(),
        credit_or_debit: if remittance.debit { "D" } else { "C" }.into(),
        method: remittance.method.as_str().into(),
        format: (&remittance.format).into(),
        sender_bank_qualifier: payer.bank_qualifier.as_str().into(),
        sender_bank: payer.bank.as_str().into(),
        sender_account_qualifier: (&payer.account_qualifier).into(),
        sender_account: (&payer.account).into(),
        originator: (&remittance.originating_company).into(),
        originator_supplement: (&remittance.originating_supplement).into(),
        receiver_bank_qualifier: payee.bank_qualifier.as_str().into(),
        receiver_bank: payee.bank.as_str().into(),
        receiver_account_qualifier: (&payee.account_qualifier).into(),
        receiver_account: (&payee.account).into(),
        date: remittance.date.into(),
        ..Bpr::default()
    }
}

fn party(role: &str, party: &RemittanceParty) -> Party {
    let street = party.address.iter().filter(|address| !address.line1.is_empty());
    Party {
        name: N1 {
            entity: role.into(),
            name: party.name.as_str().into(),
            qualifier: (&party.id_qualifier).into(),
            identifier: (&party.id).into(),
            ..N1::default()
        },
        street: street
            .map(|address| N3 {
                line_1: address.line1.as_str().into(),
                line_2: (&address.line2).into(),
                ..N3::default()
            })
            .collect(),
        city: party.address.as_ref().map(|address| N4 {
            city: address.city.as_str().into(),
            state: address.state.as_str().into(),
            postal_code: address.zip.as_str().into(),
            ..N4::default()
        }),
        references: refs(&party.references).collect(),
        contacts: party.contacts.iter().map(contact).collect(),
        ..Party::default()
    }
}

pub(super) fn contact(contact: &Contact) -> Per {
    let numbers = contact.numbers.iter().map(|one| CommunicationNumber {
        qualifier: one.qualifier.as_str().into(),
        number: one.id.as_str().into(),
    });
    Per {
        function: contact.function.as_str().into(),
        name: (&contact.name).into(),
        numbers: numbers.collect::<Vec<_>>().into(),
        ..Per::default()
    }
}

/// Neighbours of one provider and fiscal year share a PLB, as far as it has place for them.
fn provider_adjustments(all: &[PaymentAdjustment]) -> Vec<Plb> {
    let same = |a: &PaymentAdjustment, b: &PaymentAdjustment| {
        a.provider == b.provider && a.fiscal_period == b.fiscal_period
    };
    let mut segments = Vec::new();
    for neighbours in all.chunk_by(same) {
        for chunk in neighbours.chunks(Run::<ProviderAdjustment, 6>::MOST) {
            let adjustments = chunk.iter().map(|one| ProviderAdjustment {
                identifier: AdjustmentIdentifier {
                    reason: one.reason.as_str().into(),
                    reference: (&one.reference).into(),
                    empties: 0,
                },
                amount: one.amount.into(),
            });
            segments.push(Plb {
                provider: chunk[0].provider.as_str().into(),
                fiscal_period: chunk[0].fiscal_period.into(),
                adjustments: adjustments.collect::<Vec<_>>().into(),
                ..Plb::default()
            });
        }
    }
    segments
}
