use super::grants::{TABLE, reach_of};
use super::*;
use std::path::Path;

fn person(user: &str, roles: &[Role]) -> Principal {
    Principal {
        tenant: "demo".into(),
        user: user.into(),
        roles: roles.iter().copied().collect(),
        ..Principal::default()
    }
}

fn set<T: Ord, const N: usize>(words: [T; N]) -> BTreeSet<T> {
    words.into_iter().collect()
}

#[test]
fn the_table_has_each_role_once_and_each_permission_at_most_once() {
    let roles: Vec<Role> = TABLE.iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, Role::ALL);
    for (role, grants) in TABLE {
        let once: BTreeSet<Permission> = grants.iter().map(|(permission, _)| *permission).collect();
        assert_eq!(once.len(), grants.len(), "{role} has a permission twice");
        assert!(grants.iter().all(|(_, reach)| *reach != Reach::None), "{role}");
    }
    for permission in Permission::ALL {
        let some = Role::ALL.iter().any(|role| reach_of(*role, *permission) != Reach::None);
        assert!(some, "nobody may {permission}");
    }
}

#[test]
fn names_go_there_and_back_and_are_unlike() {
    for permission in Permission::ALL {
        assert_eq!(permission.name().parse::<Permission>().as_ref(), Ok(permission));
    }
    for role in Role::ALL {
        let json = serde_json::to_string(role).unwrap();
        assert_eq!(json, format!("\"{role}\""));
        assert_eq!(serde_json::from_str::<Role>(&json).unwrap(), *role);
    }
    assert!(serde_json::from_str::<Role>("\"root\"").is_err());
}

#[test]
fn least_data() {
    use Permission::*;
    let none: &[(Role, &[Permission])] = &[
        (Role::Admin, &[ViewChart, ViewTaggedChart, BreakGlass, ViewPatients, ViewMoney]),
        (Role::Admin, &[ViewWorklist, ViewClaim, SearchAudit, ApproveChange, Export]),
        (Role::Coder, &[ViewMoney, ViewDashboard, ViewClaim, AuditCharts, Export]),
        (Role::Cdi, &[CodeChart, ViewMoney, ReleaseOverride]),
        (Role::Provider, &[CodeChart, ViewMoney, ViewWorklist, WriteQuery, ViewDashboard]),
        (Role::Manager, &[ViewChart, CodeChart, BreakGlass, SearchAudit]),
        (Role::Service, &[BreakGlass, Export, ManageUsers, ReleaseOverride]),
        (Role::Compliance, &[CodeChart, EditClaim, SubmitClaim, ManageUsers]),
    ];
    for (role, permissions) in none {
        for permission in *permissions {
            assert_eq!(reach_of(*role, *permission), Reach::None, "{role} {permission}");
        }
    }
    for permission in [ViewChart, ViewQuery, AnswerQuery] {
        assert_eq!(reach_of(Role::Provider, permission), Reach::Own);
    }
    assert_eq!(reach_of(Role::Coder, ViewOwnNumbers), Reach::Own);
}

#[test]
fn rows_by_reach() {
    use Permission::*;
    let mut coder = person("ada", &[Role::Coder]);
    coder.teams = set(["ed".to_owned()]);
    let mut doctor = person("dr", &[Role::Provider]);
    doctor.provider = Some("1234567893".into());
    let nobody = Resource::default();
    let mine = Resource { assigned_to: Some("ada"), team: Some("icu"), ..nobody };
    let team = Resource { assigned_to: Some("bob"), team: Some("ed"), ..nobody };
    let other = Resource { team: Some("icu"), ..nobody };
    let patient = Resource { provider: Some("1234567893"), ..nobody };
    let cases = [
        (&coder, ViewChart, mine, None),
        (&coder, CodeChart, mine, None),
        (&coder, ViewChart, team, None),
        (&coder, CodeChart, team, Some(Refusal::Row)),
        (&coder, ViewChart, other, Some(Refusal::Row)),
        (&coder, ViewChart, nobody, Some(Refusal::Row)),
        (&coder, ViewMoney, mine, Some(Refusal::Role)),
        (&coder, ViewOwnNumbers, Resource { owner: Some("ada"), ..nobody }, None),
        (&coder, ViewOwnNumbers, Resource { owner: Some("bob"), ..team }, Some(Refusal::Row)),
        (&doctor, AnswerQuery, patient, None),
        (&doctor, AnswerQuery, nobody, Some(Refusal::Row)),
        (&doctor, ViewChart, Resource { provider: Some("1"), ..nobody }, Some(Refusal::Row)),
    ];
    for (who, permission, row, why) in cases {
        let answer = authorize(who, permission, &row);
        assert_eq!(answer.err().map(|denied| denied.why), why, "{permission} {row:?}");
    }
}

