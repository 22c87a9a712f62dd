use super::super::{MOST_LINES, ProcedureMap};
use super::{map, read, read_at, shown};
use model::Setting;

#[test]
fn an_empty_map_and_a_note_without_procedures() {
    let found = read_at(&ProcedureMap::empty(), Setting::Office, "EKG performed today.", None);
    assert!(found.lines.is_empty() && found.review.is_empty());
    for setting in Setting::ALL {
        assert!(read(setting, "Nothing.").lines.is_empty(), "{setting}");
    }
}

#[test]
fn the_same_note_gives_the_same_lines() {
    let note = "PLAN: 3 AKs were frozen with liquid nitrogen. EKG performed today. Zofran 4 \
              mg IV \
                push given. X-ray of the right knee, 3 views, obtained today.";
    let first = read(Setting::Office, note);
    assert!(first.lines.len() > 4, "{:?}", shown(&first));
    for _ in 0..3 {
        assert_eq!(read(Setting::Office, note), first);
    }
}

#[test]
fn hostile_notes_are_bounded() {
    for piece in [
        "x-ray knee performed today ",
        "knee knee knee knee x-ray ",
        "no no no without not ",
        "PROCEDURE: Colonoscopy with snare and biopsy.\n",
        "0900 Venofer 999999999999 mg IVPB START\n",
        "A. Skin, shave\n",
        "L1 L2-L3 x 99999 views 9 cm x 9 cm ",
        "x ((((([[[[ ,,,;;; ",
    ] {
        let note = piece.repeat(4_000);
        for setting in Setting::ALL {
            let found = read_at(map(), setting, &note, None);
            assert!(found.lines.len() <= MOST_LINES, "{piece} {setting}");
            for line in &found.lines {
                assert!((1..=9_999).contains(&line.units), "{piece} {setting} {line:?}");
            }
        }
    }
}
