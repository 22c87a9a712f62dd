//! Signs: the phrases from which the circumstances of a service are read, found in one pass over
//! the words of a document.

use crate::draft::Facts;
use hashbrown::HashMap;
use model::PayerKind;
use reader::Gap;
use std::sync::OnceLock;

/// Places of service where the facility owns the equipment: outpatient hospital (off and on
/// campus), inpatient hospital, emergency room, ambulatory surgical centre.
pub const FACILITIES: &[&str] = &["19", "21", "22", "23", "24"];

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A payer's name; counts under a heading for payers.
    Payer(PayerKind),
    /// A payer, said in words that need no heading.
    PayerAlone(PayerKind),
    /// The words before a place of service.
    PlaceHeading,
    /// A facility whose equipment it is.
    Facility,
    /// A hospital stay; says whose the equipment is where pictures and specimens are read.
    Inpatient,
    /// The practice's own equipment.
    Practice,
    /// Only the reading was done here.
    ReadingOnly,
    /// Somebody else does the reading.
    ReadElsewhere,
    /// The end of the examination was not reached.
    NotReached,
    /// Less than usual was done.
    Reduced,
    /// Far more than usual was done.
    Increased,
    /// Back in the operating room for a complication.
    ReturnToRoom,
    /// A stage, or planned at an earlier operation.
    Staged,
    /// Without relation to an earlier operation.
    Unrelated,
    /// Inside the period of an earlier operation.
    InPeriod,
    /// Only the operation, not the care after it.
    OperationOnly,
    /// Only the care after an operation.
    AftercareOnly,
    /// Two surgeons.
    CoSurgeon,
    /// The author assists.
    Assists,
    /// No resident was to be had.
    NoResident,
    /// Again.
    Repeat,
    /// On the same day.
    SameDay,
    /// Somebody else did it the first time.
    OtherReader,
    /// To find disease where nothing points to it.
    Screening,
    /// To find again what was found before.
    Surveillance,
    /// At high risk of the disease looked for.
    HighRisk,
    /// A clinician counselled about vaccines.
    Counselled,
    /// A time that has passed.
    Ago,
}

