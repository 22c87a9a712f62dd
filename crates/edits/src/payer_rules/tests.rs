//! Whole rule files: what is refused, what fires, and that nothing makes the loader panic.

use super::*;
use crate::example::{self, HandMade};
use model::Severity;

const GOOD: &str = "+++
id = \"zz.pos\"
title = \"Needs a number\"
payer = \"id:EX001\"
severity = \"block\"
owner = \"A. Nalyst\"
source = \"Contract 4.2\"
effective_from = 2026-01-01
review_by = 2026-12-31
+++

## Why
Because.

## What to do
Ask for it.

## Condition
```cel
line.code == 'J1885' && !has(claim.authorization)
```

## Examples
| line.code | claim.authorization | expect |
|---|---|---|
| J1885 | - | fires |
| J1885 | A1 | silent |
";

fn file(path: &str, text: &str) -> RuleFile {
    RuleFile { path: path.to_owned(), text: text.to_owned() }
}

fn load(text: &str) -> Result<PayerRules, Vec<RuleFault>> {
    PayerRules::load(&[vec![file("zz/a.md", text)]])
}

fn loaded(text: &str) -> PayerRules {
    load(text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn edits(rules: &PayerRules, claim: &Claim) -> Vec<Edit> {
    let mut edits = Vec::new();
    rules.judge(claim, &mut edits);
    edits
}

#[test]
fn the_embedded_rules_hold_their_examples() {
    let rules = PayerRules::load(&[PayerRules::embedded()]).unwrap_or_else(|f| panic!("{f:#?}"));
    assert!(rules.rules().len() >= 25, "{}", rules.rules().len());
    let faults = rules.check_examples();
    assert!(faults.is_empty(), "{faults:#?}");
    for severity in [Severity::Block, Severity::Reason, Severity::Warn, Severity::Inform] {
        assert!(rules.rules().iter().any(|rule| rule.severity() == severity), "{severity:?}");
    }
}

#[test]
fn the_embedded_rules_are_silent_on_claims_of_other_payers() {
    let rules = PayerRules::load(&[PayerRules::embedded()]).unwrap();
    for base in [example::professional(), example::outpatient(), example::inpatient()] {
        for (kind, _) in payer::KINDS {
            let mut claim = base.clone();
            claim.payer.kind = kind;
            assert!(edits(&rules, &claim).is_empty(), "{kind:?}");
        }
    }
}

#[test]
fn a_rule_says_what_where_by_which_source_and_what_next() {
    let rules = loaded(GOOD);
    let edits = edits(&rules, &example::professional());
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!((edit.id.as_str(), edit.line, edit.code.as_str()), ("payer.zz.pos", 1, "J1885"));
    assert_eq!(edit.message, "EXAMPLE HEALTH: Needs a number.");
    assert_eq!((edit.source.as_str(), edit.next.as_str()), ("Contract 4.2", "Ask for it."));
    assert_eq!(edit.place.field, "lines[0].code");
    assert_eq!(edit.place.segment.as_deref(), Some("SV101"));
    assert_eq!(edit.effective.unwrap().from, example::day("2026-01-01"));
    let fielded = GOOD.replace("review_by", "field = \"claim.authorization\"\nreview_by");
    let edits = self::edits(&loaded(&fielded), &example::professional());
    assert_eq!(edits[0].place.field, "authorization");
    assert_eq!(edits[0].place.r#loop.as_deref(), Some("2300"));
}

#[test]
fn scrub_judges_by_the_rules_at_hand_and_names_their_hash() {
    struct With(PayerRules);
    impl crate::CodeFacts for With {
        fn has_diagnoses(&self, _: model::Date) -> bool {
            false
        }
        fn diagnosis(&self, _: &str, _: model::Date) -> crate::CodeStatus {
            crate::CodeStatus::Unknown
        }
        fn diagnosis_attributes(&self, _: &str, _: model::Date) -> crate::Attributes {
            crate::Attributes::default()
        }
        fn excludes1(&self, _: &str, _: &str, _: model::Date) -> Option<String> {
            None
        }
        fn procedure(&self, _: &str, _: model::Date) -> Option<crate::CodeStatus> {
            None
        }
        fn payer_rules(&self) -> Option<&PayerRules> {
            Some(&self.0)
        }
        fn releases(&self, _: model::Date) -> BTreeMap<String, String> {
            BTreeMap::new()
        }
    }
    let facts = With(loaded(GOOD));
    let report = crate::scrub(&example::professional(), &facts);
    assert!(report.edits.iter().any(|edit| edit.id == "payer.zz.pos"));
    assert_eq!(report.releases["rules"], facts.0.hash());
    assert!(!report.not_checked.contains(&model::EditFamily::Payer));
    let empty = crate::scrub(&example::professional(), &HandMade::default());
    assert!(empty.edits.is_empty());
}

#[test]
fn the_hash_is_of_the_content_and_not_of_line_ends() {
    let hash = |text: &str| loaded(text).hash().to_owned();
    assert_eq!(hash(GOOD), hash(&GOOD.replace('\n', "\r\n")));
    assert_eq!(hash(GOOD), hash(&GOOD.replace("Because.", "Because.  ")));
    assert_ne!(hash(GOOD), hash(&GOOD.replace("Because.", "So.")));
    assert_ne!(hash(GOOD), hash(&GOOD.replace("J1885'", "J1886'")));
    assert_eq!(hash(GOOD).len(), 64);
}

#[test]
fn the_later_layer_wins_by_identifier() {
    let own = GOOD.replace("Needs a number", "Mine");
    let layers = [vec![file("a.md", GOOD)], vec![file("b.md", &own)]];
    let rules = PayerRules::load(&layers).unwrap();
    assert_eq!(rules.rules().len(), 1);
    assert_eq!(rules.rules()[0].title(), "Mine");
    let twice = [vec![file("a.md", GOOD), file("b.md", &own)]];
    let faults = PayerRules::load(&twice).unwrap_err();
    assert!(faults[0].message.contains("that of a.md"), "{faults:?}");
}

#[test]
fn dates_of_the_rule_count_by_the_day_of_service() {
    let ended = GOOD.replace("review_by", "effective_to = 2026-06-14\nreview_by");
    assert!(edits(&loaded(&ended), &example::professional()).is_empty());
    let begun = GOOD.replace("2026-01-01", "2026-06-15");
    assert_eq!(edits(&loaded(&begun), &example::professional()).len(), 1);
    let later = GOOD.replace("2026-01-01", "2026-06-16");
    assert!(edits(&loaded(&later), &example::professional()).is_empty());
    let rules = loaded(GOOD);
    assert!(!rules.rules()[0].is_overdue(example::day("2026-12-31")));
    assert!(rules.rules()[0].is_overdue(example::day("2027-01-01")));
    let mut claim = example::professional();
    claim.lines[0].date = example::day("2027-05-01");
    assert_eq!(edits(&rules, &claim).len(), 1, "overdue rules fire");
}

#[test]
fn an_error_of_a_condition_informs_once_and_never_fires() {
    let text = GOOD.replace("!has(claim.authorization)", "1 / (line.units - 1) == 1");
    let mut claim = example::professional();
    claim.lines = vec![claim.lines[0].clone(); 3];
    let edits = edits(&loaded(&text), &claim);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!((edit.id.as_str(), edit.severity), (RULE_ERROR, Severity::Inform));
    assert!(edit.message.contains("zz.pos") && edit.message.contains("divided by zero"));
    assert!(edit.next.contains("A. Nalyst"));
}

#[test]
fn a_repair_is_logged_and_changes_nothing_else() {
    let text = GOOD
        .replace("review_by", "repair = \"join_member_id\"\nreview_by")
        .replace("line.code == 'J1885' && !has(claim.authorization)", "has(subscriber.member_id)");
    let rules = loaded(&text);
    let mut claim = example::professional();
    claim.subscriber.as_mut().unwrap().member_id = "W12 345".to_owned();
    let before = claim.clone();
    let log = rules.repair(&mut claim);
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].id.as_str(), log[0].severity), (REPAIRED, Severity::Inform));
    assert!(log[0].message.contains("join_member_id") && !log[0].message.contains("W12"));
    assert_eq!(claim.subscriber.as_ref().unwrap().member_id, "W12345");
    claim.subscriber.clone_from(&before.subscriber);
    assert_eq!(claim, before);
    assert!(edits(&rules, &before)[0].next.contains("join_member_id"));
    let mut other = before.clone();
    other.payer.id = None;
    assert!(rules.repair(&mut other).is_empty(), "another payer's claim");
}

