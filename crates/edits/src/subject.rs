//! The claim under judgement, with the few readings of it that many rules share.

use crate::correct_coding::Findings;
use crate::facts::CodeFacts;
use codesets::ncci::ProviderType;
use model::{Claim, ClaimLine, ClaimType, Date};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Types of bill (facility and care, without zero and frequency) of an inpatient stay.
const INPATIENT_BILL_TYPES: [&str; 7] = ["11", "18", "21", "41", "65", "66", "86"];

/// Types of bill of a stay in a hospital, or in a religious institution that is paid as one.
const HOSPITAL_STAYS: [&str; 2] = ["11", "41"];

/// Types of bill of outpatient services that NCCI judges: hospital outpatient and other part B
/// services, critical access hospital, outpatient rehabilitation, comprehensive rehabilitation.
const OUTPATIENT_BILL_TYPES: [&str; 9] = ["12", "13", "14", "22", "23", "34", "74", "75", "85"];

/// How the taxonomy of a supplier begins: medical equipment, pharmacies, and other supplies.
const SUPPLIERS: [&str; 3] = ["332", "333", "335"];

/// A claim and the code systems it is judged by.
pub(crate) struct Subject<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) codes: &'a dyn CodeFacts,
    /// True when the claim carries the names and addresses of an 837.
    pub(crate) for_submission: bool,
    correct_coding: OnceCell<Findings<'a>>,
}

/// True when a claim carries the names and addresses that an 837 needs, or should; false for
/// claim JSON that holds the facts for edits only. Only the former is asked for all of them.
#[must_use]
pub fn carries_submission_facts(claim: &Claim) -> bool {
    claim.subscriber.is_some() || claim.billing.address.is_some()
}

impl<'a> Subject<'a> {
    pub(crate) fn new(claim: &'a Claim, codes: &'a dyn CodeFacts) -> Subject<'a> {
        let for_submission = carries_submission_facts(claim);
        Subject { claim, codes, for_submission, correct_coding: OnceCell::new() }
    }

    /// What the tables of NCCI find, looked up once for all their rules.
    pub(crate) fn correct_coding(&self) -> &Findings<'a> {
        self.correct_coding.get_or_init(|| Findings::of(self))
    }

    /// The implementation guide of the claim's type.
    pub(crate) fn guide(&self) -> &'static str {
        match self.claim.claim_type {
            ClaimType::Professional => "005010X222A1",
            ClaimType::Institutional => "005010X223A2",
        }
    }

    pub(crate) fn is_professional(&self) -> bool {
        self.claim.claim_type == ClaimType::Professional
    }

    pub(crate) fn is_institutional(&self) -> bool {
        self.claim.claim_type == ClaimType::Institutional
    }

    /// An institutional claim for an inpatient stay. Bill types written with zero or frequency
    /// (`111`, `0111`) count too; their form is judged elsewhere.
    pub(crate) fn is_inpatient(&self) -> bool {
        let text = self.claim.bill_type.as_deref().unwrap_or_default();
        let text = text.strip_prefix('0').unwrap_or(text);
        self.is_institutional() && text.get(..2).is_some_and(|t| INPATIENT_BILL_TYPES.contains(&t))
    }

    /// An inpatient stay in a hospital, whose claim Medicare sends through its code editor; stays
    /// in a nursing facility or a swing bed do not go there (IOM 100-04 ch. 3 s. 20.2.1).
    pub(crate) fn is_hospital_stay(&self) -> bool {
        let text = self.claim.bill_type.as_deref().unwrap_or_default();
        let text = text.strip_prefix('0').unwrap_or(text);
        self.is_institutional() && text.get(..2).is_some_and(|t| HOSPITAL_STAYS.contains(&t))
    }

    /// Whose NCCI tables judge the claim: practitioners', for services in an ambulatory surgery
    /// centre too; equipment suppliers', told by their taxonomy; outpatient hospitals'. `None` for
    /// an inpatient stay and other bills that NCCI does not judge (IOM 100-04 ch. 23 s. 20.9).
    pub(crate) fn ncci_provider(&self) -> Option<ProviderType> {
        if self.is_professional() {
            let taxonomy = self.claim.billing.taxonomy.as_deref().unwrap_or_default();
            let supplier = SUPPLIERS.iter().any(|prefix| taxonomy.starts_with(prefix));
            return Some(match supplier {
                true => ProviderType::DmeSupplier,
                false => ProviderType::Practitioner,
            });
        }
        let text = self.claim.bill_type.as_deref().unwrap_or_default();
        let text = text.strip_prefix('0').unwrap_or(text);
        let judged = text.get(..2).is_some_and(|kind| OUTPATIENT_BILL_TYPES.contains(&kind));
        judged.then_some(ProviderType::OutpatientHospital)
    }

    /// True for a replacement or void of an earlier claim.
    pub(crate) fn is_correction(&self) -> bool {
        matches!(self.claim.frequency.as_str(), "7" | "8")
    }

    /// The number by which a line is named: its own, or its place when it has none.
    pub(crate) fn line_number(&self, index: usize) -> u16 {
        match self.claim.lines[index].line {
            0 => u16::try_from(index + 1).unwrap_or(u16::MAX),
            number => number,
        }
    }

    /// Lines with their index.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &'a ClaimLine)> {
        self.claim.lines.iter().enumerate()
    }

    /// The service procedure segment of a line: SV1 or SV2.
    pub(crate) fn service(
        &self,
        professional: &'static str,
        institutional: &'static str,
    ) -> &'static str {
        if self.is_professional() { professional } else { institutional }
    }

    /// The day by which the claim's diagnoses are judged as a whole: discharge for an inpatient
    /// stay (Official Guidelines, release in force at discharge), else the first day.
    pub(crate) fn diagnosis_day(&self) -> Date {
        if self.is_inpatient() { self.claim.through } else { self.claim.from }
    }

    /// Every day by which one diagnosis is judged: on a professional claim the days of the lines
    /// that point to it, else the claim's day. Sorted, without repeats, never empty.
    pub(crate) fn diagnosis_days(&self, index: usize) -> Vec<Date> {
        let mut days: Vec<Date> = Vec::new();
        if self.is_professional() {
            let points =
                |line: &ClaimLine| line.pointers.iter().any(|&p| usize::from(p) == index + 1);
            days.extend(self.claim.lines.iter().filter(|l| points(l)).map(|l| l.date));
            days.sort_unstable();
            days.dedup();
        }
        if days.is_empty() {
            days.push(self.diagnosis_day());
        }
        days
    }

    /// The patient's age in whole years on the day of admission or the first day of service.
    pub(crate) fn age(&self) -> Option<u16> {
        let day = self.claim.admission_date.unwrap_or(self.claim.from);
        self.claim.patient.birth_date.map(|born| born.years_until(day))
    }

    /// The loop of the patient: the subscriber's when they are one person.
    pub(crate) fn patient_loop(&self) -> &'static str {
        let own = self.claim.subscriber.as_ref();
        let own = own.is_none_or(|s| s.relationship == model::Relationship::Same);
        if own { "2010BA" } else { "2010CA" }
    }
}

