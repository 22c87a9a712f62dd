//! The refusals of one decision, judged with what is known, and the row that each becomes.

use super::super::history::money;
use super::{Decision, Known};
use ::payments::denials::life::DenialState;
use ::payments::denials::terms::AppealTerms;
use ::payments::denials::{Denial, DenialFacts, Place, denials, unexplained};
use codesets::ncci::ProviderType;
use codesets::ncci::ptp::PtpIndicator;
use model::{AccountId, Cents, Claim, ClaimType, PayerKind};
use std::collections::{BTreeMap, BTreeSet};
use store::payments::{DenialBody, DenialLife, DenialRow};

/// The payer's terms.
pub(super) fn terms(known: &Known<'_>, decision: &Decision<'_>) -> AppealTerms {
    let claim = known.claims.get(&decision.posted.claim);
    let kind = claim.map_or(PayerKind::Other, |claim| claim.payer.kind);
    known.terms.of_payer(&known.row.payer, kind, decision.notice)
}

/// What a decision refuses, each with its line of our claim.
pub(super) fn refusals(known: &Known<'_>, decision: &Decision<'_>) -> Vec<(Option<u16>, Denial)> {
    let claim = known.claims.get(&decision.posted.claim);
    let of_line = |index: usize| decision.posted.lines.get(index).and_then(|found| found.line);
    let expected_lines: BTreeMap<usize, Cents> = (0..decision.paid.lines.len())
        .filter_map(|index| {
            let line = i64::from(of_line(index)?);
            Some((index, *known.expected.get(&(decision.posted.place, line))?))
        })
        .collect();
    let facts = DenialFacts {
        today: known.today,
        notice: decision.notice,
        last_service: claim.map_or(decision.notice, |claim| claim.through),
        terms: terms(known, decision),
        history: known.history.clone(),
        expected_lines,
        unbreakable: claim.map(|claim| unbreakable(known, decision, claim)).unwrap_or_default(),
    };
    let mut found = denials(decision.paid, &facts);
    found.extend(unexplained(decision.paid, &facts));
    let line = |denial: &Denial| match denial.adjusted.place {
        Place::Line(index) => of_line(index),
        Place::Claim => None,
    };
    found.into_iter().map(|denial| (line(&denial), denial)).collect()
}

/// The lines, by the payer's order, whose code is the second of a pair that no modifier opens
/// (NCCI indicator 0) beside another line of the same day.
fn unbreakable(known: &Known<'_>, decision: &Decision<'_>, claim: &Claim) -> BTreeSet<usize> {
    let provider = match claim.claim_type {
        ClaimType::Professional => ProviderType::Practitioner,
        ClaimType::Institutional => ProviderType::OutpatientHospital,
    };
    let desk = known.app.desk();
    let never = |first: &str, second: &str, on| {
        let pair = desk.sets().ptp(provider, on).find_map(|table| table.find(first, second, on));
        pair.is_some_and(|pair| pair.indicator == PtpIndicator::NotAllowed)
    };
    let found = decision.posted.lines.iter().enumerate().filter(|(_, found)| {
        let own = claim.lines.iter().find(|line| Some(line.line) == found.line);
        let Some((own, code)) = own.and_then(|own| Some((own, own.code.as_deref()?))) else {
            return false;
        };
        let others =
            claim.lines.iter().filter(|other| other.line != own.line && other.date == own.date);
        others.filter_map(|other| other.code.as_deref()).any(|other| never(other, code, own.date))
    });
    found.map(|(index, _)| index).collect()
}

/// A new denial.
pub(super) fn row(
    known: &Known<'_>,
    decision: &Decision<'_>,
    (line, denial): (Option<u16>, &Denial),
    key: &str,
) -> DenialRow {
    let (posted, claim) = (decision.posted, known.claims.get(&decision.posted.claim));
    let own = claim.and_then(|claim| claim.lines.iter().find(|own| Some(own.line) == line));
    let service = denial.adjusted.service.as_ref();
    let code = own.and_then(|own| own.code.clone().or_else(|| own.revenue_code.clone()));
    let modifiers = own.map(|own| &own.modifiers).or_else(|| service.map(|one| &one.modifiers));
    let place = match denial.adjusted.place {
        Place::Claim => "c".to_owned(),
        Place::Line(index) => format!("l{index}"),
    };
    let (remittance, turn) = (&posted.remittance, denial.adjusted.turn);
    let (decided_by, coder) = decided(known, &posted.account);
    let (charge, paid) = money(decision, denial);
    // After it was taken back the same decision opens denials of its own, on whichever claim.
    let again = if posted.turn > 0 { format!(".t{}", posted.turn) } else { String::new() };
    DenialRow {
        id: format!("den_{remittance}.{}.{place}.{turn}{again}", posted.place),
        claim: posted.claim.clone(),
        account: AccountId(posted.account.clone()),
        remittance: remittance.clone(),
        place: posted.place,
        line: line.map_or(0, i64::from),
        payer: known.row.payer.clone(),
        code: code.or_else(|| service.map(|one| one.code.clone())).unwrap_or_default(),
        modifiers: modifiers.map(|all| all.join("-")).unwrap_or_default(),
        body: DenialBody {
            denial: denial.clone(),
            payer_name: claim
                .map_or(known.row.head.payer.name.clone(), |claim| claim.payer.name.clone()),
            payer_kind: claim.map_or(PayerKind::Other, |claim| claim.payer.kind),
            payer_number: decision.paid.payer_control_number.clone().unwrap_or_default(),
            notice: decision.notice,
            service: own.map(|own| own.date).or(claim.map(|claim| claim.from)).unwrap_or_default(),
            charge,
            paid,
        },
        life: DenialLife {
            state: DenialState::Open,
            appeal_by: None,
            before: Vec::new(),
            decided: BTreeSet::from([key.to_owned()]),
        },
        owner: None,
        opened_at: posted.at,
        closed_at: None,
        recovered: Cents::ZERO,
        decided_by,
        coder,
        resent_as: String::new(),
        trace: String::new(),
        version: 1,
    }
}

/// Who decided the codes: the program where the policy released them, else who released them.
fn decided(known: &Known<'_>, account: &str) -> (String, String) {
    let released = known.accounts.get(account).and_then(|one| one.released_by.clone());
    match released {
        Some(by) if by.starts_with("policy:") => ("machine".to_owned(), String::new()),
        Some(by) => ("person".to_owned(), by),
        None => (String::new(), String::new()),
    }
}