/// What is exchanged in the good rule, and the line and words of the fault.
const BAD: &[(&str, &str, usize, &str)] = &[
    ("id = \"zz.pos\"\n", "", 1, "no `id`"),
    ("title = \"Needs a number\"\n", "", 1, "no `title`"),
    ("payer = \"id:EX001\"\n", "", 1, "no `payer`"),
    ("severity = \"block\"\n", "", 1, "no `severity`"),
    ("owner = \"A. Nalyst\"\n", "", 1, "no `owner`"),
    ("source = \"Contract 4.2\"\n", "", 1, "no `source`"),
    ("effective_from = 2026-01-01\n", "", 1, "no `effective_from`"),
    ("review_by = 2026-12-31\n", "", 1, "no `review_by`"),
    ("\"A. Nalyst\"", "\" \"", 6, "`owner` is empty"),
    ("\"A. Nalyst\"", "7", 6, "text between quotes"),
    ("\"zz.pos\"", "\"ZZ pos\"", 2, "no identifier"),
    ("\"zz.pos\"", "\"rule_error\"", 2, "no identifier"),
    ("\"block\"", "\"stop\"", 5, "no severity"),
    ("2026-12-31", "\"soon\"", 9, "no date"),
    ("2026-12-31", "2025-12-31", 9, "before `effective_from`"),
    ("review_by", "effective_to = 2025-01-01\nreview_by", 9, "before `effective_from`"),
    ("\"id:EX001\"", "\"kind:hmo\"", 4, "no kind of payer"),
    ("\"id:EX001\"", "[]", 4, "empty"),
    ("severity", "severty = \"x\"\nseverity", 5, "did you mean `severity`"),
    ("severity", "set = \"x\"\nseverity", 5, "never rewrite"),
    ("severity", "replace_code = \"99214\"\nseverity", 5, "never rewrite"),
    ("severity", "add_modifier = \"25\"\nseverity", 5, "never rewrite"),
    ("severity", "units = 4\nseverity", 5, "never rewrite"),
    ("severity", "charge_cents = 4\nseverity", 5, "never rewrite"),
    ("severity", "diagnosis = \"I10\"\nseverity", 5, "never rewrite"),
    ("severity", "repair = \"add_modifier\"\nseverity", 5, "never rewrite"),
    ("severity", "repair = \"trim_memberid\"\nseverity", 5, "`trim_member_id`"),
    ("severity", "field = \"claim.auth\"\nseverity", 5, "no path"),
    ("severity", "table = \"a.xls\"\nseverity", 5, ".csv"),
    ("severity", "table = \"../a.csv\"\nseverity", 5, ".csv"),
    ("severity", "table = \"a.csv\"\nseverity", 5, "not beside"),
    ("severity = \"block\"", "severity = block", 5, "front matter"),
    ("## Why\nBecause.\n", "", 1, "`## Why`"),
    ("Ask for it.", "", 1, "`## What to do`"),
    ("## Why", "## Reason", 12, "no heading"),
    ("```cel", "```", 1, "no condition"),
    ("line.code ==", "line.cod ==", 20, "`line.code`"),
    ("line.code | ", "line.cod | ", 24, "no path"),
    ("| line.code |", "| patient.agee |", 24, "did you mean"),
    ("claim.authorization |", "claim.total_cents |", 24, "worked out"),
    ("expect |", "comment |", 24, "no column `expect`"),
    ("| fires |", "| silent |", 24, "no row that fires"),
    ("| silent |", "| fires |", 24, "no row that is silent"),
    ("| fires |", "| yes |", 26, "neither"),
    ("| J1885 | A1 | silent |", "| J1885 | silent |", 27, "cells"),
];

