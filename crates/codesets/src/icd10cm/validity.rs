//! When a code may be billed, and the Medicare Code Editor's attributes of it.

use super::{Icd10Cm, u32_at};
use crate::attribute_bits::{bit, has, sex};
use model::{Date, Sex};

/// The span of days on which a code can be billed, with its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub starts: Date,
    /// Last day known to the release.
    pub ends: Date,
    /// Attributes of the Medicare Code Editor.
    pub attributes: Attributes,
}

/// Age group of the Medicare Code Editor, in whole years on the day of admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeGroup {
    /// 0 years.
    Newborn,
    /// 0 to 17 years.
    Pediatric,
    /// 9 to 64 years.
    Maternity,
    /// 15 to 124 years.
    Adult,
}

impl AgeGroup {
    /// The ages in whole years that belong to the group, both ends included.
    #[must_use]
    pub const fn years(self) -> (u16, u16) {
        match self {
            AgeGroup::Newborn => (0, 0),
            AgeGroup::Pediatric => (0, 17),
            AgeGroup::Maternity => (9, 64),
            AgeGroup::Adult => (15, 124),
        }
    }
}

/// Attributes of a code, as bits in the order of [`Attributes::NAMES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes(pub u32);

impl Attributes {
    /// The names that the validity table uses; the position is the bit.
    pub const NAMES: [&'static str; 19] = [
        "female",
        "male",
        "newborn",
        "pediatric",
        "maternity",
        "adult",
        "manifestation",
        "ecodepdx",
        "unacceptable",
        "reqsdx",
        "unspecified",
        "qadm",
        "delout",
        "wrngproc",
        "diabtypeI",
        "ncov6",
        "ncov7",
        "clintrial",
        "ncov_z302",
    ];

    /// True when the named attribute is set.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        has(&Self::NAMES, self.0, name)
    }

    /// The one sex for which the code makes sense.
    #[must_use]
    pub fn sex(self) -> Option<Sex> {
        const FEMALE: u32 = bit(&Attributes::NAMES, "female");
        const MALE: u32 = bit(&Attributes::NAMES, "male");
        sex(self.0 & FEMALE != 0, self.0 & MALE != 0)
    }

    /// The age group for which the code makes sense.
    #[must_use]
    pub fn age_group(self) -> Option<AgeGroup> {
        const GROUPS: [(u32, AgeGroup); 4] = [
            (bit(&Attributes::NAMES, "newborn"), AgeGroup::Newborn),
            (bit(&Attributes::NAMES, "pediatric"), AgeGroup::Pediatric),
            (bit(&Attributes::NAMES, "maternity"), AgeGroup::Maternity),
            (bit(&Attributes::NAMES, "adult"), AgeGroup::Adult),
        ];
        GROUPS.into_iter().find(|(bit, _)| self.0 & bit != 0).map(|(_, group)| group)
    }

    /// Never first-listed: the underlying condition comes first.
    #[must_use]
    pub fn is_manifestation(self) -> bool {
        const BIT: u32 = bit(&Attributes::NAMES, "manifestation");
        self.0 & BIT != 0
    }

    /// An external cause, never first-listed.
    #[must_use]
    pub fn is_external_cause(self) -> bool {
        const BIT: u32 = bit(&Attributes::NAMES, "ecodepdx");
        self.0 & BIT != 0
    }
}

pub(super) fn code(pack: &Icd10Cm, row: usize) -> &str {
    let key = &pack.row(pack.validity, row)[..8];
    let length = key.iter().position(|b| *b == 0).unwrap_or(8);
    std::str::from_utf8(&key[..length]).unwrap_or_default()
}

pub(super) fn read(pack: &Icd10Cm, row: usize) -> Validity {
    let bytes = pack.row(pack.validity, row);
    let date = |at: u8| {
        let row = usize::from(at);
        let days =
            if row < pack.dates.rows { u32_at(pack.row(pack.dates, row), 0) as i32 } else { 0 };
        Date::from_days_since_2000(days)
    };
    Validity {
        starts: date(bytes[8]),
        ends: date(bytes[9]),
        attributes: Attributes(u32_at(bytes, 10)),
    }
}

pub(super) fn first_at_or_after(pack: &Icd10Cm, key: &[u8; 8]) -> usize {
    let (mut low, mut high) = (0, pack.validity.rows);
    while low < high {
        let middle = (low + high) / 2;
        if pack.row(pack.validity, middle)[..8] < key[..] {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
