//! What comes in: acknowledged, turned back at the front door, or decided.

use super::decision::{decide, deductible_key, deductible_of};
use super::eligibility::Desk;
use super::envelope::{ELIGIBILITY, Partner, STATUS, interchange};
use super::judge::{Case, service_key};
use super::state::{Filed, Standing};
use super::truth::{Event, Truth};
use super::{Answer, Kind, MOST_CLAIMS, SyntheticPayer, chance, front_door, habits, status};
use model::acknowledgement::ClaimVerdict;
use model::{Cents, Claim, ClaimType, Date};
use x12::ack::{AckControl, AckSettings, Source, acknowledge};
use x12::typed::{Transaction, Transactions};
use x12::validate::{Options, Report, validate};
use x12::{X12Error, ack, read_837};

/// SNIP types that the payer's translator looks at.
const TRANSLATOR: &[u8] = &[1, 2, 3, 4];

impl SyntheticPayer {
    /// Takes a file that came on a day, and gives what is answered at once: TA1 and 999, a 271
    /// for each 270, a 277 for each 276. What comes later comes from [`SyntheticPayer::due`].
    ///
    /// Claims of a file from which they cannot be read are acknowledged and never decided.
    ///
    /// # Errors
    /// When an answer cannot be written, because a value that it repeats is no X12 text.
    pub fn receive(&mut self, file: &[u8], on: Date) -> Result<Vec<Answer>, X12Error> {
        let options = Options { types: TRANSLATOR, ..Options::default() };
        let report = validate(file, &options);
        let kinds = [ack::Kind::Interchange, ack::Kind::Implementation];
        let mut answers = self.acknowledged(file, &report, &kinds, on);
        let Some(partner) = Partner::of(&report) else { return Ok(answers) };
        if !report.has_errors(TRANSLATOR) {
            answers.extend(self.inquiries(file, &partner, on)?);
        }
        self.claims(file, report, &partner, on);
        Ok(answers)
    }

    /// Acknowledgements, written on a day.
    fn acknowledged(
        &mut self,
        file: &[u8],
        report: &Report,
        kinds: &[ack::Kind],
        day: Date,
    ) -> Vec<Answer> {
        let profile = &self.profile;
        let source = Source {
            payer: true,
            name: profile.name.clone(),
            qualifier: "PI".to_owned(),
            id: profile.id.clone(),
        };
        let settings = AckSettings { source: Some(source), ..AckSettings::default() };
        let numbers = self.state.numbers(day);
        let control = AckControl {
            interchange: numbers.interchange,
            group: numbers.group,
            date: day,
            hour: 6,
            minute: 0,
        };
        let told = acknowledge(file, report, kinds, &settings, &control);
        // The numbers that were written, or at least those that were given out.
        self.state.interchanges = told.next_interchange.saturating_sub(1);
        self.state.groups = told.next_group.saturating_sub(1);
        let kind = |kind| match kind {
            ack::Kind::Interchange => Kind::Interchange,
            ack::Kind::Implementation => Kind::Implementation,
            ack::Kind::Claims => Kind::Claims,
        };
        let documents = told.documents.into_iter();
        documents.map(|one| self.answer(day, kind(one.kind), one.control, one.text)).collect()
    }

    /// 271 and 277, each in an interchange of its own.
    fn inquiries(
        &mut self,
        file: &[u8],
        partner: &Partner,
        on: Date,
    ) -> Result<Vec<Answer>, X12Error> {
        let (mut eligibility, mut statuses) = (Vec::new(), Vec::new());
        for transaction in Transactions::new(file) {
            match transaction? {
                Transaction::Request270(asked) => {
                    let used = &self.state.used;
                    let spent = |member: &str, year: i16| {
                        used.get(&deductible_key(member, year)).copied().unwrap_or_default()
                    };
                    let desk = Desk { profile: &self.profile, today: on, spent: &spent };
                    eligibility.push(desk.answer(&asked, eligibility.len() + 1));
                }
                Transaction::Request276(asked) => {
                    let (profile, state) = (&self.profile, &mut self.state);
                    let mut find = |ours: &str, theirs: &str| state.find(profile, ours, theirs, on);
                    statuses.push(status::answer(&asked, statuses.len() + 1, on, &mut find));
                }
                _ => {}
            }
        }
        let mut answers = Vec::new();
        for (kind, guide, told) in
            [(Kind::Eligibility, ELIGIBILITY, eligibility), (Kind::Status, STATUS, statuses)]
        {
            if told.is_empty() {
                continue;
            }
            let numbers = self.state.numbers(on);
            let text = interchange(&self.profile, partner, guide, numbers, told)?;
            answers.push(self.answer(on, kind, numbers.interchange, text));
        }
        Ok(answers)
    }

