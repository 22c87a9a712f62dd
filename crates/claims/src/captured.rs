//! Captured charges: which belong to the physician's claim and which to the hospital's, and
//! which codes stand behind them.

use model::{Charge, Chart, ProcedureCode};

/// The charges of a chart by claim type, each with its place in the chart.
pub(crate) struct Captured<'a> {
    pub(crate) professional: Vec<(usize, &'a Charge)>,
    pub(crate) institutional: Vec<(usize, &'a Charge)>,
}

impl<'a> Captured<'a> {
    /// A charge with a revenue code is the hospital's, one without is the physician's.
    pub(crate) fn of(chart: &'a Chart) -> Captured<'a> {
        let (institutional, professional) =
            chart.charges.iter().enumerate().partition(|(_, charge)| {
                charge.revenue_code.as_deref().is_some_and(|code| !code.trim().is_empty())
            });
        Captured { professional, institutional }
    }

    /// The coded procedures of the physician's claim, with their place in the coded chart.
    ///
    /// Without hospital charges that is every CPT and HCPCS code. With both sorts, a code that
    /// only the hospital charged is the hospital's; with hospital charges alone all are.
    pub(crate) fn professional_px<'b>(
        &self,
        px: &'b [ProcedureCode],
    ) -> Vec<(usize, &'b ProcedureCode)> {
        let charged = |charges: &[(usize, &Charge)], px: &ProcedureCode| {
            charges.iter().any(|(_, charge)| has_code(charge, &px.code))
        };
        let own = |px: &ProcedureCode| {
            self.institutional.is_empty()
                || charged(&self.professional, px)
                || !self.professional.is_empty() && !charged(&self.institutional, px)
        };
        px.iter().enumerate().filter(|(_, px)| own(px)).collect()
    }
}

/// True when the charge is for this code.
pub(crate) fn has_code(charge: &Charge, code: &str) -> bool {
    charge.code.as_deref().is_some_and(|own| own.trim().eq_ignore_ascii_case(code))
}

/// True when two lists hold the same modifiers in any order.
pub(crate) fn same_modifiers(one: &[String], two: &[String]) -> bool {
    one.len() == two.len() && one.iter().all(|m| two.contains(m))
}
