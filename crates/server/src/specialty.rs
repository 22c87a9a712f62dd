//! The specialty of a visit, by which its work is shared out: whose people code it, and whose
//! queue its charges wait in.
//!
//! First the taxonomy code of who rendered the care, named by the imported NUCC list in force on
//! the day; else the department that the location's name tells; else the setting, where a setting
//! is one specialty's. What none of them tells stays empty, and pages call it "not stated".

use crate::surroundings::day_of;
use codesets::{CodeSets, PackKind};
use model::{Chart, Setting};

/// Longest specialty that is kept, in bytes.
const LONGEST: usize = 100;

/// Beginnings of words in a location's name, and the specialty they tell, in the words that NUCC's
/// list has for it, so that both ways lead to one queue.
const DEPARTMENTS: [(&str, &str); 27] = [
    ("allergy", "allergy & immunology"),
    ("anesthes", "anesthesiology"),
    ("behavioral", "psychiatry"),
    ("cardiolog", "cardiovascular disease"),
    ("dermatolog", "dermatology"),
    ("emergency", "emergency medicine"),
    ("endocrin", "endocrinology, diabetes & metabolism"),
    ("family", "family medicine"),
    ("gastroenterolog", "gastroenterology"),
    ("gynecolog", "obstetrics & gynecology"),
    ("hematolog", "hematology & oncology"),
    ("imaging", "diagnostic radiology"),
    ("nephrolog", "nephrology"),
    ("neurolog", "neurology"),
    ("obstetric", "obstetrics & gynecology"),
    ("oncolog", "hematology & oncology"),
    ("ophthalmolog", "ophthalmology"),
    ("orthopaed", "orthopaedic surgery"),
    ("orthoped", "orthopaedic surgery"),
    ("otolaryngolog", "otolaryngology"),
    ("patholog", "pathology"),
    ("pediatric", "pediatrics"),
    ("psychiatr", "psychiatry"),
    ("pulmon", "pulmonary disease"),
    ("radiolog", "diagnostic radiology"),
    ("rheumatolog", "rheumatology"),
    ("urolog", "urology"),
];

/// The specialty of a chart, in lower case; empty where nothing tells it. `now` stands for the day
/// of a visit without one, in epoch microseconds.
#[must_use]
pub fn of(sets: &CodeSets, chart: &Chart, now: i64) -> String {
    let named = by_taxonomy(sets, chart, now).or_else(|| by_location(chart).map(str::to_owned));
    named.or_else(|| by_setting(chart).map(str::to_owned)).unwrap_or_default()
}

fn by_taxonomy(sets: &CodeSets, chart: &Chart, now: i64) -> Option<String> {
    let code = chart.rendering.as_ref()?.taxonomy.as_ref()?;
    let day = chart.encounter.start.unwrap_or_else(|| day_of(now));
    let listed = sets.claim_codes(PackKind::Taxonomy, day)?.get(code)?;
    // The list says "Dermatology Physician" where a queue is called dermatology.
    let name = listed.name.trim().to_lowercase();
    let name = name.strip_suffix(" physician").unwrap_or(&name);
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|at| *at <= LONGEST);
    let name = &name[..end.last().unwrap_or(0)];
    (!name.is_empty()).then(|| name.to_owned())
}

fn by_location(chart: &Chart) -> Option<&'static str> {
    let name = chart.facility.as_ref()?.name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>();
    let told = |(stem, _): &&(&str, &str)| words.iter().any(|word| word.starts_with(stem));
    let mut told = DEPARTMENTS.iter().filter(told).map(|(_, specialty)| *specialty);
    let first = told.next()?;
    // A name that tells of two departments tells of none.
    told.all(|other| other == first).then_some(first)
}

fn by_setting(chart: &Chart) -> Option<&'static str> {
    match chart.encounter.setting? {
        Setting::Ed => Some("emergency medicine"),
        Setting::Radiology => Some("diagnostic radiology"),
        Setting::Pathology => Some("pathology"),
        Setting::Office | Setting::Surgery | Setting::Inpatient | Setting::Clinic => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::claim_codes::ClaimCodes;
    use model::{Date, Encounter, Facility, Practitioner};

    const NOW: i64 = 1_782_118_800_000_000;

    fn chart(taxonomy: &str, location: &str, setting: Option<Setting>) -> Chart {
        let taxonomy = (!taxonomy.is_empty()).then(|| taxonomy.to_owned());
        Chart {
            rendering: Some(Practitioner { taxonomy, ..Practitioner::default() }),
            facility: Some(Facility { name: location.into(), ..Facility::default() }),
            encounter: Encounter { setting, ..Encounter::default() },
            ..Chart::default()
        }
    }

    /// A list as an import makes it, with 700 made-up codes beside the three that are asked for.
    fn with_list() -> CodeSets {
        let mut text =
            "Code,Grouping,Classification,Specialization,Definition,Notes,Display Name\n\
             207N00000X,Physicians,Dermatology,,,,Dermatology Physician\n\
             363L00000X,Other,Nurse Practitioner,,,,Nurse Practitioner\n"
                .to_owned();
        for number in 0..700 {
            text.push_str(&format!("9{number:03}00000X,Made up,Kind {number},,,,Kind {number}\n"));
        }
        let day = Date::new(2026, 1, 1);
        let imported = codesets::import::taxonomy::import("nucc.csv", text.as_bytes(), day);
        let imported = imported.expect("a list");
        let mut sets = CodeSets::embedded();
        let list = ClaimCodes::read(imported.header, &imported.payload).expect("a pack");
        sets.claim_codes.push(list);
        sets
    }

    #[test]
    fn the_taxonomy_code_is_asked_first_then_the_location_then_the_setting() {
        let (listed, bare) = (with_list(), CodeSets::embedded());
        let cases = [
            (&listed, "207N00000X", "Harbor Cardiology", Some(Setting::Ed), "dermatology"),
            (&listed, "363L00000X", "", None, "nurse practitioner"),
            (&listed, "000000000X", "Harbor Cardiology", None, "cardiovascular disease"),
            (&bare, "207N00000X", "Harbor Cardiology", None, "cardiovascular disease"),
            (&bare, "207N00000X", "Main campus", Some(Setting::Ed), "emergency medicine"),
            (&bare, "", "Orthopaedics and Orthopedic Rehab", None, "orthopaedic surgery"),
            (&bare, "", "Cardiology and Urology", Some(Setting::Office), ""),
            (&bare, "", "Main campus", Some(Setting::Surgery), ""),
            (&bare, "", "", None, ""),
        ];
        for (sets, code, location, setting, specialty) in cases {
            let found = of(sets, &chart(code, location, setting), NOW);
            assert_eq!(found, specialty, "{code} {location}");
        }
    }
}
