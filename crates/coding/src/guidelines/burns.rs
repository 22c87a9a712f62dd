//! Section I.C.19.d: burns. Of one site and side only the highest degree is coded, the burn of
//! the highest degree comes first, and the share of the body surface (T31) follows where it is
//! documented.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Evidence, NotCodedWhy};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.19.d", title: "burns: degree, order and body surface", apply };

/// Burns of external sites; the character behind the category is the degree (4-7: corrosion).
const BURNS: [&str; 6] = ["T20", "T21", "T22", "T23", "T24", "T25"];

fn is_burn(d: &Diagnosis) -> bool {
    BURNS.iter().any(|p| d.is(p)) && !d.code.ends_with('S')
}

/// 0 unspecified to 3, of a burn or a corrosion.
fn degree(code: &str) -> u8 {
    let digit = codesets::code::undotted(code).as_bytes().get(3).copied().unwrap_or(b'0');
    digit.saturating_sub(b'0') % 4
}

/// Site and side: the category and the characters behind the degree.
fn site(code: &str) -> (String, String) {
    let plain = codesets::code::undotted(code);
    (plain.chars().take(3).collect(), plain.chars().skip(4).take(2).collect())
}

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.diagnoses.iter().any(is_burn) {
        return;
    }
    highest_of_a_site(draft);
    highest_first(draft);
    body_surface(facts, draft);
}

fn highest_of_a_site(draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let code = draft.diagnoses[at].code.clone();
        let worse = draft.diagnoses.iter().position(|d| {
            is_burn(d) && degree(&d.code) > degree(&code) && site(&d.code) == site(&code)
        });
        match worse.filter(|_| is_burn(&draft.diagnoses[at])) {
            Some(by) => {
                draft.diagnoses[by].rule("I.C.19.d.2");
                draft.drop(at, NotCodedWhy::Unspecific, "I.C.19.d.2", Some(by));
            }
            None => at += 1,
        }
    }
}

fn highest_first(draft: &mut Draft) {
    let mut rows: Vec<usize> =
        (0..draft.diagnoses.len()).filter(|i| is_burn(&draft.diagnoses[*i])).collect();
    let mut orders: Vec<_> = rows.iter().map(|i| draft.diagnoses[*i].order).collect();
    orders.sort_unstable();
    rows.sort_by_key(|i| {
        let d = &draft.diagnoses[*i];
        (std::cmp::Reverse(degree(&d.code)), d.order)
    });
    for (row, order) in rows.into_iter().zip(orders) {
        let burn = &mut draft.diagnoses[row];
        if burn.order != order {
            burn.order = order;
            burn.rule("I.C.19.d.1");
        }
    }
}

/// T31 by tenths of the body surface: all burns, and those of the third degree.
fn body_surface(facts: &Facts<'_>, draft: &mut Draft) {
    if draft.has(&["T31"]) {
        return;
    }
    let Some((total, evidence)) =
        percent(facts, |text| ["tbsa", "body surface"].iter().find_map(|w| text.find(w)))
    else {
        return;
    };
    let third = percent(facts, |text| {
        let surface = text.contains("tbsa") || text.contains("body surface");
        let at = ["third degree", "third-degree", "full thickness", "full-thickness"];
        at.iter().find_map(|w| text.rfind(w)).filter(|_| surface)
    });
    let deep = match (draft.diagnoses.iter().any(|d| is_burn(d) && degree(&d.code) == 3), third) {
        (false, _) => 0,
        (true, Some((third, _))) if third < total => third,
        (true, _) => 0,
    };
    let code = match total {
        0..10 => "T31.0".to_owned(),
        10..=100 => format!("T31.{}{}", (total / 10).min(9), (deep / 10).min(9)),
        _ => return,
    };
    if facts.pack.is_billable(&code, facts.date) {
        let order = (7, evidence.document, evidence.start);
        let what = (Kind::Injury, Standing::Narrated);
        draft.diagnoses.push(Diagnosis::added(code, what, vec![evidence], order, "I.C.19.d.6"));
    }
}

/// The last percentage before a place in a sentence ("15% TBSA", "10 percent third degree"), or
/// the first behind it ("TBSA 15%").
fn percent(facts: &Facts<'_>, place: impl Fn(&str) -> Option<usize>) -> Option<(u32, Evidence)> {
    statements::all(facts).find_map(|statement| {
        let at = place(statement.text)?;
        // A sentence may end before its percent sign.
        let end = statement.start as usize + statement.text.len();
        let behind = facts.text(statement.document).get(end..).unwrap_or_default();
        let mut text = statement.text.to_owned();
        text.extend(behind.chars().next().filter(|c| *c == '%'));
        let marks: Vec<(usize, u32)> = text
            .match_indices('%')
            .chain(text.match_indices(" percent"))
            .filter_map(|(mark, _)| Some((mark, number_before(&text, mark)?)))
            .collect();
        let before = marks.iter().filter(|(mark, _)| *mark < at && at - mark < 24);
        let behind = marks.iter().filter(|(mark, _)| *mark > at && mark - at < 32);
        let (mark, number) =
            before.max_by_key(|(mark, _)| *mark).or(behind.min_by_key(|(mark, _)| *mark))?;
        Some((*number, statement.evidence(facts, ((*mark).min(at), (*mark).max(at)))))
    })
}

fn number_before(text: &str, mark: usize) -> Option<u32> {
    let head = text[..mark].trim_end();
    let digits = head.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
    let number = head.get(digits..)?.trim_start_matches('.');
    number.parse::<f64>().ok().filter(|n| (0.0..=100.0).contains(n)).map(|n| n as u32)
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn degree_and_surface() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Second degree burn of right forearm.\n2. Third degree burn of left thigh.",
                "T24.312A! T22.211A",
            ),
            (Ed, "ASSESSMENT:\n1. Second degree burn of abdomen, 5% TBSA.", "T21.22XA! T31.0"),
            (
                Ed,
                "EXAM: Burns over 15% TBSA.\n\nASSESSMENT:\n1. Second degree burn of abdomen.",
                "T21.22XA! T31.10",
            ),
            (
                Ed,
                "EXAM: Total body surface area 25%.\n\nASSESSMENT:\n1. Second degree burn of right thigh.",
                "T24.211A! T31.20",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. First degree burn of right forearm.\n2. Second degree burn of right forearm.",
                "T22.211A! -T22.1",
            ),
        ]);
    }

    #[test]
    fn nothing_to_add() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Second degree burn of abdomen.", "T21.22XA! -T31"),
            (Ed, "EXAM: 5% TBSA.\n\nASSESSMENT:\n1. Right wrist sprain.", "-T31"),
            (
                Ed,
                "ASSESSMENT:\n1. First degree burn of right forearm.\n2. Second degree burn of left forearm.",
                "T22.212A! T22.111A",
            ),
            (Office, "ASSESSMENT:\n1. Heartburn. No burn of the skin.", "R12! -T2 -T31"),
        ]);
    }
}
