//! People, payers and providers of a claim, from the chart.

use crate::build::ClaimContext;
use crate::fault::Findings;
use model::{
    BillingProvider, Chart, Claim, ClaimPatient, ClaimPayer, Coverage, OtherPayer, Patient,
    PayerKind, Practitioner, ProviderRef, Relationship, ServiceFacility, Subscriber,
};

/// Payer responsibility of the first, second and further payers (SBR01).
const SEQUENCES: [&str; 11] = ["P", "S", "T", "A", "B", "C", "D", "E", "F", "G", "H"];

/// A claim with everything but its type, days, diagnoses and lines. What the chart lacks is a
/// fault when no claim can stand without it, and left empty for the edits otherwise.
pub(crate) fn skeleton(chart: &Chart, context: &ClaimContext, findings: &mut Findings) -> Claim {
    let mut claim = Claim {
        frequency: "1".to_owned(),
        submitted: context.submitted,
        history: context.history.clone(),
        rendering: chart.rendering.as_ref().map(provider),
        ordering: ordering(chart),
        facility: facility(chart),
        ..Default::default()
    };
    match &chart.patient {
        Some(patient) => claim.patient = claim_patient(patient),
        None => findings.fault(
            "patient.missing",
            "patient",
            "The chart names no patient.",
            "Add the patient with name, sex, birth date and address.",
        ),
    }
    match &chart.billing {
        Some(organization) => {
            claim.billing = BillingProvider {
                npi: organization.npi.clone().unwrap_or_default(),
                taxonomy: organization.taxonomy.clone(),
                name: stated(&organization.name),
                tax_id: organization.tax_id.clone(),
                address: organization.address.clone(),
                phone: organization.phone.clone(),
            };
            claim.clia.clone_from(&organization.clia);
        }
        None => findings.fault(
            "billing.missing",
            "billing",
            "The chart names no billing provider.",
            "Add the practice or hospital that bills, with NPI, tax number and address.",
        ),
    }
    insure(&mut claim, chart, findings);
    claim
}

/// Fills in subscriber and payer of the first coverage, and the other payers.
fn insure(claim: &mut Claim, chart: &Chart, findings: &mut Findings) {
    let mut coverages: Vec<(usize, &Coverage)> = chart.coverages.iter().enumerate().collect();
    coverages.sort_by_key(|(_, coverage)| coverage.order);
    let Some(((index, primary), others)) = coverages.split_first() else {
        findings.fault(
            "coverage.missing",
            "coverages",
            "The chart names no insurance.",
            "Add the coverage with payer and member number, or bill the patient.",
        );
        return;
    };
    claim.subscriber = subscriber(primary, chart.patient.as_ref(), SEQUENCES[0]);
    if claim.subscriber.is_none() && chart.patient.is_some() {
        findings.fault(
            "coverage.subscriber_missing",
            format!("coverages[{index}].subscriber"),
            "The patient is not the subscriber of the first insurance, and the subscriber is not \
                named.",
            "Add the subscriber's name, birth date and sex, or correct the relationship.",
        );
    }
    let upper = |code: &String| code.trim().to_ascii_uppercase();
    claim.payer = ClaimPayer {
        kind: primary.kind,
        name: primary.payer.name.clone(),
        id: stated(&primary.payer.id),
        state: match (primary.kind, &primary.payer.address) {
            (PayerKind::Medicaid, Some(address)) => stated(&address.state),
            _ => None,
        },
        timely_filing_days: primary.timely_filing_days,
        auth_required: primary.auth_required.iter().map(upper).collect(),
        address: primary.payer.address.clone(),
    };
    claim.authorization.clone_from(&primary.authorization);
    for (sequence, (index, coverage)) in SEQUENCES[1..].iter().zip(others) {
        let holder = subscriber(coverage, chart.patient.as_ref(), sequence);
        if holder.is_none() && chart.patient.is_some() {
            findings.note(
                "coverage.subscriber_missing",
                format!("coverages[{index}].subscriber"),
                format!("The subscriber of {} is not named.", coverage.payer.name),
                "Add the subscriber, or the other payer cannot be billed next.",
            );
        }
        claim.other_payers.push(OtherPayer {
            sequence: (*sequence).to_owned(),
            name: coverage.payer.name.clone(),
            id: stated(&coverage.payer.id),
            kind: coverage.kind,
            subscriber: holder,
            ..Default::default()
        });
    }
}

/// Who holds a coverage: the patient, or the person it names.
fn subscriber(
    coverage: &Coverage,
    patient: Option<&Patient>,
    sequence: &str,
) -> Option<Subscriber> {
    let holder = match coverage.relationship {
        Relationship::Same => patient,
        _ => coverage.subscriber.as_ref(),
    }?;
    Some(Subscriber {
        sequence: sequence.to_owned(),
        relationship: coverage.relationship,
        member_id: coverage.member_id.clone(),
        group: coverage.group.clone(),
        plan: coverage.plan.clone(),
        // A chart does not say why Medicare comes second; the edits ask for it.
        medicare_secondary: None,
        name: holder.name.clone().unwrap_or_default(),
        address: holder.address.clone(),
        birth_date: holder.birth_date,
        sex: holder.sex,
    })
}

