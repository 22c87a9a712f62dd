//! One set of a 277CA: the levels of the 837 as they pass by, with what is wrong at each.
//!
//! The totals stand before the claims, so the claims of a billing provider are drafted first and
//! appended when all of them are counted.

use super::claim_facts::{Claim, Party};
use super::claim_told::{self, Holder, Totals};
use super::draft::Draft;
use super::entity::{self, Guide};
use super::status::{self, Status};
use super::{Source, Writing};
use crate::segment::Segment;
use crate::validate::{Fault, Level, Severity};

/// HL numbers of the two levels above the billing providers.
const HEAD_LEVELS: u32 = 2;

/// The level that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Head,
    Provider,
    Subscriber,
    Patient,
}

/// A billing provider and the claims under it.
struct Provider {
    party: Party,
    tax: String,
    statuses: Vec<Status>,
    /// Its HL number, once a claim needs it.
    hl: Option<u32>,
    claims: Draft,
    totals: Totals,
}

/// What came of a set.
pub(super) struct Written {
    pub(super) refuses: bool,
    /// Number of the last claim of the interchange so far.
    pub(super) claims: u64,
}

/// The answer to one set.
pub(super) struct SetAck<'r> {
    guide: Guide,
    /// Faults of content, by position.
    faults: Vec<&'r Fault>,
    next: usize,
    source: Option<Source>,
    /// Number of the interchange that is answered, when claims get numbers of ours.
    numbered: Option<String>,
    claims: u64,
    day: String,
    time: String,
    /// BHT03 and ST02.
    trace: String,
    set: String,
    at: At,
    /// The role that is spoken of.
    party: &'static str,
    submitter: Party,
    receiver: Party,
    /// BHT03 and BHT04 of the 837.
    batch: String,
    created: String,
    head: Vec<Status>,
    provider: Provider,
    subscriber: Holder,
    patient: Option<Holder>,
    /// The level of the patient is written.
    patient_open: bool,
    claim: Option<Claim>,
    hl: u32,
    totals: Totals,
    body: Draft,
}

impl<'r> SetAck<'r> {
    /// `numbers`: our interchange, and the set within our group, from 1; `claims`: how many the
    /// interchange had before.
    pub(super) fn new(
        writing: &Writing<'_, '_>,
        guide: Guide,
        faults: &[&'r Fault],
        (interchange, set): (u32, usize),
        draft: &Draft,
        claims: u64,
    ) -> SetAck<'r> {
        let refuses =
            |fault: &&Fault| fault.severity == Severity::Error && fault.level == Level::Content;
        let mut faults: Vec<&Fault> = faults.iter().copied().filter(refuses).collect();
        faults.sort_by_key(|fault| fault.position);
        let numbered = writing.settings.number_claims;
        SetAck {
            guide,
            faults,
            next: 0,
            source: writing.settings.source.clone(),
            numbered: numbered.then(|| writing.interchange.control.clone()),
            claims,
            day: writing.numbers.day.clone(),
            time: writing.numbers.time.clone(),
            trace: format!("{interchange:09}{set:04}"),
            set: format!("{set:04}"),
            at: At::Head,
            party: "",
            submitter: Party::default(),
            receiver: Party::default(),
            batch: String::new(),
            created: String::new(),
            head: Vec::new(),
            provider: Provider::new(draft),
            subscriber: Holder::default(),
            patient: None,
            patient_open: false,
            claim: None,
            hl: HEAD_LEVELS,
            totals: Totals::default(),
            body: draft.part(),
        }
    }

    /// Takes the next segment of the set, and the faults at its position.
    pub(super) fn take(&mut self, position: u32, segment: &Segment<'_>) {
        if let Some(party) = entity::begun_by(segment, self.claim.is_some()) {
            self.party = party;
        }
        match segment.id() {
            "HL" => self.level(segment.element(3)),
            "CLM" => {
                self.close_claim();
                self.claim = Some(Claim::of(segment, self.guide));
            }
            "SE" => self.close_claim(),
            _ => match &mut self.claim {
                Some(claim) => claim.take(segment),
                None => self.above(segment),
            },
        }
        while let Some(fault) = self.faults.get(self.next).filter(|f| f.position <= position) {
            let statuses = status::of_fault(self.guide, fault, segment, self.party);
            self.next += 1;
            match (&mut self.claim, self.at, &mut self.patient) {
                (Some(claim), ..) => claim.add(&statuses),
                (None, At::Head, _) => status::add(&mut self.head, &statuses),
                (None, At::Provider, _) => status::add(&mut self.provider.statuses, &statuses),
                (None, At::Patient, Some(patient)) => status::add(&mut patient.statuses, &statuses),
                (None, ..) => status::add(&mut self.subscriber.statuses, &statuses),
            }
        }
    }

    /// A new level of the 837 (HL03).
    fn level(&mut self, code: &str) {
        self.close_claim();
        self.patient_open = false;
        self.at = match code {
            "20" => {
                self.close_provider();
                self.subscriber = Holder::default();
                At::Provider
            }
            "22" => {
                self.subscriber = Holder::default();
                At::Subscriber
            }
            _ => At::Patient,
        };
        self.patient = (self.at == At::Patient).then(Holder::default);
    }

