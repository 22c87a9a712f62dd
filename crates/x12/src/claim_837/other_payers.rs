//! Coordination of benefits: other payers of the claim (loops 2320, 2330A, 2330B) and what they
//! decided on its lines (loop 2430).
//!
//! What another payer paid and took off must come to what was charged (X222 and X223, section
//! 1.4.4): a claim that does not balance is refused, since leaving the rest out would be a false
//! claim.

use super::parties::{NameFields, Person, filing_indicator, group_and_plan, name_fields, person};
use super::sheet::{self, Sheet};
use model::{
    Cents, Claim, ClaimAdjustment, ClaimLine, ClaimType, LineAdjudication, OtherPayer, Subscriber,
};

/// Other payers that fit in one claim (repeats of loop 2320).
const MAX_OTHER_PAYERS: usize = 10;

/// Decisions that fit on one line (repeats of loop 2430).
const MAX_ADJUDICATIONS: usize = 15;

/// Adjustments that one CAS holds.
const PER_SEGMENT: usize = 6;

/// CAS segments of one loop.
const MAX_SEGMENTS: usize = 5;

/// SBR01 of a payer whose place is not known, which several may have.
const UNKNOWN_SEQUENCE: &str = "U";

/// Loops 2320, 2330A and 2330B of each other payer.
pub(crate) fn other_payers(sheet: &mut Sheet, claim: &Claim) {
    sheet.loop_id = "2320";
    if claim.other_payers.len() > MAX_OTHER_PAYERS {
        let message = format!("has more than {MAX_OTHER_PAYERS} entries");
        sheet.rule("other_payers", "SBR01", message, "name the payers that matter");
    }
    sequences(sheet, claim);
    for payer in &claim.other_payers {
        sheet.loop_id = "2320";
        let Some(holder) = &payer.subscriber else {
            sheet.missing("other_payers.subscriber", "SBR02");
            continue;
        };
        coverage(sheet, claim, payer, holder);
        sheet.loop_id = "2330A";
        let member = holder.member_id.as_str();
        let id = ("MI", "other_payers.subscriber.member_id", member, sheet::PARTY_ID);
        let fields = name_fields!("other_payers.subscriber");
        person(sheet, Person { entity: "IL", name: Some(&holder.name), fields, id: Some(id) });
        sheet.loop_id = "2330B";
        sheet
            .open("NM1")
            .code("PR")
            .code("2")
            .need("other_payers.name", &payer.name, sheet::ORGANIZATION)
            .gap(4)
            .code("PI")
            .need("other_payers.id", payer.id.as_deref().unwrap_or(""), sheet::PARTY_ID)
            .end();
        decided(sheet, claim, payer);
        if let Some(number) = payer.control_number.as_deref().filter(|n| !n.trim().is_empty()) {
            let draft = sheet.open("REF").code("F8");
            draft.need("other_payers.control_number", number, sheet::REFERENCE).end();
        }
    }
}

/// Each payer has a place of its own, and a payer that is not the first has one before it.
fn sequences(sheet: &mut Sheet, claim: &Claim) {
    let own = claim.subscriber.as_ref().map_or("", |holder| holder.sequence.trim());
    if claim.other_payers.is_empty() && !matches!(own, "" | "P" | UNKNOWN_SEQUENCE) {
        let action = "name the payer that was asked first, and what it decided";
        sheet.fault(
            "x12.write.missing",
            "other_payers",
            "SBR01",
            "is missing although the payer is not the first",
            action,
        );
    }
    let mut taken = vec![own];
    for payer in &claim.other_payers {
        let sequence = payer.sequence.trim();
        if sequence != UNKNOWN_SEQUENCE && !sequence.is_empty() && taken.contains(&sequence) {
            let message = format!("is {sequence}, the place of another payer of the claim");
            let action = "give each payer its own place: P, S, T, A and so on";
            sheet.rule("other_payers.sequence", "SBR01", message, action);
        }
        taken.push(sequence);
    }
}

/// SBR, CAS, AMT and OI of loop 2320.
fn coverage(sheet: &mut Sheet, claim: &Claim, payer: &OtherPayer, holder: &Subscriber) {
    let (group, plan) = group_and_plan(holder);
    sheet
        .open("SBR")
        .need("other_payers.sequence", &payer.sequence, sheet::SEQUENCE)
        .code(holder.relationship.x12_code())
        .may("other_payers.subscriber.group", group, sheet::GROUP_NUMBER)
        .may("other_payers.subscriber.plan", plan, sheet::PLAN)
        .medicare_secondary(
            "other_payers.subscriber.medicare_secondary",
            claim,
            (payer.kind, &payer.sequence),
            holder,
        )
        .gap(3)
        .code(filing_indicator(payer.kind, claim))
        .end();
    adjustments(sheet, &OF_CLAIM, &payer.adjustments);
    balance(sheet, claim, payer);
    for (qualifier, field, amount) in [
        ("D", "other_payers.paid_cents", payer.paid_cents),
        ("A8", "other_payers.not_covered_cents", payer.not_covered_cents),
        ("EAF", "other_payers.patient_owes_cents", payer.patient_owes_cents),
    ] {
        if let Some(amount) = amount {
            sheet.open("AMT").code(qualifier).money(field, amount).end();
        }
    }
    sheet.open("OI").gap(2).code("Y").gap(2).code("Y").end();
}