#[rustfmt::skip]
const PHRASES: &[(Sign, &[&str])] = &[
    (Sign::Payer(PayerKind::Medicare), &["medicare"]),
    (Sign::Payer(PayerKind::Medicaid), &["medicaid"]),
    (Sign::Payer(PayerKind::Commercial), &[
        "aetna", "cigna", "bcbs", "blue cross", "anthem", "united healthcare", "unitedhealthcare",
        "uhc", "humana", "kaiser", "commercial", "ppo", "hmo",
    ]),
    (Sign::Payer(PayerKind::Other), &["tricare", "auto"]),
    (Sign::PayerAlone(PayerKind::Medicare), &[
        "medicare part b", "medicare patient", "medicare beneficiary", "traditional medicare",
    ]),
    (Sign::PayerAlone(PayerKind::MedicareAdvantage), &["medicare advantage"]),
    (Sign::PayerAlone(PayerKind::Medicaid), &["medicaid patient"]),
    (Sign::PayerAlone(PayerKind::WorkersComp), &[
        "workers compensation", "workers comp", "work comp", "worker's compensation claim",
    ]),
    (Sign::PlaceHeading, &["place of service", "pos"]),
    (Sign::Facility, &[
        "outpatient hospital", "hospital outpatient", "hospital inpatient", "inpatient hospital",
        "ambulatory surgery center", "ambulatory surgical center", "hospital based clinic",
    ]),
    (Sign::Inpatient, &["inpatient", "icu", "emergency department", "ed patient"]),
    (Sign::Practice, &[
        "in our practice", "owned by the practice", "our own equipment", "practice owned",
        "freestanding imaging center", "performed in our office", "global billing",
    ]),
    (Sign::ReadingOnly, &[
        "interpretation only", "professional component only", "professional component",
        "outside film consult", "read only", "over-read only",
    ]),
    (Sign::ReadElsewhere, &[
        "technical component", "sent to radiology for interpretation", "sent out for interpretation",
        "sent for interpretation", "sent for radiology interpretation", "radiologist will interpret",
        "radiology will interpret", "radiologist to interpret", "sent to radiologist for interpretation",
        "sent to radiologist for reading", "sent to radiology for reading", "sent to radiology to be read",
        "interpretation by outside radiologist", "to be read by radiology", "to be read by radiologist",
    ]),
    (Sign::NotReached, &[
        "cecum was not reached", "cecum not reached", "cecum could not be reached",
        "unable to reach the cecum", "unable to reach cecum", "did not reach the cecum",
        "not able to reach the cecum", "could not reach the cecum", "failed to reach the cecum",
        "cecum was not intubated", "unable to intubate the cecum", "incomplete colonoscopy",
        "colonoscopy incomplete", "could not advance beyond", "unable to advance beyond",
        "could not be advanced beyond", "could not be advanced past", "unable to advance past",
        "unable to advance the scope beyond", "unable to advance the scope past",
    ]),
    (Sign::Reduced, &[
        "reduced service", "reduced services", "partially completed", "only partially performed",
        "incompletely performed", "part was omitted", "portion was omitted", "modifier 52",
    ]),
    (Sign::Increased, &[
        "modifier 22", "increased procedural service", "increased procedural services",
        "beyond the usual work", "substantially greater than usual", "substantially more than usual",
        "twice the usual time", "double the usual time",
    ]),
    (Sign::ReturnToRoom, &[
        "return to the operating room", "return to operating room", "return to or",
        "return to the or", "returned to the operating room", "returned to the or",
        "returned to operating room", "taken back to the operating room", "taken back to the or",
        "taken back to or", "takeback", "take back to the operating room", "take-back",
        "brought back to the operating room", "brought back to the or", "reoperation for",
    ]),
    (Sign::Staged, &[
        "staged procedure", "staged surgery", "staged operation", "planned staged", "staged planned",
        "staged as planned", "second stage", "stage two of", "stage 2 of", "stage ii of",
        "planned return to the operating room", "planned return to or", "planned return to the or",
        "as planned at the time of", "planned second look", "planned second-look",
        "planned at the time of", "planned prospectively",
    ]),
    (Sign::Unrelated, &["unrelated", "not related to"]),
    (Sign::InPeriod, &[
        "global period", "global days", "postoperative period", "post-operative period", "postop period",
        "weeks ago", "week ago", "days ago", "last month", "weeks status post", "weeks s/p",
        "days status post", "weeks after", "weeks out from", "weeks post", "days after",
        "month status post",
    ]),
    (Sign::OperationOnly, &[
        "surgical care only", "postoperative care will be provided by", "postop care will be provided by",
        "postoperative management transferred", "postoperative care transferred",
        "postoperative care will be transferred", "postop care transferred",
        "transfer of postoperative care", "postoperative care to be provided by",
        "postoperative care by her optometrist", "postoperative care by his optometrist",
    ]),
    (Sign::AftercareOnly, &[
        "postoperative management assumed", "postoperative care assumed", "assumed postoperative care",
        "assuming postoperative care", "assume postoperative care", "assumed postop care",
        "postoperative management only", "postoperative care only", "assumed postoperative management",
    ]),
    (Sign::CoSurgeon, &["co surgeon", "co surgeons", "cosurgeon", "cosurgeons"]),
    (Sign::Assists, &[
        "i assisted", "i was the assistant surgeon", "i was the surgical assistant",
        "assistant surgeon's note", "assistant surgeon note", "acted as first assistant",
        "acted as the first assistant", "acted as assistant", "served as first assistant",
        "served as the first assistant", "served as the assistant", "served as assistant",
        "role assistant surgeon", "role surgical assistant", "role first assistant",
        "i first assisted",
    ]),
    (Sign::NoResident, &[
        "no qualified resident", "qualified resident was not available", "no resident was available",
        "resident not available", "qualified resident surgeon not available",
    ]),
    (Sign::Repeat, &["repeat", "repeated", "second study", "again today", "redo study"]),
    (Sign::SameDay, &[
        "same day", "same date", "earlier today", "earlier this morning", "second study today", "this morning",
        "earlier the same day", "hours earlier", "this afternoon",
    ]),
    (Sign::OtherReader, &[
        "read by dr", "interpreted by dr", "different radiologist", "another radiologist",
        "different physician", "another physician", "other radiologist",
    ]),
    (Sign::Screening, &["screening"]),
    (Sign::Surveillance, &[
        "surveillance", "history of adenomatous polyps", "history of colon polyps",
        "history of polyps", "history of colonic polyps", "history of colorectal cancer",
    ]),
    (Sign::HighRisk, &["high risk"]),
    (Sign::Counselled, &[
        "counseled parents", "counseled parent", "counseled mother", "counseled father",
        "counseled the family", "counseled family", "physician counseling", "provider counseling",
        "vaccine counseling", "counseled on vaccines", "counseled on each vaccine",
        "counseling on vaccines", "counseling provided for vaccines", "counseled about vaccines",
        "counseled regarding vaccines", "immunization counseling", "vaccine components discussed",
        "counseled on each component", "counseling on each vaccine", "counseled each vaccine",
        "counseling done by me", "counseling by me", "counseled by me", "counseled mom", "counseled on immunizations",
    ]),
    (Sign::Ago, &["ago"]),
];

