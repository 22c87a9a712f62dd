//! What the payer's front door turns back before anybody looks at the services: faults of the
//! payer's own (SNIP type 7), told on the 277CA beside those of validation.

use super::profile::Profile;
use model::{Date, npi};
use std::borrow::Cow;
use x12::validate::{Fault, Level, Severity, Within};
use x12::{Envelope, Event, Segment};

/// Most faults of one file; it is turned back by fewer.
const MOST_FAULTS: usize = 10_000;
/// Data elements of the dictionary: identification code, date and time period.
const IDENTIFIER: u16 = 67;
const PERIOD: u16 = 1251;

/// The front door while a file passes.
struct Door<'p> {
    profile: &'p Profile,
    today: Date,
    within: Within,
    position: u32,
    in_claims: bool,
    in_claim: bool,
    faults: Vec<Fault>,
}

/// Every fault that the payer's front door finds in a file of claims.
pub(super) fn faults(data: &[u8], profile: &Profile, today: Date) -> Vec<Fault> {
    let mut door = Door {
        profile,
        today,
        within: Within::default(),
        position: 0,
        in_claims: false,
        in_claim: false,
        faults: Vec::new(),
    };
    for event in Envelope::new(data).flatten() {
        door.take(&event);
    }
    door.faults
}

fn next(number: Option<u32>) -> Option<u32> {
    Some(number.map_or(0, |number| number + 1))
}

impl Door<'_> {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::InterchangeStart(_) => {
                let interchange = next(self.within.interchange);
                self.within = Within { interchange, ..Within::default() };
            }
            Event::GroupStart(_) => {
                let group = next(self.within.group);
                self.within = Within { group, set: None, ..self.within };
            }
            Event::TransactionStart(st) => {
                self.within.set = next(self.within.set);
                (self.position, self.in_claim) = (1, false);
                self.in_claims = st.element(1) == "837";
            }
            Event::Segment(segment) if self.in_claims => {
                self.position += 1;
                self.look(segment);
            }
            Event::TransactionEnd(_) => self.in_claims = false,
            Event::Segment(_) | Event::GroupEnd(_) | Event::InterchangeEnd(_) => {}
        }
    }

    fn look(&mut self, segment: &Segment<'_>) {
        let (first, id) = (segment.element(1), segment.element(9).trim());
        match (segment.id(), first, self.in_claim) {
            ("HL", ..) => self.in_claim = false,
            ("CLM", ..) => self.in_claim = true,
            ("NM1", "IL", false) if self.profile.coverage(id).is_none() => {
                self.fault(segment, ("payer.member-unknown", "2010BA", 9, IDENTIFIER), "member");
            }
            ("NM1", "PR", false) if id != self.profile.id => {
                self.fault(segment, ("payer.other-payer", "2010BB", 9, IDENTIFIER), "payer");
            }
            ("NM1", role, _) if segment.element(8) == "XX" && !npi::is_valid(id) => {
                let of = match (role, self.in_claim) {
                    ("85", _) => "2010AA",
                    ("82", true) => "2310B",
                    _ => "",
                };
                self.fault(segment, ("payer.npi", of, 9, IDENTIFIER), "provider's number");
            }
            ("DTP", "472", true) if self.is_ahead(segment) => {
                self.fault(segment, ("payer.future", "2400", 3, PERIOD), "day of service");
            }
            _ => {}
        }
    }

    fn is_ahead(&self, segment: &Segment<'_>) -> bool {
        let first = segment.element(3).get(..8).unwrap_or("");
        Date::from_x12(first).is_ok_and(|day| day > self.today)
    }

    fn fault(
        &mut self,
        segment: &Segment<'_>,
        (code, loop_id, element, number): (&'static str, &str, u8, u16),
        what: &str,
    ) {
        if self.faults.len() >= MOST_FAULTS {
            return;
        }
        self.faults.push(Fault {
            code: Cow::Borrowed(code),
            snip: 7,
            severity: Severity::Error,
            place: segment.place().at(element),
            within: self.within,
            position: self.position,
            loop_id: loop_id.into(),
            segment: segment.id().into(),
            element: number,
            repetition: 0,
            value: Some(segment.element(element).chars().take(99).collect::<String>().into()),
            level: Level::Content,
            message: format!("the {what} is not one that this payer can take"),
            action: Cow::Borrowed("look it up and send the claim again"),
        });
    }
}
