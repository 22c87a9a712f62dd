//! The patient's insurances.

use super::party;
use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{
    any_code, code, date, extension, extension_code, identifier, items, owned, text, words,
};
use model::{Coverage, Date, IntakeWarning, Organization, PayerKind, Relationship};
use serde_json::Value;

/// The coverages in force on `day`, primary first.
pub(crate) fn coverages(
    record: &Record,
    day: Option<Date>,
    warnings: &mut Vec<IntakeWarning>,
) -> Vec<Coverage> {
    let mut found: Vec<(u64, Coverage)> = Vec::new();
    let mut lapsed = Vec::new();
    for located in record.of_kind("Coverage") {
        let source = &located.value;
        if let Some(status) = unusable(source, day) {
            let message = format!("{} is {status}; it is not used", located.key);
            warnings.push(located.warning("coverage.inactive", ".status", message));
            continue;
        }
        if !in_force(source, day) {
            let message = format!("{} is not in force on the date of service", located.key);
            lapsed.push(located.warning("coverage.not_in_force", ".period", message));
            continue;
        }
        let payer = payer(record, source);
        let Some(kind) = payer_kind(source, &payer.name) else {
            let message = format!("{} says that the patient pays; no payer is billed", located.key);
            warnings.push(located.warning("coverage.self_pay", ".type", message));
            continue;
        };
        let order = source.get("order").and_then(Value::as_u64).unwrap_or(u64::MAX);
        found.push((order, coverage(record, located, payer, kind, warnings)));
    }
    // A policy of another year is worth a word only when none is left.
    if found.is_empty() {
        warnings.append(&mut lapsed);
    }
    // A stable sort: those without an order follow as they stand.
    found.sort_by_key(|(order, _)| *order);
    let authorization = authorization(record);
    let ranked = (1_u8..).zip(found);
    let mut coverages: Vec<Coverage> =
        ranked.map(|(order, (_, coverage))| Coverage { order, ..coverage }).collect();
    if let Some(primary) = coverages.first_mut() {
        primary.authorization = authorization;
    }
    coverages
}

/// A status that rules the coverage out. Sources set `cancelled` when a policy has run out, so
/// one whose stated period ended still held on a day within it.
fn unusable(source: &Value, day: Option<Date>) -> Option<&str> {
    let ended = source.get("period").is_some_and(|period| date(period, "end").is_some());
    match text(source, "status") {
        None | Some("active") => None,
        Some("cancelled") if ended && day.is_some() => None,
        other => other,
    }
}

fn in_force(source: &Value, day: Option<Date>) -> bool {
    let (Some(day), Some(period)) = (day, source.get("period")) else { return true };
    date(period, "start").is_none_or(|start| start <= day)
        && date(period, "end").is_none_or(|end| day <= end)
}

fn coverage(
    record: &Record,
    located: &Located,
    payer: Organization,
    kind: PayerKind,
    warnings: &mut Vec<IntakeWarning>,
) -> Coverage {
    let source = &located.value;
    let class = |wanted: &str| {
        items(source, "class").iter().find(|c| c.get("type").and_then(any_code) == Some(wanted))
    };
    let group = class("group").and_then(|c| text(c, "value")).map(str::to_owned);
    let plan_name = |c: &Value| text(c, "name").or(text(c, "value")).map(str::to_owned);
    let plan = class("plan")
        .and_then(plan_name)
        .or_else(|| class("group").and_then(|c| text(c, "name")).map(str::to_owned));
    let member = text(source, "subscriberId")
        .or_else(|| member_identifier(source))
        .or_else(|| items(source, "identifier").iter().find_map(|i| text(i, "value")));
    let relationship = match source.get("relationship").and_then(any_code) {
        Some("self") | None => Relationship::Same,
        Some("spouse") => Relationship::Spouse,
        Some("child") => Relationship::Child,
        Some(_) => Relationship::Other,
    };
    let subscriber = match relationship {
        Relationship::Same => None,
        _ => record.follow(source, source, "subscriber").map(party::patient),
    };
    Coverage {
        order: 1,
        member_id: member.unwrap_or_default().to_owned(),
        group,
        plan,
        relationship,
        subscriber,
        payer,
        kind,
        timely_filing_days: timely_filing_days(located, warnings),
        auth_required: auth_required(source),
        authorization: None,
    }
}

/// Days from the service within which a claim must arrive: a term of the contract, for which R4
/// has no element; an extension whose address ends with `timely-filing-days`.
fn timely_filing_days(located: &Located, warnings: &mut Vec<IntakeWarning>) -> Option<u16> {
    let stated = extension(&located.value, "timely-filing-days")?;
    let days = ["valueUnsignedInt", "valuePositiveInt", "valueInteger"]
        .into_iter()
        .find_map(|member| stated.get(member)?.as_u64())
        .and_then(|days| u16::try_from(days).ok())
        .filter(|days| *days > 0);
    if days.is_none() {
        let message = "the days for timely filing are not a whole number from 1 to 65535";
        warnings.push(located.warning("coverage.timely_filing", ".extension", message.to_owned()));
    }
    days
}

