//! The remittance: what a payer paid, what it did not pay and why, in the grain of the 835.
//!
//! Grain: one value is one 835 transaction, thus one payment (or one advice without payment).
//! Codes stay text, as the payer gave them: a remittance reports, and whether a code is on its
//! list is judged elsewhere.

use crate::{Address, Cents, Date, Quantity};
use serde::{Deserialize, Serialize};

/// One payment with its claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remittance {
    /// Who pays.
    pub payer: RemittanceParty,
    /// Who is paid.
    pub payee: RemittanceParty,
    /// The number that the payment carries too: cheque or EFT number (TRN02).
    pub trace: String,
    /// The payer's identifier beside the trace (TRN03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<String>,
    /// A division of the payer (TRN04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// What is paid (BPR02), as the file says it: the sign comes from `debit`.
    pub amount: Cents,
    /// True when the money goes from the payee to the payer (BPR03 is D).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub debit: bool,
    /// What happens with the payment (BPR01): I remittance only, H notice only, …
    pub handling: String,
    /// How it is paid (BPR04): ACH, CHK, FWT, NON, BOP.
    pub method: String,
    /// Format of an electronic payment (BPR05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The payer's bank account (BPR06 to BPR09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_account: Option<BankAccount>,
    /// The originating company (BPR10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originating_company: Option<String>,
    /// A supplement to it (BPR11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originating_supplement: Option<String>,
    /// The payee's bank account (BPR12 to BPR15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee_account: Option<BankAccount>,
    /// The day of the payment (BPR16).
    pub date: Date,
    /// The day on which the payer closed the claims (DTM 405).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub production_date: Option<Date>,
    /// Numbers of the transaction, such as the receiver's (REF EV).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// The claims, in file order.
    pub claims: Vec<PaidClaim>,
    /// Adjustments of the payment that belong to no claim in it (PLB).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provider_adjustments: Vec<PaymentAdjustment>,
}

/// The payer or the payee (loops 1000A, 1000B).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceParty {
    /// Name (N102).
    pub name: String,
    /// Kind of `id` (N103): XX an NPI, FI a tax number, XV a plan identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_qualifier: Option<String>,
    /// Identifier (N104).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Other numbers: TJ tax number, PQ payee number, 2U payer number, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

/// Whom to ask (PER).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What for: BL technical, CX claims, IC web site.
    pub function: String,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Numbers and addresses under TE, EX, FX, EM, UR; at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Reference>,
}

/// A bank account of an electronic payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// Kind of `bank`: 01 an ABA routing number, 04 a Canadian one.
    pub bank_qualifier: String,
    /// The bank.
    pub bank: String,
    /// Kind of account: DA demand deposit, SG savings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_qualifier: Option<String>,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A number or text under a qualifier (REF, PER, and the like).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What it is.
    pub qualifier: String,
    /// The number.
    pub id: String,
}

/// Money under a qualifier (AMT): AU coverage amount, I interest, B6 allowed, …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedAmount {
    /// What it is.
    pub qualifier: String,
    /// How much.
    pub amount: Cents,
}

/// A count under a qualifier (QTY): CA covered days, …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedQuantity {
    /// What it is.
    pub qualifier: String,
    /// How many.
    pub quantity: Quantity,
}

/// One adjustment of a claim or a service (a triple of CAS). It explains a part of the
/// difference between charge and payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAdjustment {
    /// Who bears it: CO contract, PR patient, OA other, PI payer, CR correction.
    pub group: String,
    /// Claim adjustment reason code (CARC).
    #[serde(alias = "reason")]
    pub carc: String,
    /// Money; positive lowers the payment.
    pub amount: Cents,
    /// Units that are not paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

/// A person or organisation that a claim names (NM1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceName {
    /// Role: QC patient, IL insured, 74 corrected insured, 82 rendering provider, TT carrier
    /// that the claim went on to, PR corrected payer, GB other insured.
    pub role: String,
    /// True for a person, false for an organisation.
    pub person: bool,
    /// Family name, or the name of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Suffix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Kind of `id`: MI member, XX NPI, C insured's changed number, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_qualifier: Option<String>,
    /// Identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A day under a qualifier (DTM): 232 and 233 statement, 036 end of coverage, 050 receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedDate {
    /// What it is.
    pub qualifier: String,
    /// The day.
    pub date: Date,
}

/// A value of the inpatient or outpatient adjudication other than a remark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjudicationValue {
    /// The element that holds it, such as `MIA04` or `MOA01`.
    pub element: String,
    /// A plain decimal number: money, days or a rate, in its shortest form.
    pub value: String,
}

