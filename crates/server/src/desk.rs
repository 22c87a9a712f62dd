//! The desk: how the rooms are wired, from a chart to codes and from codes to claims.
//!
//! The command line, the workers and the replay of a decision all judge through here; nothing in
//! it knows of a clock, a table or a network.

use crate::code_search::CodeSearch;
use claims::{ClaimContext, ClaimFault, ClaimNote, FeeSchedule, ScrubbedClaim};
use codesets::CodeSets;
use coding::{Coder, Profile};
use edits::{CodesetFacts, LastDays, PayerRules};
use model::{Chart, Claim, CodedChart, Date, HistoryClaim, ScrubReport};
use std::sync::Arc;

/// One set of packs and rules, and the coder over them.
pub struct Desk {
    coder: Arc<Coder>,
    rules: Arc<PayerRules>,
    search: CodeSearch,
    last_days: LastDays,
}

/// What became of one chart.
pub struct Billed {
    /// Its codes, route and reasons.
    pub coded: CodedChart,
    /// Its claims, each with its edits; empty when there are faults.
    pub claims: Vec<ScrubbedClaim>,
    /// What a reviewer should look at.
    pub notes: Vec<ClaimNote>,
    /// Why no claim could be made.
    pub faults: Vec<ClaimFault>,
}

impl Desk {
    /// A desk over packs and payer rules.
    ///
    /// # Errors
    /// Packs or words that do not fit together.
    pub fn new(sets: Arc<CodeSets>, rules: PayerRules) -> Result<Desk, coding::CoderError> {
        Desk::with(sets, Arc::new(rules))
    }

    fn with(sets: Arc<CodeSets>, rules: Arc<PayerRules>) -> Result<Desk, coding::CoderError> {
        let last_days = LastDays::of(&sets);
        let coder = Arc::new(Coder::new(sets)?);
        Ok(Desk { coder, rules, search: CodeSearch::default(), last_days })
    }

    /// A desk with the same rules over other packs: a release was imported.
    ///
    /// # Errors
    /// Packs or words that do not fit together.
    pub fn over(&self, sets: Arc<CodeSets>) -> Result<Desk, coding::CoderError> {
        Desk::with(sets, Arc::clone(&self.rules))
    }

    /// The same coder with other payer rules.
    #[must_use]
    pub fn with_rules(&self, rules: PayerRules) -> Desk {
        let (coder, rules) = (Arc::clone(&self.coder), Arc::new(rules));
        let last_days = self.last_days.clone();
        Desk { coder, rules, search: CodeSearch::default(), last_days }
    }

    /// The search over the code sets.
    #[must_use]
    pub fn search(&self) -> &CodeSearch {
        &self.search
    }

    /// The coder.
    #[must_use]
    pub fn coder(&self) -> &Coder {
        &self.coder
    }

    /// The code sets.
    #[must_use]
    pub fn sets(&self) -> &CodeSets {
        self.coder.sets()
    }

    /// The payer rules.
    #[must_use]
    pub fn rules(&self) -> &PayerRules {
        &self.rules
    }

    /// Reads and codes a chart.
    #[must_use]
    pub fn code(&self, chart: &Chart) -> CodedChart {
        self.coder.code(chart, Profile::Claim)
    }

    /// Makes the claims of a coded chart and judges them.
    #[must_use]
    pub fn bill(
        &self,
        chart: &Chart,
        coded: CodedChart,
        fees: &FeeSchedule,
        (submitted, history): (Date, Vec<HistoryClaim>),
    ) -> Billed {
        let context = ClaimContext { submitted: Some(submitted), history };
        let facts = self.facts();
        let made = claims::build_and_scrub(chart, &coded, fees, &context, &facts);
        let (made, faults) = match made {
            Ok(made) => (made, Vec::new()),
            Err(faults) => (Default::default(), faults),
        };
        Billed { coded, claims: made.claims, notes: made.notes, faults }
    }

    /// What edits ask of the packs and rules.
    fn facts(&self) -> CodesetFacts<'_> {
        let facts = CodesetFacts::knowing(self.sets(), self.last_days.clone());
        facts.with_rules(&self.rules)
    }

    /// Judges one claim again.
    #[must_use]
    pub fn scrub(&self, claim: &Claim) -> ScrubReport {
        let facts = self.facts();
        edits::scrub(claim, &facts)
    }
}
