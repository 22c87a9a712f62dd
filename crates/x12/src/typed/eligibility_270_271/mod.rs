//! 270 and 271: the question whether somebody is insured for something, and the answer.

mod answer;
mod facts;
mod question;

pub use answer::{
    AnswerDependent, AnswerName, AnswerReceiver, AnswerSource, AnswerSubscriber, Benefit,
    MoreOfBenefit, RelatedEntities, RelatedEntity, Response271,
};
pub use question::{
    BenefitInquiry, QuestionDependent, QuestionName, QuestionReceiver, QuestionSource,
    QuestionSubscriber, Request270,
};
