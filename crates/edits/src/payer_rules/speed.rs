#[test]
fn speed() {
    use crate::example;
    let rules = super::PayerRules::load(&[super::PayerRules::embedded()]).unwrap();
    let t = std::time::Instant::now();
    for _ in 0..10 {
        super::PayerRules::load(&[super::PayerRules::embedded()]).unwrap();
    }
    eprintln!("load {:?}", t.elapsed() / 10);
    for (id, lines) in [("EX001", 2), ("ZZLM1", 2), ("ZZLM1", 12), ("ZZHB2", 2), ("ZZHB2", 12)] {
        let mut claim = example::professional();
        claim.payer.id = Some(id.to_owned());
        claim.lines = (0..lines).map(|i| claim.lines[i % 2].clone()).collect();
        claim.lines.iter_mut().for_each(|l| {
            l.code = Some("99213".into());
            l.ndc = Some("1".into())
        });
        let mut edits = Vec::new();
        rules.judge(&claim, &mut edits);
        let t = std::time::Instant::now();
        for _ in 0..20000 {
            edits.clear();
            rules.judge(&claim, &mut edits);
        }
        eprintln!("{id} {lines} lines: {:?}, {} edits", t.elapsed() / 20000, edits.len());
    }
}