#[test]
fn every_bad_rule_is_refused_at_its_line() {
    assert!(load(GOOD).is_ok());
    for (from, to, line, words) in BAD {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(&text, GOOD, "{from}");
        let faults = load(&text).map(|_| ()).unwrap_err();
        let said = faults.iter().any(|f| f.line == *line && f.message.contains(words));
        assert!(said, "{from} → {to}: {faults:#?}");
        assert!(faults.iter().all(|fault| fault.file == "zz/a.md"), "{faults:?}");
    }
    let without = &GOOD[..GOOD.find("## Examples").unwrap()];
    assert!(load(without).unwrap_err()[0].message.contains("## Examples"));
}

#[test]
fn examples_that_are_wrong_are_told_by_line() {
    for (from, to, line, words) in [
        ("| J1885 | A1 | silent |", "| J1885 | - | silent |", 27, "expects silence"),
        ("| J1885 | - | fires |", "| J1886 | - | fires |", 26, "is silent"),
        ("| J1885 | - | fires |", "| J1885 | - | fires line 2 |", 26, "expects line 2"),
        ("line.code | ", "patient.age | ", 26, "no whole number"),
        ("line.code | ", "lines | ", 0, ""),
        ("line.code | ", "history | ", 26, "no date"),
        ("line.code | ", "claim.from | ", 26, "no date"),
    ] {
        let rules = loaded(&GOOD.replacen(from, to, 1));
        let faults = rules.check_examples();
        match line {
            0 => assert!(faults.is_empty(), "{faults:?}"),
            line => {
                assert_eq!(faults[0].line, line, "{faults:?}");
                assert!(faults[0].message.contains(words), "{faults:?}");
            }
        }
    }
}

