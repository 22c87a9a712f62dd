//! The claims of an 835 as plain values.

use super::to_model::contact;
use super::{ClaimPayment, ServicePayment};
use crate::fault::X12Error;
use crate::typed::adjustment::flat;
use crate::typed::held::{self, Left, optional};
use crate::typed::node::Node;
use crate::typed::segments::{Amt, Cas, Dtm, Mia, Moa, Nm1, Procedure, Qty};
use model::remittance::{
    AdjudicationValue, ClaimAdjustment, PaidClaim, PaidLine, PaidService, QualifiedAmount,
    QualifiedDate, QualifiedQuantity, Reference, RemittanceName,
};

pub(super) fn claim(payment: &ClaimPayment, left: &mut Left) -> Result<PaidClaim, X12Error> {
    let clp = &payment.claim;
    let place = clp.origin.place;
    left.element(place, 10, &clp.patient_status);
    left.element(place, 14, &clp.consent);
    let lines = payment.services.iter().map(|service| line(service, left));
    let lines = lines.collect::<Result<_, _>>()?;
    let adjudication = inpatient(payment.inpatient.as_ref());
    let adjudication = adjudication.chain(outpatient(payment.outpatient.as_ref()));
    Ok(PaidClaim {
        control_number: clp.control_number.to_string(),
        status: clp.status.to_string(),
        charge: held::needed_money(&clp.charge, place.at(3))?,
        paid: held::needed_money(&clp.paid, place.at(4))?,
        patient_responsibility: held::money(&clp.patient_responsibility, place.at(5))?,
        filing_indicator: optional(&clp.filing_indicator),
        payer_control_number: optional(&clp.payer_control_number),
        facility_type: optional(&clp.facility_type),
        frequency: optional(&clp.frequency),
        drg: optional(&clp.drg),
        drg_weight: held::decimal(clp.drg_weight.text()),
        discharge_fraction: held::decimal(clp.discharge_fraction.text()),
        adjustments: adjustments(&payment.adjustments)?,
        names: payment.names.iter().map(|nm1| name(nm1, left)).collect(),
        remarks: payment.remarks().map(str::to_owned).collect(),
        adjudication: adjudication.collect(),
        references: held::references(&payment.references, &[], left),
        dates: dates(&payment.dates, left)?,
        contacts: payment.contacts.iter().map(|per| contact(per, left)).collect(),
        amounts: amounts(&payment.amounts, left)?,
        quantities: quantities(&payment.quantities, left)?,
        lines,
    })
}

fn line(payment: &ServicePayment, left: &mut Left) -> Result<PaidLine, X12Error> {
    let svc = &payment.service;
    let place = svc.origin.place;
    // One line has one number; a second one would be another fact.
    let own = payment.references.iter().find(|one| one.qualifier == "6R");
    for one in payment.references.iter().filter(|one| one.qualifier == "6R") {
        if !own.is_some_and(|own| std::ptr::eq(own, one)) {
            left.segment(one.origin.place);
        }
    }
    for (element, procedure) in [(1, &svc.procedure), (6, &svc.submitted_procedure)] {
        left.element(place, element, &procedure.last_code);
    }
    let billed = &svc.submitted_procedure;
    let is_billed = !billed.qualifier.is_empty() || !billed.code.is_empty();
    Ok(PaidLine {
        service: service(&svc.procedure),
        billed_service: is_billed.then(|| service(billed)),
        revenue_code: optional(&svc.revenue_code),
        charge: held::needed_money(&svc.charge, place.at(2))?,
        paid: held::needed_money(&svc.paid, place.at(3))?,
        units: held::quantity(&svc.units_paid, place.at(5))?,
        billed_units: held::quantity(&svc.units_submitted, place.at(7))?,
        dates: dates(&payment.dates, left)?,
        line_control_number: payment.line_control_number().map(str::to_owned),
        adjustments: adjustments(&payment.adjustments)?,
        remarks: payment
            .remarks
            .iter()
            .map(|lq| Reference { qualifier: lq.list.to_string(), id: lq.code.to_string() })
            .collect(),
        references: held::references(&payment.references, &["6R"], left),
        amounts: amounts(&payment.amounts, left)?,
        quantities: quantities(&payment.quantities, left)?,
    })
}

