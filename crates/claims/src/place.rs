//! The place of service of a professional claim.

use crate::fault::Findings;
use model::{Chart, Setting};

/// The facility's place of service code, else the one code that the setting allows. A setting
/// that leaves a choice (a clinic may be an office, a hospital department or an independent
/// one) is a fault: the place decides the rate, and a guess would be paid.
pub(crate) fn of_service(
    chart: &Chart,
    setting: Setting,
    findings: &mut Findings,
) -> Option<String> {
    let stated = chart.facility.as_ref().and_then(|f| f.place_of_service.as_deref());
    if let Some(stated) = stated.map(str::trim).filter(|text| !text.is_empty()) {
        return Some(stated.to_owned());
    }
    let code = match setting {
        Setting::Office => "11",
        Setting::Ed => "23",
        Setting::Inpatient => "21",
        Setting::Radiology | Setting::Surgery | Setting::Pathology | Setting::Clinic => {
            findings.fault(
                "place_of_service.missing",
                "facility.place_of_service",
                format!(
                    "The place of service is not known, and the setting `{setting}` allows \
                    several."
                ),
                "State the facility's two-digit place of service code.",
            );
            return None;
        }
    };
    Some(code.to_owned())
}
