//! The fields, in the order of the document.

use super::super::payer::kind_name;
use super::super::value::{List, Record, Scope, Type, Value, pointed};
use super::{Field, Getter, Kind};
use model::{BilledLine, Claim, ClaimLine, ClaimType, HistoryClaim, OtherPayer, Quantity, Sex};

const fn field(kind: Kind, name: &'static str, r#type: Type, get: Getter) -> Field {
    Field { kind, name, r#type, get }
}

/// Every field of the schema.
pub(crate) static FIELDS: &[Field] = &[
    field(Kind::Claim, "id", Type::Text, |s, _| Value::text(Some(s.claim.id.as_str()))),
    field(Kind::Claim, "type", Type::Text, |s, _| Value::text(Some(claim_type(s.claim)))),
    field(Kind::Claim, "frequency", Type::Text, |s, _| Value::text(Some(&s.claim.frequency))),
    field(Kind::Claim, "original_reference", Type::Text, |s, _| opt(&s.claim.original_reference)),
    field(Kind::Claim, "bill_type", Type::Text, |s, _| opt(&s.claim.bill_type)),
    field(Kind::Claim, "from", Type::Date, |s, _| Value::Date(s.claim.from)),
    field(Kind::Claim, "through", Type::Date, |s, _| Value::Date(s.claim.through)),
    field(Kind::Claim, "days", Type::Int, |s, _| {
        Value::Int(i64::from(s.claim.from.days_until(s.claim.through)) + 1)
    }),
    field(Kind::Claim, "submitted", Type::Date, |s, _| Value::date(s.claim.submitted)),
    field(Kind::Claim, "days_to_submit", Type::Int, |s, _| {
        Value::int(s.claim.submitted.map(|d| i64::from(s.claim.through.days_until(d))))
    }),
    field(Kind::Claim, "place_of_service", Type::Text, |s, _| opt(&s.claim.place_of_service)),
    field(Kind::Claim, "admission_date", Type::Date, |s, _| Value::date(s.claim.admission_date)),
    field(Kind::Claim, "admission_type", Type::Text, |s, _| opt(&s.claim.admission_type)),
    field(Kind::Claim, "discharge_status", Type::Text, |s, _| opt(&s.claim.discharge_status)),
    field(Kind::Claim, "authorization", Type::Text, |s, _| opt(&s.claim.authorization)),
    field(Kind::Claim, "clia", Type::Text, |s, _| opt(&s.claim.clia)),
    field(Kind::Claim, "principal_diagnosis", Type::Text, |s, _| {
        Value::text(s.claim.diagnoses.first().map(String::as_str))
    }),
    field(Kind::Claim, "diagnoses", Type::Texts, |s, _| {
        Value::List(List::Texts(&s.claim.diagnoses))
    }),
    field(Kind::Claim, "admitting_diagnosis", Type::Text, |s, _| opt(&s.claim.admitting_diagnosis)),
    field(Kind::Claim, "lines", Type::Records(Kind::Line), |_, _| Value::List(List::Lines)),
    field(Kind::Claim, "line_count", Type::Int, |s, _| Value::Int(count(s.claim.lines.len()))),
    field(Kind::Claim, "total_cents", Type::Int, |s, _| Value::Int(s.claim.total().0)),
    field(Kind::Claim, "other_payers", Type::Records(Kind::OtherPayer), |_, _| {
        Value::List(List::OtherPayers)
    }),
    field(Kind::Patient, "id", Type::Text, |s, _| Value::text(Some(s.claim.patient.id.as_str()))),
    field(Kind::Patient, "sex", Type::Text, |s, _| Value::text(Some(sex(s.claim.patient.sex)))),
    field(Kind::Patient, "birth_date", Type::Date, |s, _| Value::date(s.claim.patient.birth_date)),
    field(Kind::Patient, "age", Type::Int, |s, _| Value::int(age(s.claim))),
    field(Kind::Patient, "age_days", Type::Int, |s, _| Value::int(age_days(s.claim))),
    field(Kind::Patient, "state", Type::Text, |s, _| {
        Value::text(s.claim.patient.address.as_ref().map(|a| a.state.as_str()))
    }),
    field(Kind::Patient, "zip", Type::Text, |s, _| {
        Value::text(s.claim.patient.address.as_ref().map(|a| a.zip.as_str()))
    }),
    field(Kind::Payer, "id", Type::Text, |s, _| opt(&s.claim.payer.id)),
    field(Kind::Payer, "name", Type::Text, |s, _| Value::text(Some(&s.claim.payer.name))),
    field(Kind::Payer, "kind", Type::Text, |s, _| Value::text(Some(kind_name(s.claim.payer.kind)))),
    field(Kind::Payer, "state", Type::Text, |s, _| opt(&s.claim.payer.state)),
    field(Kind::Payer, "timely_filing_days", Type::Int, |s, _| {
        Value::int(s.claim.payer.timely_filing_days.map(i64::from))
    }),
    field(Kind::Subscriber, "member_id", Type::Text, |s, _| {
        Value::text(s.claim.subscriber.as_ref().map(|x| x.member_id.as_str()))
    }),
    field(Kind::Subscriber, "member_id_written", Type::Text, |s, _| written(s)),
    field(Kind::Subscriber, "group", Type::Text, |s, _| {
        Value::text(s.claim.subscriber.as_ref().and_then(|x| x.group.as_deref()))
    }),
    field(Kind::Subscriber, "plan", Type::Text, |s, _| {
        Value::text(s.claim.subscriber.as_ref().and_then(|x| x.plan.as_deref()))
    }),
    field(Kind::Subscriber, "sequence", Type::Text, |s, _| {
        Value::text(s.claim.subscriber.as_ref().map(|x| x.sequence.as_str()))
    }),
    field(Kind::Subscriber, "zip", Type::Text, |s, _| {
        Value::text(
            s.claim.subscriber.as_ref().and_then(|x| x.address.as_ref()).map(|a| a.zip.as_str()),
        )
    }),
    field(Kind::Billing, "npi", Type::Text, |s, _| Value::text(Some(&s.claim.billing.npi))),
    field(Kind::Billing, "taxonomy", Type::Text, |s, _| opt(&s.claim.billing.taxonomy)),
    field(Kind::Billing, "tax_id", Type::Text, |s, _| opt(&s.claim.billing.tax_id)),
    field(Kind::Billing, "phone", Type::Text, |s, _| opt(&s.claim.billing.phone)),
    field(Kind::Billing, "state", Type::Text, |s, _| {
        Value::text(s.claim.billing.address.as_ref().map(|a| a.state.as_str()))
    }),
    field(Kind::Billing, "zip", Type::Text, |s, _| {
        Value::text(s.claim.billing.address.as_ref().map(|a| a.zip.as_str()))
    }),
    field(Kind::Rendering, "npi", Type::Text, |s, _| {
        Value::text(s.claim.rendering.as_ref().map(|p| p.npi.as_str()))
    }),
    field(Kind::Rendering, "taxonomy", Type::Text, |s, _| {
        Value::text(s.claim.rendering.as_ref().and_then(|p| p.taxonomy.as_deref()))
    }),
    field(Kind::Ordering, "npi", Type::Text, |s, _| {
        Value::text(s.claim.ordering.as_ref().map(|p| p.npi.as_str()))
    }),
    field(Kind::Referring, "npi", Type::Text, |s, _| {
        Value::text(s.claim.referring.as_ref().map(|p| p.npi.as_str()))
    }),
    field(Kind::Line, "number", Type::Int, |s, r| {
        Value::int(line(s, r).map(|l| i64::from(l.line)))
    }),
    field(Kind::Line, "code", Type::Text, |s, r| {
        Value::text(line(s, r).and_then(|l| l.code.as_deref()))
    }),
    field(Kind::Line, "modifiers", Type::Texts, |s, r| {
        Value::List(List::Texts(line(s, r).map_or(&[], |l| &l.modifiers)))
    }),
    field(Kind::Line, "units", Type::Int, |s, r| Value::int(line(s, r).map(|l| ceiling(l.units)))),
    field(Kind::Line, "units_thousandths", Type::Int, |s, r| {
        Value::int(line(s, r).map(|l| l.units.0))
    }),
    field(Kind::Line, "charge_cents", Type::Int, |s, r| {
        Value::int(line(s, r).map(|l| l.charge_cents.0))
    }),
    field(Kind::Line, "date", Type::Date, |s, r| Value::date(line(s, r).map(|l| l.date))),
    field(Kind::Line, "place_of_service", Type::Text, place),
    field(Kind::Line, "revenue_code", Type::Text, |s, r| {
        Value::text(line(s, r).and_then(|l| l.revenue_code.as_deref()))
    }),
    field(Kind::Line, "ndc", Type::Text, |s, r| {
        Value::text(line(s, r).and_then(|l| l.ndc.as_deref()))
    }),
    field(Kind::Line, "description", Type::Text, |s, r| {
        Value::text(line(s, r).and_then(|l| l.description.as_deref()))
    }),
    field(Kind::Line, "diagnosis", Type::Text, |s, r| {
        Value::text(line(s, r).and(pointed(s.claim, at(r)).next()))
    }),
    field(Kind::Line, "diagnoses", Type::Texts, |_, r| Value::List(List::Pointed(at(r)))),
    field(Kind::History, "claim_id", Type::Text, |s, r| {
        Value::text(earlier(s, r).map(|(c, _)| c.id.as_str()))
    }),
    field(Kind::History, "status", Type::Text, |s, r| {
        Value::text(earlier(s, r).map(|(c, _)| c.status.as_str()))
    }),
    field(Kind::History, "rendering_npi", Type::Text, |s, r| {
        Value::text(earlier(s, r).and_then(|(c, _)| c.rendering_npi.as_deref()))
    }),
    field(Kind::History, "code", Type::Text, |s, r| {
        Value::text(earlier(s, r).and_then(|(_, l)| l.code.as_deref()))
    }),
    field(Kind::History, "modifiers", Type::Texts, |s, r| {
        Value::List(List::Texts(earlier(s, r).map_or(&[], |(_, l)| &l.modifiers)))
    }),
    field(Kind::History, "units", Type::Int, |s, r| {
        Value::int(earlier(s, r).map(|(_, l)| ceiling(l.units)))
    }),
    field(Kind::History, "charge_cents", Type::Int, |s, r| {
        Value::int(earlier(s, r).map(|(_, l)| l.charge_cents.0))
    }),
    field(Kind::History, "date", Type::Date, |s, r| {
        Value::date(earlier(s, r).map(|(_, l)| l.date))
    }),
    field(Kind::OtherPayer, "sequence", Type::Text, |s, r| {
        Value::text(other(s, r).map(|p| p.sequence.as_str()))
    }),
    field(Kind::OtherPayer, "name", Type::Text, |s, r| {
        Value::text(other(s, r).map(|p| p.name.as_str()))
    }),
    field(Kind::OtherPayer, "id", Type::Text, |s, r| {
        Value::text(other(s, r).and_then(|p| p.id.as_deref()))
    }),
    field(Kind::OtherPayer, "kind", Type::Text, |s, r| {
        Value::text(other(s, r).map(|p| kind_name(p.kind)))
    }),
    field(Kind::OtherPayer, "paid_cents", Type::Int, |s, r| {
        Value::int(other(s, r).and_then(|p| p.paid_cents).map(|c| c.0))
    }),
    field(Kind::OtherPayer, "adjudicated", Type::Date, |s, r| {
        Value::date(other(s, r).and_then(|p| p.adjudicated))
    }),
];

fn opt<'a>(text: &'a Option<String>) -> Value<'a> {
    Value::text(text.as_deref())
}

