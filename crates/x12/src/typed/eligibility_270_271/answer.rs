//! The loops of a 271.

use crate::typed::node::segment_loop;
use crate::typed::segments::{
    Aaa, Bht, Dmg, Dtp, Eb, Hi, Hl, Hsd, Iii, Ins, Le, Ls, Mpi, Msg, N2, N3, N4, Nm1, Per, Prv,
    Ref, Se, St, Trn,
};

segment_loop! {
    /// A 271 transaction.
    Response271 "" when 1 in ["271"] {
        /// ST.
        st: St,
        /// Number and time of the answer.
        beginning: Bht,
        /// Who answers.
        sources: Vec<AnswerSource>,
        /// SE.
        se: Se,
    }
    /// Who answers (loop 2000A).
    AnswerSource "2000A" when 3 in ["20"] {
        /// HL.
        level: Hl,
        /// Why there is no answer.
        rejections: Vec<Aaa>,
        /// Who.
        names: Vec<AnswerName>,
        /// Who asked.
        receivers: Vec<AnswerReceiver>,
    }
    /// Who asked (loop 2000B).
    AnswerReceiver "2000B" when 3 in ["21"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<AnswerName>,
        /// The subscribers.
        subscribers: Vec<AnswerSubscriber>,
    }
    /// A subscriber, who is the patient unless there are dependents (loop 2000C).
    AnswerSubscriber "2000C" when 3 in ["22"] {
        /// HL.
        level: Hl,
        /// The numbers of the question, and the source's own.
        traces: Vec<Trn>,
        /// Who, and the benefits.
        names: Vec<AnswerName>,
        /// The dependents.
        dependents: Vec<AnswerDependent>,
    }
    /// A dependent, who is the patient (loop 2000D).
    AnswerDependent "2000D" when 3 in ["23"] {
        /// HL.
        level: Hl,
        /// The numbers of the question, and the source's own.
        traces: Vec<Trn>,
        /// Who, and the benefits.
        names: Vec<AnswerName>,
    }
    /// A party of the answer (loop 2100).
    AnswerName "2100" {
        /// Who.
        name: Nm1,
        /// Other numbers.
        references: Vec<Ref>,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Whom to ask.
        contacts: Vec<Per>,
        /// Why there is no answer.
        rejections: Vec<Aaa>,
        /// The provider's role and speciality.
        provider: Option<Prv>,
        /// Birth date and sex.
        demographics: Option<Dmg>,
        /// Relationship.
        relationship: Option<Ins>,
        /// Diagnoses.
        diagnoses: Vec<Hi>,
        /// Days: plan (291), eligibility (307), …
        dates: Vec<Dtp>,
        /// Military service.
        military: Vec<Mpi>,
        /// The benefits.
        benefits: Vec<Benefit>,
    }
    /// A benefit (loop 2110).
    Benefit "2110" {
        /// What.
        benefit: Eb,
        /// How often.
        deliveries: Vec<Hsd>,
        /// Other numbers.
        references: Vec<Ref>,
        /// Days.
        dates: Vec<Dtp>,
        /// Why there is no answer.
        rejections: Vec<Aaa>,
        /// Messages in words.
        messages: Vec<Msg>,
        /// Diagnoses, places of service and the like.
        more: Vec<MoreOfBenefit>,
        /// Other parties of the benefit.
        related: Option<RelatedEntities>,
    }
    /// More on a benefit (loop 2115).
    MoreOfBenefit "2115" {
        /// What.
        information: Iii,
    }
    /// Parties of a benefit between LS and LE.
    RelatedEntities "2120" {
        /// LS.
        start: Ls,
        /// The parties.
        entities: Vec<RelatedEntity>,
        /// LE.
        end: Le,
    }
    /// A party of a benefit (loop 2120).
    RelatedEntity "2120" {
        /// Who.
        name: Nm1,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Whom to ask.
        contacts: Vec<Per>,
        /// The provider's role and speciality.
        provider: Option<Prv>,
    }
}
