-- What payers answer, the ledger, and what people do with both.

-- Every file that came in, once: its bytes are told by their hash.
CREATE TABLE incoming_file (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- folder, sftp, upload, demo
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- taking, taken, partly, refused
    state TEXT NOT NULL,
    -- What was in it: [{"set", "count", "said"}]
    contents TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX incoming_file_hash ON incoming_file (tenant, hash);
CREATE INDEX incoming_file_at ON incoming_file (tenant, at);

-- One payment: one 835 transaction.
CREATE TABLE remittance (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    file TEXT NOT NULL,
    -- Which transaction of the file, from 1.
    position BIGINT NOT NULL,
    -- As our claims name the payer; empty while it is not known.
    payer TEXT NOT NULL DEFAULT '',
    payer_name TEXT NOT NULL DEFAULT '',
    trace TEXT NOT NULL DEFAULT '',
    -- Negative when the payer takes.
    amount_cents BIGINT NOT NULL,
    paid_on TEXT NOT NULL,
    method TEXT NOT NULL DEFAULT '',
    claims BIGINT NOT NULL DEFAULT 0,
    -- staging, refused, ready, posting, closed
    state TEXT NOT NULL,
    -- The remittance without its claims.
    head TEXT NOT NULL,
    -- 1 when all of it was read: it may be looked at again.
    whole BIGINT NOT NULL DEFAULT 0,
    -- Why nothing of it is posted: sentences.
    refusals TEXT NOT NULL DEFAULT '[]',
    -- What is doubtful though it adds up: sentences.
    doubts TEXT NOT NULL DEFAULT '[]',
    batch TEXT NOT NULL,
    -- The last place that is posted: where posting goes on after an interruption.
    posted_to BIGINT NOT NULL DEFAULT 0,
    -- Of what is posted: to claims, aside, beside the claims (PLB, as a credit to us).
    applied_cents BIGINT NOT NULL DEFAULT 0,
    unapplied_cents BIGINT NOT NULL DEFAULT 0,
    beside_cents BIGINT NOT NULL DEFAULT 0,
    received_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- The deposit at the bank, once it is found.
    deposit TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX remittance_place ON remittance (tenant, file, position);
CREATE INDEX remittance_state ON remittance (tenant, state, received_at, id);
CREATE INDEX remittance_received ON remittance (tenant, received_at, id);
CREATE INDEX remittance_trace ON remittance (tenant, trace);

-- Its claims as the payer gave them, staged in the first pass.
CREATE TABLE remittance_claim (
    tenant TEXT NOT NULL,
    remittance TEXT NOT NULL,
    place BIGINT NOT NULL,
    control_number TEXT NOT NULL,
    status TEXT NOT NULL,
    charge_cents BIGINT NOT NULL,
    paid_cents BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, remittance, place)
);

-- What became of each of them in the second pass. Only added to, but for money that waited: a
-- person's decision on it takes its place here, the ledger and the audit log have both.
CREATE TABLE posted_claim (
    tenant TEXT NOT NULL,
    remittance TEXT NOT NULL,
    place BIGINT NOT NULL,
    -- posted, reversed, unapplied, nothing; divided by a person
    outcome TEXT NOT NULL,
    matched TEXT NOT NULL DEFAULT '',
    -- Our claim and account; empty where none is known.
    claim TEXT NOT NULL DEFAULT '',
    account TEXT NOT NULL DEFAULT '',
    -- Our number and the payer's, letters and digits only.
    own_key TEXT NOT NULL,
    payer_key TEXT NOT NULL DEFAULT '',
    -- The lines of our claim, one for each paid line.
    lines TEXT NOT NULL DEFAULT '[]',
    -- What can be taken back; empty where nothing can.
    posted TEXT NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, remittance, place)
);
CREATE INDEX posted_claim_claim ON posted_claim (tenant, claim);
CREATE INDEX posted_claim_own ON posted_claim (tenant, own_key);
CREATE INDEX posted_claim_payer ON posted_claim (tenant, payer_key);