    /// The claims of a file: a 277CA for the next day, and the decision on each that is taken.
    fn claims(&mut self, file: &[u8], mut report: Report, partner: &Partner, on: Date) {
        let groups = report.interchanges.iter().flat_map(|one| &one.groups);
        if !groups.flat_map(|group| &group.sets).any(|set| set.id == "837") {
            return;
        }
        report.faults.extend(front_door::faults(file, &self.profile, on));
        let tomorrow = on.plus_days(1);
        let told = self.acknowledged(file, &report, &[ack::Kind::Claims], tomorrow);
        let taken: Vec<(String, Option<String>)> = told.iter().flat_map(taken).collect();
        if !told.is_empty() {
            self.state.outbox.entry(tomorrow).or_default().extend(told);
        }
        // Claims of refused transactions are not among the answered ones; the order is the same.
        let mut claims = read_837(file).unwrap_or_default().into_iter();
        for (control, number) in taken {
            let Some(claim) = claims.by_ref().find(|one| one.id.as_str() == control) else { break };
            if let Some(number) = number {
                self.take(claim, &number, partner, on);
            }
        }
    }

    /// Decides a claim and puts it on file.
    fn take(&mut self, mut claim: Claim, number: &str, partner: &Partner, on: Date) {
        if self.state.files.len() >= MOST_CLAIMS {
            return;
        }
        // The day of the receipt decides, whatever the claim says of its sending.
        claim.submitted = None;
        let payee = claim.billing.npi.clone();
        let place = (claim.billing.clone(), partner.clone());
        self.state.payees.insert(payee.clone(), place);
        let pays = i32::from(self.profile.habits.days_to_pay);
        let original = claim.original_reference.clone().filter(|_| claim.frequency != "1");
        if let Some(original) = &original {
            self.state.replace(original, on.plus_days(pays));
        }
        if claim.frequency == "8" {
            return;
        }
        let number = self.state.number(number);
        let turn = self.state.files.len() as u64;
        let case = Case { claim: &claim, received: on, turn, paid: &self.state.paid };
        let decided = decide(&self.profile, &case, &number, &mut self.state.used);
        for (line, truth) in claim.lines.iter().zip(&decided.lines) {
            if truth.refused.is_none() {
                let first = (turn, number.clone());
                let before = self.state.paid.entry(service_key(&claim, line)).or_insert(first);
                if Some(&before.1) == original.as_ref() {
                    *before = (turn, number.clone());
                }
            }
        }
        let mut truth = Truth {
            claim: claim.id.clone(),
            number,
            received: on,
            institutional: claim.claim_type == ClaimType::Institutional,
            lines: decided.lines,
            events: Vec::new(),
        };
        let mut decision = decided.claim;
        if decision.paid > Cents::ZERO
            && let Some(how) = habits::change_lines(&self.profile, &mut decision)
        {
            truth.events.push(Event::LinesChanged { how: how.to_owned() });
        }
        let falls = |what, share| chance::falls(self.profile.seed, what, claim.id.as_str(), share);
        let ways = &self.profile.habits;
        if falls("mangles", ways.mangles_number) && habits::mangle_number(&mut decision) {
            truth.events.push(Event::NumberMangled);
        }
        let silent = falls("silent", ways.silent);
        if silent {
            truth.events.push(Event::Silent);
        }
        let standing = if silent { Standing::Silent } else { Standing::Waiting };
        let deductible = deductible_of(&claim);
        let replaced = false;
        let filed = Filed { payee, received: on, decision, standing, replaced, deductible, truth };
        self.state.file(&self.profile, &claim, filed);
    }
}

/// The claims of a 277CA: our number, and the payer's for those that are taken.
fn taken(answer: &Answer) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for transaction in Transactions::new(answer.text.as_bytes()).flatten() {
        let Transaction::ClaimAck277(told) = transaction else { continue };
        all.extend(told.claims().map(|claim| {
            let refused = claim.verdict() == ClaimVerdict::Rejected;
            let number = claim.payer_control_number().filter(|_| !refused);
            (claim.trace.number.as_str().to_owned(), number.map(str::to_owned))
        }));
    }
    all
}
