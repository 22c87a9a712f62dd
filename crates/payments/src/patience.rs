//! How long a payer usually takes to answer, from its own answers: who is silent past that is
//! asked where the claim is (276).

/// Days where too little is known. Most clean claims are answered within 30 (42 CFR 447.45,
/// 422.520), electronic ones of Medicare not before the 14th (Claims Processing Manual chapter 1,
/// section 80.2.1.1).
pub const DEFAULT_DAYS: i64 = 30;

/// Answers from which a usual time is read.
pub const LEAST_ANSWERS: usize = 20;

/// Of a hundred answers, how many came within the usual time.
pub const PERCENTILE: usize = 95;

/// How far back answers count, in days.
pub const WINDOW_DAYS: i64 = 365;

/// A usual time lies between these days: nobody is asked sooner than within a week, and who takes
/// longer than the second is asked all the same.
pub const BOUNDS: (i64, i64) = (7, 120);

/// Where a number of days comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person set it.
    Set,
    /// Read from so many answers.
    Answers(usize),
    /// Only so many answers are known.
    TooFew(usize),
}

/// How long a payer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Days from sending to asking.
    pub days: i64,
    /// How they are known.
    pub source: Source,
}

const DAY: i64 = 86_400_000_000;

impl Patience {
    /// Of times between sending and first decision, in microseconds, and of what a person set.
    #[must_use]
    pub fn of(times: &[i64], set: Option<i64>) -> Patience {
        if let Some(days) = set {
            return Patience { days, source: Source::Set };
        }
        let mut days: Vec<i64> =
            times.iter().map(|time| (time.max(&0).saturating_add(DAY - 1)) / DAY).collect();
        days.sort_unstable();
        if days.len() < LEAST_ANSWERS {
            return Patience { days: DEFAULT_DAYS, source: Source::TooFew(days.len()) };
        }
        // Nearest rank: the smallest value within which that share of all lies.
        let rank = (days.len() * PERCENTILE).div_ceil(100);
        let usual = days.get(rank.saturating_sub(1)).copied().unwrap_or(DEFAULT_DAYS);
        let source = Source::Answers(days.len());
        Patience { days: usual.clamp(BOUNDS.0, BOUNDS.1), source }
    }

    /// When a claim that left at a moment is asked about.
    #[must_use]
    pub fn ask_at(&self, left: i64) -> i64 {
        left.saturating_add(self.days.saturating_mul(DAY))
    }

    /// How the days are known, in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self.source {
            Source::Set => "set by a person".to_owned(),
            Source::Answers(count) => format!(
                "{PERCENTILE} of 100 of its newest {count} answers of the last year came within \
                 them, from sending to the first decision (never under {} or over {} days)",
                BOUNDS.0, BOUNDS.1
            ),
            Source::TooFew(count) => format!(
                "the house's own time: {count} answers of the last year are known, and \
                 {LEAST_ANSWERS} are needed to read the payer's"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_time_is_that_within_which_most_answers_came() {
        let days = |of: &[i64]| of.iter().map(|day| day * DAY).collect::<Vec<i64>>();
        let even: Vec<i64> = (1..=100).collect();
        let slow = [vec![14; 19], vec![200]].concat();
        let late = [vec![14; 18], vec![90, 200]].concat();
        for (what, times, set, expected, source) in [
            ("nothing known", vec![], None, 30, Source::TooFew(0)),
            ("one too few", days(&[3; 19]), None, 30, Source::TooFew(19)),
            ("quick answers still have a week", days(&[2; 20]), None, 7, Source::Answers(20)),
            ("95 of 100", days(&even), None, 95, Source::Answers(100)),
            ("one in twenty is late", days(&slow), None, 14, Source::Answers(20)),
            ("two in twenty are", days(&late), None, 90, Source::Answers(20)),
            ("for ever", days(&[900; 30]), None, 120, Source::Answers(30)),
            ("part of a day is a day", vec![9 * DAY + 1; 20], None, 10, Source::Answers(20)),
            ("a clock that went back", vec![-5; 20], None, 7, Source::Answers(20)),
            ("a person's word", days(&even), Some(3), 3, Source::Set),
        ] {
            let told = Patience::of(&times, set);
            assert_eq!((told.days, told.source), (expected, source), "{what}");
        }
        let four = Patience { days: 4, source: Source::Set };
        assert_eq!(four.ask_at(10), 10 + 4 * DAY);
    }
}
