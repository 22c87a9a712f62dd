//! The trace finds what was planted: for each refusal the category and the smallest change, and
//! the changed claim is paid when it is sent again.

use crate::office::Office;
use crate::{day, strict};
use model::{Claim, Date, PayerKind};
use payments::appeal::{Correction, correct};
use payments::denials::terms::AppealTerms;
use payments::denials::{Denial, DenialFacts, Place, denials};
use payments::trace::{Change, Known, Smallest, Touches, Trace, apply, line_of, trace};
use std::collections::BTreeMap;
use testkit::payer::caseload::{Caseload, Sent};
use testkit::payer::{Cause, Kind, Remedy, SyntheticPayer};

/// Claims that are sent; two in five have a mistake.
const CLAIMS: u64 = 1_500;

/// The share of planted causes that the trace must find.
const WANTED: f64 = 0.95;

struct Found {
    cause: Cause,
    line: u16,
    denial: Denial,
    traced: Trace,
    sent: Sent,
}

impl Found {
    fn has_category(&self) -> bool {
        self.denial.category == self.cause.category
    }

    /// The change that was planted and no other; nothing, where nothing would have passed.
    fn has_remedy(&self) -> bool {
        match (&self.traced.smallest, &self.cause.remedy) {
            (Smallest::NotFound { .. }, Remedy::Nothing) => true,
            (Smallest::Found { changes, .. }, remedy) => match changes.as_slice() {
                [one] => remedy.is(one, &self.sent.claim, self.line),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Sends the caseload in weekly files; gives what was sent by control number.
fn send(payer: &mut SyntheticPayer, caseload: &Caseload) -> BTreeMap<String, Sent> {
    let mut all = BTreeMap::new();
    let first = day("2026-01-05");
    for week in 0..30u64 {
        let today = first.plus_days(i32::try_from(week).unwrap() * 7);
        let numbers = week * CLAIMS / 30..(week + 1) * CLAIMS / 30;
        let sent: Vec<Sent> =
            numbers.flat_map(|n| caseload.claims(n, today.plus_days(-3))).collect();
        let claims: Vec<Claim> = sent.iter().map(|one| one.claim.clone()).collect();
        let control = u32::try_from(week).unwrap() * 2 + 1;
        for file in caseload.files(&claims, control, today).unwrap() {
            payer.receive(file.as_bytes(), today).unwrap();
        }
        all.extend(sent.into_iter().map(|one| (one.claim.id.as_str().to_owned(), one)));
    }
    all
}

/// Every refusal of the remittances, traced with the payer itself as judge.
fn trace_all(payer: &mut SyntheticPayer, sent: &BTreeMap<String, Sent>) -> Vec<Found> {
    let profile = payer.profile().clone();
    let mut office = Office::open(&profile);
    sent.values().for_each(|one| office.send(&one.claim, day("2026-01-01")));
    let answers = payer.due(day("2027-01-01")).unwrap();
    let truths: BTreeMap<&str, _> =
        payer.truths().map(|truth| (truth.claim.as_str(), truth)).collect();
    let mut found = Vec::new();
    for answer in answers.iter().filter(|one| one.kind == Kind::Remittance) {
        for (remittance, posting) in office.take(answer) {
            for (decision, posted) in remittance.claims.iter().zip(&posting.claims) {
                let claim = posted.claim.as_ref().unwrap();
                let (one, truth) = (&sent[claim.as_str()], truths[claim.as_str()]);
                let facts = DenialFacts {
                    today: remittance.date,
                    notice: remittance.date,
                    last_service: one.claim.through,
                    terms: AppealTerms::of(PayerKind::Commercial),
                    ..DenialFacts::default()
                };
                for denial in denials(decision, &facts) {
                    let line = line_of(&denial, &one.claim).map(|line| line.line);
                    let line = match denial.adjusted.place {
                        Place::Claim => truth.lines[0].line,
                        Place::Line(_) => line.unwrap(),
                    };
                    let (told, cause) =
                        truth.refused().find(|(told, _)| told.line == line).unwrap();
                    assert_eq!(
                        cause.reason,
                        format!("{}-{}", denial.adjusted.group, denial.adjusted.carc)
                    );
                    assert!(told.paid == model::Cents::ZERO);
                    let traced = traced(payer, &denial, one, truth.received, line);
                    let cause = cause.clone();
                    let sent = one.clone();
                    found.push(Found { cause, line, denial, traced, sent });
                }
            }
        }
    }
    found
}

/// A claim passes when the line is not refused and no other line is that was not before.
fn traced(
    payer: &SyntheticPayer,
    denial: &Denial,
    sent: &Sent,
    received: Date,
    line: u16,
) -> Trace {
    let before = payer.refused(&sent.claim, received);
    let whole = denial.adjusted.place == Place::Claim;
    let mut passes = |claim: &Claim| {
        let refused = payer.refused(claim, received);
        let kept = |own: &u16| refused.contains_key(own);
        let helped = if whole { refused.is_empty() } else { !kept(&line) };
        helped && refused.keys().all(|own| before.contains_key(own))
    };
    let known: &Known = &sent.known;
    trace(denial, &sent.claim, &Touches::default(), known, &mut passes)
}

#[test]
fn planted_causes_are_found() {
    let (profile, caseload) = strict(31);
    let mut payer = SyntheticPayer::new(profile);
    let sent = send(&mut payer, &caseload);
    let found = trace_all(&mut payer, &sent);
    assert!(found.len() > 500, "{}", found.len());
    let mut by_policy: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for one in &found {
        let row = by_policy.entry(one.cause.policy.as_str()).or_default();
        row[0] += 1;
        row[1] += usize::from(one.has_category());
        row[2] += usize::from(one.has_category() && one.has_remedy());
    }
    let both: usize = by_policy.values().map(|row| row[2]).sum();
    let share = both as f64 / found.len() as f64;
    println!("{both} of {} planted causes found ({share:.4}): {by_policy:#?}", found.len());
    let policies = payer.profile().policies.len();
    assert!(by_policy.len() + 2 >= policies, "{} of {policies} policies spoke", by_policy.len());
    let missed: Vec<String> = found
        .iter()
        .filter(|one| !(one.has_category() && one.has_remedy()))
        .take(5)
        .map(|one| format!("{:?} {:?} {:?}", one.cause, one.denial.category, one.traced.smallest))
        .collect();
    assert!(share >= WANTED, "{share:.4} found; {missed:#?}");
}

/// The claim with everything that the traces of its lines propose, and the lines that it helps.
fn put_right(all: &[&Found]) -> (Claim, Vec<u16>) {
    let mut made = all[0].sent.claim.clone();
    let mut helped = Vec::new();
    for one in all {
        let Smallest::Found { changes, .. } = &one.traced.smallest else { continue };
        // Nobody can send it earlier any more.
        if changes.iter().any(|change| matches!(change, Change::Submitted(_))) {
            continue;
        }
        for change in changes {
            // The same change may help several lines.
            made = apply(&made, change).unwrap_or(made);
        }
        helped.push(one.line);
    }
    (made, helped)
}

/// Round the circle: what the trace proposes is made, the claim is sent again as a replacement,
/// and the payer pays the line.
#[test]
fn corrected_claims_are_paid() {
    let (profile, caseload) = strict(32);
    let mut payer = SyntheticPayer::new(profile);
    let sent = send(&mut payer, &caseload);
    let found = trace_all(&mut payer, &sent);
    let numbers: BTreeMap<String, String> = payer
        .truths()
        .map(|truth| (truth.claim.as_str().to_owned(), truth.number.clone()))
        .collect();
    let mut by_claim: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for one in &found {
        by_claim.entry(one.sent.claim.id.as_str()).or_default().push(one);
    }
    let (mut corrected, mut lines) = (Vec::new(), BTreeMap::new());
    for (turn, (name, all)) in by_claim.into_iter().enumerate() {
        let (made, helped) = put_right(&all);
        if helped.is_empty() {
            continue;
        }
        let first = &all[0].sent.claim;
        let mut claim = correct(first, &made, Correction::Replace, &numbers[name]).unwrap();
        claim.id = format!("R{turn:08}").as_str().into();
        let places = made.lines.iter().zip(&claim.lines);
        let kept = places.filter(|(old, _)| helped.contains(&old.line)).map(|(_, new)| new.line);
        lines.insert(claim.id.as_str().to_owned(), kept.collect::<Vec<u16>>());
        corrected.push(claim);
    }
    assert!(corrected.len() > 200, "{}", corrected.len());
    let today = day("2026-08-15");
    // In time, whatever the day of service was.
    payer.profile_mut().policies.retain(|policy| policy.name != "timely filing");
    for file in caseload.files(&corrected, 900, today).unwrap() {
        payer.receive(file.as_bytes(), today).unwrap();
    }
    payer.due(today.plus_days(200)).unwrap();
    let mut decided = 0;
    for truth in payer.truths() {
        let Some(helped) = lines.get(truth.claim.as_str()) else { continue };
        decided += 1;
        let refused = truth.refused().find(|(told, _)| helped.contains(&told.line));
        assert!(refused.is_none(), "{refused:?} of {truth:#?}");
    }
    assert_eq!(decided, corrected.len());
}
