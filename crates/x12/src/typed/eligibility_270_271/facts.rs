//! A 271 as plain values: one answer for each patient.

use super::answer::{AnswerName, Benefit, Response271};
use crate::fault::X12Error;
use crate::typed::held::{self, optional};
use crate::typed::segments::{Aaa, Dtp, Trn};
use crate::typed::text::Text;
use model::eligibility::{
    BenefitFact, Eligibility, EligibilityAnswers, EligibilityPeriod, InsuredPerson, Rejection,
};

impl TryFrom<&Response271> for EligibilityAnswers {
    type Error = X12Error;

    /// Related parties, delivery patterns and more on a benefit (III) stay in the typed value.
    ///
    /// # Errors
    /// The place of an amount, a count or a day that is none.
    fn try_from(answer: &Response271) -> Result<EligibilityAnswers, X12Error> {
        let mut answers = EligibilityAnswers {
            reference: optional(&answer.beginning.reference),
            ..EligibilityAnswers::default()
        };
        for source in &answer.sources {
            answers.rejections.extend(rejections(&source.rejections));
            let payer = source.names.first();
            if let Some(payer) = payer {
                answers.rejections.extend(rejections(&payer.rejections));
            }
            let payer = payer.map(person).unwrap_or_default();
            for receiver in &source.receivers {
                let of_receiver = receiver.names.iter().flat_map(|name| &name.rejections);
                answers.rejections.extend(of_receiver.map(rejection));
                for subscriber in &receiver.subscribers {
                    let Some(name) = subscriber.names.first() else { continue };
                    let holder = person(name);
                    // A subscriber with dependents may still be answered about: a rejection, or
                    // benefits of the whole family.
                    let speaks = !name.benefits.is_empty() || !name.rejections.is_empty();
                    if speaks || subscriber.dependents.is_empty() {
                        let patient = holder.clone();
                        let about = (&payer, &holder, patient);
                        answers.patients.push(eligibility(about, &subscriber.traces, name)?);
                    }
                    for dependent in &subscriber.dependents {
                        let Some(name) = dependent.names.first() else { continue };
                        let about = (&payer, &holder, person(name));
                        answers.patients.push(eligibility(about, &dependent.traces, name)?);
                    }
                }
            }
        }
        Ok(answers)
    }
}

fn person(name: &AnswerName) -> InsuredPerson {
    let nm1 = &name.name;
    InsuredPerson {
        family: nm1.last_name.to_string(),
        given: optional(&nm1.first_name),
        middle: optional(&nm1.middle_name),
        suffix: optional(&nm1.suffix),
        id: optional(&nm1.identifier),
        group: name
            .references
            .iter()
            .find(|one| one.qualifier == "6P")
            .and_then(|one| optional(&one.identifier)),
    }
}

fn eligibility(
    (payer, subscriber, patient): (&InsuredPerson, &InsuredPerson, InsuredPerson),
    traces: &[Trn],
    name: &AnswerName,
) -> Result<Eligibility, X12Error> {
    // TRN01 2 is the number of the question, 1 the source's own.
    let asked = traces.iter().find(|trn| trn.trace_type == "2");
    Ok(Eligibility {
        trace: asked.and_then(|trn| optional(&trn.number)),
        payer: payer.clone(),
        subscriber: subscriber.clone(),
        patient,
        periods: periods(&name.dates)?,
        rejections: rejections(&name.rejections).collect(),
        benefits: name.benefits.iter().map(benefit).collect::<Result<_, _>>()?,
    })
}

fn rejections(all: &[Aaa]) -> impl Iterator<Item = Rejection> {
    all.iter().map(rejection)
}

fn rejection(aaa: &Aaa) -> Rejection {
    Rejection { reason: aaa.reason.to_string(), follow_up: optional(&aaa.follow_up) }
}

fn periods(all: &[Dtp]) -> Result<Vec<EligibilityPeriod>, X12Error> {
    let mut held = Vec::new();
    for dtp in all {
        let days = dtp.days().map_err(|_| held::no_day(dtp.origin.place.at(3)))?;
        held.extend(days.map(|(from, through)| EligibilityPeriod {
            qualifier: dtp.qualifier.to_string(),
            from,
            through,
        }));
    }
    Ok(held)
}

/// `Y`, `N`; anything else (`U` unknown, `W` not applicable) says nothing.
fn yes(text: &Text) -> Option<bool> {
    match text.as_str() {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    }
}

fn benefit(benefit: &Benefit) -> Result<BenefitFact, X12Error> {
    let eb = &benefit.benefit;
    let place = eb.origin.place;
    Ok(BenefitFact {
        information: eb.information.to_string(),
        coverage_level: optional(&eb.coverage_level),
        service_types: eb.service_types.iter().filter_map(optional).collect(),
        insurance_type: optional(&eb.insurance_type),
        plan: optional(&eb.plan),
        period: optional(&eb.period),
        amount: held::money(&eb.amount, place.at(7))?,
        percentage: held::decimal(eb.percentage.text()),
        quantity_qualifier: optional(&eb.quantity_qualifier),
        quantity: held::quantity(&eb.quantity, place.at(10))?,
        authorization_needed: yes(&eb.authorization_needed),
        in_network: yes(&eb.in_network),
        code_qualifier: optional(&eb.procedure.qualifier),
        code: optional(&eb.procedure.code),
        modifiers: eb.procedure.modifiers().map(str::to_owned).collect(),
        periods: periods(&benefit.dates)?,
        rejections: rejections(&benefit.rejections).collect(),
        messages: benefit.messages.iter().filter_map(|msg| optional(&msg.text)).collect(),
    })
}

impl Response271 {
    /// The benefits of all patients, in file order.
    pub fn benefits(&self) -> impl Iterator<Item = &Benefit> {
        let receivers = self.sources.iter().flat_map(|source| &source.receivers);
        receivers.flat_map(|receiver| &receiver.subscribers).flat_map(|subscriber| {
            let of_dependents = subscriber.dependents.iter().flat_map(|one| &one.names);
            subscriber.names.iter().chain(of_dependents).flat_map(|name| &name.benefits)
        })
    }
}
