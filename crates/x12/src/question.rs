//! Questions to a payer: where a claim stands (276, 005010X212) and whether somebody is insured
//! (270, 005010X279A1). One question a file; the answer repeats its number.

use crate::charset::{Case, clean};
use crate::claim_837::{Receiver, Submitter};
use crate::delimiters::Delimiters;
use crate::writer::{ControlNumbers, SegmentWriter, Usage};
use model::{Cents, Date, HumanName, Sex};

/// Version of a 276 (GS08, ST03).
pub const VERSION_276: &str = "005010X212";

/// Version of a 270.
pub const VERSION_270: &str = "005010X279A1";

/// Segments from ISA to GS, and from GE to IEA: ST is the third of a file.
const BEFORE: u32 = 2;

/// A person whose insurance is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Name.
    pub name: HumanName,
    /// Birth date.
    pub born: Option<Date>,
    /// Sex.
    pub sex: Sex,
}

/// What both questions name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insured {
    /// The payer: name and identifier.
    pub payer: (String, String),
    /// The provider that asks: name and NPI.
    pub provider: (String, String),
    /// The member number.
    pub member_id: String,
    /// Who holds the insurance.
    pub holder: Member,
    /// The patient, where somebody else holds the insurance.
    pub dependent: Option<Member>,
    /// Number of the question, repeated by the answer (TRN02), at most 30 characters.
    pub trace: String,
}

/// Where does a claim stand?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusQuestion {
    /// Payer, provider, member, number.
    pub about: Insured,
    /// Our number of the claim (REF EJ).
    pub claim: String,
    /// Type of bill of an institutional claim (REF BLT).
    pub bill_type: Option<String>,
    /// The payer's number of it, where known (REF 1K).
    pub payer_number: Option<String>,
    /// What was charged (AMT T3).
    pub charge: Cents,
    /// First and last day of service.
    pub days: (Date, Date),
}

/// Is somebody insured?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EligibilityQuestion {
    /// Payer, provider, member, number.
    pub about: Insured,
    /// The day that is asked about.
    pub day: Date,
    /// The company that gave the number (TRN03): ten characters.
    pub originator: String,
}

/// Longest number of a question (TRN02 of both guides holds 50, many payers keep 30).
const LONGEST_TRACE: usize = 30;

/// A page that is written, and what was wrong with it.
struct Page {
    out: SegmentWriter,
    delimiters: Delimiters,
    faults: Vec<String>,
    segments: u32,
}

impl Page {
    fn seg(&mut self, id: &str, elements: &[&str]) {
        let mut cleaned = Vec::with_capacity(elements.len());
        for element in elements {
            match clean(element, Case::Upper) {
                Ok(value) if value.bytes().any(|byte| self.delimiters.contains(byte)) => {
                    self.faults.push(format!("{id} holds a character that separates elements"));
                }
                Ok(value) => cleaned.push(value),
                Err(_) => self.faults.push(format!("{id} holds a character that X12 lacks")),
            }
        }
        let elements: Vec<&str> = cleaned.iter().map(String::as_str).collect();
        self.out.segment(id, &elements);
        self.segments += 1;
    }

    /// A value that must be there.
    fn needed<'v>(&mut self, value: &'v str, what: &str) -> &'v str {
        if value.trim().is_empty() {
            self.faults.push(format!("{what} is missing"));
        }
        value
    }

    fn person(&mut self, role: &str, who: &HumanName, id: &str) {
        let family = self.needed(&who.family, "a family name");
        let (given, middle, suffix) = (
            who.given.as_deref().unwrap_or_default(),
            who.middle.as_deref().unwrap_or_default(),
            who.suffix.as_deref().unwrap_or_default(),
        );
        let qualifier = if id.is_empty() { "" } else { "MI" };
        self.seg("NM1", &[role, "1", family, given, middle, "", suffix, qualifier, id]);
    }

    fn born(&mut self, who: &Member) {
        let sex = match who.sex {
            Sex::Female => "F",
            Sex::Male => "M",
            Sex::Unknown => "",
        };
        if let Some(born) = who.born {
            self.seg("DMG", &["D8", &born.to_x12(), sex]);
        }
    }

    fn days(&mut self, qualifier: &str, (from, through): (Date, Date)) {
        if from == through {
            self.seg("DTP", &[qualifier, "D8", &from.to_x12()]);
        } else {
            let period = format!("{}-{}", from.to_x12(), through.to_x12());
            self.seg("DTP", &[qualifier, "RD8", &period]);
        }
    }
}

/// What the envelope of a question says: GS01, the set, its version, BHT01.
struct Kind {
    code: &'static str,
    set: &'static str,
    version: &'static str,
    structure: &'static str,
}