fn claim_type(claim: &Claim) -> &'static str {
    match claim.claim_type {
        ClaimType::Professional => "professional",
        ClaimType::Institutional => "institutional",
    }
}

fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unknown => "U",
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The patient's age in years; none for a birth after the service.
fn age(claim: &Claim) -> Option<i64> {
    let born = claim.patient.birth_date.filter(|born| *born <= claim.from)?;
    Some(i64::from(born.years_until(claim.from)))
}

fn age_days(claim: &Claim) -> Option<i64> {
    let born = claim.patient.birth_date.filter(|born| *born <= claim.from)?;
    Some(i64::from(born.days_until(claim.from)))
}

fn written<'a>(scope: &Scope<'a>) -> Value<'a> {
    let id = scope.claim.subscriber.as_ref().map_or("", |subscriber| &subscriber.member_id);
    Value::Text(id.into())
}

/// A quantity as a whole number of units, rounded up: a part of a unit uses the unit.
pub(crate) fn ceiling(quantity: Quantity) -> i64 {
    quantity.0.saturating_add(999).div_euclid(1_000)
}

/// The place of a line.
fn at(record: Record) -> usize {
    match record {
        Record::Line(at) => at,
        _ => usize::MAX,
    }
}

fn line<'a>(scope: &Scope<'a>, record: Record) -> Option<&'a ClaimLine> {
    scope.claim.lines.get(at(record))
}

fn place<'a>(scope: &Scope<'a>, record: Record) -> Value<'a> {
    let own = line(scope, record).and_then(|line| line.place_of_service.as_deref());
    Value::text(own.or(scope.claim.place_of_service.as_deref()))
}

fn earlier<'a>(scope: &Scope<'a>, record: Record) -> Option<(&'a HistoryClaim, &'a BilledLine)> {
    let Record::Earlier(claim, line) = record else { return None };
    let claim = scope.claim.history.get(claim)?;
    Some((claim, claim.lines.get(line)?))
}

fn other<'a>(scope: &Scope<'a>, record: Record) -> Option<&'a OtherPayer> {
    let Record::OtherPayer(at) = record else { return None };
    scope.claim.other_payers.get(at)
}