/// The decisions of a payer on the lines of a claim.
fn on_lines<'a>(
    claim: &'a Claim,
    payer: &'a OtherPayer,
) -> impl Iterator<Item = &'a LineAdjudication> {
    let all = claim.lines.iter().flat_map(|line| &line.adjudications);
    all.filter(|one| payer.id.as_deref() == Some(one.payer.as_str()))
}

fn sum(adjustments: &[ClaimAdjustment]) -> Cents {
    adjustments.iter().map(|one| one.amount).sum()
}

/// What the payer says it paid is what its decisions leave of the charges.
fn balance(sheet: &mut Sheet, claim: &Claim, payer: &OtherPayer) {
    let by_line = on_lines(claim, payer).next().is_some();
    let taken_off = sum(&payer.adjustments);
    let Some(paid) = payer.paid_cents else {
        let decided = payer.adjudicated.is_some()
            || payer.patient_owes_cents.is_some()
            || !payer.adjustments.is_empty()
            || by_line;
        if decided && payer.not_covered_cents.is_none() {
            sheet.missing("other_payers.paid_cents", "AMT02");
        } else if decided {
            let message = "stands beside a decision of a payer that was never asked";
            let action = "leave it out, or leave the decision out";
            sheet.rule("other_payers.not_covered_cents", "AMT02", message, action);
        }
        return;
    };
    if payer.not_covered_cents.is_some() {
        let message = "stands beside an amount that the payer paid";
        sheet.rule("other_payers.not_covered_cents", "AMT02", message, "keep the one that is true");
    }
    let expected = match by_line {
        true => on_lines(claim, payer).map(|one| one.paid_cents).sum::<Cents>() - taken_off,
        false => claim.total() - taken_off,
    };
    if paid != expected {
        let from = if by_line { "what it paid for the lines" } else { "the charges" };
        let message = format!("is {paid}, but {from} less its adjustments make {expected}");
        let action = "give every adjustment (CAS) of its remittance";
        sheet.rule("other_payers.paid_cents", "AMT02", message, action);
    }
}

/// DTP 573, which stands with the lines where the payer decided by line.
fn decided(sheet: &mut Sheet, claim: &Claim, payer: &OtherPayer) {
    if on_lines(claim, payer).next().is_some() {
        return;
    }
    match payer.adjudicated {
        Some(day) => sheet.open("DTP").code("573").code("D8").code(day.to_x12()).end(),
        None if payer.paid_cents.is_some() => sheet.missing("other_payers.adjudicated", "DTP03"),
        None => {}
    }
}

/// Names of the parts of an adjustment, for faults.
struct AdjustmentFields {
    whole: &'static str,
    group: &'static str,
    carc: &'static str,
    amount: &'static str,
    quantity: &'static str,
}

const OF_CLAIM: AdjustmentFields = AdjustmentFields {
    whole: "other_payers.adjustments",
    group: "other_payers.adjustments.group",
    carc: "other_payers.adjustments.carc",
    amount: "other_payers.adjustments.amount",
    quantity: "other_payers.adjustments.quantity",
};

const OF_LINE: AdjustmentFields = AdjustmentFields {
    whole: "lines.adjudications.adjustments",
    group: "lines.adjudications.adjustments.group",
    carc: "lines.adjudications.adjustments.carc",
    amount: "lines.adjudications.adjustments.amount",
    quantity: "lines.adjudications.adjustments.quantity",
};

/// CAS: the adjustments of one group stand together, six a segment.
fn adjustments(sheet: &mut Sheet, fields: &AdjustmentFields, all: &[ClaimAdjustment]) {
    let mut groups: Vec<(&str, Vec<&ClaimAdjustment>)> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|(group, _)| *group == one.group) {
            Some((_, members)) => members.push(one),
            None => groups.push((&one.group, vec![one])),
        }
    }
    let chunks = groups
        .iter()
        .flat_map(|(group, members)| members.chunks(PER_SEGMENT).map(move |chunk| (*group, chunk)));
    let mut segments = 0;
    for (group, chunk) in chunks {
        segments += 1;
        let mut draft = sheet.open("CAS").need(fields.group, group, sheet::ADJUSTMENT_GROUP);
        for one in chunk {
            draft =
                draft.need(fields.carc, &one.carc, sheet::CARC).money(fields.amount, one.amount);
            draft = match one.quantity {
                Some(quantity) => draft.quantity(fields.quantity, quantity),
                None => draft.gap(1),
            };
        }
        draft.end();
    }
    if segments > MAX_SEGMENTS {
        let message = format!("needs {segments} segments where {MAX_SEGMENTS} fit");
        let action = "add up the adjustments of one group and reason";
        sheet.rule(fields.whole, "CAS01", message, action);
    }
}