-- What a person must look at.
CREATE TABLE posting_review (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    remittance TEXT NOT NULL,
    place BIGINT NOT NULL,
    claim TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    waiting_cents BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- open, done
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT,
    -- What was done, in words.
    outcome TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX posting_review_open ON posting_review (tenant, state, waiting_cents, id);
CREATE INDEX posting_review_remittance ON posting_review (tenant, remittance, place);

-- The ledger. A batch counts from the day on which it is closed.
CREATE TABLE ledger_batch (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- remittance, charges, people
    kind TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_on TEXT,
    -- Its legs are added up in ledger_roll: nothing is added to it any more.
    rolled BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX ledger_batch_closed ON ledger_batch (tenant, closed_on);
CREATE INDEX ledger_batch_rolled ON ledger_batch (tenant, rolled, closed_on);

-- Entries and their legs. Only added to.
CREATE TABLE ledger_entry (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    batch TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    event TEXT NOT NULL,
    -- The first claim and account that a leg is about.
    claim TEXT NOT NULL DEFAULT '',
    account TEXT NOT NULL DEFAULT '',
    reverses TEXT,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (tenant, reverses)
    WHERE reverses IS NOT NULL;
CREATE INDEX ledger_entry_claim ON ledger_entry (tenant, claim);
CREATE INDEX ledger_entry_account ON ledger_entry (tenant, account);
CREATE INDEX ledger_entry_batch ON ledger_entry (tenant, batch);
CREATE INDEX ledger_entry_unapplied ON ledger_entry (tenant, at) WHERE event = 'unapplied';

-- The legs of a batch, summed by claim and account of the ledger: what balances are read from.
CREATE TABLE ledger_sum (
    tenant TEXT NOT NULL,
    batch TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- Number in the chart of ledger accounts.
    ledger BIGINT NOT NULL,
    posted_on TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    -- The same apart: what is debited, what is credited (positive), and by how many legs.
    debit_cents BIGINT NOT NULL DEFAULT 0,
    credit_cents BIGINT NOT NULL DEFAULT 0,
    legs BIGINT NOT NULL DEFAULT 0,
    -- The first entry that is in it, and what tells its sums apart: several sums of a batch are
    -- added.
    part TEXT NOT NULL,
    PRIMARY KEY (tenant, claim, part)
);
CREATE INDEX ledger_sum_batch ON ledger_sum (tenant, batch, ledger, amount_cents, claim);
CREATE INDEX ledger_sum_account ON ledger_sum (tenant, account);
CREATE INDEX ledger_sum_ledger ON ledger_sum (tenant, ledger, posted_on);
-- Whom we owe, from the index alone.
CREATE INDEX ledger_sum_owed ON ledger_sum (tenant, ledger, account, claim, payer, batch, amount_cents);

-- Batches whose day is over, by account of the ledger and last day of service (its first moment;
-- NULL where no claim is known): what is owed on any day, without reading every leg.
CREATE TABLE ledger_roll (
    tenant TEXT NOT NULL,
    batch TEXT NOT NULL,
    ledger BIGINT NOT NULL,
    since_at BIGINT,
    amount_cents BIGINT NOT NULL,
    -- Which sum of its batch.
    part BIGINT NOT NULL,
    PRIMARY KEY (tenant, batch, part)
);
CREATE INDEX ledger_roll_ledger ON ledger_roll (tenant, ledger, batch, since_at, amount_cents);

-- Claims that left and wait for money, as matching needs them, and the keys that find them.
CREATE TABLE open_claim (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    payer_kind TEXT NOT NULL DEFAULT '',
    from_day TEXT NOT NULL,
    through_day TEXT NOT NULL,
    -- The first moment of the last day: how old the receivable is.
    through_at BIGINT NOT NULL,
    charge_cents BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    -- When the payer is asked where the claim is, while it is silent; NULL once it decided.
    ask_at BIGINT,
    asked BIGINT NOT NULL DEFAULT 0,
    -- The first decision: when, and whether it paid all that it could (no denial in it).
    decided_at BIGINT,
    first_pass BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, claim)
);
CREATE INDEX open_claim_through ON open_claim (tenant, claim, through_at);
CREATE INDEX open_claim_account ON open_claim (tenant, account);
CREATE INDEX open_claim_ask ON open_claim (tenant, ask_at);
CREATE INDEX open_claim_submitted ON open_claim (tenant, submitted_at);
CREATE INDEX open_claim_decided ON open_claim (tenant, decided_at);

CREATE TABLE claim_key (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    claim TEXT NOT NULL,
    PRIMARY KEY (tenant, key, claim)
);

-- Payers that claims were sent to, with every name and number under which their money comes; and
-- the numbers under which it comes to us. Both are filled as claims leave.
CREATE TABLE known_payer (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    -- {"names", "numbers"}
    body TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE own_number (
    tenant TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (tenant, number)
);

-- What happened to a claim since it left, in the order of time.
CREATE TABLE claim_event (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    -- The same thing is told once.
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- submitted, ta1, 999, 277ca, 276, 277, 835, corrected, appealed, …
    kind TEXT NOT NULL,
    -- good, bad, news
    tone TEXT NOT NULL,
    said TEXT NOT NULL,
    file TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, claim, id)
);

-- What left, by its control number: how answers find what they answer.
CREATE TABLE sent_interchange (
    tenant TEXT NOT NULL,
    partner TEXT NOT NULL,
    control BIGINT NOT NULL,
    -- 837, 270, 276
    kind TEXT NOT NULL,
    -- The claim, or the coverage.
    subject TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    -- sent, accepted, rejected
    state TEXT NOT NULL,
    -- The last that spoke of it: ta1, 999, 277ca
    heard TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, partner, control)
);
CREATE INDEX sent_interchange_control ON sent_interchange (tenant, control);
CREATE INDEX sent_interchange_at ON sent_interchange (tenant, kind, sent_at);
CREATE INDEX sent_interchange_subject ON sent_interchange (tenant, subject, kind, sent_at);

-- Claims that were refused at the front door, before any payer decided.
CREATE TABLE front_door_refusal (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- Control number of what was refused.
    control BIGINT NOT NULL,
    -- TA1, 999, 277CA
    refused_by TEXT NOT NULL,
    -- The name of who refused, where the answer gives one.
    who TEXT NOT NULL DEFAULT '',
    charge_cents BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- open, resent
    state TEXT NOT NULL,
    -- [{"said", "place"}]
    reasons TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX front_door_refusal_state ON front_door_refusal (tenant, state, at);
CREATE INDEX front_door_refusal_claim ON front_door_refusal (tenant, claim);

-- Questions of eligibility and their answers, newest last.
CREATE TABLE eligibility_check (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    patient TEXT NOT NULL,
    coverage TEXT NOT NULL,
    day TEXT NOT NULL,
    trace TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answered_at BIGINT,
    -- asked, active, inactive, unknown, refused
    state TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
CREATE INDEX eligibility_check_coverage ON eligibility_check (tenant, coverage, asked_at);
CREATE UNIQUE INDEX eligibility_check_trace ON eligibility_check (tenant, trace);

-- Refusals of money as items of work.
CREATE TABLE denial (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    remittance TEXT NOT NULL,
    place BIGINT NOT NULL,
    -- The line of our claim; 0 for the claim as a whole.
    line BIGINT NOT NULL,
    payer TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    modifiers TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL,
    stage TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    route TEXT NOT NULL,
    group_code TEXT NOT NULL,
    carc TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    expected_cents BIGINT NOT NULL,
    deadline TEXT,
    urgency BIGINT NOT NULL,
    -- open, in_progress, resent, appealed, upheld, overturned, written_off, billed_to_patient,
    -- superseded
    state TEXT NOT NULL,
    -- Whom it waits for: work, payer, closed. Each has its own turn in urgency: expected money by
    -- days left, money, and the time of the end.
    waits TEXT NOT NULL,
    level BIGINT NOT NULL DEFAULT 0,
    owner TEXT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    recovered_cents BIGINT NOT NULL DEFAULT 0,
    -- Whether a code decision is behind it: none, machine, person; and who.
    decided_by TEXT NOT NULL DEFAULT '',
    coder TEXT NOT NULL DEFAULT '',
    -- The corrected or new claim that goes out in place of the refused one.
    resent_as TEXT NOT NULL DEFAULT '',
    -- The denial with what was known at its opening, and its life.
    body TEXT NOT NULL,
    life TEXT NOT NULL,
    -- The smallest change, once it was looked for.
    trace TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX denial_work ON denial (tenant, waits, urgency, id);
CREATE INDEX denial_payer ON denial (tenant, waits, payer, urgency, id);
CREATE INDEX denial_category ON denial (tenant, waits, category, urgency, id, amount_cents,
    expected_cents);
CREATE INDEX denial_owner ON denial (tenant, waits, owner, urgency, id);
CREATE INDEX denial_deadline ON denial (tenant, waits, deadline);
CREATE INDEX denial_claim ON denial (tenant, claim);
CREATE INDEX denial_account ON denial (tenant, account);
CREATE INDEX denial_resent ON denial (tenant, resent_as);
CREATE INDEX denial_opened ON denial (tenant, opened_at);
CREATE INDEX denial_closed ON denial (tenant, closed_at);
CREATE INDEX denial_pattern ON denial (tenant, payer, code, carc, opened_at);

CREATE TABLE denial_event (
    tenant TEXT NOT NULL,
    denial TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, denial, seq)
);

CREATE TABLE appeal (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    denial TEXT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    level BIGINT NOT NULL,
    -- draft, sent, won, lost
    state TEXT NOT NULL,
    deadline TEXT,
    amount_cents BIGINT NOT NULL,
    body TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    sent_at BIGINT,
    decided_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX appeal_state ON appeal (tenant, state, deadline, id);
CREATE INDEX appeal_denial ON appeal (tenant, denial);

-- What each payment decided, counted by service and reason: what patterns are found in. A row
-- without a reason counts the lines decided; the others those of them refused for it.
CREATE TABLE payer_week (
    tenant TEXT NOT NULL,
    remittance TEXT NOT NULL,
    code TEXT NOT NULL,
    modifiers TEXT NOT NULL,
    reason TEXT NOT NULL,
    payer TEXT NOT NULL,
    -- Whole weeks since 1 January 2000.
    week BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    PRIMARY KEY (tenant, remittance, code, modifiers, reason)
);
CREATE INDEX payer_week_week ON payer_week (tenant, week);

-- What a payer began to refuse. One row a pattern.
CREATE TABLE payer_alarm (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    payer TEXT NOT NULL,
    found_on TEXT NOT NULL,
    -- open, seen, explained
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    by_person TEXT NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);

-- Expected against allowed, line by line.
CREATE TABLE line_variance (
    tenant TEXT NOT NULL,
    remittance TEXT NOT NULL,
    place BIGINT NOT NULL,
    line BIGINT NOT NULL,
    claim TEXT NOT NULL,
    account TEXT NOT NULL,
    payer TEXT NOT NULL,
    code TEXT NOT NULL,
    -- The term of the contract that was not kept, as the price names it.
    term TEXT NOT NULL DEFAULT '',
    expected_cents BIGINT NOT NULL,
    allowed_cents BIGINT NOT NULL,
    difference_cents BIGINT NOT NULL,
    -- as_expected, not_priced, denied, overpaid, open, disputed, accepted, recovered
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, remittance, place, line)
);
CREATE INDEX line_variance_open ON line_variance (tenant, state, difference_cents);
CREATE INDEX line_variance_claim ON line_variance (tenant, claim);
CREATE INDEX line_variance_at ON line_variance (tenant, at);

-- What patients are asked and what they pay; the money itself is in the ledger.
CREATE TABLE patient_statement (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    patient TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL,
    owed_cents BIGINT NOT NULL,
    -- made, returned
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    made_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX patient_statement_account ON patient_statement (tenant, account, at);

CREATE TABLE payment_plan (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    -- running, kept, broken, ended
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_person TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX payment_plan_account ON payment_plan (tenant, account);

CREATE TABLE refund (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    claim TEXT NOT NULL,
    -- The payer's identifier; empty for the patient.
    payer TEXT NOT NULL DEFAULT '',
    payer_kind TEXT NOT NULL DEFAULT '',
    amount_cents BIGINT NOT NULL,
    -- due, sent, declined
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The day on which the overpayment was identified, and that by which it must be back.
    identified_on TEXT NOT NULL,
    due_on TEXT,
    asked_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Who approved and sent it, or declined it.
    sent_by TEXT,
    sent_at BIGINT,
    reference TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX refund_state ON refund (tenant, state, at);
CREATE INDEX refund_account ON refund (tenant, account);

-- What came in at the bank.
CREATE TABLE deposit (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    trace TEXT NOT NULL DEFAULT '',
    originator TEXT NOT NULL DEFAULT '',
    payer_name TEXT NOT NULL DEFAULT '',
    remittance TEXT,
    entered_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX deposit_day ON deposit (tenant, day);

-- Numbers as they were frozen, and numbers that people enter.
CREATE TABLE kpi_baseline (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    frozen_by TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE kpi_entered (
    tenant TEXT NOT NULL,
    kpi TEXT NOT NULL,
    month TEXT NOT NULL,
    value BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    by_person TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- From 1; earlier ones stay, so that a past day can be told. Only added to.
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, kpi, month, version)
);