fn claim_patient(patient: &Patient) -> ClaimPatient {
    ClaimPatient {
        id: patient.id.clone(),
        sex: patient.sex,
        birth_date: patient.birth_date,
        name: patient.name.clone(),
        address: patient.address.clone(),
    }
}

pub(crate) fn provider(person: &Practitioner) -> ProviderRef {
    ProviderRef {
        npi: person.npi.clone().unwrap_or_default(),
        taxonomy: person.taxonomy.clone(),
        name: Some(person.name.clone()),
    }
}

/// Who ordered, when that is another person than who rendered.
fn ordering(chart: &Chart) -> Option<ProviderRef> {
    let ordering = chart.ordering.as_ref()?;
    let same = chart.rendering.as_ref().is_some_and(|rendering| {
        rendering.npi == ordering.npi && (rendering.npi.is_some() || rendering.id == ordering.id)
    });
    (!same).then(|| provider(ordering))
}

/// Where care was given, when that is not the billing provider's address: the loop is for
/// another place only.
fn facility(chart: &Chart) -> Option<ServiceFacility> {
    let facility = chart.facility.as_ref()?;
    let address = facility.address.clone()?;
    let billing = chart.billing.as_ref();
    let at_home = billing.is_some_and(|b| b.address.as_ref() == Some(&address));
    let npi = facility.npi.clone().filter(|npi| !npi.trim().is_empty());
    (!at_home).then(|| ServiceFacility { name: facility.name.clone(), npi, address })
}

/// A text that says something.
fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use model::{Facility, Organization};

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let mut findings = Findings::default();
        skeleton(&Chart::default(), &ClaimContext::default(), &mut findings);
        let codes: Vec<_> = findings.faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["patient.missing", "billing.missing", "coverage.missing"]);
    }

    #[test]
    fn the_lowest_order_is_the_primary_payer_and_the_rest_follow() {
        let mut chart = example::chart();
        let other = |order: u8, id: &str| Coverage {
            order,
            payer: Organization { id: id.to_owned(), ..Default::default() },
            ..Default::default()
        };
        chart.coverages.insert(0, other(3, "THIRD"));
        chart.coverages.insert(0, other(2, "SECOND"));
        let mut findings = Findings::default();
        let claim = skeleton(&chart, &ClaimContext::default(), &mut findings);
        assert_eq!(claim.payer.id.as_deref(), Some("EX001"));
        let others: Vec<_> =
            claim.other_payers.iter().map(|p| (&*p.sequence, p.id.as_deref().unwrap())).collect();
        assert_eq!(others, [("S", "SECOND"), ("T", "THIRD")]);
        assert!(findings.faults.is_empty() && findings.notes.is_empty());
    }

    #[test]
    fn a_dependent_needs_a_named_subscriber() {
        let mut chart = example::chart();
        chart.coverages[0].relationship = Relationship::Child;
        let mut findings = Findings::default();
        skeleton(&chart, &ClaimContext::default(), &mut findings);
        assert_eq!(findings.faults[0].code, "coverage.subscriber_missing");

        let holder = Patient { sex: model::Sex::Male, ..chart.patient.clone().unwrap() };
        chart.coverages[0].subscriber = Some(holder);
        let mut findings = Findings::default();
        let claim = skeleton(&chart, &ClaimContext::default(), &mut findings);
        assert!(findings.faults.is_empty());
        let subscriber = claim.subscriber.unwrap();
        assert_eq!(
            (subscriber.sex, subscriber.relationship),
            (model::Sex::Male, Relationship::Child)
        );
    }

    #[test]
    fn the_facility_is_named_only_when_it_is_elsewhere() {
        let mut chart = example::chart();
        let home = chart.billing.as_ref().unwrap().address.clone();
        chart.facility = Some(Facility { address: home.clone(), ..Default::default() });
        assert_eq!(facility(&chart), None);
        let elsewhere = home.map(|a| model::Address { line1: "9 OAK ST".to_owned(), ..a });
        chart.facility.as_mut().unwrap().address = elsewhere;
        assert!(facility(&chart).is_some());
    }

    #[test]
    fn a_person_who_renders_and_orders_is_named_once() {
        let mut chart = example::chart();
        chart.ordering.clone_from(&chart.rendering);
        assert_eq!(ordering(&chart), None);
        chart.ordering.as_mut().unwrap().npi = Some("1111111112".to_owned());
        assert_eq!(ordering(&chart).unwrap().npi, "1111111112");
    }
}
