//! Plain paid claims as loops of an 835.

use super::from_model::contact;
use super::{ClaimPayment, ServicePayment};
use crate::typed::build;
use crate::typed::held::refs;
use crate::typed::segments::{
    Adjustment, Amt, Cas, Clp, Dtm, Lq, Mia, Moa, Nm1, Procedure, Qty, Svc,
};
use crate::typed::text::Text;
use crate::typed::value::Run;
use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, QualifiedAmount, QualifiedDate,
    QualifiedQuantity, RemittanceName,
};

pub(super) fn claim(claim: &PaidClaim) -> ClaimPayment {
    let (inpatient, outpatient) = adjudication(claim);
    ClaimPayment {
        claim: Clp {
            control_number: claim.control_number.as_str().into(),
            status: claim.status.as_str().into(),
            charge: claim.charge.into(),
            paid: claim.paid.into(),
            patient_responsibility: claim.patient_responsibility.into(),
            filing_indicator: (&claim.filing_indicator).into(),
            payer_control_number: (&claim.payer_control_number).into(),
            facility_type: (&claim.facility_type).into(),
            frequency: (&claim.frequency).into(),
            drg: (&claim.drg).into(),
            drg_weight: claim.drg_weight.as_deref().unwrap_or("").into(),
            discharge_fraction: claim.discharge_fraction.as_deref().unwrap_or("").into(),
            ..Clp::default()
        },
        adjustments: adjustments(&claim.adjustments),
        names: claim.names.iter().map(name).collect(),
        inpatient,
        outpatient,
        references: refs(&claim.references).collect(),
        dates: dates(&claim.dates),
        contacts: claim.contacts.iter().map(contact).collect(),
        amounts: amounts(&claim.amounts),
        quantities: quantities(&claim.quantities),
        services: claim.lines.iter().map(service).collect(),
    }
}

fn service(line: &PaidLine) -> ServicePayment {
    let number = line.line_control_number.as_deref().map(|id| build::reference("6R", id));
    ServicePayment {
        service: Svc {
            procedure: procedure(&line.service),
            charge: line.charge.into(),
            paid: line.paid.into(),
            revenue_code: (&line.revenue_code).into(),
            units_paid: line.units.into(),
            submitted_procedure: line.billed_service.as_ref().map(procedure).unwrap_or_default(),
            units_submitted: line.billed_units.into(),
            ..Svc::default()
        },
        dates: dates(&line.dates),
        adjustments: adjustments(&line.adjustments),
        references: number.into_iter().chain(refs(&line.references)).collect(),
        amounts: amounts(&line.amounts),
        quantities: quantities(&line.quantities),
        remarks: line
            .remarks
            .iter()
            .map(|one| Lq {
                list: one.qualifier.as_str().into(),
                code: one.id.as_str().into(),
                ..Lq::default()
            })
            .collect(),
    }
}

fn procedure(service: &PaidService) -> Procedure {
    let modifier = |i: usize| service.modifiers.get(i).map_or("", String::as_str).into();
    Procedure {
        qualifier: service.qualifier.as_str().into(),
        code: service.code.as_str().into(),
        modifier_1: modifier(0),
        modifier_2: modifier(1),
        modifier_3: modifier(2),
        modifier_4: modifier(3),
        description: (&service.description).into(),
        ..Procedure::default()
    }
}

/// Neighbours of one group share a CAS, as far as it has place for them.
fn adjustments(all: &[ClaimAdjustment]) -> Vec<Cas> {
    let mut segments = Vec::new();
    for neighbours in all.chunk_by(|a, b| a.group == b.group) {
        for chunk in neighbours.chunks(Run::<Adjustment, 6>::MOST) {
            let adjustments = chunk.iter().map(|one| Adjustment {
                reason: one.carc.as_str().into(),
                amount: one.amount.into(),
                quantity: one.quantity.into(),
            });
            segments.push(Cas {
                group: chunk[0].group.as_str().into(),
                adjustments: adjustments.collect::<Vec<_>>().into(),
                ..Cas::default()
            });
        }
    }
    segments
}

fn name(name: &RemittanceName) -> Nm1 {
    Nm1 {
        entity: name.role.as_str().into(),
        entity_type: if name.person { "1" } else { "2" }.into(),
        last_name: (&name.family).into(),
        first_name: (&name.given).into(),
        middle_name: (&name.middle).into(),
        suffix: (&name.suffix).into(),
        qualifier: (&name.id_qualifier).into(),
        identifier: (&name.id).into(),
        ..Nm1::default()
    }
}

fn dates(all: &[QualifiedDate]) -> Vec<Dtm> {
    all.iter().map(|one| build::day(&one.qualifier, one.date)).collect()
}

fn amounts(all: &[QualifiedAmount]) -> Vec<Amt> {
    let amt = |one: &QualifiedAmount| Amt {
        qualifier: one.qualifier.as_str().into(),
        amount: one.amount.into(),
        ..Amt::default()
    };
    all.iter().map(amt).collect()
}

fn quantities(all: &[QualifiedQuantity]) -> Vec<Qty> {
    let qty = |one: &QualifiedQuantity| Qty {
        qualifier: one.qualifier.as_str().into(),
        quantity: one.quantity.into(),
        ..Qty::default()
    };
    all.iter().map(qty).collect()
}

/// MIA when the claim has a value of one, MOA when it has a value of that or a remark is left:
/// each has place for five remarks.
fn adjudication(claim: &PaidClaim) -> (Option<Mia>, Option<Moa>) {
    let of = |segment: &str| {
        let values = claim.adjudication.iter().filter(move |v| v.element.starts_with(segment));
        let number = |element: &str| element.get(3..).and_then(|n| n.parse().ok());
        let values = values.filter_map(|v| Some((number(&v.element)?, Text::from(&*v.value))));
        values.collect::<Vec<(u8, Text)>>()
    };
    let (inpatient, outpatient) = (of("MIA"), of("MOA"));
    let mut remarks = claim.remarks.iter().map(|remark| Text::from(remark.as_str())).peekable();
    let inpatient = (!inpatient.is_empty()).then(|| Mia::made(inpatient, &mut remarks));
    let is_outpatient = !outpatient.is_empty() || remarks.peek().is_some();
    (inpatient, is_outpatient.then(|| Moa::made(outpatient, &mut remarks)))
}