    /// A segment above the claims.
    fn above(&mut self, segment: &Segment<'_>) {
        let value = |number| segment.element(number).trim().to_owned();
        match (segment.id(), segment.element(1), self.at) {
            ("BHT", ..) => (self.batch, self.created) = (value(3), value(4)),
            ("NM1", "41", At::Head) => self.submitter = Party::of(segment),
            ("NM1", "40", At::Head) => self.receiver = Party::of(segment),
            ("NM1", "85", At::Provider) => self.provider.party = Party::of(segment),
            ("REF", "EI" | "SY", At::Provider) if self.provider.tax.is_empty() => {
                self.provider.tax = value(2);
            }
            ("NM1", "IL", At::Subscriber) => self.subscriber.party = Party::of(segment),
            ("REF", "SY" | "Y4", At::Subscriber) => self.subscriber.other_id = value(2),
            ("NM1", "QC", At::Patient) => {
                if let Some(patient) = &mut self.patient {
                    patient.party = Party::of(segment);
                }
            }
            _ => {}
        }
    }

    /// Everything that is wrong with a claim and with the levels above it.
    fn statuses(&self, claim: &Claim) -> Vec<Status> {
        let mut all = claim.statuses.clone();
        if let Some(line) = claim.faulty.first().and_then(|line| line.statuses.first()) {
            let lines = Status { code: super::status_code::LINES, entity: "", ..*line };
            status::add(&mut all, &[lines]);
        }
        let patient = self.patient.as_ref().map_or(&[][..], |patient| &patient.statuses);
        for above in [patient, &self.subscriber.statuses, &self.provider.statuses, &self.head] {
            status::add(&mut all, above);
        }
        all
    }

    fn close_claim(&mut self) {
        let Some(mut claim) = self.claim.take() else { return };
        claim.close_line();
        let statuses = self.statuses(&claim);
        self.claims += 1;
        let accepted = statuses.is_empty();
        let number = self.numbered.as_ref().filter(|_| accepted);
        let number = number.map(|control| format!("{control}{:07}", self.claims));
        let statuses = if accepted { vec![self.acceptance()] } else { statuses };
        let provider = *self.provider.hl.get_or_insert_with(|| {
            self.hl += 1;
            self.hl
        });
        if !self.patient_open {
            self.hl += 1;
            let holders = (&self.subscriber, self.patient.as_ref());
            claim_told::patient(&mut self.provider.claims, (self.hl, provider), holders);
            self.patient_open = true;
        }
        self.provider.totals.count(accepted, claim.charge);
        let told = claim_told::Told {
            statuses: &statuses,
            accepted,
            day: &self.day,
            number: number.as_deref().unwrap_or(""),
            created: &self.created,
        };
        claim_told::claim(&mut self.provider.claims, &claim, &told);
    }

    /// The status of an accepted claim: a payer takes it for processing, a clearinghouse
    /// acknowledges that it has it.
    fn acceptance(&self) -> Status {
        match &self.source {
            Some(source) if !source.payer => Status { category: "A1", code: "19", entity: "AY" },
            _ => Status { category: "A2", code: "20", entity: "" },
        }
    }

    fn close_provider(&mut self) {
        let next = Provider::new(&self.body);
        let provider = std::mem::replace(&mut self.provider, next);
        // A provider without claims is not answered.
        let Some(hl) = provider.hl else { return };
        self.totals.add(&provider.totals);
        let told = (&provider.party, provider.tax.as_str(), provider.statuses.as_slice());
        claim_told::provider(&mut self.body, hl, told, &provider.totals);
        self.body.append(provider.claims);
    }

    /// Writes the set.
    pub(super) fn finish(mut self, draft: &mut Draft) -> Written {
        self.close_claim();
        self.close_provider();
        let mut set = draft.part();
        set.segment("ST", &["277", &self.set, super::claim_ack::VERSION]);
        set.segment("BHT", &["0085", "08", &self.trace, &self.day, &self.time, "TH"]);
        let source = self.source.take().unwrap_or_else(|| Source {
            payer: true,
            name: self.receiver.last.clone(),
            qualifier: "46".to_owned(),
            id: self.receiver.id.clone(),
        });
        claim_told::source(&mut set, &source, &self.trace, &self.day);
        let head = claim_told::Head {
            submitter: &self.submitter,
            batch: &self.batch,
            day: &self.day,
            entity: if source.payer { "PR" } else { "AY" },
            statuses: &self.head,
        };
        claim_told::submitter(&mut set, &head, &self.totals);
        set.append(self.body);
        let count = (set.segments() + 1).to_string();
        set.segment("SE", &[&count, &self.set]);
        draft.append(set);
        let refuses = self.totals.rejected > 0 || !self.head.is_empty();
        Written { refuses, claims: self.claims }
    }
}

impl Provider {
    fn new(draft: &Draft) -> Provider {
        Provider {
            party: Party::default(),
            tax: String::new(),
            statuses: Vec::new(),
            hl: None,
            claims: draft.part(),
            totals: Totals::default(),
        }
    }
}
