-- The account, its steps, its charts and codings.
CREATE TABLE account (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What the source calls the chart: the same chart sent twice is one account.
    source_key TEXT NOT NULL,
    patient TEXT,
    patient_name TEXT NOT NULL DEFAULT '',
    mrn TEXT,
    setting TEXT NOT NULL,
    specialty TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    provider TEXT,
    provider_name TEXT NOT NULL DEFAULT '',
    payer TEXT NOT NULL DEFAULT '',
    payer_kind TEXT NOT NULL DEFAULT '',
    service_from TEXT,
    service_to TEXT,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    queue TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner TEXT,
    next_action TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    hold TEXT,
    value_cents BIGINT NOT NULL DEFAULT 0,
    -- Confidence of the chart in hundredths of a percent.
    confidence_bp BIGINT,
    released_by TEXT,
    released_at BIGINT,
    coder TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    entered_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX account_source ON account (tenant, source_key);
CREATE INDEX account_due ON account (tenant, queue, due_at, id);
CREATE INDEX account_value ON account (tenant, queue, value_cents, id);
CREATE INDEX account_received ON account (tenant, queue, received_at, id);
CREATE INDEX account_owner ON account (tenant, owner, queue, due_at, id);
CREATE INDEX account_team ON account (tenant, owner_kind, queue, due_at, id);
CREATE INDEX account_patient ON account (tenant, patient);
CREATE INDEX account_released ON account (tenant, released_at);

CREATE TABLE account_event (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (tenant, account, seq)
);
CREATE INDEX account_event_at ON account_event (tenant, at);

CREATE TABLE chart (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, version)
);

CREATE TABLE document (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    loinc TEXT,
    author TEXT,
    written TEXT,
    signed BIGINT NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1,
    hash TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    -- Its text was removed after its retention; its hash stays.
    removed_at BIGINT,
    PRIMARY KEY (tenant, account, position)
);

CREATE TABLE document_read (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, document, version, user_id)
);

CREATE TABLE coding (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    version BIGINT NOT NULL,
    chart_version BIGINT NOT NULL,
    by_person TEXT,
    at BIGINT NOT NULL,
    final BIGINT NOT NULL,
    body TEXT NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (tenant, account, version)
);

-- What a person has changed and not submitted yet; nothing is lost on refresh.
CREATE TABLE draft (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    body TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
);

CREATE TABLE account_lock (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    user_id TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
);

CREATE TABLE account_note (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_person TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, account, id)
);
-- Names, record numbers and ids are searched in the index alone.
CREATE INDEX account_search ON account (tenant, queue, patient_name, mrn, source_key, id);
-- Every number of a worklist's head from the index alone.
CREATE INDEX account_counts
    ON account (tenant, queue, owner_kind, owner, value_cents, due_at, received_at, specialty);
