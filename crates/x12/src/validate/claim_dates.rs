//! Days of a claim that say of each other (SNIP type 4): the stay, the period of the bill, and the
//! days of its lines.

use super::findings::{At, Draft, Findings};
use super::set::read_day;
use crate::guide::roles::Role;
use crate::tokens::Cut;
use model::Date;

/// SV202-1: a rate of a prospective payment (HIPPS); its day may be that of an assessment.
const RATE: &[u8] = b"HP";

/// The days of the claim that is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimDates {
    /// First and last day of the bill (DTP 434).
    statement: Option<(Date, Date)>,
    admission: Option<(At, Date)>,
    discharge: Option<Date>,
    is_rate: bool,
}

impl ClaimDates {
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, role: Role, cut: &Cut<'_>, at: At) {
        match role {
            Role::Claim => *self = ClaimDates::default(),
            Role::StatementDate if cut.element(1) == b"434" => {
                self.statement = days(cut).filter(|(first, last)| first <= last);
                self.stay(findings, cut, at);
            }
            Role::Admission => {
                let day = cut.element(3).get(..8).and_then(read_day);
                self.admission = day.map(|day| (at, day));
                self.stay(findings, cut, at);
            }
            Role::Discharge if cut.element(2) == b"D8" => {
                self.discharge = read_day(cut.element(3));
                self.stay(findings, cut, at);
            }
            Role::ServiceLine => self.is_rate = cut.component(2, 1) == RATE,
            Role::ServiceDate => self.line(findings, cut, at),
            _ => {}
        }
    }

    /// Nobody leaves before they came, nor is billed for a stay that had not begun.
    fn stay(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let Some((admitted_at, admitted)) = self.admission else { return };
        let message = match (self.discharge, self.statement) {
            (Some(left), _) if left < admitted => {
                format!("the patient leaves on {left} (DTP 096), before admission on {admitted}")
            }
            (_, Some((_, last))) if last < admitted => {
                format!("the bill ends on {last} (DTP 434), before admission on {admitted}")
            }
            _ => return,
        };
        let at = if cut.element(1) == b"435" { at } else { admitted_at };
        let action = "correct the day of admission, or the other one";
        let draft = Draft::new("x12.claim.admission", 4, at, b"DTP", message, action);
        findings.add(draft.in_loop("2300").element(3, 0, 1251));
        self.admission = None;
    }

    /// The days of an institutional line lie within the period of the bill (NUBC, form locators 6
    /// and 45).
    fn line(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let (Some((first, last)), Some(line)) = (self.statement, days(cut)) else { return };
        if self.is_rate || (first <= line.0 && line.1 <= last) {
            return;
        }
        let message = format!("the line's day lies outside the bill's period, {first} to {last}");
        let action = "correct the line's day (DTP 472), or the period (DTP 434)";
        let draft = Draft::new("x12.claim.line-date", 4, at, cut.name(), message, action);
        findings.add(draft.in_loop("2400").element(3, 0, 1251).value(cut.element(3)));
    }
}

/// First and last day of a DTP (D8 or RD8).
fn days(cut: &Cut<'_>) -> Option<(Date, Date)> {
    let value = cut.element(3);
    match cut.element(2) {
        b"D8" => read_day(value).map(|day| (day, day)),
        b"RD8" => Some((read_day(value.get(..8)?)?, read_day(value.get(9..)?)?)),
        _ => None,
    }
}