fn service(procedure: &Procedure) -> PaidService {
    PaidService {
        qualifier: procedure.qualifier.to_string(),
        code: procedure.code.to_string(),
        modifiers: procedure.modifiers().map(str::to_owned).collect(),
        description: optional(&procedure.description),
    }
}

fn adjustments(all: &[Cas]) -> Result<Vec<ClaimAdjustment>, X12Error> {
    flat(all)
        .map(|one| {
            let amount = one.place.at(one.place.element + 1);
            let quantity = one.place.at(one.place.element + 2);
            Ok(ClaimAdjustment {
                group: one.group.to_owned(),
                carc: one.reason.to_owned(),
                amount: held::needed_money(one.amount, amount)?,
                quantity: held::quantity(one.quantity, quantity)?,
            })
        })
        .collect()
}

fn name(nm1: &Nm1, left: &mut Left) -> RemittanceName {
    let place = nm1.origin.place;
    left.element(place, 6, &nm1.prefix);
    left.element(place, 10, &nm1.relationship);
    left.element(place, 11, &nm1.related_entity);
    left.element(place, 12, &nm1.organization_name);
    RemittanceName {
        role: nm1.entity.to_string(),
        person: nm1.entity_type == "1",
        family: optional(&nm1.last_name),
        given: optional(&nm1.first_name),
        middle: optional(&nm1.middle_name),
        suffix: optional(&nm1.suffix),
        id_qualifier: optional(&nm1.qualifier),
        id: optional(&nm1.identifier),
    }
}

fn dates(all: &[Dtm], left: &mut Left) -> Result<Vec<QualifiedDate>, X12Error> {
    let mut held = Vec::new();
    for dtm in all {
        let place = dtm.origin.place;
        left.element(place, 3, &dtm.time);
        left.element(place, 4, &dtm.time_zone);
        left.element(place, 6, &dtm.period);
        if let Some(date) = held::day(&dtm.date, place.at(2))? {
            held.push(QualifiedDate { qualifier: dtm.qualifier.to_string(), date });
        }
    }
    Ok(held)
}

fn amounts(all: &[Amt], left: &mut Left) -> Result<Vec<QualifiedAmount>, X12Error> {
    all.iter()
        .map(|amt| {
            let place = amt.origin.place;
            left.element(place, 3, &amt.credit_or_debit);
            let amount = held::needed_money(&amt.amount, place.at(2))?;
            Ok(QualifiedAmount { qualifier: amt.qualifier.to_string(), amount })
        })
        .collect()
}

fn quantities(all: &[Qty], left: &mut Left) -> Result<Vec<QualifiedQuantity>, X12Error> {
    all.iter()
        .map(|qty| {
            let place = qty.origin.place;
            left.element(place, 3, &qty.unit.code);
            left.element(place, 4, &qty.text);
            let quantity = held::quantity(&qty.quantity, place.at(2))?;
            let quantity = quantity.ok_or_else(|| held::missing(place.at(2), "a quantity"))?;
            Ok(QualifiedQuantity { qualifier: qty.qualifier.to_string(), quantity })
        })
        .collect()
}

/// The elements of MIA that are no remarks.
fn inpatient(mia: Option<&Mia>) -> impl Iterator<Item = AdjudicationValue> {
    let values = mia.map(Mia::values).into_iter().flatten();
    values.filter_map(|(number, text)| value(Mia::NAME, number, text))
}

/// The elements of MOA that are no remarks.
fn outpatient(moa: Option<&Moa>) -> impl Iterator<Item = AdjudicationValue> {
    let values = moa.map(Moa::values).into_iter().flatten();
    values.filter_map(|(number, text)| value(Moa::NAME, number, text))
}

fn value(segment: &str, number: u8, text: &str) -> Option<AdjudicationValue> {
    let element = format!("{segment}{number:02}");
    held::decimal(text).map(|value| AdjudicationValue { element, value })
}