/// What the payer decided on one claim (loop 2100).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidClaim {
    /// The provider's number of the claim (CLP01, from CLM01).
    pub control_number: String,
    /// Claim status (CLP02): 1 to 3 processed as primary to tertiary, 4 denied, 19 to 21 the
    /// same and forwarded, 22 reversal, 23 not ours and forwarded, 25 predetermination.
    pub status: String,
    /// What was charged (CLP03); negative in a reversal.
    pub charge: Cents,
    /// What is paid (CLP04).
    pub paid: Cents,
    /// What the patient owes (CLP05); `None` when the payer does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_responsibility: Option<Cents>,
    /// Kind of plan (CLP06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_indicator: Option<String>,
    /// The payer's number of the claim (CLP07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_control_number: Option<String>,
    /// Place of service, or type of bill (CLP08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility_type: Option<String>,
    /// Claim frequency (CLP09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<String>,
    /// Diagnosis related group (CLP11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drg: Option<String>,
    /// Its weight (CLP12), a plain decimal number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drg_weight: Option<String>,
    /// Discharge fraction (CLP13), a plain decimal number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge_fraction: Option<String>,
    /// Adjustments of the claim as a whole; those of its lines are with the lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<ClaimAdjustment>,
    /// Patient, insured, providers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<RemittanceName>,
    /// Remark codes of the claim (MIA, MOA); at most five, or ten when it has values of both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// What else the adjudication says (MIA, MOA).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjudication: Vec<AdjudicationValue>,
    /// Numbers: EA medical record, F8 original claim, 1L group, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<QualifiedDate>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Supplemental amounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<QualifiedAmount>,
    /// Supplemental quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<QualifiedQuantity>,
    /// The services; none when the payer decided the claim as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<PaidLine>,
}

/// What the payer decided on one service (loop 2110).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidLine {
    /// The service that is paid (SVC01).
    pub service: PaidService,
    /// The service that was billed, when another one is paid (SVC06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_service: Option<PaidService>,
    /// Revenue code (SVC04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<String>,
    /// What was charged (SVC02).
    pub charge: Cents,
    /// What is paid (SVC03).
    pub paid: Cents,
    /// Units paid (SVC05); one when the payer does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<Quantity>,
    /// Units billed, when they differ (SVC07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_units: Option<Quantity>,
    /// Days: 472 the day of service, or 150 the first and 151 the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<QualifiedDate>,
    /// The provider's number of the line (REF 6R).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_control_number: Option<String>,
    /// Adjustments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<ClaimAdjustment>,
    /// Remark codes with their list (LQ): HE remark codes, RX pharmacy reject codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reference>,
    /// Other numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Supplemental amounts, such as B6 (allowed).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<QualifiedAmount>,
    /// Supplemental quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<QualifiedQuantity>,
}

/// A procedure, drug or revenue code of a paid or billed service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidService {
    /// List of `code`: HC procedures, NU revenue codes, N4 drugs, AD dental, HP, ER, WK, IV.
    pub qualifier: String,
    /// The code.
    pub code: String,
    /// Modifiers, at most four.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// Description, when the payer gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An adjustment of the payment that belongs to no claim in it (a pair of PLB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentAdjustment {
    /// The provider (PLB01).
    pub provider: String,
    /// Last day of the provider's fiscal year (PLB02).
    pub fiscal_period: Date,
    /// Reason: WO overpayment recovered, FB forwarded balance, L6 interest, 72 refund, …
    pub reason: String,
    /// Reference, often a claim control number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Money; positive lowers the payment.
    pub amount: Cents,
}

impl Remittance {
    /// What moves from payer to payee: `amount`, negative when it is a debit.
    #[must_use]
    pub fn signed_amount(&self) -> Cents {
        if self.debit { -self.amount } else { self.amount }
    }

    /// What the claims and the provider adjustments come to; a balanced remittance pays it.
    #[must_use]
    pub fn expected_amount(&self) -> Cents {
        let paid: Cents = self.claims.iter().map(|claim| claim.paid).sum();
        paid - self.provider_adjustments.iter().map(|one| one.amount).sum()
    }
}

impl PaidClaim {
    /// True when this takes back an earlier payment.
    #[must_use]
    pub fn is_reversal(&self) -> bool {
        self.status == "22"
    }

    /// True when the whole claim is denied.
    #[must_use]
    pub fn is_denial(&self) -> bool {
        self.status == "4"
    }

    /// The name with this role, such as `QC`.
    #[must_use]
    pub fn name(&self, role: &str) -> Option<&RemittanceName> {
        self.names.iter().find(|name| name.role == role)
    }

    /// The adjustments of the claim and of all its lines.
    pub fn all_adjustments(&self) -> impl Iterator<Item = &ClaimAdjustment> {
        self.adjustments.iter().chain(self.lines.iter().flat_map(|line| &line.adjustments))
    }
}

impl PaidLine {
    /// First and last day of service, when the payer gives them.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let day = |qualifier| {
            self.dates.iter().find(|one| one.qualifier == qualifier).map(|one| one.date)
        };
        match day("472") {
            Some(day) => Some((day, day)),
            None => Some((day("150")?, day("151").or(day("150"))?)),
        }
    }
}