/// A diagnosis in upper case with its dot, whatever way it was written.
pub(crate) fn dotted(code: &str) -> Cow<'_, str> {
    let trimmed = code.trim();
    let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    let in_form =
        trimmed.bytes().enumerate().all(|(i, b)| if i == 3 { b == b'.' } else { plain(b) });
    if in_form {
        return Cow::Borrowed(trimmed);
    }
    let bare: String =
        trimmed.chars().filter(|c| *c != '.').map(|c| c.to_ascii_uppercase()).collect();
    match bare.char_indices().nth(3) {
        Some((at, _)) => Cow::Owned(format!("{}.{}", &bare[..at], &bare[at..])),
        None => Cow::Owned(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use crate::example::HandMade;

    #[test]
    fn diagnoses_are_asked_for_with_their_dot() {
        for (written, asked) in [
            ("E11.9", "E11.9"),
            ("E119", "E11.9"),
            ("e11.9", "E11.9"),
            ("I10", "I10"),
            (" i10 ", "I10"),
            ("S06.0X0A", "S06.0X0A"),
            ("", ""),
        ] {
            assert_eq!(dotted(written), asked, "{written}");
        }
    }

    #[test]
    fn inpatient_bill_types_in_every_writing() {
        let mut claim = example::inpatient();
        for (bill_type, inpatient) in [
            ("11", true),
            ("111", true),
            ("0111", true),
            ("13", false),
            ("0131", false),
            ("", false),
        ] {
            claim.bill_type = Some(bill_type.to_owned());
            let codes = HandMade::default();
            assert_eq!(Subject::new(&claim, &codes).is_inpatient(), inpatient, "{bill_type}");
        }
    }

    #[test]
    fn a_diagnosis_is_judged_on_the_days_that_point_to_it() {
        let claim = example::professional();
        let codes = HandMade::default();
        let subject = Subject::new(&claim, &codes);
        assert_eq!(subject.diagnosis_days(0), [claim.lines[0].date]);
        assert_eq!(subject.diagnosis_days(9), [claim.from]);
    }
}