/// A sign with its place.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// What it is a sign of.
    pub sign: Sign,
    /// Number of the document.
    pub document: u32,
    /// Position of its first word.
    pub token: u32,
    /// Number of the sentence.
    pub sentence: u32,
}

struct Row {
    rest: Vec<&'static str>,
    sign: Sign,
}

/// The phrases by their first word, and which lengths of words begin one with each letter.
struct Table {
    rows: HashMap<&'static str, Vec<Row>>,
    lengths: [u64; 26],
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table { rows: HashMap::new(), lengths: [0; 26] };
        for (sign, phrases) in PHRASES {
            for phrase in *phrases {
                let mut words = phrase.split([' ', '-', '/']).map(bare);
                let Some(first) = words.next() else { continue };
                let row = Row { rest: words.collect(), sign: *sign };
                table.rows.entry(first).or_default().push(row);
                if let Some(letter) = letter(first) {
                    table.lengths[letter] |= 1 << first.len().min(63);
                }
            }
        }
        table
    })
}

/// A word without its possessive, as the tokens have it.
fn bare(word: &'static str) -> &'static str {
    word.strip_suffix("'s").unwrap_or(word)
}

fn letter(word: &str) -> Option<usize> {
    let first = word.bytes().next()?.to_ascii_lowercase();
    first.is_ascii_lowercase().then(|| usize::from(first - b'a'))
}

/// Finds the signs of a document. Linear in its words: of each only its first letter and length
/// are looked at, unless they may begin a phrase.
pub fn find(facts: &Facts<'_>, document: u32, most: usize, said: &mut Vec<Said>) {
    let table = table();
    let reading = facts.document(document);
    let text = facts.text(document);
    let tokens = &reading.tokens;
    let mut lower = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        let Some(first) = letter(word) else { continue };
        if table.lengths[first] & (1 << word.len().min(63)) == 0 {
            continue;
        }
        lower.clear();
        lower.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        let Some(rows) = table.rows.get(lower.as_str()) else { continue };
        for row in rows {
            let rest = tokens.get(at + 1..at + 1 + row.rest.len()).unwrap_or_default();
            let bars = Gap::STOP | Gap::SEMICOLON;
            let same = rest.len() == row.rest.len()
                && rest.iter().zip(&row.rest).all(|(token, word)| {
                    token.text(text).eq_ignore_ascii_case(word) && !token.gap.has(bars)
                });
            if !same {
                continue;
            }
            let sign = match row.sign {
                Sign::PlaceHeading => match place(facts, document, at + row.rest.len()) {
                    Some(sign) => sign,
                    None => continue,
                },
                sign => sign,
            };
            let sentence = sentence_of(facts, document, at as u32);
            said.push(Said { sign, document, token: at as u32, sentence });
            if said.len() >= most {
                return;
            }
        }
    }
}

/// The sentence that holds a word.
fn sentence_of(facts: &Facts<'_>, document: u32, token: u32) -> u32 {
    let sentences = &facts.document(document).sentences;
    let after = sentences.partition_point(|s| s.first <= token);
    after.saturating_sub(1) as u32
}

/// How many words after "place of service" its number or name may stand.
const PLACE_REACH: usize = 3;

/// "POS 22", "Place of service: office (11)".
fn place(facts: &Facts<'_>, document: u32, last: usize) -> Option<Sign> {
    let text = facts.text(document);
    let tokens = facts.document(document).tokens.get(last + 1..)?;
    for token in tokens.iter().take(PLACE_REACH) {
        let word = token.text(text);
        if word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit()) {
            let facility = FACILITIES.contains(&word);
            return Some(if facility { Sign::Facility } else { Sign::Practice });
        }
        match word {
            w if w.eq_ignore_ascii_case("office") => return Some(Sign::Practice),
            w if w.eq_ignore_ascii_case("asc") => return Some(Sign::Facility),
            w if w.eq_ignore_ascii_case("hospital") => return Some(Sign::Facility),
            _ => {}
        }
    }
    None
}

/// The words around a sign.
#[must_use]
pub fn words_around<'a>(facts: &Facts<'a>, said: &Said, reach: usize) -> Vec<&'a str> {
    let text = facts.text(said.document);
    let tokens = &facts.document(said.document).tokens;
    let first = said.token as usize;
    let range = first.saturating_sub(reach)..(first + reach).min(tokens.len());
    tokens[range].iter().map(|t| t.text(text)).collect()
}
