//! One case for each rule, and what the hits say. The golden tables stand in
//! `tests/correct_coding/`.

use crate::example::{self, Case, HandMade, case};
use model::{Claim, Edit};

fn bill(claim: &mut Claim, codes: [&str; 2]) {
    for (line, code) in claim.lines.iter_mut().zip(codes) {
        line.code = Some(code.to_owned());
    }
}

pub(crate) const CASES: &[Case] = &[
    case("addon.primary_missing", 2, |c| bill(c, ["J1885", "22614"])),
    case("addon.primary_missing", 2, |c| bill(c, ["77001", "96160"])),
    case("addon.primary_missing", 1, |c| bill(c, ["99292", "80053"])),
    case("addon.primary_unlisted", 2, |c| bill(c, ["J1885", "96160"])),
    case("addon.alone", 1, |c| bill(c, ["77001", "77001"])),
];

fn found(claim: &Claim) -> Vec<Edit> {
    let edits = crate::scrub(claim, &HandMade::default()).edits;
    edits.into_iter().filter(|edit| edit.id.starts_with("addon.")).collect()
}

#[test]
fn the_hit_names_what_is_listed_and_another_day() {
    let mut claim = example::professional();
    bill(&mut claim, ["22612", "22614"]);
    assert!(found(&claim).is_empty());
    claim.lines[0].date = claim.from.plus_days(-1);
    let edits = found(&claim);
    assert_eq!(edits.len(), 1);
    assert_eq!(
        edits[0].message,
        "22614 is an add-on code, and none of its primary codes (22600 and 2 others are listed) \
         stands on 2026-06-15 on this claim or an earlier one of this provider that is paid or \
         pending. 22612 stands on 2026-06-14, another day."
    );
    assert!(!edits[0].next.contains("colleague"));
    bill(&mut claim, ["80053", "99292"]);
    assert!(found(&claim)[0].next.contains("colleague"));
    assert!(found(&claim)[0].message.contains("only 99291 is listed"));
}
