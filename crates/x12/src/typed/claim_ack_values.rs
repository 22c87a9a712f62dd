//! A 277CA as plain values: one answer for each claim.

use super::claim_ack_277ca::{
    AckName, AckPatient, AckProvider, AckReceiver, AckService, AckTrace, ClaimAck277,
};
use super::held::{self, optional};
use super::segments::{Dtp, StatusCode as TypedStatus, Stc, reference};
use crate::fault::X12Error;
use model::acknowledgement::{
    AckParty, BatchAck, ClaimAck, ClaimAcks, ClaimStatus, LineAck, StatusCode,
};
use model::{Cents, Date, Quantity};

impl TryFrom<&ClaimAck277> for ClaimAcks {
    type Error = X12Error;

    /// Statuses of a provider as a whole are not told apart from those of its claims: they
    /// repeat what the claims say, and are left.
    ///
    /// # Errors
    /// The place of an amount, a count or a day that is none; two sources in one transaction.
    fn try_from(ack: &ClaimAck277) -> Result<ClaimAcks, X12Error> {
        let place = ack.beginning.origin.place;
        let source = match ack.sources.as_slice() {
            [source] => source,
            [] => return Err(held::missing(place, "the level of who answers (HL 20)")),
            [_, second, ..] => {
                let message = "there is more than one source of answers in the transaction";
                let action = "read the transaction as a typed value";
                let place = second.level.origin.place;
                return Err(X12Error::new("x12.277ca.sources", place, message, action));
            }
        };
        Ok(ClaimAcks {
            reference: ack.beginning.reference.to_string(),
            date: held::needed_day(&ack.beginning.date, place.at(4))?,
            source: party(&source.names),
            batches: source.receivers.iter().map(batch).collect::<Result<_, _>>()?,
        })
    }
}

/// The first name of a level, which is its own.
fn party(names: &[AckName]) -> AckParty {
    let Some(AckName { name, .. }) = names.first() else { return AckParty::default() };
    let parts = [&name.first_name, &name.middle_name, &name.last_name, &name.suffix];
    let parts: Vec<&str> = parts.into_iter().filter_map(|part| part.given()).collect();
    AckParty { name: parts.join(" "), id: optional(&name.identifier) }
}

fn batch(receiver: &AckReceiver) -> Result<BatchAck, X12Error> {
    let mut batch = BatchAck { submitter: party(&receiver.names), ..BatchAck::default() };
    for trace in &receiver.traces {
        batch.trace = batch.trace.or(optional(&trace.trace.number));
        batch.statuses.extend(statuses(&trace.statuses)?);
        batch.accepted = batch.accepted.or(quantity(trace, "90")?);
        batch.rejected = batch.rejected.or(quantity(trace, "AA")?);
        batch.accepted_cents = batch.accepted_cents.or(amount(trace, "YU")?);
        batch.rejected_cents = batch.rejected_cents.or(amount(trace, "YY")?);
    }
    for provider in &receiver.providers {
        for patient in &provider.patients {
            for trace in &patient.claims {
                batch.claims.push(claim(trace, patient, provider)?);
            }
        }
    }
    Ok(batch)
}

fn quantity(trace: &AckTrace, qualifier: &str) -> Result<Option<Quantity>, X12Error> {
    match trace.quantities.iter().find(|qty| qty.qualifier == qualifier) {
        Some(qty) => held::quantity(&qty.quantity, qty.origin.place.at(2)),
        None => Ok(None),
    }
}

fn amount(trace: &AckTrace, qualifier: &str) -> Result<Option<Cents>, X12Error> {
    match trace.amounts.iter().find(|amt| amt.qualifier == qualifier) {
        Some(amt) => held::money(&amt.amount, amt.origin.place.at(2)),
        None => Ok(None),
    }
}

fn claim(
    trace: &AckTrace,
    patient: &AckPatient,
    provider: &AckProvider,
) -> Result<ClaimAck, X12Error> {
    Ok(ClaimAck {
        control_number: trace.trace.number.to_string(),
        payer_control_number: trace.payer_control_number().map(str::to_owned),
        clearinghouse_number: reference(&trace.references, "D9").map(str::to_owned),
        verdict: trace.verdict(),
        provider: party(&provider.names),
        patient: party(&patient.names),
        days: days(&trace.dates)?,
        statuses: statuses(&trace.statuses)?,
        lines: trace.services.iter().map(line).collect::<Result<_, _>>()?,
    })
}

/// The days of service (DTP 472).
pub(super) fn days(all: &[Dtp]) -> Result<Option<(Date, Date)>, X12Error> {
    match all.iter().find(|dtp| dtp.qualifier == "472") {
        Some(dtp) => dtp.days().map_err(|_| held::no_day(dtp.origin.place.at(3))),
        None => Ok(None),
    }
}

fn line(service: &AckService) -> Result<LineAck, X12Error> {
    let svc = &service.service;
    Ok(LineAck {
        line_control_number: reference(&service.references, "FJ").map(str::to_owned),
        qualifier: svc.procedure.qualifier.to_string(),
        code: svc.procedure.code.to_string(),
        modifiers: svc.procedure.modifiers().map(str::to_owned).collect(),
        charge: held::money(&svc.charge, svc.origin.place.at(2))?,
        statuses: statuses(&service.statuses)?,
    })
}

/// Statuses of a claim, one for each STC.
pub(super) fn statuses(all: &[Stc]) -> Result<Vec<ClaimStatus>, X12Error> {
    let code = |one: &TypedStatus| {
        (!one.category.is_empty() || !one.status.is_empty()).then(|| StatusCode {
            category: one.category.to_string(),
            status: one.status.to_string(),
            entity: optional(&one.entity),
        })
    };
    all.iter()
        .map(|stc| {
            let place = stc.origin.place;
            let codes = [&stc.status, &stc.second_status, &stc.third_status];
            Ok(ClaimStatus {
                codes: codes.into_iter().filter_map(code).collect(),
                date: held::day(&stc.date, place.at(2))?,
                action: optional(&stc.action),
                charge: held::money(&stc.charge, place.at(4))?,
                paid: held::money(&stc.paid, place.at(5))?,
                decided: held::day(&stc.adjudicated, place.at(6))?,
                payment_date: held::day(&stc.payment_date, place.at(8))?,
                check_number: optional(&stc.check_number),
                text: optional(&stc.text),
            })
        })
        .collect()
}