#[test]
fn cut_and_changed_files_never_panic() {
    let text = PayerRules::embedded();
    let mut tried = 0_usize;
    for file in &text {
        let length = file.text.len();
        // Every cut, and every byte exchanged for one that means something.
        for at in (0..length).step_by(17).filter(|at| file.text.is_char_boundary(*at)) {
            for put in ["", "|", "\"", "+++", "```", "(", "\u{e9}", "-", "9", "\n"] {
                let rest = &file.text[at..];
                let skipped = rest.chars().next().map_or(0, char::len_utf8);
                let changed = match put {
                    "" => file.text[..at].to_owned(),
                    put => format!("{}{put}{}", &file.text[..at], &rest[skipped..]),
                };
                let changed = RuleFile { path: file.path.clone(), text: changed };
                if tried.is_multiple_of(3) {
                    let tables = text.iter().filter(|other| other.path.ends_with(".csv"));
                    let layer = std::iter::once(changed).chain(tables.cloned()).collect();
                    if let Ok(rules) = PayerRules::load(&[layer]) {
                        let _ = rules.check_examples();
                        edits(&rules, &example::inpatient());
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let text = format!("{GOOD}{}", " ".repeat(LARGEST_RULE));
    assert!(load(&text).unwrap_err()[0].message.contains("longer"));
    let prose = GOOD.replace("Because.", &"word ".repeat(LONGEST_PROSE));
    assert!(load(&prose).unwrap_err()[0].message.contains("characters"));
}
