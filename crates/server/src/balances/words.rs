//! What was done and what happened, in plain words.
//!
//! The names of services are our own and as wide as they can honestly be: CPT's descriptors are
//! the AMA's and stand nowhere here. HCPCS Level II titles are public and come with the imported
//! release.

use ::payments::ledger::{Event, Reason};
use ::payments::statement::{Why, why_of};
use codesets::CodeSets;
use model::{Cents, ClaimLine};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Numbers and what they are to a patient; the first that holds.
const SERVICES: [(RangeInclusive<u32>, &str); 44] = [
    (99_202..=99_215, "Office visit"),
    (99_217..=99_239, "Hospital care by a doctor"),
    (99_242..=99_255, "Visit with a second doctor"),
    (99_281..=99_285, "Emergency room visit"),
    (99_291..=99_292, "Care when very ill"),
    (99_304..=99_316, "Nursing home visit"),
    (99_341..=99_350, "Home visit"),
    (99_381..=99_397, "Yearly checkup"),
    (99_401..=99_429, "Health advice"),
    (99_421..=99_449, "Phone or online visit"),
    (99_483..=99_499, "Care planning"),
    (36_415..=36_416, "Blood draw"),
    (70_010..=76_499, "X-ray or scan"),
    (76_506..=76_999, "Ultrasound"),
    (77_046..=77_067, "Breast imaging"),
    (77_261..=77_799, "Radiation treatment"),
    (78_012..=79_999, "Nuclear scan"),
    (88_104..=88_399, "Tissue test"),
    (80_047..=89_398, "Lab test"),
    (90_281..=90_399, "Immune shot"),
    (90_460..=90_474, "Giving a vaccine"),
    (90_476..=90_759, "Vaccine"),
    (90_785..=90_899, "Mental health care"),
    (92_002..=92_499, "Eye care"),
    (93_000..=93_799, "Heart test or care"),
    (94_002..=94_799, "Breathing test or care"),
    (96_360..=96_549, "Shot or drip"),
    (97_010..=97_799, "Physical therapy"),
    (100..=1_999, "Care while asleep for a procedure"),
    (10_004..=19_499, "Skin or breast procedure"),
    (20_100..=29_999, "Bone, joint or muscle procedure"),
    (30_000..=32_999, "Nose, throat or lung procedure"),
    (33_016..=37_799, "Heart or blood vessel procedure"),
    (38_100..=38_999, "Blood or lymph procedure"),
    (40_490..=49_999, "Mouth, stomach or bowel procedure"),
    (50_010..=53_899, "Kidney or bladder procedure"),
    (54_000..=55_899, "Procedure for men"),
    (56_405..=58_999, "Procedure for women"),
    (59_000..=59_899, "Pregnancy care"),
    (60_000..=60_699, "Gland procedure"),
    (61_000..=64_999, "Brain or nerve procedure"),
    (65_091..=68_899, "Eye procedure"),
    (69_000..=69_979, "Ear procedure"),
    (10_004..=69_990, "Procedure"),
];

/// First digits of revenue codes and what they are to a patient.
const HOSPITAL: [(&str, &str); 13] = [
    ("01", "Hospital room"),
    ("02", "Intensive care room"),
    ("025", "Drugs"),
    ("063", "Drugs"),
    ("027", "Medical supplies"),
    ("030", "Lab test"),
    ("031", "Tissue test"),
    ("032", "X-ray"),
    ("035", "Scan"),
    ("036", "Operating room"),
    ("045", "Emergency room"),
    ("051", "Clinic visit"),
    ("071", "Recovery room"),
];

/// Longest name that is taken from a code set, in characters.
const LONGEST: usize = 60;

/// What was done, as a patient would say it.
pub(crate) fn service_words(line: &ClaimLine, sets: &CodeSets) -> String {
    if let Some(code) = line.code.as_deref() {
        if let Ok(number) = code.parse::<u32>() {
            let found = SERVICES.iter().find(|(range, _)| range.contains(&number));
            return found.map_or("Medical care", |(_, words)| words).to_owned();
        }
        let entry = sets.hcpcs(line.date).and_then(|set| set.get(code));
        // Dental codes are the ADA's.
        if let Some(entry) = entry.filter(|_| !code.starts_with('D')) {
            return entry.long.chars().take(LONGEST).collect();
        }
        return match code.chars().next() {
            Some('D') => "Dental care",
            Some('J' | 'Q') => "Drug given",
            Some('A') => "Supplies or transport",
            Some('E' | 'K') => "Medical equipment",
            Some('L') => "Brace or artificial part",
            Some('G') => "Care by your doctor or nurse",
            _ => "Medical care or supplies",
        }
        .to_owned();
    }
    let revenue = line.revenue_code.as_deref().unwrap_or("");
    let fits = HOSPITAL.iter().filter(|(start, _)| revenue.starts_with(start));
    let longest = fits.max_by_key(|(start, _)| start.len());
    longest.map_or("Hospital service", |(_, words)| words).to_owned()
}

/// What happened, for a biller.
pub(crate) fn event_words(event: Event) -> &'static str {
    match event {
        Event::Charged => "Billed",
        Event::Remitted => "Payer decided",
        Event::Reversed => "Payer took its decision back",
        Event::Superseded => "Replaced by a later decision",
        Event::Unapplied => "Money that fits no claim",
        Event::Applied => "Unapplied money found its claim",
        Event::ProviderAdjusted => "Adjusted beside the claims",
        Event::BilledNext => "Asked of the next payer",
        Event::BilledPatient => "Billed to the patient",
        Event::PatientPaid => "Patient paid",
        Event::WrittenOff => "Written off",
        Event::Refunded => "Refund",
        Event::Corrected => "Corrected",
    }
}

/// Why the patient owes shares, as `deductible $20.00, coinsurance $5.00`.
pub(crate) fn why_words(shares: &BTreeMap<Reason, Cents>) -> String {
    let mut sums: BTreeMap<Why, Cents> = BTreeMap::new();
    for (reason, amount) in shares {
        let sum = sums.entry(why_of(&reason.group, &reason.code)).or_default();
        *sum = *sum + *amount;
    }
    let told = sums.into_iter().filter(|(_, amount)| *amount != Cents::ZERO);
    let told = told.map(|(why, amount)| {
        let name = match why {
            Why::Deductible => "deductible",
            Why::Copay => "copay",
            Why::Coinsurance => "coinsurance",
            Why::NotCovered => "not covered",
            Why::Other => "patient share",
            Why::NoPlan => "no coverage",
        };
        format!("{name} {amount}")
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_have_wide_and_honest_names() {
        let sets = CodeSets::embedded();
        let of = |code: &str, revenue: &str| {
            let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let line = ClaimLine {
                code: filled(code),
                revenue_code: filled(revenue),
                ..ClaimLine::default()
            };
            service_words(&line, &sets)
        };
        for (code, revenue, words) in [
            ("99213", "", "Office visit"),
            ("88305", "", "Tissue test"),
            ("80053", "", "Lab test"),
            ("00840", "", "Care while asleep for a procedure"),
            ("45380", "0750", "Mouth, stomach or bowel procedure"),
            ("64721", "", "Brain or nerve procedure"),
            ("99499", "", "Care planning"),
            ("98960", "", "Medical care"),
            ("J1885", "", "Drug given"),
            ("", "0250", "Drugs"),
            ("", "0210", "Intensive care room"),
            ("", "0999", "Hospital service"),
        ] {
            assert_eq!(of(code, revenue), words, "{code}{revenue}");
        }
    }
}
