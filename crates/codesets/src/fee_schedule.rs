//! The Medicare physician fee schedule: relative values and payment policy of each code
//! (PPRRVU), and the geographic indices of each locality (GPCI).

pub mod gpci;
pub mod table;

/// Days around a procedure that are paid with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GlobalPeriod {
    /// `000`: the day itself.
    Day,
    /// `010`: the day and ten after it.
    TenDays,
    /// `090`: the day before, the day, and ninety after it.
    NinetyDays,
    /// `MMM`: maternity; the usual period does not apply.
    Maternity,
    /// `XXX`: the concept does not apply.
    #[default]
    NotApplicable,
    /// `YYY`: each contractor says.
    Contractor,
    /// `ZZZ`: an add-on code, inside the period of its primary.
    AddOn,
}

impl GlobalPeriod {
    /// Every period, in the order of their numbers in a pack.
    const ALL: [GlobalPeriod; 7] = [
        GlobalPeriod::Day,
        GlobalPeriod::TenDays,
        GlobalPeriod::NinetyDays,
        GlobalPeriod::Maternity,
        GlobalPeriod::NotApplicable,
        GlobalPeriod::Contractor,
        GlobalPeriod::AddOn,
    ];

    /// How CMS writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            GlobalPeriod::Day => "000",
            GlobalPeriod::TenDays => "010",
            GlobalPeriod::NinetyDays => "090",
            GlobalPeriod::Maternity => "MMM",
            GlobalPeriod::NotApplicable => "XXX",
            GlobalPeriod::Contractor => "YYY",
            GlobalPeriod::AddOn => "ZZZ",
        }
    }

    /// The period that CMS writes so; leading zeros may be lost.
    #[must_use]
    pub fn from_name(name: &str) -> Option<GlobalPeriod> {
        let whole = format!("{name:0>3}").to_ascii_uppercase();
        Self::ALL.into_iter().find(|period| !name.is_empty() && period.name() == whole)
    }
}

/// One row of the fee schedule: a code, or a code with modifier 26, TC or 53.
///
/// Relative values are hundredths; the indicators are the digits of CMS's file, whose meanings
/// stand in IOM 100-04 ch. 23, addendum MPFSDB record layouts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeLine {
    /// Status: `A` active, `B` bundled, `C` contractor-priced, `D` deleted, `E` excluded by
    /// regulation, `I` not valid for Medicare, `J` anesthesia, `M` measurement, `N` non-covered,
    /// `P` bundled or excluded, `R` restricted, `T` paid when nothing else is, `X` excluded by law.
    pub status: char,
    /// Relative value of the work, in hundredths.
    pub work: i32,
    /// Practice expense outside a facility, in hundredths.
    pub practice_non_facility: i32,
    /// Practice expense in a facility, in hundredths.
    pub practice_facility: i32,
    /// Malpractice, in hundredths.
    pub malpractice: i32,
    /// True when the service is rarely or never done outside a facility.
    pub not_outside_facility: bool,
    /// True when the service is rarely or never done in a facility.
    pub not_in_facility: bool,
    /// Professional and technical components (PC/TC): 0 to 9.
    pub components: u8,
    /// Global period.
    pub global: GlobalPeriod,
    /// Share of the payment before, during and after the operation, in hundredths of a percent.
    pub shares: [u16; 3],
    /// Multiple procedures: 0 to 7, or 9.
    pub multiple: u8,
    /// Bilateral surgery: 0 to 3, or 9.
    pub bilateral: u8,
    /// Assistant at surgery: 0 to 2, or 9.
    pub assistant: u8,
    /// Co-surgeons: 0 to 2, or 9.
    pub co_surgeons: u8,
    /// Team surgery: 0 to 2, or 9.
    pub team: u8,
    /// The base code of an endoscopic family.
    pub endoscopic_base: Option<[u8; 5]>,
    /// Conversion factor, in ten-thousandths of a dollar.
    pub conversion_factor: i32,
    /// Diagnostic imaging family; 99 where none applies.
    pub imaging_family: u8,
}

/// The geographic practice cost indices of a locality, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gpci {
    /// Of the work.
    pub work: i32,
    /// Of the practice expense.
    pub practice: i32,
    /// Of malpractice insurance.
    pub malpractice: i32,
}

/// Which of the two conversion factors that hold since 2026 is meant (42 CFR 414.20).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeeScheduleFor {
    /// Everyone else; before 2026 the only one.
    #[default]
    Others,
    /// Qualifying participants of an advanced alternative payment model.
    QualifyingApm,
}
