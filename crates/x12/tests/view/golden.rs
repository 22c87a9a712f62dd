//! Golden views of small made-up files.

use crate::{folder, json, money_lines_up, same_bytes, says_all, shown};
use libtest_mimic::{Failed, Trial};
use std::path::Path;
use x12::view::ShowOptions;

/// What is made of each file: its name, the golden file's ending, the options.
const VIEWS: [(&str, &str, ShowOptions<'static>); 9] = [
    ("claim_837p", "txt", WHOLE),
    ("claim_837p", "loops.txt", ShowOptions { claim: None, outline: true }),
    ("remittance_835", "txt", WHOLE),
    ("remittance_835", "claim.txt", ShowOptions { claim: Some("PT-1002"), outline: false }),
    ("eligibility_271", "txt", WHOLE),
    ("claim_ack_277ca", "txt", WHOLE),
    ("claim_ack_277ca", "claim.txt", ShowOptions { claim: Some("PT-1002"), outline: false }),
    ("ack_999", "txt", WHOLE),
    ("no_place", "txt", WHOLE),
];

const WHOLE: ShowOptions<'_> = ShowOptions { claim: None, outline: false };

fn golden(path: &Path, made: &[u8]) -> Result<(), Failed> {
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(path, made)?;
    }
    match std::fs::read(path)? == made {
        true => Ok(()),
        false => Err(format!("{} differs from what is made now", path.display()).into()),
    }
}

pub fn trials(trials: &mut Vec<Trial>) {
    let folder = folder("fixtures/x12/view");
    for (name, ending, options) in VIEWS {
        let folder = folder.clone();
        trials.push(Trial::test(format!("golden view: {name}.{ending}"), move || {
            let data = std::fs::read(folder.join(name).with_extension("x12"))?;
            says_all(&data)?;
            same_bytes(&data)?;
            let view = shown(&data, &options)?;
            money_lines_up(&view)?;
            golden(&folder.join(format!("{name}.{ending}")), view.as_bytes())
        }));
    }
    trials.push(Trial::test("golden JSON", move || {
        let data = std::fs::read(folder.join("no_place.x12"))?;
        golden(&folder.join("no_place.json"), &json(&data)?.unwrap_or_default())
    }));
}
