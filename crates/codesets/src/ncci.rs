//! The National Correct Coding Initiative of CMS: procedure pairs, unit limits, add-on codes.
//!
//! Each comes out every quarter, one table for each sort of provider; a claim is judged by the
//! quarter in force on its day of service.

pub mod add_on;
pub mod mue;
pub mod ptp;

/// Whose services a table judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderType {
    /// Physicians and other practitioners, ambulatory surgery centres.
    Practitioner,
    /// Outpatient services of a hospital.
    OutpatientHospital,
    /// Suppliers of medical equipment; they have unit limits, and no procedure pairs.
    DmeSupplier,
}

impl ProviderType {
    /// Every sort.
    pub const ALL: [ProviderType; 3] =
        [ProviderType::Practitioner, ProviderType::OutpatientHospital, ProviderType::DmeSupplier];

    /// How messages name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProviderType::Practitioner => "practitioner",
            ProviderType::OutpatientHospital => "outpatient hospital",
            ProviderType::DmeSupplier => "DME supplier",
        }
    }
}
