//! `eval calibration`: made-up references, judged by a fit on the others and as built.

use crate::{Desk, charts};
use libtest_mimic::{Failed, Trial};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("calibration: every code and chart is judged, always alike", judged),
        Trial::test("calibration: what can't be read", faults),
    ]
}

fn judged() -> Result<(), Failed> {
    let desk = Desk::new()?;
    charts::write(&desk)?;
    let arguments = ["calibration", "set", "--format", "json"];
    let first = desk.eval(&arguments, 0)?;
    assert_eq!(first.out, desk.eval(&arguments, 0)?.out);
    let outside = first.json()?.remove(0);
    let built = desk.eval(&[&arguments[..], &["--as-built"]].concat(), 0)?.json()?.remove(0);
    for measured in [&outside, &built] {
        // Two of A1, four of A2 (Migraine is wrong), one of B1.
        assert_eq!(
            (&measured["diagnoses"]["n"], &measured["diagnoses"]["right"]),
            (&7.into(), &6.into())
        );
        let bins = measured["diagnoses"]["bins"].as_array().ok_or("bins")?;
        let held: u64 = bins.iter().filter_map(|bin| bin["n"].as_u64()).sum();
        assert_eq!(held, 7, "{measured}");
        let charts = &measured["every_billed_code_right"];
        assert_eq!(charts["n"], 3, "{measured}");
    }
    assert_ne!(outside["judged_by"], built["judged_by"]);
    desk.eval(&["calibration", "set", "set"], 0)?.says(&["6 charts", "mean said", "threshold"])?;
    Ok(())
}

fn faults() -> Result<(), Failed> {
    let desk = Desk::new()?;
    desk.eval(&["calibration", "nowhere"], 2)?.says(&["nowhere"])?;
    desk.write("set/C.json", r#"{"dx":[{"code":7}]}"#)?;
    desk.eval(&["calibration", "set"], 2)?.says(&["set/C.json: dx[0].code"])?;
    Ok(())
}