fn begin(
    kind: &Kind,
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Page {
    let delimiters = receiver.delimiters;
    let out = SegmentWriter::new(delimiters, receiver.line_end);
    let mut page = Page { out, delimiters, faults: Vec::new(), segments: 0 };
    let (day, time) = (control.date.to_x12(), format!("{:02}{:02}", control.hour, control.minute));
    let one = |byte: u8| char::from(byte).to_string();
    let usage = match control.usage {
        Usage::Test => "T",
        Usage::Production => "P",
    };
    let blank = " ".repeat(10);
    // Not cleaned: the ISA has fixed lengths and declares the delimiters.
    page.out.segment(
        "ISA",
        &[
            "00",
            &blank,
            "00",
            &blank,
            &submitter.qualifier,
            &format!("{:<15}", submitter.interchange_id),
            &receiver.qualifier,
            &format!("{:<15}", receiver.interchange_id),
            day.get(2..).unwrap_or(""),
            &time,
            &delimiters.repetition.map_or("U".to_owned(), one),
            "00501",
            &format!("{:09}", control.interchange),
            "0",
            usage,
            &one(delimiters.component),
        ],
    );
    page.segments += 1;
    let group = control.group.to_string();
    let (from, to) = (&submitter.group_id, &receiver.group_id);
    page.seg("GS", &[kind.code, from, to, &day, &time, &group, "X", kind.version]);
    page.seg("ST", &[kind.set, "0001", kind.version]);
    page.seg("BHT", &[kind.structure, "13", &control.reference, &day, &time]);
    page
}

fn end(mut page: Page, control: &ControlNumbers) -> Result<String, Vec<String>> {
    let count = (page.segments + 1).saturating_sub(BEFORE).to_string();
    page.seg("SE", &[&count, "0001"]);
    page.seg("GE", &["1", &control.group.to_string()]);
    page.seg("IEA", &["1", &format!("{:09}", control.interchange)]);
    if page.faults.is_empty() { Ok(page.out.into_text()) } else { Err(page.faults) }
}

/// Levels of the payer and of who asks.
fn payer(page: &mut Page, about: &Insured) {
    page.seg("HL", &["1", "", "20", "1"]);
    let name = page.needed(&about.payer.0, "the payer's name");
    let id = page.needed(&about.payer.1, "the payer's identifier");
    page.seg("NM1", &["PR", "2", name, "", "", "", "", "PI", id]);
    if about.trace.len() > LONGEST_TRACE || about.trace.is_empty() {
        page.faults
            .push(format!("the number of the question has not 1 to {LONGEST_TRACE} characters"));
    }
}

fn provider(page: &mut Page, about: &Insured) {
    let name = page.needed(&about.provider.0, "the provider's name");
    let npi = page.needed(&about.provider.1, "the provider's NPI");
    page.seg("NM1", &["1P", "2", name, "", "", "", "", "XX", npi]);
}

/// A 276 about one claim.
///
/// # Errors
/// What is missing or cannot be written, a sentence each; none repeats a value.
pub fn write_276(
    question: &StatusQuestion,
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Result<String, Vec<String>> {
    let kind = Kind { code: "HR", set: "276", version: VERSION_276, structure: "0010" };
    let about = &question.about;
    let mut page = begin(&kind, submitter, receiver, control);
    payer(&mut page, about);
    page.seg("HL", &["2", "1", "21", "1"]);
    page.seg("NM1", &["41", "2", &submitter.name, "", "", "", "", "46", &submitter.id]);
    page.seg("HL", &["3", "2", "19", "1"]);
    provider(&mut page, about);
    page.seg("HL", &["4", "3", "22", if about.dependent.is_some() { "1" } else { "0" }]);
    if about.dependent.is_none() {
        page.born(&about.holder);
    }
    let member = page.needed(&about.member_id, "the member number");
    page.person("IL", &about.holder.name, member);
    if let Some(patient) = &about.dependent {
        page.seg("HL", &["5", "4", "23"]);
        page.born(patient);
        page.person("QC", &patient.name, "");
    }
    page.seg("TRN", &["1", &about.trace]);
    if let Some(number) = &question.payer_number {
        page.seg("REF", &["1K", number]);
    }
    if let Some(bill) = &question.bill_type {
        page.seg("REF", &["BLT", bill]);
    }
    page.seg("REF", &["EJ", &question.claim]);
    page.seg("AMT", &["T3", &question.charge.to_x12()]);
    page.days("472", question.days);
    end(page, control)
}

/// A 270 about one patient: the plan as a whole (service type 30).
///
/// # Errors
/// As [`write_276`].
pub fn write_270(
    question: &EligibilityQuestion,
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Result<String, Vec<String>> {
    let kind = Kind { code: "HS", set: "270", version: VERSION_270, structure: "0022" };
    let about = &question.about;
    let mut page = begin(&kind, submitter, receiver, control);
    payer(&mut page, about);
    page.seg("HL", &["2", "1", "21", "1"]);
    provider(&mut page, about);
    let dependent = about.dependent.as_ref();
    page.seg("HL", &["3", "2", "22", if dependent.is_some() { "1" } else { "0" }]);
    let trace = ["1", &about.trace, &question.originator];
    if dependent.is_none() {
        page.seg("TRN", &trace);
    }
    let member = page.needed(&about.member_id, "the member number");
    page.person("IL", &about.holder.name, member);
    if let Some(patient) = dependent {
        page.seg("HL", &["4", "3", "23", "0"]);
        page.seg("TRN", &trace);
        page.person("03", &patient.name, "");
        page.born(patient);
    } else {
        page.born(&about.holder);
    }
    page.days("291", (question.day, question.day));
    page.seg("EQ", &["30"]);
    end(page, control)
}

#[cfg(test)]
mod tests;
