-- How each denial stood, from when until when: what numbers and lists say of a past day is told as
-- it was known then, whatever became of the denial since.
CREATE TABLE denial_span (
    tenant TEXT NOT NULL,
    denial TEXT NOT NULL,
    -- The version of the denial that began to stand so.
    version BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    -- Empty: it stands so still.
    until_at BIGINT,
    account TEXT NOT NULL,
    claim TEXT NOT NULL,
    line BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    category TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    route TEXT NOT NULL,
    group_code TEXT NOT NULL,
    carc TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    expected_cents BIGINT NOT NULL,
    recovered_cents BIGINT NOT NULL,
    deadline TEXT,
    state TEXT NOT NULL,
    waits TEXT NOT NULL,
    level BIGINT NOT NULL,
    owner TEXT,
    -- Whether the decision behind it was taken back by a person, and nothing stands of it.
    undone BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, denial, version)
);
CREATE INDEX denial_span_until ON denial_span (tenant, until_at, from_at);
CREATE INDEX denial_span_from ON denial_span (tenant, from_at);
CREATE INDEX denial_span_closed ON denial_span (tenant, closed_at);
CREATE INDEX denial_span_opened ON denial_span (tenant, opened_at);
-- How it stands now: one span a denial.
CREATE UNIQUE INDEX denial_span_now ON denial_span (tenant, denial) WHERE until_at IS NULL;
-- The order of the list of a past day (`TURN` of denial_then.rs): a page ends where it is full.
CREATE INDEX denial_span_turn ON denial_span (tenant, waits, (CASE waits WHEN 'closed'
    THEN COALESCE(closed_at, 0) / 1000000 WHEN 'payer' THEN amount_cents ELSE expected_cents END),
    denial);

-- What is known of those before: open until they were closed, then closed. A version before the
-- first stands for the time before the end.
INSERT INTO denial_span (tenant, denial, version, from_at, until_at, account, claim, line,
    opened_at, closed_at, category, owner_role, route, group_code, carc, amount_cents,
    expected_cents, recovered_cents, deadline, state, waits, level, owner, undone)
    SELECT tenant, id, 0, opened_at, closed_at, account, claim, line, opened_at, NULL, category,
    owner_role, route, group_code, carc, amount_cents, expected_cents, 0, deadline, 'open',
    'work', 0, owner, 0 FROM denial WHERE closed_at IS NOT NULL;
INSERT INTO denial_span (tenant, denial, version, from_at, until_at, account, claim, line,
    opened_at, closed_at, category, owner_role, route, group_code, carc, amount_cents,
    expected_cents, recovered_cents, deadline, state, waits, level, owner, undone)
    SELECT tenant, id, version, COALESCE(closed_at, opened_at), NULL, account, claim, line,
    opened_at, closed_at, category, owner_role, route, group_code, carc, amount_cents,
    expected_cents, recovered_cents, deadline, state, CASE WHEN closed_at IS NULL THEN waits
    ELSE 'closed' END, level, owner, CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END FROM denial;

-- Answers to appeals that were taken back: the appeal was decided from the one time to the other.
CREATE TABLE appeal_answered (
    tenant TEXT NOT NULL,
    appeal TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    again_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, appeal, decided_at, again_at)
);
