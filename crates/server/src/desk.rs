//! The desk: how the rooms are wired, from a chart to codes and from codes to claims.
//!
//! The command line, the workers and the replay of a decision all judge through here; nothing in
//! it knows of a clock, a table or a network.

use claims::{ClaimContext, ClaimFault, ClaimNote, FeeSchedule, ScrubbedClaim};
use codesets::CodeSets;
use coding::{Coder, Profile};
use edits::{CodesetFacts, PayerRules};
use model::{Chart, Claim, CodedChart, Date, HistoryClaim, ScrubReport};
use std::sync::Arc;

/// One set of packs and rules, and the coder over them.
pub struct Desk {
    coder: Arc<Coder>,
    rules: PayerRules,
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
        Ok(Desk { coder: Arc::new(Coder::new(sets)?), rules })
    }

    /// The same coder with other payer rules.
    #[must_use]
    pub fn with_rules(&self, rules: PayerRules) -> Desk {
        Desk { coder: Arc::clone(&self.coder), rules }
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
        let facts = CodesetFacts::new(self.sets()).with_rules(&self.rules);
        let made = claims::build_and_scrub(chart, &coded, fees, &context, &facts);
        let (made, faults) = match made {
            Ok(made) => (made, Vec::new()),
            Err(faults) => (Default::default(), faults),
        };
        Billed { coded, claims: made.claims, notes: made.notes, faults }
    }

    /// Judges one claim again.
    #[must_use]
    pub fn scrub(&self, claim: &Claim) -> ScrubReport {
        let facts = CodesetFacts::new(self.sets()).with_rules(&self.rules);
        edits::scrub(claim, &facts)
    }
}
