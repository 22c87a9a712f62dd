//! The two tables of procedure pairs.

use crate::day;
use codesets::Library;
use codesets::import::archive::{self, Member};
use codesets::ncci::ProviderType;
use libtest_mimic::Failed;
use std::path::Path;

/// Procedure pairs: rows, rows in force, and an archive each.
pub struct Pairs {
    pub file: &'static str,
    provider: ProviderType,
    pub pack: &'static str,
    pairs: u64,
    active: u64,
}

pub const PAIRS: &[Pairs] = &[
    Pairs {
        file: "shared/data/ncci/ptp_practitioner_2024q3.zip",
        provider: ProviderType::Practitioner,
        pack: "ncci-ptp-practitioner-2024-07",
        pairs: 2_546_017,
        active: 1_669_820,
    },
    Pairs {
        file: "shared/data/ncci/ptp_outpatient_hospital_2024q3.zip",
        provider: ProviderType::OutpatientHospital,
        pack: "ncci-ptp-hospital-2024-07",
        pairs: 1_775_818,
        active: 1_335_857,
    },
];

/// Most bytes of a pack of pairs.
const PAIRS_PACK: u64 = 60 * 1024 * 1024;

/// Counts, spot checks and the size of one table of pairs.
pub fn whole(release: &Pairs, path: &Path) -> Result<(), Failed> {
    let data = tempfile::tempdir()?;
    let library = Library::new(Some(data.path()));
    let mut members = Vec::new();
    archive::each_member("ptp.zip", &std::fs::read(path)?, |member| members.push(member))?;
    let [Member::Release { name, bytes }] = &members[..] else {
        return Err("one release in the archive expected".into());
    };
    let listed = library.import_bytes(name, bytes, None)?;
    assert_eq!(listed.name, release.pack);
    assert_eq!(listed.header.rows["pairs"], release.pairs);
    assert_eq!(listed.header.rows["active"], release.active);
    let pack = data.path().join("codesets").join(format!("{}.pack", release.pack));
    assert!(std::fs::metadata(pack)?.len() < PAIRS_PACK);
    let sets = library.current()?;
    let on = day("2024-07-01");
    for (first, second, digit) in PAIR_SPOTS {
        let mut found = sets.ptp(release.provider, on).filter_map(|t| t.find(first, second, on));
        let digit_found = found.next().map(|edit| edit.indicator.digit());
        assert_eq!(digit_found, *digit, "{first} {second}");
    }
    let half = library.import_bytes(name, &bytes[..bytes.len() / 2 + 7], None);
    let fault = half.err().ok_or("half a table was imported")?.to_string();
    assert!(fault.contains(": line "), "{fault}");
    Ok(())
}

/// Pairs that both tables have, and one that neither has.
const PAIR_SPOTS: &[(&str, &str, Option<u8>)] = &[
    ("45385", "45380", Some(1)),
    ("45380", "45378", Some(0)),
    ("80053", "80048", Some(0)),
    ("45380", "45385", None),
];
