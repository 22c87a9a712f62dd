//! The answer to a 270: is the patient covered, by what plan, what does he pay himself, what
//! needs an authorization.

use super::envelope::ELIGIBILITY;
use super::policy::Rule;
use super::profile::{Coverage, Profile};
use model::{Cents, Date};
use x12::typed::Transaction;
use x12::typed::eligibility_270_271::{
    AnswerDependent, AnswerName, AnswerReceiver, AnswerSource, AnswerSubscriber, Benefit,
    QuestionName, Request270, Response271,
};
use x12::typed::segments::{Aaa, Bht, Dtp, Eb, Ins, Procedure, Trn};

/// Most codes of which a 271 says that they need an authorization.
const MOST_CODES: usize = 50;

/// What the payer knows when it is asked.
pub(super) struct Desk<'p> {
    pub profile: &'p Profile,
    pub today: Date,
    /// What was used of the deductible by a member in a year.
    pub spent: &'p dyn Fn(&str, i16) -> Cents,
}

impl Desk<'_> {
    /// The 271 for a 270.
    pub fn answer(&self, asked: &Request270, number: usize) -> Transaction {
        let sources = asked.sources.iter().map(|source| AnswerSource {
            level: source.level.clone(),
            names: source.names.iter().map(named).collect(),
            receivers: source
                .receivers
                .iter()
                .map(|receiver| AnswerReceiver {
                    level: receiver.level.clone(),
                    names: receiver.names.iter().map(named).collect(),
                    subscribers: receiver
                        .subscribers
                        .iter()
                        .map(|one| self.subscriber(one))
                        .collect(),
                })
                .collect(),
            ..AnswerSource::default()
        });
        Transaction::Response271(Box::new(Response271 {
            st: ELIGIBILITY.st(number),
            beginning: Bht {
                structure: "0022".into(),
                purpose: "11".into(),
                reference: asked.beginning.reference.clone(),
                date: self.today.into(),
                time: "0600".into(),
                ..Bht::default()
            },
            sources: sources.collect(),
            se: ELIGIBILITY.se(number),
        }))
    }

    fn subscriber(
        &self,
        asked: &x12::typed::eligibility_270_271::QuestionSubscriber,
    ) -> AnswerSubscriber {
        let member = asked.names.first().map_or("", |name| name.name.identifier.as_str());
        let alone = asked.dependents.is_empty();
        let names = asked.names.iter().map(|name| match alone {
            true => self.patient(name, member, true),
            false => named(name),
        });
        AnswerSubscriber {
            level: asked.level.clone(),
            traces: traces(&asked.traces),
            names: names.collect(),
            dependents: asked
                .dependents
                .iter()
                .map(|one| AnswerDependent {
                    level: one.level.clone(),
                    traces: traces(&one.traces),
                    names: one.names.iter().map(|n| self.patient(n, member, false)).collect(),
                })
                .collect(),
        }
    }

    /// The patient with the benefits, or why there is no answer (AAA 75: not found).
    fn patient(&self, asked: &QuestionName, member: &str, is_subscriber: bool) -> AnswerName {
        let mut told = named(asked);
        let Some(coverage) = self.profile.coverage(member) else {
            told.rejections = vec![Aaa {
                valid: "Y".into(),
                reason: "75".into(),
                follow_up: "C".into(),
                ..Aaa::default()
            }];
            return told;
        };
        let mut relationship = Ins {
            is_subscriber: if is_subscriber { "Y" } else { "N" }.into(),
            relationship: if is_subscriber { "18" } else { "19" }.into(),
            ..Ins::default()
        };
        if let Some(own) = coverage.number_on_file.as_ref().filter(|_| is_subscriber) {
            // The number is another one than was asked with: it is told, and that it changed.
            told.name.identifier = own.as_str().into();
            (relationship.maintenance, relationship.reason) = ("001".into(), "25".into());
        }
        told.demographics = asked.demographics.clone();
        told.relationship = Some(relationship);
        let begins = day("346", coverage.begins);
        told.dates =
            [begins].into_iter().chain(coverage.ends.map(|last| day("347", last))).collect();
        let asked_for = asked.dates.iter().find_map(|dtp| dtp.days().ok().flatten());
        let on = asked_for.map_or(self.today, |days| days.0);
        let benefits = self.benefits(coverage, member, on);
        told.benefits =
            benefits.into_iter().map(|benefit| Benefit { benefit, ..Benefit::default() }).collect();
        told
    }

    fn benefits(&self, coverage: &Coverage, member: &str, on: Date) -> Vec<Eb> {
        let eb = |information: &str, level: &str, services: &[&str]| Eb {
            information: information.into(),
            coverage_level: level.into(),
            service_types: services.iter().map(|one| (*one).into()).collect(),
            ..Eb::default()
        };
        let plan = coverage.plan.as_str();
        if !coverage.is_active(on) {
            return vec![Eb { plan: plan.into(), ..eb("6", "", &["30"]) }];
        }
        let left = (coverage.deductible - (self.spent)(member, on.year())).max(Cents::ZERO);
        let money = |information, services: &[&str], period: &str, amount: Cents| Eb {
            period: period.into(),
            amount: amount.into(),
            ..eb(information, "IND", services)
        };
        let mut all = vec![
            Eb { plan: plan.into(), ..eb("1", "", &["30"]) },
            money("C", &["30"], "23", coverage.deductible),
            money("C", &["30"], "29", left),
            money("B", &["98"], "27", coverage.copay),
            Eb {
                percentage: format!(".{:04}", coverage.coinsurance.0).trim_end_matches('0').into(),
                period: "27".into(),
                ..eb("A", "IND", &["30"])
            },
        ];
        let codes = self.profile.policies.iter().filter(|policy| policy.in_force(self.today));
        let codes = codes.filter_map(|policy| match &policy.rule {
            Rule::Authorization { codes } | Rule::AuthorizationNumber { codes } => Some(codes),
            _ => None,
        });
        all.extend(codes.flatten().take(MOST_CODES).map(|code| Eb {
            authorization_needed: "Y".into(),
            procedure: Procedure {
                qualifier: "HC".into(),
                code: code.as_str().into(),
                ..Procedure::default()
            },
            ..eb("D", "IND", &[])
        }));
        all
    }
}

fn named(asked: &QuestionName) -> AnswerName {
    AnswerName { name: asked.name.clone(), ..AnswerName::default() }
}

fn traces(asked: &[Trn]) -> Vec<Trn> {
    asked.iter().map(|trn| Trn { trace_type: "2".into(), ..trn.clone() }).collect()
}

fn day(qualifier: &str, date: Date) -> Dtp {
    Dtp {
        qualifier: qualifier.into(),
        format: "D8".into(),
        period: date.to_x12().into(),
        ..Dtp::default()
    }
}
