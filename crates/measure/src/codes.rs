//! Codes compared with a reference: what is right, wrong and missed, and the scores made of it.

use serde::Serialize;

/// A code without its dot, in capitals.
#[must_use]
pub fn plain(code: &str) -> String {
    code.trim().chars().filter(|c| *c != '.').flat_map(char::to_uppercase).collect()
}

/// The three-character category of a code.
#[must_use]
pub fn category(code: &str) -> String {
    plain(code).chars().take(3).collect()
}

/// A reference code: every code that is accepted for it, and whether leaving it out is a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The code and its alternatives, without dots; the first is the reference's own.
    pub names: Vec<String>,
    /// False when some coders would report it and an auditor would not object.
    pub required: bool,
}

/// How given codes meet the expected ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Required codes that were given.
    pub right: Vec<String>,
    /// Given codes that the reference does not know.
    pub wrong: Vec<String>,
    /// Positions of the required codes that were not given.
    pub missed: Vec<usize>,
    /// Optional codes that were given: they count neither way.
    pub optional: Vec<String>,
}

impl Matched {
    /// True when nothing is wrong and nothing is missed.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.wrong.is_empty() && self.missed.is_empty()
    }

    /// The counts.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally { right: self.right.len(), wrong: self.wrong.len(), missed: self.missed.len() }
    }
}

/// Meets given codes with expected ones. A given code counts once; an expected one takes the
/// first of its names that is still there, the required ones before the optional ones.
#[must_use]
pub fn matched(expected: &[Expected], given: &[String]) -> Matched {
    let mut left: Vec<&str> = Vec::new();
    for code in given {
        if !left.contains(&code.as_str()) {
            left.push(code);
        }
    }
    let mut result = Matched::default();
    for required in [true, false] {
        for (at, one) in expected.iter().enumerate().filter(|(_, e)| e.required == required) {
            let place = one.names.iter().find_map(|name| left.iter().position(|g| g == name));
            match place {
                Some(place) => {
                    let code = left.remove(place).to_owned();
                    if required { &mut result.right } else { &mut result.optional }.push(code);
                }
                None if required => result.missed.push(at),
                None => {}
            }
        }
    }
    result.wrong = left.into_iter().map(str::to_owned).collect();
    result
}

/// Right, wrong and missed, counted over all cases (micro average).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Given and expected.
    pub right: usize,
    /// Given and not expected.
    pub wrong: usize,
    /// Expected and not given.
    pub missed: usize,
}

/// A tally as it is written in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Share of what was given that is right, four decimals.
    pub precision: f64,
    /// Share of what was expected that was given.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Right.
    pub tp: usize,
    /// Wrong.
    pub fp: usize,
    /// Missed.
    #[serde(rename = "fn")]
    pub fn_: usize,
}

impl Tally {
    /// Adds the counts of another.
    pub fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    /// Counts one judgement of a yes-or-no question.
    pub fn judge(&mut self, expected: bool, given: bool) {
        match (expected, given) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// Right of what was given; 0 when nothing was.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Right of what was expected; 0 when nothing was.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// 2PR / (P + R); 0 when nothing is right.
    #[must_use]
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    /// Rounded to four decimals.
    #[must_use]
    pub fn scores(self) -> Scores {
        Scores {
            precision: four(self.precision()),
            recall: four(self.recall()),
            f1: four(self.f1()),
            tp: self.right,
            fp: self.wrong,
            fn_: self.missed,
        }
    }
}

/// `part` of `whole`; 0 when the whole is empty.
#[must_use]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Four decimals.
#[must_use]
pub fn four(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `A|B` is a required code with an alternative, `?A` an optional one.
    fn expected(words: &str) -> Vec<Expected> {
        let one = |word: &str| Expected {
            names: word.trim_start_matches('?').split('|').map(plain).collect(),
            required: !word.starts_with('?'),
        };
        words.split_whitespace().map(one).collect()
    }

    #[test]
    fn meets_codes() {
        for (reference, given, right, wrong, missed) in [
            ("E11.9 I10", "E11.9 I10", 2, "", ""),
            ("E11.9|E11.65", "E11.65", 1, "", ""),
            ("E11.9", "e119 E11.9", 1, "", ""),
            ("E11.9", "E11.9 R05.9", 1, "R059", ""),
            ("E11.9 I10", "I10", 1, "", "E119"),
            ("?Z79.4 I10", "Z79.4 I10", 1, "", ""),
            ("?Z79.4", "", 0, "", ""),
            // A required code takes the given one before an optional code that also accepts it.
            ("?I10|I11.9 I11.9", "I11.9", 1, "", ""),
            // One given code satisfies one expected code only.
            ("I10|I11.9 I11.9", "I11.9", 1, "", "I119"),
            ("", "", 0, "", ""),
        ] {
            let wanted = expected(reference);
            let given: Vec<String> = given.split_whitespace().map(plain).collect();
            let met = matched(&wanted, &given);
            let missing: Vec<&str> = met.missed.iter().map(|i| &*wanted[*i].names[0]).collect();
            assert_eq!(met.right.len(), right, "{reference} / {given:?}");
            assert_eq!(met.wrong.join(" "), wrong, "{reference} / {given:?}");
            assert_eq!(missing.join(" "), missed, "{reference} / {given:?}");
        }
    }

    #[test]
    fn scores_by_hand() {
        let tally = Tally { right: 6, wrong: 2, missed: 4 };
        assert_eq!((tally.precision(), tally.recall()), (0.75, 0.6));
        assert_eq!(tally.scores().f1, 0.6667);
        assert_eq!(Tally::default().scores(), Scores::default());
    }
}
