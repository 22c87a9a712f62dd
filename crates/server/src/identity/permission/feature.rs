//! The roles, what they may do by feature, and how far a permission reaches.

use super::words::words;

words! {
    /// What a person does in the house. A user has one or more.
    Role: "role" {
        Coder "coder" "Coder: codes the charts of the worklist";
        Lead "lead" "Coding lead: assigns work and looks after a team";
        Cdi "cdi" "CDI specialist: asks for what a chart leaves open";
        Provider "provider" "Provider: answers queries about their own patients";
        Biller "biller" "Biller: takes charges to clean claims";
        DenialAnalyst "denial_analyst" "Denial analyst: works what payers refuse";
        Auditor "auditor" "Auditor: codes again, blind, and compares";
        Manager "manager" "Manager: sees the numbers of the site";
        Compliance "compliance" "Compliance officer: reads the audit log, approves changes";
        Admin "admin" "Administrator: users, code sets and connectors; sees no chart";
        Service "service" "Service account: another program, through the API";
    }
}

words! {
    /// One thing that can be done. Each route names one.
    Permission: "permission" {
        ViewWorklist "view_worklist" "See the rows of the worklists";
        TakeWork "take_work" "Take unassigned work";
        AssignWork "assign_work" "Give work to somebody";
        TakeOverLock "take_over_lock" "Take over a chart that somebody has open";
        Hold "hold" "Hold an account, and let it go on";
        ViewChart "view_chart" "Read a chart and what it was coded to";
        ViewTaggedChart "view_tagged_chart" "Read a chart with a sensitivity tag (need to know)";
        BreakGlass "break_glass" "Open one chart out of reach in an emergency, with a reason";
        SubmitChart "submit_chart" "Send charts in";
        CodeChart "code_chart" "Change and finish the codes of a chart";
        ReleaseOverride "release_override" "Release a chart that the policy did not release";
        ViewQuery "view_query" "Read queries and their answers";
        WriteQuery "write_query" "Draft and change queries";
        SendQuery "send_query" "Send, escalate, cancel and close queries";
        AnswerQuery "answer_query" "Answer a query";
        ViewPatients "view_patients" "Find patients; see demographics and coverage";
        ManagePatients "manage_patients" "Add, change and merge patients";
        ManageCoverage "manage_coverage" "Change coverages, referrals and authorizations";
        ManageCharges "manage_charges" "Review, add and change charges";
        ManagePrices "manage_prices" "Change the charge master and fee schedules";
        ViewClaim "view_claim" "See claims and their edits";
        EditClaim "edit_claim" "Change a claim";
        OverrideEdit "override_edit" "Let a claim pass an edit that needs a reason";
        SubmitClaim "submit_claim" "Send claims to the payer";
        ViewMoney "view_money" "See amounts charged, expected and paid";
        PostPayments "post_payments" "Take in remittances and settle what their posting leaves";
        WorkDenials "work_denials" "Work rejections, denials and appeals";
        ManageBalances "manage_balances" "Keep patient accounts: payments, plans, statements";
        GiveUpMoney "give_up_money" "Write balances off, and ask for refunds";
        ApproveRefund "approve_refund" "Approve and send refunds that somebody else asked for";
        AuditCharts "audit_charts" "Audit coding";
        Rebut "rebut" "Answer the findings of an audit";
        ViewOwnNumbers "view_own_numbers" "See one's own accuracy and throughput";
        ViewDashboard "view_dashboard" "See dashboards and the numbers of others";
        KeepNumbers "keep_numbers" "Enter numbers by hand, and freeze baselines";
        Export "export" "Take data out as CSV or files";
        LookUpCodes "look_up_codes" "Look up codes, notes and releases";
        ManageUsers "manage_users" "Add users; change roles, teams and clearances";
        ManageCodeSets "manage_code_sets" "Import and remove releases of code sets";
        ManageRules "manage_rules" "Propose payer rules";
        ManageThresholds "manage_thresholds" "Propose release thresholds and audit batches";
        ApproveChange "approve_change" "Approve what somebody else proposed";
        ManageConnectors "manage_connectors" "Set up connectors";
        ManageWebhooks "manage_webhooks" "Set up webhooks and API tokens";
        ManageRetention "manage_retention" "Set tags, consents and retention";
        SearchAudit "search_audit" "Search the audit log";
        ReadApi "read_api" "Use the JSON API";
    }
}

words! {
    /// How far a permission reaches over rows. Each reach holds all before it.
    Reach: "reach" {
        None "none" "No row";
        Own "own" "Rows of which one is the author or the provider";
        Assigned "assigned" "Own rows, and those assigned to oneself";
        Team "team" "Assigned rows, and those of one's teams";
        All "all" "Every row of the tenant";
    }
}

impl Permission {
    /// True where what is shown or changed is the clinical content of a chart, so that its
    /// sensitivity tags count (42 CFR Part 2, state law).
    #[must_use]
    pub fn shows_chart(self) -> bool {
        use Permission::*;
        matches!(
            self,
            ViewChart
                | ViewTaggedChart
                | CodeChart
                | ReleaseOverride
                | TakeOverLock
                | ViewQuery
                | WriteQuery
                | SendQuery
                | AnswerQuery
                | AuditCharts
                | Rebut
        )
    }

    /// True for acts that need a password (or provider login) given a short time ago.
    #[must_use]
    pub fn is_dangerous(self) -> bool {
        use Permission::*;
        matches!(
            self,
            ManageUsers
                | ApproveChange
                | ManageConnectors
                | ManageWebhooks
                | ManageRetention
                | ManageCodeSets
                | BreakGlass
        )
    }

    /// True where nobody may do it to their own work: an audit of one's own coding, the approval
    /// of one's own change.
    #[must_use]
    pub fn needs_second_person(self) -> bool {
        use Permission::*;
        matches!(self, AuditCharts | ApproveChange | ApproveRefund)
    }
}
