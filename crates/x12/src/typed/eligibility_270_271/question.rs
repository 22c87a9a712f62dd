//! The loops of a 270.

use crate::typed::node::segment_loop;
use crate::typed::segments::{
    Amt, Bht, Dmg, Dtp, Hi, Hl, Iii, Inquiry, Ins, N2, N3, N4, Nm1, Per, Prv, Ref, Se, St, Trn,
};

segment_loop! {
    /// A 270 transaction.
    Request270 "" when 1 in ["270"] {
        /// ST.
        st: St,
        /// Number and time of the question.
        beginning: Bht,
        /// Who is asked.
        sources: Vec<QuestionSource>,
        /// SE.
        se: Se,
    }
    /// Who is asked (loop 2000A).
    QuestionSource "2000A" when 3 in ["20"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<QuestionName>,
        /// Who asks.
        receivers: Vec<QuestionReceiver>,
    }
    /// Who asks (loop 2000B).
    QuestionReceiver "2000B" when 3 in ["21"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<QuestionName>,
        /// The subscribers.
        subscribers: Vec<QuestionSubscriber>,
    }
    /// A subscriber, who is the patient unless there are dependents (loop 2000C).
    QuestionSubscriber "2000C" when 3 in ["22"] {
        /// HL.
        level: Hl,
        /// Numbers that the answer must repeat.
        traces: Vec<Trn>,
        /// Who, and what is asked.
        names: Vec<QuestionName>,
        /// The dependents.
        dependents: Vec<QuestionDependent>,
    }
    /// A dependent, who is the patient (loop 2000D).
    QuestionDependent "2000D" when 3 in ["23"] {
        /// HL.
        level: Hl,
        /// Numbers that the answer must repeat.
        traces: Vec<Trn>,
        /// Who, and what is asked.
        names: Vec<QuestionName>,
    }
    /// A party of the question (loop 2100).
    QuestionName "2100" {
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
        /// The provider's role and speciality.
        provider: Option<Prv>,
        /// Birth date and sex.
        demographics: Option<Dmg>,
        /// Relationship.
        relationship: Option<Ins>,
        /// Diagnoses.
        diagnoses: Vec<Hi>,
        /// Days.
        dates: Vec<Dtp>,
        /// What is asked.
        inquiries: Vec<BenefitInquiry>,
    }
    /// A question about a benefit (loop 2110).
    BenefitInquiry "2110" {
        /// Services.
        inquiry: Inquiry,
        /// Spend-down amounts.
        amounts: Vec<Amt>,
        /// Place of service.
        more: Vec<Iii>,
        /// Authorization numbers.
        references: Vec<Ref>,
        /// Days.
        dates: Vec<Dtp>,
    }
}
