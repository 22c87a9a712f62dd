//! Plain remittances made at random, and the way of one to an 835 and back.

use model::remittance::{
    AdjudicationValue, BankAccount, ClaimAdjustment, Contact, PaidClaim, PaidLine, PaidService,
    PaymentAdjustment, QualifiedAmount, QualifiedDate, QualifiedQuantity, Reference, Remittance,
    RemittanceName, RemittanceParty,
};
use model::{Address, Cents, Date, Quantity};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use x12::LineEnd;
use x12::typed::remittance_835::Remittance835;
use x12::typed::segments::{Ge, Gs, Iea};
use x12::typed::{self, Item, Items, Normalise, Transaction, Transactions};

const ISA: &str = "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         \
                   *260615*1200*^*00501*000000001*0*T*:~IEA*0*000000001~";

pub fn there_and_back(remittance: &Remittance) -> Remittance {
    let Some(Ok(start)) = Items::new(ISA.as_bytes()).next() else { panic!("no interchange") };
    let advice = Transaction::Remittance835(Box::new(Remittance835::from(remittance)));
    let items = [
        start,
        Item::Group(Gs { version: "005010X221A1".into(), ..Gs::default() }),
        Item::Transaction(advice),
        Item::GroupEnd(Ge::default()),
        Item::InterchangeEnd(Iea::default()),
    ];
    let normalise = Normalise { delimiters: None, line_end: LineEnd::None };
    let text = typed::write(&items, Some(normalise)).unwrap();
    let Some(Ok(Transaction::Remittance835(advice))) = Transactions::new(text.as_bytes()).next()
    else {
        panic!("not read as an 835: {text}")
    };
    let segments = text.matches('~').count() - 4;
    assert_eq!(advice.se.segments.0, segments.to_string().as_str());
    Remittance::try_from(&*advice).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

fn word() -> impl Strategy<Value = String> {
    "[A-Z0-9][A-Z0-9 .'/-]{0,8}[A-Z0-9]"
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(word())
}

fn cents() -> impl Strategy<Value = Cents> {
    (-10_000_000i64..10_000_000).prop_map(Cents)
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (-100_000i64..100_000).prop_map(Quantity)
}

fn date() -> impl Strategy<Value = Date> {
    (0i32..12_000).prop_map(Date::from_days_since_2000)
}

fn references() -> impl Strategy<Value = Vec<Reference>> {
    vec(("[A-Z1-5][A-Z0-5]", word()).prop_map(|(qualifier, id)| Reference { qualifier, id }), 0..3)
}

fn contact() -> impl Strategy<Value = Contact> {
    ("[BCI][LXC]", maybe(), references()).prop_map(|(function, name, numbers)| Contact {
        function,
        name,
        numbers,
    })
}

fn account() -> impl Strategy<Value = BankAccount> {
    (word(), word(), maybe(), maybe()).prop_map(
        |(bank_qualifier, bank, account_qualifier, account)| BankAccount {
            bank_qualifier,
            bank,
            account_qualifier,
            account,
        },
    )
}

fn party() -> impl Strategy<Value = RemittanceParty> {
    let address = (word(), maybe(), word(), "[A-Z]{2}", "[0-9]{5}")
        .prop_map(|(line1, line2, city, state, zip)| Address { line1, line2, city, state, zip });
    (word(), maybe(), maybe(), option::of(address), references(), vec(contact(), 0..2)).prop_map(
        |(name, id_qualifier, id, address, references, contacts)| RemittanceParty {
            name,
            id_qualifier,
            id,
            address,
            references,
            contacts,
        },
    )
}

fn adjustments() -> impl Strategy<Value = Vec<ClaimAdjustment>> {
    // Ten of one group in a row do not fit one segment.
    vec(
        ("CO|PR", word(), cents(), option::of(quantity())).prop_map(
            |(group, carc, amount, quantity)| ClaimAdjustment { group, carc, amount, quantity },
        ),
        0..10,
    )
}

fn amounts() -> impl Strategy<Value = Vec<QualifiedAmount>> {
    let one = ("[A-Z]{2}", cents());
    vec(one.prop_map(|(qualifier, amount)| QualifiedAmount { qualifier, amount }), 0..3)
}

fn quantities() -> impl Strategy<Value = Vec<QualifiedQuantity>> {
    let one = ("[A-Z]{2}", quantity());
    vec(one.prop_map(|(qualifier, quantity)| QualifiedQuantity { qualifier, quantity }), 0..3)
}

fn dates() -> impl Strategy<Value = Vec<QualifiedDate>> {
    let one = ("472|150|151|232", date());
    vec(one.prop_map(|(qualifier, date)| QualifiedDate { qualifier, date }), 0..3)
}

fn name() -> impl Strategy<Value = RemittanceName> {
    (("QC|IL|82", any::<bool>()), maybe(), maybe(), maybe(), maybe(), maybe(), maybe()).prop_map(
        |((role, person), family, given, middle, suffix, id_qualifier, id)| RemittanceName {
            role,
            person,
            family,
            given,
            middle,
            suffix,
            id_qualifier,
            id,
        },
    )
}

fn service() -> impl Strategy<Value = PaidService> {
    ("HC|NU|AD", word(), vec("[A-Z0-9]{2}", 0..5), maybe()).prop_map(
        |(qualifier, code, modifiers, description)| PaidService {
            qualifier,
            code,
            modifiers,
            description,
        },
    )
}

fn line() -> impl Strategy<Value = PaidLine> {
    let service = (service(), option::of(service()), maybe(), cents(), cents());
    let rest = (option::of(quantity()), option::of(quantity()), dates(), maybe(), adjustments());
    (service, rest, references(), references(), amounts(), quantities()).prop_map(
        |(service, rest, remarks, references, amounts, quantities)| PaidLine {
            service: service.0,
            billed_service: service.1,
            revenue_code: service.2,
            charge: service.3,
            paid: service.4,
            units: rest.0,
            billed_units: rest.1,
            dates: rest.2,
            line_control_number: rest.3,
            adjustments: rest.4,
            remarks,
            references,
            amounts,
            quantities,
        },
    )
}

/// Values of MIA, MOA, both or none, in the order of their elements, and remarks that fit.
fn adjudication() -> impl Strategy<Value = (Vec<AdjudicationValue>, Vec<String>)> {
    let elements = proptest::sample::subsequence(
        vec!["MIA01", "MIA04", "MIA15", "MIA24", "MOA01", "MOA02", "MOA09"],
        0..7,
    );
    (elements, vec("[MN][A0-9][0-9]{2}", 0..5)).prop_map(|(elements, remarks)| {
        let value = |element: &str| AdjudicationValue {
            element: element.to_owned(),
            value: "12.5".to_owned(),
        };
        (elements.into_iter().map(value).collect(), remarks)
    })
}

fn claim() -> impl Strategy<Value = PaidClaim> {
    let clp = (word(), "1|2|4|22", cents(), cents(), option::of(cents()));
    let more = (maybe(), maybe(), maybe(), maybe(), maybe());
    let loops = (adjustments(), vec(name(), 0..3), adjudication(), references(), dates());
    let rest = (vec(contact(), 0..2), amounts(), quantities(), vec(line(), 0..3));
    (clp, more, loops, rest).prop_map(|(clp, more, loops, rest)| PaidClaim {
        control_number: clp.0,
        status: clp.1,
        charge: clp.2,
        paid: clp.3,
        patient_responsibility: clp.4,
        filing_indicator: more.0,
        payer_control_number: more.1,
        facility_type: more.2,
        frequency: more.3,
        drg: more.4,
        drg_weight: None,
        discharge_fraction: Some("0.5".to_owned()),
        adjustments: loops.0,
        names: loops.1,
        adjudication: loops.2.0,
        remarks: loops.2.1,
        references: loops.3,
        dates: loops.4,
        contacts: rest.0,
        amounts: rest.1,
        quantities: rest.2,
        lines: rest.3,
    })
}

pub fn remittance() -> impl Strategy<Value = Remittance> {
    let plb = (word(), date(), word(), maybe(), cents()).prop_map(
        |(provider, fiscal_period, reason, reference, amount)| PaymentAdjustment {
            provider,
            fiscal_period,
            reason,
            reference,
            amount,
        },
    );
    let bpr = (cents(), any::<bool>(), "[A-Z]", "ACH|CHK", maybe(), date(), option::of(date()));
    let accounts = (option::of(account()), maybe(), maybe(), option::of(account()));
    let trace = (word(), maybe(), maybe());
    let loops = (references(), vec(claim(), 0..4), vec(plb, 0..9));
    (party(), party(), bpr, accounts, trace, loops).prop_map(
        |(payer, payee, bpr, accounts, trace, loops)| Remittance {
            payer,
            payee,
            trace: trace.0,
            originator: trace.1,
            division: trace.2,
            amount: bpr.0,
            debit: bpr.1,
            handling: bpr.2,
            method: bpr.3,
            format: bpr.4,
            payer_account: accounts.0,
            originating_company: accounts.1,
            originating_supplement: accounts.2,
            payee_account: accounts.3,
            date: bpr.5,
            production_date: bpr.6,
            references: loops.0,
            claims: loops.1,
            provider_adjustments: loops.2,
        },
    )
}
