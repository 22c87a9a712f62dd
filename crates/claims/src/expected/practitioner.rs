//! Practitioners whom Medicare pays a share of the physician's fee, told by their taxonomy.

use super::modifiers::Role;
use super::percent::Percent;
use super::work::{Unit, Work};
use model::{Claim, Date};

/// A sort of practitioner.
struct Practitioner {
    /// How the taxonomy code begins.
    taxonomy: &'static str,
    label: &'static str,
    percent: Percent,
    source: &'static str,
}

const PRACTITIONERS: [Practitioner; 8] = [
    Practitioner {
        taxonomy: "363A",
        label: "Physician assistant",
        percent: Percent::whole(85),
        source: "IOM 100-04 ch. 12 §110",
    },
    Practitioner {
        taxonomy: "363L",
        label: "Nurse practitioner",
        percent: Percent::whole(85),
        source: "IOM 100-04 ch. 12 §120",
    },
    Practitioner {
        taxonomy: "364S",
        label: "Clinical nurse specialist",
        percent: Percent::whole(85),
        source: "IOM 100-04 ch. 12 §120",
    },
    Practitioner {
        taxonomy: "133V",
        label: "Registered dietitian",
        percent: Percent::whole(85),
        source: "42 CFR 414.64",
    },
    Practitioner {
        taxonomy: "133N",
        label: "Nutrition professional",
        percent: Percent::whole(85),
        source: "42 CFR 414.64",
    },
    Practitioner {
        taxonomy: "1041C0700X",
        label: "Clinical social worker",
        percent: Percent::whole(75),
        source: "42 CFR 414.53",
    },
    Practitioner {
        taxonomy: "106H",
        label: "Marriage and family therapist",
        percent: Percent::whole(75),
        source: "42 CFR 414.53",
    },
    Practitioner {
        taxonomy: "101YM0800X",
        label: "Mental health counselor",
        percent: Percent::whole(75),
        source: "42 CFR 414.53",
    },
];

/// The first year in which Medicare pays therapists and counselors of 42 CFR 414.53.
const COUNSELORS_SINCE: i16 = 2024;

/// The taxonomy of whoever rendered the services: of the person, else of the billing provider.
pub(super) fn taxonomy(claim: &Claim) -> Option<&str> {
    match &claim.rendering {
        Some(person) => person.taxonomy.as_deref(),
        None => claim.billing.taxonomy.as_deref(),
    }
}

fn find(taxonomy: &str, on: Date) -> Option<&'static Practitioner> {
    let taxonomy = taxonomy.trim().to_ascii_uppercase();
    let counselor = ["106H", "101YM0800X"];
    PRACTITIONERS
        .iter()
        .find(|sort| taxonomy.starts_with(sort.taxonomy))
        .filter(|sort| on.year() >= COUNSELORS_SINCE || !counselor.contains(&sort.taxonomy))
}

/// Pays the practitioner's share. A line with AS has it in its 13.6 percent.
pub(super) fn apply(work: &mut Work<'_>, taxonomy: Option<&str>) {
    let priced = work.is_open() && !matches!(work.unit, Unit::Charge(_));
    if !priced || work.modifiers.role == Role::OtherAssistant {
        return;
    }
    if let Some(sort) = taxonomy.and_then(|taxonomy| find(taxonomy, work.line.date)) {
        work.keep(sort.label, sort.percent, sort.source);
    }
}