/// Loop 2430: what other payers decided on the line.
pub(crate) fn adjudications(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    sheet.loop_id = "2430";
    if line.adjudications.len() > MAX_ADJUDICATIONS {
        let message = format!("has more than {MAX_ADJUDICATIONS} entries");
        sheet.rule("lines.adjudications", "SVD01", message, "keep those of each payer together");
    }
    line_balance(sheet, line);
    for one in &line.adjudications {
        let mut known = claim.other_payers.iter().filter(|p| p.id.as_deref() == Some(&one.payer));
        let payer = known.next();
        if payer.is_none() && !one.payer.trim().is_empty() {
            let action = "name the payer in other_payers, with the same identifier";
            sheet.rule("lines.adjudications.payer", "SVD01", "is no other payer of it", action);
        }
        if known.next().is_some() {
            let action = "give each other payer an identifier of its own";
            sheet.rule("other_payers.id", "NM109", "is that of two payers", action);
        }
        adjudication(sheet, claim.claim_type, line, one);
        adjustments(sheet, &OF_LINE, &one.adjustments);
        match one.adjudicated.or_else(|| payer?.adjudicated) {
            Some(day) => sheet.open("DTP").code("573").code("D8").code(day.to_x12()).end(),
            None => sheet.missing("lines.adjudications.adjudicated", "DTP03"),
        }
        if let Some(rest) = one.patient_owes_cents {
            let draft = sheet.open("AMT").code("EAF");
            draft.money("lines.adjudications.patient_owes_cents", rest).end();
        }
    }
}

/// SVD. The codes are the line's own where the payer did not change them.
fn adjudication(sheet: &mut Sheet, of: ClaimType, line: &ClaimLine, one: &LineAdjudication) {
    let (code, modifiers) = match &one.code {
        Some(code) => (Some(code), &one.modifiers),
        None => (line.code.as_ref(), &line.modifiers),
    };
    if one.code.is_none() && !one.modifiers.is_empty() {
        let action = "give the code that they modify";
        let field = "lines.adjudications.modifiers";
        sheet.rule(field, "SVD03-3", "stands without a code", action);
    }
    let revenue = one.revenue_code.as_ref().or(line.revenue_code.as_ref());
    let draft = sheet
        .open("SVD")
        .need("lines.adjudications.payer", &one.payer, sheet::PARTY_ID)
        .money("lines.adjudications.paid_cents", one.paid_cents);
    let draft = match code {
        None => draft.gap(1),
        Some(code) => draft.composite(|c| {
            let (qualifier, kind) = super::claim_facts::procedure_kind(line);
            let mut c = c.code(qualifier).need("lines.adjudications.code", code, kind);
            for modifier in modifiers.iter().take(4) {
                c = c.need("lines.adjudications.modifiers", modifier, sheet::MODIFIER);
            }
            c
        }),
    };
    let draft = match (of, revenue) {
        (ClaimType::Institutional, Some(revenue)) => {
            draft.need("lines.adjudications.revenue_code", revenue, sheet::REVENUE)
        }
        _ => draft.gap(1),
    };
    draft
        .quantity("lines.adjudications.units", one.units)
        .code(one.bundled_into.map(|line| line.to_string()).unwrap_or_default())
        .end();
}

/// What one payer paid and took off comes to the line's charge, unless it bundled the line.
fn line_balance(sheet: &mut Sheet, line: &ClaimLine) {
    for (i, first) in line.adjudications.iter().enumerate() {
        let same = || line.adjudications.iter().filter(|one| one.payer == first.payer);
        let seen = line.adjudications[..i].iter().any(|one| one.payer == first.payer);
        if seen || same().any(|one| one.bundled_into.is_some()) {
            continue;
        }
        let told: Cents = same().map(|one| one.paid_cents + sum(&one.adjustments)).sum();
        if told != line.charge_cents {
            let message = format!(
                "comes to {told} for payer {}, but the line charges {}",
                first.payer, line.charge_cents
            );
            let action = "give every adjustment (CAS) of its remittance";
            sheet.rule("lines.adjudications", "SVD02", message, action);
        }
    }
}
