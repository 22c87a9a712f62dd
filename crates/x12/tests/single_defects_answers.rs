//! Files that come back (835, 270 to 278, 277CA, 999, TA1): each legal file is clean, and one
//! thing made wrong is told by its own code, with few faults that follow from it.

use x12::validate::{Options, Report, validate};

const LF: &str = "~\n";

/// A file with one set; SE counts itself.
fn file(group: &str, set: &str, version: &str, body: &str) -> String {
    let body: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut segments = vec![
        "ISA*00*          *00*          *ZZ*SENDER1        *ZZ*RECEIVER1      *260601*1200*^*00501\
         *000000001*0*T*:"
            .to_owned(),
        format!("GS*{group}*SENDER1*RECEIVER1*20260601*1200*1*X*{version}"),
        format!("ST*{set}*0001*{version}"),
    ];
    segments.extend(body.iter().map(|&line| line.to_owned()));
    segments.push(format!("SE*{}*0001", body.len() + 2));
    segments.push("GE*1*1".to_owned());
    segments.push("IEA*1*000000001".to_owned());
    segments.iter().flat_map(|segment| [segment.as_str(), LF]).collect()
}

fn remittance() -> String {
    file(
        "HP",
        "835",
        "005010X221A1",
        "BPR*I*150*C*ACH*CCP*01*021000021*DA*1234*1512345678**01*122000661*DA*98765*20260605
        TRN*1*EFT1*1512345678
        N1*PR*ACME HEALTH PLAN
        N3*1 PAYER WAY
        N4*HARTFORD*CT*06101
        PER*BL*EDI DESK*TE*8005551213
        N1*PE*GOOD CLINIC*FI*123456789
        LX*1
        CLP*PT1*1*200*150*20*12*ICN1*11*1
        NM1*QC*1*DOE*JANE****MI*W123
        NM1*82*1*SMITH*ADAM****FI*987654321
        SVC*HC:99213*200*150**1
        DTM*472*20260501
        CAS*CO*45*30
        CAS*PR*2*20",
    )
}

fn eligibility() -> String {
    file(
        "HS",
        "270",
        "005010X279A1",
        "BHT*0022*13*TRX1*20260601*1200
        HL*1**20*1
        NM1*PR*2*ACME HEALTH PLAN*****PI*842610001
        HL*2*1*21*1
        NM1*1P*2*GOOD CLINIC*****SV*12345
        HL*3*2*22*0
        TRN*1*93175*9877281234
        NM1*IL*1*SMITH*ROBERT****MI*111223333
        EQ*30^98",
    )
}

fn claim_acknowledgement() -> String {
    file(
        "HN",
        "277",
        "005010X214",
        "BHT*0085*08*277X2140001*20260601*1405*TH
        HL*1**20*1
        NM1*PR*2*YOUR PLAN*****PI*YIC01
        TRN*1*0091182
        DTP*050*D8*20260601
        DTP*009*D8*20260601
        HL*2*1*21*1
        NM1*41*2*BILLING SERVICE*****46*810624427
        TRN*2*002020542857
        STC*A1:19:PR*20260601*WQ*100
        QTY*90*1
        AMT*YU*100
        HL*3*2*19*1
        NM1*85*2*BILLING PROVIDER*****FI*123456789
        TRN*1*0
        STC*A1:19:PR**WQ*100
        QTY*QA*1
        AMT*YU*100
        HL*4*3*PT
        NM1*QC*1*PATIENT*FEMALE****MI*2222222222
        TRN*2*PATIENT22222
        STC*A2:20:PR*20260601*WQ*100
        REF*1K*220216359803X
        DTP*472*D8*20260514",
    )
}

fn acknowledgement() -> String {
    file(
        "FA",
        "999",
        "005010X231A1",
        "AK1*HC*17456*005010X222A1
        AK2*837*0001*005010X222A1
        IK5*A
        AK2*837*0002*005010X222A1
        IK3*CLM*22**8
        IK4*2*782*1
        IK5*R*5
        AK9*P*3*3*2",
    )
}

fn interchange_acknowledgement() -> String {
    "ISA*00*          *00*          *ZZ*SENDER1        *ZZ*RECEIVER1      *260601*1200*^*00501*\
     000000001*0*T*:~\nTA1*000000001*260601*1200*A*000~\nIEA*0*000000001~\n"
        .to_owned()
}

fn judged(text: &str) -> Report {
    validate(text.as_bytes(), &Options::default())
}

#[test]
fn legal_files_are_clean() {
    let all = [
        remittance(),
        eligibility(),
        claim_acknowledgement(),
        acknowledgement(),
        interchange_acknowledgement(),
    ];
    for text in all {
        let report = judged(&text);
        assert!(report.faults.is_empty(), "{text}\n{:?}", report.faults);
    }
}

#[test]
fn one_defect_is_told_by_its_code() {
    type Row = (fn() -> String, &'static str, &'static str, &'static str, u8, usize);
    // File, what is replaced, by what, code of the fault, its SNIP type, most faults of all.
    let table: &[Row] = &[
        (remittance, "FI*123456789", "XX*123456789", "x12.code.form", 5, 1),
        (remittance, "ADAM****FI*987654321", "ADAM****XX*987654321", "x12.code.form", 5, 1),
        (remittance, "BPR*I*150*", "BPR*I*151*", "x12.balance.payment", 3, 1),
        (remittance, "CAS*CO*45*30", "CAS*CO*45*31", "x12.balance.service", 3, 2),
        (eligibility, "SV*12345", "XX*12345", "x12.code.form", 5, 1),
        (eligibility, "HL*3*2*22", "HL*3*1*22", "x12.hl.parent", 1, 1),
        (claim_acknowledgement, "FI*123456789", "XX*123456789", "x12.code.form", 5, 1),
        // A trace with the code of another level's stays where it stands.
        (claim_acknowledgement, "TRN*1*0~", "TRN*2*0~", "x12.element.code", 2, 1),
        (acknowledgement, "AK9*P*3*3*2", "AK9*P*3*3*3", "x12.balance.group-answer", 3, 1),
        (acknowledgement, "AK9*P*3*3*2", "AK9*P*3*1*1", "x12.balance.group-answer", 3, 1),
        (acknowledgement, "AK9*P*3*3*2", "AK9*P*3*3*0", "x12.balance.group-answer", 3, 1),
        (acknowledgement, "AK9*P*3*3*2", "AK9*P*3*2*3", "x12.balance.group-answer", 3, 1),
        (interchange_acknowledgement, "*A*000", "*A*099", "x12.element.code", 2, 1),
    ];
    for (make, old, new, code, snip, most) in table {
        let whole = make();
        assert_eq!(whole.matches(old).count(), 1, "{old}");
        let report = judged(&whole.replace(old, new));
        let told: Vec<_> = report.faults.iter().map(|f| (f.code.as_ref(), f.snip)).collect();
        assert!(told.contains(&(*code, *snip)), "{new}: {told:?}");
        assert!(told.len() <= *most, "{new}: {told:?}");
    }
}
