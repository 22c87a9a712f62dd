//! Reading the values of single elements: names, codes, money, days, numbers; every fault and
//! everything left over is kept with its place.

use super::claim_facts::{procedure_kind, usual_unit};
use crate::envelope::MAX_FAULTS;
use crate::fault::{Place, X12Error};
use crate::segment::Segment;
use model::{
    Address, Cents, Claim, ClaimLine, ClaimProcedure, ClaimType, Date, HumanName, PayerKind,
    Quantity, Relationship, ServiceUnit, Sex, TimeOfDay,
};

/// Faults and left-over places of one transaction, and what is known of the claim being read.
#[derive(Default)]
pub(super) struct Values {
    pub(super) left: Vec<Place>,
    pub(super) faults: Vec<X12Error>,
    total: Option<Cents>,
    claim_place: Place,
    /// External causes with their indicators: they come before the other diagnoses in the file,
    /// and after them in a claim.
    external: Vec<(String, String)>,
}

pub(super) fn optional(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn human_name(segment: &Segment<'_>) -> HumanName {
    HumanName {
        family: segment.element(3).to_owned(),
        given: optional(segment.element(4)),
        middle: optional(segment.element(5)),
        suffix: optional(segment.element(7)),
    }
}

/// The name of an organisation, or of a person who bills in their own name.
pub(super) fn full_name(segment: &Segment<'_>) -> String {
    match segment.element(2) {
        "1" => [4, 5, 3, 7]
            .map(|number| segment.element(number))
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        _ => segment.element(3).to_owned(),
    }
}

pub(super) fn address(segment: &Segment<'_>, address: &mut Address) {
    if segment.id() == "N3" {
        address.line1 = segment.element(1).to_owned();
        address.line2 = optional(segment.element(2));
    } else {
        address.city = segment.element(1).to_owned();
        address.state = segment.element(2).to_owned();
        address.zip = segment.element(3).to_owned();
    }
}

pub(super) fn sex(code: &str) -> Sex {
    match code {
        "F" => Sex::Female,
        "M" => Sex::Male,
        _ => Sex::Unknown,
    }
}

/// SBR02 and PAT01. An empty SBR02 is replaced by the PAT01 that follows.
pub(super) fn relationship(code: &str) -> Relationship {
    match code {
        "18" => Relationship::Same,
        "01" => Relationship::Spouse,
        "19" => Relationship::Child,
        _ => Relationship::Other,
    }
}

/// SBR09. The indicators of one kind are many (PPO, HMO, Blue Cross, …) and read as one.
pub(super) fn payer_kind(code: &str) -> PayerKind {
    match code {
        "MA" | "MB" => PayerKind::Medicare,
        "16" => PayerKind::MedicareAdvantage,
        "MC" => PayerKind::Medicaid,
        "WC" => PayerKind::WorkersComp,
        "11" | "12" | "13" | "14" | "15" | "17" | "BL" | "CI" | "HM" => PayerKind::Commercial,
        _ => PayerKind::Other,
    }
}

/// The ICD-10-CM code with the dot that X12 leaves out.
fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() && !rest.starts_with('.') => {
            format!("{category}.{rest}")
        }
        _ => code.to_owned(),
    }
}

impl Values {
    /// Keeps the place of a segment that a claim has no field for.
    pub(super) fn leave(&mut self, segment: &Segment<'_>) {
        self.leave_at(segment.place());
    }

    pub(super) fn leave_at(&mut self, place: Place) {
        self.left.push(place);
    }