/// Procedure codes for which the payer asks an authorization: extensions whose address ends with
/// `auth-required`, one a code.
fn auth_required(source: &Value) -> Vec<String> {
    let stated = items(source, "extension")
        .iter()
        .filter(|e| text(e, "url").is_some_and(|url| url.ends_with("auth-required")));
    let mut found: Vec<String> = Vec::new();
    for code in stated.filter_map(extension_code).map(str::to_ascii_uppercase) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// The identifier of type MB (member number).
fn member_identifier(source: &Value) -> Option<&str> {
    let is_member = |i: &&Value| i.get("type").and_then(any_code) == Some("MB");
    items(source, "identifier").iter().find(is_member).and_then(|i| text(i, "value"))
}

fn payer(record: &Record, source: &Value) -> Organization {
    let Some(found) = record.follow(source, source, "payor") else {
        let display = items(source, "payor").iter().find_map(|p| text(p, "display"));
        return Organization {
            name: display.unwrap_or_default().to_owned(),
            ..Organization::default()
        };
    };
    let known = identifier(found, system::PAYER_ID);
    let any = || items(found, "identifier").iter().find_map(|i| text(i, "value"));
    let id = known.or_else(any).map_or_else(|| owned(found, "id"), str::to_owned);
    Organization { id, ..party::organization(found) }
}

/// What sort of payer it is; `None` when the patient pays.
fn payer_kind(source: &Value, payer: &str) -> Option<PayerKind> {
    let concept = source.get("type").unwrap_or(&Value::Null);
    if let Some(code) = code(concept, system::PAYMENT_SOURCE) {
        return by_payment_source(code);
    }
    match any_code(concept) {
        Some("pay") => return None,
        Some("WCBPOL" | "WCB") => return Some(PayerKind::WorkersComp),
        Some("AUTOPOL" | "VET" | "TRICARE") => return Some(PayerKind::Other),
        _ => {}
    }
    // The type's own words come before the payer's name: an insurer sells many products.
    by_words(&words(concept)).or_else(|| by_words(payer)).unwrap_or(Some(PayerKind::Commercial))
}

/// Source of Payment Typology: the first digits are the branch of the tree.
fn by_payment_source(code: &str) -> Option<PayerKind> {
    match code.as_bytes() {
        [b'1', b'1', ..] => Some(PayerKind::MedicareAdvantage),
        [b'1', ..] => Some(PayerKind::Medicare),
        [b'2', ..] => Some(PayerKind::Medicaid),
        [b'5' | b'6' | b'7', ..] => Some(PayerKind::Commercial),
        [b'8', ..] => None,
        [b'9', b'5', ..] => Some(PayerKind::WorkersComp),
        _ => Some(PayerKind::Other),
    }
}

/// `None`: the words do not say; `Some(None)`: the patient pays.
fn by_words(words: &str) -> Option<Option<PayerKind>> {
    let said = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| said.contains(word));
    let tokens = || said.split(|c: char| !c.is_alphanumeric());
    if has(&["self-pay", "self pay", "selfpay", "uninsured"]) {
        return Some(None);
    }
    let kind = if has(&["medicare advantage", "part c", "medicare hmo", "medicare ppo"]) {
        PayerKind::MedicareAdvantage
    } else if has(&["medicare"]) {
        PayerKind::Medicare
    } else if has(&["medicaid", "medi-cal", "masshealth"]) || tokens().any(|t| t == "chip") {
        PayerKind::Medicaid
    } else if has(&["workers", "worker's"]) && has(&["comp"]) {
        PayerKind::WorkersComp
    } else if has(&["tricare", "champus", "veterans"]) || tokens().any(|t| t == "va") {
        PayerKind::Other
    } else {
        return None;
    };
    Some(Some(kind))
}

/// A prior authorization number held for this encounter, from a Claim or its response.
fn authorization(record: &Record) -> Option<String> {
    let responses = record.of_kind("ClaimResponse").filter_map(|r| text(&r.value, "preAuthRef"));
    let claims = record.of_kind("Claim").flat_map(|c| items(&c.value, "insurance"));
    let stated = claims.flat_map(|i| items(i, "preAuthRef")).filter_map(Value::as_str);
    responses.chain(stated).map(str::trim).find(|a| !a.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn payers_by_code_and_by_name() {
        let sopt = |code: &str| {
            let coding = json!({"system": "https://nahdo.org/sopt", "code": code});
            json!({"type": {"coding": [coding]}})
        };
        let words = |text: &str| json!({"type": {"text": text}});
        for (source, payer, want) in [
            (sopt("121"), "", Some(PayerKind::Medicare)),
            (sopt("111"), "", Some(PayerKind::MedicareAdvantage)),
            (sopt("2"), "", Some(PayerKind::Medicaid)),
            (sopt("81"), "", None),
            (sopt("95"), "", Some(PayerKind::WorkersComp)),
            (words("Medicare (Part A/B)"), "", Some(PayerKind::Medicare)),
            (words("Employer plan"), "Acme Mutual", Some(PayerKind::Commercial)),
            (json!({}), "State Medicaid Program", Some(PayerKind::Medicaid)),
            (json!({}), "Nevada Chipotle Health", Some(PayerKind::Commercial)),
            (words("VA / TRICARE"), "", Some(PayerKind::Other)),
            (words("Self-Pay / Uninsured"), "", None),
        ] {
            assert_eq!(payer_kind(&source, payer), want, "{source} {payer}");
        }
    }
}
