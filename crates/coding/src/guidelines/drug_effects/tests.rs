use crate::trial::check;
use model::Setting::{Ed, Office};

#[test]
fn rightly_taken() {
    check(&[
        (Ed, "ASSESSMENT:\n1. Angioedema due to lisinopril.", "T78.3XXA! T46.4X5A"),
        (Office, "ASSESSMENT:\n1. Cough secondary to ACE inhibitor.", "R05.8! T46.4X5A"),
        (Ed, "ASSESSMENT:\n1. Rash from amoxicillin, taken as prescribed.", "T36.0X5A -T36.0X1"),
        (Office, "ASSESSMENT:\n1. Constipation due to opioids.", "K59.03! T40.2X5A"),
        (Office, "ASSESSMENT:\n1. Steroid-induced hyperglycemia.", "R73.9! T38.0X5A"),
        (Ed, "ASSESSMENT:\n1. Allergic reaction to penicillin.", "T36.0X5A -T36.0X1"),
        (Office, "ASSESSMENT:\n1. Cough, not due to lisinopril.", "-T46"),
        (Office, "ALLERGIES: Rash from penicillin.\n\nASSESSMENT:\n1. Hypertension.", "I10! -T36"),
        (Office, "ASSESSMENT:\n1. Hypertension. Continue lisinopril.", "I10! -T46"),
    ]);
}

#[test]
fn wrongly_taken() {
    check(&[
        (
            Ed,
            "ASSESSMENT:\n1. Intentional overdose of acetaminophen, suicide attempt.",
            "T39.1X2A! -T14.91 -T39.1X1",
        ),
        (Ed, "ASSESSMENT:\n1. Accidental ingestion of metoprolol.", "T44.7X1A! -T50.9"),
        (Ed, "ASSESSMENT:\n1. Tylenol overdose.", "T39.1X1A!"),
        (Ed, "ASSESSMENT:\n1. Tylenol overdose, intent unclear.", "T39.1X4A!"),
        (Ed, "ASSESSMENT:\n1. Unintentional overdose of heroin.", "T40.1X1A!"),
        (Ed, "ASSESSMENT:\n1. No overdose. Anxiety.", "-T"),
    ]);
}

#[test]
fn less_than_prescribed() {
    check(&[
        (
            Ed,
            "ASSESSMENT:\n1. Asthma exacerbation, ran out of the Symbicort 3 wks ago d/t insurance \
                lapse.",
            "J45.901! T48.6X6A Z91.120",
        ),
        (
            Ed,
            "HPI: He stopped taking his lisinopril because of cost.\n\nASSESSMENT:\n1. Hypertensive \
                urgency.\n2. Hypertension.",
            "T46.4X6A Z91.120",
        ),
        (
            Ed,
            "HPI: She has not been taking her furosemide.\n\nASSESSMENT:\n1. Heart failure.",
            "I50.9! T50.1X6A Z91.148",
        ),
        (
            Office,
            "HPI: She was told to stop taking lisinopril by her cardiologist.\n\nASSESSMENT:\n\
                1. Hypertension.",
            "I10! -T46 -Z91",
        ),
        (Office, "ASSESSMENT:\n1. Hypertension. He is taking his lisinopril.", "I10! -T46 -Z91"),
    ]);
}
