//! What must never move the level: vital signs, review of systems, examination, length.

use super::worked::{code_documents, codes};
use model::Setting;

const NOTES: &[(Setting, &str)] = &[
    (
        Setting::Office,
        "CC: cough\nHPI: Established patient with three days of cough.\nREVIEW OF SYSTEMS:\n\
         {ros}\nVITALS: {vitals}\nPHYSICAL EXAM: {exam}\nASSESSMENT: Acute bronchitis.\nPLAN: \
         Benzonatate 100 mg TID.",
    ),
    (
        Setting::Office,
        "CC: wart\nHPI: Established patient.\nREVIEW OF SYSTEMS: {ros}\nVITALS: {vitals}\n\
         PHYSICAL EXAM: {exam}\nASSESSMENT: Plantar wart.\nPLAN: Reassurance.",
    ),
    (
        Setting::Ed,
        "CC: ankle injury\nHPI: Twisted ankle.\nREVIEW OF SYSTEMS: {ros}\nVITALS: {vitals}\n\
         PHYSICAL EXAM: {exam}\nED COURSE: Splint applied.\nDX: Left ankle sprain.\nDISPO: Home.",
    ),
    (
        Setting::Inpatient,
        "PROGRESS NOTE, hospital day 3\nSUBJECTIVE: Better.\nREVIEW OF SYSTEMS: {ros}\nVITALS: \
         {vitals}\nPHYSICAL EXAM: {exam}\nASSESSMENT/PLAN: Pneumonia, improving. Continue \
         ceftriaxone 1 g IV.",
    ),
];

const VITALS: &str = "BP 182/104, repeat 178/99. HR 122. RR 28. Temp 103.1. SpO2 91% on room air. \
                      Pulse oximetry 92%. Weight 240 lb. BMI 41. Pain 9/10. Orthostatics \
                      negative. Oxygen saturation 93%. Blood pressure elevated.";

const SYSTEMS: &str = "Constitutional: fever, chills, weight loss. Cardiovascular: chest pain, \
                       palpitations, syncope. Respiratory: shortness of breath, hemoptysis. GI: \
                       abdominal pain, melena. GU: hematuria. Neuro: headache, weakness, \
                       seizures. Psych: depression, suicidal thoughts. Skin: rash. Endocrine: \
                       polyuria. Heme: easy bruising.";

const EXAM: &str = "General: ill appearing, severe distress. HEENT: PERRLA, EOMI, TMs clear. \
                    Neck: supple, no JVD. Lungs: CTAB, no wheezes. Heart: RRR, 3/6 systolic \
                    murmur. Abdomen: tender, mass palpable. Extremities: 2+ edema, pulses by \
                    Doppler. Neuro: CN II-XII intact, strength 5/5. Skin: no rash. Psych: \
                    depressed affect. Lymph: enlarged nodes. Rectal: heme negative.";

fn note(form: &str, ros: &str, vitals: &str, exam: &str) -> String {
    form.replace("{ros}", ros).replace("{vitals}", vitals).replace("{exam}", exam)
}

#[test]
fn vitals_systems_and_examination_never_move_the_level() {
    for (setting, form) in NOTES {
        let short = note(form, "Negative.", "BP 120/80.", "Normal.");
        let least = codes(code_documents(*setting, &[&short]).as_ref());
        assert_eq!(least.len(), 1, "{form}");
        let changes = [
            note(form, SYSTEMS, "BP 120/80.", "Normal."),
            note(form, "Negative.", VITALS, "Normal."),
            note(form, "Negative.", "BP 120/80.", EXAM),
            note(form, SYSTEMS, VITALS, EXAM),
            note(form, &SYSTEMS.repeat(20), &VITALS.repeat(20), &EXAM.repeat(20)),
        ];
        for change in changes {
            let level = code_documents(*setting, &[&change]);
            assert_eq!(codes(level.as_ref()), least, "{change}");
        }
    }
}

#[test]
fn length_never_moves_the_level() {
    let filler = "He works in an office and enjoys gardening with friends on weekends. ";
    for (setting, form) in NOTES {
        let short = note(form, "Negative.", "BP 120/80.", "Normal.");
        let story = if short.contains("HPI: ") { "HPI: " } else { "SUBJECTIVE: " };
        let long = short.replace(story, &format!("{story}{}", filler.repeat(300)));
        let level = |text: &str| codes(code_documents(*setting, &[text]).as_ref());
        assert_eq!(level(&short), level(&long));
    }
}

#[test]
fn the_same_note_gives_the_same_level() {
    for (setting, form) in NOTES {
        let text = note(form, SYSTEMS, VITALS, EXAM);
        let first = code_documents(*setting, &[&text]);
        for _ in 0..3 {
            assert_eq!(code_documents(*setting, &[&text]), first);
        }
    }
}

#[test]
fn repeated_tests_count_once() {
    let note = |tests: &str| {
        format!(
            "CC: cough\nHPI: Established patient.\nEXAM: normal.\nASSESSMENT: Cough.\nPLAN: \
             {tests}"
        )
    };
    let once = code_documents(Setting::Office, &[&note("CBC ordered.")]).unwrap();
    let many = code_documents(Setting::Office, &[&note(&"CBC ordered. ".repeat(50))]).unwrap();
    assert_eq!(once.worksheet.data, many.worksheet.data);
    assert_eq!(once.worksheet.code, many.worksheet.code);
}

#[test]
fn hostile_notes_end() {
    let pieces = ["no ", "CBC, ", "if ", "[", "asthma ", "continue lisinopril ", "minutes ", "\n"];
    for piece in pieces {
        let text = format!("HPI: x\nASSESSMENT AND PLAN: {}", piece.repeat(4_000));
        let level = code_documents(Setting::Office, &[&text]);
        assert!(level.is_none_or(|l| l.procedures.len() <= 1), "{piece}");
    }
}

#[test]
fn no_document_is_no_visit() {
    for setting in Setting::ALL {
        assert_eq!(code_documents(setting, &[]), None);
        assert_eq!(code_documents(setting, &["Thank you."]), None);
    }
}