#[test]
fn nobody_without_a_provider_number_is_the_provider_of_rows_without_one() {
    let doctor = person("dr", &[Role::Provider]);
    let denied = authorize(&doctor, Permission::ViewChart, &Resource::default()).unwrap_err();
    assert_eq!(denied.why, Refusal::Row);
}

#[test]
fn a_site_without_teams_is_one_team() {
    let coder = person("ada", &[Role::Coder]);
    assert!(authorize(&coder, Permission::ViewChart, &Resource::default()).is_ok());
    let routed = Resource { team: Some("ed"), ..Resource::default() };
    assert!(authorize(&coder, Permission::ViewChart, &routed).is_err());
}

#[test]
fn tagged_charts_need_every_clearance() {
    use Permission::ViewChart;
    let tags = ["part2".to_owned(), "hiv".to_owned()];
    let row = Resource {
        assigned_to: Some("ada"),
        provider: Some("1234567893"),
        tags: &tags,
        ..Resource::default()
    };
    let mut ada = person("ada", &[Role::Coder]);
    let why = |who: &Principal, what| authorize(who, what, &row).err().map(|denied| denied.why);
    assert_eq!(why(&ada, ViewChart), Some(Refusal::Tag));
    ada.clearances = set(["part2".to_owned()]);
    assert_eq!(why(&ada, Permission::CodeChart), Some(Refusal::Tag));
    ada.clearances.insert("hiv".into());
    assert_eq!(why(&ada, ViewChart), None);
    // The reach of view_tagged_chart holds too: a colleague of the team sees untagged ones only.
    let mut bob = person("bob", &[Role::Coder]);
    bob.clearances = ada.clearances.clone();
    assert_eq!(why(&bob, ViewChart), Some(Refusal::Tag));
    // A biller has the account but never the need to know.
    let mut biller = person("ada", &[Role::Biller]);
    biller.clearances = ada.clearances.clone();
    assert_eq!(why(&biller, ViewChart), Some(Refusal::Tag));
    assert_eq!(why(&biller, Permission::ViewClaim), None);
    let mut doctor = person("dr", &[Role::Provider]);
    doctor.provider = Some("1234567893".into());
    assert_eq!(why(&doctor, ViewChart), None);
}

#[test]
fn broken_glass_opens_one_chart_for_reading_only() {
    let mut coder = person("ada", &[Role::Coder]);
    coder.teams = set(["ed".to_owned()]);
    coder.opened = set(["acct_1".to_owned()]);
    let tags = ["part2".to_owned()];
    let row = |account| Resource {
        account: Some(account),
        team: Some("icu"),
        tags: &tags,
        ..Resource::default()
    };
    let ask = |who: &Principal, what, account| access(who, what, &row(account)).ok();
    assert_eq!(ask(&coder, Permission::ViewChart, "acct_1"), Some(Access::BreakGlass));
    assert_eq!(ask(&coder, Permission::ViewTaggedChart, "acct_1"), Some(Access::BreakGlass));
    assert_eq!(ask(&coder, Permission::CodeChart, "acct_1"), None);
    assert_eq!(ask(&coder, Permission::ViewChart, "acct_2"), None);
    // An administrator has no glass to break.
    let mut admin = person("root", &[Role::Admin]);
    admin.opened = coder.opened.clone();
    assert_eq!(ask(&admin, Permission::ViewChart, "acct_1"), None);
    // A token without the permission stays shut.
    coder.scope = Some(set([Permission::BreakGlass]));
    assert_eq!(ask(&coder, Permission::ViewChart, "acct_1"), None);
}

#[test]
fn own_work_needs_a_second_person_whatever_the_roles() {
    use Permission::{ApproveChange, AuditCharts};
    let all = person("ada", Role::ALL);
    let own = Resource { owner: Some("ada"), assigned_to: Some("ada"), ..Resource::default() };
    let others = Resource { owner: Some("bob"), assigned_to: Some("ada"), ..Resource::default() };
    for permission in [AuditCharts, ApproveChange] {
        assert_eq!(authorize(&all, permission, &own).unwrap_err().why, Refusal::OwnWork);
        assert!(authorize(&all, permission, &others).is_ok());
    }
}

#[test]
fn a_token_never_does_more_than_its_user() {
    let mut coder = person("ada", &[Role::Coder]);
    coder.scope = Some(set([Permission::ViewChart, Permission::ManageUsers]));
    let any = Resource::default();
    let why = |what| authorize(&coder, what, &any).err().map(|denied| denied.why);
    assert_eq!(why(Permission::ViewChart), None);
    assert_eq!(why(Permission::ManageUsers), Some(Refusal::Role));
    assert_eq!(why(Permission::ViewWorklist), Some(Refusal::Token));
}

#[test]
fn roles_page_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/roles.md");
    let page = roles_page();
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, page, "run CLEANCLAIM_BLESS=1 cargo test -p server roles_page");
}