    pub(super) fn fault(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            let action = "correct it at its source, or have the sender correct it";
            self.faults.push(X12Error::new(code, place, message, action));
        }
    }

    /// What CLM says beyond the claim's number and place: anything other than the writer's own
    /// fixed answers is left over.
    pub(super) fn open(&mut self, segment: &Segment<'_>, claim_type: ClaimType) {
        self.total = self.money(segment, 2);
        self.claim_place = segment.place();
        let signature = match claim_type {
            ClaimType::Professional => "Y",
            ClaimType::Institutional => "",
        };
        for (number, text) in (1u8..=20).zip(segment.elements()) {
            let usual = match number {
                1 | 2 | 5 => continue,
                6 => signature,
                7 => "A",
                8 | 9 => "Y",
                _ => "",
            };
            if text != usual {
                self.leave_at(segment.place().at(number));
            }
        }
    }

    /// The end of a claim: what only the whole shows.
    pub(super) fn close(&mut self, claim: &mut Claim) {
        if self.total.take().is_some_and(|total| total != claim.total()) {
            let message = "CLM02 is not the sum of the line charges";
            self.fault("x12.837.total", self.claim_place.at(2), message);
        }
        for (code, indicator) in self.external.drain(..) {
            claim.diagnoses.push(code);
            claim.diagnoses_poa.push(indicator);
        }
        // Exempt diagnoses have no indicator in 005010; the model writes them as `1`.
        if claim.diagnoses_poa.iter().all(String::is_empty) {
            claim.diagnoses_poa.clear();
        }
        for indicator in claim.diagnoses_poa.iter_mut().filter(|i| i.is_empty()) {
            "1".clone_into(indicator);
        }
    }

    pub(super) fn money(&mut self, segment: &Segment<'_>, number: u8) -> Option<Cents> {
        let amount = Cents::from_decimal(segment.element(number));
        if amount.is_err() {
            let message = "the amount is not a decimal number of dollars and cents";
            self.fault("x12.837.amount", segment.place().at(number), message);
        }
        amount.ok()
    }

    /// A decimal number of units, days or minutes.
    pub(super) fn quantity(&mut self, segment: &Segment<'_>, number: u8) -> Option<Quantity> {
        let count = Quantity::from_decimal(segment.element(number));
        if count.is_err() {
            let message = "the count is not a decimal number with at most three decimals";
            self.fault("x12.837.number", segment.place().at(number), message);
        }
        count.ok()
    }

    /// A whole number: a position or a number of something.
    pub(super) fn number(&mut self, segment: &Segment<'_>, number: u8, text: &str) -> Option<u32> {
        let whole = match text.split_once('.') {
            Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole,
            _ => text,
        };
        let count = whole.parse::<u32>().ok();
        if count.is_none() {
            let message = "the number is not a whole one";
            self.fault("x12.837.number", segment.place().at(number), message);
        }
        count
    }

    pub(super) fn date(&mut self, segment: &Segment<'_>, number: u8, text: &str) -> Option<Date> {
        let day = Date::from_x12(text).ok();
        if day.is_none() {
            let message = "there is no day of the form CCYYMMDD";
            self.fault("x12.837.date", segment.place().at(number), message);
        }
        day
    }

    /// DTP02 and DTP03: a day (D8, DT) or a span of days (RD8). A time alone (TM) has no day
    /// and is left over.
    pub(super) fn period(&mut self, segment: &Segment<'_>) -> (Option<Date>, Option<Date>) {
        let text = segment.element(3);
        let (from, to) = match segment.element(2) {
            "RD8" => text.split_once('-').unwrap_or((text, text)),
            "DT" => {
                self.leave_at(segment.place().at(3));
                let day = text.get(..8).unwrap_or(text);
                (day, day)
            }
            "TM" => {
                self.leave(segment);
                return (None, None);
            }
            _ => (text, text),
        };
        let from = self.date(segment, 3, from);
        (from, from.and_then(|_| self.date(segment, 3, to)))
    }

    /// HI: diagnoses and procedures by their qualifier (X12 1270).
    pub(super) fn codes(&mut self, segment: &Segment<'_>, claim: &mut Claim) {
        for number in (1u8..=12).take(segment.elements().count()) {
            let place = segment.place().at_component(number, 1);
            let code = segment.component(number, 2);
            match segment.component(number, 1) {
                "ABK" | "ABF" | "ABN" => {
                    let indicator = match claim.claim_type {
                        ClaimType::Institutional => segment.component(number, 9),
                        ClaimType::Professional => "",
                    };
                    if segment.component(number, 1) == "ABN" {
                        self.external.push((dotted(code), indicator.to_owned()));
                        continue;
                    }
                    claim.diagnoses.push(dotted(code));
                    claim.diagnoses_poa.push(indicator.to_owned());
                }
                "APR" => claim.reasons_for_visit.push(dotted(code)),
                "ABJ" => claim.admitting_diagnosis = Some(dotted(code)),
                "BBR" | "BBQ" => {
                    if let Some(date) = self.date(segment, number, segment.component(number, 4)) {
                        claim.procedures.push(ClaimProcedure { code: code.to_owned(), date });
                    }
                }
                "BK" | "BF" | "BJ" | "BN" | "BR" | "BQ" | "PR" => {
                    let message =
                        "the code is of ICD-9, which a claim since 2015-10-01 cannot hold";
                    self.fault("x12.837.icd9", place, message);
                }
                "" => {}
                _ => self.leave_at(place),
            }
        }
    }

    /// DTP 096 and DTP 435 of an institutional claim, where they tell an hour; false for any
    /// other day or hour.
    pub(super) fn hour(&mut self, segment: &Segment<'_>, claim: &mut Claim) -> bool {
        let (kind, text) = (segment.element(2), segment.element(3));
        if claim.claim_type != ClaimType::Institutional {
            return false;
        }
        let (day, time, held) = match (segment.element(1), kind) {
            ("096", "TM") => ("", text, &mut claim.discharge_hour),
            ("435", "DT") if text.is_char_boundary(8) => {
                let (day, time) = text.split_at(8);
                (day, time, &mut claim.admission_hour)
            }
            _ => return false,
        };
        match TimeOfDay::from_x12(time) {
            Ok(time) => *held = Some(time),
            Err(_) => {
                let message = "there is no time of the form HHMM";
                self.fault("x12.837.time", segment.place().at(3), message);
            }
        }
        if !day.is_empty() {
            claim.admission_date = self.date(segment, 3, day);
        }
        true
    }

    /// The composite procedure of SV1 and SV2.
    fn procedure(&mut self, segment: &Segment<'_>, number: u8, line: &mut ClaimLine) {
        match segment.component(number, 1) {
            "" => return,
            qualifier if qualifier == procedure_kind(line).0 => {}
            _ => self.leave_at(segment.place().at_component(number, 1)),
        }
        line.code = optional(segment.component(number, 2));
        let modifiers = segment.components(number).skip(2).take(4).filter(|m| !m.is_empty());
        line.modifiers = modifiers.map(str::to_owned).collect();
        line.description = optional(segment.component(number, 7));
    }

    /// Charge, kind of units and units. A kind that goes without saying is not kept.
    fn charge_and_units(
        &mut self,
        segment: &Segment<'_>,
        first: u8,
        of: ClaimType,
        line: &mut ClaimLine,
    ) {
        line.charge_cents = self.money(segment, first).unwrap_or_default();
        line.units = self.quantity(segment, first + 2).unwrap_or_default();
        let unit = ServiceUnit::from_x12(segment.element(first + 1));
        if unit.is_none() {
            let message = "the line counts something else than units, days or minutes";
            self.fault("x12.837.unit", segment.place().at(first + 1), message);
        }
        line.unit = unit.filter(|unit| *unit != usual_unit(of, line));
    }

    pub(super) fn professional(&mut self, segment: &Segment<'_>, line: &mut ClaimLine) {
        self.procedure(segment, 1, line);
        self.charge_and_units(segment, 2, ClaimType::Professional, line);
        line.place_of_service = optional(segment.element(5));
        for pointer in segment.components(7).filter(|p| !p.is_empty()) {
            let position = self.number(segment, 7, pointer).unwrap_or(0);
            line.pointers.push(u8::try_from(position).unwrap_or(u8::MAX));
        }
        for (number, _) in (8u8..).zip(segment.elements().skip(7)).filter(|(_, e)| !e.is_empty()) {
            self.leave_at(segment.place().at(number));
        }
    }

    pub(super) fn institutional(&mut self, segment: &Segment<'_>, line: &mut ClaimLine) {
        line.revenue_code = optional(segment.element(1));
        self.procedure(segment, 2, line);
        self.charge_and_units(segment, 3, ClaimType::Institutional, line);
        for (number, _) in (6u8..).zip(segment.elements().skip(5)).filter(|(_, e)| !e.is_empty()) {
            self.leave_at(segment.place().at(number));
        }
    }
}
